#ifndef CLAIMS_WORDSET_H
#define CLAIMS_WORDSET_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 48 /* arguments or marks of one proposition; more are left out */

/* A set of short words, kept sorted; owned. Zero-initialise n; release with words_release. */
struct words {
	char *items[WORDS_MAX];
	size_t n;
};

/* Adds prefix and text as one word unless it is there. */
void words_add(struct words *w, const char *prefix, const char *text);
bool words_has(const struct words *w, const char *word);
/* Gives the words to the caller, who frees each and the list (NULL when there are none). */
void words_move(struct words *w, char ***items, size_t *n);
void words_release(struct words *w);

#endif
