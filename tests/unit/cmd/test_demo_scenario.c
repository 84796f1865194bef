#include "cmd/demo_scenario.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

static void load(struct demo_scenario *scenario)
{
	AUTOFREE char *dir = xasprintf("%s/etc/demo", getenv("GAINSAY_SOURCE"));
	struct err err = ERR_INIT;
	ck_assert_msg(demo_scenario_load(dir, scenario, &err) == 0, "%s", err.text);
}

START_TEST(test_bundled)
{
	CLEANUP(demo_scenario_release) struct demo_scenario s = {0};
	load(&s);
	ck_assert_uint_ge(s.n_articles, 15);
	ck_assert_uint_ge(s.n_outlets, 3);
	for (size_t i = 0; i < s.n_articles; i++) {
		const struct demo_article *a = &s.articles[i];
		ck_assert_int_le(a->step, s.steps);
		ck_assert_ptr_nonnull(strstr(a->html, "</html>"));
		if (i > 0)
			ck_assert_int_ge(a->published, s.articles[i - 1].published);
	}
	for (size_t i = 0; i < s.n_outlets; i++) {
		/* Reserved names: nothing real is ever asked by mistake. */
		const char *host = s.outlets[i].host;
		ck_assert_str_eq(host + strlen(host) - strlen(".example"), ".example");
	}
}
END_TEST

START_TEST(test_feeds_grow)
{
	CLEANUP(demo_scenario_release) struct demo_scenario s = {0};
	load(&s);
	for (size_t o = 0; o < s.n_outlets; o++) {
		size_t before = demo_entries(&s, o, 0);
		ck_assert_uint_eq(before, 0);
		for (int step = 1; step <= s.steps; step++) {
			size_t n = demo_entries(&s, o, step);
			ck_assert_uint_ge(n, before);
			before = n;
		}
		ck_assert_uint_gt(before, 0);
	}
}
END_TEST

START_TEST(test_faults)
{
	struct demo_scenario s = {0};
	struct err err = ERR_INIT;
	ck_assert_int_lt(demo_scenario_load("/nonexistent", &s, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "/nonexistent/scenario.json"));
	ck_assert_ptr_null(s.outlets);
}
END_TEST

UNIT_MAIN("demo_scenario", test_bundled, test_feeds_grow, test_faults)
