#ifndef UTIL_YAML_H
#define UTIL_YAML_H

#include <stddef.h>

struct err;
struct yaml_doc;

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

/*
 * A node of a loaded document; plain data, owned by the document. For a map, keys[i] belongs to
 * items[i]. line and col count from 1. Scalars keep their text; quoting is remembered so that an
 * empty plain scalar or "null" can be told from "".
 */
struct yaml_node {
	enum yaml_kind kind;
	int line, col;
	char *text; /* YAML_TEXT only */
	int quoted;
	struct yaml_node **items;
	struct yaml_node **keys; /* YAML_MAP only; scalars */
	size_t n;
};

/*
 * Every fault found while loading and checking files, in order, each with its place, so that an
 * operator sees all of them at once. Zero-initialise; faults_release frees.
 */
struct faults {
	struct fault *items;
	size_t n, cap;
	size_t dropped; /* past FAULTS_MAX */
};
struct fault {
	char *file; /* owned */
	int line, col; /* 0: no place */
	char *text; /* owned */
	int warning; /* 1: worth saying, yet no reason to stop */
};
#define FAULTS_MAX 200

void faults_release(struct faults *faults);
void faults_add(struct faults *faults, const char *file, int line, int col, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
void faults_warn(struct faults *faults, const char *file, int line, int col, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* How many are no warnings. */
size_t faults_errors(const struct faults *faults);

/*
 * Loads one YAML file (at most max_bytes, one document, no aliases or anchors, no duplicate keys,
 * YAML_DEPTH_MAX deep). NULL on failure, with at least one fault added.
 */
struct yaml_doc *yaml_load_file(const char *path, size_t max_bytes, struct faults *faults);
/* The same from memory; name stands for the file in faults. */
struct yaml_doc *yaml_load(const char *name, const char *bytes, size_t len, struct faults *faults);
void yaml_doc_free(struct yaml_doc *doc);
/* The top node; NULL for an empty document. */
const struct yaml_node *yaml_root(const struct yaml_doc *doc);
/* The file name as given at load; owned by the document. */
const char *yaml_file(const struct yaml_doc *doc);

/* The value of a key in a map node; NULL if absent or node is no map. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* Its text if it is a scalar, else NULL. */
const char *yaml_get_text(const struct yaml_node *map, const char *key);

/*
 * The known word nearest to `word` (edit distance at most a third of its length), for "did you
 * mean"; NULL if none is near. words ends with NULL.
 */
const char *yaml_suggest(const char *word, const char *const *words);

#endif
