#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "article/article.h"
#include "claims/claims.h"
#include "claims/plugin.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/posts.h"
#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "profile/profile.h"
#include "run/intake.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

const char cmd_replay_help[] =
	"Reads articles, one JSON object a line: {\"url\",\"title\",\"published\",\"site\"} with "
	"\"html\" or\n"
	"\"text\", in the order they came out, runs them through the pipeline of the daemon, and "
	"prints\n"
	"each alert as a JSON object when the article that raises it is read. A line that is no "
	"article\n"
	"is named on standard error and passed over; the exit status is then 65.\n\n"
	"  --ledger FILE      keep the ledger in FILE (made if absent) instead of in memory\n"
	"  --profile DIR      the profile to use instead of the installed one\n"
	"  --min-score N      print alerts of at least this score, 0 to 1 (default 0.5)\n"
	"  --stats            say at the end what was read and found, on standard error\n";

/* The daemon's own default. */
#define MIN_SCORE "0.5"
/* Bytes read from the input at once. */
#define CHUNK KIB(256)

struct replay {
	const struct command *self;
	struct profile *profile;
	struct plugin_set *plugins;
	struct ledger *ledger;
	struct intake *intake;
	const char *file;
	size_t line, malformed;
	size_t articles, off_topic, unread, statements, merged, compared, alerts;
};

/* An article as its line gives it, and what extraction adds. */
struct item {
	const char *url, *title, *site, *language, *text;
	bool unread; /* in a language that no extractor reads */
	int64_t published;
	struct article article;
};

static void tell_plugin(enum gainsay_log level, const char *plugin, const char *text)
{
	AUTOFREE char *shown = utf8_visible(text);
	if (level <= GAINSAY_LOG_WARNING)
		(void)fprintf(stderr, "gainsay replay: plugin %s: %s\n", plugin, shown);
}

static int complain(struct replay *replay, const struct err *err)
{
	AUTOFREE char *text = utf8_visible(err->text);
	replay->malformed++;
	(void)fprintf(stderr, "gainsay replay: %s:%zu: %s\n", replay->file, replay->line, text);
	return err->code;
}

/* Reads the members of a line; ERR_REJECT when it is no article. */
static int read_item(const json_t *json, struct item *item, struct err *err)
{
	if (!json_is_object(json))
		return err_set(err, ERR_REJECT, "not a JSON object");
	item->url = json_get_text(json, "url");
	item->title = json_get_text(json, "title");
	item->site = json_get_text(json, "site");
	item->text = json_get_text(json, "text");
	const char *html = json_get_text(json, "html");
	const char *published = json_get_text(json, "published");
	if (!item->url)
		return err_set(err, ERR_REJECT, "the article has no \"url\"");
	if (!item->text && !html)
		return err_set(err, ERR_REJECT, "the article has neither \"html\" nor \"text\"");
	if (item->text && html)
		return err_set(err, ERR_REJECT, "the article has both \"html\" and \"text\"");
	item->published = published ? date_parse(published, NULL) : DATE_UNKNOWN;
	if (published && item->published == DATE_UNKNOWN)
		return err_set(err, ERR_REJECT, "\"published\" is no date: %s", published);
	if (!html)
		return 0;
	struct article_source source = {.bytes = html,
		.len = strlen(html),
		.url = item->url,
		.content_type = "text/html; charset=utf-8"};
	int rc = article_extract(&source, &item->article, err);
	if (rc < 0)
		return rc;
	item->text = item->article.text;
	item->language = item->article.language;
	if (!item->title)
		item->title = item->article.title;
	if (!item->site)
		item->site = item->article.site;
	if (item->published == DATE_UNKNOWN)
		item->published = item->article.published;
	return 0;
}

