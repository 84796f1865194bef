#include "article/decode.h"
#include "unit.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"

static void check_decode(const char *bytes, size_t len, const char *type, const char *want)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(KIB(64));
	decode_page(bytes, len, type, &out);
	ck_assert_str_eq(buf_str(&out), want);
}

#define CHECK(bytes, type, want) check_decode(bytes, sizeof(bytes) - 1, type, want)

START_TEST(test_declared)
{
	CHECK("plain", NULL, "plain");
	CHECK("\xEF\xBB\xBFz\xC3\xA9", "text/html; charset=iso-8859-1", "zé");
	CHECK("\xFF\xFE"
	      "a\0b\0",
		NULL, "ab");
	CHECK("\xFE\xFF\0a\0b", NULL, "ab");
	CHECK("caf\xE9", "text/html; charset=\"ISO-8859-1\"", "café");
	CHECK("<meta charset=windows-1250>\x9Cr\xF3"
	      "d",
		NULL, "<meta charset=windows-1250>śród");
	CHECK("<meta http-equiv=Content-Type content=\"text/html; charset=windows-1254\">\xFE",
		NULL,
		"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1254\">ş");
	/* Bytes that are UTF-8 are so whatever a page says. */
	CHECK("<meta charset=latin1>\xD0\xB0", "text/html; charset=latin1",
		"<meta charset=latin1>а");
	/* Cut off in a character, and a stray byte. */
	CHECK("<meta charset=utf-8>\xD0\xB0\xD0\xB1\xD0\xB2\xD0\xB3\xD0\xB4\xFF", NULL,
		"<meta charset=utf-8>абвгд\xEF\xBF\xBD");
	CHECK("<meta charset=no-such-charset>\xE9", NULL,
		"<meta charset=no-such-charset>\xEF\xBF\xBD");
}
END_TEST

START_TEST(test_cyrillic)
{
	/* "переговори триватимуть" in either charset, undeclared or declared as the other. */
	static const char win[] =
		"\xEF\xE5\xF0\xE5\xE3\xEE\xE2\xEE\xF0\xE8 \xF2\xF0\xE8\xE2\xE0\xF2"
		"\xE8\xEC\xF3\xF2\xFC \xEF\xE5\xF0\xE5\xE3\xEE\xE2\xEE\xF0\xE8";
	static const char koi[] =
		"\xD0\xC5\xD2\xC5\xC7\xCF\xD7\xCF\xD2\xC9 \xD4\xD2\xC9\xD7\xC1\xD4"
		"\xC9\xCD\xD5\xD4\xD8 \xD0\xC5\xD2\xC5\xC7\xCF\xD7\xCF\xD2\xC9";
	static const char *const types[] = {NULL, "text/html; charset=windows-1251",
		"text/html; charset=koi8-r", "text/html; charset=iso-8859-1"};
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		CHECK(win, types[i], "переговори триватимуть переговори");
		CHECK(koi, types[i], "переговори триватимуть переговори");
	}
}
END_TEST

START_TEST(test_foreign)
{
	ck_assert_str_eq(decode_foreign("%PDF-1.7", 8, NULL), "a PDF document");
	ck_assert_str_eq(decode_foreign("\x89PNG\r\n\x1a\n", 8, NULL), "an image");
	ck_assert_str_eq(decode_foreign("x", 1, "application/pdf"), "a PDF document");
	ck_assert_ptr_null(decode_foreign("<html>", 6, "text/html"));
	ck_assert_ptr_null(decode_foreign("", 0, NULL));
	ck_assert(decode_is_binary("\x01\x02\x03\x04\x05", 5));
	ck_assert(!decode_is_binary("<p>a\0b and twenty more bytes of text", 36));
	ck_assert(!decode_is_binary("", 0));
}
END_TEST

UNIT_MAIN("decode", test_declared, test_cyrillic, test_foreign)
