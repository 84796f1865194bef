#include "claims/claims.h"

#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

START_TEST(test_texts)
{
	static const struct {
		const char *speaker, *text, *want, *cue_class;
		enum modality modality;
		int quoted;
	} cases[] = {
		{"Mykhailo Podolyak",
			"Podolyak said a ceasefire without guarantees would be of no use.",
			"a ceasefire without guarantees would be of no use", "neutral",
			MODALITY_ASSERTED, 0},
		{"Vladimir Putin", "“We will not leave,” he said.", "“We will not leave,”",
			"neutral", MODALITY_ASSERTED, 1},
		{"Vladimir Putin", "\"We will not leave.\"", "\"We will not leave.\"", NULL,
			MODALITY_ASSERTED, 1},
		{"Volodymyr Zelensky", "Ukraine will never cede land.",
			"Ukraine will never cede land.", NULL, MODALITY_ASSERTED, 0},
		/* who has no id keeps the name given */
		{"the ministry", "Kyiv was calm, the ministry said.", "Kyiv was calm", "neutral",
			MODALITY_ASSERTED, 0},
		{"Ukraine", "Ukraine denied it.", "it", "denial", MODALITY_ASSERTED, 0},
		{"Dmitry Peskov", "Peskov dismissed reports that talks were planned.",
			"reports that talks were planned", "denial", MODALITY_ASSERTED, 0},
		{"Dmitry Peskov", "Peskov did not rule out a meeting.", "a meeting", "exclusion",
			MODALITY_NEGATED, 0},
		{"Donald Trump", "We agreed to a ceasefire.", "We agreed to a ceasefire.", NULL,
			MODALITY_ASSERTED, 0},
		{"Marco Rubio", "The talks were hard. A deal was near, Rubio said.",
			"The talks were hard. A deal was near", "neutral", MODALITY_ASSERTED, 0},
		{NULL, "", "", NULL, MODALITY_ASSERTED, 0},
		{"Donald Trump", "\xff bad", "\xEF\xBF\xBD bad", NULL, MODALITY_ASSERTED, 0},
	};
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	struct profile *profile = profile_load(path, &faults);
	ck_assert_ptr_nonnull(profile);
	struct plugin_set *set = plugin_set_default(profile, NULL, NULL, NULL);
	ck_assert_ptr_nonnull(set);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s;
		int64_t date = date_parse("2025-11-23", NULL);
		claims_from_text(set, profile, cases[i].speaker, date, cases[i].text, &s);
		ck_assert_msg(strcmp(s.text, cases[i].want) == 0, "%s: %s", cases[i].text, s.text);
		ck_assert_pstr_eq(s.cue_class, cases[i].cue_class);
		ck_assert_int_eq(s.modality, cases[i].modality);
		ck_assert_int_eq(s.quoted, cases[i].quoted);
		ck_assert_int_eq(s.date, date);
		ck_assert_uint_ge(s.n_spans, 1);
		statement_release(&s);
	}
	plugin_set_free(set);
	profile_free(profile);
}
END_TEST

UNIT_MAIN("bare", test_texts)
