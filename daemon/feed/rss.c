#include "feed/rss.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include "feed/fields.h"
#include "feed/html.h"
#include "feed/reader.h"
#include "feed/xml.h"
#include "util/mem.h"

/* Intervals a feed may ask for; a longer one is a mistake of unit. */
#define INTERVAL_SECS_MAX (366 * 86400)

static void set_format(struct feed *feed, const char *format)
{
	(void)snprintf(feed->format, sizeof(feed->format), "%s", format);
}

void rss_format(struct feed *feed, enum feed_key root, const char *version)
{
	static const char *const known[][2] = {
		{"0.90", "rss090"},
		{"0.91", "rss091"},
		{"0.92", "rss092"},
		{"0.93", "rss093"},
		{"0.94", "rss094"},
		{"1.0", "rss10"},
	};
	set_format(feed, "rss");
	if (root == KEY_RDF || !version)
		return;
	while (*version == ' ')
		version++;
	if (version[0] == '2')
		set_format(feed, "rss20");
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (strncmp(version, known[i][0], strlen(known[i][0])) == 0)
			set_format(feed, known[i][1]);
}

void rss_rdf_format(struct feed *feed, const char *uri)
{
	if (!uri || strcmp(feed->format, "rss") != 0)
		return;
	if (strcasestr(uri, "purl.org/rss/1.0") && !strcasestr(uri, "/modules/"))
		set_format(feed, "rss10");
	else if (strcasestr(uri, "netscape.com/rdf/simple/0.9"))
		set_format(feed, "rss090");
}

void rss_entry_start(struct reader *reader, const struct xml_attributes *atts)
{
	for (size_t i = 0; i < atts->n; i++) {
		struct xml_attribute a = xml_attribute(atts, i);
		if (strcmp(a.local, "about") == 0 && a.value_len > 0)
			reader_set(&reader_entry(reader)->id, &reader_draft(reader)->id, 2, false,
				html_resolve(NULL, a.value, a.value_len));
	}
}

int64_t rss_length(const char *text)
{
	if (!text)
		return -1;
	char *end;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	return end == text || errno || n < 0 ? -1 : n;
}

void rss_media_content(struct reader *reader, const struct xml_attributes *atts)
{
	AUTOFREE char *url = xml_get(atts, "url");
	AUTOFREE char *size = xml_get(atts, "fileSize");
	if (!url || !*url)
		return;
	field_add_enclosure(reader, (struct feed_enclosure){
					    .url = reader_resolve(reader, url, strlen(url)),
					    .type = xml_get(atts, "type"),
					    .length = rss_length(size),
				    });
}

static bool is_mail(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       strchr("._%+-", c) != NULL;
}

/* The mail address in text: its place and length; false if there is none. */
static bool find_mail(const char *text, size_t len, size_t *at, size_t *mail_len)
{
	for (size_t i = 1; i + 1 < len; i++) {
		if (text[i] != '@')
			continue;
		size_t begin = i, end = i + 1;
		while (begin > 0 && text[begin - 1] && is_mail(text[begin - 1]))
			begin--;
		while (end < len && text[end] && is_mail(text[end]))
			end++;
		while (end > i + 1 && text[end - 1] == '.')
			end--;
		if (begin < i && memchr(text + i, '.', end - i)) {
			*at = begin;
			*mail_len = end - begin;
			return true;
		}
	}
	return false;
}

/* What is left of a name around its address: without brackets, quotes and "mailto:". */
static char *clean_name(const char *text, size_t len)
{
	static const char around[] = " \t\r\n()<>[]\",;";
	while (len > 0 && strchr(around, text[0])) {
		text++;
		len--;
	}
	while (len > 0 && (strchr(around, text[len - 1]) || text[len - 1] == '\0'))
		len--;
	if (len >= 7 && strncasecmp(text + len - 7, "mailto:", 7) == 0)
		return clean_name(text, len - 7);
	if (len == 0)
		return NULL;
	return html_squeeze(text, len);
}

struct feed_person rss_person(const char *text, size_t len)
{
	struct feed_person person = {0};
	size_t at, mail_len;
	if (!find_mail(text, len, &at, &mail_len)) {
		person.name = html_squeeze(text, len);
		if (!*person.name) {
			free(person.name);
			person.name = NULL;
		}
		return person;
	}
	person.email = xstrndup(text + at, mail_len);
	person.name = clean_name(text, at);
	if (!person.name)
		person.name = clean_name(text + at + mail_len, len - at - mail_len);
	return person;
}

static int period_secs(const char *word)
{
	static const struct {
		const char *word;
		int secs;
	} periods[] = {{"hourly", 3600}, {"daily", 86400}, {"weekly", 7 * 86400},
		{"monthly", 30 * 86400}, {"yearly", 365 * 86400}};
	for (size_t i = 0; i < ARRAY_SIZE(periods); i++)
		if (strcasecmp(word, periods[i].word) == 0)
			return periods[i].secs;
	return 0;
}

static void set_day(struct reader *r, const char *text)
{
	static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
	for (size_t i = 0; i < ARRAY_SIZE(days); i++)
		if (strncasecmp(text, days[i], 3) == 0)
			r->feed->skip_days |= 1u << i;
}

void rss_channel_field(struct reader *reader, enum feed_key key)
{
	struct reader *r = reader;
	AUTOFREE char *text = reader_value(r);
	if (!text)
		return;
	enum feed_key parent = r->depth > 1 ? r->frames[r->depth - 2].key : KEY_OTHER;
	int64_t number = rss_length(text);
	switch (key) {
	case KEY_LANGUAGE:
		free(r->feed->language);
		r->feed->language = xstrdup(text);
		break;
	case KEY_TTL:
		if (number > 0 && number <= INTERVAL_SECS_MAX / 60)
			r->feed->ttl_secs = number * 60;
		break;
	case KEY_HOUR:
		if (parent == KEY_SKIP_HOURS && number >= 0 && number <= 24)
			r->feed->skip_hours |= 1u << (number % 24);
		break;
	case KEY_DAY:
		if (parent == KEY_SKIP_DAYS)
			set_day(r, text);
		break;
	case KEY_UPDATE_PERIOD:
		r->period_secs = period_secs(text);
		break;
	case KEY_UPDATE_FREQUENCY:
		if (number > 0 && number <= 3600)
			r->frequency = (int)number;
		break;
	default:
		break;
	}
}
