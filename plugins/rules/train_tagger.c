/*
 * Trains the tagger's table; train.py calls it (README.md).
 *
 *     train-tagger [OPTIONS] TRAIN.list OUT.table [DEV.list]
 *
 * A list has a line an article: the paths of its text, of the spans that people marked and of those
 * that the rules find, with tabs between; spans are lines of "begin end role" in bytes, role C
 * content, S source, Q cue. With a DEV list the scores of each role's words are printed at the end.
 *
 * Method: conditional random field (Lafferty, McCallum, Pereira 2001), gradient by forward-backward
 * in log space, FTRL-Proximal (McMahan et al. 2013) over the paragraphs of articles in random
 * order, the mean of the later epochs as the result. The second pass is trained on what first
 * passes of other folds say, so that it sees errors as it will meet them.
 */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "tag_features.h"
#include "tagger.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"

#define FOLDS 4

struct document {
	char *text;
	size_t len;
	struct tokens tokens;
	uint8_t *gold, *rules, *first; /* a tag a token */
};

struct corpus {
	struct document *items;
	size_t n, cap;
};

struct options {
	int epochs, min_count;
	double rate, l1, l2, prune;
};

/* Features of a pass over a corpus, as dense numbers. */
struct index {
	uint32_t *keys; /* open addressing; 0: empty */
	uint32_t *ids;
	uint32_t *counts;
	size_t slots, n;
};

struct model {
	size_t n; /* features */
	/* n rows of TAG_COUNT: weights, and FTRL's z and sums of squared gradients */
	float *w, *z, *g;
	float t[TAG_COUNT + 1][TAG_COUNT], tz[TAG_COUNT + 1][TAG_COUNT],
		tg[TAG_COUNT + 1][TAG_COUNT];
};

static void fail(const char *what, const char *name)
{
	(void)fprintf(stderr, "train-tagger: %s: %s\n", name, what);
	exit(EXIT_FAILURE);
}

static uint64_t random_state = 20250817;

static uint32_t random_below(uint32_t n)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((random_state >> 33) % n);
}

/* Corpus */

static void mark(
	const struct tokens *tokens, uint8_t *tags, size_t begin, size_t end, uint8_t first)
{
	bool open = false;
	for (size_t i = tokens_at(tokens, begin); i < tokens->n && tokens->items[i].begin < end;
		i++) {
		/* one token has one role; a cue or source inside a content stays what it is */
		if (tags[i] != TAG_NONE) {
			open = false;
			continue;
		}
		tags[i] = open ? first + 1 : first;
		open = true;
	}
}

static void read_spans(const struct tokens *tokens, const char *path, uint8_t *out)
{
	/* cues first, then sources, then contents: the shorter role wins */
	static const char roles[] = "QSC";
	static const uint8_t tags[] = {TAG_B_CUE, TAG_B_SOURCE, TAG_B_CONTENT};
	for (size_t r = 0; r < 3; r++) {
		FILE *f = fopen(path, "re");
		if (!f)
			fail(strerror(errno), path);
		char *line = NULL;
		size_t size = 0;
		while (getline(&line, &size, f) > 0) {
			char *at = line;
			size_t begin = strtoul(at, &at, 10), end = strtoul(at, &at, 10);
			if (*at != ' ' || begin >= end)
				fail("a line that is no span", path);
			if (at[1] == roles[r])
				mark(tokens, out, begin, end, tags[r]);
		}
		free(line);
		(void)fclose(f);
	}
}

static void read_corpus(const char *list, struct corpus *c)
{
	FILE *f = fopen(list, "re");
	if (!f)
		fail(strerror(errno), list);
	char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, f) > 0) {
		char *rest = line;
		const char *path = strsep(&rest, "\t"), *gold = strsep(&rest, "\t");
		const char *rules = strsep(&rest, "\n");
		if (!rules)
			fail("a line without three paths", list);
		struct buf text = BUF_INIT(CLAIMS_TEXT_MAX);
		struct err err = ERR_INIT;
		if (file_read(path, &text, &err) < 0)
			fail(err.text, path);
		MEM_ROOM(c->items, c->n, c->cap);
		struct document *d = &c->items[c->n++];
		*d = (struct document){.len = text.len};
		d->text = buf_take(&text);
		tokens_scan(d->text, d->len, "en", &d->tokens);
		d->gold = xcalloc(d->tokens.n, 1);
		d->rules = xcalloc(d->tokens.n, 1);
		d->first = xcalloc(d->tokens.n, 1);
		read_spans(&d->tokens, gold, d->gold);
		read_spans(&d->tokens, rules, d->rules);
	}
	free(line);
	(void)fclose(f);
}

