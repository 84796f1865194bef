#include "ledger/ledger.h"

#include "ledger/schema.h"
#include "util/err.h"
#include "util/mem.h"

struct ledger {
	struct db *db;
};

int ledger_open(const char *path, enum db_mode mode, struct ledger **out, struct err *err)
{
	struct ledger *ledger CLEANUP(ledger_close) = xcalloc(1, sizeof(*ledger));
	int rc = db_open(path, mode, &ledger->db, err);
	if (rc == 0)
		rc = mode == DB_READ ? schema_check(ledger->db, path, err)
				     : schema_migrate(ledger->db, path, err);
	if (rc < 0)
		return rc;
	*out = ledger;
	ledger = NULL;
	return 0;
}

void ledger_close(struct ledger **ledger)
{
	if (*ledger)
		db_close(&(*ledger)->db);
	free(*ledger);
	*ledger = NULL;
}

int ledger_begin(struct ledger *ledger, struct err *err)
{
	return db_begin(ledger->db, err);
}

int ledger_commit(struct ledger *ledger, struct err *err)
{
	return db_commit(ledger->db, err);
}

void ledger_rollback(struct ledger *ledger)
{
	db_rollback(ledger->db);
}

const struct err *ledger_error(const struct ledger *ledger)
{
	return db_error(ledger->db);
}

struct db *ledger_db(struct ledger *ledger)
{
	return ledger->db;
}
