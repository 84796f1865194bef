#ifndef RUN_PIPELINE_H
#define RUN_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct counters;
struct err;
struct event_base;
struct fetcher;
struct intake;
struct ledger;
struct pipeline;
struct workers;

/*
 * Turns article rows into statements. A job fetches the page, has a worker read it, and hands the
 * statements to intake (transaction 2); where the page cannot be had, the feed's own text serves.
 * Between two steps a job lives in memory alone: after a crash it starts over.
 */
struct pipeline_options {
	struct event_base *base; /* all borrowed while the pipeline lives */
	const struct config *config;
	struct ledger *ledger;
	struct fetcher *fetcher;
	struct workers *workers;
	struct intake *intake;
	struct counters *counters;
	const char *spool_dir;
	/* Alerts were raised: so many. */
	void (*on_alerts)(size_t raised, size_t updates, void *arg);
	/* The ledger failed for good. */
	void (*on_fatal)(const struct err *err, void *arg);
	/* The last job that was due has ended. */
	void (*on_idle)(void *arg);
	void *arg;
};
struct pipeline *pipeline_new(const struct pipeline_options *options);
/* Drops what is under way; the rows stay new. Accepts NULL. */
void pipeline_free(struct pipeline *pipeline);
/* There may be new rows: looks soon. */
void pipeline_wake(struct pipeline *pipeline);
/* The clock was set back by so much: what lies ahead comes sooner (jump.h). */
void pipeline_clock_back(struct pipeline *p, int64_t now_ms, int64_t back_ms);
/* Jobs under way, or due and not begun (known after pipeline_wake has looked). */
size_t pipeline_pending(const struct pipeline *pipeline);

#endif
