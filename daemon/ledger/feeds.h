#ifndef LEDGER_FEEDS_H
#define LEDGER_FEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct feed;
struct ledger;

/* Feeds, and transaction 1: what a poll brought. */

/* What polls have taught of a feed, for the next ones. Texts are owned, or borrowed in a poll. */
struct ledger_lore {
	char *address; /* where it has moved to for good; NULL: its url */
	char *moved_to; /* where permanent redirects lead that are not yet believed */
	int64_t moved_since, moved_times;
	int64_t held_ms; /* the server's Retry-After ends then */
	int64_t ttl_secs, skip_hours, skip_days; /* of the last document: feed.h */
	int64_t gap_secs; /* mean time between its entries; -1: not known */
	int64_t newest; /* its newest entry's date, or INT64_MIN */
};

/* A row; owned, release with ledger_feed_release. Strings may be NULL. Times are Unix seconds or
 * INT64_MIN, next_ms is wall time in milliseconds. */
struct ledger_feed {
	int64_t id;
	char *url, *name, *title, *etag, *last_modified, *interval_source, *result;
	int64_t polled, succeeded, next_ms, interval_secs, failures, http_status;
	bool active, gone;
	struct ledger_lore lore;
	int64_t articles_new, articles_failed; /* only where listed with counts */
};
void ledger_feed_release(struct ledger_feed *feed);
struct ledger_feeds {
	struct ledger_feed *items;
	size_t n, cap;
};
void ledger_feeds_release(struct ledger_feeds *feeds);

/* Makes the rows those of the configuration: all inactive, then each of these active. In a
 * transaction of the caller's. */
void ledger_feeds_deactivate(struct ledger *ledger);
/* Adds or renews a row; returns its id. */
int64_t ledger_feed_sync(struct ledger *ledger, const char *url, const char *name);
/* Rows in order of name; counts says whether to count articles as well. */
void ledger_feeds_list(struct ledger *ledger, bool counts, struct ledger_feeds *out);
/* One row: 1 when found. */
int ledger_feed_get(struct ledger *ledger, int64_t id, struct ledger_feed *out);

/* What to do with an entry that was not known before. */
enum entry_verdict {
	ENTRY_FETCH, /* an article to get */
	ENTRY_OFF_TOPIC,
	ENTRY_BASELINE, /* was there before we subscribed */
};

/* The outcome of one poll. Borrowed. */
struct ledger_poll {
	int64_t feed_id;
	int64_t now; /* Unix seconds */
	bool ok; /* a feed, or 304 */
	bool gone;
	int64_t http_status; /* 0: no answer came */
	const char *result; /* one sentence for people */
	int64_t next_ms, interval_secs;
	const char *interval_source;
	/* The validators to send next time: stored only with a feed or a 304 (then NULL keeps). */
	const char *etag, *last_modified;
	/* Before an entry that changed is read again, doubled each time; 0: it never is. */
	int64_t reread_secs;
	const struct feed *feed; /* NULL: nothing new came (304, failure) */
	const enum entry_verdict *verdicts; /* one for each entry of feed */
	struct ledger_lore lore; /* borrowed texts */
	size_t added; /* given: how many articles there are to fetch */
};

/* Holds a row back until a time (Unix milliseconds) for a reason people are told: its server has
 * asked for a pause. In a transaction of its own. */
int ledger_feed_hold(
	struct ledger *ledger, int64_t id, int64_t until_ms, const char *why, struct err *err);
/* Makes a row due now, gone or not. In a transaction of its own. */
int ledger_feed_ask(struct ledger *ledger, int64_t id, struct err *err);

/* Stores several in one transaction 1, begun and committed here: all or none. */
int ledger_polls_store(struct ledger *ledger, struct ledger_poll *polls, size_t n, struct err *err);
/* Stores one: transaction 1, begun and committed here. *added is the number of articles to fetch.
 */
int ledger_poll_store(
	struct ledger *ledger, const struct ledger_poll *poll, size_t *added, struct err *err);

#endif
