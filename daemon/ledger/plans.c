#include "ledger/plans.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "util/mem.h"

int64_t ledger_newest_ms(struct ledger *ledger)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT COALESCE(MAX(polled), 0) * 1000 FROM feeds");
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

#define SOONER(column) column " = CASE WHEN " column " - $2 > $1 THEN " column " - $2 ELSE $1 END"
#define NEVER          "9223372036854775807"

int ledger_plans_back(struct ledger *ledger, int64_t now_ms, int64_t back_ms, struct err *err)
{
	static const char *const updates[] = {
		"UPDATE articles SET " SOONER("next_ms") " WHERE state = 'new' AND next_ms > $1",
		"UPDATE deliveries SET " SOONER("next_ms") " WHERE state = 'new' AND next_ms > $1",
		"UPDATE feeds SET " SOONER("next_ms") " WHERE next_ms > $1 AND next_ms < " NEVER,
		"UPDATE feeds SET " SOONER("held_ms") " WHERE held_ms > $1",
	};
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < ARRAY_SIZE(updates); i++) {
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger), updates[i]);
		db_int(q, 1, now_ms);
		db_int(q, 2, back_ms);
		(void)db_run(q);
	}
	{
		/* So that the clock is not taken to have been set back again. */
		struct db_query *q CLEANUP(db_end) = db_query(
			ledger_db(ledger), "UPDATE feeds SET polled = $1 WHERE polled > $1");
		db_int(q, 1, now_ms / 1000);
		(void)db_run(q);
	}
	return ledger_commit(ledger, err);
}
