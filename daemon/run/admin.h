#ifndef RUN_ADMIN_H
#define RUN_ADMIN_H

#include <jansson.h>

struct config;
struct err;
struct ledger;
struct outbox;
struct schedule;

/*
 * What an operator changes: one JSON object asks, {"do": WORD, ...}, and one answers, {"ok": true,
 * ...} or {"ok": false, "why": TEXT}. The daemon is asked over its control socket (control.h);
 * where none runs, a command does the same to the ledger itself.
 *
 *   status                                       how things stand, endpoint by endpoint
 *   replay  endpoint, alert, since, done         deliveries that failed are made again: "n" of them
 *   enable  endpoint                             a receiver that answered 410 is asked again
 *   silence kind, side, speaker, issue, site,    alerts that fit are sent nowhere for so long: "id"
 *           secs, comment
 *   speak   id                                   ends a silence
 *   poll    feed                                 a feed, by name or address, is polled now
 */
struct admin {
	struct ledger *ledger; /* borrowed, like the others */
	const struct config *config;
	struct outbox *outbox; /* NULL: no daemon runs */
	struct schedule *schedule; /* NULL: no daemon runs */
};
/* New reference, never NULL, whatever the request. */
json_t *admin_do(const struct admin *admin, const json_t *request);
/* The answer that something failed; with err's, "code" says how (util/err.h). New references. */
json_t *admin_refuse(const char *why);
json_t *admin_refuse_err(const struct err *err);

#define ADMIN_SILENCE_MAX_SECS (400 * 86400)

#endif
