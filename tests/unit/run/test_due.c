#include "run/due.h"

#include <stdbool.h>

#include "unit.h"
#include "util/clock.h"
#include "util/mem.h"

#define N 500

/* Against the plainest thing that does the same: a look at all of them. */
START_TEST(test_against_a_list)
{
	struct due due CLEANUP(due_release) = {0};
	int64_t when[N], got;
	bool in[N] = {false};
	due_init(&due, N);
	ck_assert(due_first(&due, &got) == SIZE_MAX);
	clock_seed(7);
	for (int step = 0; step < 20000; step++) {
		size_t number = clock_random_below(N);
		if (clock_random_below(3) == 0) {
			due_drop(&due, number);
			in[number] = false;
		} else {
			when[number] = (int64_t)clock_random_below(100);
			due_set(&due, number, when[number]);
			in[number] = true;
		}
		size_t first = SIZE_MAX;
		for (size_t i = 0; i < N; i++)
			if (in[i] && (first == SIZE_MAX || when[i] < when[first]))
				first = i;
		ck_assert(due_first(&due, &got) == first);
		if (first != SIZE_MAX)
			ck_assert_int_eq(got, when[first]);
	}
}
END_TEST

UNIT_MAIN("due", test_against_a_list)
