#ifndef RUN_OUTBOX_H
#define RUN_OUTBOX_H

#include <stddef.h>
#include <stdint.h>

struct config;
struct err;
struct event_base;
struct fetcher;
struct ledger;
struct outbox;

/*
 * Carries alerts away: to the JSONL log, each exactly once and in order, and to webhooks, each at
 * least once under an id that stays. What is not delivered stays in the ledger and is tried again,
 * after a restart too (transaction 3); a webhook that fails OUTBOX_TRIES times is given up and
 * listed. One endpoint that is down holds up no other.
 */

/* The endpoint's name in the ledger. */
#define OUTBOX_LOG "log"
/* First try at once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h (Standard Webhooks).
 */
#define OUTBOX_TRIES 10

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
/* The endpoints' names for new alerts; borrowed until outbox_free. */
const char *const *outbox_endpoints(const struct outbox *outbox, size_t *n);
/* There may be new deliveries: looks soon. */
void outbox_wake(struct outbox *outbox);
/* Attempts under way, or a look still to come. */
size_t outbox_pending(const struct outbox *outbox);
/* Begins no further attempt; those under way may end. */
void outbox_stop(struct outbox *outbox);
/* Opens the log anew (SIGUSR1). */
void outbox_reopen(struct outbox *outbox);

/* Seconds before try number `tries` + 1, without jitter; -1: there is none. */
int64_t outbox_delay(int64_t tries);

#endif
