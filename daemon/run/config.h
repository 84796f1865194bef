#ifndef RUN_CONFIG_H
#define RUN_CONFIG_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "net/fetch.h"
#include "run/quiet.h"
#include "run/route.h"
#include "util/options.h"

struct err;
struct faults;
struct webhook;

/*
 * The configuration file: one YAML map, every key a row of a table (config_tables), so that
 * reading, defaults, the example file and its test share one source. Plain data after loading;
 * relative paths are resolved against the file's directory.
 */

struct config_feed {
	char *name, *url;
	int64_t poll_interval_secs; /* 0: the configuration's */
	int64_t backfill; /* entries of the first poll to take; -1: the configuration's */
	int allow_private;
	char *retry_after_scope; /* NULL: the configuration's */
	char *user_agent, *proxy, *ca_file; /* NULL: the configuration's */
	struct option_list headers; /* "Name: value" as written */
	char **header_lines; /* what they came to, ending with NULL; or NULL */
	char *auth; /* as written */
	char *user_password; /* what it came to, or NULL */
};

struct config_plugin {
	char *name;
	char *path; /* of a .so; NULL with no command: the bundled one of that name */
	struct option_list command; /* a program and its arguments */
	int64_t deadline_secs;
	json_t *settings; /* object of texts, lists and objects as written */
	int line; /* where it stands in the file */
	const struct yaml_node *settings_node;
};

struct config_webhook {
	char *name, *url;
	struct option_list secret; /* as written: file:, env:, credential: or the secret itself */
	char **secrets; /* what they came to */
	size_t n_secrets;
	char *format; /* a word of format_words */
	char *topic, *room; /* ntfy's, Matrix's */
	char *token; /* as written */
	char *bearer; /* what it came to, or NULL */
	int allow_private;
	int64_t timeout_secs;
	struct route route;
	int64_t digest_secs; /* 0: each alert at once */
	char *quiet_hours; /* as written */
	struct quiet quiet;
};

struct config {
	char *file; /* its own path */
	char *state_dir, *profile, *user_agent, *log_level, *alert_log;
	int64_t workers, worker_memory_bytes, worker_deadline_secs;
	/* polling */
	int64_t poll_interval_secs, quiet_interval_secs, poll_jitter_percent, backoff_max_secs,
		backfill;
	char *retry_after_scope; /* feed or host */
	int64_t max_feed_bytes, max_page_bytes;
	/* articles */
	int64_t max_jobs, article_attempts, article_retry_secs, article_reread_secs;
	/* fetching */
	struct fetch_options fetch;
	int64_t max_redirects;
	int allow_private;
	int robots; /* robots.txt is heeded for pages */
	char *tdm_reservation; /* heed, ask or ignore */
	char *full_text; /* feed or page: where an article is read whose feed has it in full */
	/* the page */
	char *page_listen; /* NULL: nowhere, unless the service manager gives a socket */
	struct option_list page_hosts;
	/* alerts */
	int64_t min_score_percent;
	/* lists */
	struct config_feed *feeds;
	size_t n_feeds;
	struct config_plugin *plugins;
	size_t n_plugins;
	struct config_webhook *webhooks;
	size_t n_webhooks;
	/* While loading only: nodes of the document. */
	const struct yaml_node *feeds_node, *plugins_node, *webhooks_node;
};

/*
 * Loads and checks a file. NULL when there is a fault that is no warning; every fault, warnings
 * included, is added to faults. The caller frees the result.
 */
struct config *config_load(const char *path, struct faults *faults);
/* Accepts NULL. */
void config_free(struct config *config);

/* The webhook as configured; NULL and err when its settings are wrong. */
struct webhook *config_webhook_open(
	const struct config_webhook *config, struct fetcher *fetcher, struct err *err);

/* The file --config names, or $GAINSAY_CONFIG, or the installed place; the caller frees it. */
char *config_find(const char *option);

/* Where the ledger, the control socket and the spool lie; the caller frees it. */
char *config_ledger_path(const struct config *config);
char *config_control_path(const struct config *config);
char *config_spool_dir(const struct config *config);

/* Every table with the name its keys stand under in the file ("" at the top); ends with a NULL
 * name. For the test that compares them with the example file. */
struct config_table {
	const char *name;
	const struct option *rows;
};
extern const struct config_table config_tables[];

#endif
