#include "run/interval.h"

#include "feed/feed.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"

#define HOUR 3600
#define DAY  86400
/* Sunday 2025-08-17, 12:00 GMT */
#define NOON 1755432000

static struct interval_input plain(void)
{
	return (struct interval_input){.configured_secs = 900,
		.backoff_max_secs = DAY,
		.ok = true,
		.retry_after_secs = -1,
		.ttl_secs = -1,
		.gap_secs = -1,
		.newest = DATE_UNKNOWN,
		.now = NOON};
}

START_TEST(test_source)
{
	struct interval_input input[9];
	for (size_t i = 0; i < ARRAY_SIZE(input); i++)
		input[i] = plain();
	input[1].feed_secs = 300;
	input[2].ttl_secs = HOUR;
	input[3].ttl_secs = 60; /* shorter than the operator's: no reason */
	input[4].cache_control = "public, max-age=1800";
	input[5].feed_secs = 300;
	input[5].ttl_secs = HOUR; /* the operator's word for this feed goes before */
	input[6].ttl_secs = 30 * DAY; /* capped */
	input[7].ok = false;
	input[7].failures = 2;
	input[8].ok = false;
	input[8].failures = 1;
	input[8].retry_after_secs = 2 * DAY;
	static const struct {
		int64_t secs;
		const char *source;
	} want[] = {{900, "configuration"}, {300, "this feed's configuration"},
		{HOUR, "feed's ttl"}, {900, "configuration"}, {1800, "Cache-Control"},
		{300, "this feed's configuration"}, {DAY, "feed's ttl"},
		{3600, "backoff after failure"}, {2 * DAY, "Retry-After"}};
	for (size_t i = 0; i < ARRAY_SIZE(input); i++) {
		struct interval got;
		interval_decide(&input[i], &got);
		ck_assert_msg(got.secs == want[i].secs && strcmp(got.source, want[i].source) == 0 &&
				      got.next == (NOON + want[i].secs) * 1000LL,
			"case %zu: %lld %s", i, (long long)got.secs, got.source);
	}
}
END_TEST

START_TEST(test_backoff_is_capped)
{
	struct interval_input input = plain();
	struct interval got;
	input.ok = false;
	input.failures = 1000000;
	interval_decide(&input, &got);
	ck_assert_int_eq(got.secs, DAY);
	input.configured_secs = 2 * DAY; /* never sooner than without failure */
	interval_decide(&input, &got);
	ck_assert_int_eq(got.secs, 2 * DAY);
	ck_assert_int_eq(interval_backoff(60, 1, HOUR, 30), 54);
	ck_assert_int_le(interval_backoff(60, 40, HOUR, 12345), HOUR * 11 / 10);
}
END_TEST

START_TEST(test_jitter)
{
	struct interval_input input = plain();
	struct interval got;
	int64_t least = INT64_MAX, most = 0;
	input.jitter_percent = 10;
	for (uint64_t random = 0; random < 200000; random += 777) {
		input.random = random;
		interval_decide(&input, &got);
		least = got.next < least ? got.next : least;
		most = got.next > most ? got.next : most;
		/* What a server asked for is never cut short. */
		input.retry_after_secs = 900;
		interval_decide(&input, &got);
		ck_assert_int_ge(got.next, (NOON + 900) * 1000LL);
		input.retry_after_secs = -1;
	}
	ck_assert_int_ge(least, (NOON + 810) * 1000LL);
	ck_assert_int_le(least, (NOON + 815) * 1000LL);
	ck_assert_int_le(most, (NOON + 990) * 1000LL);
	ck_assert_int_ge(most, (NOON + 985) * 1000LL);
}
END_TEST

START_TEST(test_skip)
{
	struct interval_input input = plain();
	struct interval got;
	input.skip_hours = 1u << 12 | 1u << 13; /* 12:15 is left out, 14:00 is not */
	interval_decide(&input, &got);
	ck_assert_int_eq(got.next, (NOON + 2 * HOUR) * 1000LL);
	ck_assert_str_eq(got.source, "feed's skipHours");
	input.skip_hours = 0;
	input.skip_days = 1u << 0; /* Sunday */
	interval_decide(&input, &got);
	ck_assert_int_eq(got.next, (NOON + 12 * HOUR) * 1000LL);
	input.skip_hours = 0xFFFFFFu; /* always: a mistake */
	interval_decide(&input, &got);
	ck_assert_int_eq(got.next, (NOON + 900) * 1000LL);
}
END_TEST

