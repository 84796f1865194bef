#include "compare/features.h"

#include "claims/proposition.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile *profile;

/* Said at noon of a day counted from Wednesday, 26 November 2025. */
static struct statement said(const char *text, int day)
{
	struct statement s = {.text = xstrdup(text),
		.date = (date_days_from_civil(2025, 11, 26) + day) * 86400 + 43200};
	s.speaker = (struct speaker_ref){
		.id = xstrdup("peskov"), .name = xstrdup("Peskov"), .side = xstrdup("russia")};
	propositions_find(profile, &s);
	return s;
}

static struct features read(const char *earlier, const char *later, int days)
{
	struct statement a CLEANUP(statement_release) = said(earlier, 0);
	struct statement b CLEANUP(statement_release) = said(later, days);
	struct features f;
	features_read(profile, &a, &b, &f);
	/* borrowed from statements that are released here */
	f.slot = f.frame = f.condition = f.figure = (struct clash){.align = 0};
	return f;
}

START_TEST(test_profile)
{
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *dir = profile_find(NULL);
	profile = dir ? profile_load(dir, &faults) : NULL;
	ck_assert_ptr_nonnull(profile);
}
END_TEST

/* A day that ends a span is not the day of the event: "until midnight on Friday". */
START_TEST(test_span_of_days)
{
	static const struct {
		const char *later;
		int apart;
	} cases[] = {
		{"Until midnight on Friday the bridge was not closed", 0},
		{"Since early on Monday the bridge was not closed", 0},
		{"At midnight on Friday the bridge was not closed", 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct features f = read("On Tuesday the bridge was closed", cases[i].later, 4);
		ck_assert_msg((f.v[F_CLASH] == 0) == cases[i].apart, "\"%s\": %.2f", cases[i].later,
			f.v[F_CLASH]);
	}
}
END_TEST

/* What is said over again outweighs what only sounds like the opposite beside it. */
START_TEST(test_said_again)
{
	struct features f = read("The icons and the crown were returned to the museum in Kherson",
		"The icons and the crown were returned to the museum in Kherson. The museum lacks "
		"a roof",
		2);
	ck_assert(f.v[F_AGREE] >= 0.5);
	ck_assert(f.v[F_CLASH] == 0);
	f = read("The icons and the crown were returned to the museum in Kherson",
		"The museum was not asked", 2);
	ck_assert(f.v[F_CLASH] > 0);
}
END_TEST

/* The name of a country alone is in nearly every statement. */
START_TEST(test_trace)
{
	struct features f = read("No ship of Russia sailed", "Russia bought apples", 2);
	ck_assert(f.v[F_PARITY] > 0);
	ck_assert(!features_clash(&f));
	f = read("No ship of Russia sailed", "The ship of Russia sailed", 2);
	ck_assert(features_clash(&f));
}
END_TEST

/* What can both hold is no clash, and the same words without the reason are one. */
START_TEST(test_compatible)
{
	static const struct {
		const char *earlier, *later,
			*clashing; /* the later one with and without the reason */
		int days;
	} cases[] = {
		{"The bridge was closed last night", "The bridge was not closed last night",
			"The bridge was not closed last week", 9},
		{"The first turbine was repaired", "The sixth turbine was not repaired",
			"The first turbine was not repaired", 1},
		{"The ferry will sail if the port is open",
			"The ferry will not sail unless the port is open",
			"The ferry will not sail", 1},
		{"The museum hoped that the icons were returned", "The icons were not returned",
			NULL, 1},
		{"The owners may repair the turbine", "Nobody has to repair the turbine",
			"The owners cannot repair the turbine", 1},
		{"The icons might be returned", "It may be that no icons are returned",
			"No icons are returned", 1},
		{"The museum had not accepted the icons",
			"Thursday was the deadline for the museum to accept the icons",
			"On Thursday the museum accepted the icons", 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct features f = read(cases[i].earlier, cases[i].later, cases[i].days);
		ck_assert_msg(f.v[F_CLASH] == 0 && f.v[F_COMPATIBLE] > 0, "\"%s\" and \"%s\"",
			cases[i].earlier, cases[i].later);
		if (!cases[i].clashing)
			continue;
		f = read(cases[i].earlier, cases[i].clashing, cases[i].days);
		ck_assert_msg(
			f.v[F_CLASH] > 0, "\"%s\" and \"%s\"", cases[i].earlier, cases[i].clashing);
	}
}
END_TEST

/* Figures of one thing clash, however the clause puts it; of two things they do not. */
START_TEST(test_figures)
{
	static const struct {
		const char *earlier, *later;
		bool clash;
	} cases[] = {
		{"The ministry counted 14 drones over Moscow",
			"The number of drones over Moscow was put at 33", true},
		{"The ministry counted 14 drones over Moscow",
			"The ministry counted 14 drones over Moscow and Tula", false},
		{"The ministry counted 14 drones over Moscow",
			"The ministry counted 33 tankers off Odesa", false},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct features f = read(cases[i].earlier, cases[i].later, 0);
		ck_assert_msg(
			(f.v[F_FIGURE_CLASH] > 0) == cases[i].clash, "\"%s\"", cases[i].later);
	}
}
END_TEST

START_TEST(test_bare_denial)
{
	ck_assert(read("We were offered ten ships", "Nothing of the kind was said", 1)
			  .v[F_BARE_DENIAL] > 0);
	ck_assert(read("We were offered ten ships", "Ten ships are on their way", 1)
			  .v[F_BARE_DENIAL] == 0);
}
END_TEST

START_TEST(test_release)
{
	profile_free(profile);
}
END_TEST

UNIT_MAIN("features", test_profile, test_compatible, test_span_of_days, test_said_again, test_trace,
	test_figures, test_bare_denial, test_release)
