#ifndef RUN_TERMS_H
#define RUN_TERMS_H

#include <stddef.h>

/* The words a statement is found by when no slot catches it: stems of its content words. Owned. */
struct terms {
	char **items;
	size_t n, cap;
};
void terms_of(const char *text, struct terms *out);
void terms_release(struct terms *terms);

#endif
