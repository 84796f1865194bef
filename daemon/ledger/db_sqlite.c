#include "ledger/db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"

/* A reader in the middle of a checkpoint holds us up for milliseconds; past this something is
 * wrong and the transaction is retried as a whole. */
#define BUSY_TIMEOUT_MS 5000
/* The distinct statements of this folder; a table beyond it would be a leak of literals. */
#define QUERIES_MAX 128
/* A daemon that was killed while it started a child leaves the lock to that child for the moment
 * until it runs its own program; one that ends is gone soon, too. */
#define LOCK_WAIT_MS  1000
#define LOCK_AGAIN_MS 20
#define SERIAL_MARK   "$SERIAL"
#define SERIAL_TYPE   "INTEGER PRIMARY KEY"

struct db_query {
	struct db *db;
	const char *sql; /* literal: compared by address */
	sqlite3_stmt *stmt; /* NULL when it could not be prepared */
	bool in_use;
};

struct db {
	sqlite3 *handle;
	char *path;
	int lock_fd; /* -1: none held */
	bool in_transaction;
	struct err err;
	struct db_query *queries[QUERIES_MAX];
	size_t n_queries;
};

/* What the caller can do about a result of SQLite. */
static enum err_code code_of(int rc)
{
	switch (rc & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL: /* the disk: an operator may free space, nothing is lost */
		return ERR_RETRY;
	default:
		return ERR_FAIL;
	}
}

static int fail(struct db *db, int rc, const char *what)
{
	if (db->err.code == ERR_NONE)
		(void)err_set(&db->err, code_of(rc), "ledger %s: %s: %s", db->path, what,
			sqlite3_errmsg(db->handle));
	return db->err.code;
}

static int report(const struct db *db, struct err *err)
{
	return err_set(err, db->err.code, "%s", db->err.text);
}

int db_script(struct db *db, const char *sql, struct err *err)
{
	struct err failed = ERR_INIT;
	/* After an error SQLite may have rolled back by itself: what came now would be kept. */
	if (db->in_transaction && db->err.code != ERR_NONE)
		return report(db, err);
	/* The one word the two dialects do not share is put in here. */
	AUTOFREE char *text = xstrdup(sql);
	for (char *at = strstr(text, SERIAL_MARK); at; at = strstr(text, SERIAL_MARK)) {
		char *old = text;
		text = xasprintf(
			"%.*s%s%s", (int)(at - old), old, SERIAL_TYPE, at + strlen(SERIAL_MARK));
		free(old);
	}
	int rc = sqlite3_exec(db->handle, text, NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		(void)err_set(&failed, code_of(rc), "ledger %s: %s", db->path,
			sqlite3_errmsg(db->handle));
		if (db->in_transaction && db->err.code == ERR_NONE)
			db->err = failed;
		return err_set(err, failed.code, "%s", failed.text);
	}
	return 0;
}

int db_lock(const char *path, int *fd, struct err *err)
{
	AUTOFREE char *name = xasprintf("%s.lock", path);
	*fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (*fd < 0)
		return err_set(err, ERR_FAIL, "cannot open %s: %s", name, strerror(errno));
	for (int waited = 0; waited <= LOCK_WAIT_MS; waited += LOCK_AGAIN_MS) {
		if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		(void)poll(NULL, 0, LOCK_AGAIN_MS);
	}
	(void)close(*fd);
	*fd = -1;
	return err_set(err, ERR_RETRY, "ledger %s is in use by another gainsay process", path);
}

static int quick_check(struct db *db, const char *path, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db->handle, "PRAGMA quick_check(1)", -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	const char *said = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
	int result = 0;
	if (!said)
		result = err_set(err, code_of(rc), "ledger %s cannot be read: %s", path,
			sqlite3_errmsg(db->handle));
	else if (strcmp(said, "ok") != 0)
		result = err_set(err, ERR_FAIL, "ledger %s is damaged: %s", path, said);
	(void)sqlite3_finalize(stmt);
	return result;
}

