#include "cmd/feeds_edit.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "feed/discover.h"
#include "feed/feed.h"
#include "feed/html.h"
#include "net/fetch.h"
#include "run/config.h"
#include "run/config_edit.h"
#include "run/control.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"
#include "util/yaml.h"

/* So much of an answer that is no feed is shown: enough to see what the server says. */
#define SHOWN_MAX 300

static void config_cleanup(struct config **config)
{
	config_free(*config);
}

static struct config *load(const char *file, char **path)
{
	struct faults faults CLEANUP(faults_release) = {0};
	*path = config_find(file);
	struct config *config = config_load(*path, &faults);
	if (!config)
		cmd_faults(&faults);
	return config;
}

static const struct config_feed *configured(const struct config *config, const char *url)
{
	AUTOFREE char *key = url_identity(url);
	for (size_t i = 0; key && i < config->n_feeds; i++) {
		AUTOFREE char *its = url_identity(config->feeds[i].url);
		if (its && strcmp(its, key) == 0)
			return &config->feeds[i];
	}
	return NULL;
}

/* --- Asking for an address ------------------------------------------------------------------ */

struct answer {
	struct event_base *base;
	struct err err; /* code NONE: an answer came */
	int status;
	char *url, *etag, *last_modified, *content_type, *cache_control;
	struct buf body;
};

static void answer_release(struct answer *a)
{
	free(a->url);
	free(a->etag);
	free(a->last_modified);
	free(a->content_type);
	free(a->cache_control);
	buf_release(&a->body);
}

static void on_answer(uint64_t id, const struct fetch_result *result, void *arg)
{
	struct answer *a = arg;
	(void)id;
	a->err = result->err;
	a->status = result->status;
	a->url = xstrdup_null(result->effective_url);
	a->etag = xstrdup_null(result->etag);
	a->last_modified = xstrdup_null(result->last_modified);
	a->content_type = xstrdup_null(result->content_type);
	a->cache_control = xstrdup_null(result->cache_control);
	(void)buf_add(&a->body, result->body.data, result->body.len);
	(void)event_base_loopbreak(a->base);
}

/* One request, as the daemon makes it. */
static void get(const struct config *config, const char *url, struct answer *a)
{
	*a = (struct answer){.body = BUF_INIT((size_t)config->max_feed_bytes),
		.base = event_base_new(),
		.err = ERR_INIT};
	struct fetcher *fetcher = fetcher_new(a->base, &config->fetch);
	(void)fetch_start(fetcher,
		&(struct fetch_request){.url = url,
			.method = "GET",
			.max_bytes = (size_t)config->max_feed_bytes,
			.allow_private = config->allow_private,
			.follow = true},
		on_answer, a);
	(void)event_base_dispatch(a->base);
	fetcher_free(fetcher);
	event_base_free(a->base);
}

/* Says what came instead of a feed, with the start of it. */
static int refuse(
	const struct command *self, const char *url, const struct answer *a, const char *why)
{
	AUTOFREE char *shown = url_redacted(url);
	AUTOFREE char *text = html_to_text(buf_str(&a->body), a->body.len, false);
	AUTOFREE char *visible = utf8_visible(text);
	struct err err = ERR_INIT;
	(void)err_set(&err, a->status >= 500 || a->status == 429 ? ERR_RETRY : ERR_REJECT, "%s: %s",
		shown, why);
	if (*visible)
		(void)fprintf(stderr, "%.*s\n", SHOWN_MAX, visible);
	return cmd_error(self, &err);
}

/* --- Handing over to the daemon ------------------------------------------------------------- */

