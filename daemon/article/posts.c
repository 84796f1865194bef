#include "article/body_private.h"
#include "article/daytime.h"
#include "util/mem.h"

/*
 * The posts of a live page: elements marked as such, or neighbours of one kind that each hold a
 * time and some prose of their own, or what stands under headings that begin with a clock. The last
 * tell a live page that nothing else names.
 */

#define POSTS_MAX 1000
/* Fewer neighbours with a time each are as well a list of something else. */
#define POSTS_MIN 3
/* "2:32 p.m." among white space, and a mark after it. */
#define CLOCK_BYTES_MAX 40
#define CLOCK_REST      2
/* Prose of all posts together, in words. */
#define PROSE_MIN 60
/* A page that only its clocks call live has this many, up or down but for the turn of a day, and
 * this share of its prose under them. */
#define CLOCKS_MIN   5
#define CLOCKS_TURNS 5 /* one in so many */
#define CLOCKS_SHARE 0.6

static bool is_marked(const struct dom *dom, uint32_t node)
{
	const char *prop = dom_attr(dom, node, ATTR_ITEMPROP);
	return prop && strstr(prop, "liveBlogUpdate");
}

/* A time element or its like, or a text that is a clock. */
static bool is_time(const struct dom *dom, uint32_t node)
{
	size_t used, len = dom->nodes[node].len;
	if (dom_tag(dom, node) == TAG_TEXT)
		return len <= CLOCK_BYTES_MAX &&
		       daytime_read(dom_text(dom, node), len, &used) != DAYTIME_UNKNOWN &&
		       used + CLOCK_REST >= len;
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
		if (!is_time(dom, i))
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

static void add_post(struct page *page, uint32_t begin, uint32_t end)
{
	if (page->n_posts < POSTS_MAX)
		page->posts[page->n_posts++] = (struct post_nodes){.begin = begin, .end = end};
}

static void find_neighbours(struct page *page, struct search *s)
{
	const struct dom *dom = page->dom;
	uint32_t parent = find_parent(page, s);
	for (uint32_t c = parent + 1; parent && c < dom->nodes[parent].end; c = dom->nodes[c].end)
		if (dom->nodes[c].tag == s->tag[parent] && can_be_post(page, s, c))
			add_post(page, c, dom->nodes[c].end);
}

/* The clock that the first text in a node is or begins with. */
static int clock_of(const struct dom *dom, const uint32_t *first, uint32_t node)
{
	uint32_t text = dom_tag(dom, node) == TAG_TEXT ? 0 : first[node];
	return text ? daytime_read(dom_text(dom, text), dom->nodes[text].len, NULL)
		    : DAYTIME_UNKNOWN;
}

/* For each element its first text that is no white space; the caller frees it. */
static uint32_t *first_texts(const struct dom *dom)
{
	uint32_t *first = xcalloc(dom->n, sizeof(*first));
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) != TAG_TEXT ||
			strspn(dom_text(dom, i), " \t\r\n") >= dom->nodes[i].len)
			continue;
		for (uint32_t at = dom->nodes[i].parent; at && !first[at];
			at = dom->nodes[at].parent)
			first[at] = i;
	}
	return first;
}

/* The parent of most elements that begin with a clock; 0: none has enough. */
static uint32_t clocks_parent(const struct dom *dom, const uint32_t *first, uint32_t *count)
{
	uint32_t best = 0;
	for (uint32_t i = 1; i < dom->n; i++) {
		if (clock_of(dom, first, i) == DAYTIME_UNKNOWN)
			continue;
		uint32_t up = dom->nodes[i].parent;
		if (++count[up] >= POSTS_MIN && (best == 0 || count[up] > count[best]))
			best = up;
	}
	return best;
}

/* Whether an element may be the further text of a post whose heading stands before it. */
static bool goes_on(enum tag tag)
{
	return tag == TAG_P || tag == TAG_UL || tag == TAG_OL || tag == TAG_BLOCKQUOTE ||
	       tag == TAG_FIGURE || tag == TAG_DD || tag == TAG_TEXT || tag == TAG_BR;
}

