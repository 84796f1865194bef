#ifndef RUN_ALERT_H
#define RUN_ALERT_H

#include <jansson.h>
#include <stdint.h>

#include "compare/compare.h"

struct ledger;
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

/* The alert object that `replay` prints and, with "v" and "seq", webhook and log carry. New
 * reference. */
json_t *alert_json(struct ledger *ledger, const struct alert_pair *pair, const char *id);

/* The object on its way out: with "v", the version of its form, and "seq", its number in the log's
 * order, before the rest. body is what alert_json made. New reference; NULL if it is no object. */
#define ALERT_VERSION 1
json_t *alert_wire(const char *body, int64_t seq);
/* The same as text; the caller frees it. */
char *alert_wire_text(const char *body, int64_t seq);

/* The same object as it stands now: every later report of its statements included; with "v" and
 * "seq". New reference; NULL when there is no such alert. */
json_t *alert_json_now(struct ledger *ledger, int64_t seq);

#endif
