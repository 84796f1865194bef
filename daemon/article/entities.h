#ifndef ARTICLE_ENTITIES_H
#define ARTICLE_ENTITIES_H

#include <stddef.h>

/* A copy with character references (named of HTML 4, decimal, hexadecimal) replaced once; what is
 * none stays. The caller frees it. */
char *entities_decode(const char *s, size_t len);

#endif
