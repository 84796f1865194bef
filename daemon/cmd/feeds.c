#include <stdio.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/feeds_edit.h"
#include "cmd/listing.h"
#include "ledger/articles.h"
#include "ledger/feeds.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

const char cmd_feeds_help[] =
	"Lists the feeds: what came of the last poll, how often each is polled and who decided "
	"that,\n"
	"when the next poll is, and how many articles wait or were given up. Adds feeds to the\n"
	"configuration.\n\n"
	"  list               (what is done without a word)\n"
	"  add URL            asks once for the address and adds the feed that is there, or the "
	"one "
	"that\n"
	"                     the page there names; a running daemon takes it up at once\n"
	"  import FILE        adds the feeds of an OPML file\n"
	"  export             prints the configured feeds as OPML\n"
	"  poll FEED          polls one now, by name or address, gone or not; at most once a "
	"minute,\n"
	"                     and not while its server asks for a pause\n\n"
	"  --name NAME        add: what to call it, else its own title\n"
	"  --articles         instead, the articles that were given up, and why\n"
	"  --failing          only those whose last poll failed\n"
	"  --all              also those that left the configuration\n" LISTING_HELP;

static json_t *time_json(int64_t secs)
{
	char text[DATE_TEXT_SIZE];
	date_format(secs, text);
	return json_text(*text ? text : NULL);
}

static const char *state_word(const struct ledger_feed *feed)
{
	if (!feed->active)
		return "left";
	if (feed->gone)
		return "gone";
	if (feed->next_ms == INT64_MAX)
		return "merged";
	if (feed->polled == DATE_UNKNOWN)
		return "new";
	return feed->failures ? "failing" : "ok";
}

static bool has_next(const struct ledger_feed *feed)
{
	return !feed->gone && feed->active && feed->next_ms != INT64_MAX;
}

static json_t *to_json(const struct ledger_feed *feed)
{
	AUTOFREE char *url = url_redacted(feed->url);
	AUTOFREE char *address = url_redacted(feed->lore.address ? feed->lore.address : feed->url);
	AUTOFREE char *moved_to = feed->lore.moved_to ? url_redacted(feed->lore.moved_to) : NULL;
	return json_pack("{s:o,s:o,s:s,s:o,s:o,s:o,s:I,s:I,s:o,s:o,s:o,s:I,s:o,s:o,s:o,s:I,s:I}",
		"name", json_text(feed->name), "url", json_text(url), "state", state_word(feed),
		"title", json_text(feed->title), "last_poll", time_json(feed->polled),
		"last_success", time_json(feed->succeeded), "failures", (json_int_t)feed->failures,
		"http_status", (json_int_t)feed->http_status, "result", json_text(feed->result),
		"next_poll", has_next(feed) ? time_json(feed->next_ms / 1000) : json_null(),
		"held_until",
		feed->lore.held_ms ? time_json(feed->lore.held_ms / 1000) : json_null(),
		"interval_secs", (json_int_t)feed->interval_secs, "interval_source",
		json_text(feed->interval_source), "address", json_text(address), "moved_to",
		json_text(moved_to), "articles_waiting", (json_int_t)feed->articles_new,
		"articles_failed", (json_int_t)feed->articles_failed);
}

/* "3m", "2h", "5d": how far a time is from now; "-" when there is none. */
static void span_text(int64_t secs, char *out, size_t size)
{
	if (secs < 120)
		(void)snprintf(out, size, "%llds", (long long)(secs > 0 ? secs : 0));
	else if (secs < 7200)
		(void)snprintf(out, size, "%lldm", (long long)(secs / 60));
	else if (secs < 172800)
		(void)snprintf(out, size, "%lldh", (long long)(secs / 3600));
	else
		(void)snprintf(out, size, "%lldd", (long long)(secs / 86400));
}

