#include <event2/event.h>

#include "feed/feed.h"
#include "ledger/feeds.h"
#include "ledger/ledger.h"
#include "run/config.h"
#include "run/counters.h"
#include "run/interval.h"
#include "run/moved.h"
#include "run/schedule_private.h"
#include "run/verdicts.h"
#include "text/date.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/url.h"

/* What could not be stored (disk full) is polled again after this. */
#define STORE_RETRY_MS 60000
/* Unless the operator says how long: a feed that is quiet is polled so many times more rarely. */
#define QUIET_TIMES 4
/* How long outcomes wait for each other. */
#define STORE_WAIT_MS 20

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

const struct polled *schedule_at(
	const struct schedule *s, const struct polled *but, const char *address)
{
	AUTOFREE char *key = url_identity(address);
	for (size_t i = 0; key && i < s->n_feeds; i++) {
		const struct polled *other = &s->feeds[i];
		AUTOFREE char *its = other == but || other->next_ms == INT64_MAX
					     ? NULL
					     : url_identity(schedule_address(other));
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
	AUTOFREE char *url = url_redacted(schedule_address(feed));
	const struct polled *other = moved == MOVED_NOW ? schedule_at(s, feed, feed->address)
							: NULL;
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
	AUTOFREE char *host = url_host(schedule_address(feed));
	if (!host || strcmp(scope, "host") != 0)
		return;
	AUTOFREE char *why = xasprintf("Retry-After of %s", host);
	for (size_t i = 0; i < s->n_feeds; i++) {
		struct polled *other = &s->feeds[i];
		if (other == feed || other->state != POLL_IDLE || other->next_ms >= until_ms)
			continue;
		AUTOFREE char *its = url_host(schedule_address(other));
		struct err err = ERR_INIT;
		if (!its || strcmp(its, host) != 0)
			continue;
		if (ledger_feed_hold(s->o.ledger, other->id, until_ms, why, &err) < 0)
			log_line(LOG_ERROR, "a pause could not be stored", "feed",
				other->config->name, "why", err.text, NULL);
		other->held_ms = until_ms;
		other->once_done = true; /* with once: left out of this run */
		schedule_plan(s, other, until_ms);
	}
}

/* Ready to be stored. The feed and the texts of its answer are borrowed, the rest is owned. */
struct poll_outcome {
	struct polled *feed;
	struct outcome outcome; /* its document only until poll_finish returns */
	struct ledger_feed row; /* with what the poll has taught */
	struct interval interval;
	char *result, *merged;
	enum entry_verdict *verdicts;
	int64_t now_ms;
	bool first;
};

static void outcome_release(struct poll_outcome *o)
{
	ledger_feed_release(&o->row);
	free(o->result);
	free(o->merged);
	free(o->verdicts);
}

/* It is in the ledger (rc 0) or could not be stored: the feed is idle again. */
static void complete(struct schedule *s, const struct poll_outcome *o, size_t added, int rc,
	const struct err *err)
{
	struct polled *feed = o->feed;
	counters_poll(s->o.counters,
		o->outcome.ok     ? o->outcome.feed ? COUNTED_CHANGED : COUNTED_UNCHANGED
		: o->outcome.gone ? COUNTED_GONE
				  : COUNTED_FAILED,
		clock_mono_ms() - feed->begun_ms);
	feed->state = POLL_IDLE;
	feed->once_done = true;
	feed->held_ms = o->row.lore.held_ms;
	feed->polled_ms = o->now_ms;
	s->n_active--;
	schedule_clear_answer(feed);
	schedule_plan(s, feed, rc < 0 ? o->now_ms + STORE_RETRY_MS : o->interval.next);
	if (rc < 0) {
		log_line(LOG_ERROR, "a poll could not be stored; it will be repeated", "feed",
			feed->config->name, "why", err->text, NULL);
		return;
	}
	if (feed->held_ms > o->now_ms)
		hold_host(s, feed, feed->held_ms);
	tell(feed, &o->outcome, o->first, &o->interval, added);
}

void poll_store(struct schedule *s)
{
	struct err err = ERR_INIT;
	size_t n = s->n_outcomes, articles = 0;
	AUTOFREE struct poll_outcome *outcomes = s->outcomes;
	AUTOFREE struct ledger_poll *polls = xcalloc(n, sizeof(*polls));
	/* Whatever is called from here may finish other polls: they are the next to be stored. */
	s->outcomes = NULL;
	s->n_outcomes = s->cap_outcomes = 0;
	for (size_t i = 0; i < n; i++) {
		const struct poll_outcome *o = &outcomes[i];
		polls[i] = (struct ledger_poll){
			.feed_id = o->feed->id,
			.now = o->now_ms / 1000,
			.ok = o->outcome.ok,
			.gone = o->outcome.gone,
			.http_status = o->feed->status,
			.result = o->result,
			.next_ms = o->interval.next,
			.interval_secs = o->interval.secs,
			.interval_source = o->interval.source,
			.etag = o->feed->etag,
			.last_modified = o->feed->last_modified,
			.reread_secs = s->o.config->article_reread_secs,
			.feed = o->outcome.feed,
			.verdicts = o->verdicts,
			.lore = o->row.lore,
		};
	}
	int rc = ledger_polls_store(s->o.ledger, polls, n, &err);
	for (size_t i = 0; i < n; i++) {
		complete(s, &outcomes[i], polls[i].added, rc, &err);
		articles += rc < 0 ? 0 : polls[i].added;
		outcome_release(&outcomes[i]);
	}
	if (rc == ERR_FAIL) {
		s->o.on_fatal(&err, s->o.arg);
		return;
	}
	if (articles)
		s->o.on_articles(s->o.arg);
	schedule_arm(s);
	if (schedule_pending(s) == 0)
		s->o.on_idle(s->o.arg);
}

void poll_drop(struct schedule *s)
{
	for (size_t i = 0; i < s->n_outcomes; i++)
		outcome_release(&s->outcomes[i]);
	free(s->outcomes);
	s->outcomes = NULL;
	s->n_outcomes = s->cap_outcomes = 0;
}

void poll_finish(struct schedule *s, struct polled *feed, const struct outcome *outcome)
{
	struct poll_outcome o = {.feed = feed, .outcome = *outcome, .now_ms = clock_now_ms()};
	int64_t backfill = feed->config->backfill >= 0 ? feed->config->backfill
						       : s->o.config->backfill;
	if (ledger_feed_get(s->o.ledger, feed->id, &o.row) != 1)
		o.row.succeeded = DATE_UNKNOWN;
	o.first = o.row.succeeded == DATE_UNKNOWN;
	learn(&o.row.lore, outcome, o.now_ms);
	decide(s, feed, &o.row, outcome, o.now_ms / 1000, &o.interval);
	o.merged = follow(s, feed, &o.row, outcome, o.now_ms / 1000);
	bool for_now = outcome->ok && feed->redirected && !feed->permanent_url;
	o.result = moved_result(outcome->result, outcome->ok ? o.row.lore.moved_to : NULL,
		o.row.lore.moved_times, for_now ? feed->effective_url : NULL);
	o.outcome.result = o.result;
	if (o.merged) {
		o.interval.next = INT64_MAX;
		o.interval.source = o.merged;
	}
	if (outcome->feed)
		o.verdicts = verdicts_new(outcome->feed, outcome->relevant, o.first, backfill);
	feed->state = POLL_STORING;
	MEM_ROOM(s->outcomes, s->n_outcomes, s->cap_outcomes);
	s->outcomes[s->n_outcomes++] = o;
	if (outcome->feed) {
		(void)event_del(s->store);
		poll_store(s);
	} else if (s->n_outcomes == 1) {
		struct timeval tv = {.tv_usec = STORE_WAIT_MS * 1000};
		(void)event_add(s->store, &tv);
	}
}
