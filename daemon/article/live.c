#include "article/live.h"

#include <strings.h>

#include "article/article.h"
#include "article/body.h"
#include "article/daytime.h"
#include "article/entities.h"
#include "article/jsonld.h"
#include "article/meta_private.h"
#include "text/date.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* One post alone is an article that its site calls live. */
#define POSTS_MIN         2
#define HEADING_BYTES_MAX KIB(1)
/* Texts of a post before its clock: a heading, a name. */
#define CLOCK_TEXTS 4
/* A paragraph is known again by this much of it. */
#define SAME_BYTES 60

/* Whether the path has one of the words that live pages are filed under. */
static bool has_live_path(const char *url)
{
	static const char *const words[] = {"/live/", "live-blog", "liveblog", "live-updates",
		"live-news", "/live-", "-live/", "liveticker", "live-ticker", "en-direct",
		"onlayn-", "/online/", "relacja-na-zywo", "canli-blog"};
	const char *path = url ? strstr(url, "://") : NULL;
	path = path ? strchr(path + 3, '/') : NULL;
	for (size_t i = 0; path && i < ARRAY_SIZE(words); i++)
		if (strcasestr(path, words[i]))
			return true;
	return false;
}

bool live_is_page(const struct dom *dom, const struct jsonld *ld, const char *url)
{
	if (ld->live || has_live_path(url))
		return true;
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || dom->nodes[i].len == 0)
			continue;
		const char *type = dom_attr(dom, i, ATTR_ITEMTYPE);
		if (type && strstr(type, "LiveBlogPosting"))
			return true;
	}
	return false;
}

/* What follows in "14:32 – Delegations leave". */
static const char *after_clock(const char *text)
{
	size_t i = 0, len = strlen(text);
	if (daytime_read(text, len, &i) == DAYTIME_UNKNOWN)
		return text;
	while (i < len) {
		unsigned int cp;
		size_t n = utf8_decode(text + i, len - i, &cp);
		if (cp != 0x2013 && cp != 0x2014 && !(cp < 0x80 && strchr(" .:,|-", (int)cp)))
			break;
		i += n;
	}
	return text + i;
}

static char *heading_in(const struct dom *dom, const struct body_post *post)
{
	for (uint32_t i = post->node; i < post->node_end; i++) {
		enum tag tag = dom_tag(dom, i);
		if (tag < TAG_H1 || tag > TAG_H6)
			continue;
		AUTOFREE char *text = dom_text_of(dom, i, HEADING_BYTES_MAX);
		const char *words = after_clock(text);
		if (words[0])
			return xstrdup(words);
	}
	return NULL;
}

/* The time of day that a post shows in its first words. */
static int clock_in(const struct dom *dom, const struct body_post *post)
{
	int seen = 0;
	for (uint32_t i = post->node; i < post->node_end && seen < CLOCK_TEXTS; i++) {
		if (dom_tag(dom, i) != TAG_TEXT)
			continue;
		const char *text = dom_text(dom, i);
		int minutes = daytime_read(text, dom->nodes[i].len, NULL);
		if (minutes != DAYTIME_UNKNOWN)
			return minutes;
		seen += dom->nodes[i].len > strspn(text, " \t\r\n");
	}
	return DAYTIME_UNKNOWN;
}

/* Dates the posts that tell a clock and no day. */
static void date_clocks(const struct dom *dom, const struct body *body, const struct jsonld *ld,
	struct article *article)
{
	size_t n = body->n_posts, known = n;
	AUTOFREE int *minutes = xcalloc(n, sizeof(*minutes));
	AUTOFREE int64_t *times = xcalloc(n, sizeof(*times));
	for (size_t i = 0; i < n; i++) {
		minutes[i] = clock_in(dom, &body->posts[i]);
		times[i] = DATE_UNKNOWN;
		if (known == n && minutes[i] != DAYTIME_UNKNOWN &&
			article->posts[i].published != DATE_UNKNOWN)
			known = i;
	}
	const struct daytime_page page = {.published = article->published,
		.modified = article->modified,
		.zone_secs = meta_zone_secs(dom, ld)};
	daytime_dates(&page, minutes, n, times);
	/* One post whose time is known sets day and zone of all clocks right. */
	int64_t shift = 0;
	if (known < n && times[known] != DATE_UNKNOWN)
		shift = article->posts[known].published - times[known];
	for (size_t i = 0; i < n; i++)
		if (article->posts[i].published == DATE_UNKNOWN && times[i] != DATE_UNKNOWN)
			article->posts[i].published = times[i] + shift;
}

