#include "ledger/alerts.h"

#include <stdio.h>

#include "ledger/articles.h"
#include "ledger/deliveries.h"
#include "ledger/ledger.h"
#include "ledger/silences.h"
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
	const struct ledger_due due = {
		.endpoint = endpoint, .now_ms = now_ms, .happened_before = INT64_MAX, .skip = skip};
	if (ledger_delivery_next(ledger, &due, &d) != 1)
		return xstrdup("");
	*id = d.id;
	return xstrdup(d.event.alert_id);
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
	struct ledger_attempt attempt = {.deliveries = &first,
		.n = 1,
		.now = 5,
		.outcome = DELIVERY_RETRY,
		.next_ms = 5000,
		.http_status = 503,
		.reason = "503"};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	/* New alerts before retries of old ones. */
	check_next("webhook:desk", 9000, NULL, "a2", &id);
	ck_assert_int_eq(ledger_delivery_when(ledger, "webhook:desk", 0), 5000);
	attempt = (struct ledger_attempt){
		.deliveries = &id, .n = 1, .now = 6, .outcome = DELIVERY_DONE};
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

static void count_rows(const struct ledger_delivery_row *row, void *arg)
{
	size_t *n = arg;
	(*n)++;
	ck_assert_ptr_nonnull(row->alert_id);
	ck_assert_str_eq(row->kind, "reversal");
}

static size_t rows_of(const char *endpoint, const char *state, const char *alert_id)
{
	size_t n = 0;
	ledger_deliveries_each(ledger,
		&(struct ledger_delivery_filter){.endpoint = endpoint,
			.state = state,
			.alert_id = alert_id,
			.since = INT64_MIN},
		count_rows, &n);
	return n;
}

START_TEST(test_dead_letters)
{
	setup();
	(void)add("a1", "story", 0, 1);
	(void)add("a2", "story 2", 2, 3);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	int64_t id = 0;
	check_next("webhook:desk", 0, NULL, "a1", &id);
	struct ledger_attempt attempt = {.deliveries = &id,
		.n = 1,
		.now = 6,
		.outcome = DELIVERY_FAILED,
		.http_status = 500,
		.reason = "500"};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	ck_assert_uint_eq(rows_of(NULL, "failed", NULL), 1);
	ck_assert_uint_eq(rows_of("webhook:desk", NULL, NULL), 2);
	ck_assert_uint_eq(rows_of(NULL, NULL, "a2"), 2);
	struct ledger_delivery_counts counts;
	ledger_delivery_count(ledger, "webhook:desk", &counts);
	ck_assert_int_eq(counts.waiting, 1);
	ck_assert_int_eq(counts.failed, 1);
	ck_assert_int_eq(counts.oldest, 1000);
	struct ledger_delivery_filter filter = {.endpoint = "webhook:other", .since = INT64_MIN};
	ck_assert_int_eq(ledger_deliveries_replay(ledger, &filter, false, NULL), 0);
	filter.endpoint = "webhook:desk";
	filter.since = 1001; /* it was raised before */
	ck_assert_int_eq(ledger_deliveries_replay(ledger, &filter, false, NULL), 0);
	filter.since = 1000;
	ck_assert_int_eq(ledger_deliveries_replay(ledger, &filter, false, NULL), 1);
	check_next("webhook:desk", 0, NULL, "a1", &id);
	attempt.outcome = DELIVERY_DONE;
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	ck_assert_int_eq(ledger_deliveries_replay(ledger, &filter, false, NULL), 0);
	ck_assert_int_eq(ledger_deliveries_replay(ledger, &filter, true, NULL), 1);
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_digest_rows)
{
	setup();
	(void)add("a1", "story", 0, 1);
	(void)add("a2", "story 2", 2, 3);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	struct ledger_delivery row = {0}, rows[4] = {0};
	struct ids ids CLEANUP(ids_release) = {0};
	struct ledger_due due = {.endpoint = "webhook:desk", .happened_before = 1000, .skip = &ids};
	ck_assert_int_eq(ledger_delivery_next(ledger, &due, &row), 0);
	due.happened_before = 1001;
	while (ledger_delivery_next(ledger, &due, &row) == 1) {
		ids_add(&ids, row.id);
		ledger_delivery_release(&row);
	}
	ck_assert_uint_eq(ids.n, 2);
	ck_assert_int_eq(ledger_delivery_gather(ledger, &ids, "batch", NULL), 0);
	/* In a digest they are due whatever the period. */
	due = (struct ledger_due){.endpoint = "webhook:desk"};
	ck_assert_int_eq(ledger_delivery_next(ledger, &due, &row), 1);
	ck_assert_str_eq(row.batch, "batch");
	ledger_delivery_release(&row);
	ck_assert_uint_eq(ledger_delivery_batch(ledger, "webhook:desk", "batch", rows, 4), 2);
	ck_assert_str_eq(rows[0].event.id, "a1");
	ck_assert_str_eq(rows[1].event.id, "a2");
	ledger_delivery_release(&rows[0]);
	ledger_delivery_release(&rows[1]);
	struct ledger_attempt attempt = {
		.deliveries = ids.items, .n = ids.n, .outcome = DELIVERY_DONE};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	ck_assert_uint_eq(rows_of("webhook:desk", "done", NULL), 2);
	/* What the log has lost is written again. */
	due = (struct ledger_due){
		.endpoint = "log", .in_order = true, .happened_before = INT64_MAX};
	ck_assert_int_eq(ledger_delivery_next(ledger, &due, &row), 1);
	int64_t seq = row.event.seq, id = row.id;
	ledger_delivery_release(&row);
	attempt = (struct ledger_attempt){.deliveries = &id, .n = 1, .outcome = DELIVERY_DONE};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	ck_assert_int_eq(ledger_deliveries_lost(ledger, "log", seq, NULL), 0);
	ck_assert_int_eq(ledger_deliveries_lost(ledger, "log", seq - 1, NULL), 1);
	ledger_close(&ledger);
}
END_TEST

