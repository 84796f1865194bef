#include "run/outbox.h"

#include <event2/event.h>
#include <stdbool.h>

#include "ledger/deliveries.h"
#include "ledger/ledger.h"
#include "run/alert.h"
#include "run/config.h"
#include "run/endpoint.h"
#include "run/jsonl.h"
#include "run/jump.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/file.h"
#include "util/log.h"
#include "util/mem.h"

/* With nothing due the timer still looks this often: the wall clock may be set. */
#define LOOK_AGAIN_MS 60000
/* A log that cannot be written (disk full) is tried again after this. */
#define LOG_RETRY_MS 5000
/* What could not be stored is looked at again after this. */
#define STORE_RETRY_MS 60000

struct outbox {
	struct outbox_options o;
	struct event *timer;
	struct jsonl *log;
	bool log_broken; /* it was said */
	int64_t log_hold_ms;
	int64_t hold_ms; /* nothing begins before: the ledger could not store */
	struct endpoint **endpoints;
	size_t n_endpoints;
	struct intake_endpoint *names; /* log first */
	bool due, stopped;
};

static void arm(struct outbox *outbox, int64_t wait_ms)
{
	struct timeval tv = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
	(void)event_add(outbox->timer, &tv);
}

void outbox_wake(struct outbox *outbox)
{
	if (outbox->stopped)
		return;
	outbox->due = true;
	arm(outbox, 0);
}

size_t outbox_pending(const struct outbox *outbox)
{
	size_t n = outbox->due && !outbox->stopped;
	for (size_t i = 0; i < outbox->n_endpoints; i++)
		n += endpoint_pending(outbox->endpoints[i]);
	return n;
}

void outbox_stop(struct outbox *outbox)
{
	outbox->stopped = true;
	(void)event_del(outbox->timer);
}

void outbox_reopen(struct outbox *outbox)
{
	struct err err = ERR_INIT;
	if (jsonl_reopen(outbox->log, &err) < 0)
		log_line(LOG_ERROR, "the alert log cannot be reopened", "why", err.text, NULL);
	else
		log_line(LOG_NOTE, "alert log reopened", "file", outbox->o.config->alert_log, NULL);
}

const struct intake_endpoint *outbox_endpoints(const struct outbox *outbox, size_t *n)
{
	*n = outbox->n_endpoints + 1;
	return outbox->names;
}

/* The ledger could not store: nothing begins for a while. */
static void hold(struct outbox *outbox, const struct err *err)
{
	log_line(LOG_ERROR, "a delivery's outcome could not be stored", "why", err->text, NULL);
	outbox->hold_ms = clock_now_ms() + STORE_RETRY_MS;
	if (err->code == ERR_FAIL)
		outbox->o.on_fatal(err, outbox->o.arg);
}

/* Transaction 3 for the log. 0, or negative having said so. */
static int store(struct outbox *outbox, int64_t delivery, const char *fault)
{
	struct err err = ERR_INIT;
	int rc = ledger_delivery_store(outbox->o.ledger,
		&(struct ledger_attempt){.deliveries = &delivery,
			.n = 1,
			.now = clock_now_ms() / 1000,
			.outcome = fault ? DELIVERY_FAILED : DELIVERY_DONE,
			.reason = fault},
		&err);
	if (rc < 0)
		hold(outbox, &err);
	return rc;
}

/* Appends one alert. 0, or negative when the log or the ledger cannot take it now. */
static int log_one(struct outbox *outbox, const struct ledger_delivery *delivery)
{
	struct err err = ERR_INIT;
	int rc = 0;
	/* A line may be there whose row was not marked. */
	if (!jsonl_has(outbox->log, delivery->event.id)) {
		AUTOFREE char *line = alert_wire_text(&delivery->event);
		rc = jsonl_append(outbox->log, line, strlen(line), &err);
	}
	if (rc == ERR_REJECT) {
		log_line(LOG_ERROR, "an alert cannot be logged", "alert", delivery->event.id, "why",
			err.text, NULL);
		return store(outbox, delivery->id, err.text);
	}
	if (rc < 0) {
		if (!outbox->log_broken)
			log_line(LOG_ERROR, "the alert log cannot be written; alerts wait", "why",
				err.text, NULL);
		outbox->log_broken = true;
		return rc;
	}
	if (outbox->log_broken)
		log_line(LOG_NOTE, "the alert log can be written again", NULL);
	outbox->log_broken = false;
	return store(outbox, delivery->id, NULL);
}

