#include "feed/feed.h"
#include "feed/jsonfeed.h"
#include "feed/notes.h"
#include "text/date.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

#define VERSION "{\"version\":\"https://jsonfeed.org/version/1.1\","

START_TEST(test_read)
{
	static const char text[] = VERSION
		"\"title\":\" J  F \",\"home_page_url\":\"/home\",\"language\":\"uk\",\"items\":[{"
		"\"id\":7,\"url\":\"a/1\",\"title\":\"T\",\"summary\":\"1 < 2\",\"content_html\":"
		"\"<a href=\\\"x\\\">x</a>\",\"date_published\":\"2025-08-17T12:00:00+03:00\","
		"\"date_modified\":\"soon\",\"authors\":[{\"name\":\"A\",\"url\":\"/a\"},{}],"
		"\"tags\":[\"t\",1],\"attachments\":[{\"url\":\"m.mp3\",\"mime_type\":\"audio/"
		"mpeg\","
		"\"size_in_bytes\":5},{\"title\":\"no url\"}]},"
		"{\"id\":\"8\",\"external_url\":\"https://b.example/\",\"content_text\":\"a & b\","
		"\"author\":{\"name\":\"B\"}},\"no object\"]}";
	struct feed feed CLEANUP(feed_release) = {0};
	struct feed_notes notes CLEANUP(notes_release) = {0};
	ck_assert_int_eq(
		jsonfeed_read(text, strlen(text), "http://a.example/", &feed, &notes, NULL), 0);
	ck_assert_str_eq(feed.format, "json11");
	ck_assert_str_eq(feed.title, "J F");
	ck_assert_str_eq(feed.link, "http://a.example/home");
	ck_assert_str_eq(feed.language, "uk");
	ck_assert_uint_eq(feed.n_entries, 2);
	ck_assert_uint_eq(notes.n, 2); /* a date, an item */
	const struct feed_entry *e = &feed.entries[0];
	ck_assert_str_eq(e->id, "7");
	ck_assert_str_eq(e->url, "http://a.example/a/1");
	ck_assert_str_eq(e->summary, "1 &lt; 2");
	ck_assert_str_eq(e->content, "<a href=\"http://a.example/x\">x</a>");
	ck_assert_int_eq(e->published, 1755421200);
	ck_assert(e->updated == DATE_UNKNOWN);
	ck_assert_uint_eq(e->n_authors, 1);
	ck_assert_str_eq(e->authors[0].uri, "http://a.example/a");
	ck_assert_uint_eq(e->n_categories, 1);
	ck_assert_uint_eq(e->n_enclosures, 1);
	ck_assert_int_eq(e->enclosures[0].length, 5);
	e = &feed.entries[1];
	ck_assert_str_eq(e->url, "https://b.example/");
	ck_assert_str_eq(e->content, "a &amp; b");
	ck_assert_str_eq(e->authors[0].name, "B");
}
END_TEST

START_TEST(test_mended)
{
	static const struct {
		const char *text;
		size_t entries;
		const char *title; /* of the first */
	} cases[] = {
		{VERSION "\"items\":[{\"title\":\"a\tb\nc\"}]}", 1, "a b c"},
		{VERSION "\"items\":[{\"title\":\"\\ud83d x\"},],}", 1, "\xEF\xBF\xBD x"},
		{VERSION "\"items\":[{\"title\":\"\\ud83d\\ude09\t\"}]}", 1, "\xF0\x9F\x98\x89"},
		{VERSION "\"items\":[{\"title\":\"C:\\qux\"}]}", 1, "C:\\qux"},
		{VERSION "\"items\":[{\"title\":\"a\\u0000b\"}]}", 1,
			"a\xEF\xBF\xBD"
			"b"},
		{VERSION "\"items\":[{\"title\":\"a\",\"tags\":[\"x\"]},{\"title\":\"b\"},{\"ti", 2,
			"a"},
		{VERSION "\"items\":[{\"title\":\"cut", 0, NULL},
		{VERSION "\"items\":[{\"title\":\"a\"}]} trailing", 1, "a"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed feed CLEANUP(feed_release) = {0};
		struct feed_notes notes CLEANUP(notes_release) = {0};
		struct err err = ERR_INIT;
		int result = jsonfeed_read(
			cases[i].text, strlen(cases[i].text), NULL, &feed, &notes, &err);
		ck_assert_msg(result == 0, "%s: %s", cases[i].text, err.text);
		ck_assert_uint_eq(feed.n_entries, cases[i].entries);
		if (cases[i].title)
			ck_assert_str_eq(feed.entries[0].title, cases[i].title);
	}
}
END_TEST

START_TEST(test_refused)
{
	static const char *const cases[] = {"{", "{}", "{\"version\":\"1\"}", "{\"version\":1}",
		"{\"version\":\"https://jsonfeed.org/version/1\"", "{]}"};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed feed CLEANUP(feed_release) = {0};
		struct feed_notes notes CLEANUP(notes_release) = {0};
		struct err err = ERR_INIT;
		ck_assert_int_eq(
			jsonfeed_read(cases[i], strlen(cases[i]), NULL, &feed, &notes, &err),
			ERR_REJECT);
		ck_assert(err.text[0]);
	}
}
END_TEST

UNIT_MAIN("jsonfeed", test_read, test_mended, test_refused)
