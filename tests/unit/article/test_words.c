#include "article/language.h"
#include "article/words.h"
#include "article/words_tables.h"
#include "unit.h"
#include "util/mem.h"

static void check_order(const char *const *rows, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		size_t a = strcspn(rows[i - 1], "="), b = strcspn(rows[i], "=");
		int by = memcmp(rows[i - 1], rows[i], a < b ? a : b);
		ck_assert_msg(by < 0 || (by == 0 && a < b), "%s before %s", rows[i - 1], rows[i]);
	}
}

START_TEST(test_tables)
{
	check_order(words_name_rows, words_n_name_rows);
	check_order(words_stop_rows, words_n_stop_rows);
	check_order(words_phrase_rows, words_n_phrase_rows);
	for (size_t i = 0; i < words_n_name_rows; i++)
		ck_assert_msg(words_row_kinds(i) != 0, "%s says nothing", words_name_rows[i]);
}
END_TEST

START_TEST(test_phrases)
{
	static const struct {
		const char *text;
		unsigned int kinds;
	} cases[] = {
		{"Read also: the rest", KIND_DROP},
		{"\xC2\xBB READ MORE about it", KIND_DROP},
		{"Readers said so", 0},
		{"Correction: it was six", KIND_CORRECTION},
		{"Copyright 2025 The Post", KIND_DROP},
		{"We use cookies.", KIND_CONSENT},
		{"In this 2006 file photo, the minister", KIND_CAPTION},
		{"Sharecroppers", 0},
		{"", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_uint_eq(words_phrase(cases[i].text, strlen(cases[i].text)) &
					  ~(unsigned int)KIND_SECTION,
			cases[i].kinds);
	ck_assert(words_is_stop("the", 3));
	ck_assert(words_is_stop("\xD1\x89\xD0\xBE", 4));
	ck_assert(!words_is_stop("delegation", 10));
}
END_TEST

START_TEST(test_language)
{
	static const struct {
		const char *declared, *text, *want;
	} cases[] = {
		{"en-GB", "", "en"},
		{"ua", "", "uk"},
		{NULL, "", NULL},
		{"xx-invalid", "", "xx"},
		{NULL,
			"The minister said that the delegation was not there and that it was for "
			"the "
			"hosts to say when they were to come, which they did.",
			"en"},
		/* A Ukrainian text that its page calls English. */
		{"en",
			"Президент заявив, що переговори триватимуть і що поступок щодо територій "
			"не "
			"буде, а також що він та його міністри це вже казали.",
			"uk"},
		{"en",
			"Президент заявил, что переговоры будут продолжены и что эти уступки он не "
			"обсуждал, а также что его министры это уже объявили.",
			"ru"},
		{"ja", "交渉は続くと大統領は述べました。", "ja"},
		{"de", "Der Minister sagte.", "de"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = language_choose(cases[i].declared, cases[i].text);
		ck_assert_pstr_eq(got, cases[i].want);
	}
}
END_TEST

UNIT_MAIN("words", test_tables, test_phrases, test_language)
