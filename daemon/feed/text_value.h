#ifndef FEED_TEXT_VALUE_H
#define FEED_TEXT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Replaces Base64 by what it stands for, as UTF-8; leaves the text alone if it is no Base64. */
void text_value_base64(struct buf *text);

/*
 * Puts right what was read in the wrong encoding before it came to us: UTF-8 taken for Latin-1
 * and encoded again, and Windows-1252 left as C1 control characters, which no text has. Returns
 * whether anything had to change.
 */
bool text_value_mend(struct buf *text);

/* The text without the one div around all of it, which is not part of an XHTML content (RFC 4287,
 * 3.1.1.3). Borrowed from text; *len is updated. */
const char *text_value_unwrap(const char *text, size_t *len);

#endif
