#include "run/quiet.h"

#include <time.h>

#include "unit.h"
#include "util/mem.h"

START_TEST(what_hours_are)
{
	static const struct {
		const char *text;
		int from, to; /* -1: refused */
	} cases[] = {{"22:00-07:00", 1320, 420}, {"00:00-06:30", 0, 390}, {"9:05-17:00", 545, 1020},
		{"22:00-24:00", 1320, 0}, {"22:00-22:00", -1, -1}, {"00:00-24:00", -1, -1},
		{"25:00-07:00", -1, -1}, {"22:61-07:00", -1, -1}, {"24:30-07:00", -1, -1},
		{"22-07", -1, -1}, {"", -1, -1}, {"22:00-07:00 daily", -1, -1}, {"22:00", -1, -1}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct quiet quiet = {.from = -1, .to = -1};
		bool ok = quiet_parse(cases[i].text, &quiet);
		ck_assert_msg(ok == (cases[i].from >= 0), "%s", cases[i].text);
		ck_assert_msg(quiet.from == cases[i].from && quiet.to == cases[i].to, "%s",
			cases[i].text);
	}
}
END_TEST

static int64_t utc(int day, int hour, int minute)
{
	return 1767225600 + (day - 1) * INT64_C(86400) + hour * 3600 + minute * 60; /* Jan 2026 */
}

static void set_zone(const char *zone)
{
	(void)setenv("TZ", zone, 1);
	tzset();
}

START_TEST(over_midnight)
{
	struct quiet quiet;
	set_zone("UTC0");
	ck_assert(quiet_parse("22:00-07:00", &quiet));
	ck_assert_int_eq(quiet_until(&quiet, utc(5, 21, 59)), 0);
	ck_assert_int_eq(quiet_until(&quiet, utc(5, 22, 0)), utc(6, 7, 0));
	ck_assert_int_eq(quiet_until(&quiet, utc(6, 0, 0)), utc(6, 7, 0));
	ck_assert_int_eq(quiet_until(&quiet, utc(6, 6, 59)), utc(6, 7, 0));
	ck_assert_int_eq(quiet_until(&quiet, utc(6, 7, 0)), 0);
	ck_assert_int_eq(quiet_ended(&quiet, utc(6, 7, 0)), utc(6, 7, 0));
	ck_assert_int_eq(quiet_ended(&quiet, utc(6, 6, 59)), utc(5, 7, 0));
	ck_assert(quiet_parse("12:00-13:00", &quiet));
	ck_assert_int_eq(quiet_until(&quiet, utc(5, 12, 30)), utc(5, 13, 0));
	ck_assert_int_eq(quiet_until(&quiet, utc(5, 13, 0)), 0);
	quiet = (struct quiet){0};
	ck_assert_int_eq(quiet_until(&quiet, utc(5, 12, 30)), 0);
	ck_assert_int_eq(quiet_ended(&quiet, utc(5, 12, 30)), INT64_MIN);
}
END_TEST

START_TEST(local_time_and_its_changes)
{
	struct quiet quiet;
	/* Two hours east of Greenwich, three in summer, which begins on 29 March 2026 at 3:00. */
	set_zone("EET-2EEST,M3.5.0/3,M10.5.0/4");
	ck_assert(quiet_parse("22:00-07:00", &quiet));
	ck_assert_int_eq(quiet_until(&quiet, utc(5, 20, 0)), utc(6, 5, 0));
	int64_t eve = utc(31 + 28 + 28, 20, 30); /* 28 March, 22:30 there */
	ck_assert_int_eq(quiet_until(&quiet, eve), utc(31 + 28 + 29, 4, 0));
	set_zone("UTC0");
}
END_TEST

START_TEST(digests_at_whole_periods)
{
	ck_assert_int_eq(digest_last(3600, 7200), 7200);
	ck_assert_int_eq(digest_last(3600, 7199), 3600);
	ck_assert_int_eq(digest_next(3600, 7199), 7200);
	ck_assert_int_eq(digest_next(3600, 7200), 10800);
}
END_TEST

UNIT_MAIN("run/quiet", what_hours_are, over_midnight, local_time_and_its_changes,
	digests_at_whole_periods)
