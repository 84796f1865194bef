#include "article/jsonld.h"

#include <jansson.h>
#include <stdint.h>
#include <strings.h>

#include "article/entities.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* Objects looked at on one page; graphs of real pages hold dozens. */
#define OBJECTS_MAX 2000
/* Entries of a list of authors that are looked at. */
#define NAMES_MAX 200
#define BLOCK_MAX MIB(4)

struct objects {
	json_t *items[OBJECTS_MAX]; /* borrowed from the roots */
	size_t n;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Rewrites what people write for JSON into JSON. */
static void mend(const char *s, size_t len, struct buf *out)
{
	size_t i = 0;
	bool in_string = false;
	while (i < len && s[i] != '{' && s[i] != '[')
		i++;
	/* "<![CDATA[" has a bracket of its own. */
	if (i + 7 < len && strncmp(s + i, "[CDATA[", 7) == 0)
		for (i += 7; i < len && s[i] != '{' && s[i] != '[';)
			i++;
	for (; i < len; i++) {
		char c = s[i];
		if (!in_string) {
			if (c == ',') {
				size_t k = i + 1;
				while (k < len && is_space(s[k]))
					k++;
				if (k == len || s[k] == '}' || s[k] == ']' || s[k] == ',')
					continue;
			}
			in_string = c == '"';
			(void)buf_putc(out, (unsigned char)c < 0x20 ? ' ' : c);
		} else if (c == '\\' && i + 1 < len) {
			char next = s[++i];
			if (strchr("\"\\/bfnrtu", next))
				(void)buf_putc(out, '\\');
			(void)buf_putc(out, (unsigned char)next < 0x20 ? ' ' : next);
		} else if ((unsigned char)c < 0x20) {
			(void)buf_puts(out, c == '\n' ? "\\n" : " ");
		} else {
			in_string = c != '"';
			(void)buf_putc(out, c);
		}
	}
}

static json_t *load(const char *s, size_t len)
{
	const size_t flags = JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;
	if (len > BLOCK_MAX)
		return NULL;
	json_t *json = json_loadb(s, len, flags, NULL);
	if (json)
		return json;
	struct buf mended CLEANUP(buf_release) = BUF_INIT(BLOCK_MAX * 2);
	mend(s, len, &mended);
	json = json_loadb(buf_str(&mended), mended.len, flags, NULL);
	if (json || !memmem(s, len, "&quot;", 6))
		return json;
	AUTOFREE char *plain = entities_decode(buf_str(&mended), mended.len);
	return json_loadb(plain, strlen(plain), flags, NULL);
}

/* Every object of a graph, breadth first, leaving out lists of other pages. */
static void collect(json_t *root, struct objects *objects)
{
	static const char *const ways[] = {"@graph", "mainEntity", "mainEntityOfPage"};
	struct objects *queue = xcalloc(1, sizeof(*queue));
	queue->items[queue->n++] = root;
	for (size_t i = 0; i < queue->n; i++) {
		json_t *at = queue->items[i], *v;
		size_t k;
		if (json_is_array(at)) {
			json_array_foreach(at, k, v) if (queue->n < OBJECTS_MAX &&
							 (json_is_object(v) || json_is_array(v)))
				queue->items[queue->n++] = v;
			continue;
		}
		if (objects->n < OBJECTS_MAX)
			objects->items[objects->n++] = at;
		for (k = 0; k < ARRAY_SIZE(ways); k++) {
			v = json_object_get(at, ways[k]);
			if (queue->n < OBJECTS_MAX && (json_is_object(v) || json_is_array(v)))
				queue->items[queue->n++] = v;
		}
	}
	free(queue);
}

static bool type_is(const json_t *object, bool (*accept)(const char *type))
{
	const json_t *type = json_object_get(object, "@type"), *v;
	size_t k;
	if (json_is_string(type))
		return accept(json_string_value(type));
	json_array_foreach(
		type, k, v) if (json_is_string(v) && accept(json_string_value(v))) return true;
	return false;
}

static const char *last_part(const char *type)
{
	const char *slash = strrchr(type, '/');
	return slash ? slash + 1 : type;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);
	return n >= m && strcasecmp(s + n - m, end) == 0;
}

