#include "feed/feed.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

/* One entry's text as its element is written, and what title, summary and content it makes. */
struct text_case {
	const char *element;
	const char *title, *content;
};

static int parse(const char *text, struct feed *feed)
{
	struct feed_source source = {
		.bytes = text, .len = strlen(text), .url = "http://a.example/dir/feed"};
	struct err err = ERR_INIT;
	int result = feed_parse(&source, feed, &err);
	ck_assert_msg(result == 0, "%s: %s", text, err.text);
	return result;
}

static void check_texts(const char *root, const struct text_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		AUTOFREE char *text = xasprintf("%s<entry><title%s</title><content%s</content>"
						"</entry></feed>",
			root, cases[i].element, cases[i].element);
		struct feed feed CLEANUP(feed_release) = {0};
		(void)parse(text, &feed);
		ck_assert_uint_eq(feed.n_entries, 1);
		ck_assert_msg(feed.entries[0].title, "no title of %s", cases[i].element);
		ck_assert_str_eq(feed.entries[0].title, cases[i].title);
		ck_assert_str_eq(feed.entries[0].content, cases[i].content);
	}
}

START_TEST(test_atom10_texts)
{
	static const struct text_case cases[] = {
		{">a &lt;b&gt; &amp;amp; c", "a <b> &amp; c", "a &lt;b&gt; &amp;amp; c"},
		{" type='text'>1 &lt; 2", "1 < 2", "1 &lt; 2"},
		{" type='html'>a &lt;b&gt;&amp;amp;&lt;/b&gt;", "a &", "a <b>&amp;</b>"},
		{" type='text/html'><![CDATA[<i>x</i>]]>", "x", "<i>x</i>"},
		{" type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>1 &lt; "
		 "<b>2</b><br/></div>",
			"1 < 2", "1 &lt; <b>2</b><br />"},
		{" type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:a "
		 "href='p?a=1&amp;b=2'>"
		 "l</x:a></x:div>",
			"l", "<a href=\"http://a.example/dir/p?a=1&amp;b=2\">l</a>"},
		{" xml:base='/other/' type='html'>&lt;a href=\"x\"&gt;l&lt;/a&gt;", "l",
			"<a href=\"http://a.example/other/x\">l</a>"},
		{"><b>naked</b> &amp; text", "naked & text", "<b>naked</b> &amp; text"},
	};
	check_texts("<feed xmlns='http://www.w3.org/2005/Atom'>", cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_atom03_texts)
{
	static const struct text_case cases[] = {
		{" type='text/html' mode='escaped'>a &lt;b&gt;c&lt;/b&gt;", "a c", "a <b>c</b>"},
		{" type='text/html' mode='base64'>YSA8Yj5jPC9iPg==", "a c", "a <b>c</b>"},
		{" type='application/xhtml+xml' mode='xml'><div>a <b>c</b></div>", "a c",
			"<div>a <b>c</b></div>"},
		{" type='text/plain'>a &lt;b>", "a <b>", "a &lt;b&gt;"},
	};
	check_texts(
		"<feed version='0.3' xmlns='http://purl.org/atom/ns#'>", cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_links)
{
	static const struct {
		const char *links, *url;
		size_t enclosures;
	} cases[] = {
		{"<link href='1'/>", "http://a.example/dir/1", 0},
		{"<link rel='self' href='/s'/><link rel='alternate' href='/a'/>",
			"http://a.example/a", 0},
		{"<link rel='alternate' type='application/json' href='/j'/>"
		 "<link rel='alternate' type='text/html' href='/h'/>",
			"http://a.example/h", 0},
		{"<link rel='enclosure' href='/e' length='9'/>", NULL, 1},
		{"<link rel='http://www.iana.org/assignments/relation/alternate' href='/i'/>",
			"http://a.example/i", 0},
		{"<link>http://b.example/text</link>", "http://b.example/text", 0},
		{"<id>http://b.example/id</id>", "http://b.example/id", 0},
		{"<id>tag:b,1</id>", NULL, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *text = xasprintf(
			"<feed xmlns='http://www.w3.org/2005/Atom'><entry>%s"
			"</entry></feed>",
			cases[i].links);
		struct feed feed CLEANUP(feed_release) = {0};
		(void)parse(text, &feed);
		ck_assert_pstr_eq(feed.entries[0].url, cases[i].url);
		ck_assert_uint_eq(feed.entries[0].n_enclosures, cases[i].enclosures);
	}
}
END_TEST

START_TEST(test_people_and_source)
{
	static const char text[] =
		"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en_GB'><title>F</title><entry>"
		"<author><name>A  B</name><email>a@b.example</email><uri>/p</uri></author>"
		"<author><name>C</name></author><contributor><name>no</name></contributor>"
		"<source><title>S</title><id>s</id><author><name>no</name></author></source>"
		"<title>T</title><id>1</id><category term='c' label='no'/>"
		"<updated>2025-08-17T12:00:00Z</updated></entry></feed>";
	struct feed feed CLEANUP(feed_release) = {0};
	(void)parse(text, &feed);
	ck_assert_str_eq(feed.title, "F");
	ck_assert_str_eq(feed.language, "en-GB");
	const struct feed_entry *e = &feed.entries[0];
	ck_assert_str_eq(e->title, "T");
	ck_assert_str_eq(e->id, "1");
	ck_assert_uint_eq(e->n_authors, 2);
	ck_assert_str_eq(e->authors[0].name, "A B");
	ck_assert_str_eq(e->authors[0].uri, "http://a.example/p");
	ck_assert_str_eq(e->authors[1].name, "C");
	ck_assert_str_eq(e->categories[0], "c");
	ck_assert_int_eq(e->updated, 1755432000);
}
END_TEST

UNIT_MAIN("atom", test_atom10_texts, test_atom03_texts, test_links, test_people_and_source)
