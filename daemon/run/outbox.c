#include "run/outbox.h"

#include <event2/event.h>
#include <stdbool.h>

#include "ledger/alerts.h"
#include "ledger/ledger.h"
#include "run/config.h"
#include "run/jsonl.h"
#include "run/webhook.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/file.h"
#include "util/log.h"
#include "util/mem.h"

/* Posts to one endpoint at once: enough to drain a backlog, few enough to be no flood. */
#define POSTS_MAX 4
/* With nothing due the timer still looks this often: the wall clock may be set. */
#define LOOK_AGAIN_MS 60000
/* A log that cannot be written (disk full) is tried again after this. */
#define LOG_RETRY_MS 5000
/* What could not be stored is looked at again after this. */
#define STORE_RETRY_MS 60000
/* A Retry-After is heeded up to a day. */
#define RETRY_AFTER_MAX_SECS 86400

/* One receiver and the attempts under way. */
struct endpoint {
	char *name; /* in the ledger: "webhook:NAME" */
	struct webhook *webhook;
	struct ids posting; /* delivery ids */
	bool disabled; /* it answered 410 */
};

/* One attempt; it knows the outbox by pointer since webhook_free drops attempts without a call. */
struct post {
	struct outbox *outbox;
	size_t endpoint;
	int64_t delivery_id, attempts;
	char *alert_id;
	struct post *next, **back; /* list of all, to free those dropped */
};

struct outbox {
	struct outbox_options o;
	struct event *timer;
	struct jsonl *log;
	bool log_doubt; /* a line may be there whose row is not marked */
	bool log_broken; /* it was said */
	int64_t log_hold_ms;
	int64_t hold_ms; /* nothing begins before: the ledger could not store */
	struct endpoint *endpoints;
	size_t n_endpoints;
	const char **names; /* log first */
	struct post *posts;
	bool due, stopped;
};

