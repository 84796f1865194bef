#include "run/config.h"

#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/server.h"
#include "run/config_private.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/url.h"
#include "util/yaml.h"

#define INSTALLED_CONFIG "/etc/gainsay/gainsay.yaml"
#define FEEDS_MAX        20000
#define PLUGINS_MAX      32
#define WEBHOOKS_MAX     32
/* Shorter polls than this make us a burden to a site. */
#define POLITE_INTERVAL_SECS 60

static void make_absolute(const struct loader *l, char **path)
{
	if (!*path || **path == '/')
		return;
	char *old = *path;
	*path = xasprintf("%s/%s", l->dir, old);
	free(old);
}

const struct yaml_node *config_node_of(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *node = yaml_get(map, key);
	return node ? node : map;
}

/* Items of a list option, bounded; NULL when there are none. */
static const struct yaml_node *list_of(
	const struct loader *l, const struct yaml_node *node, const char *name, size_t max)
{
	if (!node || (node->kind == YAML_TEXT && !node->quoted && !*node->text))
		return NULL;
	if (node->kind != YAML_LIST) {
		FAULT(l, node, "%s takes a list", name);
		return NULL;
	}
	if (node->n > max) {
		FAULT(l, node, "%s has %zu items, at most %zu are taken", name, node->n, max);
		return NULL;
	}
	return node;
}

void config_check_url(
	const struct loader *l, const struct yaml_node *item, const char *where, const char *url)
{
	if (url && (!url_is_http(url) || strlen(url) > URL_BYTES_MAX)) {
		AUTOFREE char *shown = url_redacted(url);
		FAULT(l, config_node_of(item, "url"), "%s: url is no http or https address: %s",
			where, shown ? shown : "");
	}
}

/* Says where a value was used before; 1 when it was. */
static int seen_before(const struct loader *l, struct strmap *seen, const char *value, size_t index,
	const struct yaml_node *node, const char *where, const char *what)
{
	uint32_t first = strmap_add(seen, value, strlen(value), (uint32_t)index);
	if (first == index)
		return 0;
	FAULT(l, node, "%s: %s is that of item %u already", where, what, first + 1);
	return 1;
}

static void read_feeds(const struct loader *l)
{
	struct config *c = l->config;
	const struct yaml_node *list = list_of(l, c->feeds_node, "feeds", FEEDS_MAX);
	if (!list)
		return;
	struct strmap urls CLEANUP(strmap_release) = STRMAP_INIT;
	c->feeds = xcalloc(list->n, sizeof(*c->feeds));
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml_node *item = list->items[i];
		struct config_feed *feed = &c->feeds[c->n_feeds++];
		AUTOFREE char *where = xasprintf("feeds[%zu]", i + 1);
		option_defaults(config_feed_rows, feed);
		(void)option_read(config_feed_rows, item, l->file, where, feed, l->faults);
		make_absolute(l, &feed->ca_file);
		if (item->kind == YAML_MAP)
			config_read_feed(l, item, where, feed);
		if (!feed->url)
			continue;
		config_check_url(l, item, where, feed->url);
		AUTOFREE char *key = url_identity(feed->url);
		(void)seen_before(l, &urls, key ? key : feed->url, i, config_node_of(item, "url"),
			where, "the address");
		if (!feed->name)
			feed->name = url_host(feed->url);
		if (!feed->name)
			feed->name = xstrdup(feed->url);
		if (feed->poll_interval_secs && feed->poll_interval_secs < POLITE_INTERVAL_SECS)
			WARN(l, config_node_of(item, "poll_interval_secs"),
				"%s: polling more often than every %d seconds is impolite", where,
				POLITE_INTERVAL_SECS);
	}
}

/* Settings as JSON: plain values stay texts, the plugin's option table reads them. */
static json_t *settings_json(const struct yaml_node *node)
{
	if (node->kind == YAML_TEXT)
		return json_string(node->text);
	json_t *json = node->kind == YAML_LIST ? json_array() : json_object();
	for (size_t i = 0; i < node->n; i++) {
		/* Not deep: the loader bounds it by YAML_DEPTH_MAX. */
		json_t *value = settings_json(node->items[i]);
		if (node->kind == YAML_LIST)
			(void)json_array_append_new(json, value);
		else
			(void)json_object_set_new(json, node->keys[i]->text, value);
	}
	return json;
}

