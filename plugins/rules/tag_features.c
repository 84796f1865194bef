#include "tag_features.h"

#include <stdbool.h>
#include <string.h>

#include "util/mem.h"

/* What is known of a token before templates are put together. */
struct seen {
	uint32_t word, stem, shape, suffix;
	uint8_t quote; /* 0 outside, 1 inside, 2 the opening mark, 3 the closing mark */
	uint8_t in_quote; /* tokens since the quotation opened, in buckets; 0 outside */
	uint8_t in_sentence, in_paragraph; /* tokens since the start, in buckets */
	uint8_t next_mark, mark_distance; /* the next mark of the sentence: its kind, how far */
	uint8_t last_mark;
	uint32_t sentence;
};

struct features {
	const struct tokens *tokens;
	const uint8_t *rules, *pass_one;
	struct seen *seen;
};

static uint32_t mix(uint32_t h, uint32_t x)
{
	/* MurmurHash3's 32-bit step: short keys, spread well over the table */
	x *= 0xCC9E2D51u;
	x = x << 15 | x >> 17;
	h ^= x * 0x1B873593u;
	h = h << 13 | h >> 19;
	return h * 5 + 0xE6546B64u;
}

static uint32_t hash_bytes(const char *s, size_t len)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

static uint8_t bucket(size_t n)
{
	static const size_t edges[] = {0, 1, 2, 3, 5, 8, 13, 21, 34};
	uint8_t b = 0;
	while (b < ARRAY_SIZE(edges) && n > edges[b])
		b++;
	return b;
}

static bool ends_sentence(const struct token *t)
{
	unsigned int m = token_mark(t);
	return m == '.' || m == '!' || m == '?' || m == 0x2026;
}

enum mark_kind {
	MARK_OTHER = 1,
	MARK_COMMA,
	MARK_STOP,
	MARK_QUOTE,
	MARK_COLON,
	MARK_DASH,
	MARK_BRACKET
};

static uint8_t mark_kind(unsigned int m)
{
	switch (m) {
	case ',':
		return MARK_COMMA;
	case '.':
	case '!':
	case '?':
	case 0x2026:
		return MARK_STOP;
	case '"':
	case 0x201C:
	case 0x201D:
	case 0x201E:
	case 0xAB:
	case 0xBB:
		return MARK_QUOTE;
	case ':':
	case ';':
		return MARK_COLON;
	case '-':
	case 0x2013:
	case 0x2014:
		return MARK_DASH;
	case '(':
	case ')':
	case '[':
	case ']':
		return MARK_BRACKET;
	default:
		return MARK_OTHER;
	}
}

static uint32_t shape_of(const struct token *t, bool first)
{
	if (t->kind == TOKEN_NUMBER)
		return 1;
	if (t->kind == TOKEN_MARK)
		return 2 + mark_kind(token_mark(t));
	return 16 + (t->capital ? 1u : 0u) + (t->caps ? 2u : 0u) + (first ? 4u : 0u) +
	       (t->hyphenated ? 8u : 0u);
}

static void look_at_words(struct features *f)
{
	bool first = true;
	uint32_t sentence = 0;
	size_t since = 0, paragraph_since = 0;
	for (size_t i = 0; i < f->tokens->n; i++) {
		const struct token *t = &f->tokens->items[i];
		struct seen *s = &f->seen[i];
		if (i > 0 && t->paragraph != f->tokens->items[i - 1].paragraph) {
			paragraph_since = since = 0;
			sentence++;
			first = true;
		}
		bool name = t->kind == TOKEN_WORD && t->capital && !first;
		size_t len = strlen(t->form);
		if (name) {
			s->word = 0x9E3779B9u;
			s->stem = s->word;
		} else if (t->kind == TOKEN_NUMBER) {
			s->word = s->stem = 0x7F4A7C15u;
		} else {
			s->word = hash_bytes(t->form, len);
			s->stem = hash_bytes(t->stem, strlen(t->stem));
		}
		s->suffix = name || len < 4 ? 0 : hash_bytes(t->form + len - 3, 3);
		s->shape = shape_of(t, first);
		s->sentence = sentence;
		s->in_sentence = bucket(since++);
		s->in_paragraph = bucket(paragraph_since++);
		if (t->kind != TOKEN_MARK)
			first = false;
		if (ends_sentence(t)) {
			sentence++;
			since = 0;
			first = true;
		}
	}
}

