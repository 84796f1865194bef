#include "article/body_private.h"
#include "util/mem.h"

/*
 * The posts of a live page: elements marked as such, or neighbours of one kind that each hold a
 * time and some prose of their own.
 */

#define POSTS_MAX 1000
/* Fewer neighbours with a time each are as well a list of something else. */
#define POSTS_MIN 3
/* Prose of all posts together, in words. */
#define PROSE_MIN 60

static bool is_marked(const struct dom *dom, uint32_t node)
{
	const char *prop = dom_attr(dom, node, ATTR_ITEMPROP);
	return prop && strstr(prop, "liveBlogUpdate");
}

static bool is_time(const struct dom *dom, uint32_t node)
{
	const char *prop = dom_attr(dom, node, ATTR_ITEMPROP);
	return dom_tag(dom, node) == TAG_TIME || (prop && strstr(prop, "datePublished"));
}

/* What is known of a page while its posts are looked for; a row a node or block. */
struct search {
	bool *timed; /* a time stands in it */
	double *prose; /* words of prose before block i that no name drops */
	size_t *count; /* children with a time and prose */
	double *sum; /* their prose */
	uint8_t *tag; /* theirs: the first one's */
};

static double prose_in(const struct page *page, const struct search *s, uint32_t node)
{
	size_t a, b;
	blocks_range(&page->blocks, page->dom, node, &a, &b);
	return s->prose[b] - s->prose[a];
}

static void mark_timed(const struct page *page, struct search *s)
{
	const struct dom *dom = page->dom;
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || !is_time(dom, i))
			continue;
		for (uint32_t at = i; at && !s->timed[at]; at = dom->nodes[at].parent)
			s->timed[at] = true;
	}
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct judged *j = &page->judged[i];
		bool text = j->prose && !(j->drop & (KIND_DROP | KIND_COMMENT | KIND_CONSENT));
		s->prose[i + 1] = s->prose[i] + (text ? page->blocks.items[i].words : 0);
	}
}

/* Whether a node can be a post beside others of its parent's. */
static bool can_be_post(const struct page *page, const struct search *s, uint32_t node)
{
	enum tag tag = dom_tag(page->dom, node);
	return s->timed[node] && (tag_flags(tag) & TAG_BLOCK || tag == TAG_OTHER) &&
	       prose_in(page, s, node) > 0;
}

/* The parent whose children with times hold most prose; 0: none. */
static uint32_t find_parent(const struct page *page, struct search *s)
{
	const struct dom *dom = page->dom;
	uint32_t best = 0;
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || !can_be_post(page, s, i))
			continue;
		uint32_t up = dom->nodes[i].parent;
		if (s->count[up] == 0)
			s->tag[up] = dom->nodes[i].tag;
		if (s->tag[up] != dom->nodes[i].tag)
			continue;
		s->count[up]++;
		s->sum[up] += prose_in(page, s, i);
		if (s->count[up] >= POSTS_MIN && s->sum[up] >= PROSE_MIN &&
			(best == 0 || s->sum[up] > s->sum[best]))
			best = up;
	}
	return best;
}

static void find_neighbours(struct page *page)
{
	const struct dom *dom = page->dom;
	struct search s = {
		.timed = xcalloc(dom->n, sizeof(*s.timed)),
		.prose = xcalloc(page->blocks.n + 1, sizeof(*s.prose)),
		.count = xcalloc(dom->n, sizeof(*s.count)),
		.sum = xcalloc(dom->n, sizeof(*s.sum)),
		.tag = xcalloc(dom->n, sizeof(*s.tag)),
	};
	mark_timed(page, &s);
	uint32_t parent = find_parent(page, &s);
	for (uint32_t c = parent + 1; parent && c < dom->nodes[parent].end; c = dom->nodes[c].end)
		if (dom->nodes[c].tag == s.tag[parent] && can_be_post(page, &s, c) &&
			page->n_posts < POSTS_MAX)
			page->posts[page->n_posts++] = c;
	free(s.timed);
	free(s.prose);
	free(s.count);
	free(s.sum);
	free(s.tag);
}

void posts_find(struct page *page)
{
	const struct dom *dom = page->dom;
	page->n_posts = 0;
	if (!page->hints->is_live)
		return;
	if (!page->posts)
		page->posts = xcalloc(POSTS_MAX, sizeof(*page->posts));
	for (uint32_t i = 1; i < dom->n && page->n_posts < POSTS_MAX;) {
		bool marked = dom_tag(dom, i) != TAG_TEXT && is_marked(dom, i);
		if (marked)
			page->posts[page->n_posts++] = i;
		i = marked ? dom->nodes[i].end : i + 1;
	}
	if (page->n_posts == 0)
		find_neighbours(page);
}

size_t posts_around(const struct page *page, uint32_t node)
{
	size_t lo = 0, hi = page->n_posts;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (page->posts[mid] <= node)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 && dom_holds(page->dom, page->posts[lo - 1], node) ? lo - 1 : page->n_posts;
}
