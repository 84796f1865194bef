#include "claims/claims.h"

#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile *profile_of_test(void)
{
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	struct profile *profile = profile_load(path, &faults);
	ck_assert_ptr_nonnull(profile);
	return profile;
}

START_TEST(test_two_plugins)
{
	static const char text[] = "LAVROV: We will not go.\n\n“We will not go,” Peskov said.\n";
	struct profile *profile = profile_of_test();
	struct plugin_set *set = plugin_set_new(profile, NULL, NULL);
	ck_assert_int_eq(plugin_set_load(set, "rules", NULL, NULL, NULL), 0);
	ck_assert_int_eq(plugin_set_load(set, "example", NULL, NULL, NULL), 0);
	/* the second instance finds the same, which is told once */
	ck_assert_int_eq(plugin_set_load(set, "example", NULL, NULL, NULL), 0);
	struct claims_source source = {
		.text = text, .len = sizeof(text) - 1, .published = DATE_UNKNOWN};
	struct statements list CLEANUP(statements_release) = {0};
	ck_assert_int_eq(claims_extract(set, profile, &source, &list, NULL), 0);
	ck_assert_uint_eq(list.n, 2);
	ck_assert_str_eq(list.items[0].text, "We will not go.");
	ck_assert_uint_eq(list.items[0].span.begin, 8);
	ck_assert_str_eq(list.items[1].text, "“We will not go,”");
	ck_assert_str_eq(list.items[1].context, "“We will not go,” Peskov said.");
	ck_assert_int_eq(list.items[1].quoted, 1);
	plugin_set_free(set);
	profile_free(profile);
}
END_TEST

/* The journey of one text: spans to the byte, order, date said, who is relayed, context. */
START_TEST(test_understood)
{
	static const char text[] =
		"“We,” Ivan Orlov said on Friday, “will  not\ngo.” It rained.\n\n"
		"Anna Bauer said Orlov had told the envoy that it was over.";
	static const struct {
		const char *text, *speaker, *relayed_by, *date;
		size_t spans;
	} want[] = {
		{"“We,” “will not go.”", "Ivan Orlov", NULL, "2025-11-21T12:00:00Z", 2},
		{"Orlov had told the envoy that it was over", "Anna Bauer", NULL,
			"2025-11-23T10:00:00Z", 1},
		{"that it was over", "Ivan Orlov", "Anna Bauer", "2025-11-23T10:00:00Z", 1},
	};
	struct profile *profile = profile_of_test();
	struct plugin_set *set = plugin_set_default(profile, NULL, NULL, NULL);
	struct claims_source source = {.text = text,
		.len = sizeof(text) - 1,
		.published = date_parse("2025-11-23T10:00:00Z", NULL)};
	struct statements list CLEANUP(statements_release) = {0};
	ck_assert_int_eq(claims_extract(set, profile, &source, &list, NULL), 0);
	ck_assert_uint_eq(list.n, ARRAY_SIZE(want));
	for (size_t i = 0; i < list.n; i++) {
		const struct statement *s = &list.items[i];
		char date[DATE_TEXT_SIZE];
		date_format(s->date, date);
		ck_assert_str_eq(s->text, want[i].text);
		ck_assert_str_eq(date, want[i].date);
		ck_assert_int_eq(s->date_told, strcmp(date, "2025-11-23T10:00:00Z") != 0);
		ck_assert_pstr_eq(s->speaker.name, want[i].speaker);
		ck_assert_pstr_eq(s->relayed_by.name, want[i].relayed_by);
		ck_assert_uint_eq(s->n_spans, want[i].spans);
		ck_assert_uint_eq(s->span.begin, s->spans[0].begin);
		ck_assert_uint_eq(s->span.end, s->spans[s->n_spans - 1].end);
	}
	ck_assert_str_eq(list.items[0].context, "“We,” Ivan Orlov said on Friday, “will not go.”");
	plugin_set_free(set);
	profile_free(profile);
}
END_TEST

