#include "ledger/statements.h"

#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"

#define DAY 86400

static struct ledger *ledger;
static int64_t article_id;

static void setup(void)
{
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, NULL), 0);
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	article_id = ledger_article_add(
		ledger, &(struct ledger_new_article){
				.url = "https://a.example/1", .title = "one", .published = 0});
}

/* A statement of one slot answer; released by the caller. */
static struct statement make(
	const char *speaker, const char *text, int64_t date, const char *slot, const char *value)
{
	struct statement s = {.text = xstrdup(text), .date = date, .confidence = 1};
	s.speaker.id = xstrdup_null(speaker);
	s.speaker.name = xstrdup_null(speaker);
	s.speaker.side = xstrdup("russia");
	s.spans = xcalloc(1, sizeof(*s.spans));
	s.n_spans = 1;
	s.spans[0] = s.span = (struct span){0, strlen(text)};
	if (slot) {
		s.propositions = xcalloc(1, sizeof(*s.propositions));
		s.n_propositions = 1;
		s.propositions[0] = (struct proposition){.issue = xstrdup("ceasefire"),
			.slot = xstrdup(slot),
			.value = xstrdup(value),
			.event_from = DATE_UNKNOWN,
			.event_to = DATE_UNKNOWN};
	}
	return s;
}

static int64_t add(const char *speaker, const char *text, int64_t date, const char *slot,
	const char *value, const char *const *terms, size_t n_terms)
{
	struct statement s CLEANUP(statement_release) = make(speaker, text, date, slot, value);
	char fingerprint[FINGERPRINT_SIZE];
	ledger_fingerprint(&s, NULL, fingerprint);
	return ledger_statement_add(ledger, &(struct ledger_new_statement){.statement = &s,
						    .fingerprint = fingerprint,
						    .article_id = article_id,
						    .relevant = true,
						    .terms = terms,
						    .n_terms = n_terms});
}

START_TEST(test_fingerprint)
{
	struct statement a = make("peskov", "“We will not stop,” at all", 10 * DAY, NULL, NULL);
	struct statement b = make(
		"peskov", "We will NOT stop at all.", 10 * DAY + 3600, NULL, NULL);
	struct statement c = make("peskov", "We will not stop at all", 11 * DAY, NULL, NULL);
	struct statement d = make("lavrov", "We will not stop at all", 10 * DAY, NULL, NULL);
	struct statement e = make(NULL, "We will not stop at all", 10 * DAY, NULL, NULL);
	char fa[FINGERPRINT_SIZE], fb[FINGERPRINT_SIZE];
	ledger_fingerprint(&a, "https://x.example/", fa);
	ledger_fingerprint(&b, "https://y.example/", fb);
	ck_assert_str_eq(fa, fb); /* marks, case, hour and outlet do not matter */
	ledger_fingerprint(&c, NULL, fb);
	ck_assert_str_ne(fa, fb);
	ledger_fingerprint(&d, NULL, fb);
	ck_assert_str_ne(fa, fb);
	/* Nobody named: two outlets' nobodies are not one. */
	ledger_fingerprint(&e, "https://x.example/", fa);
	ledger_fingerprint(&e, "https://y.example/", fb);
	ck_assert_str_ne(fa, fb);
	statement_release(&a);
	statement_release(&b);
	statement_release(&c);
	statement_release(&d);
	statement_release(&e);
}
END_TEST

START_TEST(test_load)
{
	setup();
	int64_t id = add("peskov", "no truce first", 5 * DAY, "ceasefire.when", "before", NULL, 0);
	ck_assert_int_gt(id, 0);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	struct ledger_statement *s = ledger_statement_load(ledger, id);
	ck_assert_ptr_nonnull(s);
	ck_assert_str_eq(s->statement.text, "no truce first");
	ck_assert_str_eq(s->statement.propositions[0].value, "before");
	ck_assert_str_eq(s->url, "https://a.example/1");
	ck_assert_int_eq(ledger_statement_by_fingerprint(ledger, s->fingerprint), id);
	ledger_statement_free(&s);
	ck_assert_ptr_null(ledger_statement_load(ledger, id + 1));
	ledger_close(&ledger);
}
END_TEST

/* Many statements of one stance leave two candidates, its first and its newest, beside the recent.
 */
