#include "run/page.h"

#include "http/server.h"
#include "ledger/articles.h"
#include "ledger/counts.h"
#include "ledger/deliveries.h"
#include "run/config.h"
#include "run/counters.h"
#include "run/endpoint.h"
#include "run/outbox.h"
#include "run/workers.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/utf8.h"

/* The media type of the text format; collectors choose their reader by it. */
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

static void describe(struct buf *out, const char *name, const char *type, const char *help)
{
	(void)buf_printf(
		out, "# HELP gainsay_%s %s\n# TYPE gainsay_%s %s\n", name, help, name, type);
}

/* A label's value, in quotes. Names are the operator's, or hosts; still nothing in one may end it.
 */
static void put_label(struct buf *out, const char *value)
{
	AUTOFREE char *visible = utf8_visible(value);
	(void)buf_putc(out, '"');
	for (const char *p = visible; *p; p++) {
		if (*p == '"' || *p == '\\')
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, *p);
	}
	(void)buf_putc(out, '"');
}

static void sample(
	struct buf *out, const char *name, const char *label, const char *value, int64_t number)
{
	(void)buf_printf(out, "gainsay_%s", name);
	if (label) {
		(void)buf_printf(out, "{%s=", label);
		put_label(out, value);
		(void)buf_putc(out, '}');
	}
	(void)buf_printf(out, " %lld\n", (long long)number);
}

static void put_polls(const struct counters *c, struct buf *out)
{
	int64_t sum = 0;
	describe(out, "feed_polls_total", "counter", "Polls of feeds, by what came of them.");
	for (size_t i = 0; i < COUNTED_POLLS; i++)
		sample(out, "feed_polls_total", "result", counted_poll_word((enum counted_poll)i),
			c->polls[i]);
	describe(out, "poll_duration_seconds", "histogram",
		"From the begin of a poll to its outcome in the ledger.");
	for (size_t i = 0; i < COUNTERS_BUCKETS; i++) {
		sum += c->poll_buckets[i];
		(void)buf_printf(out, "gainsay_poll_duration_seconds_bucket{le=\"%g\"} %lld\n",
			(double)counters_bounds_ms[i] / 1000, (long long)sum);
	}
	sum += c->poll_buckets[COUNTERS_BUCKETS];
	(void)buf_printf(out,
		"gainsay_poll_duration_seconds_bucket{le=\"+Inf\"} %lld\n"
		"gainsay_poll_duration_seconds_sum %.3f\n"
		"gainsay_poll_duration_seconds_count %lld\n",
		(long long)sum, (double)c->poll_ms / 1000, (long long)sum);
}

static void put_success(const char *feed, int64_t succeeded, void *arg)
{
	sample(arg, "feed_last_success_timestamp_seconds", "feed", feed, succeeded);
}

static void put_kind(const char *kind, int64_t n, void *arg)
{
	sample(arg, "alerts_total", "kind", kind, n);
}

static void put_event(const char *type, int64_t n, void *arg)
{
	sample(arg, "alert_events_total", "type", type, n);
}

static void put_ledger(const struct page *page, struct buf *out)
{
	struct ledger_totals totals;
	ledger_totals(page->ledger, &totals);
	describe(out, "feeds", "gauge", "Feeds that are polled.");
	sample(out, "feeds", NULL, NULL, (int64_t)page->config->n_feeds);
	describe(out, "feed_last_success_timestamp_seconds", "gauge",
		"When a feed was last had; 0: never. Of feeds of one name the oldest.");
	ledger_feeds_success_each(page->ledger, put_success, out);
	describe(out, "articles_total", "counter", "Entries of feeds ever noted.");
	sample(out, "articles_total", NULL, NULL, totals.articles);
	describe(out, "articles_waiting", "gauge", "Articles to be read.");
	sample(out, "articles_waiting", NULL, NULL, ledger_articles_waiting(page->ledger));
	describe(out, "statements_total", "counter", "Statements in the ledger.");
	sample(out, "statements_total", NULL, NULL, totals.statements);
	describe(out, "alerts_total", "counter", "Alerts raised.");
	ledger_alert_kinds_each(page->ledger, put_kind, out);
	describe(out, "alert_events_total", "counter", "Alerts raised, updated and withdrawn.");
	ledger_event_types_each(page->ledger, put_event, out);
}

/* The log first, then the webhooks in order. */
static const char *endpoint_at(const struct page *page, size_t i)
{
	return i == 0 ? OUTBOX_LOG : endpoint_name(outbox_endpoint(page->outbox, i - 1));
}

