#include "cmd/alert_text.h"
#include "unit.h"
#include "util/json.h"
#include "util/mem.h"

static char *printed(void (*print)(const struct paper *, const void *), const void *arg, int width)
{
	char *text = NULL;
	size_t len = 0;
	struct paper paper = {.out = open_memstream(&text, &len), .width = width, .colour = 0};
	ck_assert_ptr_nonnull(paper.out);
	print(&paper, arg);
	ck_assert_int_eq(fclose(paper.out), 0);
	return text;
}

static void print_text(const struct paper *paper, const void *arg)
{
	paper_text(paper, "- ", INK_PLAIN, arg);
}

START_TEST(test_wrap)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "- \n"},
		{"one", "- one\n"},
		{"one two three four", "- one two\n  three four\n"},
		{"averyveryverylongword x", "- averyveryverylongword\n  x\n"},
		{"\033[31mred\r\n\ttext\xC2\x9B", "- [31mred\n  text\n"},
		{"\xE2\x80\xAEgnp.exe", "- gnp.exe\n"},
		{"\xFF", "- \xEF\xBF\xBD\n"},
		{"Володимир Зеленський", "- Володимир\n  Зеленський\n"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = printed(print_text, cases[i].text, 12);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

static void print_alert(const struct paper *paper, const void *arg)
{
	alert_print(paper, arg, 3);
}

START_TEST(test_alert)
{
	static const char alert[] =
		"{\"id\":\"a1\",\"kind\":\"reversal\",\"score\":0.914,\"issue\":\"meeting\","
		"\"why\":\"Planned, then not.\",\"earlier\":{\"speaker\":{\"id\":\"x\",\"name\":"
		"\"A. Person\",\"side\":\"us\"},\"text\":\"We meet.\",\"date\":"
		"\"2025-10-16T20:00:00Z\",\"article\":{\"url\":\"http://a.example/1\",\"title\":"
		"\"They meet\",\"site\":\"A\",\"published\":null},\"also_reported_by\":[]},"
		"\"later\":{\"speaker\":{\"id\":null,\"name\":null,\"side\":null},\"text\":"
		"\"We do not.\",\"date\":null,\"article\":{\"url\":\"http://b.example/2\","
		"\"title\":null,\"site\":null,\"published\":null},\"also_reported_by\":"
		"[\"http://c.example/3\",\"http://d.example/4\"]}}";
	AUTOJSON json_t *json = json_parse(alert, strlen(alert), NULL);
	ck_assert_ptr_nonnull(json);
	AUTOFREE char *got = printed(print_alert, json, 50);
	ck_assert_str_eq(got, "── 3 REVERSAL meeting 0.91 ───────────────────────\n"
			      "  then  A. Person (us), 16 October 2025\n"
			      "        We meet.\n"
			      "        A: They meet\n"
			      "        http://a.example/1\n"
			      "  now   somebody unnamed, date unknown\n"
			      "        We do not.\n"
			      "        http://b.example/2\n"
			      "        also reported by c.example, d.example\n"
			      "  why   Planned, then not.\n\n");
}
END_TEST

/* A reported text is the content alone: the stance of its cue is told. */
START_TEST(test_stance)
{
	static const struct {
		const char *side, *want;
	} cases[] = {
		{"{\"text\":\"that it was over\",\"quoted\":false,\"cue_class\":\"denial\"}",
			"denies that it was over\n"},
		{"{\"text\":\"to go\",\"quoted\":false,\"cue_class\":\"commitment\"}",
			"promises: to go\n"},
		{"{\"text\":\"that it was over\",\"quoted\":false,\"cue_class\":\"neutral\"}",
			" it was over\n"},
		{"{\"text\":\"\\\"No.\\\"\",\"quoted\":true,\"cue_class\":\"denial\"}",
			" \"No.\"\n"},
		{"{\"text\":\"It is over\",\"cue_class\":null}", " It is over\n"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *text = xasprintf("{\"later\":%s}", cases[i].side);
		AUTOJSON json_t *json = json_parse(text, strlen(text), NULL);
		ck_assert_ptr_nonnull(json);
		AUTOFREE char *got = printed(print_alert, json, 60);
		ck_assert_msg(strstr(got, cases[i].want) != NULL, "case %zu: %s", i, got);
	}
}
END_TEST

/* What became of an alert stands in its head, and why below it. */
START_TEST(test_events)
{
	static const struct {
		const char *event, *head, *news;
	} cases[] = {
		{"\"type\":\"alert.raised\",\"reason\":null", "SPLIT 0.50 ─", NULL},
		{"\"type\":\"alert.updated\",\"reason\":\"b tells it\"", "SPLIT 0.50 UPDATED",
			"  news  b tells it\n"},
		{"\"type\":\"alert.withdrawn\",\"reason\":\"nobody does\"", "SPLIT 0.50 WITHDRAWN",
			"  news  nobody does\n"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *text = xasprintf(
			"{%s,\"kind\":\"split\",\"score\":0.5}", cases[i].event);
		AUTOJSON json_t *json = json_parse(text, strlen(text), NULL);
		ck_assert_ptr_nonnull(json);
		AUTOFREE char *got = printed(print_alert, json, 60);
		ck_assert_msg(strstr(got, cases[i].head) != NULL, "case %zu: %s", i, got);
		const char *news = strstr(got, "  news  ");
		ck_assert(cases[i].news
				  ? news && strncmp(news, cases[i].news, strlen(news) - 1) == 0
				  : !news);
	}
}
END_TEST

/* A stranger's webhook may hold anything: whatever is missing or of the wrong type is left out. */
START_TEST(test_misshapen)
{
	static const char *const cases[] = {"{}", "[]",
		"{\"kind\":3,\"earlier\":[],\"later\":\"x\"}",
		"{\"kind\":\"\",\"later\":{\"speaker\":1,\"also_reported_by\":[1,null]}}"};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOJSON json_t *json = json_parse(cases[i], strlen(cases[i]), NULL);
		AUTOFREE char *got = printed(print_alert, json, 60);
		ck_assert_ptr_nonnull(strstr(got, "somebody unnamed, date unknown"));
	}
}
END_TEST

UNIT_MAIN("alert_text", test_wrap, test_alert, test_stance, test_events, test_misshapen)
