#include "run/progress.h"

#include "unit.h"
#include "util/mem.h"

START_TEST(idle_is_no_fault)
{
	struct progress p = {0};
	for (int64_t now = 1; now < 1000000; now += 1000)
		ck_assert(progress_made(&p, 0, 5, now, 100));
	/* What begins after a long rest has the whole time. */
	ck_assert(progress_made(&p, 1, 5, 2000000, 100));
	ck_assert(progress_made(&p, 1, 5, 2000099, 100));
	ck_assert(!progress_made(&p, 1, 5, 2000100, 100));
}
END_TEST

START_TEST(whatever_ends_is_progress)
{
	struct progress p = {0};
	int64_t ended = 0;
	for (int64_t now = 1; now < 100000; now += 60)
		ck_assert(progress_made(&p, 7, ended++, now, 100));
	ck_assert(!progress_made(&p, 7, ended - 1, 200000, 100));
	/* It was only slow after all. */
	ck_assert(progress_made(&p, 7, ended, 200010, 100));
	ck_assert(progress_made(&p, 0, ended, 200120, 100));
}
END_TEST

UNIT_MAIN("run/progress", idle_is_no_fault, whatever_ends_is_progress)
