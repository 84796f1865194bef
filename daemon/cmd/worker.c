#include <errno.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "article/article.h"
#include "article/article_json.h"
#include "claims/claims.h"
#include "claims/plugin.h"
#include "cmd/cmd.h"
#include "cmd/posts.h"
#include "feed/feed.h"
#include "feed/feed_json.h"
#include "proc/sandbox.h"
#include "proc/wire.h"
#include "profile/profile.h"
#include "run/workers_wire.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/late.h"
#include "util/limits.h"
#include "util/mem.h"

const char cmd_worker_help[] =
	"Started by the daemon, with which it speaks JSON lines on standard input and output. The\n"
	"first line greets: {\"hello\":{\"protocol\":[1],\"profile\":DIR|null,\"spool\":DIR,\n"
	"\"plugins\":[{\"name\",\"path\",\"settings\"}]|null,\"memory_bytes\":N,\"cpu_secs\":N}}.\n"
	"Then it gives up network, files and privileges for good, and answers requests:\n\n"
	"  {\"id\":\"1\",\"op\":\"feed\",\"path\":FILE,\"url\":URL,\"content_type\":TYPE}\n"
	"  {\"id\":\"2\",\"op\":\"article\",\"path\":FILE or \"html\":TEXT,\"url\":URL,"
	"\"content_type\":TYPE,\n"
	"   \"title\":TEXT,\"published\":DATE}\n"
	"  {\"id\":\"3\",\"op\":\"understand\",\"article\":{...},\"raw\":[...]}\n\n"
	"`gainsay feed FILE`, `gainsay article FILE` and `gainsay claims FILE` do the same by "
	"hand.\n";

struct worker {
	const struct command *self;
	struct profile *profile;
	struct plugin_set *plugins;
	int64_t cpu_secs; /* for one request; 0: no limit */
};

static void on_plugin_log(enum gainsay_log level, const char *plugin, const char *text)
{
	if (level <= GAINSAY_LOG_WARNING)
		(void)fprintf(stderr, "plugin %s: %s\n", plugin, text);
}

static int say(const json_t *json)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	if (json_line(json, &line) < 0)
		return -1;
	/* Nobody to answer to: the daemon is gone, and so is the reason to be. */
	if (file_write_all(STDOUT_FILENO, line.data, line.len) < 0)
		exit(EX_IOERR);
	return 0;
}

static int load_plugins(struct worker *worker, const json_t *list, struct err *err)
{
	if (!json_is_array(list)) {
		worker->plugins = plugin_set_default(worker->profile, NULL, on_plugin_log, err);
		return worker->plugins ? 0 : err->code;
	}
	worker->plugins = plugin_set_new(worker->profile, NULL, on_plugin_log);
	size_t i;
	json_t *item;
	json_array_foreach(list, i, item)
	{
		const char *name = json_get_text(item, "name");
		if (!name)
			return err_set(err, ERR_CONFIG, "a plugin without a name");
		if (plugin_set_load(worker->plugins, name, json_get_text(item, "path"),
			    json_object_get(item, "settings"), err) < 0)
			return err->code;
	}
	return 0;
}

/* Loads what the operator owns, then gives up everything else. Returns an exit status. */
static int begin(struct worker *worker, const json_t *hello)
{
	struct err err = ERR_INIT;
	worker->profile = cmd_profile(worker->self, json_get_text(hello, "profile"));
	if (!worker->profile)
		return EX_CONFIG;
	if (load_plugins(worker, json_object_get(hello, "plugins"), &err) < 0)
		return cmd_error(worker->self, &err);
	late_load_parsers();
	worker->cpu_secs = json_get_int(hello, "cpu_secs", 0);
	AUTOFREE char *profile_dir = profile_find(json_get_text(hello, "profile"));
	const char *readable[3] = {NULL};
	size_t n = 0;
	if (profile_dir)
		readable[n++] = profile_dir;
	const char *spool = json_get_text(hello, "spool");
	if (spool)
		readable[n++] = spool;
	struct sandbox_report report = {false, false};
	if (sandbox_enter(&(struct sandbox_spec){.read_paths = readable,
				  .memory_bytes = json_get_int(hello, "memory_bytes", 0)},
		    &report, &err) < 0)
		return cmd_error(worker->self, &err);
	AUTOJSON json_t *answer = json_pack("{s:{s:i,s:s,s:i,s:b,s:b}}", "hello", "protocol",
		WIRE_PROTOCOL, "name", "worker", "max_in_flight", 1, "landlock",
		(int)report.landlock, "seccomp", (int)report.seccomp);
	return say(answer) == 0 ? EX_OK : EX_SOFTWARE;
}

