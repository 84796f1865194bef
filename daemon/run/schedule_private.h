#ifndef RUN_SCHEDULE_PRIVATE_H
#define RUN_SCHEDULE_PRIVATE_H

#include "run/due.h"
#include "run/schedule.h"

struct config_feed;
struct event;
struct feed;
struct poll_outcome;

/* What schedule.c, which says when a feed is polled, and poll_outcome.c, which says what follows
 * from it, share. */

enum poll_state { POLL_IDLE, POLL_FETCHING, POLL_PARSING, POLL_STORING };

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
	struct poll_outcome *outcomes; /* on their way into the ledger */
	size_t n_outcomes, cap_outcomes;
	struct event *store; /* when they go */
};

/* Where a feed is asked for. */
const char *schedule_address(const struct polled *feed);
/* Idle until then, or for good (INT64_MAX). */
void schedule_plan(struct schedule *s, struct polled *feed, int64_t next_ms);
/* The timer to the next due feed. */
void schedule_arm(struct schedule *s);
/* The other feed that is polled at an address, or NULL. */
const struct polled *schedule_at(
	const struct schedule *s, const struct polled *but, const char *address);
/* Forgets what a poll brought. */
void schedule_clear_answer(struct polled *feed);

/* What came of a poll; borrowed. */
struct outcome {
	bool ok, gone;
	const char *result;
	int64_t retry_after_secs;
	const struct feed *feed;
	const bool *relevant;
};
/*
 * Decides what follows and stores it (transaction 1), after which the feed is idle again. One that
 * brought a document is stored at once; the others wait a moment for each other, since a commit
 * waits for the disk and a thousand polls would wait for it one by one.
 */
void poll_finish(struct schedule *s, struct polled *feed, const struct outcome *outcome);
/* Stores what waits. */
void poll_store(struct schedule *s);
/* Drops what waits, which is then polled again. */
void poll_drop(struct schedule *s);

#endif
