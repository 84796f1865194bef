#include "run/outbox.h"

#include "unit.h"
#include "util/mem.h"

/* The schedule of Standard Webhooks: 75 hours and 35 minutes in all, then it ends. */
START_TEST(test_delay)
{
	int64_t total = 0;
	for (int64_t tries = 0; tries < OUTBOX_TRIES; tries++) {
		ck_assert_int_ge(outbox_delay(tries), 0);
		if (tries)
			ck_assert_int_gt(outbox_delay(tries), outbox_delay(tries - 1));
		total += outbox_delay(tries);
	}
	ck_assert_int_eq(outbox_delay(0), 0);
	ck_assert_int_eq(outbox_delay(1), 5);
	ck_assert_int_eq(total, 75 * 3600 + 35 * 60 + 5);
	ck_assert_int_eq(outbox_delay(OUTBOX_TRIES), -1);
	ck_assert_int_eq(outbox_delay(-1), -1);
}
END_TEST

UNIT_MAIN("outbox", test_delay)
