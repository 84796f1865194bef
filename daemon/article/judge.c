#include <strings.h>

#include "article/body_private.h"
#include "article/evidence.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A name or tag whose elements hold more than this share of a page's prose means nothing there. */
#define MAJORITY 0.4
/* Readers' comments are often longer than the article; only a page of nothing else is a thread. */
#define COMMENT_MAJORITY 0.98
#define CONSENT_MAJORITY 0.8
/* Footers, rails and lists of other articles outweigh a short article. */
#define PLACE_MAJORITY 0.85
/* The headline counts if this many words of prose follow it. */
#define AFTER_TITLE_MIN 40
/* JSON-LD's text must be found again for this many words before it counts. */
#define COPY_WORDS_MIN 60
/* Words beyond which a block weighs no more. */
#define WORDS_CAP 120

double page_share(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

bool page_is_heading(enum tag tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

uint32_t page_article_of(const struct page *page, uint32_t node)
{
	while (node && dom_tag(page->dom, node) != TAG_ARTICLE)
		node = page->dom->nodes[node].parent;
	return node;
}

static bool is_prose(const struct block *b)
{
	if (b->words < 8 || page_is_heading((enum tag)b->tag))
		return false;
	double links = page_share(b->link_words, b->words);
	if (b->words >= 40 ? links > 0.5 : links > 0.34)
		return false;
	/* Stop words tell sentences from lists; languages without a list need the marks. */
	return (b->stops >= 2 && (b->marks > 0 || b->commas > 0 || b->words >= 15)) ||
	       (b->marks > 0 && b->words >= 10);
}

static void look_for_copies(struct page *page)
{
	if (!page->hints->json_body)
		return;
	struct evidence *evidence = evidence_new(page->hints->json_body);
	size_t found = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		bool copy = b->words >= 4 &&
			    evidence_covers(evidence, block_text(&page->blocks, i), b->len);
		page->judged[i].copy = copy;
		found += copy ? b->words : 0;
	}
	for (size_t i = 0; i < page->blocks.n && found < COPY_WORDS_MIN; i++)
		page->judged[i].copy = false;
	evidence_free(evidence);
}

/* The block that is the headline: what equals the title, else the only h1. */
static void find_title(struct page *page)
{
	const char *want = page->folded;
	size_t by_text = PAGE_NO_TITLE, only = PAGE_NO_TITLE, n_h1 = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		if (b->tag == TAG_H1 && n_h1++ == 0)
			only = i;
		if (!want || !(b->tag == TAG_H1 || (page_is_heading((enum tag)b->tag) &&
							   by_text == PAGE_NO_TITLE)))
			continue;
		AUTOFREE char *text = utf8_fold(block_text(&page->blocks, i), b->len);
		if (strcmp(text, want) == 0 &&
			(by_text == PAGE_NO_TITLE || page->blocks.items[by_text].tag != TAG_H1))
			by_text = i;
	}
	page->title = by_text != PAGE_NO_TITLE ? by_text : n_h1 == 1 ? only : PAGE_NO_TITLE;
	if (page->title != PAGE_NO_TITLE &&
		page->total - page->prose[page->title] < AFTER_TITLE_MIN)
		page->title = PAGE_NO_TITLE;
}

void judge_blocks(struct page *page)
{
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		struct judged *j = &page->judged[i];
		j->prose = is_prose(b);
		j->phrase = words_phrase(block_text(&page->blocks, i), b->len);
		bool counts = j->prose && !(j->phrase & (KIND_CONSENT | KIND_DROP));
		double words = b->words < WORDS_CAP ? b->words : WORDS_CAP;
		page->prose[i + 1] = page->prose[i] + (counts ? words : 0);
		page->words[i + 1] = page->words[i] + b->words;
		page->links[i + 1] = page->links[i] + b->link_words;
	}
	page->total = page->prose[page->blocks.n];
	look_for_copies(page);
	find_title(page);
}

