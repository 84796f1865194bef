#ifndef CLAIMS_PLUGIN_H
#define CLAIMS_PLUGIN_H

#include <jansson.h>
#include <stddef.h>

#include "claims/claims.h"
#include "gainsay_plugin.h"

struct err;
struct plugin_set;
struct profile;

/*
 * The in-process plugins of one process: shared objects that export gainsay_plugin_entry, each
 * opened once or more with settings of its own. Loading is strict, since a plugin runs with all
 * the process may do: the file and its directory belong to root or to the user who runs us and
 * nobody else may write them; all symbols are bound at once and kept to itself; interface number
 * and name are checked before any call.
 */

/* What runs when nothing else is asked for. */
#define PLUGIN_DEFAULT "rules"

/* Where a plugin's messages go; the level is the interface's. */
typedef void (*plugin_log)(enum gainsay_log level, const char *plugin, const char *text);

/*
 * An empty set. profile is borrowed until plugin_set_free. dir is where plugins are looked for by
 * name; NULL: `plugins` beside the running binary, else the installed directory. log may be NULL.
 */
struct plugin_set *plugin_set_new(const struct profile *profile, const char *dir, plugin_log log);
void plugin_set_free(struct plugin_set *set); /* accepts NULL */

/*
 * Adds one instance. path is the shared object; NULL: NAME.so of the directory. settings is an
 * object whose values are texts, numbers or booleans; NULL: none. 0, or ERR_CONFIG with every
 * fault of the settings or the reason the file is refused, or what the plugin's open said.
 */
int plugin_set_load(struct plugin_set *set, const char *name, const char *path,
	const json_t *settings, struct err *err);

/* A set of the default plugin alone. NULL and err when it cannot be loaded. */
struct plugin_set *plugin_set_default(
	const struct profile *profile, const char *dir, plugin_log log, struct err *err);

size_t plugin_set_size(const struct plugin_set *set);
const char *plugin_set_name(const struct plugin_set *set, size_t index);

/*
 * Runs one instance over the text and appends what it reports to out. 0, ERR_RETRY, ERR_REJECT or
 * ERR_FAIL as the plugin says; then out keeps what came before.
 */
int plugin_set_extract(struct plugin_set *set, size_t index, const struct claims_source *source,
	struct raw_statements *out, struct err *err);

#endif
