#ifndef LEDGER_ALERTS_H
#define LEDGER_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compare/compare.h"
#include "ledger/statements.h"

struct err;
struct ledger;

/* Alerts and the outbox that carries them away. */

#define ALERT_ID_SIZE 33
/* The id of an alert: a hash of kind and both statements' fingerprints, so that the same
 * contradiction found again, after a crash or in a replay, has the same one. */
void ledger_alert_id(
	enum kind kind, const char *earlier, const char *later, char out[ALERT_ID_SIZE]);

/* A told contradiction like a new one, or 0: one about the same story with the same statement on a
 * side, or with both statements said within `within` seconds of the new ones. *earlier_id is then
 * its earlier statement. */
struct ledger_story {
	const char *story; /* what the contradiction is about: same story, same key */
	int64_t earlier_id, later_id, earlier_said, later_said, within;
};
int64_t ledger_alert_like(
	struct ledger *ledger, const struct ledger_story *story, int64_t *earlier_id);
/* Notes that a statement says what a side ("earlier", "later") of a told alert says. */
void ledger_alert_join(
	struct ledger *ledger, int64_t alert_seq, int64_t statement_id, const char *role);

/* Adds an alert with one delivery for each endpoint; part of transaction 2. Returns its number in
 * the log's order, 0 when an alert of this id exists (or on a sticking error). */
struct ledger_new_alert {
	const char *id, *kind, *issue, *why, *story, *body;
	double score;
	int64_t earlier_id, later_id, raised;
	const char *const *endpoints;
	size_t n_endpoints;
};
int64_t ledger_alert_add(struct ledger *ledger, const struct ledger_new_alert *alert);

/* A delivery to make; owned, release with ledger_delivery_release. */
struct ledger_delivery {
	int64_t id, alert_seq, attempts;
	char *alert_id, *body;
};
void ledger_delivery_release(struct ledger_delivery *delivery);
/* The next delivery for an endpoint due at a time (wall, ms) that is not in skip (by id; may be
 * NULL): 1 when there is one. New alerts go before retries of old ones; with in_order strictly by
 * alert. */
int ledger_delivery_next(struct ledger *ledger, const char *endpoint, int64_t now_ms, bool in_order,
	const struct ids *skip, struct ledger_delivery *out);
/* When the next delivery for an endpoint after a time is due; INT64_MAX when none waits. */
int64_t ledger_delivery_when(struct ledger *ledger, const char *endpoint, int64_t after_ms);
int64_t ledger_deliveries_waiting(struct ledger *ledger);

/* Transaction 3: what came of an attempt. */
enum delivery_outcome { DELIVERY_DONE, DELIVERY_RETRY, DELIVERY_FAILED };
struct ledger_attempt {
	int64_t delivery_id, now;
	enum delivery_outcome outcome;
	int64_t next_ms; /* DELIVERY_RETRY */
	int64_t http_status;
	const char *reason; /* NULL when done */
};
int ledger_delivery_store(
	struct ledger *ledger, const struct ledger_attempt *attempt, struct err *err);
/* Fails what waits for endpoints not in the list: they left the configuration. Returns how many,
 * or negative. A transaction of its own. */
int64_t ledger_deliveries_orphaned(struct ledger *ledger, const char *const *endpoints, size_t n,
	int64_t now, struct err *err);
/* An alert as listed. Owned. */
struct ledger_alert {
	int64_t seq, raised, deliveries_new, deliveries_failed;
	char *body;
	struct ids earlier, later; /* statements that joined it */
};
void ledger_alert_release(struct ledger_alert *alert);
/* Calls back with every delivery of an alert that is not done. */
struct ledger_undelivered {
	const char *endpoint, *reason; /* borrowed; reason may be NULL */
	int64_t attempts, next_ms; /* next_ms INT64_MAX: given up */
};
void ledger_undelivered_each(struct ledger *ledger, int64_t alert_seq,
	void (*each)(const struct ledger_undelivered *delivery, void *arg), void *arg);
/* Numbers (seq) of alerts, newest first. */
void ledger_alerts_list(struct ledger *ledger, const struct ledger_filter *filter, struct ids *out);
int ledger_alert_get(struct ledger *ledger, int64_t seq, struct ledger_alert *out);

#endif
