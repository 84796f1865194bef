#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/db.h"

struct err;
struct ledger;

/*
 * The ledger: feeds, articles, statements, alerts, deliveries. It is also the only queue: an
 * article row is new, done or failed, a delivery likewise, and three transactions move everything:
 *
 *   1. a poll's outcome: the feed's validators with the entries they brought, as article rows
 *      (ledger/feeds.h);
 *   2. an article's outcome: its statements, merged with what is known, the alerts they raise and
 *      a delivery for each place an alert goes to (articles.h, statements.h, alerts.h);
 *   3. a delivery's outcome (alerts.h).
 *
 * A crash between any two is a repeat, not a loss. What a function of transaction 1 or 2 does is
 * kept only once ledger_commit returned 0; see db.h on errors that stick.
 */

/* Opens and, unless reading, migrates. On success the caller owns *ledger. Errors as db_open and
 * schema_migrate; a reader gets ERR_FAIL where there is no ledger. */
int ledger_open(const char *path, enum db_mode mode, struct ledger **ledger, struct err *err);
void ledger_close(struct ledger **ledger);

int ledger_begin(struct ledger *ledger, struct err *err);
int ledger_commit(struct ledger *ledger, struct err *err);
void ledger_rollback(struct ledger *ledger);
/* The first error since begin, for functions whose result cannot carry one. */
const struct err *ledger_error(const struct ledger *ledger);

/* The driver; for this folder. */
struct db *ledger_db(struct ledger *ledger);

#endif
