#include "ledger/copies.h"

#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "text/date.h"
#include "text/minhash.h"
#include "unit.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"

#define NOW 1755000000
#define DAY 86400

static struct ledger *ledger;

/* A signature of n words from a place of their row on. */
static struct minhash signature_of(int n, int from)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(KIB(64));
	struct minhash m;
	for (int i = 0; i < n; i++)
		(void)buf_printf(&text, "w%d ", (from + i) * 7919 % 100003);
	ck_assert(minhash_of(buf_str(&text), text.len, &m));
	return m;
}

/* A finished article that no other is like yet. */
static int64_t add(struct ledger_copy_query *article, const char *url, const char *result)
{
	int64_t id = ledger_article_add(
		ledger, &(struct ledger_new_article){
				.url = url, .published = article->published, .now = NOW});
	article->id = id;
	ledger_article_done(
		ledger, &(struct ledger_article_end){
				.id = id, .now = NOW, .result = result, .published = DATE_UNKNOWN});
	ledger_copy_sign(ledger, article);
	return id;
}

START_TEST(test_copies)
{
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, NULL), 0);
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	struct minhash report = signature_of(300, 0), longer = signature_of(312, 0);
	struct minhash half = signature_of(300, 150), other = signature_of(300, 9000);
	struct ledger_copy_query first = {.signature = &report, .published = NOW};
	struct ledger_copy_query plain = {
		.canonical_url = "https://b.example/story", .published = NOW};
	int64_t wire = add(&first, "https://wire.example/report", "statements");
	int64_t amp = add(&plain, "https://b.example/amp/story", "statements");
	const struct {
		struct ledger_copy_query query;
		int64_t want;
	} cases[] = {
		/* by text: with a line more, within days, and where no date tells */
		{{.signature = &report, .published = NOW + DAY}, wire},
		{{.signature = &longer, .published = NOW + 6 * DAY}, wire},
		{{.signature = &report, .published = DATE_UNKNOWN}, wire},
		{{.signature = &report, .published = NOW + 8 * DAY}, 0},
		{{.signature = &half, .published = NOW}, 0},
		{{.signature = &other, .published = NOW}, 0},
		{{.signature = NULL, .published = NOW}, 0},
		/* by address: its own of the first, its source, one canonical address of two */
		{{.canonical_url = "http://www.wire.example/report?utm_source=x"}, wire},
		{{.original_url = "https://wire.example/report"}, wire},
		{{.canonical_url = "https://b.example/story"}, amp},
		{{.canonical_url = "https://b.example/other"}, 0},
		/* an article is no copy of itself */
		{{.id = wire, .signature = &report, .published = NOW}, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(
			ledger_copy_find(ledger, &cases[i].query) == cases[i].want, "case %zu", i);
	/* A copy of a copy is one of the first; an article without statements has no copies. */
	struct ledger_copy_query none = {.published = NOW};
	int64_t copy = add(&none, "https://c.example/copy", "copy");
	ledger_copy_note(ledger, copy, wire);
	struct ledger_copy_query query = {.canonical_url = "https://c.example/copy"};
	ck_assert_int_eq(ledger_copy_find(ledger, &query), wire);
	(void)add(&none, "https://d.example/off", "off topic");
	query.canonical_url = "https://d.example/off";
	ck_assert_int_eq(ledger_copy_find(ledger, &query), 0);
	/* Signed anew, the old text is forgotten. */
	first.id = wire;
	first.signature = &other;
	ledger_copy_sign(ledger, &first);
	query = (struct ledger_copy_query){.signature = &report, .published = NOW};
	ck_assert_int_eq(ledger_copy_find(ledger, &query), 0);
	struct ids ids CLEANUP(ids_release) = {0};
	ledger_statements_of(ledger, wire, &ids);
	ck_assert_uint_eq(ids.n, 0);
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	ledger_close(&ledger);
}
END_TEST

UNIT_MAIN("copies", test_copies)
