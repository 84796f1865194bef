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

UNIT_MAIN("utf8", test_valid, test_repair, test_fold, test_squeeze, test_buf_maximum)