static int find_statements(
	struct replay *replay, struct item *item, struct statements *out, struct err *err)
{
	AUTOFREE struct claims_post *posts = posts_of(&item->article);
	const struct claims_source source = {
		.text = item->text,
		.len = strlen(item->text),
		.title = item->title,
		.url = item->url,
		.site = item->site,
		.language = item->language,
		.published = item->published,
		.paywalled = item->article.paywalled,
		.posts = posts,
		.n_posts = item->article.n_posts,
	};
	if (!claims_reads(replay->plugins, &source)) {
		replay->unread++;
		item->unread = true;
		return 0;
	}
	if (!claims_relevant_text(replay->profile, item->title, item->text, source.len)) {
		replay->off_topic++;
		return 0;
	}
	return claims_extract(replay->plugins, replay->profile, &source, out, err);
}

/* The article's row, on its own as the daemon's poll stores it. 0 on failure. */
static int64_t add_row(struct replay *replay, const struct item *item, struct err *err)
{
	if (ledger_begin(replay->ledger, err) < 0)
		return 0;
	int64_t id = ledger_article_add(
		replay->ledger, &(struct ledger_new_article){.url = item->url,
					.title = item->title,
					.site = item->site,
					.published = item->published,
					.now = clock_now_ms() / 1000});
	return ledger_commit(replay->ledger, err) == 0 ? id : 0;
}

static int print_alerts(const json_t *alerts, struct err *err)
{
	size_t i;
	const json_t *alert;
	json_array_foreach(alerts, i, alert)
	{
		struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
		(void)json_line(alert, &line);
		if (fwrite(line.data, 1, line.len, stdout) != line.len)
			return err_set(err, ERR_FAIL, "cannot write to standard output");
	}
	/* Alerts are news: whoever reads the pipe sees each at once. */
	if (i && fflush(stdout) != 0)
		return err_set(err, ERR_FAIL, "cannot write to standard output");
	return 0;
}

static int store(struct replay *replay, const struct item *item, struct statements *statements,
	struct err *err)
{
	int64_t id = add_row(replay, item, err);
	if (!id)
		return err->code;
	AUTOFREE char *unread = item->unread ? xasprintf("language %s", item->language) : NULL;
	struct intake_outcome outcome CLEANUP(intake_outcome_release) = {0};
	int rc = intake_store(replay->intake,
		&(struct intake_article){
			.id = id,
			.url = item->url,
			.title = item->title,
			.site = item->site,
			.published = item->published,
			.text = item->text,
			.canonical_url = item->article.canonical_url,
			.original_url = item->article.original_url,
			.result = statements->n ? NULL
				  : unread      ? unread
						: "off topic",
			.whole = !item->unread && !item->article.paywalled &&
				 item->article.n_posts == 0,
		},
		statements, &outcome, err);
	if (rc < 0)
		return rc;
	replay->articles++;
	replay->statements += outcome.added;
	replay->merged += outcome.merged;
	replay->compared += outcome.compared;
	replay->alerts += json_array_size(outcome.alerts);
	return print_alerts(outcome.alerts, err);
}

/* One line. 0 also when it was bad and has been named; negative when the replay cannot go on. */
static int replay_line(struct replay *replay, const char *line, size_t len)
{
	struct err err = ERR_INIT;
	replay->line++;
	if (len == 0)
		return 0;
	AUTOJSON json_t *json = json_parse(line, len, &err);
	struct item item = {.published = DATE_UNKNOWN};
	article_init(&item.article);
	struct statements statements CLEANUP(statements_release) = {0};
	int rc = json ? read_item(json, &item, &err) : err.code;
	if (rc == 0)
		rc = find_statements(replay, &item, &statements, &err);
	if (rc < 0)
		(void)complain(replay, &err);
	else
		rc = store(replay, &item, &statements, &err) < 0 ? cmd_error(replay->self, &err)
								 : 0;
	article_release(&item.article);
	return rc > 0 ? -rc : 0;
}

