#include <stdlib.h>

#include "article/body_private.h"
#include "util/hash.h"
#include "util/mem.h"

/* What reads as text and is none for its place: said before, under a heading of side matters, or
 * of the next article. */

/* Words of text before another h1 can begin the next article. */
#define NEXT_WORDS_MIN 40
/* A paragraph of this many words that stands twice is shown to two kinds of screens. */
#define REPEAT_WORDS_MIN 8
/* A section of side matters has at most this share of the text. */
#define SECTION_SHARE 0.35
/* What elements around a headline are named. */
#define KIND_ABOUT (KIND_META | KIND_WEAK | KIND_BYLINE)

/* The element that most paragraphs stand in directly. */
static uint32_t text_parent(const struct page *page)
{
	const struct dom *dom = page->dom;
	size_t *words = xcalloc(dom->n, sizeof(*words));
	uint32_t best = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		if (page->judged[i].fate != FATE_KEEP)
			continue;
		uint32_t parent = dom->nodes[page->blocks.items[i].node].parent;
		words[parent] += page->blocks.items[i].words;
		if (words[parent] > words[best])
			best = parent;
	}
	free(words);
	return best;
}

/* Whether an h1 has what a headline has: an article element of its own, or a byline below. */
static bool begins_article(const struct page *page, size_t i)
{
	uint32_t own = page_article_of(page, page->blocks.items[i].node);
	if (own && own != page_article_of(page, page->blocks.items[page->title].node))
		return true;
	for (size_t k = i + 1; k < page->blocks.n && k <= i + 3; k++)
		if (page->judged[k].kinds & KIND_BYLINE && page->blocks.items[k].words < 20)
			return true;
	return false;
}

/* An h1 beside the paragraphs is a heading of theirs; another one begins the next article. */
static void cut_next(struct page *page)
{
	/* Each post of a live page may have an h1 of its own. */
	if (page->title == PAGE_NO_TITLE || page->blocks.items[page->title].tag != TAG_H1 ||
		page->n_posts > 0)
		return;
	uint32_t parent = 0;
	size_t words = 0;
	for (size_t i = page->title + 1; i < page->blocks.n; i++) {
		struct judged *j = &page->judged[i];
		const struct block *b = &page->blocks.items[i];
		if (j->fate == FATE_KEEP)
			words += b->words;
		/* A headline may stand in a header, but not in a list of other articles. */
		if (b->tag != TAG_H1 || j->drop & ~KIND_ABOUT || words < NEXT_WORDS_MIN ||
			page_is_title(page, i))
			continue;
		if (!parent)
			parent = text_parent(page);
		if (page->dom->nodes[b->node].parent == parent || !begins_article(page, i)) {
			j->fate = FATE_OPEN;
			continue;
		}
		for (size_t k = i; k < page->blocks.n; k++)
			page->judged[k].fate = FATE_DROP;
		return;
	}
}

struct seen {
	uint64_t hash;
	size_t block;
};

static int by_hash(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->block > y->block) - (x->block < y->block);
}

/* Keeps the first of paragraphs that stand more than once. */
static void drop_repeats(struct page *page)
{
	struct seen *seen = xcalloc(page->blocks.n + 1, sizeof(*seen));
	size_t n = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		if (page->judged[i].fate == FATE_KEEP && b->words >= REPEAT_WORDS_MIN)
			seen[n++] = (struct seen){.hash = hash_fnv(block_text(&page->blocks, i),
							  b->len, HASH_FNV_SEED),
				.block = i};
	}
	qsort(seen, n, sizeof(*seen), by_hash);
	for (size_t k = 1; k < n; k++)
		if (seen[k].hash == seen[k - 1].hash)
			page->judged[seen[k].block].fate = FATE_DROP;
	free(seen);
}

static size_t words_kept(const struct page *page, size_t a, size_t b)
{
	size_t words = 0;
	for (size_t i = a; i < b; i++)
		if (page->judged[i].fate == FATE_KEEP)
			words += page->blocks.items[i].words;
	return words;
}

/* Drops what stands under headings such as "About the author", up to the next as high. */
static void drop_sections(struct page *page)
{
	size_t n = page->blocks.n, all = words_kept(page, 0, n);
	for (size_t i = 0; i < n; i++) {
		const struct block *b = &page->blocks.items[i];
		if (!(page->judged[i].phrase & KIND_SECTION) || b->words > 8 ||
			page->judged[i].drop || !page_is_heading((enum tag)b->tag))
			continue;
		size_t end = i + 1;
		while (end < n && !(page_is_heading((enum tag)page->blocks.items[end].tag) &&
					  page->blocks.items[end].tag <= b->tag))
			end++;
		if ((double)words_kept(page, i + 1, end) > (double)all * SECTION_SHARE)
			continue;
		for (size_t k = i; k < end; k++)
			page->judged[k].fate = FATE_DROP;
		i = end - 1;
	}
}

void prune_blocks(struct page *page)
{
	cut_next(page);
	drop_repeats(page);
	drop_sections(page);
}
