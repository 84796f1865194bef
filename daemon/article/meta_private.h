#ifndef ARTICLE_META_PRIVATE_H
#define ARTICLE_META_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/dom.h"
#include "article/jsonld.h"

/* Within the folder: the parts of meta_read. */

/* meta elements of one page; more are generated noise. */
#define META_ELEMENTS_MAX 400

struct meta_pair {
	const char *name, *content; /* borrowed from the dom */
};

struct meta {
	const struct dom *dom;
	const struct jsonld *ld;
	const char *url; /* of the page; may be NULL */
	struct meta_pair pairs[META_ELEMENTS_MAX];
	size_t n;
	const char *canonical; /* link rel=canonical; borrowed */
	uint32_t h1; /* the first with text; 0: none */
};

void meta_collect(
	const struct dom *dom, const struct jsonld *ld, const char *url, struct meta *meta);

/* The content of the first meta element of that name (either case); NULL for none or empty. */
const char *meta_get(const struct meta *meta, const char *name);

/* Each result is the caller's; NULL (0, DATE_UNKNOWN) where unknown. */
char *meta_find_title(const struct meta *meta, const char *site);
char *meta_find_site(const struct meta *meta);
/* The site's name as what the title element has beyond the headline; NULL if nothing is. */
char *meta_site_of_title(const struct meta *meta);
size_t meta_find_authors(
	const struct meta *meta, const char *site, uint32_t container, char **authors, size_t max);
int64_t meta_find_published(const struct meta *meta, uint32_t container);
int64_t meta_find_modified(const struct meta *meta);
/* A date as metadata writes it; NULL gives DATE_UNKNOWN. */
int64_t meta_date(const char *text);
/* When the part [node, end) of a page was published, by the first time element in it. */
int64_t meta_date_in(const struct dom *dom, uint32_t node, uint32_t end);
/* The zone that the page writes its dates in, in seconds east of Greenwich; 0 if none is told. */
int meta_zone_secs(const struct dom *dom, const struct jsonld *ld);
char *meta_find_canonical(const struct meta *meta);
/* The address on another site that the page names as its original. */
char *meta_find_original(const struct meta *meta);

#endif
