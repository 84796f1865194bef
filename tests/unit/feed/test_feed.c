#include "feed/feed.h"
#include "feed/feed_json.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

static int parse(const char *text, const char *url, struct feed *feed)
{
	struct feed_source source = {.bytes = text, .len = strlen(text), .url = url};
	return feed_parse(&source, feed, NULL);
}

START_TEST(test_format)
{
	static const struct {
		const char *text, *want; /* NULL: refused */
	} cases[] = {
		{"<rss version='0.91'/>", "rss091"},
		{"<rss version='0.92'><channel/></rss>", "rss092"},
		{"<rss version='2.0.1'/>", "rss20"},
		{"<rss/>", "rss"},
		{"<RSS version='2.0'/>", "rss20"},
		{"<r:rss xmlns:r='http://backend.userland.com/rss2' version='2.0'/>", "rss20"},
		{"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
		 " xmlns='http://purl.org/rss/1.0/'/>",
			"rss10"},
		{"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
		 "<channel xmlns='http://my.netscape.com/rdf/simple/0.9/'/></rdf:RDF>",
			"rss090"},
		{"<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom10"},
		{"<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "atom03"},
		{"<feed/>", "atom"},
		{"{\"version\":\"https://jsonfeed.org/version/1\"}", "json10"},
		{"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}", "json11"},
		{"{\"items\":[]}", NULL},
		{"", NULL},
		{"  \n", NULL},
		{"<html><rss version='2.0'/></html>", NULL},
		{"just text", NULL},
		{"<svg><feedback/></svg>", NULL},
		{"<x><rss version='2.0'/></x>", "rss20"},
		{"<a:b:rss/>", NULL},
		{"\x1F\x8B\x08<rss/>", NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed feed CLEANUP(feed_release) = {0};
		int result = parse(cases[i].text, NULL, &feed);
		if (cases[i].want) {
			ck_assert_msg(result == 0, "refused: %s", cases[i].text);
			ck_assert_str_eq(feed.format, cases[i].want);
		} else {
			ck_assert_msg(result == ERR_REJECT, "read: %s", cases[i].text);
		}
	}
}
END_TEST

START_TEST(test_nested_items)
{
	static const char text[] = "<rss version='2.0'><channel><item><title>A</title>"
				   "<item><title>B</title><link>http://b.example/</link></item>"
				   "<link>http://a.example/</link></item></channel></rss>";
	struct feed feed CLEANUP(feed_release) = {0};
	ck_assert_int_eq(parse(text, NULL, &feed), 0);
	ck_assert_uint_eq(feed.n_entries, 2);
	ck_assert_str_eq(feed.entries[0].url, "http://a.example/");
	ck_assert_str_eq(feed.entries[1].title, "B");
	ck_assert_str_eq(feed.entries[1].url, "http://b.example/");
}
END_TEST

START_TEST(test_round_trip)
{
	static const char text[] =
		"<rss version='2.0'><channel><title>T</title><ttl>30</ttl>"
		"<skipDays><day>Monday</day></skipDays><skipHours><hour>5</hour></skipHours>"
		"<item><guid>http://a.example/1</guid><author>a@a.example (Ann)</author>"
		"<category>c</category><enclosure url='http://a.example/m' length='3'/>"
		"<pubDate>Sun, 17 Aug 2025 12:00:00 GMT</pubDate></item>"
		"<item><pubDate>never</pubDate></item></channel></rss>";
	struct feed feed CLEANUP(feed_release) = {0}, again CLEANUP(feed_release) = {0};
	ck_assert_int_eq(parse(text, NULL, &feed), 0);
	ck_assert_int_eq(feed.ttl_secs, 1800);
	ck_assert_uint_eq(feed.skip_hours, 1u << 5);
	ck_assert_uint_eq(feed.skip_days, 1u << 1);
	ck_assert_uint_eq(feed.n_warnings, 1);
	ck_assert(feed.entries[1].published == DATE_UNKNOWN);
	AUTOJSON json_t *json = feed_to_json(&feed);
	ck_assert_int_eq(feed_from_json(json, &again, NULL), 0);
	AUTOJSON json_t *json_again = feed_to_json(&again);
	ck_assert(json_equal(json, json_again));
	ck_assert_int_eq(again.entries[0].enclosures[0].length, 3);
	ck_assert_str_eq(again.entries[0].authors[0].email, "a@a.example");
}
END_TEST

START_TEST(test_from_json_refuses)
{
	static const char *const cases[] = {"{}", "[]", "{\"format\":\"rss\"}",
		"{\"format\":\"much too long\",\"items\":[]}",
		"{\"format\":\"rss\",\"items\":[1]}"};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOJSON json_t *json = json_parse(cases[i], strlen(cases[i]), NULL);
		struct feed feed = {0};
		ck_assert_int_eq(feed_from_json(json, &feed, NULL), ERR_REJECT);
	}
}
END_TEST

/* Whatever a document holds, time and memory are bounded, and what is whole after it is kept. */
START_TEST(test_hostile)
{
	static const struct {
		const char *head, *repeat, *tail;
		int times;
	} cases[] = {
		{"<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>]>"
		 "<rss><channel><item><title>",
			"&a;", "</title></item>", 100000},
		{"<!DOCTYPE rss [<!ENTITY a 'b'><!ENTITY c '&a;&a;'><!ENTITY d '&c;&c;'>]>"
		 "<rss><channel><item><title>",
			"&d;", "</title></item>", 1000},
		{"<rss><channel><item><description>", "<div>", "</description></item>", 100000},
		{"<rss><channel><item><description>", "&", "</description></item>", 100000},
		{"<rss><channel><item><description>", "<a href=\"", "</description></item>", 50000},
		{"<rss><channel><item><title><![CDATA[", "<b a='<!--", "]]></title></item>", 50000},
		{"<rss><channel><item><description><![CDATA[", "<!--<a ",
			"]]></description></item>", 50000},
		{"<rss><channel>", "</x</x", "", 100000},
		{"<rss><channel><item><title>x</title></item>", "<![CDATA[</channel>", "", 50000},
		{"<rss "
		 "xml:base='http://a.example/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/'>"
		 "<channel><item><description><![CDATA[",
			"<a href=x>", "]]></description></item>", 100000},
		{"<rss><channel><item ", "a='' ", "/>", 50000},
		{"<rss><channel><item><enclosure url='x'/>", "<enclosure url='x'/>", "</item>",
			20000},
		{"<rss><channel><item><pubDate>", "9", "</pubDate></item>", 1000000},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf text CLEANUP(buf_release) = BUF_INIT(FEED_BYTES_MAX);
		(void)buf_puts(&text, cases[i].head);
		for (int k = 0; k < cases[i].times; k++)
			(void)buf_puts(&text, cases[i].repeat);
		(void)buf_puts(&text, cases[i].tail);
		(void)buf_puts(&text, "<item><title>last</title></item></channel></rss>");
		struct feed feed CLEANUP(feed_release) = {0};
		ck_assert_msg(
			parse(buf_str(&text), "http://u.example/", &feed) == 0, "case %zu", i);
		ck_assert_uint_ge(feed.n_entries, 1);
		const char *title = feed.entries[feed.n_entries - 1].title;
		/* the case whose CDATA eats all there is ends with its root */
		ck_assert_msg(i == 8 || i == 4 || (title && strcmp(title, "last") == 0),
			"case %zu: the last entry is lost", i);
	}
}
END_TEST

START_TEST(test_too_many_entries)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(FEED_BYTES_MAX);
	(void)buf_puts(&text, "<rss><channel>");
	for (int i = 0; i < FEED_ENTRIES_MAX + 10; i++)
		(void)buf_puts(&text, "<item/>");
	(void)buf_puts(&text, "<title>T</title></channel></rss>");
	struct feed feed CLEANUP(feed_release) = {0};
	ck_assert_int_eq(parse(buf_str(&text), NULL, &feed), 0);
	ck_assert_uint_eq(feed.n_entries, FEED_ENTRIES_MAX);
	ck_assert_uint_eq(feed.n_warnings, 1);
	ck_assert_str_eq(feed.title, "T");
}
END_TEST

START_TEST(test_too_large)
{
	struct feed_source source = {.bytes = "<rss/>", .len = FEED_BYTES_MAX + 1};
	struct feed feed = {0};
	struct err err = ERR_INIT;
	ck_assert_int_eq(feed_parse(&source, &feed, &err), ERR_REJECT);
	ck_assert(strstr(err.text, "larger than 32 MiB"));
}
END_TEST

UNIT_MAIN("feed", test_hostile, test_too_many_entries, test_too_large, test_format,
	test_nested_items, test_round_trip, test_from_json_refuses)