static void update(const char *alert_id, int64_t seq, const char *body)
{
	static const char *const endpoints[] = {"webhook:desk"};
	struct ledger_event last CLEANUP(ledger_event_release) = {0};
	char id[EVENT_ID_SIZE];
	ck_assert_int_eq(ledger_event_last(ledger, seq, &last), 1);
	ck_assert_str_eq(last.alert_id, alert_id);
	ledger_event_id(&last, EVENT_UPDATED, body, id);
	ledger_event_add(ledger, &(struct ledger_new_event){.alert_seq = seq,
					 .happened = 1001,
					 .type = EVENT_UPDATED,
					 .id = id,
					 .reason = "news",
					 .body = body,
					 .endpoints = endpoints,
					 .n_endpoints = 1});
}

START_TEST(test_events)
{
	setup();
	ck_assert_int_eq(add("a1", "story", 0, 1), 1);
	update("a1", 1, "{}");
	/* The numbers are those of events, whatever alert they are of. */
	ck_assert_int_eq(add("a2", "story 2", 2, 3), 3);
	update("a1", 1, "{}"); /* the same again, yet after another */
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	struct ledger_event last CLEANUP(ledger_event_release) = {0};
	ck_assert_int_eq(ledger_event_last(ledger, 1, &last), 1);
	ck_assert_int_eq(last.seq, 4);
	ck_assert_int_eq((int)last.type, EVENT_UPDATED);
	ck_assert_str_eq(last.reason, "news");
	ck_assert_int_eq(ledger_event_last(ledger, 2, &last), 0); /* an event, not an alert */
	/* Of one alert nothing goes out before what was told first. */
	int64_t id = 0, first = 0;
	struct ids posting CLEANUP(ids_release) = {0};
	check_next("webhook:desk", 0, NULL, "a1", &first);
	ids_add(&posting, first);
	check_next("webhook:desk", 0, &posting, "a2", &id);
	ids_add(&posting, id);
	check_next("webhook:desk", 0, &posting, "", &id);
	struct ledger_attempt attempt = {
		.deliveries = &first, .n = 1, .outcome = DELIVERY_RETRY, .next_ms = 5000};
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	check_next("webhook:desk", 4999, &posting, "", &id);
	attempt.outcome = DELIVERY_FAILED;
	ck_assert_int_eq(ledger_delivery_store(ledger, &attempt, NULL), 0);
	check_next("webhook:desk", 0, &posting, "a1", &id);
	ck_assert_int_ne(id, first);
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_standing)
{
	setup();
	int64_t seq = add("a1", "story", 0, 1);
	(void)add("a2", "story 2", 1, 2);
	int64_t other = ledger_article_add(
		ledger, &(struct ledger_new_article){.url = "https://b.example/1"});
	struct ids with CLEANUP(ids_release) = {0};
	ledger_alerts_with(ledger, statements[1], &with);
	ck_assert_uint_eq(with.n, 2);
	ck_assert(ledger_alert_side_stands(ledger, seq, "later"));
	ledger_report_gone(ledger, statements[1], 1, 5000);
	ck_assert(!ledger_statement_stands(ledger, statements[1]));
	ck_assert(!ledger_alert_side_stands(ledger, seq, "later"));
	ck_assert(ledger_alert_side_stands(ledger, seq, "earlier"));
	/* One that says the same holds up the side, and so does another article. */
	ledger_alert_join(ledger, seq, statements[3], "later");
	ck_assert(ledger_alert_side_stands(ledger, seq, "later"));
	ledger_report_gone(ledger, statements[3], 1, 5000);
	ck_assert(!ledger_alert_side_stands(ledger, seq, "later"));
	ledger_report_add(ledger, statements[3], other);
	ck_assert(ledger_alert_side_stands(ledger, seq, "later"));
	ledger_report_add(ledger, statements[1], 1);
	ck_assert(ledger_statement_stands(ledger, statements[1]));
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ledger_close(&ledger);
}
END_TEST