/* Where the post ends that begins with an element: with it, or before what is none of its text. */
static uint32_t end_of_post(const struct page *page, const struct search *s, const uint32_t *first,
	uint32_t node, uint32_t limit)
{
	const struct dom *dom = page->dom;
	uint32_t end = dom->nodes[node].end;
	if (dom_tag(dom, node) != TAG_P && prose_in(page, s, node) > 0)
		return end;
	while (end < limit && goes_on(dom_tag(dom, end)) &&
		clock_of(dom, first, end) == DAYTIME_UNKNOWN)
		end = dom->nodes[end].end;
	return end;
}

/* Whether posts are so many, so ordered and so much of the page that it must be a live page. */
static bool clocks_tell(const struct page *page, const int *minutes, double prose)
{
	size_t rises, falls;
	daytime_steps(minutes, page->n_posts, &rises, &falls);
	size_t turns = rises < falls ? rises : falls;
	return page->n_posts >= CLOCKS_MIN && turns * CLOCKS_TURNS <= page->n_posts &&
	       prose >= page->total * CLOCKS_SHARE;
}

/* Elements that begin with a clock, each with what stands under it. */
static void find_clocks(struct page *page, const struct search *s)
{
	const struct dom *dom = page->dom;
	AUTOFREE uint32_t *first = first_texts(dom);
	AUTOFREE uint32_t *count = xcalloc(dom->n, sizeof(*count));
	AUTOFREE int *minutes = xcalloc(POSTS_MAX, sizeof(*minutes));
	uint32_t parent = clocks_parent(dom, first, count);
	uint32_t limit = parent ? dom->nodes[parent].end : 0;
	double prose = 0;
	for (uint32_t c = parent + 1; c < limit && page->n_posts < POSTS_MAX;) {
		int clock = clock_of(dom, first, c);
		uint32_t end = dom->nodes[c].end;
		if (clock != DAYTIME_UNKNOWN) {
			end = end_of_post(page, s, first, c, limit);
			size_t a = blocks_from(&page->blocks, c);
			size_t b = blocks_from(&page->blocks, end);
			prose += s->prose[b] - s->prose[a];
			minutes[page->n_posts] = clock;
			add_post(page, c, end);
		}
		c = end;
	}
	if (page->n_posts < POSTS_MIN || prose < PROSE_MIN ||
		(!page->hints->is_live && !clocks_tell(page, minutes, prose)))
		page->n_posts = 0;
}

static void find_marked(struct page *page)
{
	const struct dom *dom = page->dom;
	for (uint32_t i = 1; i < dom->n;) {
		bool marked = dom_tag(dom, i) != TAG_TEXT && is_marked(dom, i);
		uint32_t end = marked ? dom->nodes[i].end : i + 1;
		if (marked)
			add_post(page, i, end);
		i = end;
	}
}

void posts_find(struct page *page)
{
	const struct dom *dom = page->dom;
	page->n_posts = 0;
	if (!page->posts)
		page->posts = xcalloc(POSTS_MAX, sizeof(*page->posts));
	if (page->hints->is_live)
		find_marked(page);
	if (page->n_posts > 0)
		return;
	struct search s = {
		.timed = xcalloc(dom->n, sizeof(*s.timed)),
		.prose = xcalloc(page->blocks.n + 1, sizeof(*s.prose)),
		.count = xcalloc(dom->n, sizeof(*s.count)),
		.sum = xcalloc(dom->n, sizeof(*s.sum)),
		.tag = xcalloc(dom->n, sizeof(*s.tag)),
	};
	mark_timed(page, &s);
	find_clocks(page, &s);
	if (page->n_posts == 0 && page->hints->is_live)
		find_neighbours(page, &s);
	free(s.timed);
	free(s.prose);
	free(s.count);
	free(s.sum);
	free(s.tag);
}

size_t posts_around(const struct page *page, uint32_t node)
{
	size_t lo = 0, hi = page->n_posts;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (page->posts[mid].begin <= node)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 && node < page->posts[lo - 1].end ? lo - 1 : page->n_posts;
}
