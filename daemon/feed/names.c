#include "feed/names.h"

#include <stddef.h>
#include <strings.h>

#include "util/mem.h"

/* The longest name in the tables has 17 letters. */
#define NAME_SIZE 24

struct space {
	const char *text;
	enum feed_space space;
};

/* Without the scheme and the end: documents differ in http and https, / and # at the end, and in
 * versions. */
static const struct space by_uri[] = {
	{"www.w3.org/2005/atom", SPACE_ATOM},
	{"purl.org/atom/", SPACE_ATOM},
	{"purl.org/dc/elements/", SPACE_DC},
	{"purl.org/dc/terms", SPACE_DCTERMS},
	{"purl.org/rss/1.0/modules/content", SPACE_CONTENT},
	{"purl.org/rss/1.0/modules/syndication", SPACE_SYNDICATION},
	{"purl.org/rss/1.0/modules/rss091", SPACE_CORE},
	{"purl.org/rss/1.0/modules/", SPACE_OTHER},
	{"purl.org/rss/1.0", SPACE_CORE},
	{"my.netscape.com/rdf/simple/0.9", SPACE_CORE},
	{"channel.netscape.com/rdf/simple/0.9", SPACE_CORE},
	{"my.netscape.com/publish/formats/rss", SPACE_CORE},
	{"backend.userland.com/", SPACE_CORE},
	{"blogs.law.harvard.edu/tech/rss", SPACE_CORE},
	{"cyber.law.harvard.edu/rss", SPACE_CORE},
	{"www.rssboard.org/rss", SPACE_CORE},
	{"search.yahoo.com/mrss", SPACE_MEDIA},
	{"video.search.yahoo.com/mrss", SPACE_MEDIA},
	{"tools.search.yahoo.com/mrss", SPACE_MEDIA},
	{"www.itunes.com/dtds/podcast", SPACE_ITUNES},
	{"example.com/dtds/podcast", SPACE_ITUNES},
	{"www.w3.org/1999/xhtml", SPACE_XHTML},
	{"www.w3.org/xhtml", SPACE_XHTML},
	{"www.w3.org/1999/02/22-rdf-syntax-ns", SPACE_RDF},
	{"news.yandex.", SPACE_YANDEX},
};

static const struct space by_prefix[] = {
	{"atom", SPACE_ATOM},
	{"a10", SPACE_ATOM},
	{"dc", SPACE_DC},
	{"dcterms", SPACE_DCTERMS},
	{"content", SPACE_CONTENT},
	{"media", SPACE_MEDIA},
	{"sy", SPACE_SYNDICATION},
	{"itunes", SPACE_ITUNES},
	{"xhtml", SPACE_XHTML},
	{"rdf", SPACE_RDF},
	{"yandex", SPACE_YANDEX},
	{"rss", SPACE_CORE},
};

enum feed_space names_space(const char *uri, const char *prefix)
{
	if (uri && *uri) {
		const char *host = strstr(uri, "://");
		host = host ? host + 3 : uri;
		for (size_t i = 0; i < ARRAY_SIZE(by_uri); i++)
			if (strncasecmp(host, by_uri[i].text, strlen(by_uri[i].text)) == 0)
				return by_uri[i].space;
	}
	if (!prefix)
		return uri && *uri ? SPACE_OTHER : SPACE_CORE;
	for (size_t i = 0; i < ARRAY_SIZE(by_prefix); i++)
		if (strcasecmp(prefix, by_prefix[i].text) == 0)
			return by_prefix[i].space;
	return SPACE_OTHER;
}

struct name {
	const char *name; /* lower case; each table in the order of strcmp */
	enum feed_key key;
};

