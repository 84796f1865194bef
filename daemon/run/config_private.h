#ifndef RUN_CONFIG_PRIVATE_H
#define RUN_CONFIG_PRIVATE_H

#include "util/options.h"

/* The option tables, each ending with OPTION_END: of struct config, config_feed, config_plugin and
 * config_webhook. */
extern const struct option config_top_rows[], config_feed_rows[], config_plugin_rows[],
	config_webhook_rows[];

#endif
