#include "run/alert.h"

#include "ledger/alerts.h"
#include "ledger/statements.h"
#include "run/terms.h"
#include "unit.h"
#include "util/mem.h"

static struct ledger_statement by(const char *speaker, const char *side)
{
	struct ledger_statement s = {0};
	s.statement.speaker.id = (char *)(uintptr_t)speaker;
	s.statement.speaker.side = (char *)(uintptr_t)side;
	return s;
}

static void check_same_story(bool want, enum kind kind, struct ledger_statement e1,
	struct ledger_statement l1, const char *what1, struct ledger_statement e2,
	struct ledger_statement l2, const char *what2)
{
	struct evidence a = {.what = (char *)(uintptr_t)what1},
			b = {.what = (char *)(uintptr_t)what2};
	struct comparison ca = {
		.kind = kind, .issue = (char *)(uintptr_t) "i", .evidence = &a, .n_evidence = 1};
	struct comparison cb = {
		.kind = kind, .issue = (char *)(uintptr_t) "i", .evidence = &b, .n_evidence = 1};
	int specific = 0;
	AUTOFREE char *x = alert_story(
		&(struct alert_pair){.earlier = &e1, .later = &l1, .comparison = &ca}, &specific);
	AUTOFREE char *y = alert_story(
		&(struct alert_pair){.earlier = &e2, .later = &l2, .comparison = &cb}, &specific);
	ck_assert_int_eq(specific, strncmp(what1, "slot ", 5) == 0);
	ck_assert_msg((strcmp(x, y) == 0) == want, "%s / %s", x, y);
}

START_TEST(test_story)
{
	struct ledger_statement lavrov = by("lavrov", "russia"), peskov = by("peskov", "russia"),
				zelensky = by("zelensky", "ukraine"),
				sybiha = by("sybiha", "ukraine");
	/* A dispute is one, whoever of a side speaks and whoever speaks first. */
	check_same_story(true, KIND_DISPUTE, lavrov, zelensky, "slot a.b: yes against no", sybiha,
		peskov, "slot a.b: no against yes");
	check_same_story(false, KIND_DISPUTE, lavrov, zelensky, "slot a.b: yes against no", lavrov,
		zelensky, "slot a.c: yes against no");
	/* Splits are between persons. */
	check_same_story(true, KIND_SPLIT, lavrov, peskov, "slot a.b: yes against no", peskov,
		lavrov, "slot a.b: no against yes");
	check_same_story(false, KIND_SPLIT, zelensky, sybiha, "slot a.b: yes against no", lavrov,
		peskov, "slot a.b: yes against no");
	/* Turning back is another reversal. */
	check_same_story(false, KIND_REVERSAL, lavrov, lavrov, "slot a.b: yes against no", lavrov,
		lavrov, "slot a.b: no against yes");
	check_same_story(
		true, KIND_REVERSAL, lavrov, lavrov, "negation", lavrov, lavrov, "negation");
}
END_TEST

START_TEST(test_terms)
{
	struct terms terms CLEANUP(terms_release) = {0};
	terms_of("The ministers said that they would, on 25,000 soldiers: minister and soldiers.",
		&terms);
	ck_assert_uint_eq(terms.n, 3);
	ck_assert_str_eq(terms.items[0], "minist");
	ck_assert_str_eq(terms.items[1], "25,000");
	ck_assert_str_eq(terms.items[2], "soldier");
	/* things and predicates find a statement too; what every one names does not */
	char thing[] = "#attack", axis[] = "=hit", stem[] = "harbour", side[] = "~@russia";
	char *arguments[] = {thing, axis, stem, side};
	struct proposition proposition = {.arguments = arguments, .n_arguments = 4};
	struct statement statement = {.propositions = &proposition, .n_propositions = 1};
	terms_of_propositions(&statement, &terms);
	ck_assert_uint_eq(terms.n, 5);
	ck_assert_str_eq(terms.items[3], "#attack");
	ck_assert_str_eq(terms.items[4], "=hit");
}
END_TEST

UNIT_MAIN("alert", test_story, test_terms)