/* RSS of all versions and Atom share their names, and feeds mix them. */
static const struct name core[] = {
	{"author", KEY_AUTHOR},
	{"body", KEY_BODY},
	{"category", KEY_CATEGORY},
	{"channel", KEY_CHANNEL},
	{"content", KEY_CONTENT},
	{"created", KEY_CREATED},
	{"creator", KEY_CREATOR},
	{"date", KEY_DATE},
	{"day", KEY_DAY},
	{"description", KEY_DESCRIPTION},
	{"email", KEY_EMAIL},
	{"enclosure", KEY_ENCLOSURE},
	{"encoded", KEY_ENCODED},
	{"entry", KEY_ENTRY},
	{"feed", KEY_FEED},
	{"full-text", KEY_FULLTEXT},
	{"fullitem", KEY_BODY},
	{"guid", KEY_GUID},
	{"homepage", KEY_URI},
	{"hour", KEY_HOUR},
	{"id", KEY_ID},
	{"issued", KEY_PUBLISHED},
	{"item", KEY_ENTRY},
	{"language", KEY_LANGUAGE},
	{"lastbuilddate", KEY_UPDATED_SPARE},
	{"link", KEY_LINK},
	{"modified", KEY_UPDATED},
	{"name", KEY_NAME},
	{"pubdate", KEY_PUBLISHED},
	{"published", KEY_PUBLISHED},
	{"rdf", KEY_RDF},
	{"rss", KEY_RSS},
	{"skipdays", KEY_SKIP_DAYS},
	{"skiphours", KEY_SKIP_HOURS},
	{"summary", KEY_SUMMARY},
	{"title", KEY_TITLE},
	{"ttl", KEY_TTL},
	{"updated", KEY_UPDATED},
	{"uri", KEY_URI},
	{"url", KEY_URI},
};

static const struct name dc[] = {
	{"author", KEY_CREATOR},
	{"creator", KEY_CREATOR},
	{"date", KEY_DATE},
	{"description", KEY_SUMMARY_SPARE},
	{"identifier", KEY_ID_SPARE},
	{"language", KEY_LANGUAGE},
	{"subject", KEY_CATEGORY},
	{"title", KEY_TITLE_SPARE},
};

static const struct name dcterms[] = {
	{"abstract", KEY_SUMMARY_SPARE},
	{"created", KEY_CREATED},
	{"creator", KEY_CREATOR},
	{"date", KEY_DATE},
	{"identifier", KEY_ID_SPARE},
	{"issued", KEY_PUBLISHED_SPARE},
	{"modified", KEY_UPDATED_SPARE},
	{"subject", KEY_CATEGORY},
	{"title", KEY_TITLE_SPARE},
};

static const struct name media[] = {
	{"category", KEY_CATEGORY},
	{"content", KEY_MEDIA_CONTENT},
	{"description", KEY_SUMMARY_SPARE},
	{"group", KEY_MEDIA_GROUP},
	{"title", KEY_TITLE_SPARE},
};

static const struct name itunes[] = {
	{"author", KEY_CREATOR},
	{"summary", KEY_SUMMARY_SPARE},
	{"title", KEY_TITLE_SPARE},
};

static const struct name syndication[] = {
	{"updatefrequency", KEY_UPDATE_FREQUENCY},
	{"updateperiod", KEY_UPDATE_PERIOD},
};

static const struct name content[] = {{"encoded", KEY_ENCODED}};
static const struct name xhtml[] = {{"body", KEY_BODY}, {"div", KEY_BODY}};
static const struct name rdf[] = {{"rdf", KEY_RDF}};
static const struct name yandex[] = {{"full-text", KEY_FULLTEXT}};

struct table {
	const struct name *names;
	size_t n;
};
#define TABLE(names)                     \
	{                                \
		names, ARRAY_SIZE(names) \
	}
static const struct table tables[] = {
	[SPACE_OTHER] = {NULL, 0},
	[SPACE_CORE] = TABLE(core),
	[SPACE_ATOM] = TABLE(core),
	[SPACE_DC] = TABLE(dc),
	[SPACE_DCTERMS] = TABLE(dcterms),
	[SPACE_CONTENT] = TABLE(content),
	[SPACE_MEDIA] = TABLE(media),
	[SPACE_SYNDICATION] = TABLE(syndication),
	[SPACE_ITUNES] = TABLE(itunes),
	[SPACE_XHTML] = TABLE(xhtml),
	[SPACE_RDF] = TABLE(rdf),
	[SPACE_YANDEX] = TABLE(yandex),
};

static int compare(const void *key, const void *row)
{
	return strcmp(key, ((const struct name *)row)->name);
}

enum feed_key names_key(enum feed_space space, const char *local)
{
	char lower[NAME_SIZE];
	size_t len = strlen(local);
	if (len >= sizeof(lower) || !tables[space].names)
		return KEY_OTHER;
	for (size_t i = 0; i <= len; i++)
		lower[i] = local[i] >= 'A' && local[i] <= 'Z' ? (char)(local[i] | 0x20) : local[i];
	const struct name *row = bsearch(
		lower, tables[space].names, tables[space].n, sizeof(*row), compare);
	return row ? row->key : KEY_OTHER;
}