static void print_row(const struct ledger_feed *feed, int64_t now)
{
	char last[24] = "-", next[24] = "-", every[24] = "-";
	if (feed->polled != DATE_UNKNOWN) {
		span_text(now - feed->polled, last, sizeof(last));
		span_text(feed->interval_secs, every, sizeof(every));
	}
	if (has_next(feed))
		span_text(feed->next_ms / 1000 - now, next, sizeof(next));
	AUTOFREE char *name = utf8_visible(feed->name);
	AUTOFREE char *source = utf8_visible(feed->interval_source ? feed->interval_source : "-");
	AUTOFREE char *result = utf8_visible(feed->result ? feed->result : "not polled yet");
	(void)printf("%-30.30s %-8s %6s %6s %6s  %-26.26s %6lld %6lld  %s\n", name,
		state_word(feed), last, next, every, source, (long long)feed->articles_new,
		(long long)feed->articles_failed, result);
}

static int print_json(const json_t *json)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	(void)json_line(json, &line);
	return fwrite(line.data, 1, line.len, stdout) == line.len ? 0 : -1;
}

static void print_article(const struct ledger_failed_article *article, void *arg)
{
	AUTOFREE char *url = article->url ? url_redacted(article->url) : NULL;
	if (*(const bool *)arg) {
		AUTOJSON json_t *json = json_pack("{s:o,s:o,s:o,s:I,s:o}", "url", json_text(url),
			"feed", json_text(article->feed), "reason", json_text(article->reason),
			"tries", (json_int_t)article->attempts, "given_up",
			time_json(article->finished));
		(void)print_json(json);
		return;
	}
	char when[DATE_TEXT_SIZE];
	date_format(article->finished, when);
	AUTOFREE char *feed = utf8_visible(article->feed ? article->feed : "-");
	AUTOFREE char *shown = utf8_visible(url ? url : "-");
	AUTOFREE char *reason = utf8_visible(article->reason ? article->reason : "-");
	(void)printf("%s  %-24.24s %s\n    %s, tries: %lld\n", when, feed, shown, reason,
		(long long)article->attempts);
}

static int edit(const struct command *self, const char *word, const char *what,
	const struct listing *listing, const char *name)
{
	if (strcmp(word, "add") == 0)
		return feeds_add(self, listing->config, what, name);
	if (strcmp(word, "import") == 0)
		return feeds_import(self, listing->config, what);
	if (strcmp(word, "poll") == 0)
		return feeds_poll(self, listing->config, what);
	if (strcmp(word, "export") == 0 && !what)
		return feeds_export(self, listing->config);
	return cmd_usage(self, "say list, add URL, import FILE, export or poll FEED");
}

int cmd_feeds(const struct command *self, int argc, char **argv)
{
	struct listing listing CLEANUP(listing_release) = {0};
	bool failing = false, all = false, articles = false;
	const char *words[2] = {NULL}, *name = NULL;
	const struct arg options[] = {{"--json", NULL, &listing.json},
		{"--ledger", &listing.ledger_file, NULL}, {"--config", &listing.config, NULL},
		{"--articles", NULL, &articles}, {"--failing", NULL, &failing},
		{"--all", NULL, &all}, {"--name", &name, NULL}};
	int status = args_parse(
		self, argc, argv, options, ARRAY_SIZE(options), words, ARRAY_SIZE(words));
	if (status != EX_OK)
		return status;
	if (words[0] && strcmp(words[0], "list") != 0)
		return edit(self, words[0], words[1], &listing, name);
	status = listing_open_ledger(self, &listing);
	if (status != EX_OK)
		return status;
	if (articles) {
		ledger_articles_failed_each(listing.ledger, print_article, &listing.json);
		return listing_status(self, &listing);
	}
	struct ledger_feeds feeds CLEANUP(ledger_feeds_release) = {0};
	ledger_feeds_list(listing.ledger, true, &feeds);
	int64_t now = clock_now_ms() / 1000;
	if (!listing.json)
		(void)printf("%-30s %-8s %6s %6s %6s  %-26s %6s %6s  %s\n", "FEED", "STATE", "LAST",
			"NEXT", "EVERY", "BECAUSE OF", "WAIT", "FAILED", "RESULT");
	for (size_t i = 0; i < feeds.n; i++) {
		const struct ledger_feed *feed = &feeds.items[i];
		if ((!feed->active && !all) || (failing && !feed->failures && !feed->gone))
			continue;
		AUTOJSON json_t *json = listing.json ? to_json(feed) : NULL;
		if (!json)
			print_row(feed, now);
		else if (print_json(json) < 0)
			return EX_IOERR;
	}
	return listing_status(self, &listing);
}
