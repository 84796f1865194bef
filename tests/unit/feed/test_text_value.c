#include "feed/text_value.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

START_TEST(test_base64)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{" SGVs\nbG8= ", "Hello"},
		{"SGVsbG8", "Hello"},
		{"not base64!", "not base64!"},
		{"/w==", "\xEF\xBF\xBD"},
		{"", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf text CLEANUP(buf_release) = BUF_INIT(64);
		(void)buf_puts(&text, cases[i].text);
		text_value_base64(&text);
		ck_assert_str_eq(buf_str(&text), cases[i].want);
	}
}
END_TEST

START_TEST(test_mend)
{
	static const struct {
		const char *text, *want; /* NULL: nothing to mend */
	} cases[] = {
		{"plain", NULL},
		{"caf\xC3\xA9 \xC2\xA9", NULL},
		{"don\xC2\x92t", "don\xE2\x80\x99t"},
		{"wait\xC3\xA2\xC2\x80\xC2\xA6", "wait\xE2\x80\xA6"},
		{"\xC3\xA2\xC2\x80", "\xC3\xA2\xE2\x82\xAC"},
		{"\xC2\x81", "\xC2\x81"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf text CLEANUP(buf_release) = BUF_INIT(64);
		(void)buf_puts(&text, cases[i].text);
		ck_assert_int_eq(text_value_mend(&text), cases[i].want != NULL);
		ck_assert_str_eq(buf_str(&text), cases[i].want ? cases[i].want : cases[i].text);
	}
	struct buf empty = BUF_INIT(64);
	ck_assert(!text_value_mend(&empty));
}
END_TEST

START_TEST(test_unwrap)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"<div>a</div>", "a"},
		{"<div class=\"c\">a<div>b</div></div>", "a<div>b</div>"},
		{"<div>a</div><div>b</div>", "<div>a</div><div>b</div>"},
		{"<div></div>", ""},
		{"<p>a</p>", "<p>a</p>"},
		{"<divx>a</div>", "<divx>a</div>"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t len = strlen(cases[i].text);
		const char *got = text_value_unwrap(cases[i].text, &len);
		ck_assert_uint_eq(len, strlen(cases[i].want));
		ck_assert(strncmp(got, cases[i].want, len) == 0);
	}
}
END_TEST

UNIT_MAIN("text_value", test_base64, test_mend, test_unwrap)