START_TEST(test_stances)
{
	setup();
	int64_t first = 0, last = 0;
	for (int i = 0; i < 50; i++) {
		AUTOFREE char *text = xasprintf("no truce %d", i);
		last = add("peskov", text, (100 + i) * DAY, "ceasefire.when", "before", NULL, 0);
		if (!first)
			first = last;
	}
	int64_t other = add("lavrov", "a truce now", 120 * DAY, "ceasefire.when", "now", NULL, 0);
	(void)add("lavrov", "elsewhere", 120 * DAY, "other.slot", "x", NULL, 0);
	/* A late arrival from before becomes the first. */
	int64_t late = add(
		"peskov", "no truce ever", 50 * DAY, "ceasefire.when", "before", NULL, 0);
	struct statement asked CLEANUP(statement_release) = make(
		"peskov", "?", 300 * DAY, "ceasefire.when", "after");
	struct ids ids CLEANUP(ids_release) = {0};
	ledger_stance_candidates(ledger, &asked, 3, &ids);
	ck_assert(ids_has(&ids, late));
	ck_assert(ids_has(&ids, last));
	ck_assert(ids_has(&ids, other));
	ck_assert(!ids_has(&ids, first));
	ck_assert_uint_eq(ids.n, 5); /* and the two before the newest */
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_terms)
{
	setup();
	static const char *const a[] = {"budapest", "summit", "minist"};
	static const char *const b[] = {"budapest", "choir", "minist"};
	static const char *const c[] = {"minist"};
	int64_t ida = add("x", "a", DAY, NULL, NULL, a, 3);
	int64_t idb = add("x", "b", DAY, NULL, NULL, b, 3);
	for (int i = 0; i < 450; i++) {
		AUTOFREE char *text = xasprintf("c%d", i);
		(void)add("x", text, DAY, NULL, NULL, c, 1);
	}
	struct ids ids CLEANUP(ids_release) = {0};
	ledger_term_candidates(ledger, a, 3, 10, &ids);
	/* "minist" is everywhere and finds nothing: b shares "budapest" alone. */
	ck_assert_uint_eq(ids.n, 1);
	ck_assert_int_eq(ids.items[0], ida);
	ck_assert_int_ne(ids.items[0], idb);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ledger_close(&ledger);
}
END_TEST

static void count_url(const struct ledger_report *report, void *arg)
{
	(void)report;
	++*(size_t *)arg;
}

START_TEST(test_reports_and_list)
{
	setup();
	int64_t id = add("peskov", "no truce first", 5 * DAY, "ceasefire.when", "before", NULL, 0);
	(void)add("lavrov", "the bear", 6 * DAY, NULL, NULL, NULL, 0);
	int64_t other = ledger_article_add(
		ledger, &(struct ledger_new_article){.url = "https://b.example/1"});
	ledger_report_add(ledger, id, other);
	ledger_report_add(ledger, id, other);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	size_t n = 0;
	ledger_reports_each(ledger, id, "https://a.example/1", count_url, &n);
	ck_assert_uint_eq(n, 1);
	static const struct {
		struct ledger_filter filter;
		size_t want;
	} cases[] = {
		{{.since = INT64_MIN, .until = INT64_MAX}, 2},
		{{.since = INT64_MIN, .until = INT64_MAX, .limit = 1}, 1},
		{{.since = INT64_MIN, .until = INT64_MAX, .speaker = "peskov"}, 1},
		{{.since = INT64_MIN, .until = INT64_MAX, .slot = "ceasefire.when"}, 1},
		{{.since = INT64_MIN, .until = INT64_MAX, .issue = "territory"}, 0},
		{{.since = INT64_MIN, .until = INT64_MAX, .words = "BEAR"}, 1},
		{{.since = 6 * DAY, .until = INT64_MAX}, 1},
		{{.since = INT64_MIN, .until = 5 * DAY}, 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct ids ids CLEANUP(ids_release) = {0};
		ledger_statements_list(ledger, &cases[i].filter, &ids);
		ck_assert_msg(ids.n == cases[i].want, "case %zu: %zu", i, ids.n);
	}
	ledger_close(&ledger);
}
END_TEST

UNIT_MAIN(
	"statements", test_fingerprint, test_load, test_stances, test_terms, test_reports_and_list)
