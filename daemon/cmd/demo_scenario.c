#include "cmd/demo_scenario.h"

#include <string.h>
#include <time.h>

#include "text/date.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

/* Room for a date as feeds write it. */
#define RFC822_SIZE 40

static int want_text(
	const json_t *object, const char *key, const char *where, char **out, struct err *err)
{
	const char *text = json_get_text(object, key);
	if (!text || !*text)
		return err_set(err, ERR_FAIL, "%s: \"%s\" is missing", where, key);
	*out = xstrdup(text);
	return 0;
}

static int load_outlet(
	const json_t *object, const char *path, struct demo_outlet *outlet, struct err *err)
{
	const json_t *feed = json_object_get(object, "feed");
	struct {
		const json_t *object;
		const char *key;
		char **out;
	} rows[] = {
		{object, "id", &outlet->id},
		{object, "name", &outlet->name},
		{object, "host", &outlet->host},
		{feed, "format", &outlet->feed_format},
		{feed, "path", &outlet->feed_path},
		{feed, "title", &outlet->feed_title},
	};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int rc = want_text(rows[i].object, rows[i].key, path, rows[i].out, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int load_page(
	const char *dir, const char *file, struct demo_article *article, struct err *err)
{
	AUTOFREE char *path = xasprintf("%s/%s", dir, file);
	CLEANUP(buf_release) struct buf page = BUF_INIT(PAGE_BYTES_MAX);
	int rc = file_read(path, &page, err);
	if (rc < 0)
		return rc;
	article->html_len = page.len;
	article->html = buf_take(&page);
	return 0;
}

static int load_article(const json_t *object, const char *dir, const char *path,
	struct demo_scenario *scenario, struct demo_article *article, struct err *err)
{
	AUTOFREE char *outlet = NULL;
	AUTOFREE char *published = NULL;
	AUTOFREE char *file = NULL;
	int rc = want_text(object, "outlet", path, &outlet, err);
	if (rc == 0)
		rc = want_text(object, "published", path, &published, err);
	if (rc == 0)
		rc = want_text(object, "file", path, &file, err);
	if (rc == 0)
		rc = want_text(object, "path", path, &article->path, err);
	if (rc == 0)
		rc = want_text(object, "title", path, &article->title, err);
	if (rc == 0)
		rc = want_text(object, "summary", path, &article->summary, err);
	if (rc < 0)
		return rc;
	article->published = date_parse(published, NULL);
	article->step = (int)json_get_int(object, "step", 0);
	if (article->published == DATE_UNKNOWN || article->step < 1)
		return err_set(
			err, ERR_FAIL, "%s: \"%s\" needs a date and a step", path, article->title);
	article->outlet = scenario->n_outlets;
	for (size_t i = 0; i < scenario->n_outlets; i++)
		if (outlet && strcmp(scenario->outlets[i].id, outlet) == 0)
			article->outlet = i;
	if (article->outlet == scenario->n_outlets)
		return err_set(err, ERR_FAIL, "%s: no outlet \"%s\"", path, outlet);
	if (article->step > scenario->steps)
		scenario->steps = article->step;
	return load_page(dir, file, article, err);
}

int demo_scenario_load(const char *dir, struct demo_scenario *scenario, struct err *err)
{
	AUTOFREE char *path = xasprintf("%s/scenario.json", dir);
	CLEANUP(buf_release) struct buf text = BUF_INIT(CONFIG_BYTES_MAX);
	int rc = file_read(path, &text, err);
	if (rc < 0)
		return rc;
	AUTOJSON json_t *root = json_parse(text.data, text.len, err);
	if (!root)
		return err_prefix(err, "%s", path);
	const json_t *outlets = json_object_get(root, "outlets");
	const json_t *articles = json_object_get(root, "articles");
	struct demo_scenario out = {0};
	out.outlets = xcalloc(json_array_size(outlets) + 1, sizeof(*out.outlets));
	out.articles = xcalloc(json_array_size(articles) + 1, sizeof(*out.articles));
	for (size_t i = 0; rc == 0 && i < json_array_size(outlets); i++)
		rc = load_outlet(
			json_array_get(outlets, i), path, &out.outlets[out.n_outlets++], err);
	for (size_t i = 0; rc == 0 && i < json_array_size(articles); i++)
		rc = load_article(json_array_get(articles, i), dir, path, &out,
			&out.articles[out.n_articles++], err);
	if (rc == 0 && out.n_articles == 0)
		rc = err_set(err, ERR_FAIL, "%s: no articles", path);
	if (rc < 0) {
		demo_scenario_release(&out);
		return rc;
	}
	*scenario = out;
	return 0;
}

void demo_scenario_release(struct demo_scenario *scenario)
{
	for (size_t i = 0; i < scenario->n_outlets; i++) {
		struct demo_outlet *o = &scenario->outlets[i];
		free(o->id);
		free(o->name);
		free(o->host);
		free(o->feed_format);
		free(o->feed_path);
		free(o->feed_title);
	}
	for (size_t i = 0; i < scenario->n_articles; i++) {
		struct demo_article *a = &scenario->articles[i];
		free(a->path);
		free(a->title);
		free(a->summary);
		free(a->html);
	}
	free(scenario->outlets);
	free(scenario->articles);
	*scenario = (struct demo_scenario){0};
}

size_t demo_entries(const struct demo_scenario *scenario, size_t outlet, int step)
{
	size_t n = 0;
	for (size_t i = 0; i < scenario->n_articles; i++)
		n += scenario->articles[i].outlet == outlet && scenario->articles[i].step <= step;
	return n;
}

static void put_xml(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			(void)buf_puts(out, "&amp;");
			break;
		case '<':
			(void)buf_puts(out, "&lt;");
			break;
		case '>':
			(void)buf_puts(out, "&gt;");
			break;
		case '"':
			(void)buf_puts(out, "&quot;");
			break;
		default:
			(void)buf_putc(out, *text);
		}
	}
}

