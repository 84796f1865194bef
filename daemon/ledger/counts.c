#include "ledger/counts.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "util/mem.h"

void ledger_count(struct ledger *ledger, struct ledger_counts *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT"
		" (SELECT COUNT(*) FROM feeds WHERE active = 1),"
		" (SELECT COUNT(*) FROM articles WHERE state = 'new'),"
		" (SELECT COUNT(*) FROM articles WHERE state = 'failed'),"
		" (SELECT COUNT(*) FROM articles WHERE state = 'done' AND result = 'statements'),"
		" (SELECT COUNT(*) FROM articles WHERE state = 'done' AND result = 'off topic'),"
		" (SELECT COUNT(*) FROM articles WHERE state = 'done' AND"
		"  (result IS NULL OR result NOT IN ('statements', 'off topic'))),"
		" (SELECT COUNT(*) FROM statements),"
		" (SELECT COUNT(*) FROM statements WHERE relevant = 1),"
		" (SELECT COUNT(*) FROM reports) - (SELECT COUNT(*) FROM statements),"
		" (SELECT COUNT(*) FROM alerts),"
		" (SELECT COUNT(*) FROM deliveries WHERE state = 'new'),"
		" (SELECT COUNT(*) FROM deliveries WHERE state = 'failed')");
	int64_t *const numbers[] = {&out->feeds, &out->articles_waiting, &out->articles_failed,
		&out->articles_read, &out->articles_off_topic, &out->articles_other,
		&out->statements, &out->statements_relevant, &out->rereports, &out->alerts,
		&out->deliveries_waiting, &out->deliveries_failed};
	*out = (struct ledger_counts){0};
	if (db_step(q) != 1)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		*numbers[i] = db_col_int(q, (int)i);
}
