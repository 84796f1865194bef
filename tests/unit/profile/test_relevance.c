#include <stdio.h>

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "text/token.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct relevance *load_yaml(const char *yaml, struct faults *faults)
{
	char dir[] = "/tmp/gainsay-relevance-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	AUTOFREE char *path = xasprintf("%s/relevance.yaml", dir);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(yaml, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	struct relevance *r = relevance_load(dir, faults);
	ck_assert_int_eq(remove(path), 0);
	ck_assert_int_eq(remove(dir), 0);
	return r;
}

START_TEST(test_terms)
{
	static const char yaml[] = "parties: {en: [ukrain*, kyiv], uk: [україн*]}\n"
				   "matters: {en: [talks, peace plan, cease-fire*]}\n"
				   "decisive: {en: [ukraine's war, ukraine talks]}\n"
				   "elsewhere: {en: [gaza]}\n";
	static const struct {
		const char *text;
		size_t n[TERM_SORTS];
	} cases[] = {
		{"Ukraine and Ukrainians", {2, 0, 0, 0}},
		{"Kyivan Rus", {0, 0, 0, 0}},
		{"Україна", {1, 0, 0, 0}},
		{"the peace plan, a plan", {0, 1, 0, 0}},
		{"a cease-fire and ceasefires", {0, 1, 0, 0}},
		{"Ukraine's war", {0, 0, 1, 0}},
		{"Ukraine talks on Gaza talks", {0, 1, 1, 1}},
		{"", {0, 0, 0, 0}},
	};
	struct faults faults = {0};
	struct profile profile = {.relevance = load_yaml(yaml, &faults)};
	ck_assert_uint_eq(faults.n, 0);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens t = {0};
		struct profile_terms terms;
		tokens_scan(cases[i].text, strlen(cases[i].text), "en", &t);
		profile_terms_count(&profile, t.items, t.n, &terms);
		for (size_t k = 0; k < TERM_SORTS; k++)
			ck_assert_msg(terms.n[k] == cases[i].n[k], "%s: %zu of sort %zu",
				cases[i].text, terms.n[k], k);
		tokens_release(&t);
	}
	relevance_free(profile.relevance);
}
END_TEST

START_TEST(test_faults)
{
	static const struct {
		const char *yaml, *text;
		int line, col;
	} cases[] = {
		{"partys: {}\n", "unknown key \"partys\" (did you mean \"parties\"?)", 1, 1},
		{"parties: [a]\n", "parties takes a map from language to terms", 1, 10},
		{"parties: {en: a}\n", "parties: en takes a list of terms", 1, 15},
		{"parties: {en: [a*b]}\n",
			"parties: \"a*b\" is no term: words, each with at most one * at its end", 1,
			16},
		{"parties: {en: [a]}\nmatters:\n  en: [b, A]\n",
			"\"A\" stands in parties and in matters", 3, 11},
		{"parties: {en: [\"*\"]}\n",
			"parties: \"*\" is no term: words, each with at most one * at its end", 1,
			16},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct faults faults = {0};
		relevance_free(load_yaml(cases[i].yaml, &faults));
		ck_assert_msg(faults.n == 1, "case %zu: %zu faults", i, faults.n);
		ck_assert_str_eq(faults.items[0].text, cases[i].text);
		ck_assert_int_eq(faults.items[0].line, cases[i].line);
		ck_assert_int_eq(faults.items[0].col, cases[i].col);
		faults_release(&faults);
	}
}
END_TEST

UNIT_MAIN("relevance", test_terms, test_faults)
