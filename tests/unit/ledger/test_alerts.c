#include "ledger/alerts.h"

#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"

#define DAY 86400

static struct ledger *ledger;
static int64_t statements[4];

static void setup(void)
{
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, NULL), 0);
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	int64_t article = ledger_article_add(
		ledger, &(struct ledger_new_article){.url = "https://a.example/1"});
	for (size_t i = 0; i < ARRAY_SIZE(statements); i++) {
		AUTOFREE char *text = xasprintf("statement %zu", i);
		struct span span = {0, 1};
		struct statement s = {.text = text,
			.date = (int64_t)(i + 1) * 20 * DAY,
			.spans = &span,
			.n_spans = 1,
			.span = span};
		statements[i] = ledger_statement_add(
			ledger, &(struct ledger_new_statement){.statement = &s,
					.fingerprint = text,
					.article_id = article,
					.relevant = true});
	}
}

static int64_t add(const char *id, const char *story, size_t earlier, size_t later)
{
	static const char *const endpoints[] = {"log", "webhook:desk"};
	return ledger_alert_add(ledger, &(struct ledger_new_alert){.id = id,
						.kind = "reversal",
						.why = "because",
						.story = story,
						.body = "{}",
						.score = 0.9,
						.earlier_id = statements[earlier],
						.later_id = statements[later],
						.raised = 1000,
						.endpoints = endpoints,
						.n_endpoints = 2});
}

START_TEST(test_id)
{
	char a[ALERT_ID_SIZE], b[ALERT_ID_SIZE];
	ledger_alert_id(KIND_SPLIT, "one", "two", a);
	ledger_alert_id(KIND_SPLIT, "one", "two", b);
	ck_assert_str_eq(a, b);
	ck_assert_uint_eq(strlen(a), ALERT_ID_SIZE - 1);
	ck_assert_ptr_null(strchr(a, '.')); /* the webhook's id may hold none */
	ledger_alert_id(KIND_DISPUTE, "one", "two", b);
	ck_assert_str_ne(a, b);
	ledger_alert_id(KIND_SPLIT, "two", "one", b);
	ck_assert_str_ne(a, b);
}
END_TEST

START_TEST(test_once)
{
	setup();
	ck_assert_int_gt(add("a1", "story", 0, 1), 0);
	ck_assert_int_eq(add("a1", "story", 0, 1), 0); /* known: no second row, no error */
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ck_assert_int_eq(ledger_deliveries_waiting(ledger), 2);
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_like)
{
	setup();
	int64_t seq = add("a1", "story", 0, 1);
	const struct {
		const char *story;
		size_t earlier, later;
		int64_t shift, within;
		bool want;
	} cases[] = {
		{"story", 0, 2, 0, -1, true}, /* the same statement on a side */
		{"story", 2, 1, 0, -1, true},
		{"story", 1, 2, 0, 5 * DAY, false}, /* it was the other side then */
		{"other", 0, 1, 0, 5 * DAY, false},
		{"story", 2, 3, -40 * DAY, 5 * DAY, true}, /* said in the same days */
		{"story", 2, 3, -40 * DAY, -1, false},
		{"story", 2, 3, 0, 5 * DAY, false},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t earlier = 0;
		int64_t got = ledger_alert_like(ledger,
			&(struct ledger_story){.story = cases[i].story,
				.earlier_id = statements[cases[i].earlier],
				.later_id = statements[cases[i].later],
				.earlier_said = (int64_t)(cases[i].earlier + 1) * 20 * DAY +
						cases[i].shift,
				.later_said = (int64_t)(cases[i].later + 1) * 20 * DAY +
					      cases[i].shift,
				.within = cases[i].within},
			&earlier);
		ck_assert_msg(got == (cases[i].want ? seq : 0), "case %zu", i);
		if (got)
			ck_assert_int_eq(earlier, statements[0]);
	}
	ledger_alert_join(ledger, seq, statements[2], "later");
	ledger_alert_join(ledger, seq, statements[0], "earlier"); /* is in it already */
	struct ledger_alert alert = {0};
	ck_assert_int_eq(ledger_alert_get(ledger, seq, &alert), 1);
	ck_assert_uint_eq(alert.earlier.n, 1);
	ck_assert_uint_eq(alert.later.n, 2);
	ledger_alert_release(&alert);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ledger_close(&ledger);
}
END_TEST

/* The alert id of the next delivery due, "" if none. */
static char *next(const char *endpoint, int64_t now_ms, const struct ids *skip, int64_t *id)
{
	struct ledger_delivery d CLEANUP(ledger_delivery_release) = {0};
	if (ledger_delivery_next(ledger, endpoint, now_ms, false, skip, &d) != 1)
		return xstrdup("");
	*id = d.id;
	return xstrdup(d.alert_id);
}

static void check_next(
	const char *endpoint, int64_t now_ms, const struct ids *skip, const char *want, int64_t *id)
{
	AUTOFREE char *got = next(endpoint, now_ms, skip, id);
	ck_assert_str_eq(got, want);
}

START_TEST(test_outbox)
{
	setup();
	(void)add("a1", "story", 0, 1);
	(void)add("a2", "story 2", 2, 3);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	int64_t first = 0, id = 0;
	check_next("webhook:desk", 0, NULL, "a1", &first);
	struct ids posting CLEANUP(ids_release) = {0};
	ids_add(&posting, first);
	check_next("webhook:desk", 0, &posting, "a2", &id);
	struct ledger_attempt attempt = {.delivery_id = first,
		.now = 5,
		.outcome = DELIVERY_RETRY,
		.next_ms = 5000,
		.http_status = 503,
		.reason = "503"};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	/* New alerts before retries of old ones. */
	check_next("webhook:desk", 9000, NULL, "a2", &id);
	ck_assert_int_eq(ledger_delivery_when(ledger, "webhook:desk", 0), 5000);
	attempt = (struct ledger_attempt){.delivery_id = id, .now = 6, .outcome = DELIVERY_DONE};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	check_next("webhook:desk", 4999, NULL, "", &id);
	check_next("webhook:desk", 5000, NULL, "a1", &id);
	ck_assert_int_eq(ledger_deliveries_waiting(ledger), 3);
	static const char *const left[] = {"log"};
	ck_assert_int_eq(ledger_deliveries_orphaned(ledger, left, 1, 7, NULL), 1);
	check_next("webhook:desk", 9000, NULL, "", &id);
	check_next("log", 0, NULL, "a1", &id);
	ledger_close(&ledger);
}
END_TEST

UNIT_MAIN("alerts", test_id, test_once, test_like, test_outbox)
