#include "feed/names.h"
#include "unit.h"
#include "util/mem.h"

START_TEST(test_space)
{
	static const struct {
		const char *uri, *prefix;
		enum feed_space want;
	} cases[] = {
		{NULL, NULL, SPACE_CORE},
		{"", NULL, SPACE_CORE},
		{"http://www.w3.org/2005/Atom", NULL, SPACE_ATOM},
		{"https://www.w3.org/2005/atom", "a", SPACE_ATOM},
		{"http://purl.org/dc/elements/1.0/", "x", SPACE_DC},
		{"http://purl.org/dc/terms/", "dc", SPACE_DCTERMS},
		{"http://search.yahoo.com/mrss", "m", SPACE_MEDIA},
		{" http://www.itunes.com/DTDs/PodCast-1.0.dtd", "i", SPACE_ITUNES},
		{"http://purl.org/rss/1.0/", NULL, SPACE_CORE},
		{"http://purl.org/rss/1.0/modules/content/", "c", SPACE_CONTENT},
		{"http://purl.org/rss/1.0/modules/taxonomy/", "dc", SPACE_OTHER},
		{"http://wrong.example/", "dc", SPACE_DC},
		{"http://wrong.example/", "w", SPACE_OTHER},
		{"http://wrong.example/", NULL, SPACE_OTHER},
		{NULL, "media", SPACE_MEDIA},
		{NULL, "unknown", SPACE_OTHER},
		{"http://news.yandex.ru", "y", SPACE_YANDEX},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(
			names_space(cases[i].uri, cases[i].prefix) == cases[i].want, "case %zu", i);
}
END_TEST

/* Every name of the tables is found, whatever its case: they must be in order. */
START_TEST(test_key)
{
	static const struct {
		enum feed_space space;
		const char *local;
		enum feed_key want;
	} cases[] = {
		{SPACE_CORE, "author", KEY_AUTHOR},
		{SPACE_CORE, "pubDate", KEY_PUBLISHED},
		{SPACE_CORE, "PUBDATE", KEY_PUBLISHED},
		{SPACE_CORE, "url", KEY_URI},
		{SPACE_CORE, "skipHours", KEY_SKIP_HOURS},
		{SPACE_CORE, "guid", KEY_GUID},
		{SPACE_CORE, "image", KEY_OTHER},
		{SPACE_CORE, "averyveryverylongelementname", KEY_OTHER},
		{SPACE_ATOM, "entry", KEY_ENTRY},
		{SPACE_DC, "creator", KEY_CREATOR},
		{SPACE_DC, "title", KEY_TITLE_SPARE},
		{SPACE_DCTERMS, "modified", KEY_UPDATED_SPARE},
		{SPACE_MEDIA, "content", KEY_MEDIA_CONTENT},
		{SPACE_MEDIA, "title", KEY_TITLE_SPARE},
		{SPACE_ITUNES, "summary", KEY_SUMMARY_SPARE},
		{SPACE_SYNDICATION, "updatePeriod", KEY_UPDATE_PERIOD},
		{SPACE_CONTENT, "encoded", KEY_ENCODED},
		{SPACE_XHTML, "body", KEY_BODY},
		{SPACE_YANDEX, "full-text", KEY_FULLTEXT},
		{SPACE_RDF, "RDF", KEY_RDF},
		{SPACE_OTHER, "title", KEY_OTHER},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(names_key(cases[i].space, cases[i].local) == cases[i].want, "%s",
			cases[i].local);
}
END_TEST

UNIT_MAIN("names", test_space, test_key)