/* Everything that waits for the log, strictly in order. */
static void drain_log(struct outbox *outbox)
{
	int64_t now_ms = clock_now_ms();
	if (now_ms < outbox->log_hold_ms)
		return;
	const struct ledger_due due = {.endpoint = OUTBOX_LOG,
		.now_ms = now_ms,
		.in_order = true,
		.happened_before = INT64_MAX};
	for (;;) {
		struct ledger_delivery next CLEANUP(ledger_delivery_release) = {0};
		if (ledger_delivery_next(outbox->o.ledger, &due, &next) != 1)
			break;
		if (log_one(outbox, &next) < 0) {
			outbox->log_hold_ms = now_ms + LOG_RETRY_MS;
			return;
		}
	}
}

static void on_change(const struct err *err, void *arg)
{
	struct outbox *outbox = arg;
	if (err->code != ERR_NONE)
		hold(outbox, err);
	if (!outbox->stopped)
		outbox_wake(outbox);
	else if (outbox_pending(outbox) == 0)
		outbox->o.on_idle(outbox->o.arg);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct outbox *outbox = arg;
	struct err err = ERR_INIT;
	(void)fd;
	(void)what;
	int64_t now_ms = clock_now_ms(), next_ms = now_ms + LOOK_AGAIN_MS;
	outbox->due = false;
	if (outbox->hold_ms > now_ms) {
		arm(outbox, STORE_RETRY_MS);
		return;
	}
	drain_log(outbox);
	if (outbox->log_hold_ms > now_ms && outbox->log_hold_ms < next_ms)
		next_ms = outbox->log_hold_ms;
	for (size_t i = 0; i < outbox->n_endpoints && !outbox->stopped; i++) {
		if (endpoint_drain(outbox->endpoints[i], &err) < 0) {
			hold(outbox, &err);
			break;
		}
		int64_t when = endpoint_when(outbox->endpoints[i]);
		if (when < next_ms)
			next_ms = when;
	}
	if (outbox->stopped || outbox->due)
		return;
	arm(outbox, next_ms > now_ms ? next_ms - now_ms : 0);
	if (outbox_pending(outbox) == 0)
		outbox->o.on_idle(outbox->o.arg);
}

/*
 * The log and the ledger tell the same: what the ledger holds for written and the log has lost (a
 * power cut under a disk that lies, a ledger newer than a restored log) is written again. Lines
 * that the ledger does not hold for written are found by their ids when their turn comes.
 */
static int reconcile(struct outbox *outbox, struct err *err)
{
	struct ledger_delivery_counts counts;
	ledger_delivery_count(outbox->o.ledger, OUTBOX_LOG, &counts);
	int64_t last = jsonl_last_seq(outbox->log);
	if (last == 0) {
		if (counts.done > 0)
			log_line(LOG_WARN,
				"the alert log is empty, yet the ledger has alerts that were "
				"written; what follows is appended",
				"file", outbox->o.config->alert_log, NULL);
		return 0;
	}
	int64_t n = ledger_deliveries_lost(outbox->o.ledger, OUTBOX_LOG, last, err);
	if (n <= 0)
		return (int)n;
	AUTOFREE char *lines = xasprintf("%lld", (long long)n);
	log_line(LOG_WARN, "the alert log has lost lines; they are written again", "file",
		outbox->o.config->alert_log, "lines", lines, NULL);
	return 0;
}

static int open_log(struct outbox *outbox, struct err *err)
{
	const char *path = outbox->o.config->alert_log;
	AUTOFREE char *dir = xstrdup(path);
	char *slash = strrchr(dir, '/');
	if (slash && slash != dir) {
		*slash = '\0';
		if (file_make_dirs(dir, err) < 0)
			return err->code;
	}
	outbox->log = jsonl_open(path, err);
	if (!outbox->log)
		return err->code;
	if (jsonl_torn(outbox->log)) {
		AUTOFREE char *bytes = xasprintf("%zu", jsonl_torn(outbox->log));
		log_line(LOG_WARN, "a torn last line of the alert log was cut off", "file", path,
			"bytes", bytes, NULL);
	}
	return reconcile(outbox, err);
}