static bool is_article(const char *type)
{
	type = last_part(type);
	return ends_with(type, "Article") || ends_with(type, "BlogPosting") ||
	       strcasecmp(type, "Report") == 0 || strcasecmp(type, "SocialMediaPosting") == 0;
}

static bool is_live(const char *type)
{
	return strcasecmp(last_part(type), "LiveBlogPosting") == 0;
}

static bool is_page(const char *type)
{
	return ends_with(type, "WebPage") || ends_with(type, "ItemPage");
}

static bool is_site(const char *type)
{
	return ends_with(type, "WebSite");
}

/* The object that an {"@id"} stands for, or the object itself. */
static const json_t *follow(const struct objects *objects, const json_t *v)
{
	const char *id = json_get_text(v, "@id");
	if (!id || json_object_get(v, "name"))
		return v;
	for (size_t i = 0; i < objects->n; i++) {
		const char *other = json_get_text(objects->items[i], "@id");
		if (other && strcmp(other, id) == 0 && json_object_get(objects->items[i], "name"))
			return objects->items[i];
	}
	return v;
}

/* A clean copy of text that may hold entities and white space; NULL for none. */
static char *clean(const char *s)
{
	if (!s)
		return NULL;
	AUTOFREE char *plain = entities_decode(s, strlen(s));
	char *out = utf8_squeeze(plain, strlen(plain));
	if (out[0])
		return out;
	free(out);
	return NULL;
}

/* The first text of a member: a string, the first of an array, or the name of an object. */
static const char *text_of(const struct objects *objects, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	if (json_is_array(v))
		v = json_array_get(v, 0);
	if (json_is_object(v)) {
		v = follow(objects, v);
		const char *name = json_get_text(v, "name");
		return name ? name : json_get_text(v, "@value");
	}
	return json_string_value(v);
}

static const char *url_of(const json_t *object)
{
	const char *url = json_get_text(object, "url");
	const json_t *page = json_object_get(object, "mainEntityOfPage");
	if (!url)
		url = json_is_object(page) ? json_get_text(page, "@id") : json_string_value(page);
	return url ? url : json_get_text(object, "@id");
}

static void add_author(struct jsonld *out, const char *name)
{
	char *copy = clean(name);
	for (size_t i = 0; copy && i < out->n_authors; i++)
		if (strcmp(out->authors[i], copy) == 0) {
			free(copy);
			return;
		}
	if (copy && out->n_authors < AUTHORS_MAX)
		out->authors[out->n_authors++] = copy;
	else
		free(copy);
}

static void add_authors(const struct objects *objects, const json_t *v, struct jsonld *out)
{
	size_t k;
	const json_t *item;
	if (json_is_string(v)) {
		add_author(out, json_string_value(v));
	} else if (json_is_object(v)) {
		v = follow(objects, v);
		const json_t *name = json_object_get(v, "name");
		if (json_is_array(name)) {
			json_array_foreach(name, k, item) add_author(out, json_string_value(item));
		} else {
			add_author(out, json_string_value(name));
		}
	} else if (json_is_array(v)) {
		json_array_foreach(v, k, item) if (!json_is_array(item))
			add_authors(objects, item, out);
	}
}

/* How much an article object has to say, and whether it is this page's. */
static int worth(const json_t *object, const char *page_identity)
{
	static const char *const keys[] = {"headline", "datePublished", "author", "articleBody"};
	int n = 0;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		n += json_object_get(object, keys[i]) != NULL;
	const char *url = url_of(object);
	AUTOFREE char *identity = url && page_identity ? url_identity(url) : NULL;
	if (identity && strcmp(identity, page_identity) == 0)
		n += 10;
	return n;
}

static int read_free(const json_t *object)
{
	const json_t *v = json_object_get(object, "isAccessibleForFree");
	if (json_is_boolean(v))
		return json_is_true(v);
	const char *s = json_string_value(v);
	if (!s)
		return -1;
	return strcasecmp(last_part(s), "false") == 0 ? 0 : 1;
}

