#include "profile/model.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

#define REST                                                                                   \
	"clash: {bias: 0, trees: []}\nalert: {bias: 0, trees: []}\nrelated: {bias: 0, trees: " \
	"[]}\nvoice: {bias: 0, trees: []}\n"
#define TREES(text) "contradiction: {bias: 1, trees: [" text "]}\n" REST

/* Loads a weights.yaml; the first fault's text ("" for none), which the caller frees. */
static struct model *load(const char *text, char **first)
{
	char dir[] = "/tmp/gainsay-model-XXXXXX";
	struct faults faults CLEANUP(faults_release) = {0};
	ck_assert_ptr_nonnull(mkdtemp(dir));
	AUTOFREE char *path = xasprintf("%s/weights.yaml", dir);
	FILE *f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
	struct model *model = model_load(dir, &faults);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(rmdir(dir), 0);
	*first = xstrdup(faults.n ? faults.items[0].text : "");
	return model;
}

START_TEST(test_faults)
{
	static const struct {
		const char *yaml, *text; /* what the first fault says; "": none */
	} cases[] = {
		{TREES("[clash, 0.5, -1, 2], 0.25"), ""},
		{TREES("[clahs, 0.5, -1, 2]"),
			"there is no evidence \"clahs\"; did you mean \"clash\"?"},
		{TREES("[clash, 0.5, -1]"), "takes a number or [evidence, bound, below, above]"},
		{TREES("[clash, much, -1, 2]"), "takes a number within a million of 0"},
		{TREES("[clash, 0.5, -1, 1e9]"), "takes a number within a million of 0"},
		{TREES("[neg, 1, 0, [neg, 1, 0, [neg, 1, 0, [neg, 1, 0, [neg, 1, 0, 1]]]]]"),
			"a tree is deeper than 4 questions"},
		{"contradiction: {bias: 1}\n" REST, "a model takes a bias and a list of trees"},
		{REST, "there is no model \"contradiction\""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *text = NULL;
		model_free(load(cases[i].yaml, &text));
		ck_assert_msg(cases[i].text[0] ? strstr(text, cases[i].text) != NULL : !text[0],
			"case %zu says \"%s\"", i, text);
		free(text);
	}
}
END_TEST

/* Bias and trees add up in log-odds; a bound belongs to what is above it. */
START_TEST(test_sum)
{
	static const struct {
		double clash, neg, sum;
	} cases[] = {{0, 0, 1 - 1 + 0.25}, {0.5, 0, 1 + 2 + 0.25}, {0.5, 1, 1 + 3 + 0.25}};
	char *text = NULL;
	struct profile profile = {
		.model = load(TREES("[clash, 0.5, -1, [neg, 1, 2, 3]], 0.25"), &text)};
	ck_assert_str_eq(text, "");
	free(text);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		double evidence[FEATURES] = {[F_CLASH] = cases[i].clash, [F_NEG] = cases[i].neg};
		double want = 1 / (1 + exp(-cases[i].sum));
		double got = profile_judge(&profile, MODEL_CONTRADICTION, evidence);
		ck_assert_msg(fabs(got - want) < 1e-9, "case %zu: %f", i, got);
	}
	double none[FEATURES] = {0};
	ck_assert(fabs(profile_judge(&profile, MODEL_ALERT, none) - 0.5) < 1e-9);
	model_free(profile.model);
}
END_TEST

/* Every feature has a name of its own. */
START_TEST(test_names)
{
	for (int i = 0; i < FEATURES; i++)
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(
				feature_name((enum feature)i), feature_name((enum feature)k));
}
END_TEST

UNIT_MAIN("model", test_faults, test_sum, test_names)
