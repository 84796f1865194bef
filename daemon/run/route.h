#ifndef RUN_ROUTE_H
#define RUN_ROUTE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "ledger/events.h"
#include "util/options.h"

struct ledger_silence;

/*
 * Which alerts go somewhere. A list that is empty takes all; one that is not takes an alert when
 * any of its words fits, sides, speakers and sites on either statement.
 */
struct route {
	struct option_list kinds, sides, speakers, issues, sites;
	struct option_list events; /* words of event_type_word; none: raised and withdrawn */
	int64_t min_score_percent;
};

/* alert: the object as run/alert.h makes it. A site is the site's name or a domain its address
 * lies under, whatever the case. */
bool route_takes(const struct route *route, const json_t *alert);
/* Whether such events of an alert that it takes are wanted. */
bool route_wants(const struct route *route, enum event_type type);

/* Whether a silence is for this alert: every part that is set fits. */
bool route_silenced(const struct ledger_silence *silence, const json_t *alert);

#endif
