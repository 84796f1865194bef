#ifndef UTIL_OPTIONS_H
#define UTIL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "util/yaml.h"

/*
 * One table type for every setting: the configuration file, a feed in it, a plugin's settings.
 * A row names a key, where its value lies in the settings struct, its fallback and its bounds;
 * reading, defaults, unknown keys, --help of settings and the example file all come from the rows.
 */
enum option_type {
	OPTION_BOOL, /* int, 0 or 1; true/false/yes/no/on/off */
	OPTION_INT, /* int64_t within min..max; suffixes k, M, G (1024) when unit is bytes */
	OPTION_TEXT, /* char *, owned by the settings */
	OPTION_LIST, /* struct option_list of texts, owned */
	OPTION_SECTION, /* a map read by `rows` at offset of an embedded struct */
	OPTION_RAW, /* const struct yaml_node *, borrowed from the document, read by its owner */
};

struct option_list {
	char **items;
	size_t n;
};

struct option {
	const char *name; /* a noun with its unit: poll_interval_secs */
	enum option_type type;
	size_t offset;
	const char *
		fallback; /* as written in the file; NULL: none (text NULL, number 0, list empty) */
	int64_t min, max; /* OPTION_INT */
	const char *help; /* one sentence */
	int required;
	const struct option *rows; /* OPTION_SECTION */
	const char *const *words; /* OPTION_TEXT: the words allowed, ending with NULL; or NULL */
};

#define OPTION_END           \
	{                    \
		.name = NULL \
	}

/* Sets every value of a settings struct to its fallback (before option_read, or alone). */
void option_defaults(const struct option *rows, void *settings);

/*
 * Reads a map node into settings already filled with defaults. where names the section in faults
 * ("feeds[3]"). Unknown keys (with a suggestion), wrong types and values out of bounds are added
 * to faults, all of them; returns the number added.
 */
size_t option_read(const struct option *rows, const struct yaml_node *map, const char *file,
	const char *where, void *settings, struct faults *faults);

/* Frees what the settings own; they are cleared. */
void option_release(const struct option *rows, void *settings);

#endif