static void check_plugin(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_plugin *plugin)
{
	if (plugin->path && plugin->command.n)
		FAULT(l, item, "%s: path and command exclude each other", where);
	make_absolute(l, &plugin->path);
	if (plugin->path && access(plugin->path, R_OK) < 0)
		FAULT(l, config_node_of(item, "path"), "%s: cannot read %s", where, plugin->path);
	if (plugin->command.n) {
		make_absolute(l, &plugin->command.items[0]);
		if (access(plugin->command.items[0], X_OK) < 0)
			FAULT(l, config_node_of(item, "command"), "%s: cannot run %s", where,
				plugin->command.items[0]);
	}
	if (plugin->settings_node && plugin->settings_node->kind != YAML_MAP)
		FAULT(l, plugin->settings_node, "%s: settings takes a section of keys and values",
			where);
	else if (plugin->settings_node)
		plugin->settings = settings_json(plugin->settings_node);
	plugin->settings_node = NULL;
}

static void read_plugins(const struct loader *l)
{
	struct config *c = l->config;
	const struct yaml_node *list = list_of(l, c->plugins_node, "plugins", PLUGINS_MAX);
	if (!list)
		return;
	struct strmap names CLEANUP(strmap_release) = STRMAP_INIT;
	c->plugins = xcalloc(list->n, sizeof(*c->plugins));
	for (size_t i = 0; i < list->n; i++) {
		struct config_plugin *plugin = &c->plugins[c->n_plugins++];
		AUTOFREE char *where = xasprintf("plugins[%zu]", i + 1);
		option_defaults(config_plugin_rows, plugin);
		plugin->line = list->items[i]->line;
		(void)option_read(
			config_plugin_rows, list->items[i], l->file, where, plugin, l->faults);
		check_plugin(l, list->items[i], where, plugin);
		if (plugin->name)
			(void)seen_before(l, &names, plugin->name, i,
				config_node_of(list->items[i], "name"), where, "the name");
	}
}

static void read_webhooks(const struct loader *l)
{
	struct config *c = l->config;
	const struct yaml_node *list = list_of(l, c->webhooks_node, "webhooks", WEBHOOKS_MAX);
	if (!list)
		return;
	struct strmap names CLEANUP(strmap_release) = STRMAP_INIT;
	c->webhooks = xcalloc(list->n, sizeof(*c->webhooks));
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml_node *item = list->items[i];
		struct config_webhook *hook = &c->webhooks[c->n_webhooks++];
		AUTOFREE char *where = xasprintf("webhooks[%zu]", i + 1);
		option_defaults(config_webhook_rows, hook);
		(void)option_read(config_webhook_rows, item, l->file, where, hook, l->faults);
		config_check_url(l, item, where, hook->url);
		if (hook->name)
			(void)seen_before(l, &names, hook->name, i, config_node_of(item, "name"),
				where, "the name");
		if (item->kind == YAML_MAP)
			config_read_webhook(l, item, where, hook);
	}
}

/* What the daemon would stumble over at its start. */
static void check_places(const struct loader *l, const struct yaml_node *root)
{
	const struct config *c = l->config;
	struct stat st;
	if (stat(c->state_dir, &st) == 0 && !S_ISDIR(st.st_mode))
		FAULT(l, config_node_of(root, "state_dir"), "state_dir: %s is no directory",
			c->state_dir);
	if (stat(c->alert_log, &st) == 0 && S_ISDIR(st.st_mode))
		FAULT(l, config_node_of(root, "alert_log"),
			"alert_log: %s is a directory; name a file", c->alert_log);
	if (c->fetch.proxy && !strstr(c->fetch.proxy, "://")) {
		AUTOFREE char *shown = url_redacted(c->fetch.proxy);
		FAULT(l, config_node_of(root, "proxy"), "proxy is no address: %s",
			shown ? shown : "");
	}
}

static void check_page(const struct loader *l, const struct yaml_node *root)
{
	bool loopback = true;
	const char *listen = l->config->page_listen;
	if (listen && !http_listen_valid(listen, &loopback))
		FAULT(l, config_node_of(root, "page_listen"),
			"page_listen is no ADDRESS:PORT, such as 127.0.0.1:8417 or [::1]:8417: %s",
			listen);
	else if (!loopback)
		WARN(l, config_node_of(root, "page_listen"),
			"page_listen: whoever reaches %s may read it; nothing is encrypted",
			listen);
}

