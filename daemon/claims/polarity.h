#ifndef CLAIMS_POLARITY_H
#define CLAIMS_POLARITY_H

#include <stdbool.h>
#include <stddef.h>

struct pattern_hit;
struct profile;
struct sentence_view;
struct words;

/* Clauses of one sentence, and a pattern whose own words say their polarity already; or NULL. */
struct clauses {
	size_t first, last;
	const struct pattern_hit *hit;
};

/*
 * Whether the clauses as a whole say no: the parity of their negators and of the axis words that
 * turn around what follows, and of those of the clauses whose complement they are. `frame` is the
 * axis pole that the reporting verb says of it all ("truth-" for "denied that"), or NULL.
 */
bool polarity_negated(const struct profile *profile, const struct sentence_view *v,
	const char *frame, const struct clauses *clauses);

/*
 * The predicates of a clause as axes with their effective sign: "did not stop" is "go+", "refused
 * to open" is "accept-" and "open-". A negator turns every predicate of its clause around, a word
 * like "refuse" those after it. Adds to out.
 */
void polarity_predicates(const struct profile *profile, const struct sentence_view *v,
	const char *frame, size_t clause, struct words *out);

#endif