static void put_outbox(const struct page *page, struct buf *out)
{
	size_t n = page->config->n_webhooks + 1;
	int64_t now = clock_now_ms() / 1000;
	struct ledger_delivery_counts *counts = xcalloc(n, sizeof(*counts));
	for (size_t i = 0; i < n; i++)
		ledger_delivery_count(page->ledger, endpoint_at(page, i), &counts[i]);
	describe(out, "outbox_pending", "gauge", "Deliveries that wait.");
	for (size_t i = 0; i < n; i++)
		sample(out, "outbox_pending", "endpoint", endpoint_at(page, i), counts[i].waiting);
	describe(out, "outbox_oldest_age_seconds", "gauge",
		"How long ago the oldest alert was raised that waits; 0: none.");
	for (size_t i = 0; i < n; i++)
		sample(out, "outbox_oldest_age_seconds", "endpoint", endpoint_at(page, i),
			counts[i].oldest > 0 && now > counts[i].oldest ? now - counts[i].oldest
								       : 0);
	describe(out, "dead_letters_total", "gauge",
		"Deliveries given up; those that are replayed leave it.");
	for (size_t i = 0; i < n; i++)
		sample(out, "dead_letters_total", "endpoint", endpoint_at(page, i),
			counts[i].failed);
	free(counts);
}

static void put_attempts(const struct page *page, struct buf *out)
{
	describe(out, "webhook_attempts_total", "counter", "Tries, by the class of the answer.");
	for (size_t i = 0; i < page->config->n_webhooks; i++) {
		struct endpoint_state state;
		endpoint_state(outbox_endpoint(page->outbox, i), &state);
		for (size_t class = 0; class < CLASSES; class ++) {
			(void)buf_puts(out, "gainsay_webhook_attempts_total{endpoint=");
			put_label(out, state.name);
			(void)buf_printf(out, ",class=\"%s\"} %lld\n",
				endpoint_class_word((enum endpoint_class) class),
				(long long)state.attempts[class]);
		}
	}
}

static void put_service(const struct page *page, struct buf *out)
{
	const struct counters *c = page->counters;
	describe(out, "workers_up", "gauge", "Workers that answer.");
	sample(out, "workers_up", NULL, NULL, (int64_t)workers_up(page->workers));
	describe(out, "log_broken", "gauge",
		"1: the alert log could not be written when last tried.");
	sample(out, "log_broken", NULL, NULL, outbox_log_broken(page->outbox));
	describe(out, "config_last_reload_successful", "gauge",
		"0: the configuration in the file was refused, an older one is in force.");
	sample(out, "config_last_reload_successful", NULL, NULL, !c->reload_refused);
	describe(out, "config_last_reload_success_timestamp_seconds", "gauge",
		"When the configuration in force was read.");
	sample(out, "config_last_reload_success_timestamp_seconds", NULL, NULL, c->config_loaded);
	describe(out, "build_info", "gauge", "The version that runs.");
	sample(out, "build_info", "version", GAINSAY_VERSION, 1);
}

static void answer_metrics(const struct page *page, struct http_answer *answer)
{
	answer->type = METRICS_TYPE;
	put_polls(page->counters, &answer->body);
	put_ledger(page, &answer->body);
	put_outbox(page, &answer->body);
	put_attempts(page, &answer->body);
	put_service(page, &answer->body);
}

static void say(struct http_answer *answer, int status, const char *text)
{
	answer->status = status;
	(void)buf_printf(&answer->body, "%s\n", text);
}

static void answer_healthy(const struct page *page, struct http_answer *answer)
{
	if (outbox_log_broken(page->outbox))
		say(answer, 503, "the alert log cannot be written; alerts wait in the ledger");
	else if (outbox_on_hold(page->outbox))
		say(answer, 503, "the ledger cannot be written; deliveries wait");
	else if (page->stuck)
		say(answer, 503, page->stuck);
	else
		say(answer, 200, "healthy");
}

static void answer_ready(const struct page *page, struct http_answer *answer)
{
	if (page->stopping)
		say(answer, 503, "stopping");
	else if (workers_up(page->workers) == 0)
		say(answer, 503, "no worker is up");
	else
		say(answer, 200, "ready");
}

static void answer_root(const struct page *page, struct http_answer *answer)
{
	(void)page;
	say(answer, 200, "gainsay " GAINSAY_VERSION "\n/metrics\n/-/healthy\n/-/ready");
}

void page_answer(
	const struct page *page, const struct http_request *request, struct http_answer *answer)
{
	static const struct {
		const char *path;
		void (*answer)(const struct page *page, struct http_answer *answer);
	} table[] = {{"/", answer_root}, {"/metrics", answer_metrics},
		{"/-/healthy", answer_healthy}, {"/-/ready", answer_ready}};
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strcmp(table[i].path, request->path) == 0) {
			table[i].answer(page, answer);
			return;
		}
	say(answer, 404, "nothing here");
}