/* What a tag or role says by itself. */
static unsigned int tag_kinds(const struct dom *dom, uint32_t node)
{
	static const struct {
		const char *role;
		unsigned int kinds;
	} roles[] = {
		{"navigation", KIND_DROP},
		{"contentinfo", KIND_DROP},
		{"complementary", KIND_DROP},
		{"search", KIND_DROP},
		{"dialog", KIND_DROP},
		{"alertdialog", KIND_DROP},
		{"menu", KIND_DROP},
		{"menubar", KIND_DROP},
		{"toolbar", KIND_DROP},
		{"tablist", KIND_DROP},
		{"form", KIND_DROP},
		{"banner", KIND_WEAK},
	};
	switch (dom_tag(dom, node)) {
	case TAG_NAV:
	case TAG_ASIDE:
	case TAG_FOOTER:
	case TAG_FORM:
	case TAG_MENU:
	case TAG_FIELDSET:
		return KIND_DROP;
	case TAG_FIGURE:
	case TAG_FIGCAPTION:
	case TAG_CAPTION:
		return KIND_CAPTION;
	case TAG_HEADER:
	case TAG_HGROUP:
	case TAG_ADDRESS:
		return KIND_META;
	default:
		break;
	}
	const char *role = dom_attr(dom, node, ATTR_ROLE);
	for (size_t i = 0; role && i < ARRAY_SIZE(roles); i++)
		if (strcasecmp(role, roles[i].role) == 0)
			return roles[i].kinds;
	return 0;
}

/* Footers and the like are places, whatever their share. */
static unsigned int tag_limit(enum tag tag)
{
	return tag == TAG_FOOTER || tag == TAG_NAV ? KIND_PLACE : 0;
}

/* Prose under one name over the whole page, nested elements counted once. */
struct spread {
	double prose;
	size_t upto; /* blocks before this one are counted */
};

static void add_spread(const struct page *page, struct spread *spread, size_t a, size_t b)
{
	if (a < spread->upto)
		a = spread->upto;
	if (a >= b)
		return;
	spread->prose += page->prose[b] - page->prose[a];
	spread->upto = b;
}

static double limit_of(unsigned int kinds)
{
	return kinds & KIND_CONSENT   ? CONSENT_MAJORITY
	       : kinds & KIND_COMMENT ? COMMENT_MAJORITY
	       : kinds & KIND_PLACE   ? PLACE_MAJORITY
				      : MAJORITY;
}

/*
 * Reads the names of all elements. A name that holds most of the prose (a site builder's "widget"
 * around every paragraph) is left out.
 */
static void read_kinds(struct page *page, enum trust trust)
{
	const struct dom *dom = page->dom;
	size_t n_names = words_names_count();
	struct spread *spreads = xcalloc(n_names + 1, sizeof(*spreads));
	struct words_names names;
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || dom->nodes[i].len == 0)
			continue;
		words_names(dom, i, &names);
		size_t a, b;
		if (names.n > 0)
			blocks_range(&page->blocks, dom, i, &a, &b);
		for (size_t k = 0; k < names.n; k++)
			add_spread(page, &spreads[names.rows[k]], a, b);
	}
	for (uint32_t i = 1; i < dom->n; i++) {
		page->kinds[i] = 0;
		if (dom_tag(dom, i) == TAG_TEXT || dom->nodes[i].len == 0)
			continue;
		words_names(dom, i, &names);
		for (size_t k = 0; k < names.n; k++) {
			unsigned int kinds = words_row_kinds(names.rows[k]);
			if (spreads[names.rows[k]].prose <= page->total * limit_of(kinds))
				page->kinds[i] |= kinds;
			else
				page->kinds[i] |= kinds & (KIND_BODY | KIND_DEK);
		}
		if (trust == TRUST_LITTLE)
			page->kinds[i] &= KIND_BODY | KIND_COMMENT | KIND_CONSENT | KIND_CAPTION;
	}
	free(spreads);
}

/* What the elements from the root down to one say together. */
struct said {
	unsigned int kinds;
	unsigned int drop; /* whatever the block is */
	unsigned int drop_short; /* blocks that are no long prose */
	unsigned int drop_heading; /* short blocks, headings too */
};

