#ifndef ARTICLE_BODY_PRIVATE_H
#define ARTICLE_BODY_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/block.h"
#include "article/body.h"
#include "article/words.h"

/* Within the folder: the search for the text, in the order judge, container, choose. */

/* How much an element's names count: each level trusts them less, for pages whose names mislead. */
enum trust { TRUST_ALL, TRUST_LITTLE, TRUST_LEVELS };

enum fate {
	FATE_DROP,
	FATE_LINKS, /* dropped as links */
	FATE_OPEN, /* short: its neighbours decide */
	FATE_KEEP
};

/* What is known of one block. */
struct judged {
	unsigned int kinds; /* of the elements around it */
	unsigned int drop; /* KIND_* of the element that drops it; 0: none does */
	unsigned int phrase; /* what its own words say */
	bool prose;
	bool copy; /* stands in JSON-LD's articleBody */
	enum fate fate;
};

/* The nodes of a post: an element, or a heading with what stands under it. */
struct post_nodes {
	uint32_t begin, end;
};

struct page {
	const struct dom *dom;
	const struct body_hints *hints;
	struct blocks blocks;
	struct judged *judged; /* a row a block */
	double *sum; /* sum[i]: values of the blocks before i */
	double *prose; /* prose[i]: words of prose before block i */
	double total; /* words of prose */
	size_t *words, *links; /* words and words in links before block i */
	char *folded; /* the headline folded; NULL: none is known */
	size_t folded_len;
	unsigned int *kinds; /* a row a node: what its names say, after judge_elements */
	size_t title; /* the block of the headline; PAGE_NO_TITLE: none is known */
	uint32_t container;
	struct post_nodes *posts; /* of a live page, in order; owned */
	size_t n_posts;
};

#define PAGE_NO_TITLE SIZE_MAX

double page_share(size_t part, size_t whole);
bool page_is_heading(enum tag tag);
/* The article element that a node is or stands in; 0: none. */
uint32_t page_article_of(const struct page *page, uint32_t node);

/* What each block is in itself. */
void judge_blocks(struct page *page);
/* What the elements around say of the blocks. */
void judge_elements(struct page *page, enum trust trust);
/* Finds page->posts on a live page. */
void posts_find(struct page *page);
/* The post that a node is or stands in, by its place in page->posts; n_posts: none. */
size_t posts_around(const struct page *page, uint32_t node);
/* Drops lists of other articles. */
void judge_teasers(struct page *page);
/* Finds page->container. */
void container_find(struct page *page);
/* Whether a block is the title, alone or with a kicker beside it. */
bool page_is_title(const struct page *page, size_t block);
/* Takes back kept blocks that are no text for their place. */
void prune_blocks(struct page *page);
/* Decides the fate of each block. */
void choose_blocks(struct page *page);
/* Whether what was kept are the summaries of a list of articles. */
bool verdict_is_index(const struct page *page);
/* Whether headlines of other articles were left out. */
bool verdict_has_teasers(const struct page *page);
/* Whether the page asks for consent instead of showing an article. */
bool verdict_is_consent(const struct page *page, size_t kept_words);
/* Whether a paywall stands where the kept text ends. */
bool verdict_is_teaser(const struct page *page, size_t kept_words);

#endif
