/* The tagger's table, its best path, and what becomes of tags. */
#include <stdio.h>
#include <unistd.h>

#include "rules/link.h"
#include "rules/tag_features.h"
#include "rules/tagger.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

static const float zero[TAG_COUNT + 1][TAG_COUNT];

START_TEST(test_viterbi)
{
	/* scores alone: the best of each row */
	float scores[3 * TAG_COUNT] = {0};
	scores[0 * TAG_COUNT + TAG_B_SOURCE] = 2;
	scores[1 * TAG_COUNT + TAG_B_CUE] = 2;
	scores[2 * TAG_COUNT + TAG_B_CONTENT] = 2;
	float transitions[TAG_COUNT + 1][TAG_COUNT];
	memcpy(transitions, zero, sizeof(transitions));
	uint8_t tags[3];
	tagger_viterbi(scores, 3, transitions, tags);
	ck_assert_int_eq(tags[0], TAG_B_SOURCE);
	ck_assert_int_eq(tags[1], TAG_B_CUE);
	ck_assert_int_eq(tags[2], TAG_B_CONTENT);
	/* a forbidden step turns the path, at the place that costs least */
	transitions[TAG_B_CUE][TAG_B_CONTENT] = -10;
	scores[1 * TAG_COUNT + TAG_I_CUE] = 1;
	tagger_viterbi(scores, 3, transitions, tags);
	ck_assert_int_eq(tags[1], TAG_I_CUE);
	ck_assert_int_eq(tags[2], TAG_B_CONTENT);
	/* the start row */
	transitions[TAG_COUNT][TAG_B_SOURCE] = -10;
	tagger_viterbi(scores, 3, transitions, tags);
	ck_assert_int_ne(tags[0], TAG_B_SOURCE);
	tagger_viterbi(scores, 0, transitions, tags);
}
END_TEST

static void put(struct buf *b, const void *bytes, size_t len)
{
	(void)buf_add(b, bytes, len);
}

/* One pass with one feature, the one every token has, that votes for `tag`. */
static void put_pass(struct buf *b, const struct features *f, uint8_t tag, uint32_t said)
{
	uint32_t keys[FEATURES_MAX];
	(void)features_of(f, 0, keys);
	float scale = 0.5f;
	int8_t weights[TAG_COUNT] = {0};
	weights[tag] = 100;
	put(b, &said, sizeof(said));
	put(b, &scale, sizeof(scale));
	put(b, zero, sizeof(zero));
	put(b, &keys[0], sizeof(keys[0]));
	put(b, weights, sizeof(weights));
}

static struct tagger *load(const struct buf *b, size_t len, const char **why)
{
	char path[] = "/tmp/gainsay-table-XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, b->data, len), (ssize_t)len);
	(void)close(fd);
	struct tagger *tagger = tagger_load(path, why);
	(void)unlink(path);
	return tagger;
}

START_TEST(test_table)
{
	static const char text[] = "Nobody said it.\n\nIt was so.";
	struct tokens tokens CLEANUP(tokens_release);
	tokens_scan(text, sizeof(text) - 1, "en", &tokens);
	uint8_t none[16] = {0}, tags[16] = {0};
	struct features *one = features_new(&tokens, none, NULL);
	struct features *two = features_new(&tokens, none, none);
	struct buf b CLEANUP(buf_release) = BUF_INIT(4096);
	put(&b, TAGGER_MAGIC, sizeof(TAGGER_MAGIC) - 1);
	put_pass(&b, one, TAG_I_SOURCE, 1);
	put_pass(&b, two, TAG_I_CONTENT, 1);
	const char *why = NULL;
	struct tagger *tagger = load(&b, b.len, &why);
	ck_assert_ptr_nonnull(tagger);
	tagger_run(tagger, &tokens, none, tags);
	for (size_t i = 0; i < tokens.n; i++)
		ck_assert_int_eq(tags[i], TAG_I_CONTENT);
	tagger_free(tagger);
	/* every cut of it is refused, and so is a stranger's file */
	for (size_t len = 0; len < b.len; len++) {
		why = NULL;
		ck_assert_ptr_null(load(&b, len, &why));
		ck_assert_ptr_nonnull(why);
	}
	b.data[0] = 'X';
	ck_assert_ptr_null(load(&b, b.len, &why));
	buf_reset(&b);
	put(&b, TAGGER_MAGIC, sizeof(TAGGER_MAGIC) - 1);
	put_pass(&b, one, TAG_I_SOURCE, TAGGER_FEATURES_MAX + 1);
	ck_assert_ptr_null(load(&b, b.len, &why));
	ck_assert_str_eq(why, "the table's size makes no sense");
	ck_assert_ptr_null(tagger_load("/nonexistent/table", &why));
	features_free(one);
	features_free(two);
}
END_TEST

