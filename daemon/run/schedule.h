#ifndef RUN_SCHEDULE_H
#define RUN_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct counters;
struct err;
struct event_base;
struct fetcher;
struct ledger;
struct schedule;
struct workers;

/*
 * Polls each feed when it is due and stores what came (transaction 1). When that is next is decided
 * after each poll: the interval of the configuration, or longer where the feed asks for it (ttl,
 * Cache-Control, skipHours), spread by jitter; doubling after failures; never before Retry-After.
 */
struct schedule_options {
	struct event_base *base; /* all borrowed while the schedule lives */
	const struct config *config;
	struct ledger *ledger;
	struct fetcher *fetcher;
	struct workers *workers;
	struct counters *counters;
	const char *spool_dir;
	bool once; /* every feed is due now, and each is polled once */
	/* New articles wait. */
	void (*on_articles)(void *arg);
	/* The ledger failed for good. */
	void (*on_fatal)(const struct err *err, void *arg);
	/* The last poll under way has ended (for once). */
	void (*on_idle)(void *arg);
	void *arg;
};
/* Brings the ledger's feed rows in line with the configuration. NULL and err on failure. */
struct schedule *schedule_new(const struct schedule_options *options, struct err *err);
/* The clock was set back by so much: what lies ahead comes sooner (jump.h). */
void schedule_clock_back(struct schedule *s, int64_t now_ms, int64_t back_ms);
/* What is under way is dropped: the rows know nothing of it. Accepts NULL. */
void schedule_free(struct schedule *schedule);
/* Starts what is due and arms the timer; schedule_new does not. */
void schedule_start(struct schedule *schedule);
/* Polls under way. With once also those not begun yet. */
size_t schedule_pending(const struct schedule *schedule);
/*
 * Polls a feed, by name or address, now: whatever its plan says, gone or not, at its configured
 * address. ERR_REJECT where it may not be: unknown, under way, held by Retry-After, or polled
 * within the last minute.
 */
int schedule_poll(struct schedule *schedule, const char *which, struct err *err);

/* An answer that somebody else has fetched; borrowed. */
struct schedule_answer {
	const char *file; /* in the spool directory; removed once it is read */
	const char *etag, *last_modified, *content_type, *cache_control, *effective_url;
};
/* Takes an answer for the first poll of a feed, so that adding it costs its server one request.
 * ERR_REJECT when the feed is unknown or was polled already. */
int schedule_adopt(struct schedule *schedule, const char *url, const struct schedule_answer *answer,
	struct err *err);
size_t schedule_feeds(const struct schedule *schedule);

#endif