static void take_silence(const struct ledger_silence *silence, void *arg)
{
	char *out = arg;
	size_t len = strlen(out);
	(void)snprintf(out + len, 256 - len, "%lld:%s:%s ", (long long)silence->id,
		silence->speaker ? silence->speaker : "-", silence->comment);
}

static void check_silences(int64_t now, const char *want)
{
	char got[256] = "";
	ledger_silences_each(ledger, now, take_silence, got);
	ck_assert_str_eq(got, want);
}

START_TEST(test_silences)
{
	setup();
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	struct ledger_silence s = {
		.speaker = "trump", .comment = "election", .created = 10, .expires = 100};
	ck_assert_int_eq(ledger_silence_add(ledger, &s, NULL), 1);
	s.speaker = NULL;
	s.expires = 50;
	ck_assert_int_eq(ledger_silence_add(ledger, &s, NULL), 2);
	check_silences(10, "1:trump:election 2:-:election ");
	check_silences(50, "1:trump:election ");
	check_silences(INT64_MIN, "1:trump:election 2:-:election ");
	ck_assert_int_eq(ledger_silence_end(ledger, 1, 60, NULL), 1);
	ck_assert_int_eq(ledger_silence_end(ledger, 1, 61, NULL), 0);
	ck_assert_int_eq(ledger_silence_end(ledger, 7, 60, NULL), 0);
	check_silences(60, "");
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_gone_endpoints)
{
	setup();
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ck_assert(!ledger_endpoint_disabled(ledger, "webhook:desk", "here"));
	ck_assert_int_eq(ledger_endpoint_disable(ledger, "webhook:desk", "here", 5, NULL), 0);
	ck_assert(ledger_endpoint_disabled(ledger, "webhook:desk", "here"));
	/* Another address is another receiver. */
	ck_assert(!ledger_endpoint_disabled(ledger, "webhook:desk", "there"));
	ck_assert_int_eq(ledger_endpoint_enable(ledger, "webhook:desk", NULL), 1);
	ck_assert_int_eq(ledger_endpoint_enable(ledger, "webhook:desk", NULL), 0);
	ck_assert(!ledger_endpoint_disabled(ledger, "webhook:desk", "here"));
	ledger_close(&ledger);
}
END_TEST

UNIT_MAIN("alerts", test_id, test_once, test_like, test_outbox, test_dead_letters, test_digest_rows,
	test_events, test_standing, test_silences, test_gone_endpoints)
