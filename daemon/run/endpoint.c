#include "run/endpoint.h"

#include <sys/queue.h>

#include "ledger/deliveries.h"
#include "ledger/ledger.h"
#include "ledger/silences.h"
#include "net/fetch.h"
#include "run/alert.h"
#include "run/config.h"
#include "run/jump.h"
#include "run/webhook.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/hash.h"
#include "util/json.h"
#include "util/log.h"
#include "util/mem.h"

/* Posts to one endpoint at once: enough to drain a backlog, few enough to be no flood. */
#define POSTS_MAX 4
/* A Retry-After is heeded up to a day. */
#define RETRY_AFTER_MAX_SECS 86400
#define DIGEST_MAX           50
#define BATCH_ID_BYTES       32

/* One attempt; the deliveries it is for. */
struct post {
	TAILQ_ENTRY(post) link;
	struct endpoint *endpoint;
	struct ids deliveries;
	int64_t attempts; /* before this one */
	char *id; /* the alert's, or the digest's */
};
TAILQ_HEAD(posts, post);

struct endpoint {
	struct endpoint_options o;
	char *name, *address; /* address: a hash, never the URL itself */
	enum format format;
	struct webhook *webhook;
	struct breaker breaker;
	struct posts posts;
	size_t n_posts;
	struct ids posting; /* delivery ids under way */
	bool disabled; /* it answered 410 */
	int64_t attempts[CLASSES], last_success, last_failure;
	char *last_reason;
};

