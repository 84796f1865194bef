#include "feed/feed_json.h"

#include <stdio.h>

#include "feed/feed.h"
#include "text/date.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

static json_t *date_to_json(int64_t time)
{
	char text[DATE_TEXT_SIZE];
	date_format(time, text);
	return text[0] ? json_string_nocheck(text) : json_null();
}

static json_t *texts_to_json(char *const *texts, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_text(texts[i]));
	return list;
}

static void set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new_nocheck(object, key, value);
}

static json_t *entry_to_json(const struct feed_entry *e)
{
	json_t *item = json_object();
	set(item, "id", json_text(e->id));
	set(item, "url", json_text(e->url));
	set(item, "title", json_text(e->title));
	set(item, "published", date_to_json(e->published));
	set(item, "updated", date_to_json(e->updated));
	set(item, "summary", json_text(e->summary));
	set(item, "content", json_text(e->content));
	json_t *authors = json_array();
	for (size_t i = 0; i < e->n_authors; i++) {
		json_t *author = json_object();
		set(author, "name", json_text(e->authors[i].name));
		set(author, "email", json_text(e->authors[i].email));
		set(author, "uri", json_text(e->authors[i].uri));
		(void)json_array_append_new(authors, author);
	}
	set(item, "authors", authors);
	set(item, "categories", texts_to_json(e->categories, e->n_categories));
	json_t *enclosures = json_array();
	for (size_t i = 0; i < e->n_enclosures; i++) {
		const struct feed_enclosure *x = &e->enclosures[i];
		json_t *enclosure = json_object();
		set(enclosure, "url", json_text(x->url));
		set(enclosure, "type", json_text(x->type));
		set(enclosure, "length", x->length >= 0 ? json_integer(x->length) : json_null());
		(void)json_array_append_new(enclosures, enclosure);
	}
	set(item, "enclosures", enclosures);
	return item;
}

json_t *feed_to_json(const struct feed *feed)
{
	json_t *json = json_object();
	set(json, "format", json_text(feed->format));
	set(json, "title", json_text(feed->title));
	set(json, "link", json_text(feed->link));
	set(json, "language", json_text(feed->language));
	if (feed->ttl_secs >= 0)
		set(json, "ttl_secs", json_integer(feed->ttl_secs));
	if (feed->skip_hours)
		set(json, "skip_hours", json_integer(feed->skip_hours));
	if (feed->skip_days)
		set(json, "skip_days", json_integer(feed->skip_days));
	json_t *items = json_array();
	for (size_t i = 0; i < feed->n_entries; i++)
		(void)json_array_append_new(items, entry_to_json(&feed->entries[i]));
	set(json, "items", items);
	set(json, "warnings", texts_to_json(feed->warnings, feed->n_warnings));
	return json;
}

static char *text_of(const json_t *object, const char *key)
{
	return xstrdup_null(json_get_text(object, key));
}

static int64_t date_of(const json_t *object, const char *key)
{
	return date_parse(json_get_text(object, key), NULL);
}

/* The member as an array, and how many it has; 0 where there is none. */
static size_t list_of(const json_t *object, const char *key, const json_t **list)
{
	*list = json_object_get(object, key);
	return json_is_array(*list) ? json_array_size(*list) : 0;
}

static char **texts_of(const json_t *object, const char *key, size_t *n_texts)
{
	const json_t *list;
	size_t n = list_of(object, key, &list);
	char **texts = n ? xcalloc(n, sizeof(*texts)) : NULL;
	*n_texts = 0;
	for (size_t i = 0; i < n; i++) {
		const char *text = json_string_value(json_array_get(list, i));
		if (text)
			texts[(*n_texts)++] = xstrdup(text);
	}
	return texts;
}

static void entry_from_json(const json_t *item, struct feed_entry *e)
{
	*e = (struct feed_entry){
		.id = text_of(item, "id"),
		.url = text_of(item, "url"),
		.title = text_of(item, "title"),
		.summary = text_of(item, "summary"),
		.content = text_of(item, "content"),
		.published = date_of(item, "published"),
		.updated = date_of(item, "updated"),
	};
	const json_t *list;
	size_t n = list_of(item, "authors", &list);
	e->authors = n ? xcalloc(n, sizeof(*e->authors)) : NULL;
	for (; e->n_authors < n; e->n_authors++) {
		const json_t *author = json_array_get(list, e->n_authors);
		e->authors[e->n_authors] = (struct feed_person){
			.name = text_of(author, "name"),
			.email = text_of(author, "email"),
			.uri = text_of(author, "uri"),
		};
	}
	e->categories = texts_of(item, "categories", &e->n_categories);
	n = list_of(item, "enclosures", &list);
	e->enclosures = n ? xcalloc(n, sizeof(*e->enclosures)) : NULL;
	for (size_t i = 0; i < n; i++) {
		const json_t *x = json_array_get(list, i);
		if (json_get_text(x, "url"))
			e->enclosures[e->n_enclosures++] = (struct feed_enclosure){
				.url = text_of(x, "url"),
				.type = text_of(x, "type"),
				.length = json_get_int(x, "length", -1),
			};
	}
}

int feed_from_json(const json_t *json, struct feed *feed, struct err *err)
{
	const char *format = json_get_text(json, "format");
	const json_t *items;
	size_t n = list_of(json, "items", &items);
	if (!format || !*format || strlen(format) >= sizeof(feed->format) || !json_is_array(items))
		return err_set(err, ERR_REJECT, "it is no feed object: format or items is missing");
	if (n > FEED_ENTRIES_MAX)
		return err_set(err, ERR_REJECT, "the feed object has more than %d items",
			FEED_ENTRIES_MAX);
	for (size_t i = 0; i < n; i++)
		if (!json_is_object(json_array_get(items, i)))
			return err_set(err, ERR_REJECT, "item %zu of the feed is no object", i + 1);
	*feed = (struct feed){
		.title = text_of(json, "title"),
		.link = text_of(json, "link"),
		.language = text_of(json, "language"),
		.ttl_secs = json_get_int(json, "ttl_secs", -1),
		.skip_hours = (unsigned int)json_get_int(json, "skip_hours", 0) & 0xFFFFFFu,
		.skip_days = (unsigned int)json_get_int(json, "skip_days", 0) & 0x7Fu,
	};
	(void)snprintf(feed->format, sizeof(feed->format), "%s", format);
	feed->entries = n ? xcalloc(n, sizeof(*feed->entries)) : NULL;
	for (; feed->n_entries < n; feed->n_entries++)
		entry_from_json(
			json_array_get(items, feed->n_entries), &feed->entries[feed->n_entries]);
	feed->warnings = texts_of(json, "warnings", &feed->n_warnings);
	return 0;
}
