#include <ctype.h>
#include <strings.h>

#include "article/block.h"
#include "article/meta_private.h"
#include "article/words.h"
#include "text/date.h"
#include "util/limits.h"
#include "util/mem.h"

/* When the article was published and changed: machine-readable sources first, then time elements,
 * then dates a reader sees about the headline, and last the address. */

#define DATE_TEXT_MAX 200
#define DAY           86400
/* Elements with dates that are read: a day's live blog has some hundreds. */
#define ELEMENTS_MAX 1000
/* "Updated: Monday, 17 August 2025 at 10:11 a.m. Eastern European Time | 4 min read" */
#define DATE_LINE_MAX    110
#define DATE_LINE_BLANKS 16
/* How far from headline and text a date is looked for, in nodes. */
#define NODES_AFTER  120
#define NODES_BEFORE 60

struct found {
	int64_t time;
	bool zoned, clock; /* has a time zone; has a time of day */
};

static struct found read_date(const char *text)
{
	struct found f = {.time = DATE_UNKNOWN};
	if (!text || strlen(text) > DATE_TEXT_MAX)
		return f;
	f.time = date_parse(text, &f.zoned);
	f.clock = f.time != DATE_UNKNOWN && strchr(text, ':') != NULL;
	/* The web began in 1991; zero dates and the like are templates left empty. */
	if (f.time != DATE_UNKNOWN && f.time < INT64_C(662688000))
		f.time = DATE_UNKNOWN;
	return f;
}

/* Keeps the better of two: one with a time of day and a zone for the same day. */
static void prefer(struct found *best, struct found f)
{
	if (f.time == DATE_UNKNOWN)
		return;
	if (best->time == DATE_UNKNOWN) {
		*best = f;
		return;
	}
	int64_t gap = f.time - best->time;
	bool near = gap > -DAY * 3 / 2 && gap < DAY * 3 / 2;
	if (near && ((f.clock && !best->clock) || (f.clock && f.zoned && !best->zoned)))
		*best = f;
}

static void from_rows(
	const struct meta *meta, const char *const *rows, size_t n, struct found *best)
{
	for (size_t i = 0; i < n; i++)
		prefer(best, read_date(meta_get(meta, rows[i])));
}

static bool is_modified_name(const char *s)
{
	return s && (strcasestr(s, "modif") || strcasestr(s, "updat"));
}

/* The time that an element tells: in its attributes, else in its text. */
static struct found time_told(const struct dom *dom, uint32_t i)
{
	const char *value = dom_attr(dom, i, ATTR_DATETIME);
	if (!value)
		value = dom_attr(dom, i, ATTR_CONTENT);
	AUTOFREE char *text = value ? NULL : dom_text_of(dom, i, DATE_TEXT_MAX);
	return read_date(value ? value : text);
}

/* time and itemprop elements; those in or about the text come before those after it. */
static void from_elements(
	const struct meta *meta, uint32_t container, bool modified, struct found *best)
{
	const struct dom *dom = meta->dom;
	struct found plain = {.time = DATE_UNKNOWN};
	uint32_t limit = container ? dom->nodes[container].end : (uint32_t)dom->n;
	int seen = 0;
	for (uint32_t i = 1; i < limit && seen < ELEMENTS_MAX; i++) {
		enum tag tag = dom_tag(dom, i);
		if (tag == TAG_TEXT)
			continue;
		const char *prop = dom_attr(dom, i, ATTR_ITEMPROP);
		bool named = prop &&
			     (strcasestr(prop, "datePublished") || strcasestr(prop, "dateCreated"));
		bool changed = prop && strcasestr(prop, "dateModified");
		if (tag != TAG_TIME && !named && !changed)
			continue;
		seen++;
		struct found f = time_told(dom, i);
		if (f.time == DATE_UNKNOWN)
			continue;
		changed = changed || is_modified_name(dom_attr(dom, i, ATTR_CLASS));
		if (modified ? changed : named)
			prefer(best, f);
		else if (!modified && !changed && plain.time == DATE_UNKNOWN &&
			 (!meta->h1 || i + 200 > meta->h1))
			plain = f;
	}
	prefer(best, plain);
}

