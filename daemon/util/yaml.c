#include "util/yaml.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <yaml.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"

struct yaml_doc {
	char *file;
	struct yaml_node *root;
	size_t nodes;
};

static void add_fault(
	struct faults *faults, const char *file, int line, int col, char *text, int warning)
{
	if (!faults || faults->n >= FAULTS_MAX) {
		if (faults)
			faults->dropped++;
		free(text);
		return;
	}
	MEM_ROOM(faults->items, faults->n, faults->cap);
	faults->items[faults->n++] = (struct fault){
		.file = xstrdup(file ? file : "-"),
		.line = line,
		.col = col,
		.text = text,
		.warning = warning,
	};
}

static char *vformat(const char *fmt, va_list ap)
{
	char *text = NULL;
	if (vasprintf(&text, fmt, ap) < 0)
		return xstrdup(fmt);
	return text;
}

void faults_add(struct faults *faults, const char *file, int line, int col, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_fault(faults, file, line, col, vformat(fmt, ap), 0);
	va_end(ap);
}

void faults_warn(struct faults *faults, const char *file, int line, int col, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	add_fault(faults, file, line, col, vformat(fmt, ap), 1);
	va_end(ap);
}

size_t faults_errors(const struct faults *faults)
{
	size_t n = 0;
	for (size_t i = 0; i < faults->n; i++)
		n += !faults->items[i].warning;
	return n;
}

void faults_release(struct faults *faults)
{
	if (!faults)
		return;
	for (size_t i = 0; i < faults->n; i++) {
		free(faults->items[i].file);
		free(faults->items[i].text);
	}
	free(faults->items);
	*faults = (struct faults){0};
}

/* The depth is bounded by YAML_DEPTH_MAX at load, so recursion here is. */
static void node_free(struct yaml_node *node)
{
	if (!node)
		return;
	for (size_t i = 0; i < node->n; i++) {
		node_free(node->items[i]);
		if (node->keys)
			node_free(node->keys[i]);
	}
	free(node->items);
	free(node->keys);
	free(node->text);
	free(node);
}

void yaml_doc_free(struct yaml_doc *doc)
{
	if (!doc)
		return;
	node_free(doc->root);
	free(doc->file);
	free(doc);
}

static void doc_cleanup(struct yaml_doc **doc)
{
	yaml_doc_free(*doc);
}

/* A collection under construction. */
struct level {
	struct yaml_node *node;
	struct yaml_node *key; /* waiting for its value */
	size_t cap, keys_cap;
};

struct loader {
	struct yaml_doc *doc;
	struct faults *faults;
	struct level stack[YAML_DEPTH_MAX];
	size_t depth;
};

static int fault_at(struct loader *l, const yaml_mark_t *mark, const char *text)
{
	faults_add(l->faults, l->doc->file, (int)mark->line + 1, (int)mark->column + 1, "%s", text);
	return -1;
}

/* Hangs a finished or just opened node where it belongs; takes node. */
static int attach(struct loader *l, struct yaml_node *node, const yaml_mark_t *mark)
{
	if (++l->doc->nodes > YAML_NODES_MAX) {
		node_free(node);
		return fault_at(l, mark, "the file has too many values");
	}
	if (l->depth == 0) {
		l->doc->root = node;
		return 0;
	}
	struct level *top = &l->stack[l->depth - 1];
	struct yaml_node *parent = top->node;
	assert(parent);
	if (parent->kind == YAML_MAP && !top->key) {
		if (node->kind != YAML_TEXT) {
			node_free(node);
			return fault_at(l, mark, "a key must be a plain word");
		}
		if (yaml_get(parent, node->text)) {
			faults_add(l->faults, l->doc->file, node->line, node->col,
				"the key \"%s\" stands here twice", node->text);
			node_free(node);
			return -1;
		}
		top->key = node;
		return 0;
	}
	MEM_ROOM(parent->items, parent->n, top->cap);
	if (parent->kind == YAML_MAP) {
		MEM_ROOM(parent->keys, parent->n, top->keys_cap);
		parent->keys[parent->n] = top->key;
		top->key = NULL;
	}
	parent->items[parent->n++] = node;
	return 0;
}

