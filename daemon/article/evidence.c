#include "article/evidence.h"

#include <stdint.h>

#include "util/hash.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Bits of the filter; a text of 2 MiB has some 300,000 triples. */
#define FILTER_BITS (1u << 23)
#define TEXT_MAX    ARTICLE_TEXT_MAX
/* A longer tag is a "<" that begins none. */
#define TAG_BYTES_MAX 512

struct evidence {
	uint8_t *bits;
};

struct words {
	uint64_t last[3];
	size_t n;
};

/* Reads the next word from *i: its hash, or 0 at the end. Tags are skipped. */
static uint64_t next_word(const char *s, size_t len, size_t *i)
{
	char word[64];
	size_t n = 0;
	while (*i < len) {
		unsigned int cp;
		if (s[*i] == '<' && n == 0) {
			size_t reach = len - *i < TAG_BYTES_MAX ? len - *i : TAG_BYTES_MAX;
			const char *end = memchr(s + *i, '>', reach);
			if (end) {
				*i = (size_t)(end - s) + 1;
				continue;
			}
		}
		size_t step = utf8_decode(s + *i, len - *i, &cp);
		if (utf8_is_word(cp)) {
			if (n + 4 < sizeof(word))
				n += utf8_encode(utf8_lower(cp), word + n);
		} else if (n > 0) {
			break;
		}
		*i += step;
	}
	return n ? hash_fnv(word, n, HASH_FNV_SEED) | 1 : 0;
}

static uint64_t triple(const struct words *w)
{
	uint64_t h = w->last[0] * 0x9E3779B97F4A7C15u;
	h = (h ^ w->last[1]) * 0xC2B2AE3D27D4EB4Fu;
	h = (h ^ w->last[2]) * 0x165667B19E3779F9u;
	return h ^ h >> 29;
}

static void push(struct words *w, uint64_t word)
{
	w->last[0] = w->last[1];
	w->last[1] = w->last[2];
	w->last[2] = word;
	w->n++;
}

static void set(struct evidence *e, uint64_t h)
{
	h %= FILTER_BITS;
	e->bits[h / 8] |= (uint8_t)(1u << h % 8);
}

static bool has(const struct evidence *e, uint64_t h)
{
	h %= FILTER_BITS;
	return e->bits[h / 8] >> h % 8 & 1;
}

struct evidence *evidence_new(const char *text)
{
	struct evidence *e = xmalloc(sizeof(*e));
	e->bits = xcalloc(FILTER_BITS / 8, 1);
	size_t len = strnlen(text, TEXT_MAX);
	struct words w = {.n = 0};
	for (size_t i = 0;;) {
		uint64_t word = next_word(text, len, &i);
		if (!word)
			break;
		push(&w, word);
		set(e, word);
		if (w.n >= 3)
			set(e, triple(&w));
	}
	return e;
}

bool evidence_covers(const struct evidence *e, const char *text, size_t len)
{
	struct words w = {.n = 0};
	size_t hits = 0, single = 0;
	for (size_t i = 0;;) {
		uint64_t word = next_word(text, len, &i);
		if (!word)
			break;
		push(&w, word);
		single += has(e, word);
		if (w.n >= 3)
			hits += has(e, triple(&w));
	}
	if (w.n < 3)
		return w.n > 0 && single == w.n;
	return hits * 10 >= (w.n - 2) * 7;
}

void evidence_free(struct evidence *e)
{
	if (!e)
		return;
	free(e->bits);
	free(e);
}