/* The address of a post: the page's with the element's id. */
static char *address_of(const struct dom *dom, uint32_t node, const char *page_url)
{
	const char *id = dom_attr(dom, node, ATTR_ID);
	if (!id || !page_url || !id[0] || strlen(id) > HEADING_BYTES_MAX)
		return NULL;
	return xasprintf("%.*s#%s", (int)strcspn(page_url, "#"), page_url, id);
}

/* When a post was published by JSON-LD, which knows it by its heading or its address. */
static int64_t date_in_json(const struct jsonld *ld, const struct article_post *post)
{
	const char *mark = post->url ? strchr(post->url, '#') : NULL;
	for (size_t i = 0; i < ld->n_posts; i++) {
		const struct jsonld_post *other = &ld->posts[i];
		const char *their = other->url ? strchr(other->url, '#') : NULL;
		if ((post->title && other->headline && strcmp(post->title, other->headline) == 0) ||
			(mark && their && strcmp(mark, their) == 0))
			return meta_date(other->published);
	}
	return DATE_UNKNOWN;
}

static void from_page(const struct dom *dom, const struct body *body, const struct jsonld *ld,
	struct article *article)
{
	article->posts = xcalloc(body->n_posts, sizeof(*article->posts));
	for (size_t i = 0; i < body->n_posts; i++) {
		const struct body_post *from = &body->posts[i];
		struct article_post *post = &article->posts[article->n_posts++];
		*post = (struct article_post){
			.title = heading_in(dom, from),
			.url = address_of(dom, from->node, article->url),
			.published = meta_date_in(dom, from->node, from->node_end),
			.begin = from->begin,
			.end = from->end,
		};
		if (post->published == DATE_UNKNOWN)
			post->published = date_in_json(ld, post);
	}
	date_clocks(dom, body, ld, article);
}

/* How much of the text stands before the first paragraph that is one of the posts'. */
static size_t lead_len(const char *text, const char *posts)
{
	for (const char *p = text; *p;) {
		const char *end = strstr(p, "\n\n");
		size_t n = end ? (size_t)(end - p) : strlen(p);
		size_t known = n < SAME_BYTES ? n : SAME_BYTES;
		if (memmem(posts, strlen(posts), p, known))
			return p > text ? (size_t)(p - text) - 2 : 0;
		p += n + (end ? 2 : 0);
	}
	return strlen(text);
}

static void from_json(const struct jsonld *ld, struct article *article)
{
	struct buf posts CLEANUP(buf_release) = BUF_INIT(ARTICLE_TEXT_MAX);
	article->posts = xcalloc(ld->n_posts, sizeof(*article->posts));
	for (size_t i = 0; i < ld->n_posts; i++) {
		const struct jsonld_post *from = &ld->posts[i];
		AUTOFREE char *text = entities_paragraphs(from->body);
		/* What the limit cuts off are whole posts. */
		if (!text[0] || posts.len + strlen(text) + 2 > posts.max)
			continue;
		if (posts.len)
			(void)buf_puts(&posts, "\n\n");
		size_t begin = posts.len;
		(void)buf_puts(&posts, text);
		article->posts[article->n_posts++] = (struct article_post){
			.title = xstrdup_null(from->headline),
			.url = from->url ? url_resolve(article->url, from->url) : NULL,
			.published = meta_date(from->published),
			.begin = begin,
			.end = posts.len,
		};
	}
	size_t lead = lead_len(article->text, buf_str(&posts));
	size_t before = lead ? lead + 2 : 0;
	char *whole = xasprintf(
		"%.*s%s%s", (int)lead, article->text, lead ? "\n\n" : "", buf_str(&posts));
	free(article->text);
	article->text = whole;
	for (size_t i = 0; i < article->n_posts; i++) {
		article->posts[i].begin += before;
		article->posts[i].end += before;
	}
}

void live_read(const struct dom *dom, const struct body *body, const struct jsonld *ld,
	struct article *article)
{
	if (ld->is_free != 0 && ld->n_posts >= POSTS_MIN && ld->n_posts > body->n_posts) {
		from_json(ld, article);
		free(article->reason);
		article->reason = NULL;
	} else if (body->n_posts >= POSTS_MIN) {
		from_page(dom, body, ld, article);
	}
}