/* Text of elements named as dates near the headline. */
static void from_visible(const struct meta *meta, uint32_t container, struct found *best)
{
	const struct dom *dom = meta->dom;
	uint32_t limit = container ? dom->nodes[container].end : (uint32_t)dom->n;
	int seen = 0;
	for (uint32_t i = 1; i < limit && best->time == DATE_UNKNOWN && seen < ELEMENTS_MAX; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || dom->nodes[i].len == 0 ||
			dom->nodes[i].end - i > 40 || !(words_kinds(dom, i) & KIND_META))
			continue;
		seen++;
		AUTOFREE char *text = dom_parts_of(dom, i, DATE_TEXT_MAX);
		if (strlen(text) < 100 && strpbrk(text, "0123456789"))
			prefer(best, read_date(text));
	}
}

/* Whether a text is hardly more than a date: two figures at least, few words around it. */
static bool is_date_line(const char *text)
{
	size_t figures = 0, blanks = 0;
	for (const char *p = text; *p; p++) {
		blanks += *p == ' ';
		figures += isdigit((unsigned char)p[0]) && !isdigit((unsigned char)p[1]);
	}
	return figures >= 2 && blanks <= DATE_LINE_BLANKS && strlen(text) <= DATE_LINE_MAX;
}

/* Any short text about the headline, or failing that at the end of the text, that is a date. */
static void from_lines(const struct meta *meta, uint32_t container, struct found *best)
{
	const struct dom *dom = meta->dom;
	uint32_t n = (uint32_t)dom->n, h1 = meta->h1;
	uint32_t tail = container ? dom->nodes[container].end : 0;
	const struct {
		uint32_t begin, end;
	} places[] = {
		{h1 ? dom->nodes[h1].end : container, h1 ? dom->nodes[h1].end + NODES_AFTER : 0},
		{h1 > NODES_BEFORE ? h1 - NODES_BEFORE : 1, h1},
		{container, container ? container + NODES_BEFORE : 0},
		{tail > NODES_BEFORE ? tail - NODES_BEFORE : 1, tail ? tail + NODES_BEFORE : 0},
	};
	for (size_t k = 0; k < ARRAY_SIZE(places); k++)
		for (uint32_t i = places[k].begin;
			i > 0 && i < n && i < places[k].end && best->time == DATE_UNKNOWN; i++) {
			if (dom_tag(dom, i) != TAG_TEXT)
				continue;
			uint32_t holder = dom->nodes[i].parent;
			if (dom_tag(dom, holder) == TAG_A)
				continue;
			AUTOFREE char *text = dom_text_of(dom, i, DATE_TEXT_MAX);
			if (!is_date_line(text))
				continue;
			prefer(best, read_date(text));
			/* The clock often stands in an element of its own. */
			for (int up = 0; up < 2 && holder; up++) {
				AUTOFREE char *whole = dom_parts_of(dom, holder, DATE_TEXT_MAX);
				if (best->time != DATE_UNKNOWN && is_date_line(whole))
					prefer(best, read_date(whole));
				holder = dom->nodes[holder].parent;
			}
		}
}

/* /2025/08/17/ or 2025-08-17 or 20250817 in the address. */
static int64_t from_url(const char *url)
{
	for (const char *p = url ? strstr(url, "://") : NULL; p && *p; p++) {
		if (isdigit((unsigned char)p[0]) && p > url && isdigit((unsigned char)p[-1]))
			continue;
		int part[3] = {0}, n = 0;
		const char *q = p;
		for (; n < 3; n++) {
			int digits = n == 0 ? 4 : 2, got = 0;
			while (got < digits && isdigit((unsigned char)*q)) {
				part[n] = part[n] * 10 + (*q++ - '0');
				got++;
			}
			if (got == 0 || (n == 0 && got < 4))
				break;
			if (n < 2 && (*q == '/' || *q == '-' || *q == '_'))
				q++;
		}
		if (n == 3 && !isdigit((unsigned char)*q) && part[0] >= 1995 && part[0] < 2100 &&
			part[1] >= 1 && part[1] <= 12 && part[2] >= 1 && part[2] <= 31)
			return date_days_from_civil(part[0], part[1], part[2]) * DAY;
	}
	return DATE_UNKNOWN;
}

