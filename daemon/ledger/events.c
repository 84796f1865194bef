#include "ledger/events.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "util/err.h"
#include "util/hash.h"
#include "util/mem.h"

static const char *const words[] = {"raised", "updated", "withdrawn"};

const char *event_type_word(enum event_type type)
{
	return words[type];
}

bool event_type_from_word(const char *word, enum event_type *type)
{
	for (size_t i = 0; word && i < ARRAY_SIZE(words); i++)
		if (strcmp(words[i], word) == 0) {
			*type = (enum event_type)i;
			return true;
		}
	return false;
}

void ledger_event_release(struct ledger_event *event)
{
	free(event->id);
	free(event->alert_id);
	free(event->reason);
	free(event->body);
	*event = (struct ledger_event){0};
}

void ledger_event_id(const struct ledger_event *last, enum event_type type, const char *body,
	char out[EVENT_ID_SIZE])
{
	/* The one before tells the n-th time that an alert was withdrawn from the first. */
	AUTOFREE char *key = xasprintf("%s\n%s\n%s", last->id, event_type_word(type), body);
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex(key, strlen(key), hex);
	memcpy(out, hex, EVENT_ID_SIZE - 1);
	out[EVENT_ID_SIZE - 1] = '\0';
}

static int64_t add_row(struct ledger *ledger, const struct ledger_new_event *event)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO events (seq, id, alert_seq, type, happened, reason, body)"
		" VALUES (CASE WHEN $1 > 0 THEN $1 ELSE"
		" (SELECT COALESCE(MAX(seq), 0) + 1 FROM events) END, $2, $3, $4, $5, $6, $7)"
		" ON CONFLICT (id) DO NOTHING RETURNING seq");
	db_int(q, 1, event->seq);
	db_text(q, 2, event->id);
	db_int(q, 3, event->alert_seq);
	db_text(q, 4, event_type_word(event->type));
	db_int(q, 5, event->happened);
	db_text(q, 6, event->reason);
	db_text(q, 7, event->body);
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

void ledger_event_add(struct ledger *ledger, const struct ledger_new_event *event)
{
	int64_t seq = add_row(ledger, event);
	if (!seq)
		return;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO deliveries (event_seq, endpoint, state) VALUES ($1, $2, 'new')");
	for (size_t i = 0; i < event->n_endpoints; i++) {
		db_int(q, 1, seq);
		db_text(q, 2, event->endpoints[i]);
		(void)db_run(q);
	}
}

int ledger_event_last(struct ledger *ledger, int64_t alert_seq, struct ledger_event *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT e.seq, e.happened, e.type, e.id, a.id, e.reason, COALESCE(e.body, a.body),"
		" (SELECT COUNT(*) FROM events WHERE alert_seq = $1)"
		" FROM events e JOIN alerts a ON a.seq = e.alert_seq WHERE e.alert_seq = $1"
		" ORDER BY e.seq DESC LIMIT 1");
	db_int(q, 1, alert_seq);
	int rc = db_step(q);
	if (rc != 1)
		return rc;
	*out = (struct ledger_event){
		.seq = db_col_int(q, 0),
		.happened = db_col_int(q, 1),
		.number = db_col_int(q, 7),
		.id = xstrdup_null(db_col_text(q, 3)),
		.alert_id = xstrdup_null(db_col_text(q, 4)),
		.reason = xstrdup_null(db_col_text(q, 5)),
		.body = xstrdup_null(db_col_text(q, 6)),
	};
	(void)event_type_from_word(db_col_text(q, 2), &out->type);
	return 1;
}

void ledger_alerts_with(struct ledger *ledger, int64_t statement_id, struct ids *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT seq FROM alerts WHERE earlier_id = $1 UNION"
		" SELECT seq FROM alerts WHERE later_id = $1 UNION"
		" SELECT alert_seq FROM alert_statements WHERE statement_id = $1 ORDER BY 1");
	db_int(q, 1, statement_id);
	while (db_step(q) == 1)
		ids_add(out, db_col_int(q, 0));
}

bool ledger_alert_side_stands(struct ledger *ledger, int64_t alert_seq, const char *side)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT 1 FROM reports r WHERE r.gone IS NULL AND (r.statement_id ="
		" (SELECT CASE WHEN $2 = 'earlier' THEN earlier_id ELSE later_id END FROM alerts"
		"  WHERE seq = $1) OR r.statement_id IN"
		" (SELECT statement_id FROM alert_statements WHERE alert_seq = $1 AND role = $2))"
		" LIMIT 1");
	db_int(q, 1, alert_seq);
	db_text(q, 2, side);
	return db_step(q) == 1;
}
