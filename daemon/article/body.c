#include "article/body.h"

#include <strings.h>

#include "article/block.h"
#include "article/evidence.h"
#include "article/words.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A subtree with more than this share of the page's prose is no side matter, whatever its name. */
#define MAJORITY 0.4
/* A container keeps climbing only for more than this share of what it has. */
#define TIGHTEN 0.92
/* An element named as the text may leave this much outside. */
#define TIGHTEN_NAMED 0.6
/* Fewer words are no article. */
#define ARTICLE_WORDS_MIN 25

enum fate { FATE_DROP, FATE_OPEN, FATE_KEEP };

struct judged {
	unsigned int kinds; /* of the elements around it, up to the body */
	unsigned int phrase;
	bool prose;
	bool dropped; /* by an element around it */
	bool copy; /* stands in JSON-LD's articleBody */
	enum fate fate;
	double value;
};

struct page {
	const struct dom *dom;
	const struct body_hints *hints;
	struct blocks blocks;
	struct judged *judged; /* a row a block */
	unsigned int *kinds; /* a row a node: its own names */
	double *sum; /* sum[i]: values of blocks before i */
	double *prose; /* prose[i]: words of prose before block i */
	double total;
	bool copied; /* the JSON-LD text was found on the page */
};

static double share(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static bool is_heading(enum tag tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

static bool is_prose(const struct block *b)
{
	if (b->words < 8 || is_heading((enum tag)b->tag))
		return false;
	double links = share(b->link_words, b->words);
	if (b->words >= 40 ? links > 0.5 : links > 0.34)
		return false;
	/* Stop words tell sentences from lists; languages without a list need the marks. */
	return (b->stops >= 2 && (b->marks > 0 || b->commas > 0 || b->words >= 15)) ||
	       (b->marks > 0 && b->words >= 10);
}

/* Elements that hold no text of an article by what they are. */
static bool is_side_tag(enum tag tag)
{
	return tag == TAG_NAV || tag == TAG_ASIDE || tag == TAG_FOOTER || tag == TAG_FORM ||
	       tag == TAG_FIGURE || tag == TAG_FIGCAPTION || tag == TAG_MENU || tag == TAG_HEADER ||
	       tag == TAG_HGROUP || tag == TAG_ADDRESS || tag == TAG_FIELDSET ||
	       tag == TAG_DETAILS || tag == TAG_CAPTION;
}

static bool is_side_role(const char *role)
{
	static const char *const roles[] = {"navigation", "banner", "contentinfo", "complementary",
		"search", "dialog", "menu", "menubar", "toolbar", "alert", "alertdialog", "form",
		"tablist", "note"};
	for (size_t i = 0; role && i < ARRAY_SIZE(roles); i++)
		if (strcasecmp(role, roles[i]) == 0)
			return true;
	return false;
}

static void read_kinds(struct page *page)
{
	const struct dom *dom = page->dom;
	for (uint32_t i = 1; i < dom->n; i++)
		if (dom_tag(dom, i) != TAG_TEXT && dom->nodes[i].len > 0)
			page->kinds[i] = words_kinds(dom, i);
}

static void judge_prose(struct page *page)
{
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		struct judged *j = &page->judged[i];
		j->prose = is_prose(b);
		j->phrase = words_phrase(block_text(&page->blocks, i), b->len);
		page->prose[i + 1] = page->prose[i] +
				     (j->prose && !(j->phrase & (KIND_CONSENT | KIND_DROP))
						     ? (double)(b->words < 120 ? b->words : 120)
						     : 0);
	}
	page->total = page->prose[page->blocks.n];
}

static void drop_range(struct page *page, size_t a, size_t b)
{
	for (size_t k = a; k < b; k++)
		page->judged[k].dropped = true;
}

/* Drops what elements around say is a side matter. */
static void judge_elements(struct page *page)
{
	const struct dom *dom = page->dom;
	for (uint32_t i = 1; i < dom->n; i++) {
		enum tag tag = dom_tag(dom, i);
		if (tag == TAG_TEXT || tag == TAG_HTML || tag == TAG_BODY)
			continue;
		unsigned int kinds = page->kinds[i];
		bool side = is_side_tag(tag) || is_side_role(dom_attr(dom, i, ATTR_ROLE));
		if (!side && !kinds)
			continue;
		size_t a, b;
		blocks_range(&page->blocks, dom, i, &a, &b);
		if (a == b)
			continue;
		bool inline_only = !(tag_flags(tag) & TAG_BLOCK) && tag != TAG_OTHER;
		for (size_t k = a; k < b; k++)
			page->judged[k].kinds |= kinds;
		if (inline_only && b - a == 1 && page->blocks.items[a].first < i)
			continue; /* a name on a word inside a paragraph */
		double prose = page->prose[b] - page->prose[a];
		bool major = prose > page->total * MAJORITY;
		unsigned int strong = KIND_DROP | KIND_COMMENT | KIND_CAPTION | KIND_CONSENT;
		if (kinds & (KIND_CORRECTION | KIND_BODY) && !side)
			continue;
		if (major || tag == TAG_MAIN)
			continue;
		if (side || (kinds & strong && tag != TAG_ARTICLE)) {
			drop_range(page, a, b);
		} else if (kinds & (KIND_META | KIND_WEAK | KIND_BYLINE) && tag != TAG_ARTICLE) {
			for (size_t k = a; k < b; k++) {
				const struct block *block = &page->blocks.items[k];
				if (!page->judged[k].prose || block->words < 20)
					page->judged[k].dropped = true;
			}
		}
	}
}

static double value_of(const struct page *page, size_t i)
{
	const struct block *b = &page->blocks.items[i];
	const struct judged *j = &page->judged[i];
	double words = b->words < 120 ? b->words : 120;
	if (j->dropped || j->phrase & (KIND_DROP | KIND_CONSENT | KIND_PAYWALL))
		return -0.5;
	if (j->copy)
		return words * 1.5 + 2;
	if (j->prose)
		return words * (1 - share(b->link_words, b->words));
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

/* The element with the best balance of prose and chaff, as tight as it goes. */
static uint32_t find_container(struct page *page)
{
	const struct dom *dom = page->dom;
	for (size_t i = 0; i < page->blocks.n; i++) {
		page->judged[i].value = value_of(page, i);
		page->sum[i + 1] = page->sum[i] + page->judged[i].value;
	}
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
		for (uint32_t c = best + 1; c < dom->nodes[best].end; c = dom->nodes[c].end) {
			if (dom_tag(dom, c) == TAG_TEXT)
				continue;
			double s = sum_in(page, c);
			bool named = page->kinds[c] & KIND_BODY || dom_tag(dom, c) == TAG_ARTICLE;
			if (s > 0 && s >= sum_in(page, best) * (named ? TIGHTEN_NAMED : TIGHTEN))
				next = c;
		}
		if (!next)
			return best;
		best = next;
	}
}

static bool same_words(const char *a, size_t alen, const char *b)
{
	AUTOFREE char *x = utf8_fold(a, alen);
	AUTOFREE char *y = utf8_fold(b, strlen(b));
	return strcmp(x, y) == 0;
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
		uint32_t img = dom_find(dom, at, 0, TAG_IMG);
		if (img)
			return up > 0 || b->words < 40;
	}
	return false;
}

