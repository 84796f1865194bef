#include <stdlib.h>
#include <string.h>

#include "compare/compare.h"
#include "compare/figures.h"
#include "compare/words.h"
#include "text/date.h"
#include "text/token.h"
#include "util/mem.h"

/* A report may be a day late, and "on Friday" is resolved to a day only. */
#define SAME_SECONDS (36 * 3600)
/* Shared content above which two reports tell one statement. */
#define SAME_COVER  0.75
#define SAME_AMOUNT 0.6
/* Words of a quotation that make it the same quotation. */
#define QUOTE_WORDS 5

/* Whether the shorter text's words stand in the longer one's in one piece. */
static bool holds_words(const struct tokens *longer, const struct tokens *shorter)
{
	for (size_t i = 0; i + shorter->n <= longer->n; i++) {
		size_t k = 0;
		while (k < shorter->n &&
			strcmp(longer->items[i + k].form, shorter->items[k].form) == 0)
			k++;
		if (k == shorter->n)
			return true;
	}
	return false;
}

/* Keeps words and numbers alone. */
static void only_words(struct tokens *t)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].kind != TOKEN_MARK)
			t->items[n++] = t->items[i];
	t->n = n;
}

static bool same_words(const struct statement *a, const struct statement *b)
{
	struct tokens ta CLEANUP(tokens_release) = {0};
	struct tokens tb CLEANUP(tokens_release) = {0};
	tokens_scan(a->text, strlen(a->text), NULL, &ta);
	tokens_scan(b->text, strlen(b->text), NULL, &tb);
	only_words(&ta);
	only_words(&tb);
	const struct tokens *shorter = ta.n < tb.n ? &ta : &tb;
	return shorter->n >= QUOTE_WORDS && holds_words(shorter == &ta ? &tb : &ta, shorter);
}

static bool figures_apart(const struct statement *a, const struct statement *b)
{
	for (size_t i = 0; i < a->n_figures; i++)
		for (size_t k = 0; k < b->n_figures; k++)
			if (figures_alike(&a->figures[i], &b->figures[k]) &&
				figures_disjoint(&a->figures[i], &b->figures[k]))
				return true;
	return false;
}

/* Whether the aligned clauses have one polarity. */
static bool polarity_agrees(const struct statement *a, const struct statement *b)
{
	double best[2] = {0, 0};
	for (size_t i = 0; i < a->n_propositions; i++)
		for (size_t k = 0; k < b->n_propositions; k++) {
			const struct proposition *p = &a->propositions[i];
			const struct proposition *q = &b->propositions[k];
			if (p->slot || q->slot)
				continue;
			struct overlap o = words_overlap(p, q);
			double *d = &best[p->negated != q->negated];
			if (o.cover * o.amount > *d)
				*d = o.cover * o.amount;
		}
	return best[0] >= best[1];
}

int compare_same(
	const struct profile *profile, const struct statement *a, const struct statement *b)
{
	if (!a->speaker.id || !b->speaker.id || strcmp(a->speaker.id, b->speaker.id) != 0)
		return 0;
	if (a->date != DATE_UNKNOWN && b->date != DATE_UNKNOWN &&
		llabs((long long)(a->date - b->date)) > SAME_SECONDS)
		return 0;
	if (same_words(a, b))
		return 1;
	struct whole whole;
	words_whole(profile, a, b, &whole);
	return whole.cover >= SAME_COVER && whole.amount >= SAME_AMOUNT && !figures_apart(a, b) &&
	       polarity_agrees(a, b);
}
