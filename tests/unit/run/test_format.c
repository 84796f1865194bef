#include "run/format.h"

#include <stdio.h>

#include "run/format_private.h"
#include "unit.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* What is said here is invented. */
#define EARLY "We will never sign it"
#define LATE  "We signed it on Monday"

static json_t *side(const char *who, const char *text, const char *title, const char *url)
{
	return json_pack("{s:{s:s,s:s,s:s},s:s,s:b,s:s,s:{s:s,s:s,s:s}}", "speaker", "id", "x",
		"name", who, "side", "us", "text", text, "quoted", 1, "date",
		"2025-10-16T20:05:00Z", "article", "url", url, "title", title, "site", "Wire");
}

static json_t *alert(const char *name, const char *early, const char *late, const char *title,
	const char *url, const char *why)
{
	return json_pack("{s:i,s:i,s:s,s:s,s:f,s:s,s:s,s:o,s:o}", "v", 1, "seq", 7, "id", "a1",
		"kind", "reversal", "score", 0.97, "issue", "meetings", "why", why, "earlier",
		side(name, early, title, url), "later", side(name, late, title, url));
}

static void render(
	enum format format, const json_t *const *alerts, size_t n, struct format_message *out)
{
	const struct format_target target = {.format = format,
		.url = "https://a.example/b/",
		.topic = "t",
		.room = "!r:a.example"};
	format_message(&target,
		&(struct format_event){.id = "a1", .alerts = alerts, .n = n, .happened = 1000},
		out);
	ck_assert_uint_eq(out->len, strlen(out->body));
}

static json_t *body_of(enum format format, const json_t *one)
{
	struct format_message message CLEANUP(format_message_release) = {0};
	const json_t *const alerts[] = {one};
	render(format, alerts, 1, &message);
	json_t *json = json_parse(message.body, message.len, NULL);
	ck_assert_msg(json != NULL, "%s", message.body);
	return json;
}

START_TEST(the_alert_itself_and_events)
{
	AUTOJSON json_t *a = alert("Ann", EARLY, LATE, "Title", "https://n.example/1", "because");
	AUTOJSON json_t *plain = body_of(FORMAT_GAINSAY, a);
	ck_assert(json_equal(plain, a));
	AUTOJSON json_t *event = body_of(FORMAT_CLOUDEVENTS, a);
	ck_assert_str_eq(json_get_text(event, "specversion"), "1.0");
	ck_assert_str_eq(json_get_text(event, "id"), "a1");
	ck_assert_str_eq(json_get_text(event, "time"), "1970-01-01T00:16:40Z");
	ck_assert_str_eq(json_get_text(event, "type"), "gainsay.alert.raised");
	ck_assert_str_eq(json_get_text(event, "subject"), "meetings");
	ck_assert(json_equal(json_object_get(event, "data"), a));
	struct format_message message CLEANUP(format_message_release) = {0};
	const json_t *const alerts[] = {a, a};
	render(FORMAT_CLOUDEVENTS_BINARY, alerts, 1, &message);
	ck_assert_str_eq(message.headers[0], "Content-Type: application/json");
	ck_assert_str_eq(message.headers[1], "ce-specversion: 1.0");
	ck_assert_str_eq(message.headers[2], "ce-id: a1");
	AUTOJSON json_t *data = json_parse(message.body, message.len, NULL);
	ck_assert(json_equal(data, a));
	format_message_release(&message);
	/* A digest is an object around its alerts. */
	render(FORMAT_GAINSAY, alerts, 2, &message);
	AUTOJSON json_t *digest = json_parse(message.body, message.len, NULL);
	ck_assert_str_eq(json_get_text(digest, "type"), "alerts.digest");
	ck_assert_uint_eq(json_array_size(json_object_get(digest, "alerts")), 2);
}
END_TEST

START_TEST(where_matrix_puts_it)
{
	AUTOJSON json_t *a = alert("Ann", EARLY, LATE, "Title", "https://n.example/1", "because");
	struct format_message message CLEANUP(format_message_release) = {0};
	const json_t *const alerts[] = {a};
	render(FORMAT_MATRIX, alerts, 1, &message);
	ck_assert_str_eq(message.method, "PUT");
	ck_assert_str_eq(message.url, "https://a.example/b/_matrix/client/v3/rooms/"
				      "%21r%3Aa.example/send/m.room.message/a1");
}
END_TEST

