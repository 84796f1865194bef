#ifndef RUN_COUNTERS_H
#define RUN_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is counted since the start and stands in no table of the ledger. One set a daemon; it
 * outlives a reload.
 */
enum counted_poll {
	COUNTED_CHANGED,
	COUNTED_UNCHANGED,
	COUNTED_FAILED,
	COUNTED_GONE,
	COUNTED_POLLS
};
/* "changed" and so on; static storage. */
const char *counted_poll_word(enum counted_poll result);

/* Upper bounds of the histogram of poll durations, in milliseconds; the last one is open. */
#define COUNTERS_BUCKETS 9
extern const int64_t counters_bounds_ms[COUNTERS_BUCKETS];

struct counters {
	int64_t polls[COUNTED_POLLS];
	int64_t jobs; /* of the pipeline, whatever came of them */
	int64_t poll_ms; /* sum of the durations */
	int64_t poll_buckets[COUNTERS_BUCKETS + 1]; /* each for itself, not added up */
	bool reload_refused; /* the last reload */
	int64_t config_loaded; /* when the configuration in force was read; seconds */
};
void counters_poll(struct counters *counters, enum counted_poll result, int64_t ms);

#endif
