#include "article/body_private.h"
#include "article/daytime.h"
#include "article/evidence.h"
#include "util/hash.h"
#include "util/mem.h"
#include "util/utf8.h"

/* How far above the text a summary may stand, in blocks. */
#define DEK_REACH     14
#define DEK_WORDS_MIN 6
#define DEK_WORDS_MAX 90
/* A layout of paragraphs that carries this share of the text is the text's own. */
#define LAYOUT_SHARE 0.2
#define LAYOUTS_MAX  16
/* Class lists are compared by this much of them. */
#define CLASS_BYTES 256
/* Parts of a title are told from short phrases by their length. */
#define TITLE_WORDS_MAX 60
#define TITLE_BYTES_MIN 16
/* A longer text is no caption, whatever stands beside it. */
#define PICTURE_WORDS_MAX 60
/* "Updated at 15:20 on Sunday, 23 November 2025, Kyiv time" */
#define CLOCK_WORDS_MAX 12

bool page_is_title(const struct page *page, size_t i)
{
	const struct block *b = &page->blocks.items[i];
	const char *y = page->folded;
	if (!y || b->words > TITLE_WORDS_MAX || b->len > page->folded_len * 4 + TITLE_BYTES_MIN)
		return false;
	AUTOFREE char *x = utf8_fold(block_text(&page->blocks, i), b->len);
	size_t n = strlen(x), m = strlen(y);
	if (n == 0 || m == 0)
		return false;
	return strcmp(x, y) == 0 || (m * 2 > n && m > TITLE_BYTES_MIN && strstr(x, y)) ||
	       (n * 2 > m && n > TITLE_BYTES_MIN && page_is_heading((enum tag)b->tag) &&
		       strstr(y, x));
}

/* Whether a block's parent holds a picture and little else. */
static bool beside_picture(const struct page *page, size_t i)
{
	const struct dom *dom = page->dom;
	const struct block *b = &page->blocks.items[i];
	uint32_t at = b->node;
	for (int up = 0; up < 2 && at; up++, at = dom->nodes[at].parent) {
		size_t first, last;
		blocks_range(&page->blocks, dom, at, &first, &last);
		if (last - first > 2)
			return false;
		if (dom_find(dom, at, 0, TAG_IMG))
			return b->words < (up > 0 ? PICTURE_WORDS_MAX : 40);
	}
	return false;
}

/* The share of links in the list or table that a block is an item of. */
static double list_links(const struct page *page, size_t i)
{
	const struct dom *dom = page->dom;
	uint32_t at = page->blocks.items[i].node;
	for (int up = 0; up < 4 && at; up++, at = dom->nodes[at].parent) {
		enum tag tag = dom_tag(dom, at);
		if (tag != TAG_UL && tag != TAG_OL && tag != TAG_TABLE && tag != TAG_DL)
			continue;
		size_t a, b;
		blocks_range(&page->blocks, dom, at, &a, &b);
		return page_share(page->links[b] - page->links[a], page->words[b] - page->words[a]);
	}
	return 0;
}

static bool is_item(const struct page *page, size_t i)
{
	const struct dom *dom = page->dom;
	uint32_t at = page->blocks.items[i].node;
	for (int up = 0; up < 3 && at; up++, at = dom->nodes[at].parent) {
		enum tag tag = dom_tag(dom, at);
		if (tag == TAG_LI || tag == TAG_TD || tag == TAG_TR || tag == TAG_DD ||
			tag == TAG_DT || tag == TAG_PRE || tag == TAG_TH)
			return true;
	}
	return false;
}

/* A block inside the container, by itself. */
static enum fate judge_inside(const struct page *page, size_t i)
{
	const struct block *b = &page->blocks.items[i];
	const struct judged *j = &page->judged[i];
	double links = page_share(b->link_words, b->words);
	if (j->drop && !j->copy)
		return FATE_DROP;
	if (b->words == 0)
		return FATE_DROP;
	if (j->phrase & KIND_CORRECTION)
		return FATE_KEEP;
	if (j->phrase & (KIND_DROP | KIND_CONSENT | KIND_PAYWALL) && b->words < 60)
		return FATE_LINKS;
	if (!j->copy && ((j->phrase & KIND_META && b->words < 30) ||
				(j->phrase & KIND_CAPTION && b->words < 60)))
		return FATE_DROP;
	if (page_is_title(page, i))
		return FATE_DROP;
	if (links > 0.6 && b->words < 25)
		return FATE_LINKS;
	if (!j->copy && beside_picture(page, i))
		return FATE_DROP;
	if (page_is_heading((enum tag)b->tag))
		return b->tag == TAG_H1 ? FATE_DROP : FATE_OPEN;
	if (is_item(page, i)) {
		if (list_links(page, i) > 0.5 && !j->copy)
			return FATE_LINKS;
		return j->prose || j->copy ? FATE_KEEP : FATE_OPEN;
	}
	if (j->prose || j->copy || b->ends || (b->tag == TAG_P && b->words > 3))
		return FATE_KEEP;
	return FATE_OPEN;
}

