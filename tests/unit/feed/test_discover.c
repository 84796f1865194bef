#include "feed/discover.h"

#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

static char *joined(const struct found_feeds *feeds)
{
	char *text = xstrdup("");
	for (size_t i = 0; i < feeds->n; i++) {
		char *longer = xasprintf("%s%s%s=%s", text, *text ? " " : "", feeds->items[i].url,
			feeds->items[i].title ? feeds->items[i].title : "-");
		free(text);
		text = longer;
	}
	return text;
}

START_TEST(test_html)
{
	static const struct {
		const char *html, *want;
	} cases[] = {{"", ""}, {"<p>nothing</p>", ""},
		{"<link rel=alternate type=application/rss+xml href=/rss>",
			"https://a.example/rss=-"},
		{"<html><head><LINK REL='nofollow Alternate' TYPE='application/atom+xml; "
		 "charset=utf-8'"
		 " HREF='b.xml' TITLE='B &amp; C'></head></html>",
			"https://a.example/x/b.xml=B & C"},
		{"<base href='https://b.example/y/'><link rel=alternate type=application/feed+json"
		 " href=f.json>",
			"https://b.example/y/f.json=-"},
		/* twice the same, a style sheet, another language, a file, no address */
		{"<link rel=alternate type=text/xml href=/f><link rel=alternate type=text/xml "
		 "href=/f>"
		 "<link rel=stylesheet type=text/xml href=/s><link rel=alternate hreflang=de "
		 "href=/de>"
		 "<link rel=alternate type=application/rss+xml href='file:///etc/passwd'>"
		 "<link rel=alternate type=application/rss+xml>",
			"https://a.example/f=-"},
		{"<body><p><div><link rel=alternate type=application/rss+xml href=//c.example/f>",
			"https://c.example/f=-"}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct found_feeds found CLEANUP(found_feeds_release) = {0};
		discover_in_html(
			cases[i].html, strlen(cases[i].html), "https://a.example/x/", &found);
		AUTOFREE char *got = joined(&found);
		ck_assert_msg(strcmp(got, cases[i].want) == 0, "case %zu: %s", i, got);
	}
}
END_TEST

START_TEST(test_opml)
{
	static const char opml[] =
		"<?xml version='1.0'?><opml version='1.0'><head><title>x</title></head><body>"
		"<outline text='Folder'><outline type='rss' text='A &amp; a' "
		"xmlUrl='http://a.example/f'/>"
		"<outline text='B' title='Bee' xmlurl=' https://b.example/f '/></outline>"
		"<outline xmlUrl='ftp://c.example/f'/><outline xmlUrl='http://a.example/f'/>"
		"<outline text='no feed' htmlUrl='http://d.example/'/></body></opml>";
	struct found_feeds found CLEANUP(found_feeds_release) = {0};
	ck_assert_int_eq(discover_in_opml(opml, strlen(opml), &found, NULL), 0);
	AUTOFREE char *got = joined(&found);
	ck_assert_str_eq(got, "http://a.example/f=A & a https://b.example/f=Bee");
	struct err err = ERR_INIT;
	ck_assert_int_eq(discover_in_opml("<rss/>", 6, &found, &err), ERR_REJECT);
	ck_assert_int_eq(discover_in_opml("", 0, &found, &err), ERR_REJECT);
	/* Cut off: what is whole is taken. A bomb stays small. */
	static const char cut[] = "<opml><body><outline xmlUrl='http://e.example/f'/><outline xml";
	ck_assert_int_eq(discover_in_opml(cut, strlen(cut), &found, NULL), 0);
	ck_assert_uint_eq(found.n, 3);
	static const char bomb[] =
		"<!DOCTYPE opml [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
		"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d SYSTEM 'file:///etc/passwd'>]>"
		"<opml><body><outline text='&c;' xmlUrl='http://f.example/f'/>&d;</body></opml>";
	ck_assert_int_eq(discover_in_opml(bomb, strlen(bomb), &found, NULL), 0);
	ck_assert_uint_eq(found.n, 4);
}
END_TEST

UNIT_MAIN("discover", test_html, test_opml)
