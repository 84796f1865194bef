#include "run/moved.h"

#include "ledger/feeds.h"
#include "unit.h"
#include "util/mem.h"

#define HOUR 3600
#define A    "https://a.example/feed"
#define B    "https://b.example/feed"

struct step {
	bool ok;
	const char *permanent;
	int64_t at; /* hours */
	enum moved want;
	const char *address;
};

static void walk(const struct step *steps, size_t n)
{
	struct ledger_lore lore = {.moved_since = INT64_MIN};
	int64_t failures = 0;
	for (size_t i = 0; i < n; i++) {
		failures = steps[i].ok ? 0 : failures + 1;
		enum moved got = moved_note(
			&lore, steps[i].ok, steps[i].permanent, failures, steps[i].at * HOUR);
		ck_assert_msg(got == steps[i].want, "step %zu: %d", i, (int)got);
		const char *address = lore.address ? lore.address : "";
		ck_assert_str_eq(address, steps[i].address ? steps[i].address : "");
	}
	free(lore.address);
	free(lore.moved_to);
}

START_TEST(test_three_times_over_a_day)
{
	static const struct step steps[] = {{true, A, 0, MOVED_PERHAPS, NULL},
		{true, A, 1, MOVED_PERHAPS, NULL}, {true, A, 2, MOVED_PERHAPS, NULL},
		{true, A, 23, MOVED_PERHAPS, NULL}, {true, A, 24, MOVED_NOW, A},
		{true, NULL, 25, MOVED_NOT, A}, {true, B, 26, MOVED_PERHAPS, A},
		{true, B, 40, MOVED_PERHAPS, A}, {true, B, 52, MOVED_NOW, B}};
	walk(steps, ARRAY_SIZE(steps));
}
END_TEST

START_TEST(test_not_by_fewer_or_others)
{
	static const struct step steps[] = {{true, A, 0, MOVED_PERHAPS, NULL},
		{true, A, 30, MOVED_PERHAPS, NULL}, /* twice only */
		{true, B, 60, MOVED_PERHAPS, NULL}, /* elsewhere: counted anew */
		{true, B, 61, MOVED_PERHAPS, NULL}, {true, NULL, 62, MOVED_NOT, NULL}, /* over */
		{true, B, 90, MOVED_PERHAPS, NULL}, {false, B, 91, MOVED_NOT, NULL}, /* no feed */
		{true, B, 92, MOVED_PERHAPS, NULL}, {true, B, 115, MOVED_NOW, B}};
	walk(steps, ARRAY_SIZE(steps));
}
END_TEST

START_TEST(test_back_when_it_fails)
{
	static const struct step steps[] = {{true, A, 0, MOVED_PERHAPS, NULL},
		{true, A, 20, MOVED_PERHAPS, NULL}, {true, A, 40, MOVED_NOW, A},
		{false, NULL, 41, MOVED_NOT, A}, {false, NULL, 42, MOVED_NOT, A},
		{true, NULL, 43, MOVED_NOT, A}, {false, NULL, 44, MOVED_NOT, A},
		{false, NULL, 45, MOVED_NOT, A}, {false, NULL, 46, MOVED_BACK, NULL},
		{false, NULL, 47, MOVED_NOT, NULL}};
	walk(steps, ARRAY_SIZE(steps));
}
END_TEST

UNIT_MAIN(
	"moved", test_three_times_over_a_day, test_not_by_fewer_or_others, test_back_when_it_fails)
