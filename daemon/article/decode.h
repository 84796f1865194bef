#ifndef ARTICLE_DECODE_H
#define ARTICLE_DECODE_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Appends the page as well-formed UTF-8 without a byte order mark. The charset is taken from, in
 * this order: a byte order mark; the bytes themselves when they are valid UTF-8 with characters
 * beyond ASCII; the charset of the HTTP header (content_type, may be NULL); a meta element by
 * HTML's rules; a guess. windows-1251 and KOI8-U are told apart by their letters whatever was
 * declared. Never fails: bytes without a meaning become U+FFFD.
 */
void decode_page(const char *bytes, size_t len, const char *content_type, struct buf *out);

/* Why the bytes are no page ("a PDF document", "an image", ...), or NULL. Static storage. */
const char *decode_foreign(const char *bytes, size_t len, const char *content_type);

/* Whether the bytes look like no text in any charset. */
bool decode_is_binary(const char *bytes, size_t len);

#endif