static void look_at_quotes(struct features *f)
{
	bool inside = false;
	size_t since = 0;
	for (size_t i = 0; i < f->tokens->n; i++) {
		const struct token *t = &f->tokens->items[i];
		if (i > 0 && t->paragraph != f->tokens->items[i - 1].paragraph)
			inside = false;
		unsigned int m = token_mark(t);
		bool opens = m == 0x201C || m == 0x201E || m == 0xAB || (m == '"' && !inside);
		bool closes = m == 0x201D || m == 0xBB || (m == '"' && inside);
		if (opens) {
			inside = true;
			since = 0;
			f->seen[i].quote = 2;
		} else if (closes) {
			inside = false;
			f->seen[i].quote = 3;
		} else if (inside) {
			f->seen[i].quote = 1;
		}
		if (inside)
			f->seen[i].in_quote = (uint8_t)(1 + bucket(since++));
	}
}

static void look_at_marks(struct features *f)
{
	uint8_t kind = 0;
	size_t far = 0;
	for (size_t i = f->tokens->n; i-- > 0;) {
		const struct token *t = &f->tokens->items[i];
		if (i + 1 < f->tokens->n && f->seen[i + 1].sentence != f->seen[i].sentence)
			kind = 0;
		f->seen[i].next_mark = kind;
		f->seen[i].mark_distance = kind ? bucket(i < far ? far - i : 0) : 0;
		if (t->kind == TOKEN_MARK) {
			kind = mark_kind(token_mark(t));
			far = i;
		}
	}
	kind = 0;
	for (size_t i = 0; i < f->tokens->n; i++) {
		if (i > 0 && f->seen[i - 1].sentence != f->seen[i].sentence)
			kind = 0;
		f->seen[i].last_mark = kind;
		if (f->tokens->items[i].kind == TOKEN_MARK)
			kind = mark_kind(token_mark(&f->tokens->items[i]));
	}
}

struct features *features_new(
	const struct tokens *tokens, const uint8_t *rules, const uint8_t *pass_one)
{
	struct features *f = xcalloc(1, sizeof(*f));
	f->tokens = tokens;
	f->rules = rules;
	f->pass_one = pass_one;
	f->seen = xcalloc(tokens->n, sizeof(*f->seen));
	look_at_words(f);
	look_at_quotes(f);
	look_at_marks(f);
	return f;
}

void features_free(struct features *features)
{
	if (!features)
		return;
	free(features->seen);
	free(features);
}

/* A list under construction. */
struct list {
	uint32_t *out;
	size_t n;
	uint32_t template;
};

static void add1(struct list *l, uint32_t a)
{
	l->out[l->n++] = mix(mix(l->template ++, a), 0);
}

static void add2(struct list *l, uint32_t a, uint32_t b)
{
	l->out[l->n++] = mix(mix(mix(l->template ++, a), b), 1);
}

static void add3(struct list *l, uint32_t a, uint32_t b, uint32_t c)
{
	l->out[l->n++] = mix(mix(mix(mix(l->template ++, a), b), c), 2);
}

static const struct seen edge = {.word = 1, .stem = 1, .shape = 1000};

static const struct seen *at(const struct features *f, size_t i, int by)
{
	size_t k = i + (size_t)(long)by;
	return k < f->tokens->n ? &f->seen[k] : &edge;
}

static uint32_t tag_at(const struct features *f, const uint8_t *tags, size_t i, int by)
{
	size_t k = i + (size_t)(long)by;
	return k < f->tokens->n ? tags[k] : TAG_COUNT;
}

/* How far a walk looks for a cue or source in the sentence: longer sentences are lists. */
#define WALK_MAX 60