START_TEST(test_max_age)
{
	static const struct {
		const char *header;
		int64_t want;
	} cases[] = {{NULL, -1}, {"", -1}, {"max-age=60", 60}, {"public,MAX-AGE=60, x", 60},
		{"s-maxage=99", -1}, {"no-cache, max-age=60", -1}, {"max-age=60, no-store", -1},
		{"max-age=x", -1}, {"max-age=99999999999999999999", DAY}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(interval_max_age(cases[i].header) == cases[i].want, "case %zu", i);
}
END_TEST

START_TEST(test_expires)
{
	static const struct {
		const char *expires, *cache_control;
		int64_t want;
		const char *source;
	} cases[] = {{"Sun, 17 Aug 2025 15:00:00 GMT", NULL, 3 * HOUR, "Expires"},
		{"Sun, 17 Aug 2025 12:10:00 GMT", NULL, 900, "configuration"}, /* sooner */
		{"Sun, 17 Aug 2025 11:00:00 GMT", NULL, 900, "configuration"}, /* long ago */
		{"Sun, 17 Aug 2036 11:00:00 GMT", NULL, DAY, "Expires"}, /* capped */
		{"0", NULL, 900, "configuration"}, {"-1", NULL, 900, "configuration"},
		{"", NULL, 900, "configuration"}, {"never", NULL, 900, "configuration"},
		/* Cache-Control is the younger word on the same thing */
		{"Sun, 17 Aug 2025 15:00:00 GMT", "max-age=1800", 1800, "Cache-Control"},
		{"Sun, 17 Aug 2025 15:00:00 GMT", "no-cache", 900, "configuration"}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct interval_input input = plain();
		struct interval got;
		input.expires = cases[i].expires;
		input.cache_control = cases[i].cache_control;
		interval_decide(&input, &got);
		ck_assert_msg(got.secs == cases[i].want && strcmp(got.source, cases[i].source) == 0,
			"case %zu: %lld %s", i, (long long)got.secs, got.source);
	}
}
END_TEST

START_TEST(test_gap)
{
	int64_t newest;
	struct feed_entry entries[40];
	struct feed feed = {.entries = entries};
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		entries[i] = (struct feed_entry){.published = DATE_UNKNOWN};
	ck_assert_int_eq(interval_gap(&feed, NOON, &newest), -1);
	feed.n_entries = 3; /* without dates, or of tomorrow: nothing is known */
	entries[0].published = NOON + DAY;
	ck_assert_int_eq(interval_gap(&feed, NOON, &newest), -1);
	ck_assert(newest == DATE_UNKNOWN);
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++)
		entries[i].published = NOON - (int64_t)i * HOUR;
	feed.n_entries = 21; /* the last 20 hours, and nothing is known of before */
	ck_assert_int_eq(interval_gap(&feed, NOON, &newest), 20 * HOUR / 21);
	ck_assert_int_eq(newest, NOON);
	entries[20].published = NOON - 30 * DAY; /* so the rest of the week was silent */
	ck_assert_int_eq(interval_gap(&feed, NOON, &newest), 7 * DAY / 20);
	entries[0].published = NOON - 60 * DAY;
	feed.n_entries = 1;
	ck_assert_int_eq(interval_gap(&feed, NOON, &newest), 7 * DAY);
	ck_assert_int_eq(newest, NOON - 60 * DAY);
}
END_TEST

START_TEST(test_rhythm)
{
	static const struct {
		int64_t gap, silent, feed_secs, want;
		const char *source;
	} cases[] = {{-1, -1, 0, 900, "configuration"}, /* no dates */
		{600, 60, 0, 900, "configuration"}, /* busy: as often as may be */
		{2 * HOUR, 60, 0, 1800, "how often it publishes"},
		{2 * HOUR, 6 * HOUR, 0, 2700, "how often it publishes"}, /* but silent now */
		{DAY, 60, 0, HOUR, "how often it publishes"}, /* the operator's bound */
		{DAY, 60, 300, 300, "this feed's configuration"}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct interval_input input = plain();
		struct interval got;
		input.quiet_secs = HOUR;
		input.gap_secs = cases[i].gap;
		input.newest = cases[i].silent < 0 ? DATE_UNKNOWN : NOON - cases[i].silent;
		input.feed_secs = cases[i].feed_secs;
		interval_decide(&input, &got);
		ck_assert_msg(got.secs == cases[i].want && strcmp(got.source, cases[i].source) == 0,
			"case %zu: %lld %s", i, (long long)got.secs, got.source);
	}
}
END_TEST

UNIT_MAIN("interval", test_gap, test_rhythm, test_source, test_expires, test_backoff_is_capped,
	test_jitter, test_skip, test_max_age)
