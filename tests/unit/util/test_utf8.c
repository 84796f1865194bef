#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/utf8.h"

START_TEST(test_valid)
{
	static const struct {
		const char *s;
		bool valid;
	} cases[] = {
		{"plain", true},
		{"Київ", true},
		{"\xF0\x9F\x98\x80", true},
		{"\xC0\x80", false},
		{"\xED\xA0\x80", false},
		{"\xF4\x90\x80\x80", false},
		{"caf\xE9", false},
		{"\xE2\x82", false},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(
			utf8_valid(cases[i].s, strlen(cases[i].s)) == cases[i].valid, "%zu", i);
}
END_TEST

START_TEST(test_repair)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(64);
	ck_assert_uint_eq(utf8_repair("a\xFF"
				      "b\xC3",
				  4, &out),
		2);
	ck_assert_str_eq(buf_str(&out), "a\xEF\xBF\xBD"
					"b\xEF\xBF\xBD");
}
END_TEST

START_TEST(test_fold)
{
	static const struct {
		const char *s, *want;
	} cases[] = {
		{"Élysée", "elysee"},
		{"Orbán", "orban"},
		{"ЗЕЛЕНСЬКИЙ", "зеленський"},
		{"Їжак", "їжак"},
		{"ﬁne", "fine"},
		{"Erdoğan", "erdogan"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = utf8_fold(cases[i].s, strlen(cases[i].s));
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

START_TEST(test_squeeze)
{
	AUTOFREE char *got = utf8_squeeze(" \xC2\xA0 a\n\t b\xE2\x80\x8B ", 13);
	ck_assert_str_eq(got, "a b");
}
END_TEST

START_TEST(test_buf_maximum)
{
	struct buf b CLEANUP(buf_release) = BUF_INIT(5);
	ck_assert_int_eq(buf_puts(&b, "abc"), 0);
	ck_assert_int_eq(buf_puts(&b, "defg"), -1);
	ck_assert_str_eq(buf_str(&b), "abcde");
	ck_assert(b.cut);
}
END_TEST

START_TEST(test_visible)
{
	static const struct {
		const char *s, *want;
	} cases[] = {
		{"plain, Élysée, київ", "plain, Élysée, київ"},
		{"a\x1b[2Jb\r\n", "a\\u001b[2Jb\\u000d\\u000a"},
		{"\x7F", "\\u007f"},
		{"\xC2\x9B"
		 "31m\xC2\xA0",
			"\\u009b31m\xC2\xA0"},
		{"\xD8\x9C\xD8\x9D", "\\u061c\xD8\x9D"},
		{"\xE2\x80\x8D\xE2\x80\x8E\xE2\x80\x8F", "\xE2\x80\x8D\\u200e\\u200f"},
		{"\xE2\x80\xAA\xE2\x80\xAE\xE2\x80\xAF", "\\u202a\\u202e\xE2\x80\xAF"},
		{"\xE2\x81\xA5\xE2\x81\xA6\xE2\x81\xA9", "\xE2\x81\xA5\\u2066\\u2069"},
		{"\xFF\x9B", "\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = utf8_visible(cases[i].s);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

UNIT_MAIN("utf8", test_valid, test_repair, test_fold, test_squeeze, test_buf_maximum, test_visible)