/* The bytes of a request: a spool file, or the HTML it carries, made a page. */
static int load_bytes(const json_t *request, size_t max, struct buf *out, struct err *err)
{
	const char *path = json_get_text(request, "path");
	const char *html = json_get_text(request, "html");
	buf_init(out, max);
	if (path) {
		int rc = file_read(path, out, err);
		/* A spool file that is gone can be fetched again. */
		return rc == ERR_FAIL ? err_set(err, ERR_RETRY, "%s", err->text) : rc;
	}
	if (!html)
		return err_set(err, ERR_REJECT, "the request names no document");
	/* A feed carries the article's inside; a page says so. */
	if (buf_puts(out, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>"
			  "<article>") < 0 ||
		buf_puts(out, html) < 0 || buf_puts(out, "</article></body></html>") < 0)
		return err_set(err, ERR_REJECT, "the text is larger than %zu bytes", max);
	return 0;
}

static int do_feed(struct worker *worker, const json_t *request, json_t *answer, struct err *err)
{
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(0);
	struct feed feed CLEANUP(feed_release) = {.format = ""};
	int rc = load_bytes(request, FEED_BYTES_MAX, &bytes, err);
	if (rc < 0)
		return rc;
	struct feed_source source = {
		.bytes = bytes.data,
		.len = bytes.len,
		.url = json_get_text(request, "url"),
		.content_type = json_get_text(request, "content_type"),
	};
	rc = feed_parse(&source, &feed, err);
	if (rc < 0)
		return rc;
	json_t *relevant = json_array();
	for (size_t i = 0; i < feed.n_entries; i++)
		(void)json_array_append_new(relevant,
			json_boolean(claims_relevant_entry(worker->profile, feed.entries[i].title,
				feed.entries[i].summary ? feed.entries[i].summary
							: feed.entries[i].content)));
	(void)json_object_set_new(answer, "feed", feed_to_json(&feed));
	(void)json_object_set_new(answer, "relevant", relevant);
	return 0;
}

static struct claims_source claims_source_of(
	const struct article *article, const struct claims_post *posts)
{
	return (struct claims_source){
		.text = article->text,
		.len = strlen(article->text),
		.title = article->title,
		.url = article->url,
		.site = article->site,
		.language = article->language,
		.published = article->published,
		.paywalled = article->paywalled,
		.posts = posts,
		.n_posts = article->n_posts,
	};
}

/* What the page leaves open, the feed may have told. */
static void complete(struct article *article, const json_t *request)
{
	const char *title = json_get_text(request, "title");
	const char *published = json_get_text(request, "published");
	if (!article->title && title)
		article->title = xstrdup(title);
	if (article->published == DATE_UNKNOWN && published)
		article->published = date_parse(published, NULL);
}

static int do_article(struct worker *worker, const json_t *request, json_t *answer, struct err *err)
{
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(0);
	struct article article CLEANUP(article_release);
	struct statements found CLEANUP(statements_release) = {0};
	article_init(&article);
	int rc = load_bytes(request, PAGE_BYTES_MAX, &bytes, err);
	if (rc < 0)
		return rc;
	struct article_source source = {
		.bytes = bytes.data,
		.len = bytes.len,
		.url = json_get_text(request, "url"),
		.content_type = json_get_text(request, "path")
					? json_get_text(request, "content_type")
					: "text/html; charset=utf-8",
	};
	rc = article_extract(&source, &article, err);
	if (rc < 0)
		return rc;
	complete(&article, request);
	AUTOFREE struct claims_post *posts = posts_of(&article);
	struct claims_source text = claims_source_of(&article, posts);
	/* What the topic is called in another language is not known. */
	bool reads = text.len == 0 || claims_reads(worker->plugins, &text);
	bool relevant = reads && text.len > 0 &&
			claims_relevant_text(worker->profile, text.title, text.text, text.len);
	if (relevant) {
		rc = claims_extract(worker->plugins, worker->profile, &text, &found, err);
		if (rc < 0)
			return rc;
	}
	(void)json_object_set_new(answer, "article", article_to_json(&article));
	(void)json_object_set_new(answer, "relevant", json_boolean(relevant));
	(void)json_object_set_new(answer, "unread", json_boolean(!reads));
	(void)json_object_set_new(answer, "statements", workers_statements_write(&found));
	return 0;
}

