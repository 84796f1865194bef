#include "ledger/db.h"

#include <fcntl.h>

#include "ledger/ledger.h"
#include "ledger/schema.h"
#include "scratch.h"
#include "util/err.h"

static int64_t count(struct db *db)
{
	struct db_query *q CLEANUP(db_end) = db_query(db, "SELECT COUNT(*) FROM t");
	ck_assert_int_eq(db_step(q), 1);
	return db_col_int(q, 0);
}

static void add(struct db *db, const char *name, int64_t n)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		db, "INSERT INTO t (n, name) VALUES ($2, $1)");
	db_text(q, 1, name);
	db_int(q, 2, n);
	(void)db_run(q);
}

static struct db *memory(void)
{
	struct db *db = NULL;
	ck_assert_int_eq(db_open(NULL, DB_MEMORY, &db, NULL), 0);
	ck_assert_int_eq(
		db_script(db, "CREATE TABLE t (id $SERIAL, n BIGINT, name TEXT UNIQUE)", NULL), 0);
	return db;
}

START_TEST(test_commit_and_rollback)
{
	struct db *db = memory();
	ck_assert_int_eq(db_begin(db, NULL), 0);
	add(db, "a", 7);
	ck_assert_int_eq(db_commit(db, NULL), 0);
	ck_assert_int_eq(db_begin(db, NULL), 0);
	add(db, "b", 8);
	db_rollback(db);
	ck_assert_int_eq(count(db), 1);
	/* Parameters go by their number, not by where they stand. */
	struct db_query *q = db_query(db, "SELECT name, n FROM t");
	ck_assert_int_eq(db_step(q), 1);
	ck_assert_str_eq(db_col_text(q, 0), "a");
	ck_assert_int_eq(db_col_int(q, 1), 7);
	db_end(&q);
	db_close(&db);
	ck_assert_ptr_null(db);
}
END_TEST

START_TEST(test_errors_stick)
{
	struct db *db = memory();
	struct err err = ERR_INIT;
	ck_assert_int_eq(db_begin(db, NULL), 0);
	add(db, "a", 1);
	add(db, "a", 2); /* UNIQUE */
	add(db, "b", 3); /* does nothing any more */
	ck_assert_int_eq(db_error(db)->code, ERR_FAIL);
	ck_assert_int_eq(db_commit(db, &err), ERR_FAIL);
	ck_assert_ptr_nonnull(strstr(err.text, "UNIQUE"));
	ck_assert_int_eq(db_error(db)->code, ERR_NONE);
	ck_assert_int_eq(count(db), 0);
	ck_assert_int_eq(db_begin(db, NULL), 0);
	add(db, "b", 3);
	ck_assert_int_eq(db_commit(db, NULL), 0);
	ck_assert_int_eq(count(db), 1);
	db_close(&db);
}
END_TEST

/* SQLite rolls back by itself where memory is out or the disk full: nothing that comes after such
 * an error may be kept. */
START_TEST(test_nothing_after_an_error)
{
	struct db *db = memory();
	struct err err = ERR_INIT;
	ck_assert_int_eq(db_begin(db, NULL), 0);
	add(db, "a", 1);
	ck_assert_int_lt(db_script(db, "ROLLBACK; SELECT nonsense", NULL), 0);
	add(db, "b", 2);
	ck_assert_int_lt(db_script(db, "INSERT INTO t (n) VALUES (3)", &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "nonsense"));
	db_set_version(db, 7);
	ck_assert_int_lt(db_commit(db, NULL), 0);
	ck_assert_int_eq(count(db), 0);
	ck_assert_int_eq(db_version(db), 0);
	db_close(&db);
}
END_TEST

/* One that could not be prepared is tried again. */
START_TEST(test_prepared_anew)
{
	struct db *db = memory();
	static const char sql[] = "SELECT x FROM later";
	struct db_query *q = db_query(db, sql);
	ck_assert_int_lt(db_step(q), 0);
	db_end(&q);
	ck_assert_int_eq(db_begin(db, NULL), 0); /* forgets the error */
	ck_assert_int_eq(db_script(db, "CREATE TABLE later (x BIGINT)", NULL), 0);
	ck_assert_int_eq(db_commit(db, NULL), 0);
	q = db_query(db, sql);
	ck_assert_int_eq(db_step(q), 0);
	db_end(&q);
	db_close(&db);
}
END_TEST

START_TEST(test_one_writer)
{
	char *path = scratch_path();
	struct db *first = NULL, *second = NULL;
	struct err err = ERR_INIT;
	ck_assert_int_eq(db_open(path, DB_READ, &second, &err), ERR_FAIL); /* not made by reading */
	ck_assert_int_eq(db_open(path, DB_WRITE, &first, &err), 0);
	ck_assert_int_eq(db_open(path, DB_WRITE, &second, &err), ERR_RETRY);
	ck_assert_ptr_nonnull(strstr(err.text, "in use"));
	ck_assert_int_eq(db_script(first, "CREATE TABLE t (n BIGINT)", &err), 0);
	ck_assert_int_eq(db_open(path, DB_READ, &second, &err), 0);
	ck_assert_int_lt(db_script(second, "INSERT INTO t VALUES (1)", &err), 0);
	db_close(&second);
	db_close(&first);
	ck_assert_int_eq(db_open(path, DB_WRITE, &second, &err), 0);
	db_close(&second);
	scratch_remove(path);
}
END_TEST

START_TEST(test_damaged)
{
	char *path = scratch_path();
	static const char noise[8192] = "no database at all";
	struct db *db = NULL;
	struct err err = ERR_INIT;
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(write(fd, noise, sizeof(noise)), (ssize_t)sizeof(noise));
	(void)close(fd);
	ck_assert_int_eq(db_open(path, DB_WRITE, &db, &err), ERR_FAIL);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_ptr_null(db);
	scratch_remove(path);
}
END_TEST

START_TEST(test_schema)
{
	char *path = scratch_path();
	struct ledger *ledger = NULL;
	struct err err = ERR_INIT;
	struct db *db = NULL;
	/* An empty file is a database without a schema: a reader does not make one. */
	ck_assert_int_eq(db_open(path, DB_WRITE, &db, &err), 0);
	db_close(&db);
	ck_assert_int_eq(ledger_open(path, DB_READ, &ledger, &err), ERR_CONFIG);
	ck_assert_int_eq(ledger_open(path, DB_WRITE, &ledger, &err), 0);
	ck_assert_int_eq(db_version(ledger_db(ledger)), schema_newest());
	db_set_version(ledger_db(ledger), schema_newest() + 1);
	ledger_close(&ledger);
	ck_assert_int_eq(ledger_open(path, DB_WRITE, &ledger, &err), ERR_CONFIG);
	ck_assert_ptr_nonnull(strstr(err.text, "newer gainsay"));
	ck_assert_int_eq(ledger_open(path, DB_READ, &ledger, &err), ERR_CONFIG);
	ck_assert_ptr_null(ledger);
	scratch_remove(path);
}
END_TEST

UNIT_MAIN("db", test_commit_and_rollback, test_errors_stick, test_nothing_after_an_error,
	test_prepared_anew, test_one_writer, test_damaged, test_schema)
