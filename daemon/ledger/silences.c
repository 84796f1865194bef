#include "ledger/silences.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "util/err.h"
#include "util/mem.h"

int64_t ledger_silence_add(
	struct ledger *ledger, const struct ledger_silence *silence, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	int64_t id = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"INSERT INTO silences (kind, side, speaker, issue, site, comment, created,"
			" expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id");
		db_text(q, 1, silence->kind);
		db_text(q, 2, silence->side);
		db_text(q, 3, silence->speaker);
		db_text(q, 4, silence->issue);
		db_text(q, 5, silence->site);
		db_text(q, 6, silence->comment);
		db_int(q, 7, silence->created);
		db_int(q, 8, silence->expires);
		if (db_step(q) == 1)
			id = db_col_int(q, 0);
	}
	rc = ledger_commit(ledger, err);
	return rc < 0 ? rc : id;
}

int ledger_silence_end(struct ledger *ledger, int64_t id, int64_t now, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	int64_t n = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"UPDATE silences SET expires = $1 WHERE id = $2 AND expires > $1");
		db_int(q, 1, now);
		db_int(q, 2, id);
		if (db_run(q) == 0)
			n = db_changes(ledger_db(ledger));
	}
	rc = ledger_commit(ledger, err);
	return rc < 0 ? rc : n > 0;
}

void ledger_silences_each(struct ledger *ledger, int64_t now,
	void (*each)(const struct ledger_silence *silence, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT id, created, expires, kind, side, speaker, issue, site, comment"
		" FROM silences WHERE CAST($1 AS BIGINT) IS NULL OR expires > $1 ORDER BY id");
	db_time(q, 1, now);
	while (db_step(q) == 1)
		each(
			&(struct ledger_silence){
				.id = db_col_int(q, 0),
				.created = db_col_int(q, 1),
				.expires = db_col_int(q, 2),
				.kind = db_col_text(q, 3),
				.side = db_col_text(q, 4),
				.speaker = db_col_text(q, 5),
				.issue = db_col_text(q, 6),
				.site = db_col_text(q, 7),
				.comment = db_col_text(q, 8),
			},
			arg);
}
