#ifndef TEXT_MINHASH_H
#define TEXT_MINHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Finds texts that are mostly the same, as the reports of one agency on many sites are: MinHash
 * over shingles of words. The share of equal values of two signatures estimates the share of
 * shingles that the texts have in common; texts that have a band of values in common are worth a
 * look.
 */

#define MINHASH_VALUES    64
#define MINHASH_BANDS     16 /* of four values: texts alike by four fifths share one, nearly surely */
#define MINHASH_TEXT_SIZE (MINHASH_VALUES * 8 + 1) /* as hexadecimal digits and a NUL */

struct minhash {
	uint32_t values[MINHASH_VALUES];
};

/* Of valid UTF-8; case, marks and white space do not count. False for a text too short to tell. */
bool minhash_of(const char *text, size_t len, struct minhash *out);
/* A hash of one band that no other band's has, never negative. */
int64_t minhash_band(const struct minhash *m, size_t band);
/* From 0 to 1: how much the two texts have in common. */
double minhash_alike(const struct minhash *a, const struct minhash *b);
void minhash_write(const struct minhash *m, char out[MINHASH_TEXT_SIZE]);
/* Whether the text was one that minhash_write wrote. */
bool minhash_read(const char *text, struct minhash *out);

#endif
