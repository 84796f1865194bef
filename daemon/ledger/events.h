#ifndef LEDGER_EVENTS_H
#define LEDGER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ids;
struct ledger;

/*
 * What became of an alert: it was raised, then updated whenever others reported what it holds, and
 * withdrawn once nobody does. Each event is a line of the log and has deliveries of its own.
 */
enum event_type { EVENT_RAISED, EVENT_UPDATED, EVENT_WITHDRAWN };
/* "raised", "updated", "withdrawn"; static storage. */
const char *event_type_word(enum event_type type);
/* Whether it is such a word; *type is then set. */
bool event_type_from_word(const char *word, enum event_type *type);

/* Owned; release with ledger_event_release. */
struct ledger_event {
	int64_t seq; /* the order of the log; of "raised": the alert's */
	int64_t happened; /* Unix seconds */
	int64_t number; /* among the alert's, from 1; set by ledger_event_last alone */
	enum event_type type;
	char *id; /* of "raised": the alert's */
	char *alert_id;
	char *reason; /* one sentence; NULL for "raised" */
	char *body; /* the alert object as it was then */
};
void ledger_event_release(struct ledger_event *event);

#define EVENT_ID_SIZE 33
/* The id of the event that follows `last`: a hash of all that it tells, so that it is the same when
 * a crash makes it happen again. */
void ledger_event_id(const struct ledger_event *last, enum event_type type, const char *body,
	char out[EVENT_ID_SIZE]);

/* Adds an event with one delivery for each endpoint; part of transaction 2. */
struct ledger_new_event {
	int64_t seq; /* of "raised": the alert's; else 0, the next is taken */
	int64_t alert_seq, happened;
	enum event_type type;
	const char *id;
	const char *reason, *body; /* NULL for "raised", whose body is the alert's */
	const char *const *endpoints;
	size_t n_endpoints;
};
void ledger_event_add(struct ledger *ledger, const struct ledger_new_event *event);

/* The newest event of an alert: 1, or 0 when there is no such alert. */
int ledger_event_last(struct ledger *ledger, int64_t alert_seq, struct ledger_event *out);

/* Numbers of the alerts that have a statement on a side. */
void ledger_alerts_with(struct ledger *ledger, int64_t statement_id, struct ids *out);
/* Whether some article still reports one of the statements on a side ("earlier", "later"). */
bool ledger_alert_side_stands(struct ledger *ledger, int64_t alert_seq, const char *side);

#endif
