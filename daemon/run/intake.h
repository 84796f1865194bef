#ifndef RUN_INTAKE_H
#define RUN_INTAKE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claims/statement.h"

struct err;
struct intake;
struct ledger;
struct profile;
struct route;

/*
 * Where an article's statements enter the ledger; the daemon and `replay` share it. Each statement
 * is merged with the one it repeats, or added and compared with what it may clash with; a
 * contradiction becomes one alert with a delivery for each endpoint. All of it, and the end of the
 * article's job, is one transaction.
 */

/* A place alerts go to. */
struct intake_endpoint {
	const char *name; /* for the outbox: "log", "webhook:NAME" */
	const struct route *route; /* which alerts; NULL: all */
};

struct intake_options {
	struct ledger *ledger; /* borrowed, like the profile */
	const struct profile *profile;
	double min_score; /* alerts below are not raised */
	const struct intake_endpoint *endpoints; /* borrowed, like what they point to */
	size_t n_endpoints;
};
struct intake *intake_new(const struct intake_options *options);
void intake_free(struct intake *intake);

/* The article as its row says; borrowed. */
struct intake_article {
	int64_t id; /* of its row */
	const char *url, *title, *site; /* may be NULL */
	int64_t published; /* DATE_UNKNOWN: not known */
	const char *text; /* NULL: none was read */
	const char *canonical_url, *original_url; /* as struct article's; may be NULL */
	const char *result; /* what to note as the job's result; NULL: "statements" */
	/* The page itself was read, all of it and by every plugin: what is not among the statements
	 * any more was edited out. */
	bool whole;
	bool removed; /* the page is no more: what it said is not held to stand by it */
};

/* What came of it. Zero-initialise; release with intake_outcome_release. */
struct intake_outcome {
	bool copy; /* of an article known from another address */
	bool unchanged; /* read again, and the text is what it was: nothing was looked at */
	size_t added, merged, off_topic; /* statements */
	size_t compared; /* pairs */
	size_t edited; /* statements of the reading before that were changed or removed */
	json_t *alerts; /* array of alert objects in order */
	size_t events; /* told alerts that were updated or withdrawn */
};
void intake_outcome_release(struct intake_outcome *outcome);

/*
 * Transaction 2. statements may be empty. 0: stored. Otherwise nothing of it is left: ERR_RETRY
 * (again later) or ERR_FAIL (the ledger is broken). Dates of statements that nothing tells are set
 * to the article's, or to now.
 */
int intake_store(struct intake *intake, const struct intake_article *article,
	struct statements *statements, struct intake_outcome *outcome, struct err *err);

#endif
