#include "ledger/deliveries.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "util/err.h"
#include "util/mem.h"

void ledger_delivery_release(struct ledger_delivery *delivery)
{
	ledger_event_release(&delivery->event);
	free(delivery->batch);
	*delivery = (struct ledger_delivery){0};
}

static void take_row(struct db_query *q, struct ledger_delivery *out)
{
	*out = (struct ledger_delivery){
		.id = db_col_int(q, 0),
		.attempts = db_col_int(q, 1),
		.batch = xstrdup_null(db_col_text(q, 2)),
		.event = {.seq = db_col_int(q, 3),
			.happened = db_col_int(q, 4),
			.id = xstrdup_null(db_col_text(q, 6)),
			.alert_id = xstrdup_null(db_col_text(q, 7)),
			.reason = xstrdup_null(db_col_text(q, 8)),
			.body = xstrdup_null(db_col_text(q, 9))},
	};
	(void)event_type_from_word(db_col_text(q, 5), &out->event.type);
}

#define ROW_SELECT                                                                           \
	"SELECT d.id, d.attempts, d.batch, e.seq, e.happened, e.type, e.id, a.id, e.reason," \
	" COALESCE(e.body, a.body) FROM deliveries d JOIN events e ON e.seq = d.event_seq"   \
	" JOIN alerts a ON a.seq = e.alert_seq WHERE d.endpoint = $1 AND d.state = 'new'"
/* Events of one alert go one after the other, so that none is told withdrawn before it is told. */
#define DUE                                                                                \
	" AND d.next_ms <= $2 AND (d.batch IS NOT NULL OR e.happened < $3)"                \
	" AND NOT EXISTS (SELECT 1 FROM events f JOIN deliveries b ON b.event_seq = f.seq" \
	"  WHERE f.alert_seq = e.alert_seq AND f.seq < e.seq AND b.endpoint = d.endpoint"  \
	"  AND b.state = 'new')"

int ledger_delivery_next(
	struct ledger *ledger, const struct ledger_due *due, struct ledger_delivery *out)
{
	struct db_query *q CLEANUP(db_end) =
		due->in_order ? db_query(ledger_db(ledger), ROW_SELECT DUE " ORDER BY d.event_seq")
			      : db_query(ledger_db(ledger), ROW_SELECT DUE
					" ORDER BY CASE WHEN d.attempts = 0 THEN 0 ELSE 1 END,"
					" d.next_ms, d.event_seq");
	db_text(q, 1, due->endpoint);
	db_int(q, 2, due->now_ms);
	db_int(q, 3, due->happened_before);
	int rc = db_step(q);
	while (rc == 1 && due->skip && ids_has(due->skip, db_col_int(q, 0)))
		rc = db_step(q);
	if (rc == 1)
		take_row(q, out);
	return rc;
}

size_t ledger_delivery_batch(struct ledger *ledger, const char *endpoint, const char *batch,
	struct ledger_delivery *out, size_t max)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), ROW_SELECT " AND d.batch = $2 ORDER BY d.event_seq");
	db_text(q, 1, endpoint);
	db_text(q, 2, batch);
	size_t n = 0;
	while (n < max && db_step(q) == 1)
		take_row(q, &out[n++]);
	return n;
}

int64_t ledger_delivery_when(struct ledger *ledger, const char *endpoint, int64_t after_ms)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT next_ms FROM deliveries WHERE endpoint = $1 AND state = 'new'"
		" AND next_ms > $2 ORDER BY next_ms LIMIT 1");
	db_text(q, 1, endpoint);
	db_int(q, 2, after_ms);
	return db_step(q) == 1 ? db_col_int(q, 0) : INT64_MAX;
}

int64_t ledger_deliveries_waiting(struct ledger *ledger)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT COUNT(*) FROM deliveries WHERE state = 'new'");
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

int ledger_delivery_gather(
	struct ledger *ledger, const struct ids *deliveries, const char *batch, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	{
		struct db_query *q CLEANUP(db_end) = db_query(
			ledger_db(ledger), "UPDATE deliveries SET batch = $1 WHERE id = $2");
		for (size_t i = 0; i < deliveries->n; i++) {
			db_text(q, 1, batch);
			db_int(q, 2, deliveries->items[i]);
			(void)db_run(q);
		}
	}
	return ledger_commit(ledger, err);
}

