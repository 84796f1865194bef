#include "text/date.h"
#include "unit.h"
#include "util/mem.h"

struct date_case {
	const char *text, *want; /* "" where no date is in it */
};

static void check_dates(const struct date_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char got[DATE_TEXT_SIZE];
		date_format(date_parse(cases[i].text, NULL), got);
		ck_assert_msg(strcmp(got, cases[i].want) == 0, "\"%s\" gives \"%s\", not \"%s\"",
			cases[i].text, got, cases[i].want);
	}
}

START_TEST(test_iso)
{
	static const struct date_case cases[] = {
		{"2025-08-17T12:00:00Z", "2025-08-17T12:00:00Z"},
		{"2025-08-17t12:00:00z", "2025-08-17T12:00:00Z"},
		{"2025-08-17T12:00:00.987+03:00", "2025-08-17T09:00:00Z"},
		{"2025-08-17T12:00:00,5-0330", "2025-08-17T15:30:00Z"},
		{"2025-08-17T12:00Z", "2025-08-17T12:00:00Z"},
		{"2025-08-17T12+03", "2025-08-17T09:00:00Z"},
		{"  2025-08-17 12:00:00 +0300\n", "2025-08-17T09:00:00Z"},
		{"2025-08-17 12:00:00", "2025-08-17T12:00:00Z"},
		{"2025-08-17", "2025-08-17T00:00:00Z"},
		{"2025-08", "2025-08-01T00:00:00Z"},
		{"2025", "2025-01-01T00:00:00Z"},
		{"20250817", "2025-08-17T00:00:00Z"},
		{"20250817T120059Z", "2025-08-17T12:00:59Z"},
		{"20250817T1200+0200", "2025-08-17T10:00:00Z"},
		{"2025-W33-7", "2025-08-17T00:00:00Z"},
		{"2020W537T10:00Z", "2021-01-03T10:00:00Z"},
		{"2025-229", "2025-08-17T00:00:00Z"},
		{"2024366", "2024-12-31T00:00:00Z"},
		{"2025-366", ""},
		{"2025-08-17T24:00:00Z", "2025-08-18T00:00:00Z"},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
		{"2025-008-17T12:00:00Z", "2025-08-17T12:00:00Z"},
		{"-03-12", "2003-12-01T00:00:00Z"},
		{"-9912", "1999-12-01T00:00:00Z"},
		{"03-12-31", "2003-12-31T00:00:00Z"},
		{"2025-02-29", ""},
		{"2024-02-29", "2024-02-29T00:00:00Z"},
		{"2025-13-01", ""},
		{"2025-08-32", ""},
		{"2025-08-17T25:00:00Z", ""},
		{"2025-08-17T12:60:00Z", ""},
		{"2025-08-17T12:00:61Z", ""},
		{"2025-xx-17", ""},
		{"2025-08-17T12:00:00+99:99", ""},
		{"2025-08-17-01", ""},
		{"2025 08", ""},
		{"0000-01-01T00:00:00+01:00", ""},
		{"9999-12-31T23:59:59-01:00", ""},
	};
	check_dates(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_rfc822)
{
	static const struct date_case cases[] = {
		{"Sun, 17 Aug 2025 12:00:00 GMT", "2025-08-17T12:00:00Z"},
		{"Sun, 17 Aug 2025 12:00:00 +0300", "2025-08-17T09:00:00Z"},
		{"Sun, 17 Aug 2025 12:00:00 +03:00", "2025-08-17T09:00:00Z"},
		{"Sun, 17 Aug 2025 12:00:00 GMT+0300", "2025-08-17T09:00:00Z"},
		{"Sun, 17 Aug 2025 12:00:00 UTC-3", "2025-08-17T15:00:00Z"},
		{"17 Aug 25 12:00 EST", "2025-08-17T17:00:00Z"},
		{"Sunday, 17-Aug-25 12:00:00 PDT", "2025-08-17T19:00:00Z"},
		{"Sun,17 Aug, 2025 12:00:00 Z", "2025-08-17T12:00:00Z"},
		{"Sunn, 17 August 2025 9:05:00 GMT", "2025-08-17T09:05:00Z"},
		{"Mon, 17 Aug 2025 12:00:00 GMT", "2025-08-17T12:00:00Z"},
		{"Sun Aug 17 2025 12:00:00 GMT+0300 (Eastern European Summer Time)",
			"2025-08-17T09:00:00Z"},
		{"Sun Aug 17 12:00:00 2025", "2025-08-17T12:00:00Z"},
		{"Sun Aug 17 12:00:00 +0300 2025", "2025-08-17T09:00:00Z"},
		{"Sun Aug  7 12:00:00 EEST 2025", "2025-08-07T09:00:00Z"},
		{"Sun, 17 Aug 2025 12:00:00 Etc/GMT", "2025-08-17T12:00:00Z"},
		{"Fri, 2025/08/15 12:00:00 EDT", "2025-08-15T16:00:00Z"},
		{"Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T06:57:00Z"},
		{"Tue, 12 Aug 2025 12:00:00 ET", "2025-08-12T16:00:00Z"},
		{"Mon, 20 Jan 2025 12:00:00 ET", "2025-01-20T17:00:00Z"},
		{"Sun, 02 Nov 2025 12:00:00 PT", "2025-11-02T20:00:00Z"},
		{"Sun, 17 Aug 2025", "2025-08-17T00:00:00Z"},
		{"17 Sept 103 12:00 GMT", "2003-09-17T12:00:00Z"},
		{"Thurs, 17 Sept 1998 24:00 GMT", "1998-09-18T00:00:00Z"},
		{"Sun, 17 Aug 2025 12:00:00 XYZ", "2025-08-17T12:00:00Z"},
		{"Sun, 17 zzz 2025 12:00:00 GMT", ""},
		{"Sun, Aug x 2025 12:00:00 GMT", ""},
		{"Sun, 17 Aug zz 12:00:00 GMT", ""},
		{"Sun, 17 Aug 2025 1:2:3:4 GMT", ""},
		{"Sun, 17 Aug 2025 12:00:00 +zz:00", ""},
		{"Sun, 31 Jun 2025 12:00:00 GMT", ""},
		{"Sun, 31 Dec 9999 23:59:59 -9999", ""},
	};
	check_dates(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_written)
{
	static const struct date_case cases[] = {
		{"Friday, January 29, 2021 04:42 PM", "2021-01-29T16:42:00Z"},
		{"August 17th, 2025 at 5 pm", "2025-08-17T17:00:00Z"},
		{"August 17, 2025 12:05 a.m. EST", "2025-08-17T05:05:00Z"},
		{"12:30 PM, 17 August 2025", "2025-08-17T12:30:00Z"},
		{"Published: Aug 17, 2025", "2025-08-17T00:00:00Z"},
		{"December 2012", "2012-12-01T00:00:00Z"},
		{"8/17/2025 4:05:06 PM", "2025-08-17T16:05:06Z"},
		{"17/08/2025 16:05", "2025-08-17T16:05:00Z"},
		{"Tue, 05/08/2025", "2025-08-05T00:00:00Z"},
		{"Fri, 05/08/2026", "2026-05-08T00:00:00Z"},
		{"05/08/2025", "2025-05-08T00:00:00Z"},
		{"05.08.2025", "2025-08-05T00:00:00Z"},
		{"05.08.25 10:00", "2025-08-05T10:00:00Z"},
		{"05-08-2025", "2025-08-05T00:00:00Z"},
		{"2025/08/17 12:00", "2025-08-17T12:00:00Z"},
		{"2025.08.17", "2025-08-17T00:00:00Z"},
		{"12:00:00 2025-08-17", "2025-08-17T12:00:00Z"},
		{"17.08.2025 - 12:30", "2025-08-17T12:30:00Z"},
		{"3 days ago", ""},
		{"yesterday", ""},
		{"May", ""},
		{"17 Aug", ""},
		{"", ""},
		{"   ", ""},
		{"1 2 3 4 5", ""},
	};
	check_dates(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_localised)
{
	static const struct date_case cases[] = {
		{"неділя, 17 серпня 2025 р. о 12:30", "2025-08-17T12:30:00Z"},
		{"Нд, 17 Сер 2025 12:30:00 +0300", "2025-08-17T09:30:00Z"},
		{"середа, 13.08.2025", "2025-08-13T00:00:00Z"},
		{"середа, 12 лютого 2025 року", "2025-02-12T00:00:00Z"},
		{"Вс, 17 авг 2025 12:30:00 МСК", "2025-08-17T09:30:00Z"},
		{"17 мая 2025 г., 12:30", "2025-05-17T12:30:00Z"},
		{"3 Июня 2025", "2025-06-03T00:00:00Z"},
		{"niedz., 17 sierpnia 2025, godz. 12:30", "2025-08-17T12:30:00Z"},
		{"17 paź 2025 12:30", "2025-10-17T12:30:00Z"},
		{"Sonntag, 17. August 2025 um 12:30 Uhr", "2025-08-17T12:30:00Z"},
		{"Di, 4. Mär 2025 12:30:00 +0100", "2025-03-04T11:30:00Z"},
		{"Mittwoch, 3. Dezember 2025", "2025-12-03T00:00:00Z"},
		{"dimanche 17 août 2025 à 10h30", "2025-08-17T10:30:00Z"},
		{"mar. 4 févr. 2025", "2025-02-04T00:00:00Z"},
		{"mer, 16 nov 2022 08:00:00 +0100", "2022-11-16T07:00:00Z"},
		{"1er juillet 2025", "2025-07-01T00:00:00Z"},
		{"domingo, 17 de agosto de 2025", "2025-08-17T00:00:00Z"},
		{"martes, 4 de marzo de 2025", "2025-03-04T00:00:00Z"},
		{"Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40Z"},
		{"terça-feira, 7 de outubro de 2025", "2025-10-07T00:00:00Z"},
		{"giovedì 3 luglio 2025", "2025-07-03T00:00:00Z"},
		{"Mar, 04 Mar 2025 10:00:00 GMT", "2025-03-04T10:00:00Z"},
	};
	check_dates(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_numbers)
{
	static const struct date_case cases[] = {
		{"1755432000", "2025-08-17T12:00:00Z"},
		{"1755432000.5", "2025-08-17T12:00:00Z"},
		{"999999999", "2001-09-09T01:46:39Z"},
		{"1755432000123", "2025-08-17T12:00:00Z"},
		{"1755432000123456", "2025-08-17T12:00:00Z"},
		{"1755432000123456789", "2025-08-17T12:00:00Z"},
		{"20250817120059", "2025-08-17T12:00:59Z"},
		{"202508171200", "2025-08-17T12:00:00Z"},
		{"031231", "2003-12-31T00:00:00Z"},
		{"200312", "2003-12-01T00:00:00Z"},
		{"0", ""},
		{"99999", ""},
		{"-1755432000", ""},
		{"99999999999999999999999999", ""},
	};
	check_dates(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_zoned)
{
	bool zoned = false;
	(void)date_parse("2025-08-17T12:00:00Z", &zoned);
	ck_assert(zoned);
	(void)date_parse("2025-08-17T12:00:00", &zoned);
	ck_assert(!zoned);
	(void)date_parse("Sun, 17 Aug 2025 12:00:00 XYZ", &zoned);
	ck_assert(!zoned);
	(void)date_parse("Sun, 17 Aug 2025 12:00:00 EST", &zoned);
	ck_assert(zoned);
	(void)date_parse("1755432000", &zoned);
	ck_assert(zoned);
	zoned = true;
	ck_assert(date_parse("never", &zoned) == DATE_UNKNOWN);
	ck_assert(!zoned);
	ck_assert(date_parse(NULL, NULL) == DATE_UNKNOWN);
}
END_TEST

START_TEST(test_long_text)
{
	char text[4096];
	memset(text, '1', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert(date_parse(text, NULL) == DATE_UNKNOWN);
}
END_TEST

START_TEST(test_civil)
{
	for (int64_t days = -800000; days < 3000000; days += 97) {
		int y, m, d;
		date_civil_from_days(days, &y, &m, &d);
		ck_assert(date_days_from_civil(y, m, d) == days);
	}
	ck_assert_int_eq(date_weekday(0), 4);
	ck_assert_int_eq(date_weekday(-1), 3);
	char out[DATE_TEXT_SIZE];
	date_format(DATE_UNKNOWN, out);
	ck_assert_str_eq(out, "");
	date_format(-1, out);
	ck_assert_str_eq(out, "1969-12-31T23:59:59Z");
}
END_TEST

UNIT_MAIN("date", test_iso, test_rfc822, test_written, test_localised, test_numbers, test_zoned,
	test_long_text, test_civil)