static int do_understand(
	struct worker *worker, const json_t *request, json_t *answer, struct err *err)
{
	struct article article CLEANUP(article_release);
	struct raw_statements raw CLEANUP(raw_statements_release) = {0};
	struct statements found CLEANUP(statements_release) = {0};
	article_init(&article);
	int rc = article_from_json(json_object_get(request, "article"), &article, err);
	if (rc < 0)
		return rc;
	AUTOFREE struct claims_post *posts = posts_of(&article);
	struct claims_source text = claims_source_of(&article, posts);
	size_t i;
	json_t *item;
	json_array_foreach(json_object_get(request, "raw"), i, item)
	{
		struct err why = ERR_INIT;
		MEM_ROOM(raw.items, raw.n, raw.cap);
		if (raw_statement_from_json(item, &text, &raw.items[raw.n], &why) == 0)
			raw.n++;
		else
			(void)fprintf(stderr, "a plugin's statement is left out: %s\n", why.text);
	}
	claims_understand(worker->profile, &text, &raw, &found);
	(void)json_object_set_new(answer, "statements", workers_statements_write(&found));
	return 0;
}

static const struct op {
	const char *name;
	int (*run)(struct worker *worker, const json_t *request, json_t *answer, struct err *err);
} ops[] = {{"feed", do_feed}, {"article", do_article}, {"understand", do_understand}};

static int run_op(struct worker *worker, const json_t *request, json_t *answer, struct err *err)
{
	const char *name = json_get_text(request, "op");
	for (size_t i = 0; name && i < ARRAY_SIZE(ops); i++)
		if (strcmp(name, ops[i].name) == 0)
			return ops[i].run(worker, request, answer, err);
	return err_set(err, ERR_REJECT, "no such op: %s", name ? name : "(none)");
}

static void answer_request(struct worker *worker, const json_t *request)
{
	struct err err = ERR_INIT;
	AUTOJSON json_t *answer = json_object();
	json_t *id = json_object_get(request, "id");
	if (worker->cpu_secs > 0)
		(void)sandbox_allow_cpu(worker->cpu_secs);
	(void)json_object_set(answer, "id", id);
	int rc = run_op(worker, request, answer, &err);
	(void)json_object_set_new(answer, "result", json_text(err_word((enum err_code)rc)));
	if (rc < 0) {
		/* Half an answer is none. */
		(void)json_object_clear(answer);
		(void)json_object_set(answer, "id", id);
		(void)json_object_set_new(answer, "result", json_text(err_word((enum err_code)rc)));
		(void)json_object_set_new(answer, "why", json_text(err.text));
	}
	if (say(answer) == 0)
		return;
	(void)json_object_clear(answer);
	(void)json_object_set(answer, "id", id);
	(void)json_object_set_new(answer, "result", json_text("reject"));
	(void)json_object_set_new(
		answer, "why", json_text("the answer is longer than a line may be"));
	(void)say(answer);
}

/* One line of the daemon's. Returns an exit status; the greeting comes first. */
static int take_line(struct worker *worker, const char *line, size_t len)
{
	struct err err = ERR_INIT;
	AUTOJSON json_t *json = json_parse(line, len, &err);
	if (!json)
		return cmd_error(worker->self, &err);
	const json_t *hello = json_object_get(json, "hello");
	if (!worker->profile) {
		if (json_is_object(hello))
			return begin(worker, hello);
		(void)err_set(&err, ERR_REJECT, "the first line is no greeting");
		return cmd_error(worker->self, &err);
	}
	if (!json_is_string(json_object_get(json, "id"))) {
		(void)err_set(&err, ERR_REJECT, "a request without an id");
		return cmd_error(worker->self, &err);
	}
	answer_request(worker, json);
	return EX_OK;
}

static int serve(struct worker *worker)
{
	struct wire_lines lines CLEANUP(wire_lines_release);
	wire_lines_init(&lines, WIRE_LINE_MAX);
	AUTOFREE char *chunk = xmalloc(WIRE_CHUNK);
	for (;;) {
		ssize_t n = read(STDIN_FILENO, chunk, WIRE_CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? EX_IOERR : EX_OK;
		if (wire_lines_add(&lines, chunk, (size_t)n) < 0) {
			struct err err = ERR_INIT;
			(void)err_set(
				&err, ERR_REJECT, "a line is longer than %zu bytes", WIRE_LINE_MAX);
			return cmd_error(worker->self, &err);
		}
		size_t len;
		for (const char *line = wire_lines_next(&lines, &len); line;
			line = wire_lines_next(&lines, &len)) {
			int status = take_line(worker, line, len);
			if (status != EX_OK)
				return status;
		}
	}
}

int cmd_worker(const struct command *self, int argc, char **argv)
{
	if (argc > 1)
		return cmd_usage(self, "unexpected argument \"%s\"", argv[1]);
	struct worker worker = {.self = self};
	int status = serve(&worker);
	plugin_set_free(worker.plugins);
	profile_free(worker.profile);
	return status;
}
