#include "ledger/schema.h"

#include "ledger/db.h"
#include "util/err.h"
#include "util/mem.h"

/*
 * Append only: a migration that has been released is never edited. Times are Unix seconds, those
 * of schedules milliseconds (columns ending in _ms). JSON lies in text columns and is never looked
 * into by SQL: what is searched has a column of its own.
 */
static const char *const migrations[] = {
	/* 1: the walking skeleton */
	/* A subscribed feed. etag and last_modified are those of the document whose entries are in
	 * articles, saved in the same transaction, so that no crash can skip an entry. */
	"CREATE TABLE feeds ("
	" id $SERIAL,"
	" url TEXT NOT NULL UNIQUE,"
	" name TEXT NOT NULL,"
	" active BIGINT NOT NULL DEFAULT 1," /* 0: no longer in the configuration */
	" title TEXT,"
	" etag TEXT, last_modified TEXT,"
	" polled BIGINT," /* NULL: never */
	" succeeded BIGINT," /* NULL: never; then the next poll is the baseline */
	" next_ms BIGINT NOT NULL DEFAULT 0,"
	" interval_secs BIGINT,"
	" interval_source TEXT," /* who decided the interval: configuration, ttl, backoff, ... */
	" failures BIGINT NOT NULL DEFAULT 0," /* in a row */
	" http_status BIGINT,"
	" result TEXT," /* of the last poll, for people */
	" gone BIGINT NOT NULL DEFAULT 0);" /* 1: the server said 410 */
	/* The job queue: an entry that is an article to fetch, or was one. A row is new until its
	 * statements are in the ledger (done) or no try is left (failed). */
	"CREATE TABLE articles ("
	" id $SERIAL,"
	" feed_id BIGINT REFERENCES feeds (id)," /* NULL: replayed */
	" entry_key TEXT NOT NULL," /* identity of the entry within its feed */
	" url TEXT, url_key TEXT," /* url_key finds the same page again, in any feed */
	" title TEXT, site TEXT,"
	" published BIGINT,"
	" seen BIGINT NOT NULL,"
	" finished BIGINT,"
	" state TEXT NOT NULL CHECK (state IN ('new', 'done', 'failed')),"
	" result TEXT," /* done: statements, baseline, off topic, duplicate, no text */
	" reason TEXT," /* the last fault */
	" attempts BIGINT NOT NULL DEFAULT 0,"
	" next_ms BIGINT NOT NULL DEFAULT 0,"
	" entry TEXT," /* the feed's own entry, JSON; NULL once the row is finished */
	" UNIQUE (feed_id, entry_key));"
	"CREATE INDEX articles_due ON articles (next_ms, id) WHERE state = 'new';"
	"CREATE INDEX articles_url ON articles (url_key);"
	"CREATE TABLE statements ("
	" id $SERIAL,"
	" fingerprint TEXT NOT NULL UNIQUE,"
	" article_id BIGINT NOT NULL REFERENCES articles (id)," /* the first to report it */
	" speaker TEXT, side TEXT,"
	" said BIGINT," /* when it was said */
	" relevant BIGINT NOT NULL," /* 1: bears on the topic's issues, so it is compared */
	" text TEXT NOT NULL,"
	" body TEXT NOT NULL);" /* the statement as JSON */
	"CREATE INDEX statements_speaker ON statements (speaker, said);"
	"CREATE INDEX statements_said ON statements (said);"
	/* Every article that reports a statement, the first included. */
	"CREATE TABLE reports ("
	" statement_id BIGINT NOT NULL REFERENCES statements (id),"
	" article_id BIGINT NOT NULL REFERENCES articles (id),"
	" PRIMARY KEY (statement_id, article_id));"
	"CREATE INDEX reports_article ON reports (article_id);"
	"CREATE TABLE propositions ("
	" id $SERIAL,"
	" statement_id BIGINT NOT NULL REFERENCES statements (id),"
	" issue TEXT NOT NULL, slot TEXT NOT NULL, value TEXT NOT NULL,"
	" speaker TEXT NOT NULL, side TEXT,"
	" said BIGINT);"
	"CREATE INDEX propositions_slot ON propositions (slot, said);"
	"CREATE INDEX propositions_statement ON propositions (statement_id);"
	/* The stance ledger: for each slot and speaker the first and the newest statement of each
	 * stance ever taken, so that a new statement meets few others however long the record. */
	"CREATE TABLE stances ("
	" slot TEXT NOT NULL, speaker TEXT NOT NULL,"
	" stance TEXT NOT NULL," /* value, polarity and status in one word */
	" side TEXT,"
	" first_id BIGINT NOT NULL REFERENCES statements (id),"
	" first_said BIGINT NOT NULL,"
	" last_id BIGINT NOT NULL REFERENCES statements (id),"
	" last_said BIGINT NOT NULL,"
	" PRIMARY KEY (slot, speaker, stance));"
	/* Full text for what no slot catches: the stems of each relevant statement. */
	"CREATE TABLE terms ("
	" term TEXT NOT NULL,"
	" statement_id BIGINT NOT NULL REFERENCES statements (id),"
	" PRIMARY KEY (term, statement_id));"
	"CREATE TABLE alerts ("
	" seq $SERIAL," /* the order of the log */
	" id TEXT NOT NULL UNIQUE," /* of kind and both fingerprints: the same after any crash */
	" kind TEXT NOT NULL,"
	" score DOUBLE PRECISION NOT NULL,"
	" issue TEXT,"
	" why TEXT NOT NULL,"
	" story TEXT NOT NULL," /* what the contradiction is about, to know it again */
	" earlier_id BIGINT NOT NULL REFERENCES statements (id),"
	" later_id BIGINT NOT NULL REFERENCES statements (id),"
	" raised BIGINT NOT NULL,"
	" body TEXT NOT NULL);" /* the alert object as it was sent */
	"CREATE INDEX alerts_story ON alerts (story);"
	/* Further statements that say what one side of a told alert says. */
	"CREATE TABLE alert_statements ("
	" alert_seq BIGINT NOT NULL REFERENCES alerts (seq),"
	" statement_id BIGINT NOT NULL REFERENCES statements (id),"
	" role TEXT NOT NULL CHECK (role IN ('earlier', 'later')),"
	" PRIMARY KEY (alert_seq, statement_id));"
	/* The outbox: one row for each place an alert goes to. */
	"CREATE TABLE deliveries ("
	" id $SERIAL,"
	" alert_seq BIGINT NOT NULL REFERENCES alerts (seq),"
	" endpoint TEXT NOT NULL," /* 'log', or 'webhook:NAME' */
	" state TEXT NOT NULL CHECK (state IN ('new', 'done', 'failed')),"
	" attempts BIGINT NOT NULL DEFAULT 0,"
	" next_ms BIGINT NOT NULL DEFAULT 0,"
	" http_status BIGINT,"
	" reason TEXT,"
	" finished BIGINT,"
	" UNIQUE (alert_seq, endpoint));"
	"CREATE INDEX deliveries_due ON deliveries (endpoint, next_ms, id) WHERE state = 'new';",
	/* Digests, silences, and receivers that want no more */
	"ALTER TABLE deliveries ADD COLUMN batch TEXT;" /* the digest a row was put into */
	"ALTER TABLE deliveries ADD COLUMN elapsed_ms BIGINT;"
	"ALTER TABLE deliveries ADD COLUMN answer TEXT;" /* the start of it, without secrets */
	"CREATE INDEX deliveries_batch ON deliveries (batch) WHERE batch IS NOT NULL;"
	"CREATE TABLE silences ("
	" id $SERIAL,"
	" kind TEXT, side TEXT, speaker TEXT, issue TEXT, site TEXT,"
	" comment TEXT NOT NULL,"
	" created BIGINT NOT NULL,"
	" expires BIGINT NOT NULL);"
	/* Those that answered 410. */
	"CREATE TABLE endpoints ("
	" name TEXT PRIMARY KEY,"
	" address TEXT NOT NULL," /* another address is another endpoint */
	" disabled BIGINT NOT NULL);",
	/* What polls have taught of a feed, and of where it is */
	"ALTER TABLE feeds ADD COLUMN address TEXT;" /* where it has moved to; NULL: its url */
	"ALTER TABLE feeds ADD COLUMN moved_to TEXT;" /* where permanent redirects lead */
	"ALTER TABLE feeds ADD COLUMN moved_since BIGINT;" /* the first of them in a row */
	"ALTER TABLE feeds ADD COLUMN moved_times BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE feeds ADD COLUMN held_ms BIGINT NOT NULL DEFAULT 0;" /* Retry-After ends */
	"ALTER TABLE feeds ADD COLUMN ttl_secs BIGINT NOT NULL DEFAULT -1;"
	"ALTER TABLE feeds ADD COLUMN skip_hours BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE feeds ADD COLUMN skip_days BIGINT NOT NULL DEFAULT 0;"
	"ALTER TABLE feeds ADD COLUMN gap_secs BIGINT NOT NULL DEFAULT -1;" /* of two entries */
	"ALTER TABLE feeds ADD COLUMN newest BIGINT;", /* entry's date */
	/* Articles that change */
	"ALTER TABLE articles ADD COLUMN updated BIGINT;" /* as the feed said when it was queued */
	"ALTER TABLE articles ADD COLUMN readings BIGINT NOT NULL DEFAULT 0;" /* after the first */
	"ALTER TABLE articles ADD COLUMN text_hash TEXT;", /* of the text last read */
	/* Articles that are printed by many */
	"ALTER TABLE articles ADD COLUMN canonical_key TEXT;" /* url_key of the page's own word */
	"ALTER TABLE articles ADD COLUMN copy_of BIGINT REFERENCES articles (id);"
	"ALTER TABLE articles ADD COLUMN signature TEXT;" /* MinHash; of the first of its copies */
	"CREATE INDEX articles_canonical ON articles (canonical_key)"
	" WHERE canonical_key IS NOT NULL;"
	"CREATE TABLE article_bands ("
	" band BIGINT NOT NULL,"
	" article_id BIGINT NOT NULL REFERENCES articles (id),"
	" PRIMARY KEY (band, article_id));"
	"CREATE INDEX article_bands_article ON article_bands (article_id);",
	/* What becomes of an alert, each with deliveries of its own */
	"CREATE TABLE events ("
	" seq $SERIAL," /* the order of the log; an alert's first has the alert's own */
	" id TEXT NOT NULL UNIQUE," /* of an alert's first: the alert's own */
	" alert_seq BIGINT NOT NULL REFERENCES alerts (seq),"
	" type TEXT NOT NULL CHECK (type IN ('raised', 'updated', 'withdrawn')),"
	" happened BIGINT NOT NULL,"
	" reason TEXT," /* for people; NULL: raised */
	" body TEXT);" /* the alert object as it was then; NULL: as it was raised */
	"CREATE INDEX events_alert ON events (alert_seq, seq);"
	"INSERT INTO events (seq, id, alert_seq, type, happened)"
	" SELECT seq, id, seq, 'raised', raised FROM alerts;"
	"CREATE TABLE event_deliveries ("
	" id $SERIAL,"
	" event_seq BIGINT NOT NULL REFERENCES events (seq),"
	" endpoint TEXT NOT NULL,"
	" state TEXT NOT NULL CHECK (state IN ('new', 'done', 'failed')),"
	" attempts BIGINT NOT NULL DEFAULT 0,"
	" next_ms BIGINT NOT NULL DEFAULT 0,"
	" http_status BIGINT,"
	" reason TEXT,"
	" finished BIGINT,"
	" batch TEXT,"
	" elapsed_ms BIGINT,"
	" answer TEXT,"
	" UNIQUE (event_seq, endpoint));"
	"INSERT INTO event_deliveries (id, event_seq, endpoint, state, attempts, next_ms,"
	" http_status, reason, finished, batch, elapsed_ms, answer)"
	" SELECT id, alert_seq, endpoint, state, attempts, next_ms, http_status, reason,"
	" finished, batch, elapsed_ms, answer FROM deliveries;"
	"DROP TABLE deliveries;"
	"ALTER TABLE event_deliveries RENAME TO deliveries;"
	"CREATE INDEX deliveries_due ON deliveries (endpoint, next_ms, id) WHERE state = 'new';"
	"CREATE INDEX deliveries_batch ON deliveries (batch) WHERE batch IS NOT NULL;"
	"CREATE INDEX alerts_earlier ON alerts (earlier_id);"
	"CREATE INDEX alerts_later ON alerts (later_id);"
	"CREATE INDEX alert_statements_statement ON alert_statements (statement_id);"
	"ALTER TABLE reports ADD COLUMN gone BIGINT;", /* when it was edited out; or NULL */
	/* Statements that an article no longer has, or has in other words */
	"CREATE TABLE edits ("
	" id $SERIAL,"
	" article_id BIGINT NOT NULL REFERENCES articles (id),"
	" statement_id BIGINT NOT NULL REFERENCES statements (id)," /* what it had */
	/* What it has instead, and the statement that this is or repeats; NULL: nothing */
	" now_text TEXT, now_id BIGINT REFERENCES statements (id),"
	" seen BIGINT NOT NULL,"
	" before_hash TEXT," /* of its text then */
	" after_hash TEXT);" /* and now; NULL: the article was taken away */
	"CREATE INDEX edits_statement ON edits (statement_id);",
	/* Of an entry's title and texts as its feed last had them; NULL: not known */
	"ALTER TABLE articles ADD COLUMN entry_hash BIGINT;"
	"CREATE INDEX articles_dated ON articles (feed_id, published, title)"
	" WHERE published IS NOT NULL;",
};