/* What was fetched, where the daemon finds it: it need not ask the server again. NULL: it will. */
static json_t *leave_for_daemon(
	const struct config *config, const char *url, const struct answer *a)
{
	AUTOFREE char *dir = config_spool_dir(config);
	AUTOFREE char *file = xasprintf("added-%ld", (long)getpid());
	AUTOFREE char *path = xasprintf("%s/%s", dir, file);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return NULL;
	bool good = file_write_all(fd, buf_str(&a->body), a->body.len) == 0;
	(void)close(fd);
	if (!good) {
		(void)unlink(path);
		return NULL;
	}
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "url", json_text(url), "file",
		json_text(file), "etag", json_text(a->etag), "last_modified",
		json_text(a->last_modified), "content_type", json_text(a->content_type),
		"cache_control", json_text(a->cache_control), "effective_url", json_text(a->url));
}

/* Tells a running daemon of the new configuration; without one the next start reads it. */
static int tell_daemon(
	const struct command *self, const char *file, const struct config *config, json_t *adopt)
{
	AUTOFREE char *socket = config_control_path(config);
	AUTOJSON json_t *request = json_pack("{s:s}", "do", "reload");
	AUTOJSON json_t *answer = NULL;
	if (adopt)
		(void)json_object_set_new(request, "adopt", adopt);
	if (access(socket, F_OK) < 0)
		return EX_OK;
	return ask(self, &(struct ask_options){.config_file = file, .daemon_only = true}, request,
		&answer);
}

static int write_down(const struct command *self, const char *path, const struct found_feeds *feeds)
{
	struct err err = ERR_INIT;
	struct faults faults CLEANUP(faults_release) = {0};
	if (config_add_feeds(path, feeds, &faults, &err) == 0)
		return EX_OK;
	cmd_faults(&faults);
	return cmd_error(self, &err);
}

static void print_added(const char *url, const char *name)
{
	AUTOFREE char *shown = url_redacted(url);
	AUTOFREE char *title = name ? utf8_visible(name) : NULL;
	(void)printf("%s%s%s\n", shown, title ? "  " : "", title ? title : "");
}

static int add_fetched(const struct command *self, const char *file, const char *path,
	const struct config *config, const char *url, const char *name, const struct answer *a,
	const struct feed *feed)
{
	struct found_feed one = {.url = (char *)(uintptr_t)url,
		.title = (char *)(uintptr_t)(name ? name : feed->title)};
	int status = write_down(self, path, &(struct found_feeds){.items = &one, .n = 1});
	if (status != EX_OK)
		return status;
	print_added(url, one.title);
	(void)fflush(stdout);
	AUTOFREE char *socket = config_control_path(config);
	return tell_daemon(self, file, config,
		access(socket, F_OK) == 0 ? leave_for_daemon(config, url, a) : NULL);
}

/* A page that names several feeds: which of them is for a person to say. */
static int choose(const struct command *self, const char *url, const struct found_feeds *found)
{
	struct err err = ERR_INIT;
	AUTOFREE char *shown = url_redacted(url);
	for (size_t i = 0; i < found->n; i++)
		print_added(found->items[i].url, found->items[i].title);
	(void)err_set(&err, ERR_REJECT,
		"%s is a page with %zu feeds: add one of them by its address", shown, found->n);
	return cmd_error(self, &err);
}

/* Adds what is at an address; a page may lead on to the one feed it names, a feed to nothing. */
static int add(const struct command *self, const char *file, const char *path,
	const struct config *config, const char *url, const char *name, bool page)
{
	struct err err = ERR_INIT;
	const struct config_feed *old = configured(config, url);
	if (old) {
		(void)err_set(&err, ERR_REJECT, "%s is configured already, as %s", url, old->name);
		return cmd_error(self, &err);
	}
	struct answer a CLEANUP(answer_release);
	get(config, url, &a);
	if (a.err.code != ERR_NONE)
		return cmd_error(self, &a.err);
	if (a.status != 200) {
		AUTOFREE char *why = xasprintf("the server answered %d", a.status);
		return refuse(self, url, &a, why);
	}
	struct feed feed CLEANUP(feed_release) = {0};
	const struct feed_source source = {.bytes = buf_str(&a.body),
		.len = a.body.len,
		.url = a.url,
		.content_type = a.content_type};
	if (feed_parse(&source, &feed, &err) == 0)
		return add_fetched(self, file, path, config, url, name, &a, &feed);
	struct found_feeds found CLEANUP(found_feeds_release) = {0};
	if (page)
		discover_in_html(source.bytes, source.len, a.url ? a.url : url, &found);
	if (found.n == 0)
		return refuse(self, url, &a, err.text);
	if (found.n > 1)
		return choose(self, url, &found);
	return add(self, file, path, config, found.items[0].url, name, false);
}

