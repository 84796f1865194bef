#ifndef ARTICLE_ARTICLE_H
#define ARTICLE_ARTICLE_H

#include <stddef.h>
#include <stdint.h>

struct err;

/* One entry of a live page; title and url may be NULL, published DATE_UNKNOWN. */
struct article_post {
	char *title, *url;
	int64_t published;
	size_t begin, end; /* its bytes of the article's text */
};

/*
 * A news page after extraction: plain data, every pointer owned, NULL where unknown. text is UTF-8,
 * paragraphs separated by a blank line ("\n\n"), never NULL; it is empty, and reason says why
 * ("index page", "consent page", "no article found"), when the page holds no article.
 */
struct article {
	char *url; /* as fetched; may be NULL */
	char *canonical_url; /* the page's own word, checked for sanity */
	char *original_url; /* the page's word of another site that it is taken from */
	char *title, *site, *language, *reason;
	char **authors;
	size_t n_authors;
	int64_t published, modified; /* Unix seconds or DATE_UNKNOWN */
	char *text;
	struct article_post *posts; /* of a live page, in order of place; mostly none */
	size_t n_posts;
	int paywalled; /* 1: the text is a teaser of something longer */
	int tdm_reserved; /* 1: the page reserves text and data mining (W3C TDMRep) */
};

struct article_source {
	const char *bytes; /* borrowed; HTML in any charset */
	size_t len;
	const char *url; /* may be NULL */
	const char *content_type; /* the HTTP header, for its charset; may be NULL */
};

/*
 * Extracts text and metadata. Returns 0 and fills *article (release with article_release);
 * ERR_REJECT when the bytes are no HTML or XHTML at all (a PDF, an image, binary). Time and memory
 * are bounded by PAGE_BYTES_MAX, DOM_NODES_MAX and DOM_DEPTH_MAX.
 */
int article_extract(const struct article_source *source, struct article *article, struct err *err);
void article_init(struct article *article);
void article_release(struct article *article);

#endif
