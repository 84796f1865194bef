#include "text/entity.h"
#include "text/entity_names.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

START_TEST(test_lookup)
{
	static const struct {
		const char *name;
		size_t n;
		unsigned int first;
	} cases[] = {
		{"nbsp", 1, 0xA0},
		{"AMP", 1, '&'},
		{"zwnj", 1, 0x200C},
		{"Aacute", 1, 0xC1},
		{"lang", 1, 0x27E8},
		{"NotEqualTilde", 2, 0x2242},
		{"CounterClockwiseContourIntegral", 1, 0x2233},
		{"nbs", 0, 0},
		{"nbspx", 0, 0},
		{"", 0, 0},
		{"NBSP", 0, 0},
		{"zzzz", 0, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned int cp[2] = {0, 0};
		ck_assert_uint_eq(
			entity_lookup(cases[i].name, strlen(cases[i].name), cp), cases[i].n);
		ck_assert_uint_eq(cp[0], cases[i].first);
	}
}
END_TEST

START_TEST(test_names_sorted)
{
	for (size_t i = 1; i < entity_names_count; i++)
		ck_assert_msg(strcmp(entity_names[i - 1].name, entity_names[i].name) < 0, "%s",
			entity_names[i].name);
}
END_TEST

START_TEST(test_decode)
{
	static const struct {
		const char *text;
		size_t used;
		const char *want;
		int odd;
	} cases[] = {
		{"&eacute;x", 8, "\xC3\xA9", 0},
		{"&#233;", 6, "\xC3\xA9", 0},
		{"&#xE9;", 6, "\xC3\xA9", 0},
		{"&#XE9;", 6, "\xC3\xA9", 0},
		{"&#233 x", 5, "\xC3\xA9", 1},
		{"&#146;", 6, "\xE2\x80\x99", 1},
		{"&#xD83D;&#xDE09;", 16, "\xF0\x9F\x98\x89", 1},
		{"&#xD83D;", 8, "", 1},
		{"&#0;", 4, "", 1},
		{"&#8;", 4, "", 1},
		{"&#x110000;", 10, "", 1},
		{"&#99999999999999999999;", 23, "", 1},
		{"&amp b", 4, "&", 1},
		{"&amp=b", 0, "", 0},
		{"&copy=b", 0, "", 0},
		{"&copy b", 0, "", 0},
		{"&unknown;", 0, "", 0},
		{"& b", 0, "", 0},
		{"&", 0, "", 0},
		{"&#;", 0, "", 0},
		{"&#x;", 0, "", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out CLEANUP(buf_release) = BUF_INIT(64);
		int odd = 0;
		size_t used = entity_decode(cases[i].text, strlen(cases[i].text), &out, &odd);
		ck_assert_msg(used == cases[i].used, "%s takes %zu bytes", cases[i].text, used);
		ck_assert_str_eq(buf_str(&out), cases[i].want);
		ck_assert_int_eq(odd, cases[i].odd);
	}
}
END_TEST

UNIT_MAIN("entity", test_lookup, test_names_sorted, test_decode)
