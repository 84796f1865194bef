#include "feed/discover.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <stdbool.h>
#include <strings.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"

/* A list of more feeds than may be configured is no list of feeds. */
#define FOUND_MAX 20000

void found_feeds_release(struct found_feeds *feeds)
{
	for (size_t i = 0; i < feeds->n; i++) {
		free(feeds->items[i].url);
		free(feeds->items[i].title);
	}
	free(feeds->items);
	*feeds = (struct found_feeds){0};
}

static void free_doc(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}

/* The node after this one in document order; NULL at the end. */
static xmlNode *next_node(xmlNode *node)
{
	if (node->children && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

/* An attribute by its name in any case; the caller frees it. NULL: there is none. */
static char *attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		if (strcasecmp((const char *)a->name, name) != 0)
			continue;
		struct buf value = BUF_INIT(FEED_BYTES_MAX);
		for (const xmlNode *part = a->children; part; part = part->next)
			if (part->type == XML_TEXT_NODE) /* a DTD's entities are no part of it */
				(void)buf_puts(&value, (const char *)part->content);
		return buf_take(&value);
	}
	return NULL;
}

/* Whether one of the words is in a list of words. */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);
	while (list && *list) {
		size_t n = strcspn(list, " \t\r\n\f");
		if (n == len && strncasecmp(list, word, len) == 0)
			return true;
		list += n;
		list += strspn(list, " \t\r\n\f");
	}
	return false;
}

static bool is_feed_type(const char *type)
{
	static const char *const types[] = {"application/rss+xml", "application/atom+xml",
		"application/rdf+xml", "application/feed+json", "application/x-rss+xml",
		"application/x-atom+xml", "application/xml", "text/xml"};
	size_t len = type ? strcspn(type, "; \t") : 0;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (strlen(types[i]) == len && strncasecmp(type, types[i], len) == 0)
			return true;
	return false;
}

/* Takes url and title. */
static void add(struct found_feeds *out, char *url, char *title)
{
	bool good = url_is_http(url) && strlen(url) <= URL_BYTES_MAX && out->n < FOUND_MAX;
	for (size_t i = 0; good && i < out->n; i++)
		good = strcmp(out->items[i].url, url) != 0;
	if (!good) {
		free(url);
		free(title);
		return;
	}
	MEM_ROOM(out->items, out->n, out->cap);
	out->items[out->n++] = (struct found_feed){.url = url, .title = title};
}

void discover_in_html(const char *html, size_t len, const char *base, struct found_feeds *out)
{
	int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		      HTML_PARSE_NONET;
	if (len > PAGE_BYTES_MAX)
		return;
	xmlDoc *doc CLEANUP(free_doc) = htmlReadMemory(html, (int)len, NULL, NULL, options);
	AUTOFREE char *root = xstrdup_null(base);
	bool based = false;
	for (xmlNode *n = doc ? xmlDocGetRootElement(doc) : NULL; n; n = next_node(n)) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		AUTOFREE char *href = attribute(n, "href");
		if (!href)
			continue;
		if (!based && strcasecmp((const char *)n->name, "base") == 0) {
			char *resolved = url_resolve(base, href);
			free(root);
			root = resolved;
			based = true;
		}
		if (strcasecmp((const char *)n->name, "link") != 0)
			continue;
		AUTOFREE char *rel = attribute(n, "rel"), *type = attribute(n, "type");
		if (has_word(rel, "alternate") && is_feed_type(type))
			add(out, url_resolve(root, href), attribute(n, "title"));
	}
}

int discover_in_opml(const char *xml, size_t len, struct found_feeds *out, struct err *err)
{
	if (len > FEED_BYTES_MAX)
		return err_set(
			err, ERR_REJECT, "the file is larger than %zu bytes", FEED_BYTES_MAX);
	/* Entities stay unexpanded, so that no bomb goes off; the predefined ones are none. */
	xmlDoc *doc CLEANUP(free_doc) = xmlReadMemory(xml, (int)len, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_RECOVER);
	xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	if (!root || strcasecmp((const char *)root->name, "opml") != 0)
		return err_set(err, ERR_REJECT, "it is no OPML file");
	for (xmlNode *n = root; n; n = next_node(n)) {
		if (n->type != XML_ELEMENT_NODE ||
			strcasecmp((const char *)n->name, "outline") != 0)
			continue;
		AUTOFREE char *href = attribute(n, "xmlUrl");
		if (!href)
			continue;
		char *title = attribute(n, "title");
		if (!title || !*title) {
			free(title);
			title = attribute(n, "text");
		}
		add(out, url_resolve(NULL, href), title);
	}
	return 0;
}