int ledger_delivery_store(
	struct ledger *ledger, const struct ledger_attempt *attempt, struct err *err)
{
	static const char *const states[] = {
		[DELIVERY_DONE] = "done", [DELIVERY_RETRY] = "new", [DELIVERY_FAILED] = "failed"};
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"UPDATE deliveries SET state = $1, attempts = attempts + $2, next_ms = $3,"
			" http_status = $4, elapsed_ms = $5, reason = $6, answer = $7,"
			" finished = $8 WHERE id = $9");
		for (size_t i = 0; i < attempt->n; i++) {
			bool retry = attempt->outcome == DELIVERY_RETRY;
			db_text(q, 1, states[attempt->outcome]);
			db_int(q, 2, attempt->untried ? 0 : 1);
			db_int(q, 3, retry ? attempt->next_ms : 0);
			db_int(q, 4, attempt->http_status);
			db_int(q, 5, attempt->elapsed_ms);
			db_text(q, 6, attempt->reason);
			db_text(q, 7, attempt->answer);
			db_time(q, 8, retry ? INT64_MIN : attempt->now);
			db_int(q, 9, attempt->deliveries[i]);
			(void)db_run(q);
		}
	}
	return ledger_commit(ledger, err);
}

/* The name of an endpoint that something waits for and that is in no list, or NULL. */
static char *orphan_of(struct ledger *ledger, const char *const *endpoints, size_t n)
{
	/* Endpoints are few: walk the distinct ones that wait. */
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT DISTINCT endpoint FROM deliveries WHERE state = 'new'");
	while (db_step(q) == 1) {
		const char *name = db_col_text(q, 0);
		bool known = false;
		for (size_t i = 0; i < n && !known; i++)
			known = strcmp(endpoints[i], name) == 0;
		if (!known)
			return xstrdup(name);
	}
	return NULL;
}

int64_t ledger_deliveries_orphaned(
	struct ledger *ledger, const char *const *endpoints, size_t n, int64_t now, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	int64_t failed = 0;
	for (;;) {
		AUTOFREE char *orphan = orphan_of(ledger, endpoints, n);
		if (!orphan)
			break;
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"UPDATE deliveries SET state = 'failed', finished = $1,"
			" reason = 'the endpoint left the configuration'"
			" WHERE endpoint = $2 AND state = 'new'");
		db_int(q, 1, now);
		db_text(q, 2, orphan);
		if (db_run(q) < 0)
			break;
		failed += db_changes(ledger_db(ledger));
	}
	rc = ledger_commit(ledger, err);
	return rc < 0 ? rc : failed;
}

int64_t ledger_deliveries_lost(
	struct ledger *ledger, const char *endpoint, int64_t seq, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	int64_t n = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"UPDATE deliveries SET state = 'new', next_ms = 0, finished = NULL"
			" WHERE endpoint = $1 AND state = 'done' AND event_seq > $2");
		db_text(q, 1, endpoint);
		db_int(q, 2, seq);
		if (db_run(q) == 0)
			n = db_changes(ledger_db(ledger));
	}
	rc = ledger_commit(ledger, err);
	return rc < 0 ? rc : n;
}

int64_t ledger_deliveries_replay(struct ledger *ledger, const struct ledger_delivery_filter *filter,
	bool done, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	int64_t n = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"UPDATE deliveries SET state = 'new', attempts = 0, next_ms = 0,"
			" finished = NULL, batch = NULL"
			" WHERE (state = 'failed' OR ($1 = 1 AND state = 'done'))"
			" AND (CAST($2 AS TEXT) IS NULL OR endpoint = $2)"
			" AND event_seq IN (SELECT e.seq FROM events e"
			"  JOIN alerts a ON a.seq = e.alert_seq"
			"  WHERE (CAST($3 AS TEXT) IS NULL OR a.id = $3)"
			"  AND (CAST($4 AS BIGINT) IS NULL OR e.happened >= $4))");
		db_int(q, 1, done);
		db_text(q, 2, filter->endpoint);
		db_text(q, 3, filter->alert_id);
		db_time(q, 4, filter->since);
		if (db_run(q) == 0)
			n = db_changes(ledger_db(ledger));
	}
	rc = ledger_commit(ledger, err);
	return rc < 0 ? rc : n;
}

