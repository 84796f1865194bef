#include "ledger/statements.h"

#include <stdio.h>

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/hash.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

#define DAY_SECS 86400
/* A term in more statements than this says little: it is passed over when looking by words. */
#define TERM_COMMON 400
/* Rarest terms of a statement that are looked up. */
#define TERMS_LOOKED_UP 16

void ledger_statement_release(struct ledger_statement *s)
{
	free(s->fingerprint);
	statement_release(&s->statement);
	free(s->url);
	free(s->title);
	free(s->site);
	*s = (struct ledger_statement){0};
}

void ledger_statement_free(struct ledger_statement **s)
{
	if (*s)
		ledger_statement_release(*s);
	free(*s);
	*s = NULL;
}

void ids_release(struct ids *ids)
{
	free(ids->items);
	*ids = (struct ids){0};
}

bool ids_has(const struct ids *ids, int64_t id)
{
	for (size_t i = 0; i < ids->n; i++)
		if (ids->items[i] == id)
			return true;
	return false;
}

void ids_add(struct ids *ids, int64_t id)
{
	if (ids_has(ids, id))
		return;
	MEM_ROOM(ids->items, ids->n, ids->cap);
	ids->items[ids->n++] = id;
}

/* Words alone: quotation marks, punctuation and case differ from outlet to outlet. */
static void add_words(struct buf *out, const char *text)
{
	AUTOFREE char *folded = utf8_fold(text, strlen(text));
	size_t len = strlen(folded);
	bool gap = false, any = false;
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(folded + i, len - i, &cp);
		if (utf8_is_word(cp)) {
			if (gap && any)
				(void)buf_putc(out, ' ');
			(void)buf_add(out, folded + i, n);
			any = true;
		}
		gap = !utf8_is_word(cp);
		i += n;
	}
}

void ledger_fingerprint(
	const struct statement *statement, const char *url, char out[FINGERPRINT_SIZE])
{
	struct buf key CLEANUP(buf_release) = BUF_INIT(KIB(64));
	(void)buf_puts(&key, statement->speaker.id ? statement->speaker.id : "?");
	if (!statement->speaker.id && url)
		(void)buf_printf(&key, " %s", url);
	int64_t day = statement->date == DATE_UNKNOWN ? 0 : statement->date / DAY_SECS;
	(void)buf_printf(&key, "\n%lld\n", (long long)day);
	add_words(&key, statement->text);
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex(key.data, key.len, hex);
	memcpy(out, hex, FINGERPRINT_SIZE - 1);
	out[FINGERPRINT_SIZE - 1] = '\0';
}

int64_t ledger_statement_by_fingerprint(struct ledger *ledger, const char *fingerprint)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT id FROM statements WHERE fingerprint = $1");
	db_text(q, 1, fingerprint);
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

static void collect(struct db_query *q, struct ids *out)
{
	while (db_step(q) == 1)
		ids_add(out, db_col_int(q, 0));
}

void ledger_statements_near(struct ledger *ledger, const char *speaker, int64_t said,
	int64_t within, size_t max, struct ids *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT id FROM statements WHERE speaker = $1 AND said BETWEEN $2 AND $3"
		" AND relevant = 1 ORDER BY ABS(said - $4), id LIMIT $5");
	db_text(q, 1, speaker);
	db_int(q, 2, said - within);
	db_int(q, 3, said + within);
	db_int(q, 4, said);
	db_int(q, 5, (int64_t)max);
	collect(q, out);
}

/* The statements on a slot said last until a time, and first after it. */
static void slot_neighbours(
	struct ledger *ledger, const char *slot, int64_t said, size_t max, struct ids *out)
{
	struct db_query *before CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT statement_id FROM propositions WHERE slot = $1 AND said <= $2"
		" ORDER BY said DESC, id DESC LIMIT $3");
	db_text(before, 1, slot);
	db_int(before, 2, said);
	db_int(before, 3, (int64_t)max);
	collect(before, out);
	struct db_query *after CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT statement_id FROM propositions WHERE slot = $1 AND said > $2"
		" ORDER BY said, id LIMIT $3");
	db_text(after, 1, slot);
	db_int(after, 2, said);
	db_int(after, 3, (int64_t)max);
	collect(after, out);
}

void ledger_stance_candidates(struct ledger *ledger, const struct statement *statement,
	size_t max_recent, struct ids *out)
{
	for (size_t i = 0; i < statement->n_propositions; i++) {
		const struct proposition *p = &statement->propositions[i];
		if (!p->slot)
			continue;
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"SELECT first_id, last_id FROM stances WHERE slot = $1"
			" ORDER BY last_said DESC, speaker, stance");
		db_text(q, 1, p->slot);
		while (db_step(q) == 1) {
			ids_add(out, db_col_int(q, 1));
			ids_add(out, db_col_int(q, 0));
		}
		slot_neighbours(ledger, p->slot, statement->date, max_recent, out);
	}
}

struct rarity {
	const char *term;
	int64_t count;
};

