#include "run/schedule.h"

#include <event2/event.h>

#include "ledger/feeds.h"
#include "ledger/ledger.h"
#include "net/fetch.h"
#include "run/asked_poll.h"
#include "run/config.h"
#include "run/feed_manners.h"
#include "run/jump.h"
#include "run/schedule_private.h"
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

const char *schedule_address(const struct polled *feed)
{
	return feed->address ? feed->address : feed->config->url;
}

/* Idle until then, or for good. */
void schedule_plan(struct schedule *s, struct polled *feed, int64_t next_ms)
{
	size_t number = (size_t)(feed - s->feeds);
	feed->next_ms = next_ms;
	if (next_ms == INT64_MAX || (s->o.once && feed->once_done))
		due_drop(&s->due, number);
	else
		due_set(&s->due, number, next_ms);
}

void schedule_clear_answer(struct polled *feed)
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

/* The timer to the next due feed; nothing while polls are at their limit, each end arms it. */
void schedule_arm(struct schedule *s)
{
	int64_t now_ms = clock_now_ms(), wait_ms = LOOK_AGAIN_MS, next_ms;
	if (s->n_active >= (size_t)s->o.config->fetch.max_transfers)
		return;
	if (due_first(&s->due, &next_ms) != SIZE_MAX && next_ms - now_ms < wait_ms)
		wait_ms = next_ms > now_ms ? next_ms - now_ms : 0;
	struct timeval tv = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
	(void)event_add(s->timer, &tv);
}

static void fail(struct schedule *s, struct polled *feed, const char *why, int64_t retry_after)
{
	poll_finish(s, feed, &(struct outcome){.result = why, .retry_after_secs = retry_after});
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
	poll_finish(s, feed,
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
			.url = feed->effective_url ? feed->effective_url : schedule_address(feed),
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
		poll_finish(s, feed,
			&(struct outcome){
				.ok = true, .result = "unchanged", .retry_after_secs = -1});
	} else {
		AUTOFREE char *why = xasprintf("the server answered %d", result->status);
		poll_finish(s, feed,
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
		.url = schedule_address(feed),
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

static void on_store(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	poll_store(arg);
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
	schedule_arm(s);
	if (schedule_pending(s) == 0)
		s->o.on_idle(s->o.arg);
}

/* The first plan of a feed; one that was put aside for another is taken up when that has left. */
static void begin_plan(struct schedule *s, struct polled *feed)
{
	if (feed->next_ms == INT64_MAX && feed->address && !schedule_at(s, feed, feed->address))
		feed->next_ms = 0;
	if (s->o.once && feed->once_done)
		log_line(LOG_NOTE, "feed is left out: its server has asked for a pause", "feed",
			feed->config->name, NULL);
	schedule_plan(s, feed, feed->next_ms);
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
	s->store = evtimer_new(options->base, on_store, s);
	if (load(s, err) < 0) {
		schedule_free(s);
		return NULL;
	}
	return s;
}

void schedule_start(struct schedule *s)
{
	schedule_arm(s);
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
	schedule_plan(s, feed, clock_now_ms());
	schedule_arm(s);
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

void schedule_clock_back(struct schedule *s, int64_t now_ms, int64_t back_ms)
{
	for (size_t i = 0; i < s->n_feeds; i++) {
		struct polled *feed = &s->feeds[i];
		feed->held_ms = jump_plan(feed->held_ms, now_ms, back_ms);
		if (feed->polled_ms > now_ms)
			feed->polled_ms = now_ms;
		/* One under way is planned anew when it ends. */
		if (feed->state == POLL_IDLE)
			schedule_plan(s, feed, jump_plan(feed->next_ms, now_ms, back_ms));
	}
	schedule_arm(s);
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
		schedule_clear_answer(feed);
		free(feed->address);
	}
	poll_drop(s);
	due_release(&s->due);
	if (s->store)
		event_free(s->store);
	if (s->timer)
		event_free(s->timer);
	free(s->feeds);
	free(s->spool_dir);
	free(s);
}
