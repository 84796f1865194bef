#ifndef LEDGER_DELIVERIES_H
#define LEDGER_DELIVERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/events.h"
#include "ledger/statements.h"

struct err;
struct ledger;

/*
 * The outbox: one row for each event of an alert and each place it goes to. A row is new (with the
 * time of its next try), done or failed; what is failed is a dead letter, listed and, by command,
 * made new.
 */

/* One delivery to make; owned, release with ledger_delivery_release. */
struct ledger_delivery {
	int64_t id, attempts;
	struct ledger_event event;
	char *batch; /* the digest it was put into; NULL: none, it goes alone */
};
void ledger_delivery_release(struct ledger_delivery *delivery);

/* What to look for. */
struct ledger_due {
	const char *endpoint;
	int64_t now_ms; /* due at this time (wall) */
	bool in_order; /* strictly by event; else new ones before retries of old ones */
	int64_t happened_before; /* of those in no digest only events before, in seconds */
	const struct ids *skip; /* not these rows; may be NULL */
};
/* The next delivery that is due: 1 when there is one, 0, or negative. Of one alert's events each
 * waits until those before it are done or given up. */
int ledger_delivery_next(
	struct ledger *ledger, const struct ledger_due *due, struct ledger_delivery *out);
/* Rows of a digest, in the events' order: at most max are written to out; returns how many. */
size_t ledger_delivery_batch(struct ledger *ledger, const char *endpoint, const char *batch,
	struct ledger_delivery *out, size_t max);
/* When the next delivery for an endpoint after a time is due; INT64_MAX when none waits. */
int64_t ledger_delivery_when(struct ledger *ledger, const char *endpoint, int64_t after_ms);
int64_t ledger_deliveries_waiting(struct ledger *ledger);

/* Puts deliveries into a digest, for good, before it is sent for the first time: 0 or negative. A
 * transaction of its own. */
int ledger_delivery_gather(
	struct ledger *ledger, const struct ids *deliveries, const char *batch, struct err *err);

/* Transaction 3: what came of an attempt. */
enum delivery_outcome { DELIVERY_DONE, DELIVERY_RETRY, DELIVERY_FAILED };
struct ledger_attempt {
	const int64_t *deliveries; /* rows: one, or those of a digest */
	size_t n;
	int64_t now;
	enum delivery_outcome outcome;
	int64_t next_ms; /* DELIVERY_RETRY */
	int64_t http_status, elapsed_ms;
	const char *reason; /* NULL when nothing is to be said */
	const char *answer; /* the start of what the receiver said; or NULL */
	bool untried; /* decided without asking the receiver: counts as no try */
};
int ledger_delivery_store(
	struct ledger *ledger, const struct ledger_attempt *attempt, struct err *err);
/* Fails what waits for endpoints not in the list: they left the configuration. Returns how many,
 * or negative. A transaction of its own. */
int64_t ledger_deliveries_orphaned(struct ledger *ledger, const char *const *endpoints, size_t n,
	int64_t now, struct err *err);
/* Marks what an endpoint has "done" of events numbered beyond seq as new: it has lost them. Returns
 * how many, or negative. A transaction of its own. */
int64_t ledger_deliveries_lost(
	struct ledger *ledger, const char *endpoint, int64_t seq, struct err *err);

/* Which deliveries: every part that is set must fit. */
struct ledger_delivery_filter {
	const char *endpoint, *state, *alert_id; /* NULL: any */
	int64_t since; /* the event happened since; INT64_MIN: any */
	int64_t limit; /* of a list; 0: all */
};
/* Makes failed ones (with `done` those that arrived, too) new, to be tried at once with the whole
 * schedule before them. Returns how many, or negative. A transaction of its own. */
int64_t ledger_deliveries_replay(struct ledger *ledger, const struct ledger_delivery_filter *filter,
	bool done, struct err *err);

/* A delivery as listed; borrowed during the call. */
struct ledger_delivery_row {
	int64_t id, event_seq, attempts, next_ms, happened;
	int64_t finished, http_status, elapsed_ms; /* INT64_MIN: none */
	const char *alert_id, *endpoint, *state, *reason, *answer, *batch, *kind, *issue;
	const char *event; /* a word of event_type_word */
};
/* The newest first. */
void ledger_deliveries_each(struct ledger *ledger, const struct ledger_delivery_filter *filter,
	void (*each)(const struct ledger_delivery_row *row, void *arg), void *arg);

/* How one endpoint stands. */
struct ledger_delivery_counts {
	int64_t waiting, failed, done;
	int64_t oldest; /* when the oldest event that waits happened; INT64_MIN: none waits */
};
void ledger_delivery_count(
	struct ledger *ledger, const char *endpoint, struct ledger_delivery_counts *out);

/* Calls back with every delivery of an alert that is not done. */
struct ledger_undelivered {
	const char *endpoint, *reason; /* borrowed; reason may be NULL */
	int64_t attempts, next_ms; /* next_ms INT64_MAX: given up */
};
void ledger_undelivered_each(struct ledger *ledger, int64_t alert_seq,
	void (*each)(const struct ledger_undelivered *delivery, void *arg), void *arg);

/* An endpoint that wants no more (410) stays disabled over restarts, until it has another address
 * or is enabled by command. address is any text that changes with it. */
bool ledger_endpoint_disabled(struct ledger *ledger, const char *endpoint, const char *address);
int ledger_endpoint_disable(struct ledger *ledger, const char *endpoint, const char *address,
	int64_t now, struct err *err);
/* 1 if it was disabled, 0 if not, or negative. */
int ledger_endpoint_enable(struct ledger *ledger, const char *endpoint, struct err *err);

#endif
