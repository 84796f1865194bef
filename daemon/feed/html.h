#ifndef FEED_HTML_H
#define FEED_HTML_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* Small HTML work for titles and bodies; all texts are UTF-8. */

/*
 * Plain text of an HTML fragment: references decoded once, tags and comments gone, white space as
 * single blanks. With `careful` only tags of names that HTML has are taken for tags, so that "<T>"
 * stays in a title that never was HTML. The caller frees it.
 */
char *html_to_text(const char *html, size_t len, bool careful);

/* The text with white space as single blanks (no-break spaces stay). The caller frees it. */
char *html_squeeze(const char *text, size_t len);

/* Appends plain text as HTML: & < > escaped, and quotes if it is an attribute's value. */
void html_escape(const char *text, size_t len, bool attribute, struct buf *out);

/* Whether an attribute of an element (NUL-terminated, lower case) holds an address. */
bool html_is_link(const char *element, const char *attribute);
/* Whether the element never has content: br, img and the like. */
bool html_is_void(const char *name, size_t len);
/* Whether HTML has an element of this name, in any case. */
bool html_is_element(const char *name, size_t len);

/* A reference against a base; what is absolute already, or cannot be resolved, comes back as it
 * is, trimmed. base may be NULL. The caller frees it. */
char *html_resolve(const char *base, const char *ref, size_t len);

/*
 * Appends the fragment to out with the relative links in its tags made absolute. Everything else
 * stays byte for byte. *budget is how many bytes of absolute links may still be written, and
 * shrinks; once it is 0 links stay relative. out must have room for len, the
 * budget and one address more.
 */
void html_resolve_links(
	const char *html, size_t len, const char *base, size_t *budget, struct buf *out);

#endif
