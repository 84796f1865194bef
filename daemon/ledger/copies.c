#include "ledger/copies.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "text/date.h"
#include "text/minhash.h"
#include "util/mem.h"
#include "util/url.h"

/* Two signatures as equal as this are of one text with a line more or less; a daily report with
 * other figures stays below. */
#define COPY_ALIKE 0.8
/* Sites print an agency's report within days. */
#define WITHIN_SECS (7 * 86400)
/* Candidates looked at; a text that shares bands with more is a template. */
#define CANDIDATES_MAX 40

static int64_t by_address(struct ledger *ledger, int64_t id, const char *url)
{
	AUTOFREE char *key = url ? url_identity(url) : NULL;
	if (!key)
		return 0;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT COALESCE(copy_of, id) FROM articles"
		" WHERE (url_key = $1 OR canonical_key = $1) AND id <> $2 AND state = 'done'"
		" AND result IN ('statements', 'copy') ORDER BY id LIMIT 1");
	db_text(q, 1, key);
	db_int(q, 2, id);
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

static bool near(int64_t a, int64_t b)
{
	return a == DATE_UNKNOWN || b == DATE_UNKNOWN ||
	       (a - b <= WITHIN_SECS && b - a <= WITHIN_SECS);
}

static int64_t by_text(struct ledger *ledger, const struct ledger_copy_query *query)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.id, a.signature, a.published FROM articles a WHERE a.id <> $17 AND a.id "
		"IN"
		" (SELECT article_id FROM article_bands WHERE band IN ($1, $2, $3, $4, $5, $6, $7,"
		"  $8, $9, $10, $11, $12, $13, $14, $15, $16)) ORDER BY a.id DESC LIMIT $18");
	for (size_t i = 0; i < MINHASH_BANDS; i++)
		db_int(q, (int)i + 1, minhash_band(query->signature, i));
	db_int(q, MINHASH_BANDS + 1, query->id);
	db_int(q, MINHASH_BANDS + 2, CANDIDATES_MAX);
	int64_t best = 0;
	double best_alike = COPY_ALIKE;
	while (db_step(q) == 1) {
		struct minhash other;
		if (!near(query->published, db_col_time(q, 2)) ||
			!minhash_read(db_col_text(q, 1), &other))
			continue;
		double alike = minhash_alike(query->signature, &other);
		if (alike >= best_alike) {
			best_alike = alike;
			best = db_col_int(q, 0);
		}
	}
	return best;
}

int64_t ledger_copy_find(struct ledger *ledger, const struct ledger_copy_query *query)
{
	int64_t id = by_address(ledger, query->id, query->canonical_url);
	if (!id)
		id = by_address(ledger, query->id, query->original_url);
	if (!id && query->signature)
		id = by_text(ledger, query);
	return id == query->id ? 0 : id;
}

bool ledger_copy_signature(struct ledger *ledger, int64_t id, struct minhash *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT COALESCE(a.signature, o.signature) FROM articles a"
		" LEFT JOIN articles o ON o.id = a.copy_of WHERE a.id = $1");
	db_int(q, 1, id);
	return db_step(q) == 1 && minhash_read(db_col_text(q, 0), out);
}

void ledger_copy_sign(struct ledger *ledger, const struct ledger_copy_query *article)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "DELETE FROM article_bands WHERE article_id = $1");
	db_int(q, 1, article->id);
	(void)db_run(q);
	AUTOFREE char *key = article->canonical_url ? url_identity(article->canonical_url) : NULL;
	char text[MINHASH_TEXT_SIZE];
	if (article->signature)
		minhash_write(article->signature, text);
	struct db_query *row CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE articles SET signature = $1, canonical_key = $2 WHERE id = $3");
	db_text(row, 1, article->signature ? text : NULL);
	db_text(row, 2, key);
	db_int(row, 3, article->id);
	(void)db_run(row);
	for (size_t i = 0; article->signature && i < MINHASH_BANDS; i++) {
		struct db_query *band CLEANUP(db_end) = db_query(ledger_db(ledger),
			"INSERT INTO article_bands (band, article_id) VALUES ($1, $2)");
		db_int(band, 1, minhash_band(article->signature, i));
		db_int(band, 2, article->id);
		(void)db_run(band);
	}
}

void ledger_copy_note(struct ledger *ledger, int64_t id, int64_t copy_of)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "UPDATE articles SET copy_of = $1 WHERE id = $2");
	if (copy_of)
		db_int(q, 1, copy_of);
	db_int(q, 2, id);
	(void)db_run(q);
}

void ledger_statements_of(struct ledger *ledger, int64_t article_id, struct ids *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT statement_id FROM reports WHERE article_id = $1 AND gone IS NULL"
		" ORDER BY statement_id");
	db_int(q, 1, article_id);
	while (db_step(q) == 1)
		ids_add(out, db_col_int(q, 0));
}
