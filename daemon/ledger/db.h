#ifndef LEDGER_DB_H
#define LEDGER_DB_H

#include <stdbool.h>
#include <stdint.h>

struct db;
struct db_query;
struct err;

/*
 * The thin driver under the ledger: what the SQL of this folder needs and no more, so that another
 * database is another file like this one's. SQL is written in the dialect SQLite and PostgreSQL
 * share, parameters are $1, $2, ... in order of first use, "$SERIAL" in a migration stands for the
 * type of an automatic row number.
 *
 * Errors stick: once a call inside a transaction has failed, the later ones do nothing and the
 * commit fails with the first error, having rolled everything back. So straight-line code may
 * leave the results of single calls unchecked and must check the commit.
 */

enum db_mode {
	DB_WRITE, /* the one writing connection; holds a lock beside the file while it lives */
	DB_READ, /* never writes, fails when there is no database */
	DB_MEMORY, /* empty, private, gone at close; path is not used */
};

/*
 * Opens a database and, unless reading, makes it if absent. SQLite: WAL, synchronous=FULL, foreign
 * keys on, memory mapping off, quick_check when writing. 0; ERR_RETRY when another process holds
 * it; ERR_FAIL when it is damaged or cannot be had. On success the caller owns *db.
 */
int db_open(const char *path, enum db_mode mode, struct db **db, struct err *err);
/* Rolls back what is open. Clears the pointer; accepts a NULL in it. */
void db_close(struct db **db);

/* The writer's lock of a database, which need not exist or be whole: 0 and a descriptor to close,
 * ERR_RETRY when a process holds it. */
int db_lock(const char *path, int *fd, struct err *err);
/* Copies a database as it stands at one moment, in use or not, into a new file of mode 0600; checks
 * it and makes it durable. ERR_RETRY (disk full), ERR_FAIL; nothing is left then. */
int db_copy(const char *from, const char *to, struct err *err);

/* BEGIN IMMEDIATE: 0, or ERR_RETRY, ERR_FAIL. Transactions do not nest (asserted). */
int db_begin(struct db *db, struct err *err);
/* 0: durable. Otherwise nothing of the transaction is left: ERR_RETRY (busy, disk full) or
 * ERR_FAIL. */
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);

/* Runs a script of statements without parameters. */
int db_script(struct db *db, const char *sql, struct err *err);
/* The number of the last migration done; 0 in a new database. */
int64_t db_version(struct db *db);
void db_set_version(struct db *db, int64_t version);

/*
 * A query, prepared at first use and kept for the next; sql must be a literal, its address is the
 * key. One query is in use once at a time: end it with db_end (which CLEANUP(db_end) does).
 * Parameters are NULL until set.
 */
struct db_query *db_query(struct db *db, const char *sql);
void db_end(struct db_query **query);
void db_int(struct db_query *query, int parameter, int64_t value);
/* DATE_UNKNOWN and every other INT64_MIN is stored as NULL. */
void db_time(struct db_query *query, int parameter, int64_t value);
void db_real(struct db_query *query, int parameter, double value);
/* NULL is stored as NULL. The text is copied. */
void db_text(struct db_query *query, int parameter, const char *text);
/* 1: a row is there; 0: no more; negative: failed (see above). */
int db_step(struct db_query *query);
/* Steps to the end: 0 or negative. The query is then ready for new parameters. */
int db_run(struct db_query *query);
/* Columns of the row, from 0. Text is borrowed until the next step; NULL for NULL. */
int64_t db_col_int(struct db_query *query, int column); /* NULL: 0 */
int64_t db_col_time(struct db_query *query, int column); /* NULL: INT64_MIN */
double db_col_real(struct db_query *query, int column);
const char *db_col_text(struct db_query *query, int column);
bool db_col_null(struct db_query *query, int column);
/* Rows the last db_run changed. */
int64_t db_changes(struct db *db);
/* What went wrong first since the last begin, commit or db_clear; ERR_NONE code if nothing. */
const struct err *db_error(const struct db *db);
/* Outside a transaction: forgets the error, so that reading may go on. */
void db_clear(struct db *db);

#endif
