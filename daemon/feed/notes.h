#ifndef FEED_NOTES_H
#define FEED_NOTES_H

#include <stddef.h>

/* Warnings kept of one document; the rest are counted. A thousand bad dates say no more than 50. */
#define NOTES_MAX 50

/* What had to be repaired or could not be read, in order. Zero-initialise; notes_release frees. */
struct feed_notes {
	char **items;
	size_t n, cap;
	size_t dropped; /* past NOTES_MAX */
};

void notes_add(struct feed_notes *notes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Gives the texts to the caller, a last one saying how many were dropped; notes is empty again. */
char **notes_take(struct feed_notes *notes, size_t *n);
void notes_release(struct feed_notes *notes);

#endif