static int by_rarity(const void *a, const void *b)
{
	const struct rarity *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return strcmp(x->term, y->term);
}

static int64_t term_count(struct ledger *ledger, const char *term)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT COUNT(*) FROM (SELECT 1 FROM terms WHERE term = $1 LIMIT $2) AS few");
	db_text(q, 1, term);
	db_int(q, 2, TERM_COMMON + 1);
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

void ledger_term_candidates(struct ledger *ledger, const char *const *terms, size_t n_terms,
	size_t max, struct ids *out)
{
	AUTOFREE struct rarity *rare = xcalloc(n_terms, sizeof(*rare));
	size_t n = 0;
	for (size_t i = 0; i < n_terms; i++) {
		int64_t count = term_count(ledger, terms[i]);
		if (count > 0 && count <= TERM_COMMON)
			rare[n++] = (struct rarity){.term = terms[i], .count = count};
	}
	qsort(rare, n, sizeof(*rare), by_rarity);
	/* Two shared terms at least: one is chance. */
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT statement_id FROM terms WHERE term IN ($1, $2, $3, $4, $5, $6, $7, $8,"
		" $9, $10, $11, $12, $13, $14, $15, $16)"
		" GROUP BY statement_id HAVING COUNT(*) >= 2"
		" ORDER BY COUNT(*) DESC, statement_id DESC LIMIT $17");
	for (size_t i = 0; i < TERMS_LOOKED_UP && i < n; i++)
		db_text(q, (int)i + 1, rare[i].term);
	db_int(q, TERMS_LOOKED_UP + 1, (int64_t)max);
	if (n >= 2)
		collect(q, out);
}

void ledger_report_add(struct ledger *ledger, int64_t statement_id, int64_t article_id)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO reports (statement_id, article_id) VALUES ($1, $2)"
		" ON CONFLICT (statement_id, article_id) DO UPDATE SET gone = NULL");
	db_int(q, 1, statement_id);
	db_int(q, 2, article_id);
	(void)db_run(q);
}

void ledger_report_gone(
	struct ledger *ledger, int64_t statement_id, int64_t article_id, int64_t now)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE reports SET gone = $1 WHERE statement_id = $2 AND article_id = $3");
	db_int(q, 1, now);
	db_int(q, 2, statement_id);
	db_int(q, 3, article_id);
	(void)db_run(q);
}

bool ledger_statement_stands(struct ledger *ledger, int64_t statement_id)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT 1 FROM reports WHERE statement_id = $1 AND gone IS NULL LIMIT 1");
	db_int(q, 1, statement_id);
	return db_step(q) == 1;
}

static void add_stance(struct ledger *ledger, int64_t id, const struct statement *s,
	const struct proposition *p, const char *speaker)
{
	AUTOFREE char *stance = xasprintf("%s%s/%s", p->negated ? "not " : "",
		p->value ? p->value : "", status_word(p->status));
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO stances (slot, speaker, stance, side, first_id, first_said, last_id,"
		" last_said) VALUES ($1, $2, $3, $4, $5, $6, $5, $6)"
		" ON CONFLICT (slot, speaker, stance) DO UPDATE SET"
		" first_id = CASE WHEN excluded.first_said < stances.first_said"
		"  THEN excluded.first_id ELSE stances.first_id END,"
		" first_said = CASE WHEN excluded.first_said < stances.first_said"
		"  THEN excluded.first_said ELSE stances.first_said END,"
		" last_id = CASE WHEN excluded.last_said >= stances.last_said"
		"  THEN excluded.last_id ELSE stances.last_id END,"
		" last_said = CASE WHEN excluded.last_said >= stances.last_said"
		"  THEN excluded.last_said ELSE stances.last_said END");
	db_text(q, 1, p->slot);
	db_text(q, 2, speaker);
	db_text(q, 3, stance);
	db_text(q, 4, s->speaker.side);
	db_int(q, 5, id);
	db_int(q, 6, s->date);
	(void)db_run(q);
}

static void add_proposition(
	struct ledger *ledger, int64_t id, const struct statement *s, const struct proposition *p)
{
	if (!p->slot || !p->value)
		return;
	const char *speaker = s->speaker.id ? s->speaker.id : "";
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO propositions (statement_id, issue, slot, value, speaker, side, said)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7)");
	db_int(q, 1, id);
	db_text(q, 2, p->issue ? p->issue : "");
	db_text(q, 3, p->slot);
	db_text(q, 4, p->value);
	db_text(q, 5, speaker);
	db_text(q, 6, s->speaker.side);
	db_time(q, 7, s->date);
	(void)db_run(q);
	if (s->date != DATE_UNKNOWN)
		add_stance(ledger, id, s, p, speaker);
}

static void add_terms(struct ledger *ledger, int64_t id, const char *const *terms, size_t n)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO terms (term, statement_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
	for (size_t i = 0; i < n; i++) {
		db_text(q, 1, terms[i]);
		db_int(q, 2, id);
		(void)db_run(q);
	}
}

