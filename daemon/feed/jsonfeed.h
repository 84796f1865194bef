#ifndef FEED_JSONFEED_H
#define FEED_JSONFEED_H

#include <stddef.h>

struct err;
struct feed;
struct feed_notes;

/*
 * Reads a JSON Feed (1.0 or 1.1) leniently: raw control characters in strings, broken escapes and
 * commas at the end of a list are mended and noted. Returns 0, or ERR_REJECT when it is no JSON or
 * no JSON Feed. url (may be NULL) is the base of relative links.
 */
int jsonfeed_read(const char *text, size_t len, const char *url, struct feed *feed,
	struct feed_notes *notes, struct err *err);

#endif
