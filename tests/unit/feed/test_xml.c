#include "feed/xml.h"

#include "feed/feed.h"
#include "feed/notes.h"
#include "feed/reader.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/mem.h"

static int read_strictly(const char *text, struct feed *feed, struct err *err)
{
	struct feed_notes notes CLEANUP(notes_release) = {0};
	struct reader *reader = xmalloc(sizeof(*reader));
	reader_init(reader, feed, &notes, NULL);
	int result = xml_read(text, strlen(text), true, reader, err);
	reader_release(reader);
	free(reader);
	return result;
}

START_TEST(test_strict)
{
	static const struct {
		const char *text, *fault; /* a part of it; NULL: none */
	} cases[] = {
		{"<rss a='1&amp;2'>&lt;&#233;</rss>", NULL},
		{"<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/rss.dtd'><rss/>", NULL},
		{"<rss>\n<a></b></rss>", "line 2"},
		{"<rss>&nbsp;</rss>", "&nbsp;"},
		{"<rss a='&eacute;'/>", "&eacute;"},
		{"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;</rss>", "&a;"},
		{"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><rss>&x;</rss>", "&x;"},
		{"<rss><a><![CDATA[x</a><a><![CDATA[y]]></a></rss>", "CDATA inside CDATA"},
		{"<rss>", "line 1"},
		{"", "line 1"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed feed CLEANUP(feed_release) = {0};
		struct err err = ERR_INIT;
		int result = read_strictly(cases[i].text, &feed, &err);
		ck_assert_msg(result == (cases[i].fault ? ERR_REJECT : 0), "%s: %s", cases[i].text,
			err.text);
		if (cases[i].fault)
			ck_assert_msg(strstr(err.text, cases[i].fault), "%s: %s", cases[i].text,
				err.text);
	}
}
END_TEST

START_TEST(test_attribute_values)
{
	static const char text[] =
		"<rss version='2.0'><channel><item><enclosure url='http://a.example/?a=1&amp;b=2"
		"&#38;#38;c'/></item></channel></rss>";
	struct feed feed CLEANUP(feed_release) = {0};
	ck_assert_int_eq(read_strictly(text, &feed, NULL), 0);
	ck_assert_str_eq(feed.entries[0].enclosures[0].url, "http://a.example/?a=1&b=2&#38;c");
}
END_TEST

START_TEST(test_costly)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(65536);
	(void)buf_puts(&text, "<rss><!-- ");
	for (int i = 0; i < 200; i++)
		(void)buf_printf(&text, "a%d='>' ", i);
	(void)buf_puts(&text, "--><![CDATA[<a ");
	for (int i = 0; i < 200; i++)
		(void)buf_printf(&text, "a%d='1' ", i);
	(void)buf_puts(&text, "]]><a b='");
	for (int i = 0; i < 200; i++)
		(void)buf_puts(&text, "=");
	(void)buf_puts(&text, "'/>");
	ck_assert(!xml_is_costly(buf_str(&text), text.len));
	(void)buf_puts(&text, "<a ");
	for (int i = 0; i < 200; i++)
		(void)buf_printf(&text, "a%d='>' ", i);
	(void)buf_puts(&text, "/></rss>");
	ck_assert(xml_is_costly(buf_str(&text), text.len));
}
END_TEST

UNIT_MAIN("xml", test_strict, test_attribute_values, test_costly)
