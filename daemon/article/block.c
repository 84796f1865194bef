#include "article/block.h"

#include <strings.h>

#include "article/words.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A cell of data, not of a page's layout. */
#define CELL_BYTES_MAX 200
#define CELL_NODES_MAX 16

struct cutter {
	const struct dom *dom;
	struct blocks *out;
	struct block now; /* the block being gathered; words == 0 and len == 0: none yet */
	bool open; /* now has text */
	bool space; /* white space is due before the next character */
	unsigned int breaks; /* line breaks since the last text */
	char word[48]; /* the word being read, in lower case; cut when longer */
	size_t word_len;
	bool in_word, word_link;
	unsigned int ideographs;
};

static void end_word(struct cutter *c)
{
	if (!c->in_word)
		return;
	c->in_word = false;
	c->now.words++;
	c->now.link_words += c->word_link;
	c->now.stops += words_is_stop(c->word, c->word_len);
	c->word_len = 0;
}

static void flush(struct cutter *c)
{
	end_word(c);
	if (c->open) {
		struct blocks *out = c->out;
		c->now.len = (uint32_t)out->texts.len - c->now.at;
		(void)buf_putc(&out->texts, '\0');
		MEM_ROOM(out->items, out->n, out->cap);
		out->items[out->n++] = c->now;
	}
	c->open = c->space = false;
	c->breaks = 0;
	c->ideographs = 0;
}

static bool is_ideograph(unsigned int cp)
{
	return (cp >= 0x3040 && cp <= 0x30FF) || (cp >= 0x3400 && cp <= 0x9FFF) ||
	       (cp >= 0xAC00 && cp <= 0xD7AF) || (cp >= 0x0E00 && cp <= 0x0E7F) ||
	       (cp >= 0x20000 && cp <= 0x2FFFF);
}

static void note_mark(struct block *now, unsigned int cp)
{
	if (cp == ',' || cp == 0x3001 || cp == 0xFF0C || cp == 0x60C)
		now->commas++;
	bool end = cp == '.' || cp == '!' || cp == '?' || cp == 0x2026 || cp == 0x3002 ||
		   cp == 0xFF01 || cp == 0xFF1F || cp == 0x61F || cp == 0x6D4 || cp == 0x964;
	now->marks += end;
	/* A quotation mark or bracket after the mark still ends the sentence. */
	bool closes = cp == '"' || cp == 0x201D || cp == 0x201C || cp == 0xBB || cp == ')' ||
		      cp == 0x2019 || cp == '\'' || cp == ']' || cp == 0xAB || cp == 0x300D;
	if (end)
		now->ends = true;
	else if (!closes)
		now->ends = false;
}

static void add_char(struct cutter *c, const char *s, size_t n, unsigned int cp)
{
	bool word = utf8_is_word(cp) || (c->in_word && (cp == '\'' || cp == 0x2019));
	if (is_ideograph(cp)) {
		/* No blanks between words: two signs make about one. */
		end_word(c);
		word = c->ideographs++ % 2 == 0;
		c->now.words += word;
		c->now.link_words += word && c->word_link;
		c->now.ends = false;
		return;
	}
	if (!word) {
		end_word(c);
		note_mark(&c->now, cp);
		return;
	}
	if (cp != '\'' && cp != 0x2019)
		c->now.ends = false;
	c->in_word = true;
	if (c->word_len + 4 <= sizeof(c->word)) {
		if (n == 1)
			c->word[c->word_len++] = (char)utf8_lower(cp);
		else
			c->word_len += utf8_encode(utf8_lower(cp), c->word + c->word_len);
	}
	(void)s;
}

static void add_text(struct cutter *c, uint32_t node, uint32_t holder, bool link)
{
	const char *s = dom_text(c->dom, node);
	size_t len = c->dom->nodes[node].len;
	if (c->in_word && c->word_link != link)
		end_word(c);
	c->word_link = link;
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(s + i, len - i, &cp);
		if (utf8_is_space(cp) || cp == 0xAD) {
			/* A soft hyphen is nothing, a blank ends a word. */
			if (cp != 0xAD) {
				end_word(c);
				c->space = true;
			}
			i += n;
			continue;
		}
		if (c->breaks >= 2 && c->open)
			flush(c);
		if (!c->open) {
			c->now = (struct block){.node = holder,
				.first = node,
				.at = (uint32_t)c->out->texts.len,
				.tag = c->dom->nodes[holder].tag};
			c->open = true;
			c->space = false;
		} else if (c->space || c->breaks) {
			(void)buf_putc(&c->out->texts, ' ');
		}
		c->space = false;
		c->breaks = 0;
		c->now.last = node;
		(void)buf_add(&c->out->texts, s + i, n);
		add_char(c, s + i, n, cp);
		i += n;
	}
}

