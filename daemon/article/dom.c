#include "article/dom.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Not among HTMLparser.h's names in 2.9: lifts libxml2's own limits; ours stand before it. */
#define HUGE_PAGES (1 << 19)

struct builder {
	struct dom *dom;
	uint32_t stack[DOM_DEPTH_MAX + 2];
	size_t depth;
	size_t skipped; /* open elements that were left out */
};

static uint32_t add_node(struct builder *b, enum tag tag)
{
	struct dom *dom = b->dom;
	MEM_ROOM(dom->nodes, dom->n, dom->cap);
	uint32_t i = (uint32_t)dom->n++;
	dom->nodes[i] = (struct dom_node){.tag = (uint8_t)tag,
		.depth = (uint16_t)b->depth,
		.parent = b->depth ? b->stack[b->depth - 1] : 0};
	return i;
}

static void add_attrs(struct dom *dom, struct dom_node *node, const xmlChar **atts)
{
	node->at = (uint32_t)dom->n_attrs;
	for (; atts && atts[0]; atts += 2) {
		const char *name = (const char *)atts[0];
		const char *value = atts[1] ? (const char *)atts[1] : "";
		enum attr attr = attr_find(name, strlen(name));
		if (attr == ATTR_COUNT)
			continue;
		MEM_ROOM(dom->attrs, dom->n_attrs, dom->attrs_cap);
		dom->attrs[dom->n_attrs++] = (struct dom_attr){
			.attr = (uint8_t)attr, .at = (uint32_t)dom->texts.len};
		(void)buf_add(&dom->texts, value, strlen(value) + 1);
		node->len++;
	}
}

static void on_start(void *arg, const xmlChar *name, const xmlChar **atts)
{
	struct builder *b = arg;
	if (b->depth > DOM_DEPTH_MAX || b->dom->n >= DOM_NODES_MAX) {
		b->dom->cut = true;
		b->skipped++;
		return;
	}
	uint32_t i = add_node(b, tag_find((const char *)name, strlen((const char *)name)));
	add_attrs(b->dom, &b->dom->nodes[i], atts);
	b->stack[b->depth++] = i;
}

static void on_end(void *arg, const xmlChar *name)
{
	struct builder *b = arg;
	(void)name;
	if (b->skipped > 0) {
		b->skipped--;
		return;
	}
	if (b->depth <= 1)
		return;
	b->dom->nodes[b->stack[--b->depth]].end = (uint32_t)b->dom->n;
}

static void on_text(void *arg, const xmlChar *text, int len)
{
	struct builder *b = arg;
	struct dom *dom = b->dom;
	struct dom_node *last = &dom->nodes[dom->n - 1];
	if (len <= 0)
		return;
	/* The parser hands out text in pieces. */
	if (last->tag == TAG_TEXT && last->parent == b->stack[b->depth - 1] &&
		last->at + last->len == dom->texts.len) {
		if (buf_add(&dom->texts, text, (size_t)len) < 0)
			dom->cut = true;
		last->len = (uint32_t)(dom->texts.len - last->at);
		return;
	}
	if (dom->n >= DOM_NODES_MAX) {
		dom->cut = true;
		return;
	}
	uint32_t i = add_node(b, TAG_TEXT);
	dom->nodes[i].at = (uint32_t)dom->texts.len;
	dom->nodes[i].end = i + 1;
	if (buf_add(&dom->texts, text, (size_t)len) < 0)
		dom->cut = true;
	dom->nodes[i].len = (uint32_t)(dom->texts.len - dom->nodes[i].at);
}

void dom_parse(const char *html, size_t len, struct dom *dom)
{
	memset(dom, 0, sizeof(*dom));
	buf_init(&dom->texts, PAGE_BYTES_MAX * 3);
	struct builder *b = xcalloc(1, sizeof(*b));
	b->dom = dom;
	b->stack[b->depth++] = add_node(b, TAG_OTHER);
	htmlParserCtxtPtr parser = htmlNewParserCtxt();
	if (!parser)
		abort();
	htmlSAXHandler *sax = parser->sax;
	memset(sax, 0, sizeof(*sax));
	sax->startElement = on_start;
	sax->endElement = on_end;
	sax->characters = on_text;
	sax->cdataBlock = on_text;
	sax->ignorableWhitespace = on_text;
	parser->userData = b;
	htmlDocPtr doc = htmlCtxtReadMemory(parser, html, (int)len, NULL, "UTF-8",
		HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
			HTML_PARSE_NOIMPLIED | HUGE_PAGES);
	xmlFreeDoc(doc);
	htmlFreeParserCtxt(parser);
	while (b->depth > 0)
		dom->nodes[b->stack[--b->depth]].end = (uint32_t)dom->n;
	(void)buf_putc(&dom->texts, '\0');
	free(b);
}

void dom_release(struct dom *dom)
{
	free(dom->nodes);
	free(dom->attrs);
	buf_release(&dom->texts);
}

const char *dom_attr(const struct dom *dom, uint32_t node, enum attr attr)
{
	const struct dom_node *n = &dom->nodes[node];
	if (n->tag == TAG_TEXT)
		return NULL;
	for (uint32_t i = 0; i < n->len; i++)
		if (dom->attrs[n->at + i].attr == attr)
			return dom->texts.data + dom->attrs[n->at + i].at;
	return NULL;
}

uint32_t dom_find(const struct dom *dom, uint32_t under, uint32_t after, enum tag tag)
{
	for (uint32_t i = after > under ? after + 1 : under + 1; i < dom->nodes[under].end; i++)
		if (dom->nodes[i].tag == tag)
			return i;
	return 0;
}

/* The text inside a node, with blanks between blocks, or between all elements. */
static char *gather(const struct dom *dom, uint32_t node, size_t max, bool all)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(max);
	for (uint32_t i = node; i < dom->nodes[node].end && !out.cut; i++) {
		bool text = dom->nodes[i].tag == TAG_TEXT;
		if (out.len > 0 && out.data[out.len - 1] != ' ' &&
			(all || (!text && tag_flags(dom_tag(dom, i)) & TAG_BLOCK)))
			(void)buf_putc(&out, ' ');
		if (text)
			(void)buf_add(&out, dom_text(dom, i), dom->nodes[i].len);
	}
	return utf8_squeeze(buf_str(&out), out.cut ? utf8_floor(buf_str(&out), out.len) : out.len);
}

char *dom_text_of(const struct dom *dom, uint32_t node, size_t max)
{
	return gather(dom, node, max, false);
}

char *dom_parts_of(const struct dom *dom, uint32_t node, size_t max)
{
	return gather(dom, node, max, true);
}
