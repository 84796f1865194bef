#ifndef TEXT_SENTENCE_H
#define TEXT_SENTENCE_H

#include <stdbool.h>
#include <stddef.h>

struct quotes;
struct tokens;

/*
 * A sentence as the writer of the text ends it: token indexes [begin, end), closing marks included.
 * What is inside a quotation never ends one, so that '"No. Never," he said.' is whole.
 */
struct sentence {
	size_t begin, end;
	bool doubtful; /* ends in a quotation's ? or !, so the next may belong to it: "No!" Peskov
			  said. */
};

struct sentences {
	struct sentence *items; /* owned; in order, covering all tokens */
	size_t n, cap;
};

/* quotes may be NULL: then marks are looked through. Release with sentences_release. */
void sentences_find(
	const struct tokens *tokens, const struct quotes *quotes, struct sentences *out);
void sentences_release(struct sentences *sentences);

#endif
