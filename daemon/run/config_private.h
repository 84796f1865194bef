#ifndef RUN_CONFIG_PRIVATE_H
#define RUN_CONFIG_PRIVATE_H

#include "util/options.h"

struct config;
struct config_feed;
struct config_webhook;
struct faults;
struct yaml_node;

/* The option tables, each ending with OPTION_END: of struct config, config_feed, config_plugin and
 * config_webhook. */
extern const struct option config_top_rows[], config_feed_rows[], config_plugin_rows[],
	config_webhook_rows[];

/* One load: where faults and relative paths belong. */
struct loader {
	struct config *config;
	const char *file;
	char *dir;
	struct faults *faults;
};

#define FAULT(l, node, ...) \
	faults_add((l)->faults, (l)->file, (node)->line, (node)->col, __VA_ARGS__)
#define WARN(l, node, ...) \
	faults_warn((l)->faults, (l)->file, (node)->line, (node)->col, __VA_ARGS__)

/* The value's node for a fault, or the map's own. */
const struct yaml_node *config_node_of(const struct yaml_node *map, const char *key);
/* A fault unless it is an http address of bearable length (or NULL: said elsewhere). */
void config_check_url(
	const struct loader *l, const struct yaml_node *item, const char *where, const char *url);

/* Checks what option_read left of a webhook's map and reads its secrets. */
void config_read_webhook(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_webhook *hook);
/* The same for a feed: its headers, its password, its files. */
void config_read_feed(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_feed *feed);
/* Wipes its secrets. */
void config_feed_release(struct config_feed *feed);
/* Wipes its secrets. */
void config_webhook_release(struct config_webhook *hook);

#endif