void ledger_deliveries_each(struct ledger *ledger, const struct ledger_delivery_filter *filter,
	void (*each)(const struct ledger_delivery_row *row, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT d.id, e.seq, d.attempts, d.next_ms, e.happened, d.finished,"
		" d.http_status, d.elapsed_ms, a.id, d.endpoint, d.state, d.reason, d.answer,"
		" d.batch, a.kind, a.issue, e.type FROM deliveries d"
		" JOIN events e ON e.seq = d.event_seq JOIN alerts a ON a.seq = e.alert_seq"
		" WHERE (CAST($1 AS TEXT) IS NULL OR d.endpoint = $1)"
		" AND (CAST($2 AS TEXT) IS NULL OR d.state = $2)"
		" AND (CAST($3 AS TEXT) IS NULL OR a.id = $3)"
		" AND (CAST($4 AS BIGINT) IS NULL OR e.happened >= $4)"
		" ORDER BY d.event_seq DESC, d.id DESC LIMIT $5");
	db_text(q, 1, filter->endpoint);
	db_text(q, 2, filter->state);
	db_text(q, 3, filter->alert_id);
	db_time(q, 4, filter->since);
	db_int(q, 5, filter->limit > 0 ? filter->limit : INT64_MAX);
	while (db_step(q) == 1)
		each(
			&(struct ledger_delivery_row){
				.id = db_col_int(q, 0),
				.event_seq = db_col_int(q, 1),
				.attempts = db_col_int(q, 2),
				.next_ms = db_col_int(q, 3),
				.happened = db_col_int(q, 4),
				.finished = db_col_time(q, 5),
				.http_status = db_col_time(q, 6),
				.elapsed_ms = db_col_time(q, 7),
				.alert_id = db_col_text(q, 8),
				.endpoint = db_col_text(q, 9),
				.state = db_col_text(q, 10),
				.reason = db_col_text(q, 11),
				.answer = db_col_text(q, 12),
				.batch = db_col_text(q, 13),
				.kind = db_col_text(q, 14),
				.issue = db_col_text(q, 15),
				.event = db_col_text(q, 16),
			},
			arg);
}

void ledger_delivery_count(
	struct ledger *ledger, const char *endpoint, struct ledger_delivery_counts *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT d.state, COUNT(*), MIN(e.happened) FROM deliveries d"
		" JOIN events e ON e.seq = d.event_seq WHERE d.endpoint = $1 GROUP BY d.state");
	*out = (struct ledger_delivery_counts){.oldest = INT64_MIN};
	db_text(q, 1, endpoint);
	while (db_step(q) == 1) {
		const char *state = db_col_text(q, 0);
		if (strcmp(state, "new") == 0) {
			out->waiting = db_col_int(q, 1);
			out->oldest = db_col_time(q, 2);
		} else if (strcmp(state, "failed") == 0) {
			out->failed = db_col_int(q, 1);
		} else {
			out->done = db_col_int(q, 1);
		}
	}
}

void ledger_undelivered_each(struct ledger *ledger, int64_t alert_seq,
	void (*each)(const struct ledger_undelivered *delivery, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT d.endpoint, d.reason, d.attempts, d.next_ms, d.state FROM deliveries d"
		" JOIN events e ON e.seq = d.event_seq"
		" WHERE e.alert_seq = $1 AND d.state <> 'done' ORDER BY d.id");
	db_int(q, 1, alert_seq);
	while (db_step(q) == 1)
		each(
			&(struct ledger_undelivered){
				.endpoint = db_col_text(q, 0),
				.reason = db_col_text(q, 1),
				.attempts = db_col_int(q, 2),
				.next_ms = strcmp(db_col_text(q, 4), "failed") == 0
						   ? INT64_MAX
						   : db_col_int(q, 3),
			},
			arg);
}

bool ledger_endpoint_disabled(struct ledger *ledger, const char *endpoint, const char *address)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT 1 FROM endpoints WHERE name = $1 AND address = $2");
	db_text(q, 1, endpoint);
	db_text(q, 2, address);
	return db_step(q) == 1;
}

int ledger_endpoint_disable(struct ledger *ledger, const char *endpoint, const char *address,
	int64_t now, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"INSERT INTO endpoints (name, address, disabled) VALUES ($1, $2, $3)"
			" ON CONFLICT (name) DO UPDATE SET address = excluded.address,"
			" disabled = excluded.disabled");
		db_text(q, 1, endpoint);
		db_text(q, 2, address);
		db_int(q, 3, now);
		(void)db_run(q);
	}
	return ledger_commit(ledger, err);
}

int ledger_endpoint_enable(struct ledger *ledger, const char *endpoint, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	int64_t n = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(
			ledger_db(ledger), "DELETE FROM endpoints WHERE name = $1");
		db_text(q, 1, endpoint);
		if (db_run(q) == 0)
			n = db_changes(ledger_db(ledger));
	}
	rc = ledger_commit(ledger, err);
	return rc < 0 ? rc : n > 0;
}
