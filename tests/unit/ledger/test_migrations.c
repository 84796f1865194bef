/* Every schema that ever reached a user's disk is brought up to date with all that is in it. */
#include "ledger/alerts.h"
#include "ledger/articles.h"
#include "ledger/counts.h"
#include "ledger/deliveries.h"
#include "ledger/ledger.h"
#include "ledger/schema.h"
#include "scratch.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"

/* A ledger of an old schema, from tests/unit/ledger/schemas/N.sql. */
static char *old_ledger(int64_t version)
{
	char *path = scratch_path();
	struct err err = ERR_INIT;
	struct db *db = NULL;
	struct buf sql CLEANUP(buf_release) = BUF_INIT(MIB(1));
	AUTOFREE char *file = xasprintf("%s/tests/unit/ledger/schemas/%lld.sql",
		getenv("GAINSAY_SOURCE"), (long long)version);
	ck_assert_msg(file_read(file, &sql, &err) == 0,
		"%s: a schema that landed has its file here", err.text);
	ck_assert_int_eq(db_open(path, DB_WRITE, &db, &err), 0);
	ck_assert_msg(db_script(db, buf_str(&sql), &err) == 0, "%s", err.text);
	ck_assert_int_eq(db_version(db), version);
	db_close(&db);
	return path;
}

/* Every table and index with its columns, as text. */
static char *shape(struct ledger *ledger)
{
	struct buf out = BUF_INIT(KIB(64));
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT m.type, m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk"
		" FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c"
		" WHERE m.name NOT LIKE 'sqlite_%' ORDER BY m.type, m.name, c.cid");
	while (db_step(q) == 1) {
		for (int i = 0; i < 7; i++)
			(void)buf_printf(&out, "%s|", db_col_null(q, i) ? "" : db_col_text(q, i));
		(void)buf_putc(&out, '\n');
	}
	ck_assert_int_eq(db_error(ledger_db(ledger))->code, ERR_NONE);
	ck_assert_int_gt((int)out.len, 1000);
	return buf_take(&out);
}

static void check_rows(struct ledger *ledger)
{
	struct ledger_counts counts;
	struct ledger_delivery_counts desk;
	struct ledger_delivery next CLEANUP(ledger_delivery_release) = {0};
	ledger_count(ledger, &counts);
	ck_assert_int_eq(counts.feeds, 1);
	ck_assert_int_eq(counts.articles_waiting, 1);
	ck_assert_int_eq(counts.articles_read, 1);
	ck_assert_int_eq(counts.statements, 2);
	ck_assert_int_eq(counts.alerts, 1);
	ledger_delivery_count(ledger, "webhook:desk", &desk);
	ck_assert_int_eq(desk.waiting, 1);
	const struct ledger_due due = {
		.endpoint = "webhook:desk", .now_ms = INT64_MAX - 1, .happened_before = INT64_MAX};
	ck_assert_int_eq(ledger_delivery_next(ledger, &due, &next), 1);
	ck_assert_int_eq(next.attempts, 3);
	ck_assert_str_eq(next.event.alert_id, "0123456789abcdef0123456789abcdef");
}

START_TEST(every_schema_comes_up_to_date)
{
	struct ledger *ledger = NULL;
	struct err err = ERR_INIT;
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, &err), 0);
	AUTOFREE char *want = shape(ledger);
	ledger_close(&ledger);
	for (int64_t version = 1; version <= schema_newest(); version++) {
		char *path = old_ledger(version);
		ck_assert_msg(ledger_open(path, DB_WRITE, &ledger, &err) == 0, "schema %lld: %s",
			(long long)version, err.text);
		ck_assert_int_eq(db_version(ledger_db(ledger)), schema_newest());
		AUTOFREE char *got = shape(ledger);
		ck_assert_str_eq(got, want);
		check_rows(ledger);
		ledger_close(&ledger);
		/* Once more: there is nothing to do. */
		ck_assert_int_eq(ledger_open(path, DB_WRITE, &ledger, &err), 0);
		check_rows(ledger);
		ledger_close(&ledger);
		scratch_remove(path);
	}
}
END_TEST

START_TEST(one_that_fails_leaves_the_old_schema)
{
	if (schema_newest() < 2)
		return;
	char *path = old_ledger(1);
	struct ledger *ledger = NULL;
	struct db *db = NULL;
	struct err err = ERR_INIT;
	/* What the second migration makes is there already. */
	ck_assert_int_eq(db_open(path, DB_WRITE, &db, &err), 0);
	ck_assert_int_eq(db_script(db, "CREATE TABLE silences (id BIGINT)", &err), 0);
	db_close(&db);
	ck_assert_int_lt(ledger_open(path, DB_WRITE, &ledger, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "migration 2"));
	ck_assert_int_eq(db_open(path, DB_WRITE, &db, &err), 0);
	ck_assert_int_eq(db_version(db), 1);
	ck_assert_int_eq(db_script(db, "DROP TABLE silences", &err), 0);
	db_close(&db);
	ck_assert_int_eq(ledger_open(path, DB_WRITE, &ledger, &err), 0);
	check_rows(ledger);
	ledger_close(&ledger);
	scratch_remove(path);
}
END_TEST

UNIT_MAIN("migrations", every_schema_comes_up_to_date, one_that_fails_leaves_the_old_schema)
