#include "util/options.h"

#include <errno.h>
#include <stdbool.h>
#include <strings.h>

#include "util/mem.h"

static void *slot(const struct option *row, void *settings)
{
	return (char *)settings + row->offset;
}

static int parse_bool(const char *text, int *value)
{
	static const char *const yes[] = {"true", "yes", "on"}, *const no[] = {
									"false", "no", "off"};
	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (strcasecmp(text, yes[i]) == 0 || strcasecmp(text, no[i]) == 0) {
			*value = strcasecmp(text, yes[i]) == 0;
			return 0;
		}
	}
	return -1;
}

static int parse_int(const char *text, int64_t *value)
{
	char *end = NULL;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno || end == text)
		return -1;
	int shift = 0;
	if (*end == 'k' || *end == 'K')
		shift = 10;
	else if (*end == 'M')
		shift = 20;
	else if (*end == 'G')
		shift = 30;
	if (shift)
		end++;
	if (*end || n > INT64_MAX >> shift || n < INT64_MIN >> shift)
		return -1;
	*value = n * ((int64_t)1 << shift);
	return 0;
}

static void list_clear(struct option_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct option_list){0};
}

void option_defaults(const struct option *rows, void *settings)
{
	for (const struct option *row = rows; row->name; row++) {
		void *at = slot(row, settings);
		switch (row->type) {
		case OPTION_BOOL:
			*(int *)at = 0;
			if (row->fallback)
				(void)parse_bool(row->fallback, at);
			break;
		case OPTION_INT:
			*(int64_t *)at = 0;
			if (row->fallback)
				(void)parse_int(row->fallback, at);
			break;
		case OPTION_TEXT:
			*(char **)at = xstrdup_null(row->fallback);
			break;
		case OPTION_LIST:
			*(struct option_list *)at = (struct option_list){0};
			break;
		case OPTION_SECTION:
			option_defaults(row->rows, at);
			break;
		case OPTION_RAW:
			*(const struct yaml_node **)at = NULL;
			break;
		}
	}
}

struct reader {
	const char *file, *where;
	struct faults *faults;
	size_t faults_added;
};

#define FAULT(r, node, ...)   \
	((r)->faults_added++, \
		faults_add((r)->faults, (r)->file, (node)->line, (node)->col, __VA_ARGS__))

static bool want_text(struct reader *r, const struct option *row, const struct yaml_node *node)
{
	if (node->kind == YAML_TEXT)
		return true;
	FAULT(r, node, "%s: %s takes one value, not a %s", r->where, row->name,
		node->kind == YAML_LIST ? "list" : "section");
	return false;
}

/* "red, green", for a message. */
static char *words_text(const char *const *words)
{
	char *text = xstrdup("");
	for (size_t i = 0; words[i]; i++) {
		char *old = text;
		text = xasprintf("%s%s%s", old, i ? ", " : "", words[i]);
		free(old);
	}
	return text;
}

static void read_text(
	struct reader *r, const struct option *row, const struct yaml_node *node, char **at)
{
	if (!want_text(r, row, node))
		return;
	if (row->words) {
		bool known = false;
		for (const char *const *w = row->words; *w && !known; w++)
			known = strcmp(*w, node->text) == 0;
		if (!known) {
			const char *near = yaml_suggest(node->text, row->words);
			AUTOFREE char *words = words_text(row->words);
			FAULT(r, node, "%s: %s cannot be \"%s\"%s%s%s: one of %s", r->where,
				row->name, node->text, near ? " (did you mean \"" : "",
				near ? near : "", near ? "\"?)" : "", words);
			return;
		}
	}
	free(*at);
	bool nothing = !node->quoted && (*node->text == '\0' || strcmp(node->text, "~") == 0 ||
						strcmp(node->text, "null") == 0);
	*at = nothing ? NULL : xstrdup(node->text);
}