static void check_top(const struct loader *l, const struct yaml_node *root)
{
	struct config *c = l->config;
	make_absolute(l, &c->state_dir);
	make_absolute(l, &c->profile);
	make_absolute(l, &c->fetch.ca_file);
	make_absolute(l, &c->alert_log);
	if (!c->state_dir) {
		FAULT(l, config_node_of(root, "state_dir"), "state_dir must be a directory");
		return;
	}
	if (!c->alert_log)
		c->alert_log = xasprintf("%s/alerts.jsonl", c->state_dir);
	if (!c->log_level)
		c->log_level = xstrdup("notice");
	if (!c->user_agent) {
		c->user_agent = xstrdup("gainsay/" GAINSAY_VERSION);
		WARN(l, root,
			"user_agent is missing: name yourself and a way to reach you, or sites may "
			"shut us out");
	} else if (!strchr(c->user_agent, '@') && !strstr(c->user_agent, "://")) {
		WARN(l, config_node_of(root, "user_agent"),
			"user_agent has no contact: add an address where a site's owner reaches "
			"you");
	}
	for (const char *p = c->user_agent; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F) {
			FAULT(l, config_node_of(root, "user_agent"),
				"user_agent has a control character");
			break;
		}
	if (c->poll_interval_secs < POLITE_INTERVAL_SECS)
		WARN(l, config_node_of(root, "poll_interval_secs"),
			"polling more often than every %d seconds is impolite",
			POLITE_INTERVAL_SECS);
	if (c->profile && access(c->profile, R_OK | X_OK) < 0)
		FAULT(l, config_node_of(root, "profile"), "profile: there is no directory %s",
			c->profile);
	if (c->fetch.ca_file && access(c->fetch.ca_file, R_OK) < 0)
		FAULT(l, config_node_of(root, "ca_file"), "ca_file: cannot read %s",
			c->fetch.ca_file);
	check_places(l, root);
	check_page(l, root);
	if (!c->n_feeds)
		WARN(l, root, "there are no feeds: nothing will be polled");
	c->fetch.user_agent = xstrdup(c->user_agent);
	c->fetch.max_redirects = (int)c->max_redirects;
}

static void config_cleanup(struct config **config)
{
	config_free(*config);
}

static void doc_cleanup(struct yaml_doc **doc)
{
	yaml_doc_free(*doc);
}

static char *dir_of(const char *path)
{
	AUTOFREE char *copy = xstrdup(path);
	AUTOFREE char *full = realpath(dirname(copy), NULL);
	AUTOFREE char *again = xstrdup(path);
	return xstrdup(full ? full : dirname(again));
}

struct config *config_load(const char *path, struct faults *faults)
{
	size_t before = faults_errors(faults);
	struct yaml_doc *doc CLEANUP(doc_cleanup) = yaml_load_file(path, CONFIG_BYTES_MAX, faults);
	if (!doc)
		return NULL;
	AUTOFREE char *dir = dir_of(path);
	struct config *config CLEANUP(config_cleanup) = xcalloc(1, sizeof(*config));
	struct loader l = {.config = config, .file = yaml_file(doc), .dir = dir, .faults = faults};
	config->file = xstrdup(path);
	option_defaults(config_top_rows, config);
	const struct yaml_node *root = yaml_root(doc);
	if (root) {
		(void)option_read(config_top_rows, root, l.file, "configuration", config, faults);
		read_feeds(&l);
		read_plugins(&l);
		read_webhooks(&l);
		check_top(&l, root);
	} else {
		faults_add(faults, l.file, 1, 1, "the file is empty");
	}
	config->feeds_node = config->plugins_node = config->webhooks_node = NULL;
	if (faults_errors(faults) > before)
		return NULL;
	struct config *given = config;
	config = NULL;
	return given;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config->n_feeds; i++)
		config_feed_release(&config->feeds[i]);
	for (size_t i = 0; i < config->n_plugins; i++) {
		option_release(config_plugin_rows, &config->plugins[i]);
		json_decref(config->plugins[i].settings);
	}
	for (size_t i = 0; i < config->n_webhooks; i++)
		config_webhook_release(&config->webhooks[i]);
	free(config->feeds);
	free(config->plugins);
	free(config->webhooks);
	free(config->fetch.user_agent);
	option_release(config_top_rows, config);
	free(config->file);
	free(config);
}

char *config_find(const char *option)
{
	if (option)
		return xstrdup(option);
	const char *env = getenv("GAINSAY_CONFIG");
	return xstrdup(env && *env ? env : INSTALLED_CONFIG);
}

char *config_ledger_path(const struct config *config)
{
	return xasprintf("%s/ledger.sqlite", config->state_dir);
}

char *config_control_path(const struct config *config)
{
	return xasprintf("%s/control", config->state_dir);
}

char *config_spool_dir(const struct config *config)
{
	return xasprintf("%s/spool", config->state_dir);
}
