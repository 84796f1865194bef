#ifndef LEDGER_SCHEMA_H
#define LEDGER_SCHEMA_H

#include <stdint.h>

struct db;
struct err;

/*
 * Brings a database to this program's schema: every migration it lacks, each in a transaction of
 * its own. 0; ERR_CONFIG when the database is of a newer program; otherwise as db_commit.
 */
int schema_migrate(struct db *db, const char *path, struct err *err);
/* For readers: ERR_CONFIG unless the database has exactly this program's schema. */
int schema_check(struct db *db, const char *path, struct err *err);
/* The number of the newest migration. */
int64_t schema_newest(void);

#endif