static const enum format chats[] = {
	FORMAT_SLACK, FORMAT_DISCORD, FORMAT_TEAMS, FORMAT_NTFY, FORMAT_MATRIX};

/* A text of n bytes: `unit` repeated. */
static char *repeated(const char *unit, size_t n)
{
	struct buf out = BUF_INIT(n + 16);
	while (out.len < n)
		(void)buf_puts(&out, unit);
	return buf_take(&out);
}

START_TEST(both_statements_at_any_length)
{
	/* The second is never cut away: some of its beginning and who said it when are there. */
	static const char *const units[] = {"word ", "<&>\"'", "*_~`|[x](y)",
		"\xF0\x9F\x87\xBA\xF0\x9F\x87\xA6", "e\xCC\x81\xCC\x82\xCC\x83", "\xD0\xB6",
		"@everyone "};
	for (size_t u = 0; u < ARRAY_SIZE(units); u++) {
		AUTOFREE char *pad = repeated(units[u], KIB(16));
		AUTOFREE char *early = xasprintf("FIRSTWORDS %s", pad);
		AUTOFREE char *late = xasprintf("SECONDWORDS %s", pad);
		AUTOFREE char *url = xasprintf("https://n.example/%s", "a'(b)|c");
		AUTOJSON json_t *a = alert(pad, early, late, pad, url, pad);
		const json_t *const alerts[] = {a, a, a, a, a};
		for (size_t f = 0; f < ARRAY_SIZE(chats); f++) {
			size_t most = format_digest_max(chats[f]);
			for (size_t n = 1; n <= most; n += most - 1) {
				struct format_message message CLEANUP(format_message_release) = {0};
				render(chats[f], alerts, n, &message);
				AUTOJSON json_t *body = json_parse(message.body, message.len, NULL);
				ck_assert_ptr_nonnull(body);
				ck_assert_msg(format_chat_fits(chats[f], body),
					"%s x %zu, unit %zu", format_words[chats[f]], n, u);
				size_t first = 0, second = 0, dates = 0;
				for (const char *p = message.body; (p = strstr(p, "FIRSTWORDS"));
					p++)
					first++;
				for (const char *p = message.body; (p = strstr(p, "SECONDWORDS"));
					p++)
					second++;
				for (const char *p = message.body; (p = strstr(p, "2025")); p++)
					dates++;
				ck_assert_msg(first >= n && second >= n && dates >= 2 * n,
					"%s x %zu, unit %zu: %zu %zu %zu", format_words[chats[f]],
					n, u, first, second, dates);
			}
		}
	}
}
END_TEST

START_TEST(strangers_cannot_speak_to_the_chat)
{
	AUTOJSON json_t *a = alert("<!channel> & <@U1>", "@everyone *bold* `code` <b>x</b>",
		"[link](https://evil.example) \x1b[31m\nnext \xE2\x80\xAEreversed", "T|<x>",
		"https://n.example/a|b>c", "why <script>");
	AUTOJSON json_t *slack = body_of(FORMAT_SLACK, a);
	AUTOFREE char *slack_text = json_compact(slack);
	ck_assert_ptr_null(strstr(slack_text, "<!channel>"));
	ck_assert_ptr_null(strstr(slack_text, "<@U1>"));
	ck_assert_ptr_nonnull(strstr(slack_text, "&lt;!channel&gt;"));
	ck_assert_ptr_nonnull(strstr(slack_text, "<https://n.example/a%7Cb%3Ec|"));
	AUTOJSON json_t *discord = body_of(FORMAT_DISCORD, a);
	AUTOFREE char *discord_text = json_compact(discord);
	ck_assert_ptr_nonnull(strstr(discord_text, "\"allowed_mentions\":{\"parse\":[]}"));
	ck_assert_ptr_nonnull(strstr(discord_text, "\\\\*bold\\\\*"));
	ck_assert_ptr_nonnull(strstr(discord_text, "\\\\[link\\\\]"));
	AUTOJSON json_t *matrix = body_of(FORMAT_MATRIX, a);
	const char *html = json_get_text(matrix, "formatted_body");
	ck_assert_ptr_null(strstr(html, "<script>"));
	ck_assert_ptr_null(strstr(html, "<b>"));
	ck_assert_ptr_nonnull(strstr(html, "&lt;b&gt;x&lt;/b&gt;"));
	for (size_t f = 0; f < ARRAY_SIZE(chats); f++) {
		AUTOJSON json_t *body = body_of(chats[f], a);
		AUTOFREE char *text = json_compact(body);
		/* Neither control characters nor directions survive. */
		ck_assert_ptr_null(strstr(text, "\\u001b"));
		ck_assert_ptr_null(strstr(text, "\xE2\x80\xAE"));
	}
}
END_TEST

