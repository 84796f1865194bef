#include "run/schedule.h"

#include <event2/event.h>

#include "ledger/feeds.h"
#include "ledger/ledger.h"
#include "net/fetch.h"
#include "run/config.h"
#include "run/counters.h"
#include "run/interval.h"
#include "run/spool.h"
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

enum poll_state { POLL_IDLE, POLL_FETCHING, POLL_PARSING };

/* A subscribed feed and the poll under way. */
struct polled {
	int64_t id; /* of its row */
	const struct config_feed *config;
	int64_t next_ms;
	int64_t begun_ms; /* monotonic; of the poll under way */
	enum poll_state state;
	uint64_t request; /* of the fetcher or the workers */
	bool once_done;
	/* Of the answer, while it is parsed. */
	char *spool, *etag, *last_modified, *cache_control, *expires, *content_type, *effective_url;
	int status;
	/* What the last document asked for. */
	int64_t ttl_secs;
	unsigned int skip_hours, skip_days;
};

struct schedule {
	struct schedule_options o;
	char *spool_dir;
	struct event *timer;
	struct polled *feeds;
	size_t n_feeds, n_active;
};

/* One poll and its schedule, for callbacks: feeds never move once loaded. */
static struct polled *find_request(struct schedule *s, uint64_t request, enum poll_state state)
{
	for (size_t i = 0; i < s->n_feeds; i++)
		if (s->feeds[i].state == state && s->feeds[i].request == request)
			return &s->feeds[i];
	return NULL;
}

static void clear_answer(struct polled *feed)
{
	spool_remove(feed->spool);
	char **const texts[] = {&feed->spool, &feed->etag, &feed->last_modified,
		&feed->cache_control, &feed->expires, &feed->content_type, &feed->effective_url};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		free(*texts[i]);
		*texts[i] = NULL;
	}
}

size_t schedule_pending(const struct schedule *s)
{
	size_t n = s->n_active;
	for (size_t i = 0; s->o.once && i < s->n_feeds; i++)
		n += s->feeds[i].state == POLL_IDLE && !s->feeds[i].once_done;
	return n;
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

static int newer(const void *a, const void *b, void *arg)
{
	const struct feed *feed = arg;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int64_t dx = feed->entries[x].published, dy = feed->entries[y].published;
	if (dx != dy)
		return dx > dy ? -1 : 1;
	return x < y ? -1 : 1;
}

/* What to do with each entry; on a first poll only the newest `backfill` are taken. */
static enum entry_verdict *judge(
	const struct feed *feed, const bool *relevant, bool first, int64_t backfill)
{
	enum entry_verdict *verdicts = xcalloc(feed->n_entries, sizeof(*verdicts));
	AUTOFREE size_t *order = xcalloc(feed->n_entries, sizeof(*order));
	for (size_t i = 0; i < feed->n_entries; i++) {
		order[i] = i;
		verdicts[i] = relevant && !relevant[i] ? ENTRY_OFF_TOPIC : ENTRY_FETCH;
	}
	if (!first)
		return verdicts;
	qsort_r(order, feed->n_entries, sizeof(*order), newer, (void *)(uintptr_t)feed);
	for (size_t i = 0; i < feed->n_entries; i++)
		if ((int64_t)i >= backfill)
			verdicts[order[i]] = ENTRY_BASELINE;
	return verdicts;
}

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
			.ttl_secs = feed->ttl_secs,
			.cache_control = feed->cache_control,
			.expires = feed->expires,
			.skip_hours = feed->skip_hours,
			.skip_days = feed->skip_days,
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

static bool is_due(const struct schedule *s, const struct polled *feed, int64_t now_ms)
{
	if (feed->state != POLL_IDLE)
		return false;
	return s->o.once ? !feed->once_done : feed->next_ms <= now_ms;
}

/* The timer to the next due feed; nothing while polls are at their limit, each end arms it. */
static void arm(struct schedule *s)
{
	int64_t now_ms = clock_now_ms(), wait_ms = LOOK_AGAIN_MS;
	if (s->n_active >= (size_t)s->o.config->fetch.max_transfers)
		return;
	for (size_t i = 0; i < s->n_feeds; i++) {
		const struct polled *feed = &s->feeds[i];
		if (is_due(s, feed, now_ms))
			wait_ms = 0;
		else if (feed->state == POLL_IDLE && !s->o.once && feed->next_ms - now_ms < wait_ms)
			wait_ms = feed->next_ms - now_ms;
	}
	struct timeval tv = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
	(void)event_add(s->timer, &tv);
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
	if (outcome->feed) {
		feed->ttl_secs = outcome->feed->ttl_secs;
		feed->skip_hours = outcome->feed->skip_hours;
		feed->skip_days = outcome->feed->skip_days;
	}
	struct interval interval;
	decide(s, feed, &row, outcome, now_ms / 1000, &interval);
	AUTOFREE enum entry_verdict *verdicts =
		outcome->feed ? judge(outcome->feed, outcome->relevant, first, backfill) : NULL;
	int rc = ledger_poll_store(s->o.ledger,
		&(struct ledger_poll){
			.feed_id = feed->id,
			.now = now_ms / 1000,
			.ok = outcome->ok,
			.gone = outcome->gone,
			.http_status = feed->status,
			.result = outcome->result,
			.next_ms = interval.next,
			.interval_secs = interval.secs,
			.interval_source = interval.source,
			.etag = feed->etag,
			.last_modified = feed->last_modified,
			.feed = outcome->feed,
			.verdicts = verdicts,
		},
		&added, &err);
	feed->next_ms = rc < 0 ? now_ms + STORE_RETRY_MS : interval.next;
	counters_poll(s->o.counters,
		outcome->ok     ? outcome->feed ? COUNTED_CHANGED : COUNTED_UNCHANGED
		: outcome->gone ? COUNTED_GONE
				: COUNTED_FAILED,
		clock_mono_ms() - feed->begun_ms);
	feed->state = POLL_IDLE;
	feed->once_done = true;
	s->n_active--;
	clear_answer(feed);
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
	struct schedule *s = arg;
	struct polled *feed = find_request(s, id, POLL_PARSING);
	if (!feed)
		return;
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
			.url = feed->effective_url ? feed->effective_url : feed->config->url,
			.content_type = feed->content_type,
			.published = DATE_UNKNOWN},
		on_parsed, s);
}

