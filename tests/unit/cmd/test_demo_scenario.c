#include "cmd/demo_scenario.h"
#include "feed/feed.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
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

START_TEST(test_feeds_parse)
{
	CLEANUP(demo_scenario_release) struct demo_scenario s = {0};
	load(&s);
	for (size_t o = 0; o < s.n_outlets; o++) {
		CLEANUP(buf_release) struct buf bytes = BUF_INIT(MIB(1));
		CLEANUP(feed_release) struct feed feed = {0};
		struct err err = ERR_INIT;
		struct feed_source source = {
			.content_type = demo_feed_write(&s, o, s.steps, &bytes)};
		source.bytes = bytes.data;
		source.len = bytes.len;
		ck_assert_msg(feed_parse(&source, &feed, &err) == 0, "%s", err.text);
		ck_assert_str_eq(feed.format, s.outlets[o].feed_format);
		ck_assert_str_eq(feed.title, s.outlets[o].feed_title);
		ck_assert_uint_eq(feed.n_warnings, 0);
		ck_assert_uint_eq(feed.n_entries, demo_entries(&s, o, s.steps));
		size_t i = feed.n_entries; /* the newest entry comes first */
		for (size_t a = 0; a < s.n_articles; a++) {
			if (s.articles[a].outlet != o)
				continue;
			i--;
			ck_assert_str_eq(feed.entries[i].title, s.articles[a].title);
			ck_assert_int_eq(feed.entries[i].published, s.articles[a].published);
		}
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

UNIT_MAIN("demo_scenario", test_bundled, test_feeds_grow, test_feeds_parse, test_faults)