/* The "+02:00" or "+0200" that an ISO date ends with; false if it ends otherwise. */
static bool read_zone(const char *text, int *secs)
{
	size_t len = text ? strlen(text) : 0;
	if (len < 16 || text[len - 1] == 'Z')
		return false;
	const char *p = text + len - (text[len - 3] == ':' ? 6 : 5);
	const char *minutes = text + len - 2;
	if ((*p != '+' && *p != '-') || p[-3] != ':' || !isdigit((unsigned char)p[1]) ||
		!isdigit((unsigned char)p[2]) || !isdigit((unsigned char)minutes[0]) ||
		!isdigit((unsigned char)minutes[1]))
		return false;
	int value = ((p[1] - '0') * 10 + (p[2] - '0')) * 3600 +
		    ((minutes[0] - '0') * 10 + (minutes[1] - '0')) * 60;
	*secs = *p == '-' ? -value : value;
	return true;
}

int64_t meta_find_published(const struct meta *meta, uint32_t container)
{
	static const char *const rows[] = {"article:published_time", "og:published_time",
		"datePublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
		"publish-date", "publish_date", "publication_date", "article:published",
		"article.published", "og:article:published_time", "rnews:datePublished",
		"cXenseParse:recs:publishtime", "cXenseParse:publishtime", "dc.date.issued",
		"dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "dcterms.date",
		"dateCreated", "article_date_original", "citation_publication_date",
		"citation_date", "originalpublicationdate", "published_time", "ptime",
		"published-date", "date", "og:pubdate", "shareaholic:article_published_time",
		"vr:published_time", "DC.Date.Valid", "last-modified-published"};
	struct found best = read_date(meta->ld->published);
	from_rows(meta, rows, ARRAY_SIZE(rows), &best);
	if (best.time == DATE_UNKNOWN || !best.clock)
		prefer(&best, read_date(meta->ld->page_published));
	if (best.time == DATE_UNKNOWN || !best.clock || !best.zoned)
		from_elements(meta, container, false, &best);
	if (best.time == DATE_UNKNOWN)
		from_visible(meta, container, &best);
	if (best.time == DATE_UNKNOWN)
		from_lines(meta, container, &best);
	if (best.time == DATE_UNKNOWN)
		best.time = from_url(meta->url ? meta->url : meta->canonical);
	return best.time;
}

int64_t meta_find_modified(const struct meta *meta)
{
	static const char *const rows[] = {"article:modified_time", "og:updated_time",
		"dateModified", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified",
		"article:modified", "og:modified_time", "dateLastPubbed", "revised", "utime",
		"cXenseParse:recs:modifiedtime", "dateModified"};
	struct found best = read_date(meta->ld->modified);
	from_rows(meta, rows, ARRAY_SIZE(rows), &best);
	prefer(&best, read_date(meta->ld->page_modified));
	if (best.time == DATE_UNKNOWN)
		from_elements(meta, 0, true, &best);
	return best.time;
}

int64_t meta_date(const char *text)
{
	return read_date(text).time;
}

int meta_zone_secs(const struct dom *dom, const struct jsonld *ld)
{
	int secs = 0;
	if (read_zone(ld->published, &secs) || read_zone(ld->modified, &secs))
		return secs;
	for (uint32_t i = 1; i < dom->n; i++) {
		enum tag tag = dom_tag(dom, i);
		const char *name = tag == TAG_META ? dom_attr(dom, i, ATTR_PROPERTY) : NULL;
		const char *value = tag == TAG_TIME ? dom_attr(dom, i, ATTR_DATETIME) : NULL;
		if (name && strncasecmp(name, "article:", 8) == 0)
			value = dom_attr(dom, i, ATTR_CONTENT);
		if (read_zone(value, &secs))
			return secs;
	}
	return 0;
}

int64_t meta_date_in(const struct dom *dom, uint32_t node, uint32_t end)
{
	struct found changed = {.time = DATE_UNKNOWN};
	for (uint32_t i = node; i < end; i++) {
		if (dom_tag(dom, i) == TAG_TEXT)
			continue;
		const char *prop = dom_attr(dom, i, ATTR_ITEMPROP);
		if (dom_tag(dom, i) != TAG_TIME && !(prop && strcasestr(prop, "datePublished")))
			continue;
		struct found f = time_told(dom, i);
		if (f.time == DATE_UNKNOWN)
			continue;
		if (!is_modified_name(prop) && !is_modified_name(dom_attr(dom, i, ATTR_CLASS)))
			return f.time;
		if (changed.time == DATE_UNKNOWN)
			changed = f;
	}
	return changed.time;
}