static void on_fetched(uint64_t id, const struct fetch_result *result, void *arg)
{
	struct schedule *s = arg;
	struct polled *feed = find_request(s, id, POLL_FETCHING);
	if (!feed)
		return;
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
	feed->request = fetch_start(s->o.fetcher,
		&(struct fetch_request){
			.url = feed->config->url,
			.method = "GET",
			.etag = row.etag,
			.last_modified = row.last_modified,
			.max_bytes = (size_t)c->max_feed_bytes,
			.allow_private = c->allow_private || feed->config->allow_private,
			.follow = true,
			.spool_path = feed->spool,
		},
		on_fetched, s);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct schedule *s = arg;
	int64_t now_ms = clock_now_ms();
	(void)fd;
	(void)what;
	for (size_t i = 0; i < s->n_feeds; i++) {
		if (s->n_active >= (size_t)s->o.config->fetch.max_transfers)
			break;
		if (is_due(s, &s->feeds[i], now_ms))
			begin(s, &s->feeds[i]);
	}
	arm(s);
}

static int load(struct schedule *s, struct err *err)
{
	const struct config *c = s->o.config;
	s->feeds = xcalloc(c->n_feeds, sizeof(*s->feeds));
	int rc = ledger_begin(s->o.ledger, err);
	if (rc < 0)
		return rc;
	ledger_feeds_deactivate(s->o.ledger);
	for (size_t i = 0; i < c->n_feeds; i++) {
		struct polled *feed = &s->feeds[s->n_feeds++];
		struct ledger_feed row CLEANUP(ledger_feed_release) = {0};
		feed->config = &c->feeds[i];
		feed->ttl_secs = -1;
		feed->id = ledger_feed_sync(s->o.ledger, feed->config->url, feed->config->name);
		if (ledger_feed_get(s->o.ledger, feed->id, &row) == 1)
			feed->next_ms = row.next_ms;
		/* An interval made shorter counts from the last poll, not from the old plan. */
		int64_t secs = feed->config->poll_interval_secs ? feed->config->poll_interval_secs
								: c->poll_interval_secs;
		bool plain = row.failures == 0 && row.interval_source &&
			     strstr(row.interval_source, "configuration");
		if (plain && row.polled != DATE_UNKNOWN &&
			feed->next_ms > (row.polled + 2 * secs) * 1000)
			feed->next_ms = (row.polled + secs) * 1000;
	}
	return ledger_commit(s->o.ledger, err);
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
	}
	if (s->timer)
		event_free(s->timer);
	free(s->feeds);
	free(s->spool_dir);
	free(s);
}
