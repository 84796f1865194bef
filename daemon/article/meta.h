#ifndef ARTICLE_META_H
#define ARTICLE_META_H

#include <stdint.h>

#include "article/dom.h"
#include "article/jsonld.h"

struct article;

/*
 * Fills title, site, authors, dates, canonical address and language of an article from the page's
 * own words: JSON-LD, meta elements, microdata, time elements, what stands about the headline, and
 * last the address. Where sources differ, the answer most of them give is taken. container is the
 * element of the text (0: unknown). article->url must be set before.
 */
void meta_read(const struct dom *dom, const struct jsonld *ld, uint32_t container,
	struct article *article);

/* The headline and the summary in the head, which the search for the text needs first. The caller
 * frees both; either may be NULL. */
char *meta_title(const struct dom *dom, const struct jsonld *ld, char **description);

#endif