static int configure(struct db *db, const char *path, enum db_mode mode, struct err *err)
{
	(void)sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
	(void)sqlite3_extended_result_codes(db->handle, 1);
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	if (mode == DB_READ)
		return db_script(db, "PRAGMA query_only = ON", err);
	int rc = db_script(db,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
		"PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY",
		err);
	if (rc < 0)
		return rc;
	return mode == DB_WRITE ? quick_check(db, path, err) : 0;
}

/*
 * A reader without leave to write cannot make the files that WAL wants, which go with the last
 * writer: then nobody writes, and the ledger is read as the file it is. NULL: nothing of the kind.
 */
static char *still_name(const char *path)
{
	AUTOFREE char *wal = xasprintf("%s-wal", path);
	AUTOFREE char *copy = xstrdup(path);
	if (access(wal, F_OK) == 0 || access(path, R_OK) < 0 || access(dirname(copy), W_OK) == 0)
		return NULL;
	struct buf name CLEANUP(buf_release) = BUF_INIT(KIB(16));
	(void)buf_puts(&name, "file:");
	for (const char *p = path; *p; p++)
		(void)(strchr("%?#", *p) ? buf_printf(&name, "%%%02X", (unsigned)*p)
					 : buf_putc(&name, *p));
	if (buf_puts(&name, "?immutable=1") < 0)
		return NULL;
	return buf_take(&name);
}