START_TEST(addresses_that_are_no_links)
{
	AUTOFREE char *longer = repeated("x", 3000);
	AUTOFREE char *url = xasprintf("https://n.example/%s", longer);
	const char *const urls[] = {"javascript:alert(1)", "", url};
	for (size_t i = 0; i < ARRAY_SIZE(urls); i++) {
		AUTOJSON json_t *a = alert("Ann", EARLY, LATE, "Title", urls[i], "because");
		for (size_t f = 0; f < ARRAY_SIZE(chats); f++) {
			AUTOJSON json_t *body = body_of(chats[f], a);
			AUTOFREE char *text = json_compact(body);
			ck_assert_ptr_null(strstr(text, "javascript:"));
			ck_assert_ptr_null(strstr(text, "n.example"));
			ck_assert_ptr_nonnull(strstr(text, EARLY));
			ck_assert_ptr_nonnull(strstr(text, LATE));
		}
	}
}
END_TEST

START_TEST(cuts)
{
	static const struct {
		const char *text;
		size_t cap;
		const char *want;
	} cases[] = {{"one two", 7, "one two"}, {"one two", 6, "one tw…"}, {"one two", 4, "one…"},
		{" a \n b\t", 9, "a b"}, {"", 5, ""},
		/* Neither a letter with its marks nor a flag is split. */
		{"e\xCC\x81\xCC\x82 x", 4, "e\xCC\x81…"}, {"xe\xCC\x81 y", 2, "x…"},
		{"x\xF0\x9F\x87\xBA\xF0\x9F\x87\xA6", 8, "x…"},
		{"a\x1b[0mb\xE2\x80\xAE"
		 "c\xC2\x85",
			20, "a[0mbc"}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = told_line(cases[i].text, cases[i].cap);
		ck_assert_msg(strcmp(got, cases[i].want) == 0, "case %zu: \"%s\"", i, got);
	}
	AUTOFREE char *none = told_line(NULL, 5);
	ck_assert_str_eq(none, "");
}
END_TEST

/* Every chat says what became of an alert before what it is. */
START_TEST(updates_and_withdrawals)
{
	static const struct {
		const char *type, *reason, *head;
	} cases[] = {
		{"alert.raised", NULL, "Reversal on meetings (0.97)"},
		{"alert.updated", "wire.example reports it",
			"Updated: Reversal on meetings (0.97)"},
		{"alert.withdrawn", "nobody reports it", "Withdrawn: Reversal on meetings (0.97)"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOJSON json_t *a = alert(
			"Ann", EARLY, LATE, "Title", "https://n.example/1", "why");
		(void)json_object_set_new(a, "type", json_text(cases[i].type));
		(void)json_object_set_new(a, "reason", json_text(cases[i].reason));
		struct told told;
		told_init(&told, a, 500);
		ck_assert_str_eq(told.head, cases[i].head);
		AUTOFREE char *why = cases[i].reason ? xasprintf("%s. why", cases[i].reason)
						     : xstrdup("why");
		ck_assert_str_eq(told.why, why);
		told_release(&told);
		for (enum format f = FORMAT_SLACK; f <= FORMAT_MATRIX; f++) {
			AUTOJSON json_t *body = body_of(f, a);
			AUTOFREE char *text = json_compact(body);
			ck_assert(!cases[i].reason || strstr(text, "report"));
		}
		AUTOJSON json_t *event = body_of(FORMAT_CLOUDEVENTS, a);
		AUTOFREE char *type = xasprintf("gainsay.%s", cases[i].type);
		ck_assert_str_eq(json_get_text(event, "type"), type);
	}
}
END_TEST

UNIT_MAIN("run/format", updates_and_withdrawals, the_alert_itself_and_events, where_matrix_puts_it,
	both_statements_at_any_length, strangers_cannot_speak_to_the_chat,
	addresses_that_are_no_links, cuts)