static void put_element(struct buf *out, const char *name, const char *text)
{
	(void)buf_printf(out, "<%s>", name);
	put_xml(out, text);
	(void)buf_printf(out, "</%s>\n", name);
}

static void format_rfc822(int64_t when, char out[RFC822_SIZE])
{
	struct tm tm;
	time_t t = (time_t)when;
	if (!gmtime_r(&t, &tm) ||
		strftime(out, RFC822_SIZE, "%a, %d %b %Y %H:%M:%S +0000", &tm) == 0)
		out[0] = '\0';
}

static void rss_entry(struct buf *out, const struct demo_article *a, const char *url)
{
	char date[RFC822_SIZE];
	format_rfc822(a->published, date);
	(void)buf_puts(out, "<item>\n");
	put_element(out, "title", a->title);
	put_element(out, "link", url);
	put_element(out, "guid", url);
	put_element(out, "pubDate", date);
	put_element(out, "description", a->summary);
	(void)buf_puts(out, "</item>\n");
}

static void atom_entry(struct buf *out, const struct demo_article *a, const char *url)
{
	char date[DATE_TEXT_SIZE];
	date_format(a->published, date);
	(void)buf_puts(out, "<entry>\n");
	put_element(out, "title", a->title);
	(void)buf_puts(out, "<link rel=\"alternate\" href=\"");
	put_xml(out, url);
	(void)buf_puts(out, "\"/>\n");
	put_element(out, "id", url);
	put_element(out, "published", date);
	put_element(out, "updated", date);
	put_element(out, "summary", a->summary);
	(void)buf_puts(out, "</entry>\n");
}

static json_t *json_entry(const struct demo_article *a, const char *url)
{
	char date[DATE_TEXT_SIZE];
	date_format(a->published, date);
	return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", url, "url", url, "title", a->title,
		"summary", a->summary, "date_published", date);
}

const char *demo_feed_write(
	const struct demo_scenario *scenario, size_t outlet, int step, struct buf *out)
{
	const struct demo_outlet *o = &scenario->outlets[outlet];
	bool rss = strcmp(o->feed_format, "rss20") == 0;
	bool atom = strcmp(o->feed_format, "atom10") == 0;
	AUTOJSON json_t *items = json_array();
	if (rss)
		(void)buf_printf(out,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss "
			"version=\"2.0\"><channel>\n"
			"<link>http://%s/</link>\n<language>en</language>\n",
			o->host);
	else if (atom)
		(void)buf_printf(out,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n"
			"<id>http://%s/</id>\n<link href=\"http://%s/\"/>\n",
			o->host, o->host);
	if (rss || atom)
		put_element(out, "title", o->feed_title);
	if (rss)
		put_element(out, "description", o->feed_title);
	for (size_t i = scenario->n_articles; i-- > 0;) {
		const struct demo_article *a = &scenario->articles[i];
		if (a->outlet != outlet || a->step > step)
			continue;
		AUTOFREE char *url = xasprintf("http://%s%s", o->host, a->path);
		if (rss)
			rss_entry(out, a, url);
		else if (atom)
			atom_entry(out, a, url);
		else
			(void)json_array_append_new(items, json_entry(a, url));
	}
	if (rss || atom) {
		(void)buf_puts(out, rss ? "</channel></rss>\n" : "</feed>\n");
		return rss ? "application/rss+xml; charset=utf-8" : "application/atom+xml";
	}
	AUTOJSON json_t *feed = json_pack("{s:s, s:s, s:s, s:O}", "version",
		"https://jsonfeed.org/version/1.1", "title", o->feed_title, "language", "en",
		"items", items);
	(void)json_line(feed, out);
	return "application/feed+json";
}
