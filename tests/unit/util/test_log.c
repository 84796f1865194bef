#include <stdio.h>

#include "unit.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/log.h"
#include "util/mem.h"

static char last[LOG_LINE_MAX + 1];
static int lines;

static void keep(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)arg;
	(void)snprintf(last, sizeof(last), "%s", line);
	lines++;
}

START_TEST(test_fields)
{
	log_capture(keep, NULL);
	static const struct {
		const char *value, *want;
	} cases[] = {
		{"plain", "it happened feed=plain"},
		{"two words", "it happened feed=\"two words\""},
		{"a\nfeed=forged", "it happened feed=\"a\\nfeed=forged\""},
		{"say \"x\"\\", "it happened feed=\"say \\\"x\\\"\\\\\""},
		{"\x1b[31m", "it happened feed=\"\\u001b[31m\""},
		{"\xE2\x80\xAE", "it happened feed=\"\\u202e\""},
		{"", "it happened feed=\"\""},
		{NULL, "it happened feed=-"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		log_line(LOG_ERROR, "it happened", "feed", cases[i].value, NULL);
		ck_assert_str_eq(last, cases[i].want);
	}
	log_capture(NULL, NULL);
}
END_TEST

START_TEST(test_cut_and_level)
{
	log_capture(keep, NULL);
	char big[LOG_VALUE_MAX + 2];
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	log_line(LOG_ERROR, "s", "v", big, NULL);
	ck_assert_uint_lt(strlen(last), sizeof(big) + 8);
	int before = lines;
	log_set_level(LOG_ERROR);
	log_line(LOG_WARN, "dropped", NULL);
	ck_assert_int_eq(lines, before);
	log_set_level(LOG_NOTE);
	ck_assert_int_eq(log_level_from_word("info"), LOG_INFO_);
	ck_assert_int_eq(log_level_from_word("loud"), -1);
	log_capture(NULL, NULL);
}
END_TEST

START_TEST(test_err)
{
	struct err err = ERR_INIT;
	ck_assert_int_eq(err_set(&err, ERR_RETRY, "no answer from %s", "x.example"), ERR_RETRY);
	ck_assert_int_eq(err_prefix(&err, "feed %d", 3), ERR_RETRY);
	ck_assert_str_eq(err.text, "feed 3: no answer from x.example");
	ck_assert_int_eq(err_set(NULL, ERR_CONFIG, "x"), ERR_CONFIG);
	static const enum err_code codes[] = {
		ERR_NONE, ERR_RETRY, ERR_REJECT, ERR_FAIL, ERR_CONFIG};
	static const int status[] = {0, 75, 65, 70, 78};
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		ck_assert_int_eq(err_from_word(err_word(codes[i])), codes[i]);
		ck_assert_int_eq(err_exit_status(codes[i]), status[i]);
	}
	ck_assert_int_eq(err_from_word("gibberish"), ERR_FAIL);
}
END_TEST

UNIT_MAIN("log", test_fields, test_cut_and_level, test_err)
