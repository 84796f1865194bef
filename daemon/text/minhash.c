#include "text/minhash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/hash.h"
#include "util/utf8.h"

/* Words of a shingle: four in a row are rarely common to texts of two authors. */
#define SHINGLE_WORDS 4
/* Fewer shingles are a notice, and notices of one kind look alike. */
#define SHINGLES_MIN 40
/* Of a longer text its beginning tells. */
#define SHINGLES_MAX 20000

/* One well-mixed value of another, for each row of the signature (the finalizer of MurmurHash3). */
static uint32_t mix(uint64_t hash, size_t row)
{
	hash ^= (row + 1) * UINT64_C(0x9E3779B97F4A7C15);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xFF51AFD7ED558CCD);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xC4CEB9FE1A85EC53);
	hash ^= hash >> 33;
	return (uint32_t)hash;
}

static void add(struct minhash *out, uint64_t shingle)
{
	for (size_t i = 0; i < MINHASH_VALUES; i++) {
		uint32_t value = mix(shingle, i);
		if (value < out->values[i])
			out->values[i] = value;
	}
}

bool minhash_of(const char *text, size_t len, struct minhash *out)
{
	uint64_t last[SHINGLE_WORDS] = {0}, word = HASH_FNV_SEED;
	size_t words = 0, shingles = 0;
	bool inside = false;
	memset(out->values, 0xFF, sizeof(out->values));
	for (size_t i = 0; i <= len && shingles < SHINGLES_MAX;) {
		unsigned int cp = ' ';
		i += i < len ? utf8_decode(text + i, len - i, &cp) : 1;
		if (utf8_is_word(cp)) {
			cp = utf8_lower(cp);
			word = hash_fnv(&cp, sizeof(cp), word);
			inside = true;
			continue;
		}
		if (!inside)
			continue;
		last[words++ % SHINGLE_WORDS] = word;
		word = HASH_FNV_SEED;
		inside = false;
		if (words < SHINGLE_WORDS)
			continue;
		uint64_t shingle = HASH_FNV_SEED;
		for (size_t k = 0; k < SHINGLE_WORDS; k++)
			shingle = hash_fnv(
				&last[(words + k) % SHINGLE_WORDS], sizeof(last[0]), shingle);
		add(out, shingle);
		shingles++;
	}
	return shingles >= SHINGLES_MIN;
}

int64_t minhash_band(const struct minhash *m, size_t band)
{
	const size_t rows = MINHASH_VALUES / MINHASH_BANDS;
	uint64_t hash = hash_fnv(&band, sizeof(band), HASH_FNV_SEED);
	hash = hash_fnv(&m->values[band * rows], rows * sizeof(m->values[0]), hash);
	return (int64_t)(hash >> 1);
}

double minhash_alike(const struct minhash *a, const struct minhash *b)
{
	size_t same = 0;
	for (size_t i = 0; i < MINHASH_VALUES; i++)
		same += a->values[i] == b->values[i];
	return (double)same / MINHASH_VALUES;
}

void minhash_write(const struct minhash *m, char out[MINHASH_TEXT_SIZE])
{
	for (size_t i = 0; i < MINHASH_VALUES; i++)
		(void)snprintf(out + i * 8, 9, "%08x", m->values[i]);
}

bool minhash_read(const char *text, struct minhash *out)
{
	if (!text || strlen(text) != MINHASH_TEXT_SIZE - 1 ||
		strspn(text, "0123456789abcdef") != MINHASH_TEXT_SIZE - 1)
		return false;
	for (size_t i = 0; i < MINHASH_VALUES; i++) {
		char part[9];
		memcpy(part, text + i * 8, 8);
		part[8] = '\0';
		out->values[i] = (uint32_t)strtoul(part, NULL, 16);
	}
	return true;
}
