#ifndef CMD_VERSIONS_H
#define CMD_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The libraries that read what strangers send, as they are loaded now: a program is as safe as the
 * oldest of them.
 */
struct version {
	const char *library, *have; /* static, or the library's */
	const char *least; /* the oldest that this program is meant for */
};
/* All of them in a fixed order; *n says how many. Static storage. */
const struct version *versions_all(size_t *n);
/* Whether a dotted version comes before another: 2.9 before 2.14; "2.1.12-stable" is 2.1.12. */
bool version_older(const char *have, const char *least);
/* Logs a warning for each library that is older than it should be, or of the wrong make. */
void versions_warn(void);

#endif