int feeds_add(const struct command *self, const char *file, const char *url, const char *name)
{
	if (!url)
		return cmd_usage(
			self, "add takes the address of a feed, or of a page that names one");
	if (!url_is_http(url))
		return cmd_usage(self, "\"%s\" is no http or https address", url);
	AUTOFREE char *path = NULL;
	struct config *config CLEANUP(config_cleanup) = load(file, &path);
	return config ? add(self, file, path, config, url, name, true) : EX_CONFIG;
}

int feeds_import(const struct command *self, const char *file, const char *opml)
{
	if (!opml)
		return cmd_usage(self, "import takes an OPML file, or - for standard input");
	AUTOFREE char *path = NULL;
	struct config *config CLEANUP(config_cleanup) = load(file, &path);
	if (!config)
		return EX_CONFIG;
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(FEED_BYTES_MAX);
	int status = cmd_read(self, opml, &bytes);
	if (status != EX_OK)
		return status;
	struct err err = ERR_INIT;
	struct found_feeds found CLEANUP(found_feeds_release) = {0}, fresh = {0};
	if (discover_in_opml(buf_str(&bytes), bytes.len, &found, &err) < 0) {
		(void)err_prefix(&err, "%s", opml);
		return cmd_error(self, &err);
	}
	AUTOFREE struct found_feed *items = xcalloc(found.n, sizeof(*items));
	fresh.items = items; /* borrowed from found */
	for (size_t i = 0; i < found.n; i++)
		if (!configured(config, found.items[i].url))
			items[fresh.n++] = found.items[i];
	if (fresh.n)
		status = write_down(self, path, &fresh);
	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < fresh.n; i++)
		print_added(items[i].url, items[i].title);
	(void)fprintf(
		stderr, "gainsay feeds: %zu added, %zu were there\n", fresh.n, found.n - fresh.n);
	(void)fflush(stdout);
	return fresh.n ? tell_daemon(self, file, config, NULL) : EX_OK;
}

int feeds_export(const struct command *self, const char *file)
{
	AUTOFREE char *path = NULL;
	(void)self;
	struct config *config CLEANUP(config_cleanup) = load(file, &path);
	if (!config)
		return EX_CONFIG;
	(void)printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
		     "<head><title>gainsay</title></head>\n<body>\n");
	for (size_t i = 0; i < config->n_feeds; i++) {
		/* Who gets the list need not get the password. */
		AUTOFREE char *plain = url_without_user(config->feeds[i].url);
		struct buf url CLEANUP(buf_release) = BUF_INIT(URL_BYTES_MAX * 6);
		struct buf name CLEANUP(buf_release) = BUF_INIT(CONFIG_BYTES_MAX);
		AUTOFREE char *shown = utf8_visible(config->feeds[i].name);
		html_escape(plain, strlen(plain), true, &url);
		html_escape(shown, strlen(shown), true, &name);
		(void)printf("<outline type=\"rss\" text=\"%s\" xmlUrl=\"%s\"/>\n", buf_str(&name),
			buf_str(&url));
	}
	(void)printf("</body>\n</opml>\n");
	return EX_OK;
}

int feeds_poll(const struct command *self, const char *file, const char *which)
{
	if (!which)
		return cmd_usage(self, "poll takes the name or the address of a feed");
	AUTOJSON json_t *request = json_pack("{s:s,s:o}", "do", "poll", "feed", json_text(which));
	AUTOJSON json_t *answer = NULL;
	return ask(self, &(struct ask_options){.config_file = file}, request, &answer);
}
