#include "feed/html.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

START_TEST(test_to_text)
{
	static const struct {
		const char *html;
		bool careful;
		const char *want;
	} cases[] = {
		{"A &amp; B", false, "A & B"},
		{"A &amp;amp; B", false, "A &amp; B"},
		{"<b>bold</b> move", false, "bold move"},
		{"one<br/>two<p>three", false, "one two three"},
		{"in<i>line</i>d", false, "inlined"},
		{"a <!-- b --> c", false, "a c"},
		{"a<!-- never closed", false, "a<!-- never closed"},
		{"<img src='x' alt='a > b'>after", false, "after"},
		{"  many \n\t blanks ", false, "many blanks"},
		{"no\xC2\xA0"
		 "break",
			false,
			"no\xC2\xA0"
			"break"},
		{"generic <T> types", true, "generic <T> types"},
		{"generic <T> types", false, "generic types"},
		{"a <em>b</em>", true, "a b"},
		{"1 < 2 > 0", true, "1 < 2 > 0"},
		{"AT&T", true, "AT&T"},
		{"<b", false, "<b"},
		{"", false, ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = html_to_text(
			cases[i].html, strlen(cases[i].html), cases[i].careful);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

START_TEST(test_resolve)
{
	static const char base[] = "https://a.example/dir/page?q#f";
	static const struct {
		const char *base, *ref, *want;
	} cases[] = {
		{base, "/x/y?z=1", "https://a.example/x/y?z=1"},
		{base, " b ", "https://a.example/dir/b"},
		{base, "../b", "https://a.example/b"},
		{base, "/../b", "https://a.example/b"},
		{base, "//b.example/c", "https://b.example/c"},
		{base, "http://b.example", "http://b.example"},
		{base, "mailto:a@b.example", "mailto:a@b.example"},
		{base, "/\xD0\xBF\xD1\x80", "https://a.example/\xD0\xBF\xD1\x80"},
		{base, "\xD0\xBF\xD1\x80", "https://a.example/dir/\xD0\xBF\xD1\x80"},
		{"http://a.example", "/x", "http://a.example/x"},
		{NULL, "/x", "/x"},
		{"not a base", "/x", "/x"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = html_resolve(
			cases[i].base, cases[i].ref, strlen(cases[i].ref));
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

START_TEST(test_resolve_links)
{
	static const struct {
		const char *html, *want; /* want NULL: unchanged */
	} cases[] = {
		{"<a href=\"/x\">t</a>", "<a href=\"http://a.example/x\">t</a>"},
		{"<A HREF='/x'>t</A>", "<A HREF='http://a.example/x'>t</A>"},
		{"<a href=/x>t</a>", "<a href=\"http://a.example/x\">t</a>"},
		{"<a title=\"/x\" href=\"y\" class=c>",
			"<a title=\"/x\" href=\"http://a.example/d/y\" "
			"class=c>"},
		{"<img src=\"i.png\"/>", "<img src=\"http://a.example/d/i.png\"/>"},
		{"<video poster=p.jpg src=v.mp4>", "<video poster=\"http://a.example/d/p.jpg\" "
						   "src=\"http://a.example/d/v.mp4\">"},
		{"<a href=\"?a=1&amp;b=2\">", "<a href=\"http://a.example/d/p?a=1&amp;b=2\">"},
		{"<a href=\"https://b.example/?a=1&b=2\">", NULL},
		{"<a name=\"/x\">", NULL},
		{"<p>1 < 2 <!-- <a href=\"/x\"> --></p>", NULL},
		{"<a href=\"/x", NULL},
		{"<a href", NULL},
		{"<", NULL},
		{"no tags", NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out CLEANUP(buf_release) = BUF_INIT(4096);
		size_t budget = 1000;
		html_resolve_links(cases[i].html, strlen(cases[i].html), "http://a.example/d/p",
			&budget, &out);
		ck_assert_str_eq(buf_str(&out), cases[i].want ? cases[i].want : cases[i].html);
	}
}
END_TEST

START_TEST(test_budget)
{
	static const char html[] = "<a href=x><a href=y>";
	struct buf out CLEANUP(buf_release) = BUF_INIT(4096);
	size_t budget = 1;
	html_resolve_links(html, strlen(html), "http://a.example/", &budget, &out);
	ck_assert_str_eq(buf_str(&out), "<a href=\"http://a.example/x\"><a href=\"y\">");
	ck_assert_uint_eq(budget, 0);
}
END_TEST

START_TEST(test_names)
{
	ck_assert(html_is_void("br", 2));
	ck_assert(html_is_void("IMG", 3));
	ck_assert(!html_is_void("b", 1));
	ck_assert(html_is_element("Blockquote", 10));
	ck_assert(!html_is_element("quote", 5));
	ck_assert(!html_is_element("", 0));
}
END_TEST

UNIT_MAIN("html", test_to_text, test_resolve, test_resolve_links, test_budget, test_names)
