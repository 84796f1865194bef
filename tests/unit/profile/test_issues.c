#include "profile/issues.h"

#include <stdio.h>
#include <unistd.h>

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

static const char polarity[] = "light: [the]\n"
			       "axes:\n"
			       "  accept: {plus: [accept], minus: [reject]}\n"
			       "negators: [not]\n";
static const char concepts[] = "concepts:\n  ship: [ship, vessel]\n";

static void put(const char *dir, const char *name, const char *text)
{
	AUTOFREE char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

static void drop(const char *dir, const char *name)
{
	AUTOFREE char *path = xasprintf("%s/%s", dir, name);
	(void)unlink(path);
}

/* Loads an issues.yaml; the first fault's text, "" for none. The caller frees it. */
static char *first_fault(const char *issues, int *line)
{
	char dir[] = "/tmp/gainsay-issues-XXXXXX";
	struct faults faults CLEANUP(faults_release) = {0};
	ck_assert_ptr_nonnull(mkdtemp(dir));
	put(dir, "polarity.yaml", polarity);
	put(dir, "concepts.yaml", concepts);
	put(dir, "issues.yaml", issues);
	issues_free(issues_load(dir, NULL, &faults));
	drop(dir, "polarity.yaml");
	drop(dir, "concepts.yaml");
	drop(dir, "issues.yaml");
	(void)rmdir(dir);
	*line = faults.n ? faults.items[0].line : 0;
	return xstrdup(faults.n ? faults.items[0].text : "");
}

#define HEAD \
	"issues:\n  x:\n    name: X\n    slots:\n      s:\n        kind: fact\n        values:\n"
#define NO "          b: {patterns: [\"no {accept+}\"]}\n"

START_TEST(test_faults)
{
	static const struct {
		const char *yaml, *text; /* what the first fault says; "": none */
		int line;
	} cases[] = {
		{HEAD "          a: {not: b, patterns: [accept]}\n" NO, "", 0},
		{HEAD "          a: {not: c, patterns: [accept]}\n" NO, "no value \"c\"", 8},
		{HEAD "          a: {excludes: [c], patterns: [accept]}\n" NO,
			"no other value \"c\"", 8},
		{HEAD "          a: {not: b, patterns: [\"{nobody}\"]}\n" NO, "no class {nobody}",
			8},
		{HEAD "          a: {not: b, patterns: [x, x]}\n" NO, "twice under one value", 8},
		{HEAD "          a: {not: b, patterns: [\"no {accept+}\"]}\n" NO,
			"says value \"a\" already", 9},
		{HEAD "          a: {not: b, patterns: [y]}\n          b: {}\n          c: "
		      "{excludes: [a]}\n",
			"says value \"c\"", 10},
		{HEAD "          a: {patterns: [y]}\n" NO, "nothing excludes value \"a\"", 8},
		{HEAD "          a: {nott: b, patterns: [y]}\n" NO,
			"unknown key \"nott\"; did you mean", 8},
		{HEAD "          a: {not: b, patterns: [y]}\n", "2 to 16 values", 5},
		{"issues:\n  x:\n    slots:\n      s: {kind: mood, values: {}}\n", "fact or will",
			4},
		{"things:\n  y: {t: [word]}\nissues:\n  x: {name: X}\n", "no issue \"y\"", 2},
		{"things: {}\n", "no map of \"issues\"", 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int line = 0;
		AUTOFREE char *text = first_fault(cases[i].yaml, &line);
		ck_assert_msg(cases[i].text[0] ? strstr(text, cases[i].text) != NULL : !text[0],
			"case %zu says \"%s\"", i, text);
		ck_assert_msg(line == cases[i].line, "case %zu at line %d", i, line);
	}
}
END_TEST

/* The profile that is shipped: every slot can be told and clashes with something. */
START_TEST(test_shipped)
{
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *dir = profile_find(NULL);
	struct profile *profile = dir ? profile_load(dir, &faults) : NULL;
	const struct profile_slot *slots = NULL;
	ck_assert_ptr_nonnull(profile);
	ck_assert_uint_ge(profile_slots(profile, &slots), 45);
	const struct profile_slot *slot = profile_slot(profile, "troops.foreign");
	ck_assert_ptr_nonnull(slot);
	ck_assert_str_eq(slot->issue->id, "troops");
	size_t in = profile_value(slot, "in"), none = profile_value(slot, "none");
	ck_assert_uint_eq(slot->values[in].negation, none);
	ck_assert((slot->values[none].excludes >> in) & 1);
	ck_assert_uint_eq(profile_value(slot, "other"), slot->n_values);
	ck_assert_ptr_null(profile_slot(profile, "troops.other"));
	profile_free(profile);
}
END_TEST

UNIT_MAIN("issues", test_faults, test_shipped)