static void read_list(struct reader *r, const struct option *row, const struct yaml_node *node,
	struct option_list *at)
{
	if (node->kind == YAML_MAP) {
		FAULT(r, node, "%s: %s takes a list of values", r->where, row->name);
		return;
	}
	list_clear(at);
	const struct yaml_node *const *items = (const struct yaml_node *const *)node->items;
	size_t n = node->n;
	if (node->kind == YAML_TEXT) {
		items = &node;
		n = 1;
	}
	at->items = xcalloc(n, sizeof(*at->items));
	for (size_t i = 0; i < n; i++) {
		if (items[i]->kind != YAML_TEXT)
			FAULT(r, items[i], "%s: %s takes a list of plain values", r->where,
				row->name);
		else
			at->items[at->n++] = xstrdup(items[i]->text);
	}
}

static void read_row(
	struct reader *r, const struct option *row, const struct yaml_node *node, void *at)
{
	int64_t number;
	switch (row->type) {
	case OPTION_BOOL:
		if (want_text(r, row, node) && parse_bool(node->text, at) < 0)
			FAULT(r, node, "%s: %s must be true or false, not \"%s\"", r->where,
				row->name, node->text);
		return;
	case OPTION_INT:
		if (!want_text(r, row, node))
			return;
		if (parse_int(node->text, &number) < 0)
			FAULT(r, node, "%s: %s must be a whole number%s, not \"%s\"", r->where,
				row->name,
				strstr(row->name, "_bytes") ? " (k, M or G may follow)" : "",
				node->text);
		else if (number < row->min || number > row->max)
			FAULT(r, node, "%s: %s must be from %lld to %lld, not %s", r->where,
				row->name, (long long)row->min, (long long)row->max, node->text);
		else
			*(int64_t *)at = number;
		return;
	case OPTION_TEXT:
		read_text(r, row, node, at);
		return;
	case OPTION_LIST:
		read_list(r, row, node, at);
		return;
	case OPTION_SECTION:
		r->faults_added += option_read(row->rows, node, r->file, row->name, at, r->faults);
		return;
	case OPTION_RAW:
		*(const struct yaml_node **)at = node;
		return;
	}
}

static void unknown_key(struct reader *r, const struct option *rows, const struct yaml_node *key)
{
	const char *names[128];
	size_t n = 0;
	for (const struct option *row = rows; row->name && n + 1 < ARRAY_SIZE(names); row++)
		names[n++] = row->name;
	names[n] = NULL;
	const char *near = yaml_suggest(key->text, names);
	FAULT(r, key, "%s: unknown key \"%s\"%s%s%s", r->where, key->text,
		near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

size_t option_read(const struct option *rows, const struct yaml_node *map, const char *file,
	const char *where, void *settings, struct faults *faults)
{
	struct reader r = {.file = file, .where = where, .faults = faults};
	if (map->kind != YAML_MAP) {
		if (map->kind != YAML_TEXT || map->quoted || *map->text)
			FAULT(&r, map, "%s takes a section of keys and values", where);
		return r.faults_added;
	}
	for (size_t i = 0; i < map->n; i++) {
		const struct option *row = rows;
		while (row->name && strcmp(row->name, map->keys[i]->text) != 0)
			row++;
		if (row->name)
			read_row(&r, row, map->items[i], slot(row, settings));
		else
			unknown_key(&r, rows, map->keys[i]);
	}
	for (const struct option *row = rows; row->name; row++)
		if (row->required && !yaml_get(map, row->name))
			FAULT(&r, map, "%s: %s is missing", where, row->name);
	return r.faults_added;
}

void option_release(const struct option *rows, void *settings)
{
	for (const struct option *row = rows; row->name; row++) {
		void *at = slot(row, settings);
		if (row->type == OPTION_TEXT)
			mem_free_ptr(at);
		else if (row->type == OPTION_LIST)
			list_clear(at);
		else if (row->type == OPTION_SECTION)
			option_release(row->rows, at);
	}
}