START_TEST(test_names_are_nothing)
{
	/* the same sentence about other people looks the same, but for its first word */
	static const char *const texts[] = {"On Friday Peskov told Ushakov that it rained.",
		"On Friday Umerov told Yermak that it rained."};
	uint32_t keys[2][FEATURES_MAX];
	uint8_t none[16] = {0};
	for (size_t i = 2; i < 8; i++) {
		size_t n[2];
		for (size_t k = 0; k < 2; k++) {
			struct tokens tokens CLEANUP(tokens_release);
			tokens_scan(texts[k], strlen(texts[k]), "en", &tokens);
			struct features *f = features_new(&tokens, none, NULL);
			n[k] = features_of(f, i, keys[k]);
			features_free(f);
		}
		ck_assert_uint_eq(n[0], n[1]);
		ck_assert_uint_le(n[0], FEATURES_MAX);
		ck_assert_int_eq(memcmp(keys[0], keys[1], n[0] * sizeof(keys[0][0])), 0);
	}
}
END_TEST

/* Tags written under the words: c content, s source, q cue, a capital where a piece begins. */
static char *linked(const char *text, const char *under)
{
	struct tokens tokens CLEANUP(tokens_release);
	tokens_scan(text, strlen(text), "en", &tokens);
	uint8_t tags[64] = {0};
	for (size_t i = 0; i < tokens.n; i++) {
		const char *at = strchr(".CcSsQq", under[tokens.items[i].begin]);
		tags[i] = at ? (uint8_t)(at - ".CcSsQq") : 0;
	}
	struct links links;
	links_make(&tokens, tags, &links);
	struct buf out = BUF_INIT(1024);
	for (size_t i = 0; i < links.n; i++) {
		const struct link *l = &links.items[i];
		(void)buf_puts(&out, i ? "; " : "");
		(void)buf_add(&out, text + l->source.begin, l->source.end - l->source.begin);
		(void)buf_putc(&out, '|');
		(void)buf_add(&out, text + l->cue.begin, l->cue.end - l->cue.begin);
		for (size_t k = 0; k < l->n_pieces; k++) {
			(void)buf_putc(&out, '|');
			(void)buf_add(&out, text + l->pieces[k].begin,
				l->pieces[k].end - l->pieces[k].begin);
		}
	}
	links_release(&links);
	return buf_take(&out);
}

START_TEST(test_links)
{
	static const struct {
		const char *text, *under, *want;
	} cases[] = {
		{"He said it rained.", "S  Q    C  c     .", "He|said|it rained"},
		{"It rains , she said , and snows .", "C  c     . S   Q    . C   c     .",
			"she|said|It rains|and snows"},
		{"He said it rained and added it snowed.", "S  Q    C  c      .   Q     C  c     .",
			"He|said|it rained; He|added|it snowed"},
		{"He said it rained. She denied it.", "S  Q    C  c     . S   Q      C .",
			"He|said|it rained; She|denied|it"},
		{"It rains.", "C  c    .", "||It rains"},
		{"He said so. It rained.", "S  Q    C . C  c     .", "He|said|so|It rained"},
		{"He said nothing.", "S  Q    .      .", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = linked(cases[i].text, cases[i].under);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

UNIT_MAIN("tagger", test_viterbi, test_table, test_names_are_nothing, test_links)
