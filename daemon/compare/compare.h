#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include <jansson.h>
#include <stddef.h>

#include "claims/statement.h"

struct profile;

enum verdict { VERDICT_UNRELATED, VERDICT_CONSISTENT, VERDICT_DISAGREEMENT, VERDICT_CONTRADICTION };
enum kind { KIND_NONE, KIND_REVERSAL, KIND_SPLIT, KIND_DISPUTE };

/* One reason for the verdict, with the words on both sides that show it. Owned. */
struct evidence {
	char *what; /* "slot ceasefire.precondition: before against after", "negation", "figure" */
	struct span earlier, later; /* in each statement's text; begin == end: none */
};

/* What one pair comes to. Plain data, owned; release with comparison_release. */
struct comparison {
	enum verdict verdict;
	enum kind kind; /* KIND_NONE unless contradiction */
	double score; /* P(contradiction), 0..1, whatever the verdict */
	double alert; /* the same among all pairs a stream of news offers, where contradictions are
			 rare: what an alert is judged by */
	char *issue; /* id of the issue both speak of, or NULL */
	char *why; /* one sentence that names the two clashing things; never NULL */
	struct evidence *evidence;
	size_t n_evidence;
};

/*
 * Compares two statements, earlier and later by the date they were said. Pure: works on what the
 * statements hold (propositions, figures, denials) and the profile's tables.
 */
void compare_pair(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, struct comparison *out);
void comparison_release(struct comparison *comparison);

/* Whether two statements are one and the same, told twice: same speaker, day and content. */
int compare_same(
	const struct profile *profile, const struct statement *a, const struct statement *b);

const char *verdict_word(enum verdict verdict);
const char *kind_word(enum kind kind); /* NULL for KIND_NONE */
enum kind kind_from_word(const char *word);

/* The object that `compare` prints, without its id. New reference. */
json_t *comparison_to_json(const struct comparison *comparison);

#endif
