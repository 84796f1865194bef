#ifndef RUN_FOLLOW_H
#define RUN_FOLLOW_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/events.h"
#include "ledger/statements.h"

struct intake_endpoint;
struct ledger;

/*
 * What becomes of alerts that were told. While an article is taken in, the statements that it
 * reports, or reports no more, are noted; then each alert that holds one is looked at: it is
 * withdrawn when a side is reported by nobody any more, and updated when it stands and reads
 * otherwise than it was last told. All of it within transaction 2.
 */
struct follow {
	struct ids reported, dropped; /* alerts */
	struct ids raised; /* alerts that this article itself raised: there is nothing to add */
};
void follow_release(struct follow *follow);

void follow_reported(struct follow *follow, struct ledger *ledger, int64_t statement_id);
void follow_dropped(struct follow *follow, struct ledger *ledger, int64_t statement_id);

/* All borrowed. */
struct follow_context {
	struct ledger *ledger;
	const struct intake_endpoint *endpoints;
	size_t n_endpoints;
	const char *url; /* of the article; may be NULL */
	int64_t now;
};
/* Events of an alert after which another report of what it holds is told no more: each holds the
 * addresses of all reports, and a hundredth is no news. */
#define FOLLOW_UPDATES_MAX 50
/* Returns how many events there were. */
size_t follow_tell(const struct follow *follow, const struct follow_context *context);

/* The endpoints that an event of an alert goes to; out has room for all. Returns how many. */
size_t follow_endpoints(const struct intake_endpoint *endpoints, size_t n, const json_t *alert,
	enum event_type type, const char **out);

#endif
