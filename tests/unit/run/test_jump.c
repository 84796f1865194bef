#include "run/jump.h"

#include "unit.h"
#include "util/mem.h"

START_TEST(a_clock_that_is_set)
{
	static const struct {
		int64_t wall_ms, boot_ms, want;
	} cases[] = {
		{1000000, 500, 0}, /* the first look */
		{1010000, 10500, 0},
		{1021999, 20500, 0}, /* slewed */
		{1028000, 30500, -3999}, /* set back, by a little */
		{1038000, 40500, 0},
		{501038000, 10040500, 489960000 + 40000}, /* the boot's clock counts a suspension */
		{1238000, 10240500, -500000000},
	};
	struct jump jump = {0};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(jump_look(&jump, cases[i].wall_ms, cases[i].boot_ms) == cases[i].want,
			"case %zu", i);
}
END_TEST

START_TEST(plans_of_a_clock_set_back)
{
	static const struct {
		int64_t when_ms, want;
	} cases[] = {
		{0, 0},
		{999, 999}, /* due already */
		{1000, 1000},
		{1001, 1000}, /* planned after the clock was set: at once */
		{6000, 1000},
		{6500, 1500},
		{INT64_MAX, INT64_MAX},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(
			jump_plan(cases[i].when_ms, 1000, 5000) == cases[i].want, "case %zu", i);
}
END_TEST

UNIT_MAIN("run/jump", a_clock_that_is_set, plans_of_a_clock_set_back)
