#include "article/body_private.h"
#include "util/hash.h"
#include "util/mem.h"

/*
 * Lists of other articles: neighbours of one shape, each with a headline that is a link and a few
 * more words. Their summaries read like paragraphs, so only the shape tells.
 */

#define UNIT_BLOCKS_MAX 8
#define UNIT_WORDS_MAX  140
#define UNITS_MIN       3
/* Prose of a summary; what an author writes about a thing in a list is longer. */
#define SUMMARY_WORDS 40
/* Words of a linked headline. */
#define HEADLINE_WORDS_MIN 3

/* Whether an element is a linked headline with at most a summary, a date and a name. */
static bool is_unit(const struct page *page, uint32_t node, size_t *a, size_t *b)
{
	enum tag tag = dom_tag(page->dom, node);
	*a = *b = 0;
	if (tag == TAG_TEXT || tag == TAG_P || tag == TAG_TR ||
		!(tag_flags(tag) & TAG_BLOCK || tag == TAG_OTHER))
		return false;
	blocks_range(&page->blocks, page->dom, node, a, b);
	if (*a == *b || *b - *a > UNIT_BLOCKS_MAX)
		return false;
	size_t words = 0;
	bool headline = false;
	for (size_t i = *a; i < *b; i++) {
		const struct block *block = &page->blocks.items[i];
		words += block->words;
		if (block->link_words >= HEADLINE_WORDS_MIN &&
			block->link_words * 10 >= block->words * 9)
			headline = true;
		if (page->judged[i].copy)
			return false;
	}
	return headline && words <= UNIT_WORDS_MAX;
}

static uint64_t shape_of(const struct dom *dom, uint32_t node)
{
	const char *class = dom_attr(dom, node, ATTR_CLASS);
	uint64_t h = hash_fnv(&dom->nodes[node].tag, 1, HASH_FNV_SEED);
	/* The first name: later ones number or mark the items. */
	return hash_fnv(class ? class : "", class ? strcspn(class, " \t\n0123456789") : 0, h);
}

static void mark(struct page *page, uint32_t parent, uint64_t shape)
{
	const struct dom *dom = page->dom;
	for (uint32_t c = parent + 1; c < dom->nodes[parent].end; c = dom->nodes[c].end) {
		size_t a, b;
		if (dom_tag(dom, c) == TAG_TEXT || shape_of(dom, c) != shape ||
			posts_around(page, c) < page->n_posts || !is_unit(page, c, &a, &b))
			continue;
		for (size_t i = a; i < b; i++)
			page->judged[i].drop |= KIND_DROP;
	}
}

static bool in_body(const struct page *page, uint32_t node)
{
	for (; node; node = page->dom->nodes[node].parent)
		if (page->kinds[node] & KIND_BODY)
			return true;
	return false;
}

void judge_teasers(struct page *page)
{
	const struct dom *dom = page->dom;
	for (uint32_t p = 1; p < dom->n; p++) {
		if (dom_tag(dom, p) == TAG_TEXT || dom_tag(dom, p) == TAG_P ||
			dom->nodes[p].end - p < UNITS_MIN * 3)
			continue;
		uint64_t shape = 0;
		size_t units = 0, others = 0;
		double prose = 0;
		for (uint32_t c = p + 1; c < dom->nodes[p].end; c = dom->nodes[c].end) {
			size_t a, b;
			if (dom_tag(dom, c) == TAG_TEXT || dom->nodes[c].end == c + 1)
				continue;
			if (!is_unit(page, c, &a, &b)) {
				others += a != b && tag_flags(dom_tag(dom, c)) & TAG_BLOCK;
				continue;
			}
			uint64_t s = shape_of(dom, c);
			if (units == 0 || s == shape) {
				shape = s;
				units++;
				prose += page->prose[b] - page->prose[a];
			}
		}
		/* Inside the text, sections with linked headings are a list the author wrote. */
		bool written = in_body(page, p) && prose > (double)units * SUMMARY_WORDS;
		if (units >= UNITS_MIN && units >= others && !written)
			mark(page, p, shape);
	}
}