int64_t outbox_delay(int64_t tries)
{
	static const int64_t secs[OUTBOX_TRIES] = {
		0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
	if (tries < 0 || tries >= OUTBOX_TRIES)
		return -1;
	return secs[tries];
}

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
		n += outbox->endpoints[i].posting.n;
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

const char *const *outbox_endpoints(const struct outbox *outbox, size_t *n)
{
	*n = outbox->n_endpoints + 1;
	return outbox->names;
}

static void post_free(struct post *post)
{
	*post->back = post->next;
	if (post->next)
		post->next->back = post->back;
	free(post->alert_id);
	free(post);
}

/* Transaction 3. 0, or negative having said so. */
static int store(struct outbox *outbox, const struct ledger_attempt *attempt)
{
	struct err err = ERR_INIT;
	int rc = ledger_delivery_store(outbox->o.ledger, attempt, &err);
	if (rc == 0)
		return 0;
	log_line(LOG_ERROR, "a delivery's outcome could not be stored", "why", err.text, NULL);
	outbox->hold_ms = clock_now_ms() + STORE_RETRY_MS;
	if (rc == ERR_FAIL)
		outbox->o.on_fatal(&err, outbox->o.arg);
	return rc;
}

/* Appends one alert. 0, or negative when the log or the ledger cannot take it now. */
static int log_one(struct outbox *outbox, const struct ledger_delivery *delivery)
{
	struct err err = ERR_INIT;
	bool there = outbox->log_doubt && jsonl_has(outbox->log, delivery->alert_id);
	int rc = there ? 0
		       : jsonl_append(outbox->log, delivery->body, strlen(delivery->body), &err);
	if (rc == ERR_REJECT) {
		log_line(LOG_ERROR, "an alert cannot be logged", "alert", delivery->alert_id, "why",
			err.text, NULL);
		return store(outbox, &(struct ledger_attempt){.delivery_id = delivery->id,
					     .now = clock_now_ms() / 1000,
					     .outcome = DELIVERY_FAILED,
					     .reason = err.text});
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
	return store(outbox, &(struct ledger_attempt){.delivery_id = delivery->id,
				     .now = clock_now_ms() / 1000,
				     .outcome = DELIVERY_DONE});
}

/* Everything that waits for the log, strictly in order. */
static void drain_log(struct outbox *outbox)
{
	int64_t now_ms = clock_now_ms();
	if (now_ms < outbox->log_hold_ms)
		return;
	for (;;) {
		struct ledger_delivery next CLEANUP(ledger_delivery_release) = {0};
		if (ledger_delivery_next(outbox->o.ledger, OUTBOX_LOG, now_ms, true, NULL, &next) !=
			1)
			break;
		if (log_one(outbox, &next) < 0) {
			outbox->log_doubt = true;
			outbox->log_hold_ms = now_ms + LOG_RETRY_MS;
			return;
		}
	}
	outbox->log_doubt = false;
}

static void decide(const struct post *post, const struct webhook_result *result,
	struct ledger_attempt *attempt)
{
	int64_t delay = outbox_delay(post->attempts + 1);
	*attempt = (struct ledger_attempt){
		.delivery_id = post->delivery_id,
		.now = clock_now_ms() / 1000,
		.http_status = result->status,
		.reason = result->outcome == WEBHOOK_DELIVERED ? NULL : result->why,
		.outcome = DELIVERY_FAILED,
	};
	if (result->outcome == WEBHOOK_DELIVERED) {
		attempt->outcome = DELIVERY_DONE;
	} else if (result->outcome == WEBHOOK_RETRY && delay >= 0) {
		/* Up to a tenth later, so that a receiver's return is no stampede. */
		int64_t ms = delay * 1000 + (int64_t)clock_random_below((uint64_t)delay * 100 + 1);
		int64_t asked = result->retry_after_secs < RETRY_AFTER_MAX_SECS
					? result->retry_after_secs
					: RETRY_AFTER_MAX_SECS;
		if (asked * 1000 > ms)
			ms = asked * 1000;
		attempt->outcome = DELIVERY_RETRY;
		attempt->next_ms = clock_now_ms() + ms;
	}
}

static void forget(struct ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->items[i] == id) {
			ids->items[i] = ids->items[--ids->n];
			return;
		}
}

static void on_posted(const struct webhook_result *result, void *arg)
{
	struct post *post = arg;
	struct outbox *outbox = post->outbox;
	struct endpoint *endpoint = &outbox->endpoints[post->endpoint];
	struct ledger_attempt attempt;
	decide(post, result, &attempt);
	AUTOFREE char *tries = xasprintf("%lld", (long long)post->attempts + 1);
	if (attempt.outcome == DELIVERY_DONE)
		log_line(LOG_INFO_, "alert delivered", "endpoint", endpoint->name, "alert",
			post->alert_id, "try", tries, NULL);
	else
		log_line(attempt.outcome == DELIVERY_FAILED ? LOG_ERROR : LOG_WARN,
			attempt.outcome == DELIVERY_FAILED ? "alert not delivered: given up"
							   : "alert not delivered yet",
			"endpoint", endpoint->name, "alert", post->alert_id, "try", tries, "why",
			result->why, NULL);
	if (result->outcome == WEBHOOK_DISABLED)
		endpoint->disabled = true;
	forget(&endpoint->posting, post->delivery_id);
	post_free(post);
	(void)store(outbox, &attempt);
	if (!outbox->stopped)
		outbox_wake(outbox);
	else if (outbox_pending(outbox) == 0)
		outbox->o.on_idle(outbox->o.arg);
}

static void begin_post(struct outbox *outbox, size_t index, const struct ledger_delivery *delivery)
{
	struct endpoint *endpoint = &outbox->endpoints[index];
	struct post *post = xcalloc(1, sizeof(*post));
	post->outbox = outbox;
	post->endpoint = index;
	post->delivery_id = delivery->id;
	post->attempts = delivery->attempts;
	post->alert_id = xstrdup(delivery->alert_id);
	post->next = outbox->posts;
	post->back = &outbox->posts;
	if (post->next)
		post->next->back = &post->next;
	outbox->posts = post;
	ids_add(&endpoint->posting, delivery->id);
	webhook_post(endpoint->webhook, delivery->alert_id, delivery->body, strlen(delivery->body),
		on_posted, post);
}

static void drain_endpoint(struct outbox *outbox, size_t index)
{
	struct endpoint *endpoint = &outbox->endpoints[index];
	while (endpoint->posting.n < POSTS_MAX) {
		struct ledger_delivery next CLEANUP(ledger_delivery_release) = {0};
		if (ledger_delivery_next(outbox->o.ledger, endpoint->name, clock_now_ms(), false,
			    &endpoint->posting, &next) != 1)
			return;
		if (!endpoint->disabled) {
			begin_post(outbox, index, &next);
		} else if (store(outbox, &(struct ledger_attempt){.delivery_id = next.id,
						 .now = clock_now_ms() / 1000,
						 .outcome = DELIVERY_FAILED,
						 .http_status = 410,
						 .reason = "the receiver wants no more (410)"}) <
			   0) {
			return;
		}
	}
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct outbox *outbox = arg;
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
	for (size_t i = 0; i < outbox->n_endpoints; i++) {
		drain_endpoint(outbox, i);
		int64_t when = ledger_delivery_when(
			outbox->o.ledger, outbox->endpoints[i].name, now_ms);
		if (when < next_ms)
			next_ms = when;
	}
	if (outbox->stopped || outbox->due)
		return;
	arm(outbox, next_ms - now_ms);
	if (outbox_pending(outbox) == 0)
		outbox->o.on_idle(outbox->o.arg);
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
	outbox->log_doubt = true;
	return 0;
}

static int open_webhooks(struct outbox *outbox, struct err *err)
{
	const struct config *c = outbox->o.config;
	outbox->endpoints = xcalloc(c->n_webhooks, sizeof(*outbox->endpoints));
	outbox->names = xcalloc(c->n_webhooks + 1, sizeof(*outbox->names));
	outbox->names[0] = OUTBOX_LOG;
	for (size_t i = 0; i < c->n_webhooks; i++) {
		const struct config_webhook *hook = &c->webhooks[i];
		struct endpoint *endpoint = &outbox->endpoints[outbox->n_endpoints++];
		endpoint->name = xasprintf("webhook:%s", hook->name);
		outbox->names[i + 1] = endpoint->name;
		endpoint->webhook = webhook_new(outbox->o.fetcher,
			&(struct webhook_spec){.name = hook->name,
				.url = hook->url,
				.secrets = (const char *const *)hook->secrets,
				.n_secrets = hook->n_secrets,
				.allow_private = hook->allow_private,
				.timeout_secs = hook->timeout_secs},
			err);
		if (!endpoint->webhook)
			return err->code;
	}
	return 0;
}

static int drop_orphans(struct outbox *outbox, struct err *err)
{
	int64_t n = ledger_deliveries_orphaned(outbox->o.ledger, outbox->names,
		outbox->n_endpoints + 1, clock_now_ms() / 1000, err);
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
	for (size_t i = 0; i < outbox->n_endpoints; i++) {
		webhook_free(outbox->endpoints[i].webhook);
		ids_release(&outbox->endpoints[i].posting);
		free(outbox->endpoints[i].name);
	}
	for (struct post *post = outbox->posts, *next; post; post = next) {
		next = post->next;
		free(post->alert_id);
		free(post);
	}
	free(outbox->endpoints);
	free(outbox->names);
	jsonl_free(outbox->log);
	if (outbox->timer)
		event_free(outbox->timer);
	free(outbox);
}
