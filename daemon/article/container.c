#include "article/body_private.h"
#include "util/mem.h"

/* A container gives way to an element inside it that keeps this share of its worth. */
#define TIGHTEN       0.92
#define TIGHTEN_NAMED 0.8 /* the same for one that is named as the text */
#define WORDS_CAP     120
/* What prose above the headline is worth. */
#define BEFORE_TITLE 0.15
/* The article element around the headline stands against others with this worth. */
#define OWN_ARTICLE_MIN 40

static double value_of(const struct page *page, size_t i)
{
	const struct block *b = &page->blocks.items[i];
	const struct judged *j = &page->judged[i];
	double words = b->words < WORDS_CAP ? b->words : WORDS_CAP;
	if (j->copy)
		return words * 1.5 + 2;
	if (j->drop || j->phrase & (KIND_DROP | KIND_CONSENT | KIND_PAYWALL))
		return -0.5;
	if (j->prose) {
		words *= 1 - page_share(b->link_words, b->words);
		return page->title != PAGE_NO_TITLE && i < page->title ? words * BEFORE_TITLE
								       : words;
	}
	if (b->link_words * 2 > b->words)
		return -0.5 * (words < 20 ? words : 20) - 1;
	return -1;
}

static double sum_in(const struct page *page, uint32_t node)
{
	size_t a, b;
	blocks_range(&page->blocks, page->dom, node, &a, &b);
	return page->sum[b] - page->sum[a];
}

/* The article element around the headline, if there is text in it. */
static uint32_t own_article(const struct page *page)
{
	if (page->title == PAGE_NO_TITLE)
		return 0;
	uint32_t at = page_article_of(page, page->blocks.items[page->title].node);
	return at && sum_in(page, at) >= OWN_ARTICLE_MIN ? at : 0;
}

/* Whether other articles with text stand beside this one. */
static bool other_articles(const struct page *page, uint32_t under, uint32_t own)
{
	const struct dom *dom = page->dom;
	for (uint32_t i = under; (i = dom_find(dom, under, i, TAG_ARTICLE)) != 0;)
		if (!dom_holds(dom, i, own) && !dom_holds(dom, own, i) && sum_in(page, i) > 0)
			return true;
	return false;
}

/* The element with the best balance of prose and chaff, as tight as it goes. */
void container_find(struct page *page)
{
	const struct dom *dom = page->dom;
	for (size_t i = 0; i < page->blocks.n; i++)
		page->sum[i + 1] = page->sum[i] + value_of(page, i);
	uint32_t best = 0;
	double best_sum = sum_in(page, 0);
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT)
			continue;
		double s = sum_in(page, i);
		if (s >= best_sum && s > 0) {
			best_sum = s;
			best = i;
		}
	}
	for (;;) {
		uint32_t next = 0;
		double whole = sum_in(page, best);
		for (uint32_t c = best + 1; c < dom->nodes[best].end; c = dom->nodes[c].end) {
			if (dom_tag(dom, c) == TAG_TEXT)
				continue;
			double s = sum_in(page, c);
			bool named = page->kinds[c] & KIND_BODY || dom_tag(dom, c) == TAG_ARTICLE;
			if (s > 0 && s >= whole * (named ? TIGHTEN_NAMED : TIGHTEN))
				next = c;
		}
		if (!next)
			break;
		best = next;
	}
	uint32_t own = own_article(page);
	if (own && best != own && dom_holds(dom, best, own) && other_articles(page, best, own))
		best = own;
	page->container = best;
}