static int open_webhooks(struct outbox *outbox, struct err *err)
{
	const struct config *c = outbox->o.config;
	outbox->endpoints = xcalloc(c->n_webhooks, sizeof(struct endpoint *));
	outbox->names = xcalloc(c->n_webhooks + 1, sizeof(*outbox->names));
	outbox->names[0].name = OUTBOX_LOG;
	for (size_t i = 0; i < c->n_webhooks; i++) {
		struct endpoint *endpoint = endpoint_new(
			&(struct endpoint_options){.ledger = outbox->o.ledger,
				.fetcher = outbox->o.fetcher,
				.config = &c->webhooks[i],
				.on_change = on_change,
				.arg = outbox},
			err);
		if (!endpoint)
			return err->code;
		outbox->endpoints[outbox->n_endpoints++] = endpoint;
		outbox->names[i + 1] = (struct intake_endpoint){
			.name = endpoint_name(endpoint), .route = endpoint_route(endpoint)};
	}
	return 0;
}

static int drop_orphans(struct outbox *outbox, struct err *err)
{
	const char **names CLEANUP(mem_free_ptr) = xcalloc(
		outbox->n_endpoints + 1, sizeof(const char *));
	for (size_t i = 0; i <= outbox->n_endpoints; i++)
		names[i] = outbox->names[i].name;
	int64_t n = ledger_deliveries_orphaned(
		outbox->o.ledger, names, outbox->n_endpoints + 1, clock_now_ms() / 1000, err);
	if (n <= 0)
		return (int)n;
	AUTOFREE char *count = xasprintf("%lld", (long long)n);
	log_line(LOG_WARN, "deliveries given up: their endpoint left the configuration", "count",
		count, NULL);
	return 0;
}

struct outbox *outbox_new(const struct outbox_options *options, struct err *err)
{
	struct outbox *outbox = xcalloc(1, sizeof(*outbox));
	outbox->o = *options;
	outbox->timer = evtimer_new(options->base, on_timer, outbox);
	if (open_log(outbox, err) < 0 || open_webhooks(outbox, err) < 0 ||
		drop_orphans(outbox, err) < 0) {
		outbox_free(outbox);
		return NULL;
	}
	return outbox;
}

void outbox_free(struct outbox *outbox)
{
	if (!outbox)
		return;
	for (size_t i = 0; i < outbox->n_endpoints; i++)
		endpoint_free(outbox->endpoints[i]);
	free(outbox->endpoints);
	free(outbox->names);
	jsonl_free(outbox->log);
	if (outbox->timer)
		event_free(outbox->timer);
	free(outbox);
}

int outbox_enable(struct outbox *outbox, const char *name, struct err *err)
{
	int rc = ledger_endpoint_enable(outbox->o.ledger, name, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < outbox->n_endpoints; i++)
		if (strcmp(endpoint_name(outbox->endpoints[i]), name) == 0)
			endpoint_enable(outbox->endpoints[i]);
	outbox_wake(outbox);
	return rc;
}

void outbox_clock_back(struct outbox *outbox, int64_t now_ms, int64_t back_ms)
{
	outbox->hold_ms = jump_plan(outbox->hold_ms, now_ms, back_ms);
	outbox->log_hold_ms = jump_plan(outbox->log_hold_ms, now_ms, back_ms);
	for (size_t i = 0; i < outbox->n_endpoints; i++)
		endpoint_clock_back(outbox->endpoints[i], now_ms, back_ms);
	outbox_wake(outbox);
}

const struct endpoint *outbox_endpoint(const struct outbox *outbox, size_t i)
{
	return i < outbox->n_endpoints ? outbox->endpoints[i] : NULL;
}

bool outbox_log_broken(const struct outbox *outbox)
{
	return outbox->log_broken;
}

bool outbox_on_hold(const struct outbox *outbox)
{
	return outbox->hold_ms > clock_now_ms();
}
