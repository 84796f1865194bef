#ifndef LEDGER_ALERTS_H
#define LEDGER_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compare/compare.h"
#include "ledger/statements.h"

struct err;
struct ledger;

/* Alerts. What became of each is told by events (ledger/events.h). */

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

/* Adds an alert and the event that raises it (ledger/events.h), with one delivery for each
 * endpoint; part of transaction 2. Returns its number in the log's order, 0 when an alert of this
 * id exists (or on a sticking error). */
struct ledger_new_alert {
	const char *id, *kind, *issue, *why, *story, *body;
	double score;
	int64_t earlier_id, later_id, raised;
	const char *const *endpoints;
	size_t n_endpoints;
};
int64_t ledger_alert_add(struct ledger *ledger, const struct ledger_new_alert *alert);

/* An alert as listed. Owned. */
struct ledger_alert {
	int64_t seq;
	char *body; /* as it was raised */
	struct ids earlier, later; /* statements that joined it */
};
void ledger_alert_release(struct ledger_alert *alert);
/* Numbers (seq) of alerts, newest first. */
void ledger_alerts_list(struct ledger *ledger, const struct ledger_filter *filter, struct ids *out);
int ledger_alert_get(struct ledger *ledger, int64_t seq, struct ledger_alert *out);

#endif