static void read_article(const struct objects *objects, const json_t *object, struct jsonld *out)
{
	out->found = true;
	out->is_free = read_free(object);
	out->headline = clean(text_of(objects, object, "headline"));
	if (!out->headline)
		out->headline = clean(text_of(objects, object, "name"));
	out->published = clean(text_of(objects, object, "datePublished"));
	if (!out->published)
		out->published = clean(text_of(objects, object, "dateCreated"));
	out->modified = clean(text_of(objects, object, "dateModified"));
	out->url = clean(url_of(object));
	out->language = clean(text_of(objects, object, "inLanguage"));
	out->publisher = clean(text_of(objects, object, "publisher"));
	out->body = xstrdup_null(text_of(objects, object, "articleBody"));
	add_authors(objects, json_object_get(object, "author"), out);
	if (out->n_authors == 0)
		add_authors(objects, json_object_get(object, "creator"), out);
}

/* The posts of a live page; one without a text tells nothing. */
static void read_posts(const struct objects *objects, const json_t *object, struct jsonld *out)
{
	const json_t *list = json_object_get(object, "liveBlogUpdate");
	size_t n = json_is_array(list) ? json_array_size(list) : json_is_object(list);
	for (size_t i = 0; i < n && out->n_posts < LIVE_POSTS_MAX; i++) {
		const json_t *post = json_is_array(list) ? json_array_get(list, i) : list;
		const char *body = text_of(objects, post, "articleBody");
		if (!body)
			body = text_of(objects, post, "text");
		if (!body || !body[0])
			continue;
		char *published = clean(text_of(objects, post, "datePublished"));
		MEM_ROOM(out->posts, out->n_posts, out->posts_cap);
		out->posts[out->n_posts++] = (struct jsonld_post){
			.headline = clean(text_of(objects, post, "headline")),
			.body = xstrdup(body),
			.published = published ? published
					       : clean(text_of(objects, post, "dateModified")),
			.url = clean(json_get_text(post, "url")),
		};
	}
}

/* The first that some object has. */
static void take(char **to, const json_t *object, const char *key)
{
	if (!*to)
		*to = clean(json_get_text(object, key));
}

static void read_objects(const struct objects *objects, const char *page_url, struct jsonld *out)
{
	AUTOFREE char *identity = page_url ? url_identity(page_url) : NULL;
	const json_t *best = NULL;
	int best_worth = -1;
	for (size_t i = 0; i < objects->n; i++) {
		const json_t *object = objects->items[i];
		if (type_is(object, is_article)) {
			int w = worth(object, identity);
			out->n_articles++;
			if (out->n_posts == 0 && type_is(object, is_live)) {
				out->live = true;
				read_posts(objects, object, out);
			}
			if (w > best_worth) {
				best_worth = w;
				best = object;
			}
		} else if (type_is(object, is_page)) {
			take(&out->page_title, object, "name");
			take(&out->page_published, object, "datePublished");
			take(&out->page_modified, object, "dateModified");
		} else if (type_is(object, is_site) && !out->site) {
			out->site = clean(json_get_text(object, "name"));
		}
	}
	if (best)
		read_article(objects, best, out);
}

void jsonld_read(
	const struct byte_span *scripts, size_t n, const char *page_url, struct jsonld *out)
{
	memset(out, 0, sizeof(*out));
	out->is_free = -1;
	if (n == 0)
		return;
	struct objects *objects = xcalloc(1, sizeof(*objects));
	json_t *roots[BYTEPASS_SCRIPTS_MAX];
	for (size_t i = 0; i < n; i++) {
		roots[i] = load(scripts[i].bytes, scripts[i].len);
		if (roots[i])
			collect(roots[i], objects);
	}
	read_objects(objects, page_url, out);
	for (size_t i = 0; i < n; i++)
		json_decref(roots[i]);
	free(objects);
}

void jsonld_release(struct jsonld *ld)
{
	char *const owned[] = {ld->headline, ld->published, ld->modified, ld->url, ld->language,
		ld->publisher, ld->body, ld->site, ld->page_published, ld->page_modified,
		ld->page_title};
	for (size_t i = 0; i < ARRAY_SIZE(owned); i++)
		free(owned[i]);
	for (size_t i = 0; i < ld->n_authors; i++)
		free(ld->authors[i]);
	for (size_t i = 0; i < ld->n_posts; i++) {
		free(ld->posts[i].headline);
		free(ld->posts[i].body);
		free(ld->posts[i].published);
		free(ld->posts[i].url);
	}
	free(ld->posts);
}
