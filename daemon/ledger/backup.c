#include "ledger/backup.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "util/err.h"
#include "util/file.h"
#include "util/mem.h"

/* A database, and what SQLite and we keep beside it. */
static const char *const tails[] = {"", "-wal", "-shm", ".lock"};

static void remove_database(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(tails); i++) {
		AUTOFREE char *file = xasprintf("%s%s", path, tails[i]);
		(void)unlink(file);
	}
}

static int failed(const char *what, const char *path, struct err *err)
{
	return err_set(err, ERR_FAIL, "cannot %s %s: %s", what, path, strerror(errno));
}

/* Renames what a crash must not tear apart: the name is durable when this returns. */
static int put(const char *from, const char *to, struct err *err)
{
	if (rename(from, to) < 0 || file_sync_dir_of(to) < 0)
		return failed("write", to, err);
	return 0;
}

int ledger_backup(const char *ledger, const char *copy, struct err *err)
{
	AUTOFREE char *part = xasprintf("%s.part", copy);
	if (access(ledger, F_OK) < 0)
		return err_set(err, ERR_REJECT, "there is no ledger %s", ledger);
	if (access(copy, F_OK) == 0)
		return err_set(err, ERR_REJECT, "%s exists already", copy);
	(void)unlink(part); /* of a copy that was cut short */
	int rc = db_copy(ledger, part, err);
	if (rc == 0)
		rc = put(part, copy, err);
	if (rc < 0)
		(void)unlink(part);
	return rc;
}

/* A command run as root leaves files that the daemon's user can open. */
static int give_to_owner_of_dir(const char *path, const char *dir_of, struct err *err)
{
	struct stat st;
	AUTOFREE char *dir = xstrdup(dir_of);
	char *slash = strrchr(dir, '/');
	if (geteuid() != 0 || !slash)
		return 0;
	slash[slash == dir] = '\0';
	if (stat(dir, &st) < 0 || chown(path, st.st_uid, st.st_gid) < 0)
		return failed("give away", path, err);
	return 0;
}

/* The copy as a ledger of this program's schema, in a file beside the ledger's place. */
static int prepare(const char *ledger, const char *copy, const char *part, struct err *err)
{
	struct ledger *opened = NULL;
	struct err why = ERR_INIT;
	if (access(copy, R_OK) < 0)
		return err_set(err, ERR_REJECT, "cannot read %s: %s", copy, strerror(errno));
	int rc = db_copy(copy, part, &why);
	if (rc == 0)
		rc = ledger_open(part, DB_WRITE, &opened, &why);
	if (rc < 0)
		return err_set(err, rc == ERR_RETRY || rc == ERR_CONFIG ? why.code : ERR_REJECT,
			"%s is not taken: %s", copy, why.text);
	ledger_close(&opened);
	return give_to_owner_of_dir(part, ledger, err);
}

/* The log of the old database goes with it, so that it stays whole. */
static int set_aside(const char *ledger, const char *aside, struct err *err)
{
	static const char *const parts[] = {"-wal", "-shm", ""};
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		AUTOFREE char *from = xasprintf("%s%s", ledger, parts[i]);
		AUTOFREE char *to = xasprintf("%s%s", aside, parts[i]);
		if (rename(from, to) < 0 && errno != ENOENT)
			return failed("keep", from, err);
	}
	return 0;
}

int ledger_restore(const char *ledger, const char *copy, const char *aside, struct err *err)
{
	AUTOFREE char *part = xasprintf("%s.part", ledger);
	int lock = -1;
	int rc = db_lock(ledger, &lock, err);
	if (rc < 0)
		return rc;
	remove_database(part); /* of one that was cut short */
	rc = prepare(ledger, copy, part, err);
	if (rc == 0)
		rc = set_aside(ledger, aside, err);
	if (rc == 0)
		rc = put(part, ledger, err);
	remove_database(part);
	(void)close(lock);
	return rc;
}
