#include "ledger/alerts.h"

#include "ledger/db.h"
#include "ledger/events.h"
#include "ledger/ledger.h"
#include "util/err.h"
#include "util/hash.h"
#include "util/mem.h"

void ledger_alert_id(
	enum kind kind, const char *earlier, const char *later, char out[ALERT_ID_SIZE])
{
	const char *word = kind_word(kind);
	AUTOFREE char *key = xasprintf("%s\n%s\n%s", word ? word : "", earlier, later);
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex(key, strlen(key), hex);
	memcpy(out, hex, ALERT_ID_SIZE - 1);
	out[ALERT_ID_SIZE - 1] = '\0';
}

int64_t ledger_alert_like(
	struct ledger *ledger, const struct ledger_story *story, int64_t *earlier_id)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.seq, a.earlier_id FROM alerts a"
		" JOIN statements e ON e.id = a.earlier_id JOIN statements l ON l.id = a.later_id"
		" WHERE a.story = $1 AND (a.earlier_id = $2 OR a.later_id = $3 OR"
		" (ABS(e.said - $4) <= $6 AND ABS(l.said - $5) <= $6))"
		" ORDER BY a.seq LIMIT 1");
	db_text(q, 1, story->story);
	db_int(q, 2, story->earlier_id);
	db_int(q, 3, story->later_id);
	db_int(q, 4, story->earlier_said);
	db_int(q, 5, story->later_said);
	db_int(q, 6, story->within);
	if (db_step(q) != 1)
		return 0;
	*earlier_id = db_col_int(q, 1);
	return db_col_int(q, 0);
}

void ledger_alert_join(
	struct ledger *ledger, int64_t alert_seq, int64_t statement_id, const char *role)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO alert_statements (alert_seq, statement_id, role)"
		" SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM alerts"
		" WHERE seq = $1 AND (earlier_id = $2 OR later_id = $2))"
		" ON CONFLICT DO NOTHING");
	db_int(q, 1, alert_seq);
	db_int(q, 2, statement_id);
	db_text(q, 3, role);
	(void)db_run(q);
}

int64_t ledger_alert_add(struct ledger *ledger, const struct ledger_new_alert *alert)
{
	int64_t seq = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"INSERT INTO alerts (seq, id, kind, score, issue, why, story, earlier_id,"
			" later_id, raised, body) VALUES ("
			"(SELECT COALESCE(MAX(seq), 0) + 1 FROM events),"
			" $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
			" ON CONFLICT (id) DO NOTHING RETURNING seq");
		db_text(q, 1, alert->id);
		db_text(q, 2, alert->kind);
		db_real(q, 3, alert->score);
		db_text(q, 4, alert->issue);
		db_text(q, 5, alert->why);
		db_text(q, 6, alert->story);
		db_int(q, 7, alert->earlier_id);
		db_int(q, 8, alert->later_id);
		db_int(q, 9, alert->raised);
		db_text(q, 10, alert->body);
		if (db_step(q) != 1)
			return 0;
		seq = db_col_int(q, 0);
	}
	ledger_event_add(ledger, &(struct ledger_new_event){.seq = seq,
					 .alert_seq = seq,
					 .happened = alert->raised,
					 .type = EVENT_RAISED,
					 .id = alert->id,
					 .endpoints = alert->endpoints,
					 .n_endpoints = alert->n_endpoints});
	return seq;
}

void ledger_alert_release(struct ledger_alert *alert)
{
	free(alert->body);
	ids_release(&alert->earlier);
	ids_release(&alert->later);
	*alert = (struct ledger_alert){0};
}

void ledger_alerts_list(struct ledger *ledger, const struct ledger_filter *filter, struct ids *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.seq FROM alerts a"
		" JOIN statements e ON e.id = a.earlier_id JOIN statements l ON l.id = a.later_id"
		" WHERE (CAST($1 AS TEXT) IS NULL OR e.speaker = $1 OR l.speaker = $1)"
		" AND (CAST($2 AS TEXT) IS NULL OR e.side = $2 OR l.side = $2)"
		" AND (CAST($3 AS TEXT) IS NULL OR a.issue = $3)"
		" AND (CAST($4 AS TEXT) IS NULL OR a.kind = $4)"
		" AND (CAST($5 AS TEXT) IS NULL OR LOWER(e.text) LIKE LOWER($5)"
		"  OR LOWER(l.text) LIKE LOWER($5) OR LOWER(a.why) LIKE LOWER($5))"
		" AND (CAST($6 AS BIGINT) IS NULL OR a.raised >= $6)"
		" AND (CAST($7 AS BIGINT) IS NULL OR a.raised <= $7)"
		" AND a.score >= $8 AND ($9 = 0 OR EXISTS (SELECT 1 FROM deliveries d"
		"  JOIN events v ON v.seq = d.event_seq"
		"  WHERE v.alert_seq = a.seq AND d.state <> 'done'))"
		" ORDER BY a.seq DESC LIMIT $10");
	AUTOFREE char *like = filter->words ? xasprintf("%%%s%%", filter->words) : NULL;
	db_text(q, 1, filter->speaker);
	db_text(q, 2, filter->side);
	db_text(q, 3, filter->issue);
	db_text(q, 4, filter->kind);
	db_text(q, 5, like);
	db_time(q, 6, filter->since);
	db_time(q, 7, filter->until == INT64_MAX ? INT64_MIN : filter->until);
	db_real(q, 8, filter->min_score);
	db_int(q, 9, filter->undelivered);
	db_int(q, 10, filter->limit > 0 ? filter->limit : INT64_MAX);
	while (db_step(q) == 1)
		ids_add(out, db_col_int(q, 0));
}

static void add_role(
	struct ledger *ledger, int64_t seq, int64_t statement, const char *role, struct ids *out)
{
	ids_add(out, statement);
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT statement_id FROM alert_statements WHERE alert_seq = $1 AND role = $2"
		" ORDER BY statement_id");
	db_int(q, 1, seq);
	db_text(q, 2, role);
	while (db_step(q) == 1)
		ids_add(out, db_col_int(q, 0));
}

int ledger_alert_get(struct ledger *ledger, int64_t seq, struct ledger_alert *out)
{
	int64_t earlier, later;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"SELECT body, earlier_id, later_id FROM alerts WHERE seq = $1");
		db_int(q, 1, seq);
		int rc = db_step(q);
		if (rc != 1)
			return rc;
		*out = (struct ledger_alert){
			.seq = seq,
			.body = xstrdup_null(db_col_text(q, 0)),
		};
		earlier = db_col_int(q, 1);
		later = db_col_int(q, 2);
	}
	add_role(ledger, seq, earlier, "earlier", &out->earlier);
	add_role(ledger, seq, later, "later", &out->later);
	return 1;
}
