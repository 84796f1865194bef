#ifndef COMPARE_WORDS_H
#define COMPARE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "claims/statement.h"

struct profile;

/* How far two clauses speak of the same. */
struct overlap {
	double cover; /* weight shared, of the lighter one's, 0..1 */
	double amount; /* weight shared, saturating at 1 */
};
struct overlap words_overlap(const struct proposition *a, const struct proposition *b);

/* Whether a sorted list holds the word. */
bool words_find(char *const *items, size_t n, const char *word);

/* Whether both have a predicate of one axis, of whichever pole. */
bool words_share_axis(const struct proposition *a, const struct proposition *b);

/* How many predicates both have with the same sign, and with opposite ones. */
void words_poles(
	const struct proposition *a, const struct proposition *b, size_t *same, size_t *opposed);

/* Whether it has a predicate of any axis. */
bool words_has_axis(const struct proposition *p);

/* What both name beside predicates and the words of nearly every sentence: 0 nothing .. 1 much. */
double words_shared_heads(const struct proposition *a, const struct proposition *b);

/* What both name, of all that either does: 1 where they name the same, 0 where they share nothing.
 */
double words_alike(const struct proposition *a, const struct proposition *b);

/* What each of them names beside predicates that the other does not, the lesser: 0 nothing .. 1. */
double words_apart(const struct proposition *a, const struct proposition *b);

/* Whether both name sides or persons, and none of them is the same. */
bool words_other_actors(const struct proposition *a, const struct proposition *b);

/* The same for statements as a whole, over everything their clauses speak of. */
struct whole {
	double cover, amount;
	size_t things; /* of the topic, shared */
	double left; /* weight that both leave unshared, the lesser, saturating at 1 */
	bool names_apart; /* both name persons, places or the like, and share none */
	const char *issue; /* of a shared thing or slot; borrowed; NULL: none */
};
void words_whole(const struct profile *profile, const struct statement *a,
	const struct statement *b, struct whole *out);

#endif
