#ifndef TEXT_QUOTE_H
#define TEXT_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

struct tokens;

/*
 * One stretch in quotation marks, outermost level only: token indexes [begin, end), marks included.
 * What is between the marks is [inner, inner_end).
 */
struct quote {
	size_t begin, end;
	size_t inner, inner_end;
	bool closed; /* its closing mark is there */
	bool running; /* not closed, yet one of a run of paragraphs that each open with a mark */
	bool single; /* in single marks */
};

struct quotes {
	struct quote *items; /* owned; in order */
	size_t n, cap;
};

/*
 * Finds the quotations in “ ”, „ “, « », " ", `` '', ‘ ’ and ' ', with an apostrophe told from a
 * closing mark and a mark closed in the wrong style forgiven. A missing mark never reaches past its
 * paragraph. Release with quotes_release.
 */
void quotes_find(const struct tokens *tokens, struct quotes *out);
void quotes_release(struct quotes *quotes);

#endif
