#ifndef ARTICLE_BLOCK_H
#define ARTICLE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/dom.h"
#include "util/buf.h"

/* A run of text that a reader sees as one paragraph, heading, cell or line. */
struct block {
	uint32_t node; /* the block element it stands in */
	uint32_t first; /* its first text node; blocks are in order of it */
	uint32_t last; /* its last text node */
	uint32_t at, len; /* its text in blocks.texts, white space squeezed */
	uint32_t words, link_words;
	uint32_t stops; /* words of the stop lists */
	uint32_t commas, marks; /* marks: ends of sentences */
	uint8_t tag; /* enum tag of node */
	bool ends; /* its last character ends a sentence */
};

struct blocks {
	struct block *items; /* owned */
	size_t n, cap;
	struct buf texts; /* owned */
};

/* Cuts what a browser would show of the page into blocks: controls and media are left out, hidden
 * elements too unless with_hidden (a page that shows itself by script). Release with
 * blocks_release. */
void blocks_cut(const struct dom *dom, bool with_hidden, struct blocks *blocks);
void blocks_release(struct blocks *blocks);

static inline const char *block_text(const struct blocks *blocks, size_t i)
{
	return blocks->texts.data + blocks->items[i].at;
}

/* The first block that begins at or after a node. */
size_t blocks_from(const struct blocks *blocks, uint32_t node);
/* The blocks that begin inside a node: [*begin, *end). */
void blocks_range(const struct blocks *blocks, const struct dom *dom, uint32_t node, size_t *begin,
	size_t *end);

/* Whether an element says by attribute or tag that it is not shown. */
bool block_is_hidden(const struct dom *dom, uint32_t node);

#endif
