#ifndef TEXT_ENTITY_NAMES_H
#define TEXT_ENTITY_NAMES_H

#include <stddef.h>

/* HTML Living Standard, 13.5 Named character references. */
struct entity_name {
	/* Without & and ;. No pointer, which would be relocated at each start. The longest is
	 * "CounterClockwiseContourIntegral". */
	char name[32];
	unsigned int first, second; /* code points; second is 0 for most */
};

extern const struct entity_name entity_names[];
extern const size_t entity_names_count;

#endif
