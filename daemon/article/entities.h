#ifndef ARTICLE_ENTITIES_H
#define ARTICLE_ENTITIES_H

#include <stddef.h>

/* A copy with character references (named of HTML 4, decimal, hexadecimal) replaced once; what is
 * none stays. The caller frees it. */
char *entities_decode(const char *s, size_t len);

/* Text that may hold entities, tags and line breaks, as paragraphs parted by blank lines. The
 * caller frees it. */
char *entities_paragraphs(const char *s);

#endif
