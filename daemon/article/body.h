#ifndef ARTICLE_BODY_H
#define ARTICLE_BODY_H

#include "article/dom.h"
#include "util/buf.h"

/* What is known of the page besides its tree; borrowed, NULL where unknown. */
struct body_hints {
	const char *title; /* the headline: not part of the text */
	const char *description; /* the summary in the page's head */
	bool is_article; /* the page's metadata says that it is one */
	bool is_live; /* metadata or address say that it is written post by post */
	const char *json_body; /* JSON-LD's articleBody: evidence for blocks */
};

/* A post of a live page that has text: its nodes, and its bytes of the text. */
struct body_post {
	uint32_t node, node_end; /* its nodes: [node, node_end) */
	size_t begin, end;
};

struct body {
	struct buf text; /* owned; paragraphs parted by "\n\n"; empty: no article */
	const char *reason; /* why it is empty; static storage */
	bool teaser; /* a paywall stands where the text ends */
	struct body_post *posts; /* owned; in order of place; none on most pages */
	size_t n_posts;
	uint32_t container; /* the element that holds most of the text; 0: none */
};

/* Finds the article's paragraphs. Release with body_release. */
void body_find(const struct dom *dom, const struct body_hints *hints, struct body *out);
void body_release(struct body *body);

#endif
