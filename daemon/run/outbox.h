#ifndef RUN_OUTBOX_H
#define RUN_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/intake.h"

struct config;
struct endpoint;
struct err;
struct event_base;
struct fetcher;
struct ledger;
struct outbox;

/*
 * Carries alerts away: to the JSONL log, each exactly once and in order, and to webhooks
 * (endpoint.h), each at least once under an id that stays. What is not delivered stays in the
 * ledger and is tried again, after a restart too (transaction 3); a webhook that fails
 * ENDPOINT_TRIES times is given up and listed. One endpoint that is down holds up no other.
 */

/* The endpoint's name in the ledger. */
#define OUTBOX_LOG "log"

struct outbox_options {
	struct event_base *base; /* all borrowed while the outbox lives */
	const struct config *config;
	struct ledger *ledger;
	struct fetcher *fetcher;
	/* The ledger failed for good. */
	void (*on_fatal)(const struct err *err, void *arg);
	/* Nothing is under way or due any more. */
	void (*on_idle)(void *arg);
	void *arg;
};
/* Opens the log and the webhooks, and gives up what waits for endpoints that are no more. NULL and
 * err on failure. */
struct outbox *outbox_new(const struct outbox_options *options, struct err *err);
/* Attempts under way are dropped; they will be repeated. Accepts NULL. */
void outbox_free(struct outbox *outbox);
/* Where new alerts go; borrowed until outbox_free. */
const struct intake_endpoint *outbox_endpoints(const struct outbox *outbox, size_t *n);
/* There may be new deliveries: looks soon. */
void outbox_wake(struct outbox *outbox);
/* Attempts under way, or a look still to come. */
size_t outbox_pending(const struct outbox *outbox);
/* Begins no further attempt; those under way may end. */
void outbox_stop(struct outbox *outbox);
/* The clock was set back by so much: what lies ahead comes sooner (jump.h). */
void outbox_clock_back(struct outbox *outbox, int64_t now_ms, int64_t back_ms);
/* Opens the log anew (SIGUSR1). */
void outbox_reopen(struct outbox *outbox);

/* Asks a receiver again that had answered 410: 1 if it had, 0, or negative. */
int outbox_enable(struct outbox *outbox, const char *name, struct err *err);
/* The webhooks in order, for their state; NULL beyond the last. Borrowed. */
const struct endpoint *outbox_endpoint(const struct outbox *outbox, size_t i);
/* The log could not be written when it was last tried. */
bool outbox_log_broken(const struct outbox *outbox);
/* The ledger could not store an outcome a moment ago: nothing begins for a while. */
bool outbox_on_hold(const struct outbox *outbox);

#endif