/* Feature numbers */

/* The index must not be empty. */
static size_t index_slot(const struct index *x, uint32_t key)
{
	assert(x->keys);
	size_t i = key & (x->slots - 1);
	while (x->keys[i] != 0 && x->keys[i] != key)
		i = (i + 1) & (x->slots - 1);
	return i;
}

static void index_grow(struct index *x)
{
	struct index bigger = {.slots = x->slots ? x->slots * 2 : 1 << 20, .n = x->n};
	bigger.keys = xcalloc(bigger.slots, sizeof(*bigger.keys));
	bigger.ids = xcalloc(bigger.slots, sizeof(*bigger.ids));
	bigger.counts = xcalloc(bigger.slots, sizeof(*bigger.counts));
	for (size_t i = 0; i < x->slots; i++) {
		if (!x->keys[i])
			continue;
		size_t k = index_slot(&bigger, x->keys[i]);
		bigger.keys[k] = x->keys[i];
		bigger.ids[k] = x->ids[i];
		bigger.counts[k] = x->counts[i];
	}
	free(x->keys);
	free(x->ids);
	free(x->counts);
	*x = bigger;
}

static void index_count(struct index *x, uint32_t key)
{
	if (key == 0)
		key = 1;
	if (x->n * 2 >= x->slots)
		index_grow(x);
	size_t i = index_slot(x, key);
	if (x->keys[i] == 0) {
		x->keys[i] = key;
		x->n++;
	}
	x->counts[i]++;
}

static void index_release(struct index *x)
{
	free(x->keys);
	free(x->ids);
	free(x->counts);
}

static uint32_t index_get(const struct index *x, uint32_t key)
{
	if (!x->keys)
		return UINT32_MAX;
	size_t i = index_slot(x, key ? key : 1);
	return x->keys[i] ? x->ids[i] : UINT32_MAX;
}

static void index_build(struct index *x, const struct corpus *c, bool second, int min_count)
{
	uint32_t keys[FEATURES_MAX];
	for (size_t d = 0; d < c->n; d++) {
		const struct document *doc = &c->items[d];
		struct features *f = features_new(
			&doc->tokens, doc->rules, second ? doc->first : NULL);
		for (size_t i = 0; i < doc->tokens.n; i++) {
			size_t n = features_of(f, i, keys);
			for (size_t k = 0; k < n; k++)
				index_count(x, keys[k]);
		}
		features_free(f);
	}
	uint32_t next = 0;
	for (size_t i = 0; i < x->slots; i++)
		x->ids[i] = x->keys[i] && x->counts[i] >= (uint32_t)min_count ? next++ : UINT32_MAX;
	x->n = next;
}

/* One article's features as numbers, FEATURES_MAX a token, ended by UINT32_MAX. */
static uint32_t *number(const struct index *x, const struct document *d, bool second)
{
	uint32_t keys[FEATURES_MAX];
	uint32_t *ids = xmalloc(d->tokens.n * FEATURES_MAX * sizeof(*ids) + 1);
	struct features *f = features_new(&d->tokens, d->rules, second ? d->first : NULL);
	for (size_t i = 0; i < d->tokens.n; i++) {
		size_t n = features_of(f, i, keys), m = 0;
		for (size_t k = 0; k < n; k++) {
			uint32_t id = index_get(x, keys[k]);
			if (id != UINT32_MAX)
				ids[i * FEATURES_MAX + m++] = id;
		}
		if (m < FEATURES_MAX)
			ids[i * FEATURES_MAX + m] = UINT32_MAX;
	}
	features_free(f);
	return ids;
}

/* Learning */

static void node_scores(const struct model *m, const uint32_t *ids, size_t n, float *scores)
{
	for (size_t i = 0; i < n; i++) {
		float *s = &scores[i * TAG_COUNT];
		memset(s, 0, TAG_COUNT * sizeof(*s));
		for (size_t k = 0; k < FEATURES_MAX && ids[i * FEATURES_MAX + k] != UINT32_MAX;
			k++) {
			const float *w = &m->w[(size_t)ids[i * FEATURES_MAX + k] * TAG_COUNT];
			for (size_t t = 0; t < TAG_COUNT; t++)
				s[t] += w[t];
		}
	}
}

static float log_sum(const float *v, size_t n)
{
	float max = v[0];
	for (size_t i = 1; i < n; i++)
		if (v[i] > max)
			max = v[i];
	float sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += expf(v[i] - max);
	return max + logf(sum);
}