/* Lines of any length up to WIRE_LINE_MAX; a longer one is named and passed over. */
static int replay_stream(struct replay *replay, FILE *in)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	AUTOFREE char *chunk = xmalloc(CHUNK);
	for (;;) {
		size_t n = fread(chunk, 1, CHUNK, in);
		const char *at = chunk, *end = chunk + n;
		while (at < end) {
			const char *newline = memchr(at, '\n', (size_t)(end - at));
			const char *stop = newline ? newline : end;
			(void)buf_add(&line, at, (size_t)(stop - at));
			at = newline ? newline + 1 : end;
			if (!newline)
				break;
			int rc = 0;
			struct err err = ERR_INIT;
			if (line.cut) {
				replay->line++;
				(void)err_set(&err, ERR_REJECT, "the line is too long");
				(void)complain(replay, &err);
			} else {
				rc = replay_line(replay, buf_str(&line), line.len);
			}
			buf_reset(&line);
			if (rc < 0)
				return -rc;
		}
		if (n == 0)
			break;
	}
	if (ferror(in)) {
		(void)fprintf(stderr, "gainsay replay: cannot read %s: %s\n", replay->file,
			strerror(errno));
		return EX_NOINPUT;
	}
	int rc = line.len ? replay_line(replay, buf_str(&line), line.len) : 0;
	if (rc < 0)
		return -rc;
	return replay->malformed ? EX_DATAERR : EX_OK;
}

static int replay_open(struct replay *replay, const char *ledger, double min_score, struct err *err)
{
	replay->plugins = plugin_set_default(replay->profile, NULL, tell_plugin, err);
	if (!replay->plugins)
		return err->code;
	int rc = ledger_open(ledger, ledger ? DB_WRITE : DB_MEMORY, &replay->ledger, err);
	if (rc < 0)
		return rc;
	replay->intake = intake_new(&(struct intake_options){
		.ledger = replay->ledger, .profile = replay->profile, .min_score = min_score});
	return 0;
}

static void replay_release(struct replay *replay)
{
	intake_free(replay->intake);
	ledger_close(&replay->ledger);
	plugin_set_free(replay->plugins);
	profile_free(replay->profile);
}

int cmd_replay(const struct command *self, int argc, char **argv)
{
	const char *ledger = NULL, *profile = NULL, *min_score = MIN_SCORE, *file = "-";
	bool stats = false;
	const struct arg options[] = {{"--ledger", &ledger, NULL}, {"--profile", &profile, NULL},
		{"--min-score", &min_score, NULL}, {"--stats", NULL, &stats}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), &file, 1);
	if (status != EX_OK)
		return status;
	char *end = NULL;
	double score = strtod(min_score, &end);
	if (end == min_score || *end || !(score >= 0 && score <= 1))
		return cmd_usage(self, "--min-score is from 0 to 1, not \"%s\"", min_score);
	bool piped = strcmp(file, "-") == 0;
	struct replay replay CLEANUP(replay_release) = {
		.self = self, .file = piped ? "standard input" : file};
	replay.profile = cmd_profile(self, profile);
	if (!replay.profile)
		return EX_CONFIG;
	FILE *in = piped ? stdin : fopen(file, "rbe");
	if (!in) {
		(void)fprintf(
			stderr, "gainsay replay: cannot open %s: %s\n", file, strerror(errno));
		return EX_NOINPUT;
	}
	struct err err = ERR_INIT;
	status = replay_open(&replay, ledger, score, &err) < 0 ? cmd_error(self, &err)
							       : replay_stream(&replay, in);
	if (!piped)
		(void)fclose(in);
	AUTOFREE char *unread = replay.unread
					? xasprintf(", %zu in a language not read", replay.unread)
					: NULL;
	if (stats)
		(void)fprintf(stderr,
			"%zu articles (%zu off topic%s), %zu statements (%zu more merged), %zu "
			"pairs "
			"compared, %zu alerts\n",
			replay.articles, replay.off_topic, unread ? unread : "", replay.statements,
			replay.merged, replay.compared, replay.alerts);
	return status;
}