bool block_is_hidden(const struct dom *dom, uint32_t node)
{
	const char *v = dom_attr(dom, node, ATTR_HIDDEN);
	/* Streamed parts that a script moves into place at once. */
	const char *id = v ? dom_attr(dom, node, ATTR_ID) : NULL;
	if (id && strncmp(id, "S:", 2) == 0)
		return false;
	if (v && strcasecmp(v, "until-found") != 0)
		return true;
	v = dom_attr(dom, node, ATTR_ARIA_HIDDEN);
	if (v && strcasecmp(v, "true") == 0)
		return true;
	v = dom_attr(dom, node, ATTR_STYLE);
	if (!v)
		return false;
	for (const char *p = strcasestr(v, "display"); p; p = strcasestr(p + 1, "display")) {
		const char *q = p + 7;
		q += strspn(q, " \t\n:");
		if (strncasecmp(q, "none", 4) == 0)
			return true;
	}
	const char *p = strcasestr(v, "visibility");
	if (!p)
		return false;
	p += 10;
	p += strspn(p, " \t\n:");
	return strncasecmp(p, "hidden", 6) == 0;
}

static bool is_skipped(const struct dom *dom, uint32_t i, bool with_hidden)
{
	switch (dom_tag(dom, i)) {
	case TAG_TITLE:
	case TAG_BUTTON:
	case TAG_LABEL:
	case TAG_OPTION:
	case TAG_AUDIO:
	case TAG_VIDEO:
	case TAG_OBJECT:
	case TAG_MAP:
	case TAG_DIALOG:
		return true;
	case TAG_HTML:
	case TAG_BODY:
	case TAG_MAIN:
	case TAG_ARTICLE:
		/* Some pages are hidden until their scripts have run. */
		return false;
	default:
		return !with_hidden && block_is_hidden(dom, i);
	}
}

/* A cell of a table of data: one of several in its row, short, without blocks of its own. */
static bool is_plain_cell(const struct dom *dom, uint32_t i)
{
	enum tag tag = dom_tag(dom, i);
	uint32_t row = dom->nodes[i].parent;
	if ((tag != TAG_TD && tag != TAG_TH) || dom_tag(dom, row) != TAG_TR ||
		(i == row + 1 && dom->nodes[i].end == dom->nodes[row].end))
		return false;
	size_t bytes = 0;
	for (uint32_t k = i + 1; k < dom->nodes[i].end && k < i + CELL_NODES_MAX; k++) {
		if (dom_tag(dom, k) == TAG_TEXT)
			bytes += dom->nodes[k].len;
		else if (tag_flags(dom_tag(dom, k)) & TAG_BLOCK && dom_tag(dom, k) != TAG_P)
			return false;
	}
	return bytes < CELL_BYTES_MAX && dom->nodes[i].end - i < CELL_NODES_MAX;
}

struct open_element {
	uint32_t end, holder;
	bool block, link;
};

void blocks_cut(const struct dom *dom, bool with_hidden, struct blocks *blocks)
{
	memset(blocks, 0, sizeof(*blocks));
	buf_init(&blocks->texts, PAGE_BYTES_MAX * 4);
	struct cutter c = {.dom = dom, .out = blocks};
	struct open_element *stack = xcalloc(DOM_DEPTH_MAX + 4, sizeof(*stack));
	size_t depth = 1;
	stack[0] = (struct open_element){.end = (uint32_t)dom->n};
	for (uint32_t i = 1; i < dom->n;) {
		while (depth > 1 && stack[depth - 1].end <= i)
			if (stack[--depth].block)
				flush(&c);
		const struct open_element *top = &stack[depth - 1];
		enum tag tag = dom_tag(dom, i);
		if (tag == TAG_TEXT) {
			add_text(&c, i, top->holder, top->link);
			i++;
			continue;
		}
		if (is_skipped(dom, i, with_hidden)) {
			end_word(&c);
			c.space = true;
			i = dom->nodes[i].end;
			continue;
		}
		if (tag == TAG_BR) {
			end_word(&c);
			c.breaks++;
			i++;
			continue;
		}
		bool block = (tag_flags(tag) & TAG_BLOCK) != 0 && !is_plain_cell(dom, i);
		if (!block && (tag == TAG_TD || tag == TAG_TH)) {
			end_word(&c);
			c.space = true;
		}
		if (block)
			flush(&c);
		stack[depth] = (struct open_element){.end = dom->nodes[i].end,
			.holder = block ? i : top->holder,
			.block = block,
			.link = top->link || tag == TAG_A};
		depth++;
		i++;
	}
	flush(&c);
	(void)buf_putc(&blocks->texts, '\0');
	free(stack);
}

void blocks_release(struct blocks *blocks)
{
	free(blocks->items);
	buf_release(&blocks->texts);
}

size_t blocks_from(const struct blocks *blocks, uint32_t node)
{
	size_t low = 0, high = blocks->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (blocks->items[mid].first < node)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

void blocks_range(const struct blocks *blocks, const struct dom *dom, uint32_t node, size_t *begin,
	size_t *end)
{
	*begin = blocks_from(blocks, node);
	*end = blocks_from(blocks, dom->nodes[node].end);
}
