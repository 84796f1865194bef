#include "compare/compare.h"

#include "claims/proposition.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

#define DAY INT64_C(86400)

static struct profile *profile;

static struct statement said(const char *speaker, const char *side, int64_t day, const char *text)
{
	struct statement s = {.text = xstrdup(text), .date = day * DAY};
	s.speaker = (struct speaker_ref){
		.id = xstrdup(speaker), .name = xstrdup(speaker), .side = xstrdup(side)};
	s.spans = xcalloc(1, sizeof(*s.spans));
	s.spans[0] = s.span = (struct span){0, strlen(text)};
	s.n_spans = 1;
	propositions_find(profile, &s);
	return s;
}

struct line {
	const char *speaker, *side, *text;
};
struct pair {
	struct line earlier, later;
	enum verdict verdict;
	enum kind kind;
};

static const struct pair pairs[] = {
	{{"peskov", "russia", "No European soldiers will ever be deployed in Ukraine"},
		{"peskov", "russia", "European soldiers could be deployed in Ukraine"},
		VERDICT_CONTRADICTION, KIND_REVERSAL},
	{{"merz", "germany", "Germany will deliver Taurus missiles to Ukraine"},
		{"pistorius", "germany", "Germany will deliver no Taurus missiles to Ukraine"},
		VERDICT_CONTRADICTION, KIND_SPLIT},
	{{"lavrov", "russia", "Ukraine sent drones at the residence of the president overnight"},
		{"zelensky", "ukraine",
			"There was no attack on the residence, it is a fabrication"},
		VERDICT_CONTRADICTION, KIND_DISPUTE},
	{{"peskov", "russia", "Ukrainian troops should leave Donbas"},
		{"zelensky", "ukraine", "Ukrainian troops should not leave Donbas"},
		VERDICT_DISAGREEMENT, KIND_NONE},
	{{"peskov", "russia", "No European soldiers will be deployed in Ukraine"},
		{"peskov", "russia",
			"Russia rules out that European soldiers will be deployed in Ukraine"},
		VERDICT_CONSISTENT, KIND_NONE},
	{{"rubio", "us", "Hamas has not accepted the ceasefire in Gaza"},
		{"rubio", "us", "Kyiv has accepted the ceasefire"}, VERDICT_UNRELATED, KIND_NONE},
};

START_TEST(test_profile)
{
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *dir = profile_find(NULL);
	profile = dir ? profile_load(dir, &faults) : NULL;
	ck_assert_ptr_nonnull(profile);
}
END_TEST

START_TEST(test_verdicts)
{
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct line *e = &pairs[i].earlier, *l = &pairs[i].later;
		struct statement a CLEANUP(statement_release) = said(
			e->speaker, e->side, 20000, e->text);
		struct statement b CLEANUP(statement_release) = said(
			l->speaker, l->side, 20010, l->text);
		struct comparison c CLEANUP(comparison_release) = {0};
		compare_pair(profile, &a, &b, &c);
		ck_assert_msg(c.verdict == pairs[i].verdict, "\"%s\" and \"%s\": %s (%.2f), %s",
			e->text, l->text, verdict_word(c.verdict), c.score, c.why);
		ck_assert_int_eq(c.kind, pairs[i].kind);
		ck_assert(c.score >= 0 && c.score <= 1 && c.alert >= 0 && c.alert <= 1);
		ck_assert_ptr_nonnull(c.why);
		for (size_t k = 0; k < c.n_evidence; k++) {
			ck_assert_uint_le(c.evidence[k].earlier.end, strlen(a.text));
			ck_assert_uint_le(c.evidence[k].later.end, strlen(b.text));
		}
	}
}
END_TEST

/* An alert's sentence names both things, who said them and when. */
START_TEST(test_why)
{
	struct statement a CLEANUP(statement_release) = said(
		pairs[0].earlier.speaker, "russia", 20000, pairs[0].earlier.text);
	struct statement b CLEANUP(statement_release) = said(
		pairs[0].later.speaker, "russia", 20010, pairs[0].later.text);
	struct comparison c CLEANUP(comparison_release) = {0};
	compare_pair(profile, &a, &b, &c);
	ck_assert_pstr_eq(c.issue, "troops");
	ck_assert_ptr_nonnull(strstr(c.why, "peskov (2024-10-04)"));
	ck_assert_ptr_nonnull(strstr(c.why, "peskov (2024-10-14)"));
	ck_assert_ptr_nonnull(strstr(c.why, "\"no troops\" against \"troops\""));
	ck_assert_uint_ge(c.n_evidence, 1);
}
END_TEST

START_TEST(test_same)
{
	static const struct {
		struct line a, b;
		int64_t days;
		int same;
	} cases[] = {
		{{"putin", "russia", "“Of course we are ready to work on this”"},
			{"putin", "russia", "\"Of course we are ready to work on this,\" he added"},
			0, 1},
		{{"putin", "russia", "Russia is ready to exchange wounded prisoners in Istanbul"},
			{"putin", "russia",
				"Russia was ready for an exchange of wounded prisoners in "
				"Istanbul"},
			1, 1},
		{{"putin", "russia", "Russia is ready to exchange wounded prisoners in Istanbul"},
			{"peskov", "russia",
				"Russia is ready to exchange wounded prisoners in Istanbul"},
			0, 0},
		{{"putin", "russia", "Russia is ready to exchange wounded prisoners in Istanbul"},
			{"putin", "russia",
				"Russia is not ready to exchange wounded prisoners in Istanbul"},
			0, 0},
		{{"putin", "russia", "Russia is ready to exchange wounded prisoners in Istanbul"},
			{"putin", "russia",
				"Russia is ready to exchange wounded prisoners in Istanbul"},
			9, 0},
		{{"lavrov", "russia", "Ukraine sent 91 drones at the residence overnight"},
			{"lavrov", "russia", "Ukraine sent 41 drones at the residence overnight"},
			0, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement a CLEANUP(statement_release) = said(
			cases[i].a.speaker, cases[i].a.side, 20000, cases[i].a.text);
		struct statement b CLEANUP(statement_release) = said(cases[i].b.speaker,
			cases[i].b.side, 20000 + cases[i].days, cases[i].b.text);
		ck_assert_msg(compare_same(profile, &a, &b) == cases[i].same, "\"%s\" and \"%s\"",
			cases[i].a.text, cases[i].b.text);
	}
}
END_TEST

/* Statements that nobody could be named for, without dates and propositions, still compare. */
START_TEST(test_bare)
{
	struct statement a = {.text = (char[]){""}, .date = DATE_UNKNOWN};
	struct statement b = a;
	struct comparison c CLEANUP(comparison_release) = {0};
	compare_pair(profile, &a, &b, &c);
	ck_assert_int_eq(c.verdict, VERDICT_UNRELATED);
	ck_assert_int_eq(compare_same(profile, &a, &b), 0);
}
END_TEST

START_TEST(test_words)
{
	ck_assert_str_eq(verdict_word(VERDICT_DISAGREEMENT), "disagreement");
	ck_assert_ptr_null(kind_word(KIND_NONE));
	for (enum kind k = KIND_REVERSAL; k <= KIND_DISPUTE; k++)
		ck_assert_int_eq(kind_from_word(kind_word(k)), k);
	ck_assert_int_eq(kind_from_word("other"), KIND_NONE);
	ck_assert_int_eq(kind_from_word(NULL), KIND_NONE);
}
END_TEST

START_TEST(test_release)
{
	profile_free(profile);
}
END_TEST

UNIT_MAIN("compare", test_profile, test_verdicts, test_why, test_same, test_bare, test_words,
	test_release)
