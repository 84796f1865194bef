#include "run/follow.h"

#include "ledger/alerts.h"
#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "run/intake.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

static struct ledger *ledger;
static int64_t statements[2], seq;

static int64_t article(const char *url)
{
	return ledger_article_add(ledger, &(struct ledger_new_article){.url = url});
}

/* An alert about two statements of one article each; what they say is of no matter. */
static void setup(void)
{
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, NULL), 0);
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	for (size_t i = 0; i < 2; i++) {
		AUTOFREE char *text = xasprintf("statement %zu", i);
		AUTOFREE char *url = xasprintf("https://a.example/%zu", i);
		struct span span = {0, 1};
		struct statement s = {.text = text, .spans = &span, .n_spans = 1, .span = span};
		statements[i] = ledger_statement_add(
			ledger, &(struct ledger_new_statement){.statement = &s,
					.fingerprint = text,
					.article_id = article(url),
					.relevant = true});
	}
	seq = ledger_alert_add(ledger,
		&(struct ledger_new_alert){.id = "a1",
			.kind = "reversal",
			.why = "because",
			.story = "story",
			.body = "{\"id\":\"a1\",\"score\":0.9,"
				"\"earlier\":{\"article\":{\"url\":\"https://a.example/0\"}},"
				"\"later\":{\"article\":{\"url\":\"https://a.example/1\"}}}",
			.score = 0.9,
			.earlier_id = statements[0],
			.later_id = statements[1]});
	ck_assert_int_gt(seq, 0);
}

static void teardown(void)
{
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ledger_close(&ledger);
}

enum change { REPORTED, GONE };

/* What is told when an article reports, or no longer reports, the later statement. */
static size_t change(enum change what, int64_t id)
{
	struct follow follow CLEANUP(follow_release) = {0};
	const struct follow_context context = {
		.ledger = ledger, .url = "https://b.example/", .now = 5};
	if (what == REPORTED) {
		ledger_report_add(ledger, statements[1], id);
		follow_reported(&follow, ledger, statements[1]);
	} else {
		ledger_report_gone(ledger, statements[1], id, 5);
		follow_dropped(&follow, ledger, statements[1]);
	}
	return follow_tell(&follow, &context);
}

static void check_last(enum event_type type, const char *reason, const char *in_body)
{
	struct ledger_event last CLEANUP(ledger_event_release) = {0};
	ck_assert_int_eq(ledger_event_last(ledger, seq, &last), 1);
	ck_assert_int_eq((int)last.type, (int)type);
	ck_assert_str_eq(last.reason, reason);
	ck_assert_msg(strstr(last.body, in_body) != NULL, "%s", last.body);
}

START_TEST(what_an_alert_goes_through)
{
	setup();
	int64_t first = 2, other = article("https://b.example/1");
	ck_assert_uint_eq(change(REPORTED, other), 1);
	check_last(EVENT_UPDATED, "https://b.example/ reports it, too",
		"\"also_reported_by\":[\"https://b.example/1\"]");
	ck_assert_uint_eq(change(REPORTED, other), 0); /* nothing new */
	ck_assert_uint_eq(change(GONE, first), 1);
	check_last(EVENT_UPDATED, "https://b.example/ no longer reports it",
		"\"url\":\"https://b.example/1\"");
	ck_assert_uint_eq(change(GONE, other), 1);
	check_last(EVENT_WITHDRAWN,
		"https://b.example/ no longer reports the later statement, and nobody else does",
		"\"score\":0.9");
	ck_assert_uint_eq(change(GONE, other), 0);
	ck_assert_uint_eq(change(REPORTED, first), 1);
	check_last(EVENT_UPDATED, "https://b.example/ reports it, too",
		"\"url\":\"https://a.example/1\"");
	teardown();
}
END_TEST

/* However many report it: each event holds all of their addresses. */
START_TEST(reports_without_end)
{
	setup();
	size_t told = 0;
	struct ids all CLEANUP(ids_release) = {0};
	ids_add(&all, 2);
	for (size_t i = 0; i < 2 * FOLLOW_UPDATES_MAX; i++) {
		AUTOFREE char *url = xasprintf("https://b.example/%zu", i);
		int64_t id = article(url);
		ids_add(&all, id);
		told += change(REPORTED, id);
	}
	ck_assert_uint_eq(told, FOLLOW_UPDATES_MAX);
	/* That it is withdrawn, and stands again, is told all the same. */
	told = 0;
	for (size_t i = 0; i < all.n; i++)
		told += change(GONE, all.items[i]);
	ck_assert_uint_eq(told, 1);
	ck_assert_uint_eq(change(REPORTED, 2), 1);
	teardown();
}
END_TEST

UNIT_MAIN("run/follow", what_an_alert_goes_through, reports_without_end)
