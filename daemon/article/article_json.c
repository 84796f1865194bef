#include "article/article_json.h"

#include "article/article.h"
#include "text/date.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"

static json_t *date_json(int64_t time)
{
	char text[DATE_TEXT_SIZE];
	date_format(time, text);
	return json_text(text[0] ? text : NULL);
}

json_t *article_to_json(const struct article *article)
{
	json_t *json = json_object(), *authors = json_array();
	for (size_t i = 0; i < article->n_authors; i++)
		(void)json_array_append_new(authors, json_text(article->authors[i]));
	(void)json_object_set_new(json, "url", json_text(article->url));
	(void)json_object_set_new(json, "canonical_url", json_text(article->canonical_url));
	(void)json_object_set_new(json, "title", json_text(article->title));
	(void)json_object_set_new(json, "authors", authors);
	(void)json_object_set_new(json, "published", date_json(article->published));
	(void)json_object_set_new(json, "modified", date_json(article->modified));
	(void)json_object_set_new(json, "site", json_text(article->site));
	(void)json_object_set_new(json, "language", json_text(article->language));
	(void)json_object_set_new(json, "text", json_text(article->text ? article->text : ""));
	if (article->reason)
		(void)json_object_set_new(json, "reason", json_text(article->reason));
	if (article->paywalled)
		(void)json_object_set_new(json, "paywalled", json_true());
	return json;
}

static int64_t json_date(const json_t *json, const char *key)
{
	const char *text = json_get_text(json, key);
	return text ? date_parse(text, NULL) : DATE_UNKNOWN;
}

int article_from_json(const json_t *json, struct article *article, struct err *err)
{
	const char *text = json_get_text(json, "text");
	const json_t *authors = json_object_get(json, "authors"), *v;
	size_t i;
	if (!json_is_object(json) || !text)
		return err_set(err, ERR_REJECT, "no article object: it has no \"text\"");
	if (authors && !json_is_array(authors))
		return err_set(err, ERR_REJECT, "no article object: \"authors\" is no list");
	article_init(article);
	article->url = xstrdup_null(json_get_text(json, "url"));
	article->canonical_url = xstrdup_null(json_get_text(json, "canonical_url"));
	article->title = xstrdup_null(json_get_text(json, "title"));
	article->site = xstrdup_null(json_get_text(json, "site"));
	article->language = xstrdup_null(json_get_text(json, "language"));
	article->reason = xstrdup_null(json_get_text(json, "reason"));
	article->text = xstrdup(text);
	article->published = json_date(json, "published");
	article->modified = json_date(json, "modified");
	article->paywalled = json_get_flag(json, "paywalled");
	if (json_array_size(authors))
		article->authors = xcalloc(json_array_size(authors), sizeof(*article->authors));
	json_array_foreach(authors, i, v) if (json_is_string(v))
		article->authors[article->n_authors++] = xstrdup(json_string_value(v));
	return 0;
}
