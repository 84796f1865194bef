#include "tagger.h"

#include <stdio.h>

#include "util/mem.h"

/* What a word loses in the last pass for having no role: the table is made for the likeliest tags
 * of all words, most of which have none, and so would rather miss a statement than see one too
 * many. */
#define NO_ROLE_COST 0.1f

struct pass {
	uint32_t slots;
	float scale;
	float transitions[TAG_COUNT + 1][TAG_COUNT];
	uint32_t *keys; /* 0: empty */
	int8_t *weights; /* TAG_COUNT a slot */
};

struct tagger {
	struct pass passes[2];
};

static int read_exact(FILE *f, void *to, size_t size)
{
	return fread(to, 1, size, f) == size ? 0 : -1;
}

static const char *read_pass(FILE *f, struct pass *p)
{
	uint32_t count;
	if (read_exact(f, &count, sizeof(count)) < 0 ||
		read_exact(f, &p->scale, sizeof(p->scale)) < 0 ||
		read_exact(f, p->transitions, sizeof(p->transitions)) < 0)
		return "the table is cut off";
	if (count > TAGGER_FEATURES_MAX)
		return "the table's size makes no sense";
	/* never more than two thirds full, so that a search for a missing feature ends soon */
	for (p->slots = 1024; p->slots < count + count / 2; p->slots *= 2)
		;
	p->keys = xcalloc(p->slots, sizeof(*p->keys));
	p->weights = xcalloc(p->slots, TAG_COUNT);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t key;
		int8_t weights[TAG_COUNT];
		if (read_exact(f, &key, sizeof(key)) < 0 || read_exact(f, weights, TAG_COUNT) < 0)
			return "the table is cut off";
		if (key == 0)
			return "the table has an entry without a feature";
		uint32_t k = key & (p->slots - 1);
		while (p->keys[k])
			k = (k + 1) & (p->slots - 1);
		p->keys[k] = key;
		memcpy(&p->weights[(size_t)k * TAG_COUNT], weights, TAG_COUNT);
	}
	return NULL;
}

void tagger_free(struct tagger *tagger)
{
	if (!tagger)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(tagger->passes); i++) {
		free(tagger->passes[i].keys);
		free(tagger->passes[i].weights);
	}
	free(tagger);
}

struct tagger *tagger_load(const char *path, const char **why)
{
	FILE *f = fopen(path, "rbe");
	if (!f) {
		*why = "the table cannot be opened";
		return NULL;
	}
	struct tagger *tagger = xcalloc(1, sizeof(*tagger));
	char magic[sizeof(TAGGER_MAGIC) - 1];
	*why = NULL;
	if (read_exact(f, magic, sizeof(magic)) < 0 ||
		memcmp(magic, TAGGER_MAGIC, sizeof(magic)) != 0)
		*why = "this is no table of the tagger";
	for (size_t i = 0; i < ARRAY_SIZE(tagger->passes) && !*why; i++)
		*why = read_pass(f, &tagger->passes[i]);
	(void)fclose(f);
	if (*why) {
		tagger_free(tagger);
		return NULL;
	}
	return tagger;
}

static const int8_t *weights_of(const struct pass *p, uint32_t key)
{
	if (key == 0)
		key = 1;
	for (uint32_t i = key & (p->slots - 1);; i = (i + 1) & (p->slots - 1)) {
		if (p->keys[i] == key)
			return &p->weights[(size_t)i * TAG_COUNT];
		if (p->keys[i] == 0)
			return NULL;
	}
}

void tagger_viterbi(
	const float *scores, size_t n, float transitions[TAG_COUNT + 1][TAG_COUNT], uint8_t *tags)
{
	if (n == 0)
		return;
	uint8_t *back = xmalloc(n * TAG_COUNT);
	float best[TAG_COUNT], next[TAG_COUNT];
	for (size_t k = 0; k < TAG_COUNT; k++)
		best[k] = scores[k] + transitions[TAG_COUNT][k];
	for (size_t i = 1; i < n; i++) {
		for (size_t k = 0; k < TAG_COUNT; k++) {
			size_t from = 0;
			for (size_t j = 1; j < TAG_COUNT; j++)
				if (best[j] + transitions[j][k] > best[from] + transitions[from][k])
					from = j;
			next[k] = best[from] + transitions[from][k] + scores[i * TAG_COUNT + k];
			back[i * TAG_COUNT + k] = (uint8_t)from;
		}
		memcpy(best, next, sizeof(best));
	}
	size_t k = 0;
	for (size_t j = 1; j < TAG_COUNT; j++)
		if (best[j] > best[k])
			k = j;
	for (size_t i = n; i-- > 0;) {
		tags[i] = (uint8_t)k;
		if (i > 0)
			k = back[i * TAG_COUNT + k];
	}
	free(back);
}

size_t tagger_paragraph_end(const struct tokens *tokens, size_t at)
{
	size_t end = at;
	while (end < tokens->n && tokens->items[end].paragraph == tokens->items[at].paragraph)
		end++;
	return end;
}

static void run_pass(const struct pass *p, const struct tokens *tokens, const uint8_t *rules,
	const uint8_t *pass_one, uint8_t *tags)
{
	struct features *f = features_new(tokens, rules, pass_one);
	float *scores = xcalloc(tokens->n, TAG_COUNT * sizeof(*scores));
	uint32_t keys[FEATURES_MAX];
	for (size_t i = 0; i < tokens->n; i++) {
		size_t n = features_of(f, i, keys);
		int32_t sum[TAG_COUNT] = {0};
		for (size_t k = 0; k < n; k++) {
			const int8_t *w = weights_of(p, keys[k]);
			for (size_t t = 0; w && t < TAG_COUNT; t++)
				sum[t] += w[t];
		}
		for (size_t t = 0; t < TAG_COUNT; t++)
			scores[i * TAG_COUNT + t] = (float)sum[t] * p->scale;
		if (pass_one)
			scores[i * TAG_COUNT + TAG_NONE] -= NO_ROLE_COST;
	}
	float transitions[TAG_COUNT + 1][TAG_COUNT];
	memcpy(transitions, p->transitions, sizeof(transitions));
	for (size_t at = 0, end; at < tokens->n; at = end) {
		end = tagger_paragraph_end(tokens, at);
		tagger_viterbi(scores + at * TAG_COUNT, end - at, transitions, tags + at);
	}
	free(scores);
	features_free(f);
}

void tagger_run(const struct tagger *tagger, const struct tokens *tokens, const uint8_t *rules,
	uint8_t *tags)
{
	uint8_t *first = xcalloc(tokens->n, 1);
	run_pass(&tagger->passes[0], tokens, rules, NULL, first);
	run_pass(&tagger->passes[1], tokens, rules, first, tags);
	free(first);
}