static void forward(const struct model *m, const float *s, size_t n, float *alpha)
{
	for (size_t k = 0; k < TAG_COUNT; k++)
		alpha[k] = s[k] + m->t[TAG_COUNT][k];
	for (size_t i = 1; i < n; i++)
		for (size_t k = 0; k < TAG_COUNT; k++) {
			float v[TAG_COUNT];
			for (size_t j = 0; j < TAG_COUNT; j++)
				v[j] = alpha[(i - 1) * TAG_COUNT + j] + m->t[j][k];
			alpha[i * TAG_COUNT + k] = log_sum(v, TAG_COUNT) + s[i * TAG_COUNT + k];
		}
}

static void backward(const struct model *m, const float *s, size_t n, float *beta)
{
	memset(&beta[(n - 1) * TAG_COUNT], 0, TAG_COUNT * sizeof(*beta));
	for (size_t i = n - 1; i-- > 0;)
		for (size_t j = 0; j < TAG_COUNT; j++) {
			float v[TAG_COUNT];
			for (size_t k = 0; k < TAG_COUNT; k++)
				v[k] = m->t[j][k] + s[(i + 1) * TAG_COUNT + k] +
				       beta[(i + 1) * TAG_COUNT + k];
			beta[i * TAG_COUNT + j] = log_sum(v, TAG_COUNT);
		}
}

static void ftrl(float *w, float *z, float *sum, float gradient, const struct options *o)
{
	float root = sqrtf(*sum), next = sqrtf(*sum + gradient * gradient);
	*z += gradient - (next - root) / (float)o->rate * *w;
	*sum += gradient * gradient;
	float l1 = (float)o->l1;
	if (fabsf(*z) <= l1)
		*w = 0;
	else
		*w = -(*z - (*z > 0 ? l1 : -l1)) / ((1.0f + next) / (float)o->rate + (float)o->l2);
}

/* One paragraph: gradient of the negative log likelihood, applied at once. Returns the loss. */
static double learn(struct model *m, const uint8_t *tags, const uint32_t *ids, size_t n,
	const struct options *o)
{
	float *s = xmalloc(n * TAG_COUNT * sizeof(*s));
	float *alpha = xmalloc(n * TAG_COUNT * sizeof(*alpha));
	float *beta = xmalloc(n * TAG_COUNT * sizeof(*beta));
	node_scores(m, ids, n, s);
	forward(m, s, n, alpha);
	backward(m, s, n, beta);
	float z = log_sum(&alpha[(n - 1) * TAG_COUNT], TAG_COUNT);
	double gold = 0;
	float tgrad[TAG_COUNT + 1][TAG_COUNT] = {{0}};
	for (size_t i = 0; i < n; i++) {
		float grad[TAG_COUNT];
		for (size_t k = 0; k < TAG_COUNT; k++)
			grad[k] = expf(alpha[i * TAG_COUNT + k] + beta[i * TAG_COUNT + k] - z);
		if (i == 0) {
			for (size_t k = 0; k < TAG_COUNT; k++)
				tgrad[TAG_COUNT][k] += grad[k];
			tgrad[TAG_COUNT][tags[0]] -= 1;
		} else {
			for (size_t j = 0; j < TAG_COUNT; j++)
				for (size_t k = 0; k < TAG_COUNT; k++)
					tgrad[j][k] += expf(alpha[(i - 1) * TAG_COUNT + j] +
							    m->t[j][k] + s[i * TAG_COUNT + k] +
							    beta[i * TAG_COUNT + k] - z);
			tgrad[tags[i - 1]][tags[i]] -= 1;
			gold += m->t[tags[i - 1]][tags[i]];
		}
		gold += s[i * TAG_COUNT + tags[i]];
		grad[tags[i]] -= 1;
		for (size_t f = 0; f < FEATURES_MAX && ids[i * FEATURES_MAX + f] != UINT32_MAX;
			f++) {
			size_t row = (size_t)ids[i * FEATURES_MAX + f] * TAG_COUNT;
			for (size_t k = 0; k < TAG_COUNT; k++)
				if (fabsf(grad[k]) > 1e-4f)
					ftrl(&m->w[row + k], &m->z[row + k], &m->g[row + k],
						grad[k], o);
		}
	}
	for (size_t j = 0; j <= TAG_COUNT; j++)
		for (size_t k = 0; k < TAG_COUNT; k++)
			ftrl(&m->t[j][k], &m->tz[j][k], &m->tg[j][k], tgrad[j][k], o);
	free(s);
	free(alpha);
	free(beta);
	return (double)z - gold;
}