int64_t ledger_statement_add(struct ledger *ledger, const struct ledger_new_statement *row)
{
	const struct statement *s = row->statement;
	AUTOJSON json_t *json = statement_to_json(s);
	AUTOFREE char *body = json_compact(json);
	int64_t id = 0;
	{
		struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
			"INSERT INTO statements (fingerprint, article_id, speaker, side, said,"
			" relevant, text, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
			" RETURNING id");
		db_text(q, 1, row->fingerprint);
		db_int(q, 2, row->article_id);
		db_text(q, 3, s->speaker.id);
		db_text(q, 4, s->speaker.side);
		db_time(q, 5, s->date);
		db_int(q, 6, row->relevant);
		db_text(q, 7, s->text);
		db_text(q, 8, body);
		if (db_step(q) != 1)
			return 0;
		id = db_col_int(q, 0);
	}
	ledger_report_add(ledger, id, row->article_id);
	if (!row->relevant)
		return id;
	for (size_t i = 0; i < s->n_propositions; i++)
		add_proposition(ledger, id, s, &s->propositions[i]);
	add_terms(ledger, id, row->terms, row->n_terms);
	return id;
}

struct ledger_statement *ledger_statement_load(struct ledger *ledger, int64_t id)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT s.fingerprint, s.body, a.url, a.title, a.site, a.published, a.id"
		" FROM statements s JOIN articles a ON a.id = s.article_id WHERE s.id = $1");
	db_int(q, 1, id);
	if (db_step(q) != 1)
		return NULL;
	const char *body = db_col_text(q, 1);
	AUTOJSON json_t *json = json_parse(body ? body : "", body ? strlen(body) : 0, NULL);
	struct ledger_statement *s CLEANUP(ledger_statement_free) = xcalloc(1, sizeof(*s));
	if (!json || statement_from_json(json, &s->statement, NULL) < 0)
		return NULL;
	s->id = id;
	s->fingerprint = xstrdup_null(db_col_text(q, 0));
	s->url = xstrdup_null(db_col_text(q, 2));
	s->title = xstrdup_null(db_col_text(q, 3));
	s->site = xstrdup_null(db_col_text(q, 4));
	s->published = db_col_time(q, 5);
	s->article_id = db_col_int(q, 6);
	struct ledger_statement *given = s;
	s = NULL;
	return given;
}

void ledger_reports_each(struct ledger *ledger, int64_t statement_id, const char *but,
	void (*each)(const struct ledger_report *report, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.url, a.title, a.site, a.published FROM articles a WHERE a.id IN"
		" (SELECT MIN(b.id) FROM reports r JOIN articles b ON b.id = r.article_id"
		"  WHERE r.statement_id = $1 AND r.gone IS NULL AND b.url IS NOT NULL"
		"  GROUP BY b.url) ORDER BY a.id");
	db_int(q, 1, statement_id);
	while (db_step(q) == 1) {
		const struct ledger_report report = {.url = db_col_text(q, 0),
			.title = db_col_text(q, 1),
			.site = db_col_text(q, 2),
			.published = db_col_time(q, 3)};
		if (!but || strcmp(report.url, but) != 0)
			each(&report, arg);
	}
}

void ledger_statements_list(
	struct ledger *ledger, const struct ledger_filter *filter, struct ids *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT s.id FROM statements s WHERE"
		" (CAST($1 AS TEXT) IS NULL OR s.speaker = $1)"
		" AND (CAST($2 AS TEXT) IS NULL OR s.side = $2)"
		" AND (CAST($3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM propositions p"
		"  WHERE p.statement_id = s.id AND p.issue = $3))"
		" AND (CAST($4 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM propositions p"
		"  WHERE p.statement_id = s.id AND p.slot = $4))"
		" AND (CAST($5 AS TEXT) IS NULL OR LOWER(s.text) LIKE LOWER($5))"
		" AND (CAST($6 AS BIGINT) IS NULL OR s.said >= $6)"
		" AND (CAST($7 AS BIGINT) IS NULL OR s.said <= $7)"
		" AND (s.relevant = 1 OR $8 = 1)"
		" AND ($10 = 0 OR EXISTS (SELECT 1 FROM edits e WHERE e.statement_id = s.id))"
		" ORDER BY s.said DESC, s.id DESC LIMIT $9");
	AUTOFREE char *like = filter->words ? xasprintf("%%%s%%", filter->words) : NULL;
	db_text(q, 1, filter->speaker);
	db_text(q, 2, filter->side);
	db_text(q, 3, filter->issue);
	db_text(q, 4, filter->slot);
	db_text(q, 5, like);
	db_time(q, 6, filter->since);
	db_time(q, 7, filter->until == INT64_MAX ? INT64_MIN : filter->until);
	db_int(q, 8, filter->all);
	db_int(q, 9, filter->limit > 0 ? filter->limit : INT64_MAX);
	db_int(q, 10, filter->edited);
	collect(q, out);
}
