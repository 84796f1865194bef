#ifndef ARTICLE_BYTEPASS_H
#define ARTICLE_BYTEPASS_H

#include <stddef.h>

#include "util/buf.h"

/* JSON-LD blocks of one page; real pages have up to a dozen. */
#define BYTEPASS_SCRIPTS_MAX 64

struct byte_span {
	const char *bytes; /* borrowed from the input */
	size_t len;
};

/* What the pass leaves: markup for the HTML parser, and the JSON-LD blocks that it took out. */
struct bytepass {
	struct buf html; /* owned */
	struct byte_span scripts[BYTEPASS_SCRIPTS_MAX];
	size_t n_scripts;
	size_t n_elements; /* start tags written */
};

/*
 * Rewrites a page (well-formed UTF-8, borrowed until the result is released) so that an HTML 4
 * parser builds the tree that HTML 5 asks for, as far as text and its containers go: every start
 * tag written has its end tag, in order; control bytes are blanks; comments, bogus comments,
 * declarations and content that no browser shows (scripts, styles, templates, noscript, svg) are
 * gone, a stray "<" is escaped; only attributes that this folder reads remain. One forward walk;
 * nesting deeper than DOM_DEPTH_MAX and elements past DOM_NODES_MAX lose their tags, not their
 * text.
 */
void bytepass_run(const char *bytes, size_t len, struct bytepass *out);
void bytepass_release(struct bytepass *pass);

#endif
