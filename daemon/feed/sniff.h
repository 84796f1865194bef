#ifndef FEED_SNIFF_H
#define FEED_SNIFF_H

#include <stddef.h>

enum sniff_kind {
	SNIFF_NOTHING, /* nothing that could be a feed */
	SNIFF_EMPTY,
	SNIFF_HTML, /* a web page */
	SNIFF_JSON, /* an object; whether it is a JSON Feed is for jsonfeed.h to say */
	SNIFF_XML,
};

/*
 * What the UTF-8 text is. For SNIFF_XML, *root is where the feed's root element begins, past
 * whatever stands before it (declaration, comments, blank lines, a script's error messages); for
 * SNIFF_JSON, where the object begins.
 */
enum sniff_kind sniff_text(const char *text, size_t len, size_t *root);

#endif