START_TEST(test_raw_json)
{
	static const struct {
		const char *json;
		int rc;
	} cases[] = {
		{"{\"span\":[0,2],\"speaker\":{\"name\":\"X\"},\"quoted\":true}", 0},
		{"{\"spans\":[[0,1],[4,5]],\"speaker_span\":[1,2],\"cue_span\":null}", 0},
		{"{}", ERR_REJECT},
		{"[]", ERR_REJECT},
		{"{\"span\":[2,2]}", ERR_REJECT},
		{"{\"span\":[0,9]}", ERR_REJECT},
		{"{\"span\":[0,3]}", ERR_REJECT}, /* splits é */
		{"{\"span\":[-1,2]}", ERR_REJECT},
		{"{\"span\":[0,1],\"cue_span\":[5,4]}", ERR_REJECT},
		{"{\"spans\":[[4,5],[0,1]]}", ERR_REJECT},
		{"{\"spans\":[[0,1],null]}", ERR_REJECT},
	};
	struct claims_source source = {.text = "abécd", .len = 6, .published = DATE_UNKNOWN};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOJSON json_t *json = json_parse(cases[i].json, strlen(cases[i].json), NULL);
		struct raw_statement raw = {0};
		ck_assert_msg(raw_statement_from_json(json, &source, &raw, NULL) == cases[i].rc,
			"%s", cases[i].json);
		raw_statement_release(&raw);
	}
}
END_TEST

/* What is said in a post is as old as the post, and its pronouns stay in it. */
START_TEST(test_posts)
{
	struct err err = ERR_INIT;
	struct profile *profile = profile_of_test();
	struct plugin_set *set = plugin_set_default(profile, NULL, NULL, &err);
	ck_assert_ptr_nonnull(set);
	static const char text[] = "Kyiv is ready for talks, Andrii Sybiha said.\n\n"
				   "“We will not go,” Peskov said.\n\n"
				   "He said the talks were over.";
	const char *second = strstr(text, "“We"), *third = strstr(text, "He said");
	const struct claims_post posts[] = {
		{{(size_t)(second - text), (size_t)(third - text) - 2},
			date_parse("2025-11-24T13:20:00Z", NULL)},
		{{(size_t)(third - text), sizeof(text) - 1}, DATE_UNKNOWN},
	};
	struct claims_source source = {.text = text,
		.len = sizeof(text) - 1,
		.published = date_parse("2025-11-25T06:00:00Z", NULL),
		.posts = posts,
		.n_posts = ARRAY_SIZE(posts)};
	static const struct {
		const char *said, *speaker, *date;
	} want[] = {
		{"Kyiv is ready for talks", "Andrii Sybiha", "2025-11-25T06:00:00Z"},
		{"“We will not go,”", "Dmitry Peskov", "2025-11-24T13:20:00Z"},
		{"the talks were over", NULL, "2025-11-25T06:00:00Z"},
	};
	struct statements list CLEANUP(statements_release) = {0};
	ck_assert_int_eq(claims_extract(set, profile, &source, &list, NULL), 0);
	ck_assert_uint_eq(list.n, ARRAY_SIZE(want));
	for (size_t i = 0; i < list.n; i++) {
		const struct statement *s = &list.items[i];
		char date[DATE_TEXT_SIZE];
		date_format(s->date, date);
		ck_assert_mem_eq(text + s->span.begin, want[i].said, strlen(want[i].said));
		ck_assert_str_eq(date, want[i].date);
		ck_assert_pstr_eq(s->speaker.id ? s->speaker.name : NULL, want[i].speaker);
	}
	plugin_set_free(set);
	profile_free(profile);
}
END_TEST

/* The rules take no other language for English; a plugin that says nothing of languages reads all.
 */
START_TEST(test_languages)
{
	static const char text[] = "“Wir gehen nicht”, sagte Merz in Berlin. He said no.";
	static const struct {
		const char *language;
		int reads;
	} cases[] = {{NULL, 1}, {"en", 1}, {"en-GB", 1}, {"de", 0}, {"eng", 0}, {"uk", 0}};
	struct profile *profile = profile_of_test();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct plugin_set *set = plugin_set_default(profile, NULL, NULL, NULL);
		struct statements list CLEANUP(statements_release) = {0};
		struct err err = ERR_INIT;
		struct claims_source source = {.text = text,
			.len = sizeof(text) - 1,
			.language = cases[i].language,
			.published = DATE_UNKNOWN};
		ck_assert_int_eq(claims_reads(set, &source), cases[i].reads);
		ck_assert_int_eq(claims_extract(set, profile, &source, &list, &err),
			cases[i].reads ? 0 : ERR_REJECT);
		ck_assert_int_eq(list.n > 0, cases[i].reads);
		ck_assert_int_eq(plugin_set_load(set, "example", NULL, NULL, NULL), 0);
		ck_assert_int_eq(claims_reads(set, &source), 1);
		ck_assert_int_eq(claims_extract(set, profile, &source, &list, &err), 0);
		plugin_set_free(set);
	}
	profile_free(profile);
}
END_TEST

UNIT_MAIN("claims", test_two_plugins, test_understood, test_raw_json, test_posts, test_languages)
