#include "text/pattern.h"

#include "text/token.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

static struct patterns *set_new(void)
{
	static const char *const troops[] = {
		"troop", "soldier", "boots on ground", "cease-fire line"};
	struct patterns *set = patterns_new();
	patterns_light(set, "the");
	patterns_light(set, "a");
	uint32_t cls = patterns_class(set, "troops");
	for (size_t i = 0; i < ARRAY_SIZE(troops); i++)
		ck_assert_int_eq(patterns_add_word(set, cls, troops[i], NULL, NULL), 0);
	return set;
}

/* How often one pattern is found in a text. */
static size_t found(const char *pattern, const char *text, struct pattern_hit *first)
{
	struct patterns *set = set_new();
	struct tokens tokens CLEANUP(tokens_release) = {0};
	struct pattern_hits classes CLEANUP(pattern_hits_release) = {0};
	struct pattern_hits hits CLEANUP(pattern_hits_release) = {0};
	struct err err = ERR_INIT;
	ck_assert_msg(patterns_add(set, 7, pattern, NULL, &err) == 0, "%s: %s", pattern, err.text);
	tokens_scan(text, strlen(text), NULL, &tokens);
	patterns_find(set, &tokens, 0, tokens.n, &classes, &hits);
	size_t n = hits.n;
	if (n > 0 && first)
		*first = hits.items[0];
	patterns_free(set);
	return n;
}

START_TEST(test_finds)
{
	static const struct {
		const char *pattern, *text;
		size_t n;
	} cases[] = {
		{"deploy", "They deployed it", 1},
		{"=deploy", "They deployed it", 0},
		{"deploy {troops}", "deploying soldiers", 1},
		{"deploy {troops}", "deploy the soldiers", 1},
		{"deploy {troops}", "deploy many soldiers", 0},
		{"deploy ..1 {troops}", "deploy many soldiers", 1},
		{"deploy ..1 {troops}", "deploy many more soldiers", 0},
		{"deploy .. {troops}", "deploy more of our own soldiers", 1},
		{"put {troops}", "put boots on the ground", 1},
		{"on {troops}", "on the cease-fire line", 1},
		{"{troops} & deploy", "deploy our soldiers", 1},
		{"{troops} & deploy", "soldiers to be deployed", 1},
		{"{troops} & deploy & never", "never were soldiers deployed", 1},
		{"send/deploy {troops}", "sends troops", 1},
		{"no new? troops", "no troops", 1},
		{"no new? troops", "no new troops", 1},
		{"no new? troops", "no old troops", 0},
		{"US", "the US agreed", 1},
		{"US", "told us nothing", 0},
		{"deploy", "deployed and deployed", 2},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(found(cases[i].pattern, cases[i].text, NULL) == cases[i].n,
			"\"%s\" in \"%s\"", cases[i].pattern, cases[i].text);
}
END_TEST

START_TEST(test_used)
{
	struct pattern_hit hit = {0};
	ck_assert_uint_eq(found("send .. {troops}", "will send no more soldiers", &hit), 1);
	ck_assert_uint_eq(hit.id, 7);
	ck_assert_uint_eq(hit.begin, 1);
	ck_assert_uint_eq(hit.end, 5);
	ck_assert_uint_eq(hit.used, 9); /* "send" and "soldiers", not "no more" */
}
END_TEST

START_TEST(test_faults)
{
	static const char *const bad[] = {"", " ", "..", "a ..", ".. a", "a .. .. b", "a ..0 b",
		"a ..99 b", "{nobody}", "{", "{}", "a?", "a & b & c & d", "a//", "/", "a ..x b",
		"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17"};
	struct patterns *set = set_new();
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct err err = ERR_INIT;
		if (strcmp(bad[i], "a//") == 0)
			continue; /* an empty alternative is none */
		ck_assert_msg(
			patterns_add(set, 1, bad[i], NULL, &err) == ERR_CONFIG, "\"%s\"", bad[i]);
		ck_assert_str_ne(err.text, "");
	}
	patterns_free(set);
}
END_TEST

START_TEST(test_duplicates)
{
	struct patterns *set = set_new();
	uint32_t before = 0;
	ck_assert_int_eq(patterns_add(set, 3, "send {troops}", &before, NULL), 0);
	ck_assert_uint_eq(before, PATTERN_NONE);
	ck_assert_int_eq(patterns_add(set, 4, "send {troops}", &before, NULL), 0);
	ck_assert_uint_eq(before, 3);
	patterns_free(set);
}
END_TEST

/* A pattern of gaps over a text of one word must not take time that grows with their product. */
START_TEST(test_bounded)
{
	struct tokens tokens CLEANUP(tokens_release) = {0};
	struct pattern_hits classes CLEANUP(pattern_hits_release) = {0};
	struct pattern_hits hits CLEANUP(pattern_hits_release) = {0};
	struct patterns *set = patterns_new();
	char text[8000];
	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "a ", 2);
	ck_assert_int_eq(
		patterns_add(set, 1, "a ..60 a ..60 a ..60 a ..60 a ..60 b", NULL, NULL), 0);
	tokens_scan(text, sizeof(text), NULL, &tokens);
	patterns_find(set, &tokens, 0, tokens.n, &classes, &hits);
	ck_assert_uint_eq(hits.n, 0);
	patterns_free(set);
}
END_TEST

UNIT_MAIN("pattern", test_finds, test_used, test_faults, test_duplicates, test_bounded)
