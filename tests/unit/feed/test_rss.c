#include "feed/rss.h"

#include "text/date.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

static void parse_item(const char *inside, struct feed *feed)
{
	AUTOFREE char *text = xasprintf(
		"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
		" xmlns:dcterms='http://purl.org/dc/terms/'"
		" xmlns:content='http://purl.org/rss/1.0/modules/content/'"
		" xmlns:media='http://search.yahoo.com/mrss/' xmlns:yandex='http://news.yandex.ru'"
		" xmlns:atom='http://www.w3.org/2005/Atom' xmlns:x='http://x.example/ns'>"
		"<channel><item>%s</item></channel></rss>",
		inside);
	struct feed_source source = {.bytes = text, .len = strlen(text)};
	struct err err = ERR_INIT;
	ck_assert_msg(feed_parse(&source, feed, &err) == 0, "%s: %s", inside, err.text);
	ck_assert_uint_eq(feed->n_entries, 1);
}

/* Which element wins, whatever the order. */
START_TEST(test_precedence)
{
	static const struct {
		const char *inside;
		const char *url, *title, *summary, *content;
	} cases[] = {
		{"<title>a</title><media:title>b</media:title>", NULL, "a", NULL, NULL},
		{"<media:title>b</media:title><title>a</title>", NULL, "a", NULL, NULL},
		{"<dc:title>b</dc:title>", NULL, "b", NULL, NULL},
		{"<x:title>b</x:title>", NULL, NULL, NULL, NULL},
		{"<description>d</description><content:encoded>c</content:encoded>", NULL, NULL,
			"d", "c"},
		{"<yandex:full-text>y</yandex:full-text>", NULL, NULL, NULL, "y"},
		{"<yandex:full-text>y</yandex:full-text><content:encoded>c</content:encoded>", NULL,
			NULL, NULL, "c"},
		{"<media:group><media:description>m</media:description></media:group>", NULL, NULL,
			"m", NULL},
		{"<body xmlns='http://www.w3.org/1999/xhtml'><p>a &lt; b</p></body>", NULL, NULL,
			NULL, "<p>a &lt; b</p>"},
		{"<guid>http://a.example/g</guid>", "http://a.example/g", NULL, NULL, NULL},
		{"<guid isPermaLink='false'>http://a.example/g</guid>", NULL, NULL, NULL, NULL},
		{"<guid>http://a.example/g</guid><link>http://a.example/l</link>",
			"http://a.example/l", NULL, NULL, NULL},
		{"<atom:link href='http://a.example/a'/><link>http://a.example/l</link>",
			"http://a.example/l", NULL, NULL, NULL},
		{"<atom:link href='http://a.example/a'/>", "http://a.example/a", NULL, NULL, NULL},
		{"<atom:link rel='self' href='http://a.example/a'/>", NULL, NULL, NULL, NULL},
		{"<source url='http://b.example/'>S</source><image><link>no</link></image>", NULL,
			NULL, NULL, NULL},
		{"<title>A &amp;amp; B &amp;#8217; &lt;b&gt;c&lt;/b&gt; &lt;T&gt;</title>", NULL,
			"A & B \xE2\x80\x99 c <T>", NULL, NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed feed CLEANUP(feed_release) = {0};
		parse_item(cases[i].inside, &feed);
		ck_assert_pstr_eq(feed.entries[0].url, cases[i].url);
		ck_assert_pstr_eq(feed.entries[0].title, cases[i].title);
		ck_assert_pstr_eq(feed.entries[0].summary, cases[i].summary);
		ck_assert_pstr_eq(feed.entries[0].content, cases[i].content);
	}
}
END_TEST

START_TEST(test_dates)
{
	static const struct {
		const char *inside;
		int64_t published, updated;
		size_t warnings;
	} cases[] = {
		{"<pubDate>Sun, 17 Aug 2025 12:00:00 GMT</pubDate>", 1755432000, DATE_UNKNOWN, 0},
		{"<dc:date>2025-08-17T12:00:00Z</dc:date>", 1755432000, DATE_UNKNOWN, 0},
		{"<pubDate>Sun, 17 Aug 2025 12:00:00 GMT</pubDate><dc:date>2020-01-01</dc:date>",
			1755432000, DATE_UNKNOWN, 0},
		{"<dcterms:issued>2025-08-17T12:00:00Z</dcterms:issued>"
		 "<dcterms:modified>2025-08-17T12:00:01Z</dcterms:modified>",
			1755432000, 1755432001, 0},
		{"<pubDate>nonsense</pubDate>", DATE_UNKNOWN, DATE_UNKNOWN, 1},
		{"<pubDate>nonsense</pubDate><dc:date>2025-08-17T12:00:00Z</dc:date>", 1755432000,
			DATE_UNKNOWN, 1},
		{"<pubDate></pubDate>", DATE_UNKNOWN, DATE_UNKNOWN, 0},
		{"", DATE_UNKNOWN, DATE_UNKNOWN, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed feed CLEANUP(feed_release) = {0};
		parse_item(cases[i].inside, &feed);
		ck_assert(feed.entries[0].published == cases[i].published);
		ck_assert(feed.entries[0].updated == cases[i].updated);
		ck_assert_uint_eq(feed.n_warnings, cases[i].warnings);
	}
}
END_TEST

START_TEST(test_person)
{
	static const struct {
		const char *text, *name, *email;
	} cases[] = {
		{"Ann  Example", "Ann Example", NULL},
		{"a@b.example", NULL, "a@b.example"},
		{"a@b.example (Ann)", "Ann", "a@b.example"},
		{"Ann <a@b.example>", "Ann", "a@b.example"},
		{"\"Ann\" (mailto:a@b.example)", "Ann", "a@b.example"},
		{"@handle", "@handle", NULL},
		{"a@b", "a@b", NULL},
		{"  ", NULL, NULL},
		{"", NULL, NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed_person p = rss_person(cases[i].text, strlen(cases[i].text));
		ck_assert_pstr_eq(p.name, cases[i].name);
		ck_assert_pstr_eq(p.email, cases[i].email);
		free(p.name);
		free(p.email);
	}
}
END_TEST

START_TEST(test_polling_hints)
{
	static const struct {
		const char *inside;
		int64_t ttl;
		unsigned int hours, days;
	} cases[] = {
		{"<ttl>60</ttl>", 3600, 0, 0},
		{"<ttl>-1</ttl>", -1, 0, 0},
		{"<ttl>99999999999</ttl>", -1, 0, 0},
		{"<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>4"
		 "</sy:updateFrequency>",
			900, 0, 0},
		{"<sy:updateFrequency>1</sy:updateFrequency><sy:updatePeriod>monthly"
		 "</sy:updatePeriod>",
			30 * 86400, 0, 0},
		{"<ttl>5</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 300, 0, 0},
		{"<sy:updatePeriod>sometimes</sy:updatePeriod>", -1, 0, 0},
		{"<skipHours><hour>0</hour><hour>24</hour><hour>99</hour></skipHours>"
		 "<skipDays><day>Saturday</day><day>x</day></skipDays>",
			-1, 1, 1u << 6},
		{"<hour>5</hour><day>Sunday</day>", -1, 0, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *text = xasprintf(
			"<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>"
			"<channel>%s</channel></rss>",
			cases[i].inside);
		struct feed_source source = {.bytes = text, .len = strlen(text)};
		struct feed feed CLEANUP(feed_release) = {0};
		ck_assert_int_eq(feed_parse(&source, &feed, NULL), 0);
		ck_assert_int_eq(feed.ttl_secs, cases[i].ttl);
		ck_assert_uint_eq(feed.skip_hours, cases[i].hours);
		ck_assert_uint_eq(feed.skip_days, cases[i].days);
	}
}
END_TEST

START_TEST(test_length)
{
	ck_assert_int_eq(rss_length("12"), 12);
	ck_assert_int_eq(rss_length("12 bytes"), 12);
	ck_assert_int_eq(rss_length("-1"), -1);
	ck_assert_int_eq(rss_length(""), -1);
	ck_assert_int_eq(rss_length("99999999999999999999"), -1);
	ck_assert_int_eq(rss_length(NULL), -1);
}
END_TEST

UNIT_MAIN("rss", test_precedence, test_dates, test_person, test_polling_hints, test_length)
