/* Whatever is read plainly comes out as libxml2 would have it; and feeds are read plainly. */
#include "feed/xml_plain.h"

#include <jansson.h>

#include "feed/feed.h"
#include "feed/feed_json.h"
#include "feed/notes.h"
#include "feed/reader.h"
#include "feed/xml.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"

/* What a reading makes of a document: the feed as JSON, or NULL where it is refused. */
static json_t *outcome(const char *text, size_t len, bool plainly)
{
	struct feed_notes notes CLEANUP(notes_release) = {0};
	struct feed feed CLEANUP(feed_release) = {0};
	struct reader *reader = xmalloc(sizeof(*reader));
	reader_init(reader, &feed, &notes, "https://base.example/dir/feed");
	bool read = plainly ? xml_read_plain(text, len, reader)
			    : xml_read(text, len, true, reader, NULL) == 0;
	reader_release(reader);
	free(reader);
	json_t *json = read ? feed_to_json(&feed) : NULL;
	if (json)
		(void)json_object_set_new(json, "notes", json_integer((json_int_t)notes.n));
	return json;
}

/* Compares both; returns whether it was read plainly. */
static bool same(const char *text, size_t len)
{
	AUTOJSON json_t *plain = outcome(text, len, true);
	AUTOJSON json_t *full = plain ? outcome(text, len, false) : NULL;
	if (!plain)
		return false;
	ck_assert_msg(full, "libxml2 refuses %.*s", (int)len, text);
	AUTOFREE char *a = json_compact(plain), *b = json_compact(full);
	ck_assert_msg(strcmp(a, b) == 0, "%.*s\n%s\n%s", (int)len, text, a, b);
	return true;
}

#define ITEM(x)  "<rss version='2.0'><channel><item>" x "</item></channel></rss>"
#define TITLE(x) ITEM("<title>" x "</title>")

