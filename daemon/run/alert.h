#ifndef RUN_ALERT_H
#define RUN_ALERT_H

#include <jansson.h>
#include <stdint.h>

#include "compare/compare.h"

struct ledger;
struct ledger_event;
struct ledger_statement;

/* The two sides of one contradiction; borrowed. */
struct alert_pair {
	const struct ledger_statement *earlier, *later;
	const struct comparison *comparison;
};

/*
 * What a contradiction is about, so that it is known again when the next outlet or the next
 * spokesman brings it: kind, parties (the sides of a dispute, the speakers otherwise) and what
 * clashes. *specific says whether that names a slot. The caller frees it.
 */
char *alert_story(const struct alert_pair *pair, int *specific);

/* Whether two statements are of one party to a contradiction of this kind. */
int alert_same_party(
	enum kind kind, const struct ledger_statement *a, const struct ledger_statement *b);

/* The alert object that `replay` prints and, as an event, webhook and log carry. New reference. */
json_t *alert_json(struct ledger *ledger, const struct alert_pair *pair, const char *id);

/* The object on its way out: before it "v", the version of this form, "seq", the event's number in
 * the log's order, "id", the event's, "type" ("alert.raised", "alert.updated", "alert.withdrawn"),
 * "timestamp", when it happened, "alert", the alert's id, and "reason". New reference; NULL if the
 * body is no object. */
#define ALERT_VERSION 2
json_t *alert_wire(const struct ledger_event *event);
/* The same as text; the caller frees it. */
char *alert_wire_text(const struct ledger_event *event);

/* The body of an alert as it stands now: by the articles that report its statements now. NULL when
 * there is no such alert; the caller frees it. */
char *alert_body_now(struct ledger *ledger, int64_t seq);
/* The same as an object with the type, time and reason of its newest event, and the alert's own
 * "seq" and "id". New reference. */
json_t *alert_json_now(struct ledger *ledger, int64_t seq);

#endif
