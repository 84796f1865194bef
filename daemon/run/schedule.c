#include "run/schedule.h"

#include <event2/event.h>

#include "ledger/feeds.h"
#include "ledger/ledger.h"
#include "net/fetch.h"
#include "run/asked_poll.h"
#include "run/config.h"
#include "run/counters.h"
#include "run/due.h"
#include "run/feed_manners.h"
#include "run/interval.h"
#include "run/moved.h"
#include "run/spool.h"
#include "run/verdicts.h"
#include "run/workers.h"
#include "text/date.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/url.h"

/* With nothing due the timer still looks this often: the wall clock may be set. */
#define LOOK_AGAIN_MS 60000
/* What could not be stored (disk full) is polled again after this. */
#define STORE_RETRY_MS 60000
/* Unless the operator says how long: a feed that is quiet is polled so many times more rarely. */
#define QUIET_TIMES 4

enum poll_state { POLL_IDLE, POLL_FETCHING, POLL_PARSING };

/* A subscribed feed and the poll under way. Never moves once loaded. */
struct polled {
	struct schedule *schedule;
	int64_t id; /* of its row */
	char *address; /* where it has moved to, or NULL */
	const struct config_feed *config;
	int64_t next_ms; /* INT64_MAX: never */
	int64_t held_ms; /* its server has asked for a pause until then */
	int64_t begun_ms; /* monotonic; of the poll under way */
	int64_t polled_ms;
	enum poll_state state;
	uint64_t request; /* of the fetcher or the workers */
	bool once_done;
	/* Of the answer, while it is parsed. */
	char *spool, *etag, *last_modified, *cache_control, *expires, *content_type, *effective_url,
		*permanent_url;
	int status;
	bool redirected;
};

struct schedule {
	struct schedule_options o;
	char *spool_dir;
	struct event *timer;
	struct polled *feeds;
	struct due due; /* those that are idle and have a next poll */
	size_t n_feeds, n_active;
};

static const char *address_of(const struct polled *feed)
{
	return feed->address ? feed->address : feed->config->url;
}

/* Idle until then, or for good. */
static void plan(struct schedule *s, struct polled *feed, int64_t next_ms)
{
	size_t number = (size_t)(feed - s->feeds);
	feed->next_ms = next_ms;
	if (next_ms == INT64_MAX || (s->o.once && feed->once_done))
		due_drop(&s->due, number);
	else
		due_set(&s->due, number, next_ms);
}

static void clear_answer(struct polled *feed)
{
	spool_remove(feed->spool);
	char **const texts[] = {&feed->spool, &feed->etag, &feed->last_modified,
		&feed->cache_control, &feed->expires, &feed->content_type, &feed->effective_url,
		&feed->permanent_url};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		free(*texts[i]);
		*texts[i] = NULL;
	}
}

size_t schedule_pending(const struct schedule *s)
{
	return s->n_active + (s->o.once ? s->due.n : 0);
}

size_t schedule_feeds(const struct schedule *s)
{
	return s->n_feeds;
}

/* The outcome of a poll on its way into the ledger. */
struct outcome {
	bool ok, gone;
	const char *result;
	int64_t retry_after_secs;
	const struct feed *feed;
	const bool *relevant;
};

static void decide(const struct schedule *s, const struct polled *feed,
	const struct ledger_feed *row, const struct outcome *outcome, int64_t now,
	struct interval *interval)
{
	const struct config *c = s->o.config;
	interval_decide(
		&(struct interval_input){
			.configured_secs = c->poll_interval_secs,
			.feed_secs = feed->config->poll_interval_secs,
			.jitter_percent = c->poll_jitter_percent,
			.backoff_max_secs = c->backoff_max_secs,
			.ok = outcome->ok,
			.failures = outcome->ok ? 0 : row->failures + 1,
			.retry_after_secs = outcome->retry_after_secs,
			.ttl_secs = row->lore.ttl_secs,
			.cache_control = feed->cache_control,
			.expires = feed->expires,
			.skip_hours = (unsigned int)row->lore.skip_hours,
			.skip_days = (unsigned int)row->lore.skip_days,
			.quiet_secs = c->quiet_interval_secs ? c->quiet_interval_secs
							     : QUIET_TIMES * c->poll_interval_secs,
			.gap_secs = row->lore.gap_secs,
			.newest = row->lore.newest,
			.now = now,
			.random = clock_random(),
		},
		interval);
	if (outcome->gone) {
		interval->next = INT64_MAX;
		interval->source = "gone for good (410)";
	}
}

