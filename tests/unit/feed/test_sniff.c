#include "feed/sniff.h"
#include "unit.h"
#include "util/mem.h"

START_TEST(test_sniff)
{
	static const struct {
		const char *text;
		enum sniff_kind kind;
		size_t root;
	} cases[] = {
		{"", SNIFF_EMPTY, 0},
		{" \r\n\t", SNIFF_EMPTY, 0},
		{"  {\"a\":1}", SNIFF_JSON, 2},
		{"<rss/>", SNIFF_XML, 0},
		{"<?xml version='1.0'?><!-- <html> --><r:RDF/>", SNIFF_XML, 36},
		{"<!DOCTYPE html><feed/>", SNIFF_XML, 15},
		{"<!DOCTYPE rss [<!ENTITY a '<html>'>]><rss/>", SNIFF_XML, 37},
		{"<br />\n<b>Notice</b><rss>", SNIFF_XML, 20},
		{"<entry xmlns='http://www.w3.org/2005/Atom'/>", SNIFF_XML, 0},
		{"<entry/>", SNIFF_NOTHING, 0},
		/* wrapped by a page, with nothing between; else a page */
		{"<!DOCTYPE html><html><body>\n<rss><item/>", SNIFF_XML, 28},
		{"<html><!-- cache --><?xml version='1.0'?><feed><entry/>", SNIFF_XML, 41},
		{"<!DOCTYPE html><html><body><rss/>", SNIFF_HTML, 0},
		{"<html><body>Code: <rss><item/>", SNIFF_HTML, 0},
		{"<html><body><p/><rss><item/>", SNIFF_HTML, 0},
		{"<html>Please wait", SNIFF_HTML, 0},
		/* a channel is a feed's only with items in it */
		{"<channel><item/>", SNIFF_XML, 0},
		{"<tv><channel id='1'/></tv>", SNIFF_NOTHING, 0},
		{")]}' {\"version\":\"https://jsonfeed.org/version/1\"}", SNIFF_JSON, 5},
		{"a {\"version\":1}", SNIFF_NOTHING, 0},
		{"<BODY>", SNIFF_HTML, 0},
		{"<opml><body/></opml>", SNIFF_HTML, 0},
		{"<rssx/>", SNIFF_NOTHING, 0},
		{"[1]", SNIFF_NOTHING, 0},
		{"text < text", SNIFF_NOTHING, 0},
		{"<", SNIFF_NOTHING, 0},
		{"<!-- never closed <rss/>", SNIFF_NOTHING, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		size_t root = 0;
		enum sniff_kind kind = sniff_text(cases[i].text, strlen(cases[i].text), &root);
		ck_assert_msg(kind == cases[i].kind, "%s: %d", cases[i].text, (int)kind);
		if (kind == SNIFF_XML || kind == SNIFF_JSON)
			ck_assert_msg(root == cases[i].root, "%s: %zu", cases[i].text, root);
	}
}
END_TEST

UNIT_MAIN("sniff", test_sniff)
