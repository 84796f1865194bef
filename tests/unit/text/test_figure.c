#include "text/figure.h"

#include <math.h>

#include "text/token.h"
#include "unit.h"
#include "util/mem.h"

START_TEST(test_figures)
{
	static const struct {
		const char *text;
		double low, high;
		enum figure_bound bound;
		const char *unit;
	} cases[] = {
		{"91 drones", 91, 91, FIGURE_EXACT, NULL},
		{"25,000 troops", 25000, 25000, FIGURE_EXACT, NULL},
		{"at least 25,000 troops", 25000, 25000, FIGURE_AT_LEAST, NULL},
		{"more than 6,000 bodies", 6000, 6000, FIGURE_AT_LEAST, NULL},
		{"no more than twenty minutes", 20, 20, FIGURE_AT_MOST, "minute"},
		{"up to 10 km", 10, 10, FIGURE_AT_MOST, "km"},
		{"would not exceed 5,000 troops", 5000, 5000, FIGURE_AT_MOST, NULL},
		{"about 880,000 people", 880000, 880000, FIGURE_ABOUT, NULL},
		{"nearly 3,000 times", 3000, 3000, FIGURE_ABOUT, NULL},
		{"25-30,000 troops", 25000, 30000, FIGURE_EXACT, NULL},
		{"60 to 90 days", 60, 90, FIGURE_EXACT, "day"},
		{"two or three weeks", 14, 21, FIGURE_EXACT, "day"},
		{"$350 billion", 350e9, 350e9, FIGURE_EXACT, "USD"},
		{"90 billion euros", 90e9, 90e9, FIGURE_EXACT, "EUR"},
		{"twenty-one people", 21, 21, FIGURE_EXACT, NULL},
		{"two hundred and fifty tanks", 250, 250, FIGURE_EXACT, NULL},
		{"95 percent", 95, 95, FIGURE_EXACT, "percent"},
		{"3.5 per cent", 3.5, 3.5, FIGURE_EXACT, "percent"},
		{"15 years", 180, 180, FIGURE_EXACT, "month"},
		{"half a century", 600, 600, FIGURE_EXACT, "month"},
		{"an hour and a half", 90, 90, FIGURE_EXACT, "minute"},
		{"half of the fund", 49.5, 50.5, FIGURE_EXACT, "percent"},
		{"just over 4,000 children", 4000, 4000, FIGURE_ABOUT, NULL},
		{"over 4,000 children", 4000, 4000, FIGURE_AT_LEAST, NULL},
		{"the claims number 34,000", 34000, 34000, FIGURE_EXACT, NULL},
		{"a dozen villages", 12, 12, FIGURE_EXACT, NULL},
		{"41 of the drones", 41, 41, FIGURE_PART, NULL},
		{"there were no four packages", 4, 4, FIGURE_EXACT, NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens tokens CLEANUP(tokens_release) = {0};
		struct figure_found f[4];
		tokens_scan(cases[i].text, strlen(cases[i].text), NULL, &tokens);
		size_t n = figures_find(&tokens, 0, tokens.n, f, ARRAY_SIZE(f));
		ck_assert_msg(n == 1, "%zu figures in \"%s\"", n, cases[i].text);
		ck_assert_msg(fabs(f[0].low - cases[i].low) < 1e-6 &&
				      fabs(f[0].high - cases[i].high) < 1e-6,
			"\"%s\" is %g to %g", cases[i].text, f[0].low, f[0].high);
		ck_assert_msg(f[0].bound == cases[i].bound, "the bound of \"%s\"", cases[i].text);
		ck_assert_pstr_eq(f[0].unit, cases[i].unit);
	}
}
END_TEST

START_TEST(test_no_figures)
{
	static const char *const cases[] = {"on June 2", "on Feb. 1", "in 2025",
		"the 28-point plan", "Article 5", "the 18th package", "a Su-24 jet", "no one said",
		"at 5 p.m.", "a third round", "point 7", "number 12", "a meeting"};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens tokens CLEANUP(tokens_release) = {0};
		struct figure_found f[4];
		tokens_scan(cases[i], strlen(cases[i]), NULL, &tokens);
		ck_assert_msg(figures_find(&tokens, 0, tokens.n, f, ARRAY_SIZE(f)) == 0, "\"%s\"",
			cases[i]);
	}
}
END_TEST

START_TEST(test_what)
{
	static const char text[] = "41 of the drones and 25,000 European troops";
	struct tokens tokens CLEANUP(tokens_release) = {0};
	struct figure_found f[4];
	tokens_scan(text, strlen(text), NULL, &tokens);
	ck_assert_uint_eq(figures_find(&tokens, 0, tokens.n, f, ARRAY_SIZE(f)), 2);
	ck_assert_uint_eq(f[0].what_begin, f[0].what_end); /* a part of them */
	ck_assert_str_eq(tokens.items[f[1].what_end - 1].form, "troops");
}
END_TEST

UNIT_MAIN("figure", test_figures, test_no_figures, test_what)
