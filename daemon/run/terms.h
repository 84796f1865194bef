#ifndef RUN_TERMS_H
#define RUN_TERMS_H

#include <stddef.h>

struct statement;

/* What a statement is found by when no slot catches it: stems of its content words, and the things
 * and predicates its propositions hold, whatever the words ("struck", "the raid"). Owned. */
struct terms {
	char **items;
	size_t n, cap;
};
void terms_of(const char *text, struct terms *out);
/* Adds those of the propositions. */
void terms_of_propositions(const struct statement *statement, struct terms *out);
void terms_release(struct terms *terms);

#endif
