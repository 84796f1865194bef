#ifndef FEED_DISCOVER_H
#define FEED_DISCOVER_H

#include <stddef.h>

struct err;

/*
 * Where a web page says its feeds are (<link rel="alternate">, in the head as it should be or
 * anywhere else), and what an OPML file lists. Strings are owned by the list.
 */
struct found_feed {
	char *url; /* http or https, absolute */
	char *title; /* or NULL */
};
struct found_feeds {
	struct found_feed *items;
	size_t n, cap;
};
void found_feeds_release(struct found_feeds *feeds);

/* Appends the feeds a page names, each address once, in the page's order; base is the page's
 * address. Nothing is guessed: a page without such links gives none. */
void discover_in_html(const char *html, size_t len, const char *base, struct found_feeds *out);

/* Appends the feeds of an OPML document, whatever its folders. 0, or ERR_REJECT when it is none. */
int discover_in_opml(const char *xml, size_t len, struct found_feeds *out, struct err *err);

#endif