START_TEST(test_documents)
{
	static const struct {
		const char *text;
		bool plain;
	} cases[] = {
		{"<rss/>", true},
		{"<?xml version=\"1.0\"?>\n<rss></rss>\n<!-- end -->\n", true},
		{"<?xml version='1.0' encoding='utf-16' standalone='yes' ?><rss/>", true},
		{"<?xml version='1.1'?><rss/>", false},
		{"<?xml version='1.0' encoding='?'?><rss/>", false},
		{"<?xml version='1.0' standalone='yes' encoding='utf-8'?><rss/>", false},
		{"<?xml-stylesheet href='a.css'?><!-- a > b --><rss/><?end?>", true},
		{"<?XML a?><rss/>", false},
		{"<!-- a -- b --><rss/>", false},
		{"<!DOCTYPE rss><rss/>", false},
		{"", false},
		{" <rss/>", true},
		{"<rss/>x", false},
		{"<rss/><rss/>", false},
		{"<rss>", false},
		{"<rss></rs>", false},
		{"<rss></rsss>", false},
		{"<rss></rss >", true},
		{"<rss / >", false},
		{"<rss", false},
		/* text */
		{TITLE("a &amp; b &lt;c&gt; &quot;d&apos; &#233;&#xE9;&#x1F600;"), true},
		{TITLE("a\r\nb\rc\r\r\nd"), true},
		{TITLE("&#13;&#10;&#9;"), true},
		{TITLE("]] ] ]&gt;"), true},
		{TITLE("a ]]> b"), false},
		{TITLE("&nbsp;"), false},
		{TITLE("AT&T"), false},
		{TITLE("&#0;"), false},
		{TITLE("&#xD83D;"), false},
		{TITLE("&#99999999999;"), false},
		{TITLE("&#;"), false},
		{TITLE("&#x;"), false},
		{TITLE("&#xg1;"), false},
		{TITLE("&#65"), false},
		{TITLE("a\x08"), false},
		{TITLE("\xEF\xBF\xBD \xEF\xBB\xBF \xEF\xBC\xA1"), true},
		{TITLE("\xEF\xBF\xBE"), false},
		{TITLE("\xEF\xBF\xBF"), false},
		{TITLE("Переговори в Києві"), true},
		{TITLE("<![CDATA[a ] ]] > & < b\r\nc]]> and <![CDATA[]]>"), true},
		{TITLE("<![CDATA[a <![CDATA[ b]]>"), false},
		{TITLE("<![CDATA[a"), false},
		{TITLE("<![CDATA[a\x01]]>"), false},
		{TITLE("a<!-- no -->b<?no?>c<?no more ? >?>d"), true},
		{ITEM("<description>a <b class='x>y'>c</b> <br/> d</description>"), true},
		/* attributes */
		{ITEM("<enclosure url='http://a.example/?a=1&amp;b=2&#38;c' type = \"a'b\"/>"),
			true},
		{ITEM("<enclosure url='a\n b\r\nc\td&#10;e' length='1'/>"), true},
		{ITEM("<guid isPermaLink='false' isPermaLink='true'>x</guid>"), false},
		{ITEM("<guid a='1'b='2'>x</guid>"), false},
		{ITEM("<guid a=1>x</guid>"), false},
		{ITEM("<guid a>x</guid>"), false},
		{ITEM("<guid a='<'>x</guid>"), false},
		{ITEM("<guid a='&b;'>x</guid>"), false},
		{ITEM("<guid a='1>x</guid>"), false},
		{ITEM("<link xml:base='http://x.example/'>a</link>"), true},
		{ITEM("<link xml:lang='uk' xml:lang='ru'>a</link>"), false},
		/* names and namespaces */
		{ITEM("<назва>x</назва>"), false},
		{ITEM("<a:b:c/>"), false},
		{ITEM("<:b/>"), false},
		{ITEM("<b:/>"), false},
		{ITEM("<1/>"), false},
		{ITEM("<dc:creator>x</dc:creator>"), false},
		{ITEM("<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>x</dc:creator>"),
			true},
		{ITEM("<d:date xmlns:d='http://purl.org/dc/elements/1.1/' d:a='1' "
		      "a='2'>x</d:date>"),
			true},
		{ITEM("<a xmlns:d='http://x.example/' xmlns:e='http://x.example/' d:a='' e:a=''/>"),
			false},
		{ITEM("<a xmlns:d='http://x.example/' xmlns:d='http://y.example/'/>"), false},
		{ITEM("<a xmlns:d=''/>"), false},
		{ITEM("<a xmlns='relative'/>"), false},
		{ITEM("<a xmlns='http://x.example/a b'/>"), false},
		{ITEM("<a xmlns='http://www.w3.org/XML/1998/namespace'/>"), false},
		{ITEM("<a xmlns:b='http://www.w3.org/2000/xmlns/'/>"), false},
		{ITEM("<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>"), false},
		{ITEM("<a xmlns:xmlns='http://x.example/'/>"), false},
		{ITEM("<xml:title>x</xml:title>"), false},
		{"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='xhtml'>"
		 "<div xmlns='http://www.w3.org/1999/xhtml'>a <b>c</b></div></title>"
		 "<x xmlns=''><id>1</id></x><id>2</id></entry></feed>",
			true},
		{"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>x</a:title>"
		 "<b xmlns:a='http://x.example/'><a:id>1</a:id></b></a:entry></a:feed>",
			true},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(same(cases[i].text, strlen(cases[i].text)) == cases[i].plain,
			"%s: %s plainly", cases[i].text, cases[i].plain ? "not read" : "read");
}
END_TEST

/* Every way to cut a feed off or to spoil one byte of it. */
START_TEST(test_spoilt)
{
	static const char text[] =
		"<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' "
		"xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>T &amp; "
		"\xD0\x9A</title>"
		"<!-- c --><item><title><![CDATA[a]]>&#x41;</title>\r\n<dc:creator>N</dc:creator>"
		"<link xml:base='http://x.example/'>l?a&lt;</link><a b=\"'&quot;\"/></item>"
		"</channel></rss>\n";
	static const char bytes[] = "<>&'\"/=:;]x \n\t-?!#\x01\xEF";
	size_t len = sizeof(text) - 1, plain = 0;
	ck_assert(same(text, len));
	for (size_t i = 0; i <= len; i++)
		(void)same(text, i);
	for (size_t i = 0; i < len; i++) {
		AUTOFREE char *spoilt = xstrndup(text, len);
		for (size_t k = 0; k < sizeof(bytes) - 1; k++) {
			/* what is read is UTF-8, whatever came */
			if ((unsigned char)text[i] >= 0x80 || bytes[k] == '\xEF')
				continue;
			spoilt[i] = bytes[k];
			plain += same(spoilt, len);
		}
	}
	ck_assert_uint_gt(plain, 500);
}
END_TEST

START_TEST(test_bounds)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(1 << 20);
	for (size_t depth = 190; depth <= 210; depth += 20) { /* libxml2 has a bound, too */
		buf_reset(&text);
		for (size_t i = 0; i < depth; i++)
			(void)buf_puts(&text, "<a>");
		for (size_t i = 0; i < depth; i++)
			(void)buf_puts(&text, "</a>");
		ck_assert_int_eq(same(buf_str(&text), text.len), depth < 200);
	}
	for (int n = 98; n <= 100; n += 2) { /* attributes */
		buf_reset(&text);
		(void)buf_puts(&text, "<a");
		for (int i = 0; i < n; i++)
			(void)buf_printf(&text, " a%d='&amp;'", i);
		(void)buf_puts(&text, "/>");
		ck_assert_int_eq(same(buf_str(&text), text.len), n < 100);
	}
	for (int n = 900; n <= 1100; n += 200) { /* names */
		buf_reset(&text);
		(void)buf_puts(&text, "<a>");
		for (int i = 0; i < n; i++)
			(void)buf_printf(&text, "<a%d/>", i);
		(void)buf_puts(&text, "</a>");
		ck_assert_int_eq(same(buf_str(&text), text.len), n < 1000);
	}
}
END_TEST

UNIT_MAIN("xml_plain", test_documents, test_spoilt, test_bounds)
