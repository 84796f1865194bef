#include "feed/mend.h"
#include "feed/notes.h"
#include "feed/sniff.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

static void mend(const char *text, struct buf *out, struct feed_notes *notes)
{
	size_t root = 0;
	ck_assert_msg(sniff_text(text, strlen(text), &root) == SNIFF_XML, "%s", text);
	mend_xml(text, strlen(text), root, out, notes);
}

START_TEST(test_mend)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"junk <b>Notice</b>\n<?xml version='1.0'?><rss a=1 b='2' b='3' c/>",
			"<rss a=\"1\" b=\"2\" c=\"\"/>"},
		{"<rss>AT&T &nbsp;&mdash; &amp; &foo; ?a=1&b=2</rss>",
			"<rss>AT&amp;T \xC2\xA0\xE2\x80\x94 &amp; &amp;foo; ?a=1&amp;b=2</rss>"},
		{"<rss>1 < 2 <3</rss>", "<rss>1 &lt; 2 &lt;3</rss>"},
		{"<rss>a\x08\x1C"
		 "b]]>c</rss>",
			"<rss>ab]]&gt;c</rss>"},
		{"<rss><![CDATA[a & <b>]]></rss>", "<rss><![CDATA[a & <b>]]></rss>"},
		{"<rss><title><![CDATA[open</title><link/></rss>",
			"<rss><title><![CDATA[open]]></title><link/></rss>"},
		{"<rss><i><![CDATA[a</i><i><![CDATA[b]]></i></rss>",
			"<rss><i><![CDATA[a]]></i><i><![CDATA[b]]></i></rss>"},
		{"<rss><i><![CDATA[a <![CDATA[ b]]></i></rss>",
			"<rss><i><![CDATA[a <![CDATA[ b]]></i></rss>"},
		{"<rss><a b=\"x>t</a><a b=\"y\">u</a></rss>",
			"<rss><a b=\"x\">t</a><a b=\"y\">u</a></rss>"},
		{"<rss><!-- gone --><?php gone?>x</rss>", "<rss>x</rss>"},
		{"<rss><channel><item><title>A<link>x</link><item><title>B</title></item></"
		 "channel>",
			"<rss><channel><item><title>A</title><link>x</link></item><item><title>B</"
			"title>"
			"</item></channel></rss>"},
		{"<rss><channel><item><description><p>a<br>b<img src=x>c</description></item>"
		 "</channel></rss>",
			"<rss><channel><item><description><p>a<br/>b<img "
			"src=\"x\"/>c</p></description>"
			"</item></channel></rss>"},
		{"<rss><channel></b></channel></RSS>", "<rss><channel></channel></rss>"},
		{"<rss><a href=\"x>text</a></rss>", "<rss><a href=\"x\">text</a></rss>"},
		{"<rss></rss><rss>again</rss>", "<rss></rss>"},
		/* the feed ends before its last entries do */
		{"<rss><channel><item>a</item></channel></rss><item>b</item></channel></rss>",
			"<rss><channel><item>a</item></channel><item>b</item></rss>"},
		{"<!DOCTYPE rss [<!ENTITY a \"<v>\"><!ENTITY b \"&a;&a;\">]><rss>&a;&b;</rss>",
			"<rss>&lt;v&gt;&amp;b;</rss>"},
		{"<rss>&#xD83D;&#xDE09;&#0;&#146;</rss>", "<rss>\xF0\x9F\x98\x89\xC2\x92</rss>"},
		/* cut off in a field: the entry goes; after a whole one: it stays */
		{"<rss><channel><item><link>x</link></item><item><link>http://a.exa",
			"<rss><channel><item><link>x</link></item></channel></rss>"},
		{"<rss><channel><item><link>x</link>",
			"<rss><channel><item><link>x</link></item></channel></rss>"},
		{"<rss><channel><item><link>x</link><title>T</tit",
			"<rss><channel></channel></rss>"},
		{"<rss><channel><item><link>x</link></item><item><link>y</link>",
			"<rss><channel><item><link>x</link></item></channel></rss>"},
		{"<rss><channel><item><![CDATA[x", "<rss><channel></channel></rss>"},
		{"<rss><channel><item>", "<rss><channel></channel></rss>"},
		{"<rss><channel><item><link>x</link", "<rss><channel></channel></rss>"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct buf out CLEANUP(buf_release) = BUF_INIT(65536);
		struct feed_notes notes CLEANUP(notes_release) = {0};
		mend(cases[i].text, &out, &notes);
		ck_assert_str_eq(buf_str(&out), cases[i].want);
	}
}
END_TEST

START_TEST(test_depth)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(1 << 20);
	(void)buf_puts(&text, "<rss><channel><item><description>");
	for (int i = 0; i < 20000; i++)
		(void)buf_puts(&text, "<div>");
	(void)buf_puts(&text, "deep</description></item><item><title>next</title></item>");
	struct buf out CLEANUP(buf_release) = BUF_INIT(1 << 21);
	struct feed_notes notes CLEANUP(notes_release) = {0};
	mend(buf_str(&text), &out, &notes);
	size_t depth = 0, most = 0;
	for (const char *p = buf_str(&out); *p; p++) {
		if (p[0] == '<' && p[1] == '/')
			depth--;
		else if (p[0] == '<')
			depth++;
		if (depth > most)
			most = depth;
	}
	ck_assert_uint_le(most, MEND_DEPTH_MAX);
	ck_assert(strstr(buf_str(&out), "deep"));
	ck_assert(strstr(buf_str(&out), "next"));
}
END_TEST

START_TEST(test_notes)
{
	struct feed_notes notes CLEANUP(notes_release) = {0};
	struct buf out CLEANUP(buf_release) = BUF_INIT(4096);
	mend("<rss>a & b &nbsp;", &out, &notes);
	ck_assert_uint_eq(notes.n, 4);
	ck_assert_str_eq(notes.items[0], "XML: HTML entities put in without a DTD: 1");
	ck_assert_str_eq(notes.items[1], "XML: bare ampersands escaped: 1");
}
END_TEST

UNIT_MAIN("mend", test_mend, test_depth, test_notes)
