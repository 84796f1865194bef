#include "article/article_json.h"

#include "article/article.h"
#include "text/date.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/utf8.h"

static json_t *date_json(int64_t time)
{
	char text[DATE_TEXT_SIZE];
	date_format(time, text);
	return json_text(text[0] ? text : NULL);
}

static json_t *posts_json(const struct article *article)
{
	json_t *list = json_array();
	for (size_t i = 0; i < article->n_posts; i++) {
		const struct article_post *post = &article->posts[i];
		json_t *json = json_object();
		(void)json_object_set_new(json, "title", json_text(post->title));
		(void)json_object_set_new(json, "url", json_text(post->url));
		(void)json_object_set_new(json, "published", date_json(post->published));
		(void)json_object_set_new(json, "span",
			json_pack("[I,I]", (json_int_t)post->begin, (json_int_t)post->end));
		(void)json_array_append_new(list, json);
	}
	return list;
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
	if (article->original_url)
		(void)json_object_set_new(json, "original_url", json_text(article->original_url));
	if (article->n_posts)
		(void)json_object_set_new(json, "posts", posts_json(article));
	if (article->reason)
		(void)json_object_set_new(json, "reason", json_text(article->reason));
	if (article->paywalled)
		(void)json_object_set_new(json, "paywalled", json_true());
	if (article->tdm_reserved)
		(void)json_object_set_new(json, "tdm_reserved", json_true());
	return json;
}

static int64_t json_date(const json_t *json, const char *key)
{
	const char *text = json_get_text(json, key);
	return text ? date_parse(text, NULL) : DATE_UNKNOWN;
}

/* One post, after those read before; 0, or ERR_REJECT when its span is none of the text's. */
static int read_post(const json_t *json, struct article *article, struct err *err)
{
	const json_t *span = json_object_get(json, "span");
	json_int_t begin = json_integer_value(json_array_get(span, 0));
	json_int_t end = json_integer_value(json_array_get(span, 1));
	size_t len = strlen(article->text);
	size_t after = article->n_posts ? article->posts[article->n_posts - 1].end : 0;
	if (json_array_size(span) != 2 || begin < 0 || end <= begin || (size_t)end > len ||
		(size_t)begin < after || !utf8_is_start(article->text[begin]) ||
		((size_t)end < len && !utf8_is_start(article->text[end])))
		return err_set(err, ERR_REJECT, "no article object: a post lies outside the text");
	article->posts[article->n_posts++] = (struct article_post){
		.title = xstrdup_null(json_get_text(json, "title")),
		.url = xstrdup_null(json_get_text(json, "url")),
		.published = json_date(json, "published"),
		.begin = (size_t)begin,
		.end = (size_t)end,
	};
	return 0;
}

static int read_posts(const json_t *list, struct article *article, struct err *err)
{
	size_t i;
	const json_t *item;
	if (json_array_size(list))
		article->posts = xcalloc(json_array_size(list), sizeof(*article->posts));
	json_array_foreach(list, i, item)
	{
		int rc = read_post(item, article, err);
		if (rc < 0)
			return rc;
	}
	return 0;
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
	article->original_url = xstrdup_null(json_get_text(json, "original_url"));
	article->title = xstrdup_null(json_get_text(json, "title"));
	article->site = xstrdup_null(json_get_text(json, "site"));
	article->language = xstrdup_null(json_get_text(json, "language"));
	article->reason = xstrdup_null(json_get_text(json, "reason"));
	article->text = xstrdup(text);
	article->published = json_date(json, "published");
	article->modified = json_date(json, "modified");
	article->paywalled = json_get_flag(json, "paywalled");
	article->tdm_reserved = json_get_flag(json, "tdm_reserved");
	if (json_array_size(authors))
		article->authors = xcalloc(json_array_size(authors), sizeof(*article->authors));
	json_array_foreach(authors, i, v) if (json_is_string(v))
		article->authors[article->n_authors++] = xstrdup(json_string_value(v));
	int rc = read_posts(json_object_get(json, "posts"), article, err);
	if (rc < 0)
		article_release(article);
	return rc;
}