static void tell(const struct polled *feed, const struct outcome *outcome, bool first,
	const struct interval *interval, size_t added)
{
	AUTOFREE char *url = url_redacted(feed->config->url);
	AUTOFREE char *secs = xasprintf("%lld", (long long)interval->secs);
	AUTOFREE char *count = xasprintf("%zu", added);
	if (!outcome->ok)
		log_line(LOG_WARN, "feed poll failed", "feed", feed->config->name, "url", url,
			"why", outcome->result, "again_in_secs", outcome->gone ? "never" : secs,
			NULL);
	else if (first && outcome->feed)
		log_line(LOG_NOTE, "feed subscribed: what it holds is the baseline", "feed",
			feed->config->name, "url", url, "articles_to_read", count, NULL);
	else if (added)
		log_line(LOG_INFO_, "feed has new articles", "feed", feed->config->name, "articles",
			count, NULL);
	else
		log_line(LOG_TRACE, "feed polled", "feed", feed->config->name, "result",
			outcome->result, NULL);
}

/* The timer to the next due feed; nothing while polls are at their limit, each end arms it. */
static void arm(struct schedule *s)
{
	int64_t now_ms = clock_now_ms(), wait_ms = LOOK_AGAIN_MS, next_ms;
	if (s->n_active >= (size_t)s->o.config->fetch.max_transfers)
		return;
	if (due_first(&s->due, &next_ms) != SIZE_MAX && next_ms - now_ms < wait_ms)
		wait_ms = next_ms > now_ms ? next_ms - now_ms : 0;
	struct timeval tv = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
	(void)event_add(s->timer, &tv);
}

/* What the outcome teaches for later polls, unchanged ones included. */
static void learn(struct ledger_lore *lore, const struct outcome *outcome, int64_t now_ms)
{
	lore->held_ms = outcome->retry_after_secs > 0
				? now_ms + interval_retry_after(outcome->retry_after_secs) * 1000
				: 0;
	if (!outcome->feed)
		return;
	lore->ttl_secs = outcome->feed->ttl_secs;
	lore->skip_hours = outcome->feed->skip_hours;
	lore->skip_days = outcome->feed->skip_days;
	lore->gap_secs = interval_gap(outcome->feed, now_ms / 1000, &lore->newest);
}

/* The other feed that is polled at an address, or NULL. */
static const struct polled *polled_at(
	const struct schedule *s, const struct polled *but, const char *address)
{
	AUTOFREE char *key = url_identity(address);
	for (size_t i = 0; key && i < s->n_feeds; i++) {
		const struct polled *other = &s->feeds[i];
		AUTOFREE char *its = other == but || other->next_ms == INT64_MAX
					     ? NULL
					     : url_identity(address_of(other));
		if (its && strcmp(its, key) == 0)
			return other;
	}
	return NULL;
}

/* Follows a feed that has moved for good, once that is to be believed. Where another feed is polled
 * already the two are one from now on: returns why this one is not polled any more. */
static char *follow(struct schedule *s, struct polled *feed, struct ledger_feed *row,
	const struct outcome *outcome, int64_t now)
{
	enum moved moved = moved_note(&row->lore, outcome->ok, feed->permanent_url,
		outcome->ok ? 0 : row->failures + 1, now);
	if (moved != MOVED_NOW && moved != MOVED_BACK)
		return NULL;
	free(feed->address);
	feed->address = xstrdup_null(row->lore.address);
	AUTOFREE char *url = url_redacted(address_of(feed));
	const struct polled *other = moved == MOVED_NOW ? polled_at(s, feed, feed->address) : NULL;
	log_line(LOG_NOTE,
		moved == MOVED_BACK
			? "feed is asked at its configured address again: the new one fails"
		: other ? "feed has moved to where another is polled: the two are one now"
			: "feed has moved for good: it is asked there from now on",
		"feed", feed->config->name, "url", url, NULL);
	return other ? xasprintf("it has moved to where %s is polled", other->config->name) : NULL;
}

