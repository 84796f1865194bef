#ifndef ARTICLE_JSONLD_H
#define ARTICLE_JSONLD_H

#include <stdbool.h>
#include <stddef.h>

#include "article/bytepass.h"

/* Names one page gives; more is an attack or a masthead. */
#define AUTHORS_MAX 32

/* Posts of one live page that are read; a day's have some hundreds. */
#define LIVE_POSTS_MAX 1000

/* A post of a live page; owned, NULL where unknown. */
struct jsonld_post {
	char *headline, *body, *published, *url;
};

/* What a page's JSON-LD says of its article; plain data, owned, NULL where unknown. */
struct jsonld {
	bool found; /* some Article object was there */
	bool live; /* a LiveBlogPosting */
	int is_free; /* isAccessibleForFree: 1, 0, or -1 where it does not say */
	char *headline, *published, *modified, *url, *language, *publisher, *body;
	char *authors[AUTHORS_MAX];
	size_t n_authors;
	char *site; /* the name of a WebSite object */
	char *page_published, *page_modified, *page_title; /* of a WebPage object */
	struct jsonld_post *posts; /* of a LiveBlogPosting, in its order */
	size_t n_posts, posts_cap;
	size_t n_articles; /* Article objects that are not parts of lists */
};

/*
 * Reads all blocks, leniently (raw line breaks in strings, trailing commas and semicolons, CDATA
 * and comment marks, entities), arrays and @graph in any mix. Of several articles the one whose
 * address is page_url (may be NULL) is taken, else the first with most to say. Release with
 * jsonld_release.
 */
void jsonld_read(
	const struct byte_span *scripts, size_t n, const char *page_url, struct jsonld *out);
void jsonld_release(struct jsonld *ld);

#endif