/* The nearest token of a role to one side in the sentence: how far, and its stem. */
static uint32_t nearest(const struct features *f, const uint8_t *tags, size_t i, int step,
	unsigned int role, uint32_t *stem)
{
	*stem = 0;
	size_t k = i;
	for (size_t n = 1; n <= WALK_MAX; n++) {
		k += (size_t)(long)step;
		if (k >= f->tokens->n || f->seen[k].sentence != f->seen[i].sentence)
			return 100;
		if (tags[k] == role || tags[k] == role + 1) {
			*stem = f->seen[k].stem;
			return bucket(n);
		}
	}
	return 101;
}

static void add_tags(struct list *l, const struct features *f, const uint8_t *tags, size_t i)
{
	uint32_t here = tag_at(f, tags, i, 0);
	for (int by = -2; by <= 2; by++)
		add1(l, tag_at(f, tags, i, by));
	add2(l, here, f->seen[i].stem);
	add3(l, tag_at(f, tags, i, -1), here, tag_at(f, tags, i, 1));
	add2(l, here, f->seen[i].quote);
	uint32_t left_stem, right_stem;
	uint32_t left = nearest(f, tags, i, -1, TAG_B_CUE, &left_stem);
	uint32_t right = nearest(f, tags, i, 1, TAG_B_CUE, &right_stem);
	add2(l, left, right);
	add2(l, left, left_stem);
	add2(l, right, right_stem);
	add3(l, left < 100, right < 100, f->seen[i].shape);
	uint32_t ignored;
	uint32_t source_left = nearest(f, tags, i, -1, TAG_B_SOURCE, &ignored);
	uint32_t source_right = nearest(f, tags, i, 1, TAG_B_SOURCE, &ignored);
	add2(l, source_left, source_right);
	add3(l, source_left, left, here);
	add3(l, source_right, right, here);
	add3(l, nearest(f, tags, i, -1, TAG_B_CONTENT, &ignored),
		nearest(f, tags, i, 1, TAG_B_CONTENT, &ignored), here);
}

size_t features_of(const struct features *f, size_t i, uint32_t out[FEATURES_MAX])
{
	struct list l = {.out = out, .template = 1};
	const struct seen *s = &f->seen[i];
	add1(&l, 7); /* bias */
	for (int by = -3; by <= 3; by++)
		add1(&l, at(f, i, by)->word);
	for (int by = -2; by <= 2; by++)
		add1(&l, at(f, i, by)->stem);
	for (int by = -2; by <= 2; by++)
		add1(&l, at(f, i, by)->shape);
	add2(&l, at(f, i, -1)->stem, s->stem);
	add2(&l, s->stem, at(f, i, 1)->stem);
	add2(&l, at(f, i, -1)->shape, s->stem);
	add2(&l, s->stem, at(f, i, 1)->shape);
	add3(&l, at(f, i, -1)->shape, s->shape, at(f, i, 1)->shape);
	add3(&l, at(f, i, -2)->stem, at(f, i, -1)->stem, s->shape);
	add3(&l, s->shape, at(f, i, 1)->stem, at(f, i, 2)->stem);
	add1(&l, s->suffix);
	add2(&l, s->suffix, at(f, i, -1)->shape);
	add2(&l, s->quote, s->in_quote);
	add2(&l, s->quote, s->shape);
	add3(&l, at(f, i, -1)->quote, s->quote, at(f, i, 1)->quote);
	add1(&l, s->in_sentence);
	add2(&l, s->in_paragraph, s->quote);
	add2(&l, s->next_mark, s->mark_distance);
	add2(&l, s->last_mark, s->next_mark);
	add3(&l, s->last_mark, s->shape, s->quote);
	l.template = 64;
	add_tags(&l, f, f->rules, i);
	if (f->pass_one) {
		l.template = 128;
		add_tags(&l, f, f->pass_one, i);
		add2(&l, tag_at(f, f->pass_one, i, 0), tag_at(f, f->rules, i, 0));
		add1(&l, tag_at(f, f->pass_one, i, -3));
		add1(&l, tag_at(f, f->pass_one, i, 3));
	}
	return l.n;
}