/* A server that asks for a pause asks for all its feeds, unless the operator knows better. */
static void hold_host(struct schedule *s, const struct polled *feed, int64_t until_ms)
{
	const char *scope = feed->config->retry_after_scope ? feed->config->retry_after_scope
							    : s->o.config->retry_after_scope;
	AUTOFREE char *host = url_host(address_of(feed));
	if (!host || strcmp(scope, "host") != 0)
		return;
	AUTOFREE char *why = xasprintf("Retry-After of %s", host);
	for (size_t i = 0; i < s->n_feeds; i++) {
		struct polled *other = &s->feeds[i];
		if (other == feed || other->state != POLL_IDLE || other->next_ms >= until_ms)
			continue;
		AUTOFREE char *its = url_host(address_of(other));
		struct err err = ERR_INIT;
		if (!its || strcmp(its, host) != 0)
			continue;
		if (ledger_feed_hold(s->o.ledger, other->id, until_ms, why, &err) < 0)
			log_line(LOG_ERROR, "a pause could not be stored", "feed",
				other->config->name, "why", err.text, NULL);
		other->held_ms = until_ms;
		other->once_done = true; /* with once: left out of this run */
		plan(s, other, until_ms);
	}
}

/* Transaction 1, and the feed is idle again. */
static void finish(struct schedule *s, struct polled *feed, const struct outcome *outcome)
{
	struct err err = ERR_INIT;
	struct ledger_feed row CLEANUP(ledger_feed_release) = {0};
	int64_t now_ms = clock_now_ms();
	size_t added = 0;
	if (ledger_feed_get(s->o.ledger, feed->id, &row) != 1)
		row.succeeded = DATE_UNKNOWN;
	bool first = row.succeeded == DATE_UNKNOWN;
	int64_t backfill = feed->config->backfill >= 0 ? feed->config->backfill
						       : s->o.config->backfill;
	struct interval interval;
	learn(&row.lore, outcome, now_ms);
	decide(s, feed, &row, outcome, now_ms / 1000, &interval);
	AUTOFREE char *merged = follow(s, feed, &row, outcome, now_ms / 1000);
	bool for_now = outcome->ok && feed->redirected && !feed->permanent_url;
	AUTOFREE char *result = moved_result(outcome->result,
		outcome->ok ? row.lore.moved_to : NULL, row.lore.moved_times,
		for_now ? feed->effective_url : NULL);
	if (merged) {
		interval.next = INT64_MAX;
		interval.source = merged;
	}
	AUTOFREE enum entry_verdict *verdicts =
		outcome->feed ? verdicts_new(outcome->feed, outcome->relevant, first, backfill)
			      : NULL;
	int rc = ledger_poll_store(s->o.ledger,
		&(struct ledger_poll){
			.feed_id = feed->id,
			.now = now_ms / 1000,
			.ok = outcome->ok,
			.gone = outcome->gone,
			.http_status = feed->status,
			.result = result,
			.next_ms = interval.next,
			.interval_secs = interval.secs,
			.interval_source = interval.source,
			.etag = feed->etag,
			.last_modified = feed->last_modified,
			.feed = outcome->feed,
			.verdicts = verdicts,
			.lore = row.lore,
		},
		&added, &err);
	counters_poll(s->o.counters,
		outcome->ok     ? outcome->feed ? COUNTED_CHANGED : COUNTED_UNCHANGED
		: outcome->gone ? COUNTED_GONE
				: COUNTED_FAILED,
		clock_mono_ms() - feed->begun_ms);
	feed->state = POLL_IDLE;
	feed->once_done = true;
	feed->held_ms = row.lore.held_ms;
	feed->polled_ms = now_ms;
	s->n_active--;
	clear_answer(feed);
	plan(s, feed, rc < 0 ? now_ms + STORE_RETRY_MS : interval.next);
	if (rc == 0 && row.lore.held_ms > now_ms)
		hold_host(s, feed, row.lore.held_ms);
	if (rc < 0)
		log_line(LOG_ERROR, "a poll could not be stored; it will be repeated", "feed",
			feed->config->name, "why", err.text, NULL);
	else
		tell(feed, outcome, first, &interval, added);
	if (rc == ERR_FAIL) {
		s->o.on_fatal(&err, s->o.arg);
		return;
	}
	if (added)
		s->o.on_articles(s->o.arg);
	arm(s);
	if (schedule_pending(s) == 0)
		s->o.on_idle(s->o.arg);
}

static void fail(struct schedule *s, struct polled *feed, const char *why, int64_t retry_after)
{
	finish(s, feed, &(struct outcome){.result = why, .retry_after_secs = retry_after});
}

static void on_parsed(uint64_t id, struct workers_feed *answer, const struct err *err, void *arg)
{
	struct polled *feed = arg;
	struct schedule *s = feed->schedule;
	(void)id;
	if (!answer) {
		fail(s, feed, err->text, -1);
		return;
	}
	for (size_t i = 0; i < answer->feed.n_warnings; i++)
		log_line(LOG_TRACE, "feed repaired", "feed", feed->config->name, "warning",
			answer->feed.warnings[i], NULL);
	AUTOFREE char *result = xasprintf("%zu entries", answer->feed.n_entries);
	finish(s, feed,
		&(struct outcome){.ok = true,
			.result = result,
			.retry_after_secs = -1,
			.feed = &answer->feed,
			.relevant = answer->relevant});
}

