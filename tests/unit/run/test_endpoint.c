#include "run/endpoint.h"

#include "unit.h"
#include "util/mem.h"

/* The schedule of Standard Webhooks: 75 hours and 35 minutes in all, then it ends. */
START_TEST(test_delay)
{
	int64_t total = 0;
	for (int64_t tries = 0; tries < ENDPOINT_TRIES; tries++) {
		ck_assert_int_ge(endpoint_delay(tries), 0);
		if (tries)
			ck_assert_int_gt(endpoint_delay(tries), endpoint_delay(tries - 1));
		total += endpoint_delay(tries);
	}
	ck_assert_int_eq(endpoint_delay(0), 0);
	ck_assert_int_eq(endpoint_delay(1), 5);
	ck_assert_int_eq(total, 75 * 3600 + 35 * 60 + 5);
	ck_assert_int_eq(endpoint_delay(ENDPOINT_TRIES), -1);
	ck_assert_int_eq(endpoint_delay(-1), -1);
}
END_TEST

UNIT_MAIN("run/endpoint", test_delay)
