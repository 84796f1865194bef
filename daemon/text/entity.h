#ifndef TEXT_ENTITY_H
#define TEXT_ENTITY_H

#include <stddef.h>

struct buf;

/* The code points (1 or 2) of an HTML character name such as "nbsp"; returns how many, 0 for an
 * unknown name. */
size_t entity_lookup(const char *name, size_t len, unsigned int cp[2]);

/*
 * Reads the HTML character reference at s (s[0] is '&'): &name; &#233; &#xE9; and, where the
 * semicolon is missing, numbers and the five or six names that people write so. Appends what it
 * stands for and returns the bytes it takes; 0 if it is no reference. The numbers 128 to 159 mean
 * Windows-1252 as in browsers, two halves of a surrogate pair are joined, and a number that is no
 * character gives nothing. *odd (may be NULL) is set to 1 where one of these repairs was made.
 */
size_t entity_decode(const char *s, size_t len, struct buf *out, int *odd);

/* What byte 0x80 to 0x9F means in Windows-1252, as a code point; itself where it means nothing. */
unsigned int entity_cp1252(unsigned int byte);

#endif