static void parse(struct schedule *s, struct polled *feed)
{
	feed->state = POLL_PARSING;
	feed->request = workers_parse_feed(s->o.workers,
		&(struct workers_source){.path = feed->spool,
			.url = feed->effective_url ? feed->effective_url : address_of(feed),
			.content_type = feed->content_type,
			.published = DATE_UNKNOWN},
		on_parsed, feed);
}

static void on_fetched(uint64_t id, const struct fetch_result *result, void *arg)
{
	struct polled *feed = arg;
	struct schedule *s = feed->schedule;
	(void)id;
	feed->status = result->code == ERR_NONE ? result->status : 0;
	if (result->code != ERR_NONE) {
		fail(s, feed, result->err.text, -1);
		return;
	}
	feed->etag = xstrdup_null(result->etag);
	feed->last_modified = xstrdup_null(result->last_modified);
	feed->cache_control = xstrdup_null(result->cache_control);
	feed->expires = xstrdup_null(result->expires);
	feed->content_type = xstrdup_null(result->content_type);
	feed->effective_url = xstrdup_null(result->effective_url);
	feed->permanent_url = xstrdup_null(result->permanent_url);
	feed->redirected = result->redirected;
	if (result->status == 200) {
		parse(s, feed);
	} else if (result->status == 304) {
		finish(s, feed,
			&(struct outcome){
				.ok = true, .result = "unchanged", .retry_after_secs = -1});
	} else {
		AUTOFREE char *why = xasprintf("the server answered %d", result->status);
		finish(s, feed,
			&(struct outcome){.gone = result->status == 410,
				.result = why,
				.retry_after_secs = result->retry_after_secs});
	}
}

static void begin(struct schedule *s, struct polled *feed)
{
	struct ledger_feed row CLEANUP(ledger_feed_release) = {0};
	const struct config *c = s->o.config;
	(void)ledger_feed_get(s->o.ledger, feed->id, &row);
	feed->spool = spool_path(s->spool_dir, "feed", feed->id);
	feed->state = POLL_FETCHING;
	feed->begun_ms = clock_mono_ms();
	feed->status = 0;
	s->n_active++;
	due_drop(&s->due, (size_t)(feed - s->feeds));
	struct fetch_request request = {
		.url = address_of(feed),
		.method = "GET",
		.etag = row.etag,
		.last_modified = row.last_modified,
		.max_bytes = (size_t)c->max_feed_bytes,
		.follow = true,
		.spool_path = feed->spool,
	};
	feed_manners(c, feed->config, &request);
	feed->request = fetch_start(s->o.fetcher, &request, on_fetched, feed);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct schedule *s = arg;
	int64_t now_ms = clock_now_ms();
	(void)fd;
	(void)what;
	while (s->n_active < (size_t)s->o.config->fetch.max_transfers) {
		int64_t next_ms;
		size_t first = due_first(&s->due, &next_ms);
		if (first == SIZE_MAX || next_ms > now_ms)
			break;
		begin(s, &s->feeds[first]);
	}
	arm(s);
	if (schedule_pending(s) == 0)
		s->o.on_idle(s->o.arg);
}

/* The first plan of a feed; one that was put aside for another is taken up when that has left. */
static void begin_plan(struct schedule *s, struct polled *feed)
{
	if (feed->next_ms == INT64_MAX && feed->address && !polled_at(s, feed, feed->address))
		feed->next_ms = 0;
	if (s->o.once && feed->once_done)
		log_line(LOG_NOTE, "feed is left out: its server has asked for a pause", "feed",
			feed->config->name, NULL);
	plan(s, feed, feed->next_ms);
}