/* What tells the paragraphs of one layout: tag and class of the block and of what holds it. */
static uint64_t layout_of(const struct page *page, size_t i)
{
	const struct dom *dom = page->dom;
	uint32_t node = page->blocks.items[i].node, up = dom->nodes[node].parent;
	const uint32_t both[] = {node, up};
	uint64_t h = HASH_FNV_SEED;
	for (size_t k = 0; k < ARRAY_SIZE(both); k++) {
		const char *class = dom_attr(dom, both[k], ATTR_CLASS);
		h = hash_fnv(&dom->nodes[both[k]].tag, 1, h);
		h = hash_fnv(class ? class : "", class ? strnlen(class, CLASS_BYTES) : 0, h);
	}
	return h;
}

/* Whether a block stands in an article element and the container in another one. */
static bool in_other_article(const struct page *page, size_t i)
{
	uint32_t own = page_article_of(page, page->container);
	uint32_t other = page_article_of(page, page->blocks.items[i].node);
	return own && other && !dom_holds(page->dom, other, own) &&
	       !dom_holds(page->dom, own, other);
}

/* Takes in paragraphs outside the container that are laid out as those inside. */
static void adopt(struct page *page, size_t a, size_t b)
{
	struct {
		uint64_t layout;
		double words;
	} rows[LAYOUTS_MAX];
	size_t n = 0;
	double all = 0;
	for (size_t i = a; i < b; i++) {
		if (page->judged[i].fate != FATE_KEEP || !page->judged[i].prose)
			continue;
		uint64_t layout = layout_of(page, i);
		size_t k = 0;
		while (k < n && rows[k].layout != layout)
			k++;
		if (k == LAYOUTS_MAX)
			continue;
		if (k == n) {
			rows[n].layout = layout;
			rows[n++].words = 0;
		}
		rows[k].words += page->blocks.items[i].words;
		all += page->blocks.items[i].words;
	}
	for (size_t i = 0; i < page->blocks.n; i++) {
		struct judged *j = &page->judged[i];
		bool above = page->title != PAGE_NO_TITLE && i < page->title;
		if ((i >= a && i < b) || !j->prose || above)
			continue;
		if (j->copy) {
			j->fate = judge_inside(page, i);
			continue;
		}
		/* Another article may be laid out as this one. */
		if (j->drop || in_other_article(page, i))
			continue;
		uint64_t layout = layout_of(page, i);
		for (size_t k = 0; k < n; k++)
			if (rows[k].layout == layout && rows[k].words >= all * LAYOUT_SHARE)
				j->fate = judge_inside(page, i);
	}
}

/* Whether the description in the page's head begins as this block does. */
static bool is_description(const struct page *page, size_t i)
{
	const char *description = page->hints->description;
	if (!description)
		return false;
	const struct block *b = &page->blocks.items[i];
	AUTOFREE char *x = utf8_fold(block_text(&page->blocks, i), b->len);
	AUTOFREE char *y = utf8_fold(description, strlen(description));
	size_t n = strlen(x) < strlen(y) ? strlen(x) : strlen(y);
	if (n > 60)
		n = 60;
	return n >= 30 && memcmp(x, y, n) == 0;
}

