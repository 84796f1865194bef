#include "ledger/edits.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "util/mem.h"

/* Whether the last edit of a statement in an article put the same in its place. */
static bool is_told(struct ledger *ledger, const struct ledger_new_edit *edit)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT now_text FROM edits WHERE statement_id = $1 AND article_id = $2"
		" ORDER BY id DESC LIMIT 1");
	db_int(q, 1, edit->statement_id);
	db_int(q, 2, edit->article_id);
	const char *last = db_step(q) == 1 ? db_col_text(q, 0) : NULL;
	return last && edit->now_text && strcmp(last, edit->now_text) == 0;
}

bool ledger_edit_add(struct ledger *ledger, const struct ledger_new_edit *edit)
{
	if (is_told(ledger, edit))
		return false;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO edits (article_id, statement_id, now_text, now_id, seen, before_hash,"
		" after_hash) VALUES ($1, $2, $3, NULLIF($4, 0), $5, $6, $7)");
	db_int(q, 1, edit->article_id);
	db_int(q, 2, edit->statement_id);
	db_text(q, 3, edit->now_text);
	db_int(q, 4, edit->now_id);
	db_int(q, 5, edit->seen);
	db_text(q, 6, edit->before_hash);
	db_text(q, 7, edit->after_hash);
	return db_run(q) == 0;
}

void ledger_edits_each(struct ledger *ledger, int64_t statement_id,
	void (*each)(const struct ledger_edit *edit, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.url, e.seen, e.before_hash, e.after_hash, n.fingerprint, e.now_text"
		" FROM edits e JOIN articles a ON a.id = e.article_id"
		" LEFT JOIN statements n ON n.id = e.now_id"
		" WHERE e.statement_id = $1 ORDER BY e.id");
	db_int(q, 1, statement_id);
	while (db_step(q) == 1)
		each(&(struct ledger_edit){.url = db_col_text(q, 0),
			     .seen = db_col_int(q, 1),
			     .before_hash = db_col_text(q, 2),
			     .after_hash = db_col_text(q, 3),
			     .now_fingerprint = db_col_text(q, 4),
			     .now_text = db_col_text(q, 5)},
			arg);
}