static void choose(struct page *page, uint32_t container)
{
	size_t a, b;
	blocks_range(&page->blocks, page->dom, container, &a, &b);
	for (size_t i = a; i < b; i++) {
		const struct block *block = &page->blocks.items[i];
		struct judged *j = &page->judged[i];
		const char *text = block_text(&page->blocks, i);
		double links = share(block->link_words, block->words);
		j->fate = FATE_DROP;
		if (j->dropped && !j->copy)
			continue;
		if (j->phrase & KIND_CORRECTION) {
			j->fate = FATE_KEEP;
			continue;
		}
		if (j->phrase & (KIND_DROP | KIND_CONSENT | KIND_PAYWALL) && block->words < 60)
			continue;
		if (j->phrase & (KIND_CAPTION | KIND_META) && block->words < 30 && !j->copy)
			continue;
		if (page->hints->title && same_words(text, block->len, page->hints->title))
			continue;
		if (block->words == 0 || (links > 0.6 && block->words < 25))
			continue;
		if (beside_picture(page, i) && !j->copy)
			continue;
		if (is_heading((enum tag)block->tag)) {
			if (block->tag != TAG_H1)
				j->fate = FATE_OPEN;
			continue;
		}
		j->fate = j->prose || j->copy || block->ends || block->tag == TAG_P ? FATE_KEEP
										    : FATE_OPEN;
	}
}