/* The summary between headline and text. */
static void take_dek(struct page *page)
{
	size_t first = 0, title = page->blocks.n;
	while (first < page->blocks.n && page->judged[first].fate != FATE_KEEP)
		first++;
	if (first == page->blocks.n)
		return;
	size_t from = first > DEK_REACH ? first - DEK_REACH : 0;
	for (size_t i = from; i < first; i++) {
		const struct block *b = &page->blocks.items[i];
		if (b->tag == TAG_H1 || page_is_title(page, i))
			title = i;
	}
	for (size_t i = from; i < first; i++) {
		const struct block *b = &page->blocks.items[i];
		struct judged *j = &page->judged[i];
		if (i == title || page_is_title(page, i) || b->words < DEK_WORDS_MIN ||
			b->words > DEK_WORDS_MAX || b->link_words * 3 > b->words ||
			b->tag == TAG_H1)
			continue;
		if (j->drop & (KIND_DROP | KIND_COMMENT | KIND_CAPTION | KIND_CONSENT) ||
			j->phrase & (KIND_DROP | KIND_CONSENT | KIND_META | KIND_CAPTION))
			continue;
		bool named = (j->kinds & KIND_DEK) && !(j->kinds & (KIND_CAPTION | KIND_BYLINE));
		bool after_title = title < i && i - title <= 3 &&
				   !(j->kinds & (KIND_META | KIND_BYLINE | KIND_CAPTION));
		if (named || is_description(page, i) ||
			(after_title && (j->prose || page_is_heading((enum tag)b->tag)) &&
				b->words >= 9))
			j->fate = FATE_KEEP;
	}
}

/* For each block, whether what follows it is kept: only dropped elements may stand between. */
static bool *find_headed(const struct page *page)
{
	bool *headed = xcalloc(page->blocks.n + 1, sizeof(*headed)), state = false;
	for (size_t i = page->blocks.n; i-- > 0;) {
		enum fate fate = page->judged[i].fate;
		headed[i] = state;
		if (fate == FATE_LINKS)
			state = false;
		else if (fate == FATE_KEEP ||
			 (fate == FATE_OPEN &&
				 !page_is_heading((enum tag)page->blocks.items[i].tag)))
			state = true;
	}
	return headed;
}

/* Short blocks live between kept ones; items also right after them. */
static void settle(struct page *page)
{
	size_t n = page->blocks.n, last = 0, first = n;
	for (size_t i = 0; i < n; i++)
		if (page->judged[i].fate == FATE_KEEP) {
			last = i;
			if (first == n)
				first = i;
		}
	AUTOFREE bool *headed = find_headed(page);
	bool items = true; /* nothing but items since the last kept block */
	for (size_t i = 0; i < n; i++) {
		struct judged *j = &page->judged[i];
		if (j->fate != FATE_OPEN)
			continue;
		bool heading = page_is_heading((enum tag)page->blocks.items[i].tag);
		if (i < first)
			j->fate = heading && headed[i] && i + 2 >= first ? FATE_KEEP : FATE_DROP;
		else if (i < last)
			j->fate = !heading || headed[i] ? FATE_KEEP : FATE_DROP;
		else if (items && is_item(page, i) && list_links(page, i) < 0.2)
			j->fate = FATE_KEEP;
		else {
			items = items && heading;
			j->fate = FATE_DROP;
		}
	}
}

/* Whether a post's block is its time. */
static bool is_clock(const struct page *page, size_t i)
{
	const struct dom *dom = page->dom;
	const struct block *b = &page->blocks.items[i];
	if (b->words > CLOCK_WORDS_MAX)
		return false;
	size_t used = 0;
	if (daytime_read(block_text(&page->blocks, i), b->len, &used) != DAYTIME_UNKNOWN &&
		used == b->len)
		return true;
	for (uint32_t at = b->first; at > b->node; at = dom->nodes[at].parent)
		if (dom_tag(dom, at) == TAG_TIME)
			return true;
	return dom_tag(dom, b->node) == TAG_TIME;
}

/* Takes in the posts of a live page, wherever its first paragraphs stand. */
static void take_posts(struct page *page)
{
	for (size_t k = 0; k < page->n_posts; k++) {
		size_t b = blocks_from(&page->blocks, page->posts[k].end);
		for (size_t i = blocks_from(&page->blocks, page->posts[k].begin); i < b; i++)
			page->judged[i].fate = is_clock(page, i) ? FATE_DROP
								 : judge_inside(page, i);
	}
}

void choose_blocks(struct page *page)
{
	size_t a, b;
	blocks_range(&page->blocks, page->dom, page->container, &a, &b);
	for (size_t i = 0; i < page->blocks.n; i++)
		page->judged[i].fate = i >= a && i < b ? judge_inside(page, i) : FATE_DROP;
	adopt(page, a, b);
	take_posts(page);
	prune_blocks(page);
	settle(page);
	take_dek(page);
}
