#include "ledger/plans.h"

#include "ledger/ledger.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

static void check(struct ledger *ledger, const char *sql, const char *want)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger), sql);
	ck_assert_int_eq(db_step(q), 1);
	ck_assert_str_eq(db_col_text(q, 0), want);
}

START_TEST(what_lies_ahead_comes_sooner)
{
	struct ledger *ledger = NULL;
	struct err err = ERR_INIT;
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, &err), 0);
	ck_assert_int_eq(ledger_newest_ms(ledger), 0);
	ck_assert_msg(
		db_script(ledger_db(ledger),
			"INSERT INTO feeds (url, name, polled, next_ms, held_ms) VALUES"
			" ('a', 'a', 90, 100000, 0), ('b', 'b', 40, 50000, 99000),"
			" ('c', 'c', NULL, 9223372036854775807, 0);"
			"INSERT INTO articles (feed_id, entry_key, seen, state, next_ms) VALUES"
			" (1, '1', 0, 'new', 120000), (1, '2', 0, 'new', 59999),"
			" (1, '3', 0, 'done', 120000);",
			&err) == 0,
		"%s", err.text);
	ck_assert_int_eq(ledger_newest_ms(ledger), 90000);
	/* At 90 the clock was set to 60. */
	ck_assert_int_eq(ledger_plans_back(ledger, 60000, 30000, &err), 0);
	check(ledger, "SELECT GROUP_CONCAT(next_ms, ' ') FROM feeds",
		"70000 50000 9223372036854775807");
	check(ledger, "SELECT GROUP_CONCAT(held_ms, ' ') FROM feeds", "0 69000 0");
	check(ledger, "SELECT GROUP_CONCAT(next_ms, ' ') FROM articles", "90000 59999 120000");
	/* It is told once. */
	ck_assert_int_eq(ledger_newest_ms(ledger), 60000);
	ledger_close(&ledger);
}
END_TEST

UNIT_MAIN("plans", what_lies_ahead_comes_sooner)
