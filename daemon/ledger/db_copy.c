#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "ledger/db.h"
#include "util/err.h"
#include "util/mem.h"

/* A writer in the middle of a commit. */
#define COPY_BUSY_TIMEOUT_MS 5000

static void handle_close(sqlite3 **handle)
{
	(void)sqlite3_close(*handle);
}

static int failed(sqlite3 *handle, const char *path, int rc, struct err *err)
{
	return err_set(err,
		(rc & 0xFF) == SQLITE_FULL || (rc & 0xFF) == SQLITE_BUSY ? ERR_RETRY : ERR_FAIL,
		"cannot copy to %s: %s", path,
		handle ? sqlite3_errmsg(handle) : sqlite3_errstr(rc));
}

static int check(sqlite3 *handle, const char *path, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(handle, "PRAGMA quick_check(1)", -1, &stmt, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	const char *said = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
	int result = 0;
	if (!said)
		result = failed(handle, path, rc, err);
	else if (strcmp(said, "ok") != 0)
		result = err_set(err, ERR_FAIL, "the copy is damaged: %s", said);
	(void)sqlite3_finalize(stmt);
	return result;
}

static int copy(const char *from, const char *to, struct err *err)
{
	sqlite3 *source CLEANUP(handle_close) = NULL, *target CLEANUP(handle_close) = NULL;
	int rc = sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return failed(source, to, rc, err);
	rc = sqlite3_open_v2(to, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK)
		return failed(target, to, rc, err);
	(void)sqlite3_busy_timeout(source, COPY_BUSY_TIMEOUT_MS);
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
	if (!backup)
		return failed(target, to, sqlite3_errcode(target), err);
	/* In one go: a reader holds up no writer, and what it reads is one moment. */
	(void)sqlite3_backup_step(backup, -1);
	rc = sqlite3_backup_finish(backup);
	if (rc != SQLITE_OK)
		return failed(target, to, rc, err);
	/* One file, with nothing beside it. */
	rc = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	return rc == SQLITE_OK ? check(target, to, err) : failed(target, to, rc, err);
}

int db_copy(const char *from, const char *to, struct err *err)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_set(err, ERR_FAIL, "cannot make %s: %s", to, strerror(errno));
	int rc = copy(from, to, err);
	if (rc == 0 && fsync(fd) < 0)
		rc = err_set(err, ERR_FAIL, "cannot write %s: %s", to, strerror(errno));
	(void)close(fd);
	if (rc < 0)
		(void)unlink(to);
	return rc;
}