int64_t schema_newest(void)
{
	return (int64_t)ARRAY_SIZE(migrations);
}

static int too_new(const char *path, int64_t version, struct err *err)
{
	return err_set(err, ERR_CONFIG,
		"ledger %s has schema %lld, this program knows %lld: it was written by a newer "
		"gainsay",
		path, (long long)version, (long long)schema_newest());
}

int schema_migrate(struct db *db, const char *path, struct err *err)
{
	int64_t version = db_version(db);
	if (db_error(db)->code != ERR_NONE)
		return err_set(err, ERR_FAIL, "%s", db_error(db)->text);
	if (version > schema_newest())
		return too_new(path, version, err);
	for (; version < schema_newest(); version++) {
		int rc = db_begin(db, err);
		if (rc < 0)
			return rc;
		(void)db_script(db, migrations[version], NULL);
		db_set_version(db, version + 1);
		rc = db_commit(db, err);
		if (rc < 0)
			return err_prefix(err, "migration %lld", (long long)version + 1);
	}
	return 0;
}

int schema_check(struct db *db, const char *path, struct err *err)
{
	int64_t version = db_version(db);
	if (db_error(db)->code != ERR_NONE)
		return err_set(err, ERR_FAIL, "%s", db_error(db)->text);
	if (version > schema_newest())
		return too_new(path, version, err);
	if (version < schema_newest())
		return err_set(err, ERR_CONFIG,
			"ledger %s has schema %lld, this program wants %lld: start the daemon "
			"once, it brings the ledger up to date",
			path, (long long)version, (long long)schema_newest());
	return 0;
}
