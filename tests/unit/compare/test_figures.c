#include "compare/figures.h"

#include "claims/statement.h"
#include "unit.h"
#include "util/mem.h"

#define COUNT(n, b, w)                                                  \
	{                                                               \
		.low = (n), .high = (n), .bound = (b), .what = (char[]) \
		{                                                       \
			w                                               \
		}                                                       \
	}
#define UNIT(n, b, u)                                                   \
	{                                                               \
		.low = (n), .high = (n), .bound = (b), .unit = (char[]) \
		{                                                       \
			u                                               \
		}                                                       \
	}

START_TEST(test_alike)
{
	const struct figure troops = COUNT(5000, BOUND_EXACT, "#troops");
	const struct figure more = COUNT(15000, BOUND_EXACT, "#troops");
	const struct figure bodies = COUNT(5000, BOUND_EXACT, "#bodies");
	const struct figure euros = UNIT(90e9, BOUND_EXACT, "EUR");
	const struct figure dollars = UNIT(105e9, BOUND_ABOUT, "USD");
	const struct figure days = UNIT(30, BOUND_EXACT, "day");
	ck_assert(figures_alike(&troops, &more));
	ck_assert(!figures_alike(&troops, &bodies));
	ck_assert(!figures_alike(&troops, &days));
	ck_assert(figures_alike(&euros, &dollars));
	ck_assert(!figures_alike(&euros, &days));
}
END_TEST

START_TEST(test_disjoint)
{
	const struct figure five = COUNT(5000, BOUND_EXACT, "#troops");
	const struct figure at_most = COUNT(5000, BOUND_AT_MOST, "#troops");
	const struct figure at_least = COUNT(5000, BOUND_AT_LEAST, "#troops");
	const struct figure fifteen = COUNT(15000, BOUND_EXACT, "#troops");
	const struct figure some = COUNT(5400, BOUND_ABOUT, "#troops");
	const struct figure part = COUNT(3000, BOUND_PART, "#troops");
	const struct figure other_part = COUNT(9000, BOUND_PART, "#troops");
	const struct figure far = COUNT(800000, BOUND_EXACT, "#troops");
	const struct figure rounded = COUNT(5057, BOUND_EXACT, "#troops");
	const struct figure euros = UNIT(90e9, BOUND_EXACT, "EUR");
	const struct figure dollars = UNIT(105e9, BOUND_ABOUT, "USD");
	const struct figure many = UNIT(350e9, BOUND_EXACT, "USD");
	ck_assert(figures_disjoint(&five, &fifteen));
	ck_assert(figures_disjoint(&at_most, &fifteen));
	ck_assert(!figures_disjoint(&at_least, &fifteen));
	ck_assert(!figures_disjoint(&five, &some));
	ck_assert(!figures_disjoint(&five, &rounded));
	ck_assert(!figures_disjoint(&five, &part));
	ck_assert(figures_disjoint(&five, &other_part)); /* more than the whole */
	ck_assert(figures_disjoint(&part, &other_part));
	ck_assert(!figures_disjoint(&five, &far));
	ck_assert(!figures_disjoint(&euros, &dollars));
	ck_assert(figures_disjoint(&euros, &many));
	ck_assert(figures_disjoint(&many, &euros));
}
END_TEST

UNIT_MAIN("figures", test_alike, test_disjoint)