int64_t endpoint_delay(int64_t tries)
{
	static const int64_t secs[ENDPOINT_TRIES] = {
		0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
	if (tries < 0 || tries >= ENDPOINT_TRIES)
		return -1;
	return secs[tries];
}

static int store(struct endpoint *endpoint, const struct ledger_attempt *attempt, struct err *err)
{
	return ledger_delivery_store(endpoint->o.ledger, attempt, err);
}

static void post_free(struct post *post)
{
	TAILQ_REMOVE(&post->endpoint->posts, post, link);
	post->endpoint->n_posts--;
	ids_release(&post->deliveries);
	free(post->id);
	free(post);
}

static void forget(struct ids *ids, const struct ids *gone)
{
	size_t kept = 0;
	for (size_t i = 0; i < ids->n; i++)
		if (!ids_has(gone, ids->items[i]))
			ids->items[kept++] = ids->items[i];
	ids->n = kept;
}

static void decide(const struct post *post, const struct webhook_result *result,
	struct ledger_attempt *attempt)
{
	int64_t delay = endpoint_delay(post->attempts + 1);
	*attempt = (struct ledger_attempt){
		.deliveries = post->deliveries.items,
		.n = post->deliveries.n,
		.now = clock_now_ms() / 1000,
		.http_status = result->status,
		.elapsed_ms = result->elapsed_ms,
		.answer = result->answer,
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

static void count(struct endpoint *endpoint, const struct webhook_result *result)
{
	int hundreds = result->status / 100;
	enum endpoint_class class = hundreds >= 2 && hundreds <= 5
					    ? (enum endpoint_class)(hundreds - 2)
					    : CLASS_NETWORK;
	endpoint->attempts[class]++;
	if (result->outcome == WEBHOOK_DELIVERED) {
		endpoint->last_success = clock_now_ms() / 1000;
		return;
	}
	endpoint->last_failure = clock_now_ms() / 1000;
	free(endpoint->last_reason);
	endpoint->last_reason = xstrdup(result->why);
}

/* What the receiver's answer says about the receiver rather than about this alert. */
static void judge_receiver(struct endpoint *endpoint, const struct webhook_result *result)
{
	bool was_open = endpoint->breaker.wait_ms > 0;
	if (result->outcome == WEBHOOK_RETRY) {
		int64_t asked = result->retry_after_secs;
		breaker_failure(&endpoint->breaker, clock_now_ms(),
			asked > RETRY_AFTER_MAX_SECS ? RETRY_AFTER_MAX_SECS * 1000 : asked * 1000);
		if (!was_open && endpoint->breaker.wait_ms > 0)
			log_line(LOG_WARN, "a receiver keeps failing; it is left alone for a while",
				"endpoint", endpoint->name, "why", result->why, NULL);
		return;
	}
	breaker_success(&endpoint->breaker);
	if (was_open)
		log_line(LOG_NOTE, "a receiver answers again", "endpoint", endpoint->name, NULL);
}

static void tell(
	const struct post *post, const struct webhook_result *result, enum delivery_outcome outcome)
{
	AUTOFREE char *tries = xasprintf("%lld", (long long)post->attempts + 1);
	if (outcome == DELIVERY_DONE)
		log_line(LOG_INFO_, "alert delivered", "endpoint", post->endpoint->name, "alert",
			post->id, "try", tries, NULL);
	else
		log_line(outcome == DELIVERY_FAILED ? LOG_ERROR : LOG_WARN,
			outcome == DELIVERY_FAILED ? "alert not delivered: given up"
						   : "alert not delivered yet",
			"endpoint", post->endpoint->name, "alert", post->id, "try", tries, "why",
			result->why, NULL);
}

static void disable(struct endpoint *endpoint)
{
	struct err err = ERR_INIT;
	endpoint->disabled = true;
	log_line(LOG_ERROR, "a receiver wants no more alerts (410): it is disabled", "endpoint",
		endpoint->name, NULL);
	/* Should this fail, the next attempt will tell us again. */
	if (ledger_endpoint_disable(endpoint->o.ledger, endpoint->name, endpoint->address,
		    clock_now_ms() / 1000, &err) < 0)
		log_line(LOG_WARN, "that could not be noted", "why", err.text, NULL);
}

static void on_posted(const struct webhook_result *result, void *arg)
{
	struct post *post = arg;
	struct endpoint *endpoint = post->endpoint;
	struct err err = ERR_INIT;
	struct ledger_attempt attempt;
	decide(post, result, &attempt);
	tell(post, result, attempt.outcome);
	count(endpoint, result);
	judge_receiver(endpoint, result);
	if (result->outcome == WEBHOOK_DISABLED)
		disable(endpoint);
	(void)store(endpoint, &attempt, &err);
	forget(&endpoint->posting, &post->deliveries);
	post_free(post);
	endpoint->o.on_change(&err, endpoint->o.arg);
}

/* Sends one event: rows (in order) that go together under an id. */
static void begin_post(
	struct endpoint *endpoint, const char *id, const struct ledger_delivery *rows, size_t n)
{
	struct post *post = xcalloc(1, sizeof(*post));
	post->endpoint = endpoint;
	post->id = xstrdup(id);
	post->attempts = rows[0].attempts;
	const json_t **alerts CLEANUP(mem_free_ptr) = xcalloc(n, sizeof(const json_t *));
	for (size_t i = 0; i < n; i++) {
		ids_add(&post->deliveries, rows[i].id);
		ids_add(&endpoint->posting, rows[i].id);
		alerts[i] = alert_wire(&rows[i].event);
	}
	TAILQ_INSERT_TAIL(&endpoint->posts, post, link);
	endpoint->n_posts++;
	webhook_post(endpoint->webhook,
		/* The last one's time: the same at each attempt. */
		&(struct format_event){
			.id = id, .alerts = alerts, .n = n, .happened = rows[n - 1].event.happened},
		on_posted, post);
	for (size_t i = 0; i < n; i++)
		json_decref((json_t *)(uintptr_t)alerts[i]);
}

static void rows_release(struct ledger_delivery *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ledger_delivery_release(&rows[i]);
}

/* A row that is not to be sent: it is settled in the ledger. */
static int settle(struct endpoint *endpoint, int64_t delivery, enum delivery_outcome outcome,
	int64_t status, const char *reason, struct err *err)
{
	return store(endpoint,
		&(struct ledger_attempt){.deliveries = &delivery,
			.n = 1,
			.now = clock_now_ms() / 1000,
			.outcome = outcome,
			.http_status = status,
			.reason = reason,
			.untried = true},
		err);
}

/* Whether a silence in force is for this alert; reason is then set, for the caller to free. */
struct silencing {
	const json_t *alert;
	char *reason;
};

static void try_silence(const struct ledger_silence *silence, void *arg)
{
	struct silencing *s = arg;
	if (!s->reason && route_silenced(silence, s->alert))
		s->reason = xasprintf("silence %lld: %s", (long long)silence->id, silence->comment);
}

static char *silenced(struct endpoint *endpoint, const struct ledger_delivery *row)
{
	AUTOJSON json_t *alert = json_parse(row->event.body, strlen(row->event.body), NULL);
	struct silencing s = {.alert = alert};
	ledger_silences_each(endpoint->o.ledger, clock_now_ms() / 1000, try_silence, &s);
	return s.reason;
}

/* Events before this may go together; INT64_MIN: each goes alone. */
static int64_t gather_before(const struct endpoint *endpoint, int64_t now)
{
	const struct config_webhook *c = endpoint->o.config;
	if (c->digest_secs > 0)
		return digest_last(c->digest_secs, now);
	return quiet_ended(&c->quiet, now);
}

static struct ledger_due due_for(const struct endpoint *endpoint, const struct ids *skip)
{
	int64_t now_ms = clock_now_ms();
	const struct config_webhook *c = endpoint->o.config;
	return (struct ledger_due){
		.endpoint = endpoint->name,
		.now_ms = now_ms,
		.happened_before = c->digest_secs > 0 ? digest_last(c->digest_secs, now_ms / 1000)
						      : INT64_MAX,
		.skip = skip,
	};
}

/* Adds what else goes into a digest with the first row; returns the rows there are. */
static size_t gather(struct endpoint *endpoint, struct ledger_delivery *rows, size_t max)
{
	size_t n = 1;
	struct ids skip CLEANUP(ids_release) = {0};
	for (size_t i = 0; i < endpoint->posting.n; i++)
		ids_add(&skip, endpoint->posting.items[i]);
	ids_add(&skip, rows[0].id);
	struct ledger_due due = due_for(endpoint, &skip);
	int64_t before = gather_before(endpoint, due.now_ms / 1000);
	if (before < due.happened_before)
		due.happened_before = before;
	while (n < max && ledger_delivery_next(endpoint->o.ledger, &due, &rows[n]) == 1) {
		if (rows[n].attempts > 0 || rows[n].batch) {
			ledger_delivery_release(&rows[n]);
			break;
		}
		ids_add(&skip, rows[n].id);
		AUTOFREE char *reason = silenced(endpoint, &rows[n]);
		if (reason)
			ledger_delivery_release(&rows[n]); /* its own turn comes */
		else
			n++;
	}
	return n;
}

/* Whether an event came in while nothing might be sent. */
static bool was_held(struct endpoint *endpoint, const struct ledger_delivery *row)
{
	int64_t before = gather_before(endpoint, clock_now_ms() / 1000);
	return before > INT64_MIN && row->event.happened < before;
}

/* The digest's id: the same for the same alerts. */
static char *batch_id(const struct ledger_delivery *rows, size_t n)
{
	char hex[HASH_HEX_SIZE];
	AUTOFREE char *all = xstrdup("digest");
	for (size_t i = 0; i < n; i++) {
		char *old = all;
		all = xasprintf("%s\n%s", old, rows[i].event.id);
		free(old);
	}
	hash_sha256_hex(all, strlen(all), hex);
	return xstrndup(hex, BATCH_ID_BYTES);
}

static int begin_new(struct endpoint *endpoint, struct ledger_delivery *rows, struct err *err)
{
	size_t max = format_digest_max(endpoint->format);
	size_t n = was_held(endpoint, &rows[0])
			   ? gather(endpoint, rows, max < DIGEST_MAX ? max : DIGEST_MAX)
			   : 1;
	int rc = 0;
	if (n == 1) {
		begin_post(endpoint, rows[0].event.id, rows, 1);
	} else {
		AUTOFREE char *batch = batch_id(rows, n);
		struct ids ids CLEANUP(ids_release) = {0};
		for (size_t i = 0; i < n; i++)
			ids_add(&ids, rows[i].id);
		rc = ledger_delivery_gather(endpoint->o.ledger, &ids, batch, err);
		if (rc == 0)
			begin_post(endpoint, batch, rows, n);
	}
	rows_release(rows + 1, n - 1);
	return rc;
}

/* Begins or settles what a row asks for. 0, or negative when the ledger could not store. */
static int step(struct endpoint *endpoint, struct ledger_delivery *rows, struct err *err)
{
	if (endpoint->disabled)
		return settle(endpoint, rows[0].id, DELIVERY_FAILED, 410,
			"the receiver wants no more (410)", err);
	if (rows[0].batch) {
		size_t n = ledger_delivery_batch(
			endpoint->o.ledger, endpoint->name, rows[0].batch, rows + 1, DIGEST_MAX);
		if (n > 0)
			begin_post(endpoint, rows[0].batch, rows + 1, n);
		rows_release(rows + 1, n);
		return 0;
	}
	AUTOFREE char *reason = rows[0].attempts == 0 ? silenced(endpoint, &rows[0]) : NULL;
	if (reason)
		return settle(endpoint, rows[0].id, DELIVERY_DONE, 0, reason, err);
	if (rows[0].attempts == 0)
		return begin_new(endpoint, rows, err);
	begin_post(endpoint, rows[0].event.id, rows, 1);
	return 0;
}

int endpoint_drain(struct endpoint *endpoint, struct err *err)
{
	int rc = 0;
	if (quiet_until(&endpoint->o.config->quiet, clock_now_ms() / 1000) > 0 &&
		!endpoint->disabled)
		return 0;
	struct ledger_delivery *rows CLEANUP(mem_free_ptr) = xcalloc(DIGEST_MAX + 1, sizeof(*rows));
	while (rc == 0 &&
		endpoint->n_posts < breaker_room(&endpoint->breaker, clock_now_ms(), POSTS_MAX)) {
		struct ledger_due due = due_for(endpoint, &endpoint->posting);
		if (endpoint->disabled)
			due.happened_before = INT64_MAX;
		if (ledger_delivery_next(endpoint->o.ledger, &due, &rows[0]) != 1)
			break;
		rc = step(endpoint, rows, err);
		ledger_delivery_release(&rows[0]);
	}
	return rc;
}

int64_t endpoint_when(const struct endpoint *endpoint)
{
	int64_t now_ms = clock_now_ms();
	struct ledger_delivery_counts counts;
	ledger_delivery_count(endpoint->o.ledger, endpoint->name, &counts);
	if (counts.waiting == 0)
		return INT64_MAX;
	int64_t when = ledger_delivery_when(endpoint->o.ledger, endpoint->name, now_ms);
	int64_t other = INT64_MAX;
	const struct config_webhook *c = endpoint->o.config;
	if (endpoint->breaker.until_ms > now_ms)
		other = endpoint->breaker.until_ms;
	else if (quiet_until(&c->quiet, now_ms / 1000) > 0)
		other = quiet_until(&c->quiet, now_ms / 1000) * 1000;
	else if (c->digest_secs > 0)
		other = digest_next(c->digest_secs, now_ms / 1000) * 1000;
	return other < when ? other : when;
}

struct endpoint *endpoint_new(const struct endpoint_options *options, struct err *err)
{
	const struct config_webhook *c = options->config;
	struct endpoint *endpoint = xcalloc(1, sizeof(*endpoint));
	endpoint->o = *options;
	TAILQ_INIT(&endpoint->posts);
	endpoint->name = xasprintf("webhook:%s", c->name);
	endpoint->format = format_from_word(c->format);
	endpoint->last_reason = xstrdup("");
	char hex[HASH_HEX_SIZE];
	AUTOFREE char *place = xasprintf(
		"%s\n%s\n%s", c->url, c->topic ? c->topic : "", c->room ? c->room : "");
	hash_sha256_hex(place, strlen(place), hex);
	endpoint->address = xstrdup(hex);
	endpoint->webhook = config_webhook_open(c, options->fetcher, err);
	if (!endpoint->webhook) {
		endpoint_free(endpoint);
		return NULL;
	}
	endpoint->disabled = ledger_endpoint_disabled(
		options->ledger, endpoint->name, endpoint->address);
	if (endpoint->disabled)
		log_line(LOG_WARN, "a receiver that wanted no more alerts (410) is still disabled",
			"endpoint", endpoint->name, NULL);
	return endpoint;
}

void endpoint_free(struct endpoint *endpoint)
{
	if (!endpoint)
		return;
	webhook_free(endpoint->webhook);
	while (!TAILQ_EMPTY(&endpoint->posts))
		post_free(TAILQ_FIRST(&endpoint->posts));
	ids_release(&endpoint->posting);
	free(endpoint->name);
	free(endpoint->address);
	free(endpoint->last_reason);
	free(endpoint);
}

const char *endpoint_name(const struct endpoint *endpoint)
{
	return endpoint->name;
}

const struct route *endpoint_route(const struct endpoint *endpoint)
{
	return &endpoint->o.config->route;
}

size_t endpoint_pending(const struct endpoint *endpoint)
{
	return endpoint->n_posts;
}

void endpoint_enable(struct endpoint *endpoint)
{
	endpoint->disabled = false;
	breaker_success(&endpoint->breaker);
}

void endpoint_clock_back(struct endpoint *endpoint, int64_t now_ms, int64_t back_ms)
{
	endpoint->breaker.until_ms = jump_plan(endpoint->breaker.until_ms, now_ms, back_ms);
}

void endpoint_state(const struct endpoint *endpoint, struct endpoint_state *out)
{
	*out = (struct endpoint_state){
		.name = endpoint->name,
		.format = format_words[endpoint->format],
		.disabled = endpoint->disabled,
		.breaker = &endpoint->breaker,
		.last_success = endpoint->last_success,
		.last_failure = endpoint->last_failure,
		.last_reason = endpoint->last_reason,
	};
	memcpy(out->attempts, endpoint->attempts, sizeof(out->attempts));
}

const char *endpoint_class_word(enum endpoint_class class)
{
	static const char *const words[] = {"2xx", "3xx", "4xx", "5xx", "network"};
	return words[class];
}