/* Short blocks and headings live if prose follows them within the container. */
static void settle(struct page *page)
{
	bool kept_after = false;
	size_t since = 0;
	for (size_t i = page->blocks.n; i-- > 0;) {
		struct judged *j = &page->judged[i];
		if (j->fate == FATE_KEEP) {
			kept_after = true;
			since = 0;
			continue;
		}
		since++;
		if (j->fate == FATE_OPEN)
			j->fate = kept_after && since <= 3 ? FATE_KEEP : FATE_DROP;
	}
	bool kept_before = false;
	for (size_t i = 0; i < page->blocks.n; i++) {
		struct judged *j = &page->judged[i];
		if (j->fate != FATE_KEEP)
			continue;
		/* Nothing short stands before the first paragraph but noise. */
		if (!kept_before && !j->prose && !j->copy)
			j->fate = FATE_DROP;
		else
			kept_before = true;
	}
}

static void write_text(const struct page *page, struct body *out)
{
	size_t words = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		if (page->judged[i].fate != FATE_KEEP)
			continue;
		if (out->text.len + b->len + 2 > out->text.max)
			break;
		if (out->text.len)
			(void)buf_puts(&out->text, "\n\n");
		(void)buf_add(&out->text, block_text(&page->blocks, i), b->len);
		words += b->words;
	}
	if (words < ARTICLE_WORDS_MIN) {
		buf_reset(&out->text);
		out->reason = "no article found";
	}
}

static void look_for_copies(struct page *page)
{
	if (!page->hints->json_body)
		return;
	struct evidence *evidence = evidence_new(page->hints->json_body);
	size_t found = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		page->judged[i].copy = b->words >= 4 &&
				       evidence_covers(
					       evidence, block_text(&page->blocks, i), b->len);
		found += page->judged[i].copy ? b->words : 0;
	}
	page->copied = found > 60;
	for (size_t i = 0; i < page->blocks.n && !page->copied; i++)
		page->judged[i].copy = false;
	evidence_free(evidence);
}

void body_find(const struct dom *dom, const struct body_hints *hints, struct body *out)
{
	memset(out, 0, sizeof(*out));
	buf_init(&out->text, ARTICLE_TEXT_MAX);
	struct page page = {.dom = dom, .hints = hints};
	blocks_cut(dom, &page.blocks);
	page.judged = xcalloc(page.blocks.n + 1, sizeof(*page.judged));
	page.kinds = xcalloc(dom->n + 1, sizeof(*page.kinds));
	page.sum = xcalloc(page.blocks.n + 1, sizeof(*page.sum));
	page.prose = xcalloc(page.blocks.n + 1, sizeof(*page.prose));
	read_kinds(&page);
	judge_prose(&page);
	look_for_copies(&page);
	judge_elements(&page);
	out->container = find_container(&page);
	choose(&page, out->container);
	settle(&page);
	write_text(&page, out);
	free(page.judged);
	free(page.kinds);
	free(page.sum);
	free(page.prose);
	blocks_release(&page.blocks);
}

void body_release(struct body *body)
{
	buf_release(&body->text);
}