static int load(struct schedule *s, struct err *err)
{
	const struct config *c = s->o.config;
	s->feeds = xcalloc(c->n_feeds, sizeof(*s->feeds));
	due_init(&s->due, c->n_feeds);
	int64_t now_ms = clock_now_ms();
	int rc = ledger_begin(s->o.ledger, err);
	if (rc < 0)
		return rc;
	ledger_feeds_deactivate(s->o.ledger);
	for (size_t i = 0; i < c->n_feeds; i++) {
		struct polled *feed = &s->feeds[s->n_feeds++];
		struct ledger_feed row CLEANUP(ledger_feed_release) = {0};
		feed->schedule = s;
		feed->config = &c->feeds[i];
		feed->id = ledger_feed_sync(s->o.ledger, feed->config->url, feed->config->name);
		if (ledger_feed_get(s->o.ledger, feed->id, &row) == 1) {
			feed->next_ms = row.next_ms;
			feed->held_ms = row.lore.held_ms;
			feed->polled_ms = row.polled == DATE_UNKNOWN ? 0 : row.polled * 1000;
			feed->address = xstrdup_null(row.lore.address);
		}
		/* An interval made shorter counts from the last poll, not from the old plan. */
		int64_t secs = feed->config->poll_interval_secs ? feed->config->poll_interval_secs
								: c->poll_interval_secs;
		bool plain = row.failures == 0 && row.interval_source &&
			     strstr(row.interval_source, "configuration");
		if (plain && row.polled != DATE_UNKNOWN &&
			feed->next_ms > (row.polled + 2 * secs) * 1000)
			feed->next_ms = (row.polled + secs) * 1000;
		/* With once everything is due, but what is gone and what was told to wait. */
		if (s->o.once && feed->next_ms != INT64_MAX)
			feed->next_ms = 0;
		feed->once_done = s->o.once && feed->held_ms > now_ms;
	}
	rc = ledger_commit(s->o.ledger, err);
	for (size_t i = 0; i < s->n_feeds; i++)
		begin_plan(s, &s->feeds[i]);
	return rc;
}

struct schedule *schedule_new(const struct schedule_options *options, struct err *err)
{
	struct schedule *s = xcalloc(1, sizeof(*s));
	s->o = *options;
	s->spool_dir = xstrdup(options->spool_dir);
	s->timer = evtimer_new(options->base, on_timer, s);
	if (load(s, err) < 0) {
		schedule_free(s);
		return NULL;
	}
	return s;
}

void schedule_start(struct schedule *s)
{
	arm(s);
}

/* The one feed of this name or address. */
static struct polled *find(struct schedule *s, const char *which, struct err *err)
{
	struct polled *found = NULL;
	for (size_t i = 0; i < s->n_feeds; i++) {
		const struct config_feed *c = s->feeds[i].config;
		if (!asked_poll_names(c->name, c->url, which))
			continue;
		if (found) {
			(void)err_set(err, ERR_REJECT,
				"several feeds are called that: say which by its address");
			return NULL;
		}
		found = &s->feeds[i];
	}
	if (!found)
		(void)err_set(err, ERR_REJECT, "no such feed is configured");
	return found;
}

int schedule_poll(struct schedule *s, const char *which, struct err *err)
{
	struct polled *feed = find(s, which, err);
	if (!feed)
		return err->code;
	if (feed->state != POLL_IDLE)
		return err_set(err, ERR_REJECT, "it is being polled");
	int rc = asked_poll_allowed(feed->polled_ms, feed->held_ms, err);
	if (rc == 0)
		rc = ledger_feed_ask(s->o.ledger, feed->id, err);
	if (rc < 0)
		return rc;
	free(feed->address);
	feed->address = NULL;
	plan(s, feed, clock_now_ms());
	arm(s);
	return 0;
}

int schedule_adopt(
	struct schedule *s, const char *url, const struct schedule_answer *answer, struct err *err)
{
	struct polled *feed = find(s, url, err);
	if (!feed)
		return err->code;
	if (feed->state != POLL_IDLE || feed->polled_ms)
		return err_set(err, ERR_REJECT, "it has been polled");
	feed->spool = xasprintf("%s/%s", s->spool_dir, answer->file);
	feed->status = 200;
	feed->etag = xstrdup_null(answer->etag);
	feed->last_modified = xstrdup_null(answer->last_modified);
	feed->content_type = xstrdup_null(answer->content_type);
	feed->cache_control = xstrdup_null(answer->cache_control);
	feed->effective_url = xstrdup_null(answer->effective_url);
	s->n_active++;
	due_drop(&s->due, (size_t)(feed - s->feeds));
	parse(s, feed);
	return 0;
}

void schedule_free(struct schedule *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_feeds; i++) {
		struct polled *feed = &s->feeds[i];
		if (feed->state == POLL_FETCHING)
			fetch_cancel(s->o.fetcher, feed->request);
		else if (feed->state == POLL_PARSING)
			workers_cancel(s->o.workers, feed->request);
		clear_answer(feed);
		free(feed->address);
	}
	due_release(&s->due);
	if (s->timer)
		event_free(s->timer);
	free(s->feeds);
	free(s->spool_dir);
	free(s);
}