/* Trains on the articles whose number modulo FOLDS is not `held` (-1: on all). */
static void train(struct model *m, const struct index *x, const struct corpus *c, bool second,
	int held, const struct options *o)
{
	*m = (struct model){.n = x->n};
	m->w = xcalloc(x->n * TAG_COUNT, sizeof(*m->w));
	m->z = xcalloc(x->n * TAG_COUNT, sizeof(*m->z));
	m->g = xcalloc(x->n * TAG_COUNT, sizeof(*m->g));
	float *mean = xcalloc(x->n * TAG_COUNT, sizeof(*mean));
	float tmean[TAG_COUNT + 1][TAG_COUNT] = {{0}};
	size_t *order = xcalloc(c->n, sizeof(*order));
	size_t n = 0;
	for (size_t d = 0; d < c->n; d++)
		if ((int)(d % FOLDS) != held && c->items[d].tokens.n > 0)
			order[n++] = d;
	for (int e = 0; e < o->epochs; e++) {
		double loss = 0;
		for (size_t i = n; i > 1; i--) {
			size_t k = random_below((uint32_t)i), keep = order[i - 1];
			order[i - 1] = order[k];
			order[k] = keep;
		}
		for (size_t i = 0; i < n; i++) {
			const struct document *d = &c->items[order[i]];
			uint32_t *ids = number(x, d, second);
			for (size_t at = 0, end; at < d->tokens.n; at = end) {
				end = tagger_paragraph_end(&d->tokens, at);
				loss += learn(
					m, d->gold + at, ids + at * FEATURES_MAX, end - at, o);
			}
			free(ids);
		}
		(void)fprintf(stderr, "pass %d fold %d epoch %d loss %.0f\n", second ? 2 : 1, held,
			e + 1, loss);
		if (e < o->epochs / 2)
			continue;
		for (size_t i = 0; i < m->n * TAG_COUNT; i++)
			mean[i] += m->w[i];
		for (size_t j = 0; j <= TAG_COUNT; j++)
			for (size_t k = 0; k < TAG_COUNT; k++)
				tmean[j][k] += m->t[j][k];
	}
	/* the mean of the later epochs: one epoch's end leans to what it saw last */
	int n_mean = o->epochs - o->epochs / 2;
	for (size_t i = 0; i < m->n * TAG_COUNT; i++)
		m->w[i] = mean[i] / (float)n_mean;
	for (size_t j = 0; j <= TAG_COUNT; j++)
		for (size_t k = 0; k < TAG_COUNT; k++)
			m->t[j][k] = tmean[j][k] / (float)n_mean;
	free(mean);
	free(order);
}

static void predict(struct model *m, const struct index *x, const struct document *d, bool second,
	uint8_t *tags)
{
	uint32_t *ids = number(x, d, second);
	float *s = xmalloc(d->tokens.n * TAG_COUNT * sizeof(*s) + 1);
	node_scores(m, ids, d->tokens.n, s);
	for (size_t at = 0, end; at < d->tokens.n; at = end) {
		end = tagger_paragraph_end(&d->tokens, at);
		tagger_viterbi(s + at * TAG_COUNT, end - at, m->t, tags + at);
	}
	free(s);
	free(ids);
}

static void model_release(struct model *m)
{
	free(m->w);
	free(m->z);
	free(m->g);
}

/* Writing */

static void put(FILE *f, const void *bytes, size_t size, const char *path)
{
	if (fwrite(bytes, 1, size, f) != size)
		fail(strerror(errno), path);
}

/* Weights below half a step are nothing; a feature without weights is left out. */
static void write_pass(
	FILE *f, const struct model *m, const struct index *x, float prune, const char *path)
{
	float max = 0;
	for (size_t i = 0; i < m->n * TAG_COUNT; i++)
		if (fabsf(m->w[i]) > max)
			max = fabsf(m->w[i]);
	/* few weights are large: clip them, so that the many small ones keep their steps */
	float scale = (max > 3.0f ? 3.0f : max) / 127.0f;
	uint32_t count = 0;
	bool *kept = xcalloc(m->n, sizeof(*kept));
	for (size_t i = 0; i < m->n; i++) {
		for (size_t t = 0; t < TAG_COUNT; t++)
			kept[i] = kept[i] || fabsf(m->w[i * TAG_COUNT + t]) >= prune;
		count += kept[i];
	}
	put(f, &count, sizeof(count), path);
	put(f, &scale, sizeof(scale), path);
	put(f, m->t, sizeof(m->t), path);
	for (size_t i = 0; i < x->slots; i++) {
		if (!x->keys[i] || x->ids[i] == UINT32_MAX || !kept[x->ids[i]])
			continue;
		int8_t weights[TAG_COUNT];
		for (size_t t = 0; t < TAG_COUNT; t++) {
			float v = roundf(m->w[(size_t)x->ids[i] * TAG_COUNT + t] / scale);
			weights[t] = (int8_t)(v > 127 ? 127 : v < -127 ? -127 : v);
		}
		put(f, &x->keys[i], sizeof(x->keys[i]), path);
		put(f, weights, sizeof(weights), path);
	}
	(void)fprintf(stderr, "%u features kept of %zu\n", count, m->n);
	free(kept);
}

