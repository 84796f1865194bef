#ifndef RUN_PARTS_H
#define RUN_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/progress.h"

struct config;
struct counters;
struct err;
struct event_base;
struct ledger;

/*
 * What one reading of the configuration brings to life. A reload makes a second set beside the
 * running one and then lets the first go: what that had under way begins anew from the ledger.
 */
struct parts {
	struct config *config; /* owned, like all of it */
	struct profile *profile;
	struct fetcher *fetcher; /* for feeds and pages */
	struct fetcher *alert_fetcher; /* for webhooks */
	struct workers *workers;
	struct outbox *outbox;
	struct intake *intake;
	struct pipeline *pipeline;
	struct schedule *schedule;
	struct counters *counters; /* borrowed */
	struct progress polling, reading;
};

struct parts_options {
	struct event_base *base; /* borrowed */
	struct ledger *ledger; /* borrowed */
	struct config *config; /* taken, whatever comes of it */
	struct counters *counters; /* borrowed */
	bool once;
	/* The ledger failed for good: the daemon must end. */
	void (*on_fatal)(const struct err *err, void *arg);
	/* The workers cannot start as the configuration has them; they are tried again. */
	void (*on_refused)(const char *why, void *arg);
	/* A part has nothing under way or due any more. */
	void (*on_idle)(void *arg);
	void *arg;
};
/* Builds all parts; nothing is begun. NULL and err when one cannot be had. */
struct parts *parts_new(const struct parts_options *options, struct err *err);
/* Begins: polls, jobs, deliveries. */
void parts_start(struct parts *parts);
/* Ends polls and jobs, lets deliveries under way end. */
void parts_stop(struct parts *parts);
/* Polls, jobs and deliveries under way or due. */
size_t parts_pending(const struct parts *parts);
/* What is under way and has long outlived every deadline, in words; NULL: all is well. To be asked
 * now and then, with the monotonic time. */
const char *parts_stuck(struct parts *parts, int64_t now_ms);
/* On top of twice the deadlines: sites that make us wait, and machines under load. */
#define PARTS_STUCK_MS (30 * 60 * 1000)
/* The clock was set back by so much: what lies ahead comes sooner (jump.h). */
void parts_clock_back(struct parts *parts, int64_t now_ms, int64_t back_ms);
/* Accepts NULL. */
void parts_free(struct parts *parts);

#endif
