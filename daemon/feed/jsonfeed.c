#include "feed/jsonfeed.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "feed/feed.h"
#include "feed/html.h"
#include "feed/notes.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

/* Of authors, tags and attachments of one item, each. */
#define LIST_MAX 1000
/* Bytes of links made absolute in one document, as for XML. */
#define RESOLVE_BUDGET MIB(16)
/* Brackets whose kind is remembered when a document is mended; the outer two decide. */
#define JSON_NESTING 4

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The value of the four digits of \uXXXX at s; -1 if it is none. */
static int escape_value(const char *s, size_t left)
{
	int value = 0;
	if (left < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		int d = hex_digit(s[i]);
		if (d < 0)
			return -1;
		value = value * 16 + d;
	}
	return value;
}

/* A backslash inside a string: what JSON does not know, and halves of pairs, are mended. Returns
 * the bytes used. */
static size_t mend_escape(const char *s, size_t left, struct buf *out, size_t *repairs)
{
	if (left >= 2 && s[1] && strchr("\"\\/bfnrt", s[1])) {
		(void)buf_add(out, s, 2);
		return 2;
	}
	int value = escape_value(s, left);
	if (value < 0) {
		(void)buf_puts(out, "\\\\");
		++*repairs;
		return 1;
	}
	int next = value >= 0xD800 && value <= 0xDBFF ? escape_value(s + 6, left - 6) : -1;
	if (next >= 0xDC00 && next <= 0xDFFF) {
		(void)buf_add(out, s, 12);
		return 12;
	}
	if (value == 0 || (value >= 0xD800 && value <= 0xDFFF)) {
		(void)buf_puts(out, "\\uFFFD");
		++*repairs;
	} else {
		(void)buf_add(out, s, 6);
	}
	return 6;
}

/* Where a document that breaks off can be ended: after the last item that is whole. */
struct json_end {
	char open[JSON_NESTING]; /* the brackets that are open */
	size_t depth;
	size_t at; /* in the output */
	const char *close;
};

static void track(struct json_end *end, char c, size_t out_len)
{
	if (c == '{' || c == '[') {
		if (end->depth < JSON_NESTING)
			end->open[end->depth] = c;
		end->depth++;
	} else if ((c == '}' || c == ']') && end->depth > 0) {
		end->depth--;
		if (c == '}' && end->depth == 2 && end->open[1] == '[') {
			end->at = out_len;
			end->close = "]}";
		}
	} else if (c == ',' && end->depth == 1) {
		end->at = out_len - 1;
		end->close = "}";
	}
}

/* The text as JSON that jansson accepts; returns the number of repairs. *cut: it broke off. */
static size_t mend_json(const char *s, size_t len, struct buf *out, bool *cut)
{
	bool in_string = false;
	size_t repairs = 0;
	struct json_end end = {.depth = 0};
	for (size_t i = 0; i < len;) {
		char c = s[i];
		size_t n = 1;
		if (in_string && c == '\\') {
			n = mend_escape(s + i, len - i, out, &repairs);
		} else if (in_string && (unsigned char)c < 0x20) {
			(void)buf_printf(out, "\\u%04x", c ? c : 0x20);
			repairs++;
		} else if (!in_string && c == ',') {
			size_t k = i + 1;
			while (k < len && (unsigned char)s[k] <= ' ')
				k++;
			if (k < len && (s[k] == ']' || s[k] == '}'))
				repairs++;
			else
				(void)buf_putc(out, c);
			if (k < len)
				track(&end, c, out->len);
		} else {
			if (c == '"')
				in_string = !in_string;
			(void)buf_putc(out, c);
			if (!in_string)
				track(&end, c, out->len);
			if (!in_string && c == '}' && end.depth == 0)
				break;
		}
		i += n;
	}
	*cut = end.depth > 0 && end.close;
	if (*cut) {
		out->len = end.at;
		(void)buf_puts(out, end.close);
	}
	return repairs;
}

static json_t *load(const char *text, size_t len, struct feed_notes *notes, struct err *err)
{
	const size_t flags = JSON_DISABLE_EOF_CHECK;
	json_error_t fault;
	json_t *json = json_loadb(text, len, flags, &fault);
	if (json)
		return json;
	struct buf mended CLEANUP(buf_release) = BUF_INIT(len * 6 + 16);
	bool cut;
	size_t repairs = mend_json(text, len, &mended, &cut);
	if (repairs > 0 || cut)
		json = json_loadb(buf_str(&mended), mended.len, flags, &fault);
	if (json && repairs > 0)
		notes_add(notes, "JSON: faults in strings and lists mended: %zu", repairs);
	if (json && cut)
		notes_add(notes, "JSON: the document is cut off");
	if (!json)
		(void)err_set(
			err, ERR_REJECT, "it is no JSON: line %d: %s", fault.line, fault.text);
	return json;
}

/* A string, or a number as one: ids and dates are sometimes numbers. The caller frees it. */
static char *get_text(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (json_is_string(value) && json_string_length(value) > 0)
		return xstrdup(json_string_value(value));
	if (json_is_integer(value))
		return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	return NULL;
}

static char *get_link(const json_t *object, const char *key, const char *base)
{
	const char *text = json_get_text(object, key);
	return text && *text ? html_resolve(base, text, strlen(text)) : NULL;
}

static char *get_plain(const json_t *object, const char *key)
{
	const char *text = json_get_text(object, key);
	return text && *text ? html_squeeze(text, strlen(text)) : NULL;
}

/* Plain text as HTML. */
static char *get_escaped(const json_t *object, const char *key)
{
	const char *text = json_get_text(object, key);
	if (!text || !*text)
		return NULL;
	size_t len = strlen(text);
	struct buf out = BUF_INIT(len * 5);
	html_escape(text, len, false, &out);
	return buf_take(&out);
}

