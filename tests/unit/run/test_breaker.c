#include "run/breaker.h"

#include "unit.h"
#include "util/mem.h"

static struct breaker failed(int times, int64_t now_ms)
{
	struct breaker b = {0};
	for (int i = 0; i < times; i++)
		breaker_failure(&b, now_ms, -1000);
	return b;
}

START_TEST(opens_after_failures_in_a_row)
{
	struct breaker b = failed(BREAKER_FAILURES - 1, 1000);
	ck_assert_uint_eq(breaker_room(&b, 1000, 4), 4);
	ck_assert_str_eq(breaker_word(&b, 1000), "closed");
	breaker_success(&b);
	b = failed(BREAKER_FAILURES, 1000);
	ck_assert_str_eq(breaker_word(&b, 1000), "open");
	ck_assert_uint_eq(breaker_room(&b, 1000 + BREAKER_WAIT_MS - 1, 4), 0);
	/* Then one alone is asked. */
	ck_assert_uint_eq(breaker_room(&b, 1000 + BREAKER_WAIT_MS, 4), 1);
	ck_assert_str_eq(breaker_word(&b, 1000 + BREAKER_WAIT_MS), "half-open");
	breaker_success(&b);
	ck_assert_uint_eq(breaker_room(&b, 1000, 4), 4);
}
END_TEST

START_TEST(those_under_way_when_it_opens_do_not_lengthen_it)
{
	struct breaker b = failed(BREAKER_FAILURES + 3, 1000);
	ck_assert_int_eq(b.until_ms, 1000 + BREAKER_WAIT_MS);
}
END_TEST

START_TEST(waits_longer_each_time_up_to_a_bound)
{
	struct breaker b = failed(BREAKER_FAILURES, 0);
	int64_t now = 0, want = BREAKER_WAIT_MS;
	for (int i = 0; i < 12; i++) {
		ck_assert_int_eq(b.until_ms - now, want);
		now = b.until_ms;
		breaker_failure(&b, now, 0);
		want = want * 2 > BREAKER_WAIT_MAX_MS ? BREAKER_WAIT_MAX_MS : want * 2;
	}
	ck_assert_int_eq(b.wait_ms, BREAKER_WAIT_MAX_MS);
}
END_TEST

START_TEST(heeds_the_time_a_receiver_names)
{
	struct breaker b = {0};
	breaker_failure(&b, 1000, 90000);
	ck_assert_uint_eq(breaker_room(&b, 90999, 4), 0);
	/* It is back when it said, and was never thought broken. */
	ck_assert_uint_eq(breaker_room(&b, 91000, 4), 4);
	breaker_failure(&b, 91000, INT64_MAX);
	ck_assert_int_eq(b.until_ms, 91000 + BREAKER_ASKED_MAX_MS);
}
END_TEST

UNIT_MAIN("run/breaker", opens_after_failures_in_a_row,
	those_under_way_when_it_opens_do_not_lengthen_it, waits_longer_each_time_up_to_a_bound,
	heeds_the_time_a_receiver_names)