int db_open(const char *path, enum db_mode mode, struct db **out, struct err *err)
{
	static const int flags[] = {
		[DB_WRITE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		[DB_READ] = SQLITE_OPEN_READONLY,
		[DB_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY,
	};
	struct db *db CLEANUP(db_close) = xcalloc(1, sizeof(*db));
	db->lock_fd = -1;
	db->path = xstrdup(mode == DB_MEMORY ? "in memory" : path);
	if (mode == DB_WRITE && db_lock(path, &db->lock_fd, err) < 0)
		return err ? err->code : ERR_FAIL;
	const char *name = mode == DB_MEMORY ? ":memory:" : path;
	/* One thread a process, so SQLite needs no mutexes of its own. */
	AUTOFREE char *still = mode == DB_READ ? still_name(path) : NULL;
	int rc = sqlite3_open_v2(still ? still : name, &db->handle,
		flags[mode] | SQLITE_OPEN_NOMUTEX | (still ? SQLITE_OPEN_URI : 0), NULL);
	if (rc != SQLITE_OK)
		return err_set(err, ERR_FAIL, "cannot open ledger %s: %s", name,
			db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc));
	rc = configure(db, name, mode, err);
	if (rc < 0)
		return rc;
	*out = db;
	db = NULL;
	return 0;
}

void db_close(struct db **out)
{
	struct db *db = *out;
	*out = NULL;
	if (!db)
		return;
	if (db->in_transaction)
		db_rollback(db);
	for (size_t i = 0; i < db->n_queries; i++) {
		(void)sqlite3_finalize(db->queries[i]->stmt);
		free(db->queries[i]);
	}
	(void)sqlite3_close(db->handle);
	if (db->lock_fd >= 0)
		(void)close(db->lock_fd);
	free(db->path);
	free(db);
}

int db_begin(struct db *db, struct err *err)
{
	assert(!db->in_transaction);
	db->err = (struct err)ERR_INIT;
	int rc = sqlite3_exec(db->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		(void)fail(db, rc, "cannot begin");
		int code = report(db, err);
		db->err = (struct err)ERR_INIT;
		return code;
	}
	db->in_transaction = true;
	return 0;
}

void db_rollback(struct db *db)
{
	if (!db->in_transaction)
		return;
	/* A query left in the middle would keep the transaction open. */
	for (size_t i = 0; i < db->n_queries; i++)
		if (db->queries[i]->stmt)
			(void)sqlite3_reset(db->queries[i]->stmt);
	/* SQLite has rolled back by itself after some errors: then this has nothing to do. */
	(void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	db->in_transaction = false;
	db->err = (struct err)ERR_INIT;
}

int db_commit(struct db *db, struct err *err)
{
	assert(db->in_transaction);
	if (db->err.code == ERR_NONE) {
		int rc = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
		if (rc == SQLITE_OK) {
			db->in_transaction = false;
			return 0;
		}
		(void)fail(db, rc, "cannot commit");
	}
	int code = report(db, err);
	db_rollback(db);
	return code;
}

int64_t db_version(struct db *db)
{
	struct db_query *q CLEANUP(db_end) = db_query(db, "PRAGMA user_version");
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

void db_set_version(struct db *db, int64_t version)
{
	/* The pragma takes no parameter. */
	AUTOFREE char *sql = xasprintf("PRAGMA user_version = %lld", (long long)version);
	(void)db_script(db, sql, NULL);
}

/* The place of a query, new or used before. */
static struct db_query *query_place(struct db *db, const char *sql)
{
	for (size_t i = 0; i < db->n_queries; i++)
		if (db->queries[i]->sql == sql)
			return db->queries[i];
	assert(db->n_queries < QUERIES_MAX);
	struct db_query *q = xcalloc(1, sizeof(*q));
	q->db = db;
	q->sql = sql;
	db->queries[db->n_queries++] = q;
	return q;
}

struct db_query *db_query(struct db *db, const char *sql)
{
	struct db_query *q = query_place(db, sql);
	assert(!q->in_use);
	q->in_use = true;
	/* One that could not be prepared, for lack of memory, may be the next time. */
	int rc = q->stmt ? SQLITE_OK
			 : sqlite3_prepare_v3(
				   db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
	if (rc != SQLITE_OK)
		(void)fail(db, rc, sql);
	return q;
}

void db_end(struct db_query **query)
{
	struct db_query *q = *query;
	*query = NULL;
	if (!q)
		return;
	if (q->stmt) {
		(void)sqlite3_reset(q->stmt);
		(void)sqlite3_clear_bindings(q->stmt);
	}
	q->in_use = false;
}

/* The index of "$1" and so on: SQLite numbers named parameters in order of first use. */
static int index_of(struct db_query *q, int parameter)
{
	char name[8];
	(void)snprintf(name, sizeof(name), "$%d", parameter);
	int index = sqlite3_bind_parameter_index(q->stmt, name);
	assert(index > 0 || !q->stmt);
	return index;
}

static void bound(struct db_query *q, int rc)
{
	if (rc != SQLITE_OK)
		(void)fail(q->db, rc, "cannot bind");
}

void db_int(struct db_query *q, int parameter, int64_t value)
{
	if (q->stmt)
		bound(q, sqlite3_bind_int64(q->stmt, index_of(q, parameter), value));
}

void db_time(struct db_query *q, int parameter, int64_t value)
{
	if (value != INT64_MIN)
		db_int(q, parameter, value);
	else if (q->stmt)
		bound(q, sqlite3_bind_null(q->stmt, index_of(q, parameter)));
}

void db_real(struct db_query *q, int parameter, double value)
{
	if (q->stmt)
		bound(q, sqlite3_bind_double(q->stmt, index_of(q, parameter), value));
}

void db_text(struct db_query *q, int parameter, const char *text)
{
	if (q->stmt)
		bound(q, sqlite3_bind_text(
				 q->stmt, index_of(q, parameter), text, -1, SQLITE_TRANSIENT));
}

int db_step(struct db_query *q)
{
	struct db *db = q->db;
	if (db->err.code != ERR_NONE || !q->stmt)
		return db->err.code != ERR_NONE ? db->err.code : ERR_FAIL;
	int rc = sqlite3_step(q->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	return fail(db, rc, "cannot step");
}

int db_run(struct db_query *q)
{
	int rc;
	while ((rc = db_step(q)) == 1)
		continue;
	if (q->stmt)
		(void)sqlite3_reset(q->stmt);
	return rc;
}

int64_t db_col_int(struct db_query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

int64_t db_col_time(struct db_query *q, int column)
{
	return db_col_null(q, column) ? INT64_MIN : sqlite3_column_int64(q->stmt, column);
}

double db_col_real(struct db_query *q, int column)
{
	return sqlite3_column_double(q->stmt, column);
}

const char *db_col_text(struct db_query *q, int column)
{
	return (const char *)sqlite3_column_text(q->stmt, column);
}

bool db_col_null(struct db_query *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->handle);
}

const struct err *db_error(const struct db *db)
{
	return &db->err;
}

void db_clear(struct db *db)
{
	assert(!db->in_transaction);
	db->err = (struct err)ERR_INIT;
}