static char *get_html(const json_t *object, const char *key, const char *base, size_t *budget)
{
	const char *text = json_get_text(object, key);
	if (!text || !*text)
		return NULL;
	size_t len = strlen(text);
	struct buf out = BUF_INIT(len + *budget + URL_BYTES_MAX);
	html_resolve_links(text, len, base, budget, &out);
	return buf_take(&out);
}

static int64_t get_date(
	const json_t *object, const char *key, size_t number, struct feed_notes *notes)
{
	AUTOFREE char *text = get_text(object, key);
	int64_t time = date_parse(text, NULL);
	if (text && time == DATE_UNKNOWN)
		notes_add(notes, "entry %zu: the date \"%.80s\" is not understood", number, text);
	return time;
}

static void read_authors(const json_t *item, const char *base, struct feed_entry *e)
{
	const json_t *list = json_object_get(item, "authors");
	const json_t *one = json_object_get(item, "author"); /* version 1.0 */
	size_t n = json_is_array(list) ? json_array_size(list) : 0;
	if (n == 0 && json_is_object(one))
		n = 1;
	else
		one = NULL;
	if (n > LIST_MAX)
		n = LIST_MAX;
	e->authors = n ? xcalloc(n, sizeof(*e->authors)) : NULL;
	for (size_t i = 0; i < n; i++) {
		const json_t *author = one ? one : json_array_get(list, i);
		struct feed_person p = {
			.name = get_plain(author, "name"),
			.email = get_text(author, "email"),
			.uri = get_link(author, "url", base),
		};
		if (p.name || p.email || p.uri)
			e->authors[e->n_authors++] = p;
	}
}

static void read_tags(const json_t *item, struct feed_entry *e)
{
	const json_t *list = json_object_get(item, "tags");
	size_t n = json_is_array(list) ? json_array_size(list) : 0;
	if (n > LIST_MAX)
		n = LIST_MAX;
	e->categories = n ? xcalloc(n, sizeof(*e->categories)) : NULL;
	for (size_t i = 0; i < n; i++) {
		const char *tag = json_string_value(json_array_get(list, i));
		if (tag && *tag)
			e->categories[e->n_categories++] = xstrdup(tag);
	}
}

static void read_attachments(const json_t *item, const char *base, struct feed_entry *e)
{
	const json_t *list = json_object_get(item, "attachments");
	size_t n = json_is_array(list) ? json_array_size(list) : 0;
	if (n > LIST_MAX)
		n = LIST_MAX;
	e->enclosures = n ? xcalloc(n, sizeof(*e->enclosures)) : NULL;
	for (size_t i = 0; i < n; i++) {
		const json_t *a = json_array_get(list, i);
		struct feed_enclosure enclosure = {
			.url = get_link(a, "url", base),
			.type = get_text(a, "mime_type"),
			.length = json_get_int(a, "size_in_bytes", -1),
		};
		if (enclosure.length < 0)
			enclosure.length = -1;
		if (enclosure.url)
			e->enclosures[e->n_enclosures++] = enclosure;
		else
			free(enclosure.type);
	}
}

static void read_item(const json_t *item, const char *base, size_t number, size_t *budget,
	struct feed_entry *e, struct feed_notes *notes)
{
	*e = (struct feed_entry){
		.id = get_text(item, "id"),
		.url = get_link(item, "url", base),
		.title = get_plain(item, "title"),
		.summary = get_escaped(item, "summary"),
		.content = get_html(item, "content_html", base, budget),
		.published = get_date(item, "date_published", number, notes),
		.updated = get_date(item, "date_modified", number, notes),
	};
	if (!e->url)
		e->url = get_link(item, "external_url", base);
	if (!e->content)
		e->content = get_escaped(item, "content_text");
	read_authors(item, base, e);
	read_tags(item, e);
	read_attachments(item, base, e);
}

int jsonfeed_read(const char *text, size_t len, const char *url, struct feed *feed,
	struct feed_notes *notes, struct err *err)
{
	AUTOJSON json_t *json = load(text, len, notes, err);
	if (!json)
		return ERR_REJECT;
	const char *version = json_get_text(json, "version");
	const char *number = version ? strstr(version, "jsonfeed.org/version/") : NULL;
	if (!number)
		return err_set(err, ERR_REJECT, "it is JSON, but no JSON Feed: it has no version");
	number += strlen("jsonfeed.org/version/");
	bool first = strcmp(number, "1") == 0 || strcmp(number, "1.0") == 0;
	if (!first && strcmp(number, "1.1") != 0)
		notes_add(notes, "JSON: unknown version \"%.40s\", read as 1.1", number);
	(void)snprintf(feed->format, sizeof(feed->format), "%s", first ? "json10" : "json11");
	feed->title = get_plain(json, "title");
	feed->link = get_link(json, "home_page_url", url);
	feed->language = get_text(json, "language");
	const json_t *items = json_object_get(json, "items");
	size_t n = json_is_array(items) ? json_array_size(items) : 0;
	if (n > FEED_ENTRIES_MAX) {
		notes_add(notes, "more than %d entries: the rest is left out", FEED_ENTRIES_MAX);
		n = FEED_ENTRIES_MAX;
	}
	size_t budget = RESOLVE_BUDGET;
	feed->entries = n ? xcalloc(n, sizeof(*feed->entries)) : NULL;
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(items, i);
		if (json_is_object(item))
			read_item(item, url, i + 1, &budget, &feed->entries[feed->n_entries++],
				notes);
		else
			notes_add(notes, "JSON: item %zu is no object and was left out", i + 1);
	}
	return 0;
}
