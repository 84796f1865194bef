#ifndef FEED_DECODE_H
#define FEED_DECODE_H

#include <stddef.h>

struct buf;
struct feed_notes;

/*
 * The document as well-formed UTF-8 without a byte order mark. The encoding is found by: byte
 * order mark or the zero bytes of UTF-16 and UTF-32; else valid UTF-8 wins whatever is declared;
 * else the XML declaration; else the HTTP charset; else what the bytes look like. Bytes that mean
 * nothing become U+FFFD, each alone. What had to be guessed or repaired is noted.
 *
 * Returns a pointer into bytes where nothing had to change, else into out (whose maximum bounds
 * it); *len is updated.
 */
const char *decode_text(const char *bytes, size_t *len, const char *content_type, struct buf *out,
	struct feed_notes *notes);

#endif