static struct yaml_node *new_node(enum yaml_kind kind, const yaml_mark_t *mark)
{
	struct yaml_node *node = xcalloc(1, sizeof(*node));
	node->kind = kind;
	node->line = (int)mark->line + 1;
	node->col = (int)mark->column + 1;
	return node;
}

static int open_level(struct loader *l, enum yaml_kind kind, const yaml_event_t *event)
{
	struct yaml_node *node = new_node(kind, &event->start_mark);
	if (attach(l, node, &event->start_mark) < 0)
		return -1;
	if (l->depth == YAML_DEPTH_MAX)
		return fault_at(l, &event->start_mark, "nested too deeply");
	l->stack[l->depth++] = (struct level){.node = node};
	return 0;
}

static int handle(struct loader *l, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fault_at(l, &event->start_mark, "aliases (*name) are not used here");
	case YAML_DOCUMENT_START_EVENT:
		if (l->doc->root)
			return fault_at(l, &event->start_mark, "only one document a file");
		return 0;
	case YAML_SCALAR_EVENT: {
		if (event->data.scalar.anchor)
			return fault_at(l, &event->start_mark, "anchors (&name) are not used here");
		if (memchr(event->data.scalar.value, '\0', event->data.scalar.length))
			return fault_at(l, &event->start_mark, "NUL bytes are not used here");
		struct yaml_node *node = new_node(YAML_TEXT, &event->start_mark);
		node->text = xstrndup(
			(const char *)event->data.scalar.value, event->data.scalar.length);
		node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
		return attach(l, node, &event->start_mark);
	}
	case YAML_SEQUENCE_START_EVENT:
		return open_level(l, YAML_LIST, event);
	case YAML_MAPPING_START_EVENT:
		return open_level(l, YAML_MAP, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		l->depth--;
		return 0;
	default:
		return 0;
	}
}

struct yaml_doc *yaml_load(const char *name, const char *bytes, size_t len, struct faults *faults)
{
	CLEANUP(doc_cleanup) struct yaml_doc *doc = xcalloc(1, sizeof(*doc));
	doc->file = xstrdup(name);
	struct loader l = {.doc = doc, .faults = faults};
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		mem_none();
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, len);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	int result = 0;
	for (bool done = false; !done && result == 0;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			/* No fault of the file's: an operator would look for it in vain. */
			if (parser.error == YAML_MEMORY_ERROR)
				mem_none();
			faults_add(faults, name, (int)parser.problem_mark.line + 1,
				(int)parser.problem_mark.column + 1, "%s%s%s",
				parser.problem ? parser.problem : "not YAML",
				parser.context ? " " : "", parser.context ? parser.context : "");
			result = -1;
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		result = handle(&l, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	for (size_t i = 0; i < l.depth; i++)
		node_free(l.stack[i].key);
	if (result < 0)
		return NULL;
	struct yaml_doc *whole = doc;
	doc = NULL;
	return whole;
}

struct yaml_doc *yaml_load_file(const char *path, size_t max_bytes, struct faults *faults)
{
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(max_bytes);
	struct err err = ERR_INIT;
	if (file_read(path, &bytes, &err) < 0) {
		faults_add(faults, path, 0, 0, "%s", err.text);
		return NULL;
	}
	return yaml_load(path, buf_str(&bytes), bytes.len, faults);
}

const struct yaml_node *yaml_root(const struct yaml_doc *doc)
{
	return doc->root;
}

const char *yaml_file(const struct yaml_doc *doc)
{
	return doc->file;
}

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->items[i];
	return NULL;
}

const char *yaml_get_text(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);
	return node && node->kind == YAML_TEXT ? node->text : NULL;
}

/* Levenshtein distance of words up to 63 bytes; longer words are never a slip of the finger. */
static size_t distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), row[64];
	if (la > 63 || lb > 63)
		return 64;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[lb];
}

const char *yaml_suggest(const char *word, const char *const *words)
{
	const char *best = NULL;
	size_t least = strlen(word) / 3 + 1;
	for (; *words; words++) {
		size_t d = distance(word, *words);
		if (d <= least && d < 64) {
			best = *words;
			least = d > 0 ? d - 1 : 0;
		}
	}
	return best;
}