/* Scoring: tokens of each role, as the table will see them. */
static void score(const char *table, const char *list)
{
	const char *why;
	struct tagger *tagger = tagger_load(table, &why);
	if (!tagger)
		fail(why, table);
	struct corpus dev = {0};
	read_corpus(list, &dev);
	size_t tp[TAG_COUNT] = {0}, said[TAG_COUNT] = {0}, gold[TAG_COUNT] = {0};
	for (size_t d = 0; d < dev.n; d++) {
		struct document *doc = &dev.items[d];
		tagger_run(tagger, &doc->tokens, doc->rules, doc->first);
		for (size_t i = 0; i < doc->tokens.n; i++) {
			size_t a = (doc->gold[i] + 1u) / 2, b = (doc->first[i] + 1u) / 2;
			if (doc->tokens.items[i].kind == TOKEN_MARK)
				continue;
			gold[a]++;
			said[b]++;
			tp[a] += a == b;
		}
	}
	static const char *const names[] = {"none", "content", "source", "cue"};
	for (size_t r = 1; r < 4; r++) {
		double p = said[r] ? (double)tp[r] / (double)said[r] : 0;
		double q = gold[r] ? (double)tp[r] / (double)gold[r] : 0;
		(void)printf("%-8s precision %.3f recall %.3f f1 %.3f\n", names[r], p, q,
			p + q > 0 ? 2 * p * q / (p + q) : 0);
	}
	tagger_free(tagger);
}

static double number_arg(int argc, char **argv, int *i)
{
	if (*i + 1 >= argc)
		fail("a number is missing", argv[*i]);
	char *end;
	double v = strtod(argv[++*i], &end);
	if (*end)
		fail("not a number", argv[*i]);
	return v;
}

int main(int argc, char **argv)
{
	struct options o = {
		.epochs = 8, .min_count = 3, .rate = 0.1, .l1 = 0.5, .l2 = 1, .prune = 0.02};
	const char *paths[3] = {NULL};
	size_t n = 0;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--epochs") == 0)
			o.epochs = (int)number_arg(argc, argv, &i);
		else if (strcmp(argv[i], "--rate") == 0)
			o.rate = number_arg(argc, argv, &i);
		else if (strcmp(argv[i], "--l1") == 0)
			o.l1 = number_arg(argc, argv, &i);
		else if (strcmp(argv[i], "--l2") == 0)
			o.l2 = number_arg(argc, argv, &i);
		else if (strcmp(argv[i], "--min-count") == 0)
			o.min_count = (int)number_arg(argc, argv, &i);
		else if (strcmp(argv[i], "--prune") == 0)
			o.prune = number_arg(argc, argv, &i);
		else if (n < 3)
			paths[n++] = argv[i];
	}
	if (n < 2) {
		(void)fprintf(
			stderr, "usage: train-tagger [OPTIONS] TRAIN.list OUT.table [DEV.list]\n");
		return EXIT_FAILURE;
	}
	struct corpus c = {0};
	read_corpus(paths[0], &c);
	struct index one = {0}, two = {0};
	index_build(&one, &c, false, o.min_count);
	struct model m;
	for (int fold = 0; fold < FOLDS; fold++) {
		train(&m, &one, &c, false, fold, &o);
		for (size_t d = (size_t)fold; d < c.n; d += FOLDS)
			predict(&m, &one, &c.items[d], false, c.items[d].first);
		model_release(&m);
	}
	FILE *f = fopen(paths[1], "we");
	if (!f)
		fail(strerror(errno), paths[1]);
	put(f, TAGGER_MAGIC, sizeof(TAGGER_MAGIC) - 1, paths[1]);
	train(&m, &one, &c, false, -1, &o);
	write_pass(f, &m, &one, (float)o.prune, paths[1]);
	model_release(&m);
	index_build(&two, &c, true, o.min_count);
	train(&m, &two, &c, true, -1, &o);
	write_pass(f, &m, &two, (float)o.prune, paths[1]);
	model_release(&m);
	if (fclose(f) != 0)
		fail(strerror(errno), paths[1]);
	index_release(&one);
	index_release(&two);
	if (paths[2])
		score(paths[1], paths[2]);
	return EXIT_SUCCESS;
}
