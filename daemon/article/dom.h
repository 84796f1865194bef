#ifndef ARTICLE_DOM_H
#define ARTICLE_DOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/tags.h"
#include "util/buf.h"

/*
 * A page as one flat array of nodes in document order: a node's subtree is the range [i, end), so
 * every walk is a loop. Node 0 is the document. Only dom.c knows which parser made it.
 */
struct dom_node {
	uint8_t tag; /* enum tag */
	uint16_t depth;
	uint32_t parent; /* 0 for the document itself */
	uint32_t end; /* one past the subtree */
	uint32_t at; /* text: its place in texts; element: its first row in attrs */
	uint32_t len; /* text: bytes; element: rows */
};

struct dom_attr {
	uint8_t attr; /* enum attr */
	uint32_t at; /* its value in texts, NUL-terminated */
};

struct dom {
	struct dom_node *nodes; /* owned */
	size_t n, cap;
	struct dom_attr *attrs; /* owned */
	size_t n_attrs, attrs_cap;
	struct buf texts; /* owned */
	bool cut; /* a limit left something out */
};

/* Builds the tree of markup that bytepass_run wrote. Release with dom_release. */
void dom_parse(const char *html, size_t len, struct dom *dom);
void dom_release(struct dom *dom);

/* The value of an attribute of an element, NULL where it has none. Borrowed from dom. */
const char *dom_attr(const struct dom *dom, uint32_t node, enum attr attr);

static inline enum tag dom_tag(const struct dom *dom, uint32_t node)
{
	return (enum tag)dom->nodes[node].tag;
}

/* The bytes of a text node (dom->nodes[node].len of them). Borrowed. */
static inline const char *dom_text(const struct dom *dom, uint32_t node)
{
	return dom->texts.data + dom->nodes[node].at;
}

/* The first element of a tag inside `under`, after `after` (0: from its start); 0 if none. */
uint32_t dom_find(const struct dom *dom, uint32_t under, uint32_t after, enum tag tag);

/* All text inside, white space squeezed, at most max bytes. The caller frees it. */
char *dom_text_of(const struct dom *dom, uint32_t node, size_t max);

/* The same with blanks between elements: a date and a name that only a style sheet keeps apart. */
char *dom_parts_of(const struct dom *dom, uint32_t node, size_t max);

/* Whether a is b or stands above it. */
static inline bool dom_holds(const struct dom *dom, uint32_t a, uint32_t b)
{
	return a <= b && b < dom->nodes[a].end;
}

#endif
