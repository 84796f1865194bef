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

void ledger_totals(struct ledger *ledger, struct ledger_totals *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT (SELECT COUNT(*) FROM articles), (SELECT COUNT(*) FROM statements)");
	*out = (struct ledger_totals){0};
	if (db_step(q) != 1)
		return;
	out->articles = db_col_int(q, 0);
	out->statements = db_col_int(q, 1);
}

void ledger_alert_kinds_each(
	struct ledger *ledger, void (*each)(const char *kind, int64_t n, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT kind, COUNT(*) FROM alerts GROUP BY kind ORDER BY kind");
	while (db_step(q) == 1)
		each(db_col_text(q, 0), db_col_int(q, 1), arg);
}

void ledger_event_types_each(
	struct ledger *ledger, void (*each)(const char *type, int64_t n, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT type, COUNT(*) FROM events GROUP BY type ORDER BY type");
	while (db_step(q) == 1)
		each(db_col_text(q, 0), db_col_int(q, 1), arg);
}

void ledger_feeds_success_each(struct ledger *ledger,
	void (*each)(const char *name, int64_t succeeded, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT name, MIN(COALESCE(succeeded, 0)) FROM feeds WHERE active = 1"
		" GROUP BY name ORDER BY name");
	while (db_step(q) == 1)
		each(db_col_text(q, 0), db_col_int(q, 1), arg);
}
