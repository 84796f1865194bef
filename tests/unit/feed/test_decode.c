#include "feed/decode.h"
#include "feed/notes.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

struct decode_case {
	const char *bytes;
	size_t len;
	const char *content_type;
	const char *want; /* a part of the result */
	size_t notes;
};
#define BYTES(s) s, sizeof(s) - 1

/* "мир" in three encodings */
#define UTF8_MIR   "\xD0\xBC\xD0\xB8\xD1\x80"
#define CP1251_MIR "\xEC\xE8\xF0"
#define KOI8_MIR   "\xCD\xC9\xD2"

/* "peace talks between the delegations are put off by a week" */
#define CP1251_TALKS                                    \
	"\xEF\xE5\xF0\xE5\xE3\xEE\xE2\xEE\xF0\xFB "     \
	"\xEE "                                         \
	"\xEC\xE8\xF0\xE5 "                             \
	"\xEC\xE5\xE6\xE4\xF3 "                         \
	"\xE4\xE5\xEB\xE5\xE3\xE0\xF6\xE8\xFF\xEC\xE8 " \
	"\xEE\xF2\xEB\xEE\xE6\xE5\xED\xFB "             \
	"\xED\xE0 "                                     \
	"\xED\xE5\xE4\xE5\xEB\xFE "
#define UTF8_PEACE "\xD0\xBC\xD0\xB8\xD1\x80\xD0\xB5 \xD0\xBC\xD0\xB5\xD0\xB6\xD0\xB4\xD1\x83"

START_TEST(test_decode)
{
	static const struct decode_case cases[] = {
		{BYTES("<a>" UTF8_MIR "</a>"), NULL, "<a>" UTF8_MIR "</a>", 0},
		{BYTES("\xEF\xBB\xBF<a>" UTF8_MIR "</a>"), NULL, "<a>" UTF8_MIR, 0},
		/* the declaration lies: valid UTF-8 wins */
		{BYTES("<?xml version='1.0' encoding='windows-1251'?><a>" UTF8_MIR "</a>"), NULL,
			"<a>" UTF8_MIR "</a>", 0},
		{BYTES("<?xml version='1.0' encoding='windows-1251'?><a>" CP1251_MIR "</a>"), NULL,
			"<a>" UTF8_MIR "</a>", 0},
		{BYTES("<?xml version='1.0' encoding=\"koi8-r\"?><a>" KOI8_MIR "</a>"), NULL,
			"<a>" UTF8_MIR "</a>", 0},
		/* only the header knows */
		{BYTES("<a>" CP1251_MIR "</a>"), "text/xml; charset=windows-1251",
			"<a>" UTF8_MIR "</a>", 1},
		{BYTES("<?xml version='1.0' encoding='utf-8'?><a>" CP1251_MIR "</a>"),
			"text/xml;charset=\"Windows-1251\"", "<a>" UTF8_MIR "</a>", 1},
		/* ISO-8859-1 is Windows-1252 in practice */
		{BYTES("<?xml version='1.0' encoding='iso-8859-1'?><a>\x93q\x94</a>"), NULL,
			"<a>\xE2\x80\x9Cq\xE2\x80\x9D</a>", 0},
		/* Cyrillic under a Western label is found out; French is left alone */
		{BYTES("<?xml version='1.0' encoding='iso-8859-1'?><a>" CP1251_TALKS CP1251_TALKS
		       "</a>"),
			NULL, UTF8_PEACE, 1},
		{BYTES("<a>" CP1251_TALKS CP1251_TALKS "</a>"), "text/xml; charset=ISO-8859-1",
			UTF8_PEACE, 1},
		{BYTES("<?xml version='1.0' encoding='iso-8859-1'?><a>d\xE9j\xE0 l'\xE9t\xE9"
		       "</a>"),
			NULL, "d\xC3\xA9j\xC3\xA0 l'\xC3\xA9t\xC3\xA9", 0},
		/* one bad byte in good UTF-8 costs that byte alone */
		{BYTES("<a>" UTF8_MIR UTF8_MIR "caf\xE9 " UTF8_MIR "</a>"), NULL,
			UTF8_MIR "caf\xEF\xBF\xBD " UTF8_MIR, 1},
		{BYTES("<?xml version='1.0' encoding='klingon'?><a/>"), NULL, "<a/>", 1},
		{BYTES("<?xml version='1.0' encoding='utf-16'?><a/>"), NULL, "<a/>", 0},
		{BYTES("\xFF\xFE<\0a\0/\0>\0"), NULL, "<a/>", 0},
		{BYTES("\xFF\xFE<rss>" UTF8_MIR "</rss>"), NULL, "<rss>" UTF8_MIR "</rss>", 1},
		{BYTES("\0<\0a\0/\0>"), NULL, "<a/>", 0},
		{BYTES("<\0\0\0a\0\0\0>\0\0\0"), NULL, "<a>", 0},
		{BYTES("\xFF\xFE<\0a\0\x3D\xD8/\0>"), NULL, "<a", 1},
		{BYTES(""), NULL, "", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out CLEANUP(buf_release) = BUF_INIT(4096);
		struct feed_notes notes CLEANUP(notes_release) = {0};
		size_t len = cases[i].len;
		const char *text = decode_text(
			cases[i].bytes, &len, cases[i].content_type, &out, &notes);
		size_t want = strlen(cases[i].want);
		ck_assert_msg(memmem(text, len, cases[i].want, want) || want == 0,
			"case %zu gives %.*s", i, (int)len, text);
		ck_assert_msg(
			(notes.n > 0) == (cases[i].notes > 0), "case %zu: %zu notes", i, notes.n);
	}
}
END_TEST

UNIT_MAIN("decode", test_decode)
