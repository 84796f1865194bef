#ifndef RULES_VIEW_H
#define RULES_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gainsay_plugin.h"
#include "text/quote.h"
#include "text/token.h"

struct strmap;

/* One step of a sentence: a token, or a whole quotation. */
struct element {
	size_t first, end; /* tokens, end exclusive */
	const struct quote *quote; /* NULL: a token */
	const char *form; /* folded word; "" for a quotation */
	uint32_t set; /* of enum word_class */
	unsigned int mark; /* code point of a mark, else 0 */
	bool capital, number;
};

/* A sentence as the rules look at it. Ranges of elements are [begin, end). */
struct view {
	const struct tokens *tokens; /* borrowed */
	struct element *items; /* owned; reused from sentence to sentence */
	size_t n, cap;
	bool titled; /* most words have capitals: a headline */
};

struct range {
	size_t begin, end;
};
#define NOWHERE SIZE_MAX

/*
 * Reads the tokens [begin, end) into the view. quotes[*next] is the first that ends past begin. A
 * quotation that lost its closing mark is looked through, since nobody knows what it holds.
 */
void view_read(struct view *view, const struct tokens *tokens, const struct quotes *quotes,
	size_t *next, const struct strmap *words, size_t begin, size_t end);
void view_release(struct view *view);

bool view_is(const struct view *view, size_t i, const char *form);
bool view_is_any(const struct view *view, size_t i, const char *const *forms, size_t n);
bool view_has(const struct view *view, size_t i, uint32_t set);
/* A comma, colon, dash, bracket or quotation: where a phrase ends. */
bool view_breaks(const struct view *view, size_t i);
bool view_is_mark(const struct view *view, size_t i, unsigned int cp);
/* Whether anything in [begin, end) is surely a verb with a subject. */
bool view_finite(const struct view *view, size_t begin, size_t end);
/* Bytes of a range of elements, without commas and points at its end that no quotation holds. */
struct gainsay_span view_span(const struct view *view, struct range range);
/* Words in a range, those in quotations included; *quoted counts the latter. */
size_t view_words(const struct view *view, struct range range, size_t *quoted);

/* Skips what tells when or how from i on: adverbs, "late on Monday", "last week", "on Nov. 21". */
size_t view_skip_time(const struct view *view, size_t i, size_t end);
/* The same leftwards: the end of what stands before such words. */
size_t view_trim_time(const struct view *view, size_t begin, size_t end);

/* The noun phrase that ends at `end` (exclusive) and does not begin before `lo`; empty if none. */
struct range view_phrase_left(const struct view *view, size_t lo, size_t end);
/* The noun phrase that begins at `begin`, with its appositions if wanted; empty if none. */
struct range view_phrase_right(const struct view *view, size_t begin, size_t end, bool appositions);

#endif
