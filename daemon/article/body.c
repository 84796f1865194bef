#include "article/body.h"

#include "article/body_private.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Fewer words are no article. */
#define ARTICLE_WORDS_MIN 25
/* A text with less than this share of the page's prose is doubted, and names are trusted less. */
#define DOUBT_SHARE 0.3
/* A text of this many words is doubted only under the lesser share. */
#define DOUBT_WORDS      150
#define DOUBT_SHARE_LESS 0.1
/* A second look must find this many times more. */
#define RETRY_GAIN 2

static size_t kept_words(const struct page *page)
{
	size_t words = 0;
	for (size_t i = 0; i < page->blocks.n; i++)
		if (page->judged[i].fate == FATE_KEEP)
			words += page->blocks.items[i].words;
	return words;
}

/* Notes that the text from `begin` to its end belongs to the post around a block, if any. */
static void note_post(const struct page *page, size_t block, size_t begin, struct body *out)
{
	size_t post = posts_around(page, page->blocks.items[block].node);
	if (post == page->n_posts || !out->posts)
		return;
	struct body_post *last = out->n_posts ? &out->posts[out->n_posts - 1] : NULL;
	if (!last || last->node != page->posts[post].begin) {
		last = &out->posts[out->n_posts++];
		*last = (struct body_post){.node = page->posts[post].begin,
			.node_end = page->posts[post].end,
			.begin = begin};
	}
	last->end = out->text.len;
}

static void write_text(const struct page *page, struct body *out)
{
	buf_reset(&out->text);
	free(out->posts);
	out->posts = xcalloc(page->n_posts + 1, sizeof(*out->posts));
	out->n_posts = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		if (page->judged[i].fate != FATE_KEEP)
			continue;
		if (out->text.len + b->len + 2 > out->text.max)
			break;
		if (out->text.len)
			(void)buf_puts(&out->text, "\n\n");
		size_t begin = out->text.len;
		(void)buf_add(&out->text, block_text(&page->blocks, i), b->len);
		note_post(page, i, begin, out);
	}
}

/* Why what was kept is no article; NULL if it is one. Static storage. */
static const char *reason_against(const struct page *page, size_t words)
{
	if (verdict_is_consent(page, words))
		return "consent page";
	if (words < ARTICLE_WORDS_MIN)
		return verdict_has_teasers(page) && !page->hints->is_article ? "index page"
									     : "no article found";
	if (!page->hints->is_article && verdict_is_index(page))
		return "index page";
	return NULL;
}

/* One search over the visible page, or over all of it. Returns the words found. */
static size_t search(
	const struct dom *dom, const struct body_hints *hints, bool with_hidden, struct body *out)
{
	struct page page = {.dom = dom, .hints = hints};
	blocks_cut(dom, with_hidden, &page.blocks);
	page.judged = xcalloc(page.blocks.n + 1, sizeof(*page.judged));
	page.sum = xcalloc(page.blocks.n + 1, sizeof(*page.sum));
	page.prose = xcalloc(page.blocks.n + 1, sizeof(*page.prose));
	page.kinds = xcalloc(dom->n + 1, sizeof(*page.kinds));
	page.words = xcalloc(page.blocks.n + 1, sizeof(*page.words));
	page.links = xcalloc(page.blocks.n + 1, sizeof(*page.links));
	page.folded = hints->title ? utf8_fold(hints->title, strlen(hints->title)) : NULL;
	page.folded_len = page.folded ? strlen(page.folded) : 0;
	judge_blocks(&page);
	size_t best = 0;
	for (int trust = TRUST_ALL; trust < TRUST_LEVELS; trust++) {
		judge_elements(&page, (enum trust)trust);
		container_find(&page);
		choose_blocks(&page);
		size_t words = kept_words(&page);
		if (trust == TRUST_ALL || words > best * RETRY_GAIN) {
			best = words;
			out->container = page.container;
			out->teaser = verdict_is_teaser(&page, words);
			out->reason = reason_against(&page, words);
			write_text(&page, out);
		}
		if ((double)best >=
			page.total * (best < DOUBT_WORDS ? DOUBT_SHARE : DOUBT_SHARE_LESS))
			break;
	}
	free(page.judged);
	free(page.sum);
	free(page.prose);
	free(page.kinds);
	free(page.words);
	free(page.links);
	free(page.folded);
	free(page.posts);
	blocks_release(&page.blocks);
	return best;
}

void body_find(const struct dom *dom, const struct body_hints *hints, struct body *out)
{
	memset(out, 0, sizeof(*out));
	buf_init(&out->text, ARTICLE_TEXT_MAX);
	size_t words = search(dom, hints, false, out);
	if (words < ARTICLE_WORDS_MIN && strcmp(out->reason, "no article found") == 0)
		(void)search(dom, hints, true, out);
	if (out->reason) {
		buf_reset(&out->text);
		out->n_posts = 0;
	}
}

void body_release(struct body *body)
{
	buf_release(&body->text);
	free(body->posts);
}