/* What an element says of the blocks in it by its tag and names. */
static unsigned int side_kinds(const struct page *page, uint32_t node, const struct spread *tags)
{
	const struct dom *dom = page->dom;
	enum tag tag = dom_tag(dom, node);
	unsigned int kinds = page->kinds[node], by_tag = tag_kinds(dom, node);
	if (tag == TAG_HTML || tag == TAG_BODY || tag == TAG_MAIN)
		return 0;
	if (by_tag && tags[tag].prose > page->total * limit_of(tag_limit(tag)))
		by_tag = 0;
	if (!kinds && !by_tag)
		return 0;
	size_t a, b;
	blocks_range(&page->blocks, dom, node, &a, &b);
	/* A name on some words inside a paragraph. */
	if (a == b || (!(tag_flags(tag) & TAG_BLOCK) && b - a == 1 &&
			      (page->blocks.items[a].first < node ||
				      page->blocks.items[a].last >= dom->nodes[node].end)))
		return 0;
	if (kinds & (KIND_CORRECTION | KIND_BODY) || tag == TAG_ARTICLE)
		kinds = 0;
	kinds &= KIND_DROP | KIND_COMMENT | KIND_CAPTION | KIND_CONSENT | KIND_META | KIND_WEAK |
		 KIND_BYLINE | KIND_PLACE;
	/* A heading's own name tells its looks. */
	if (page_is_heading(tag) && !(kinds & KIND_PLACE))
		kinds &= KIND_COMMENT;
	double prose = page->prose[b] - page->prose[a];
	bool titled = page->title >= a && page->title < b && !(kinds & KIND_META);
	if (titled || prose > page->total * limit_of(kinds))
		kinds = 0;
	if (titled && tag != TAG_HEADER)
		by_tag = 0;
	return kinds | by_tag;
}

static void add_said(struct said *said, unsigned int kinds)
{
	if (kinds & (KIND_DROP | KIND_COMMENT | KIND_CAPTION | KIND_CONSENT)) {
		said->drop |= kinds;
		return;
	}
	said->drop_short |= kinds;
	if (!(kinds & KIND_WEAK))
		said->drop_heading |= kinds;
}

static void apply(const struct block *b, const struct said *said, struct judged *j)
{
	j->kinds = said->kinds;
	j->drop = said->drop;
	if (j->prose && b->words >= 20)
		return;
	j->drop |= page_is_heading((enum tag)b->tag) ? said->drop_heading : said->drop_short;
}

/* A post shown inside a text is part of it, whatever holds it. */
static void keep_embedded(struct page *page)
{
	const struct dom *dom = page->dom;
	for (uint32_t i = 0; (i = dom_find(dom, 0, i, TAG_BLOCKQUOTE)) != 0;) {
		const char *class = dom_attr(dom, i, ATTR_CLASS);
		size_t a, b;
		if (!class || !strstr(class, "tweet"))
			continue;
		blocks_range(&page->blocks, dom, i, &a, &b);
		for (size_t k = a; k < b; k++)
			if (!(page->judged[k].drop & (KIND_COMMENT | KIND_PLACE)))
				page->judged[k].drop = 0;
	}
}

void judge_elements(struct page *page, enum trust trust)
{
	const struct dom *dom = page->dom;
	struct spread tags[TAG_COUNT] = {{0}};
	read_kinds(page, trust);
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || !tag_kinds(dom, i))
			continue;
		size_t a, b;
		blocks_range(&page->blocks, dom, i, &a, &b);
		add_spread(page, &tags[dom_tag(dom, i)], a, b);
	}
	struct said *said = xcalloc(dom->n, sizeof(*said));
	for (uint32_t i = 1; i < dom->n; i++) {
		if (dom_tag(dom, i) == TAG_TEXT)
			continue;
		said[i] = said[dom->nodes[i].parent];
		if (dom_tag(dom, i) != TAG_HTML && dom_tag(dom, i) != TAG_BODY &&
			dom_tag(dom, i) != TAG_MAIN)
			said[i].kinds |= page->kinds[i];
		add_said(&said[i], side_kinds(page, i, tags));
	}
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct block *b = &page->blocks.items[i];
		apply(b, &said[dom->nodes[b->first].parent], &page->judged[i]);
	}
	free(said);
	posts_find(page);
	judge_teasers(page);
	keep_embedded(page);
}
