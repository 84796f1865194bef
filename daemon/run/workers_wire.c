#include "run/workers_wire.h"

#include "article/article_json.h"
#include "feed/feed_json.h"
#include "text/date.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

int workers_feed_read(const json_t *answer, struct workers_feed *out, struct err *err)
{
	*out = (struct workers_feed){.relevant = NULL};
	struct err why = ERR_INIT;
	if (feed_from_json(json_object_get(answer, "feed"), &out->feed, &why) < 0)
		return err_set(err, ERR_FAIL, "a worker's feed: %s", why.text);
	const json_t *relevant = json_object_get(answer, "relevant");
	if (json_array_size(relevant) != out->feed.n_entries) {
		workers_feed_release(out);
		return err_set(err, ERR_FAIL, "a worker did not judge every entry");
	}
	out->relevant = xcalloc(out->feed.n_entries + 1, sizeof(*out->relevant));
	for (size_t i = 0; i < out->feed.n_entries; i++)
		out->relevant[i] = json_is_true(json_array_get(relevant, i));
	return 0;
}

int workers_statements_read(const json_t *answer, struct statements *out, struct err *err)
{
	*out = (struct statements){0};
	const json_t *list = json_object_get(answer, "statements");
	size_t n = json_array_size(list);
	if (!json_is_array(list) || n > STATEMENTS_MAX)
		return err_set(err, ERR_FAIL, "a worker's answer has no list of statements");
	for (size_t i = 0; i < n; i++) {
		struct err why = ERR_INIT;
		MEM_ROOM(out->items, out->n, out->cap);
		if (statement_from_json(json_array_get(list, i), &out->items[out->n], &why) < 0) {
			statements_release(out);
			return err_set(err, ERR_FAIL, "a worker's statement: %s", why.text);
		}
		out->n++;
	}
	return 0;
}

int workers_article_read(const json_t *answer, struct workers_article *out, struct err *err)
{
	*out = (struct workers_article){.left_out = NULL};
	struct err why = ERR_INIT;
	article_init(&out->article);
	if (article_from_json(json_object_get(answer, "article"), &out->article, &why) < 0)
		return err_set(err, ERR_FAIL, "a worker's article: %s", why.text);
	out->relevant = json_get_flag(answer, "relevant");
	out->unread = json_get_flag(answer, "unread");
	if (workers_statements_read(answer, &out->statements, err) == 0)
		return 0;
	workers_article_release(out);
	return ERR_FAIL;
}

void workers_feed_release(struct workers_feed *feed)
{
	feed_release(&feed->feed);
	free(feed->relevant);
	feed->relevant = NULL;
}

void workers_article_release(struct workers_article *article)
{
	article_release(&article->article);
	statements_release(&article->statements);
	free(article->left_out);
	article->left_out = NULL;
}

json_t *workers_statements_write(const struct statements *statements)
{
	json_t *list = json_array();
	for (size_t i = 0; i < statements->n; i++)
		(void)json_array_append_new(list, statement_to_json(&statements->items[i]));
	return list;
}

json_t *workers_request(const char *op, const struct workers_source *source)
{
	json_t *request = json_object();
	char published[DATE_TEXT_SIZE];
	date_format(source->published, published);
	(void)json_object_set_new(request, "op", json_text(op));
	(void)json_object_set_new(request, "path", json_text(source->path));
	(void)json_object_set_new(request, "html", json_text(source->path ? NULL : source->text));
	(void)json_object_set_new(request, "url", json_text(source->url));
	(void)json_object_set_new(request, "content_type", json_text(source->content_type));
	(void)json_object_set_new(request, "title", json_text(source->title));
	(void)json_object_set_new(request, "published", json_text(published[0] ? published : NULL));
	return request;
}

/* Two plugins found the same words when one's hull lies half in the other's. */
static bool is_same_place(const struct span *a, const struct span *b)
{
	size_t begin = a->begin > b->begin ? a->begin : b->begin;
	size_t end = a->end < b->end ? a->end : b->end;
	size_t shorter = a->end - a->begin < b->end - b->begin ? a->end - a->begin
							       : b->end - b->begin;
	return begin < end && (end - begin) * 2 > shorter;
}

static int by_place(const void *a, const void *b)
{
	const struct statement *x = a, *y = b;
	if (x->span.begin != y->span.begin)
		return x->span.begin < y->span.begin ? -1 : 1;
	return (x->span.end > y->span.end) - (x->span.end < y->span.end);
}

void workers_statements_merge(struct statements *into, struct statements *from)
{
	size_t old = into->n;
	for (size_t i = 0; i < from->n; i++) {
		struct statement *s = &from->items[i];
		bool known = into->n >= STATEMENTS_MAX;
		for (size_t j = 0; j < old && !known; j++)
			known = is_same_place(&into->items[j].span, &s->span);
		if (known) {
			statement_release(s);
			continue;
		}
		MEM_ROOM(into->items, into->n, into->cap);
		into->items[into->n++] = *s;
	}
	free(from->items);
	*from = (struct statements){0};
	if (into->n > 1)
		qsort(into->items, into->n, sizeof(*into->items), by_place);
}
