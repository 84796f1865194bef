#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define UTF8_REPLACEMENT 0xFFFDu

/*
 * Decodes the code point at s (len bytes are there, at least 1). Returns the bytes it takes and
 * sets *cp; a malformed sequence (overlong, surrogate, beyond U+10FFFF, cut off) takes 1 byte and
 * gives UTF8_REPLACEMENT, so that a walk always advances.
 */
size_t utf8_decode(const char *s, size_t len, unsigned int *cp);

/* Writes cp as 1 to 4 bytes; what is no code point is written as U+FFFD. Returns the bytes. */
size_t utf8_encode(unsigned int cp, char out[4]);

/* Whether all of it is well-formed UTF-8 (NUL bytes count as well-formed). */
bool utf8_valid(const char *s, size_t len);

/* Appends s to out with each malformed byte as U+FFFD. Returns the number of replacements. */
size_t utf8_repair(const char *s, size_t len, struct buf *out);

/* The largest end <= at that does not split a code point of the valid string s. */
size_t utf8_floor(const char *s, size_t at);

/* Whether the byte starts a code point. */
static inline bool utf8_is_start(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

/* A space in the sense of Unicode's White_Space, U+200B and U+FEFF included. */
bool utf8_is_space(unsigned int cp);
/* Letter, mark or digit in the sense of Unicode. */
bool utf8_is_word(unsigned int cp);
bool utf8_is_upper(unsigned int cp);
bool utf8_is_digit(unsigned int cp);
/* Simple (one to one) lower case. */
unsigned int utf8_lower(unsigned int cp);

/*
 * A folded copy for comparison: NFKD, marks dropped, lower case (so "Zelenskiy" spellings and
 * "Elysée" compare as plain letters). Cyrillic й and ї keep their own letter. The caller frees it.
 */
char *utf8_fold(const char *s, size_t len);

/* A control character (C0, DEL, C1), a line or paragraph separator or a bidirectional control: what
 * can disguise a line of text as another, on a terminal or in a log. All lie in the first plane. */
bool utf8_is_hidden(unsigned int cp);

/* A copy fit for a terminal: each hidden character as \uXXXX, each malformed byte as U+FFFD. The
 * caller frees it. */
char *utf8_visible(const char *s);

/* A copy with runs of white space as one blank and none at the ends. The caller frees it. */
char *utf8_squeeze(const char *s, size_t len);

#endif
