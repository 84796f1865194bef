#ifndef RUN_INTERVAL_H
#define RUN_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

/* When a feed is polled next, and who says so. Pure. */

struct interval_input {
	int64_t configured_secs; /* the operator's for all feeds */
	int64_t feed_secs; /* the operator's for this feed; 0: none */
	int64_t jitter_percent, backoff_max_secs;
	/* What the last poll brought. */
	bool ok;
	int64_t failures; /* in a row, this one included */
	int64_t retry_after_secs; /* -1: not said */
	int64_t ttl_secs; /* the feed's; 0 or -1: none */
	const char *cache_control, *expires; /* of the answer; or NULL */
	unsigned int skip_hours, skip_days; /* of GMT: feed.h */
	int64_t quiet_secs; /* the operator's longest for a feed that is quiet */
	int64_t gap_secs; /* mean time between the feed's entries; -1: not known */
	int64_t newest; /* its newest entry's date, or DATE_UNKNOWN */
	int64_t now; /* Unix seconds */
	uint64_t random; /* for the jitter */
};
struct interval {
	int64_t secs; /* the interval decided on, before jitter */
	int64_t next; /* Unix milliseconds */
	const char *source; /* static: "configuration", "feed's ttl", ... */
};
void interval_decide(const struct interval_input *input, struct interval *out);

struct feed;

/* How often a feed publishes, by the dates of its entries of the last days: the mean time between
 * two of them, -1 where they tell nothing; and the newest date, DATE_UNKNOWN without one. Dates in
 * the future are not looked at. */
int64_t interval_gap(const struct feed *feed, int64_t now, int64_t *newest);

/* The seconds of a Retry-After, cut to what is obeyed. */
int64_t interval_retry_after(int64_t secs);

/* max-age of a Cache-Control header in seconds; -1 when it gives none or forbids storing. */
int64_t interval_max_age(const char *cache_control);

/* Seconds before the next of several tries: base doubled with each, capped, spread by a tenth. */
int64_t interval_backoff(int64_t base_secs, int64_t tries, int64_t max_secs, uint64_t random);

#endif
