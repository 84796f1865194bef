#include "ledger/articles.h"

#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/url.h"

void ledger_article_release(struct ledger_article *article)
{
	free(article->url);
	free(article->title);
	free(article->site);
	free(article->feed_title);
	free(article->feed_url);
	free(article->entry);
	*article = (struct ledger_article){0};
}

void ledger_articles_due(struct ledger *ledger, int64_t now_ms, size_t max, struct ids *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT id FROM articles WHERE state = 'new' AND next_ms <= $1"
		" ORDER BY next_ms, id LIMIT $2");
	db_int(q, 1, now_ms);
	db_int(q, 2, (int64_t)max);
	while (db_step(q) == 1)
		ids_add(out, db_col_int(q, 0));
}

int ledger_article_load(struct ledger *ledger, int64_t id, struct ledger_article *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.id, a.feed_id, a.url, a.title, a.site, f.title, f.url, a.entry,"
		" a.published, a.attempts, a.next_ms, a.readings"
		" FROM articles a LEFT JOIN feeds f ON f.id = a.feed_id WHERE a.id = $1");
	db_int(q, 1, id);
	int rc = db_step(q);
	if (rc == 1)
		*out = (struct ledger_article){
			.id = db_col_int(q, 0),
			.feed_id = db_col_int(q, 1),
			.url = xstrdup_null(db_col_text(q, 2)),
			.title = xstrdup_null(db_col_text(q, 3)),
			.site = xstrdup_null(db_col_text(q, 4)),
			.feed_title = xstrdup_null(db_col_text(q, 5)),
			.feed_url = xstrdup_null(db_col_text(q, 6)),
			.entry = xstrdup_null(db_col_text(q, 7)),
			.published = db_col_time(q, 8),
			.attempts = db_col_int(q, 9),
			.next_ms = db_col_int(q, 10),
			.readings = db_col_int(q, 11),
		};
	return rc;
}

int64_t ledger_articles_next(struct ledger *ledger, int64_t after_ms)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT next_ms FROM articles WHERE state = 'new' AND next_ms > $1"
		" ORDER BY next_ms, id LIMIT 1");
	db_int(q, 1, after_ms);
	return db_step(q) == 1 ? db_col_int(q, 0) : INT64_MAX;
}

int64_t ledger_articles_waiting(struct ledger *ledger)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT COUNT(*) FROM articles WHERE state = 'new'");
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

void ledger_articles_failed_each(struct ledger *ledger,
	void (*each)(const struct ledger_failed_article *article, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT a.url, f.name, a.reason, a.attempts, a.finished FROM articles a"
		" LEFT JOIN feeds f ON f.id = a.feed_id WHERE a.state = 'failed'"
		" ORDER BY a.finished DESC, a.id DESC");
	while (db_step(q) == 1)
		each(
			&(struct ledger_failed_article){
				.url = db_col_text(q, 0),
				.feed = db_col_text(q, 1),
				.reason = db_col_text(q, 2),
				.attempts = db_col_int(q, 3),
				.finished = db_col_time(q, 4),
			},
			arg);
}

void ledger_articles_results_each(
	struct ledger *ledger, void (*each)(const char *result, int64_t n, void *arg), void *arg)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT CASE WHEN state = 'failed' THEN 'failed'"
		" WHEN result LIKE 'no text:%' THEN 'no text' ELSE COALESCE(result, '') END,"
		" COUNT(*) FROM articles WHERE state <> 'new' GROUP BY 1 ORDER BY 2 DESC, 1");
	while (db_step(q) == 1)
		each(db_col_text(q, 0), db_col_int(q, 1), arg);
}

int64_t ledger_article_add(struct ledger *ledger, const struct ledger_new_article *article)
{
	AUTOFREE char *url_key = article->url ? url_identity(article->url) : NULL;
	struct db_query *known CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT id FROM articles WHERE url_key = $1 AND feed_id IS NULL");
	db_text(known, 1, url_key);
	if (db_step(known) == 1)
		return db_col_int(known, 0);
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO articles (entry_key, url, url_key, title, site, published, seen, "
		"state)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, 'new') RETURNING id");
	db_text(q, 1, article->url ? article->url : "");
	db_text(q, 2, article->url);
	db_text(q, 3, url_key);
	db_text(q, 4, article->title);
	db_text(q, 5, article->site);
	db_time(q, 6, article->published);
	db_int(q, 7, article->now);
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

void ledger_article_done(struct ledger *ledger, const struct ledger_article_end *end)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE articles SET state = 'done', result = COALESCE($1, result), finished = $2,"
		" entry = NULL, reason = NULL, title = COALESCE($3, title),"
		" site = COALESCE($4, site), url = COALESCE($5, url),"
		" published = COALESCE($6, published), text_hash = COALESCE($8, text_hash)"
		" WHERE id = $7");
	db_text(q, 1, end->result);
	db_int(q, 2, end->now);
	db_text(q, 3, end->title);
	db_text(q, 4, end->site);
	db_text(q, 5, end->url);
	db_time(q, 6, end->published);
	db_int(q, 7, end->id);
	db_text(q, 8, end->text_hash);
	(void)db_run(q);
}

char *ledger_article_text_hash(struct ledger *ledger, int64_t id)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT text_hash FROM articles WHERE id = $1");
	db_int(q, 1, id);
	return db_step(q) == 1 ? xstrdup_null(db_col_text(q, 0)) : NULL;
}

int ledger_article_retry(
	struct ledger *ledger, int64_t id, int64_t next_ms, const char *reason, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE articles SET attempts = attempts + 1, reason = $1, next_ms = $2,"
		" state = CASE WHEN $3 = 1 THEN 'failed' ELSE 'new' END,"
		" entry = CASE WHEN $3 = 1 THEN NULL ELSE entry END,"
		" finished = CASE WHEN $3 = 1 THEN $4 ELSE finished END WHERE id = $5");
	db_text(q, 1, reason);
	db_int(q, 2, next_ms);
	db_int(q, 3, next_ms == INT64_MAX);
	db_int(q, 4, clock_now_ms() / 1000);
	db_int(q, 5, id);
	(void)db_run(q);
	return ledger_commit(ledger, err);
}
