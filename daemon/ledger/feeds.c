#include "ledger/feeds.h"

#include "feed/feed.h"
#include "feed/feed_json.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "text/date.h"
#include "util/err.h"
#include "util/hash.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/url.h"

/* Some sites stamp every entry with the time of the poll. */
#define READINGS_MAX 8
/* Entries of one title and time that are looked at for the same path; a feed of thousands such is
 * an attack. */
#define TWINS_MAX 20
/* Clocks and time zones are wrong by this much. */
#define AHEAD_SECS 86400

#define FEED_COLUMNS                                                                          \
	"f.id, f.url, f.name, f.title, f.etag, f.last_modified, f.interval_source, f.result," \
	" f.polled, f.succeeded, f.next_ms, f.interval_secs, f.failures, f.http_status,"      \
	" f.active, f.gone, f.address, f.moved_to, f.moved_since, f.moved_times, f.held_ms,"  \
	" f.ttl_secs, f.skip_hours, f.skip_days, f.gap_secs, f.newest"
#define N_FEED_COLUMNS 26

void ledger_feed_release(struct ledger_feed *feed)
{
	free(feed->url);
	free(feed->name);
	free(feed->title);
	free(feed->etag);
	free(feed->last_modified);
	free(feed->interval_source);
	free(feed->result);
	free(feed->lore.address);
	free(feed->lore.moved_to);
	*feed = (struct ledger_feed){0};
}

void ledger_feeds_release(struct ledger_feeds *feeds)
{
	for (size_t i = 0; i < feeds->n; i++)
		ledger_feed_release(&feeds->items[i]);
	free(feeds->items);
	*feeds = (struct ledger_feeds){0};
}

static void read_row(struct db_query *q, struct ledger_feed *feed)
{
	*feed = (struct ledger_feed){
		.id = db_col_int(q, 0),
		.url = xstrdup_null(db_col_text(q, 1)),
		.name = xstrdup_null(db_col_text(q, 2)),
		.title = xstrdup_null(db_col_text(q, 3)),
		.etag = xstrdup_null(db_col_text(q, 4)),
		.last_modified = xstrdup_null(db_col_text(q, 5)),
		.interval_source = xstrdup_null(db_col_text(q, 6)),
		.result = xstrdup_null(db_col_text(q, 7)),
		.polled = db_col_time(q, 8),
		.succeeded = db_col_time(q, 9),
		.next_ms = db_col_int(q, 10),
		.interval_secs = db_col_int(q, 11),
		.failures = db_col_int(q, 12),
		.http_status = db_col_int(q, 13),
		.active = db_col_int(q, 14) != 0,
		.gone = db_col_int(q, 15) != 0,
		.lore = {.address = xstrdup_null(db_col_text(q, 16)),
			.moved_to = xstrdup_null(db_col_text(q, 17)),
			.moved_since = db_col_time(q, 18),
			.moved_times = db_col_int(q, 19),
			.held_ms = db_col_int(q, 20),
			.ttl_secs = db_col_int(q, 21),
			.skip_hours = db_col_int(q, 22),
			.skip_days = db_col_int(q, 23),
			.gap_secs = db_col_int(q, 24),
			.newest = db_col_time(q, 25)},
	};
}

void ledger_feeds_deactivate(struct ledger *ledger)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "UPDATE feeds SET active = 0");
	(void)db_run(q);
}

int64_t ledger_feed_sync(struct ledger *ledger, const char *url, const char *name)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO feeds (url, name) VALUES ($1, $2)"
		" ON CONFLICT (url) DO UPDATE SET name = excluded.name, active = 1 RETURNING id");
	db_text(q, 1, url);
	db_text(q, 2, name);
	return db_step(q) == 1 ? db_col_int(q, 0) : 0;
}

void ledger_feeds_list(struct ledger *ledger, bool counts, struct ledger_feeds *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT " FEED_COLUMNS ","
		" CASE WHEN $1 = 1 THEN (SELECT COUNT(*) FROM articles a"
		"  WHERE a.feed_id = f.id AND a.state = 'new') ELSE 0 END,"
		" CASE WHEN $1 = 1 THEN (SELECT COUNT(*) FROM articles a"
		"  WHERE a.feed_id = f.id AND a.state = 'failed') ELSE 0 END"
		" FROM feeds f ORDER BY f.name, f.id");
	db_int(q, 1, counts);
	while (db_step(q) == 1) {
		MEM_ROOM(out->items, out->n, out->cap);
		struct ledger_feed *feed = &out->items[out->n++];
		read_row(q, feed);
		feed->articles_new = db_col_int(q, N_FEED_COLUMNS);
		feed->articles_failed = db_col_int(q, N_FEED_COLUMNS + 1);
	}
}

int ledger_feed_get(struct ledger *ledger, int64_t id, struct ledger_feed *out)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "SELECT " FEED_COLUMNS " FROM feeds f WHERE f.id = $1");
	db_int(q, 1, id);
	int rc = db_step(q);
	if (rc == 1)
		read_row(q, out);
	return rc;
}

/*
 * The identity of an entry within its feed: its id, unless several entries of the document with
 * different addresses share it (broken generators do); then the address; then the title. An id that
 * is an address is compared like one, so that http and https or a tracking parameter make no new
 * entry.
 */
static char *entry_key(const struct feed_entry *entry, bool id_shared)
{
	if (entry->id && *entry->id && !id_shared) {
		AUTOFREE char *url = url_is_http(entry->id) ? url_identity(entry->id) : NULL;
		return url ? xasprintf("url:%s", url) : xasprintf("id:%s", entry->id);
	}
	AUTOFREE char *url = entry->url ? url_identity(entry->url) : NULL;
	if (url)
		return xasprintf("url:%s", url);
	char hex[HASH_HEX_SIZE];
	const char *text = entry->title ? entry->title : entry->summary ? entry->summary : "";
	hash_sha256_hex(text, strlen(text), hex);
	return xasprintf("text:%s", hex);
}

/* Marks the ids that stand on entries of different addresses. */
static void find_shared_ids(const struct feed *feed, bool *shared)
{
	struct strmap seen CLEANUP(strmap_release) = STRMAP_INIT;
	for (size_t i = 0; i < feed->n_entries; i++) {
		const struct feed_entry *e = &feed->entries[i];
		if (!e->id)
			continue;
		uint32_t first = strmap_add(&seen, e->id, strlen(e->id), (uint32_t)i);
		const struct feed_entry *f = &feed->entries[first];
		if (first == i || (!e->url && !f->url) ||
			(e->url && f->url && strcmp(e->url, f->url) == 0))
			continue;
		shared[i] = true;
		shared[first] = true;
	}
}

/* What an entry says, in a number: another says that it changed. Never 0. */
static int64_t entry_hash(const struct feed_entry *entry)
{
	const char *const texts[] = {entry->title, entry->summary, entry->content};
	uint64_t hash = HASH_FNV_SEED;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i])
			hash = hash_fnv(texts[i], strlen(texts[i]) + 1, hash);
	return hash ? (int64_t)hash : 1;
}

/* An entry as its row has it. */
struct known_entry {
	int64_t id; /* 0: there is none */
	int64_t hash; /* 0: not known */
};

static struct known_entry entry_known(struct ledger *ledger, int64_t feed_id, const char *key)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT id, entry_hash FROM articles WHERE feed_id = $1 AND entry_key = $2");
	db_int(q, 1, feed_id);
	db_text(q, 2, key);
	if (db_step(q) != 1)
		return (struct known_entry){0};
	return (struct known_entry){db_col_int(q, 0), db_col_null(q, 1) ? 0 : db_col_int(q, 1)};
}

/* The path of an address in its form for comparison; "" for none that tells pages apart. */
static const char *path_of(const char *url_key)
{
	const char *path = strchr(url_key, '/');
	return path && path[1] ? path : "";
}

/* One known under another identity: a site that has
 * moved to another host gives all its entries new ids and addresses, but leaves them their titles,
 * times and paths. */
static struct known_entry entry_moved(
	struct ledger *ledger, int64_t feed_id, const struct feed_entry *entry)
{
	if (!entry->title || !entry->url || entry->published == DATE_UNKNOWN)
		return (struct known_entry){0};
	AUTOFREE char *url_key = url_identity(entry->url);
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT id, entry_hash, url_key FROM articles WHERE feed_id = $1 AND title = $2"
		" AND published = $3 AND url_key IS NOT NULL LIMIT $4");
	db_int(q, 1, feed_id);
	db_text(q, 2, entry->title);
	db_time(q, 3, entry->published);
	db_int(q, 4, TWINS_MAX);
	while (url_key && *path_of(url_key) && db_step(q) == 1)
		if (strcmp(path_of(db_col_text(q, 2)), path_of(url_key)) == 0)
			return (struct known_entry){
				db_col_int(q, 0), db_col_null(q, 1) ? 0 : db_col_int(q, 1)};
	return (struct known_entry){0};
}

/* Whether the page is an article already, through another feed. One that was put aside by its
 * title and summary alone may be judged again by another feed's. */
static bool page_known(struct ledger *ledger, const char *url_key)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT 1 FROM articles WHERE url_key = $1"
		" AND (result IS NULL OR result <> 'off topic') LIMIT 1");
	db_text(q, 1, url_key);
	return db_step(q) == 1;
}

static const char *const verdict_results[] = {
	[ENTRY_FETCH] = NULL,
	[ENTRY_OFF_TOPIC] = "off topic",
	[ENTRY_BASELINE] = "baseline",
};

/* A feed of this entry alone, as JSON: it serves where the page cannot be had. */
static char *entry_body(const struct feed *feed, const struct feed_entry *entry)
{
	struct feed one = *feed;
	struct feed_entry copy = *entry;
	one.entries = &copy;
	one.n_entries = 1;
	one.n_warnings = 0;
	AUTOJSON json_t *json = feed_to_json(&one);
	return json_compact(json);
}

static void add_entry(struct ledger *ledger, const struct ledger_poll *poll,
	const struct feed_entry *entry, const char *key, enum entry_verdict verdict, size_t *added)
{
	AUTOFREE char *url_key = entry->url ? url_identity(entry->url) : NULL;
	const char *result = verdict_results[verdict];
	if (verdict == ENTRY_FETCH && url_key && page_known(ledger, url_key))
		result = "duplicate";
	AUTOFREE char *url = entry->url ? url_without_user(entry->url) : NULL;
	AUTOFREE char *body = result ? NULL : entry_body(poll->feed, entry);
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"INSERT INTO articles (feed_id, entry_key, url, url_key, title, published, seen,"
		" finished, state, result, entry, updated, entry_hash) VALUES ($1, $2, $3, $4, $5,"
		" $6, $7, $8, $9, $10, $11, $12, $13)");
	db_int(q, 1, poll->feed_id);
	db_text(q, 2, key);
	db_text(q, 3, url);
	db_text(q, 4, url_key);
	db_text(q, 5, entry->title);
	db_time(q, 6, entry->published);
	db_int(q, 7, poll->now);
	db_time(q, 8, result ? poll->now : INT64_MIN);
	db_text(q, 9, result ? "done" : "new");
	db_text(q, 10, result);
	db_text(q, 11, body);
	db_time(q, 12, entry->updated > poll->now + AHEAD_SECS ? poll->now : entry->updated);
	db_int(q, 13, entry_hash(entry));
	(void)db_run(q);
	*added += result == NULL;
}

/* When a row is to be read again whose entry was updated then (DATE_UNKNOWN: nobody knows) or says
 * something else, in milliseconds; 0: it is not. */
static int64_t reread_ms(struct ledger *ledger, const struct ledger_poll *poll, int64_t id,
	int64_t updated, bool other)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"SELECT COALESCE(updated, seen), finished, readings FROM articles WHERE id = $1"
		" AND state = 'done' AND result NOT IN ('baseline', 'duplicate')");
	db_int(q, 1, id);
	if (db_step(q) != 1)
		return 0;
	int64_t before = db_col_int(q, 0), finished = db_col_int(q, 1), n = db_col_int(q, 2);
	bool newer = updated != DATE_UNKNOWN && updated > before;
	if ((!newer && !other) || n >= READINGS_MAX)
		return 0;
	int64_t due = finished + (poll->reread_secs << n);
	return (due > poll->now ? due : poll->now) * 1000;
}

static void note_hash(struct ledger *ledger, int64_t id, int64_t hash)
{
	struct db_query *q CLEANUP(db_end) = db_query(
		ledger_db(ledger), "UPDATE articles SET entry_hash = $1 WHERE id = $2");
	db_int(q, 1, hash);
	db_int(q, 2, id);
	(void)db_run(q);
}

/* Makes a job again of a known entry that has changed, as its feed says or shows. */
static void renew_entry(struct ledger *ledger, const struct ledger_poll *poll,
	const struct known_entry *known, const struct feed_entry *entry, size_t *added)
{
	int64_t hash = entry_hash(entry), next_ms = 0;
	/* A time to come would hide every later change. */
	int64_t updated = entry->updated > poll->now + AHEAD_SECS ? DATE_UNKNOWN : entry->updated;
	if (poll->reread_secs > 0)
		next_ms = reread_ms(
			ledger, poll, known->id, updated, known->hash && known->hash != hash);
	if (next_ms == 0) {
		if (!known->hash)
			note_hash(ledger, known->id, hash);
		return;
	}
	AUTOFREE char *body = entry_body(poll->feed, entry);
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE articles SET state = 'new', attempts = 0, next_ms = $1,"
		" updated = COALESCE($2, updated), readings = readings + 1,"
		" title = COALESCE($3, title), entry = $4, entry_hash = $6 WHERE id = $5");
	db_int(q, 1, next_ms);
	db_time(q, 2, updated);
	db_text(q, 3, entry->title);
	db_text(q, 4, body);
	db_int(q, 5, known->id);
	db_int(q, 6, hash);
	(void)db_run(q);
	*added += 1;
}

/* Oldest first, as most feeds list the newest on top: jobs then run in the order things were said.
 */
static void add_entries(struct ledger *ledger, const struct ledger_poll *poll, size_t *added)
{
	const struct feed *feed = poll->feed;
	AUTOFREE bool *shared = xcalloc(feed->n_entries, sizeof(*shared));
	find_shared_ids(feed, shared);
	for (size_t i = feed->n_entries; i-- > 0;) {
		AUTOFREE char *key = entry_key(&feed->entries[i], shared[i]);
		struct known_entry known = entry_known(ledger, poll->feed_id, key);
		if (!known.id)
			known = entry_moved(ledger, poll->feed_id, &feed->entries[i]);
		if (!known.id)
			add_entry(ledger, poll, &feed->entries[i], key, poll->verdicts[i], added);
		else if (poll->verdicts[i] == ENTRY_FETCH)
			renew_entry(ledger, poll, &known, &feed->entries[i], added);
	}
}

static void update_feed(struct ledger *ledger, const struct ledger_poll *poll)
{
	bool fresh = poll->ok && poll->feed;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE feeds SET polled = $1, http_status = $2, result = $3, next_ms = $4,"
		" interval_secs = $5, interval_source = $6,"
		" succeeded = CASE WHEN $7 = 1 THEN $1 ELSE succeeded END,"
		" failures = CASE WHEN $7 = 1 THEN 0 ELSE failures + 1 END,"
		" etag = CASE WHEN $8 = 1 THEN $9 ELSE COALESCE($9, etag) END,"
		" last_modified = CASE WHEN $8 = 1 THEN $10 ELSE COALESCE($10, last_modified) END,"
		" title = COALESCE($11, title), gone = $12 WHERE id = $13");
	db_int(q, 1, poll->now);
	db_int(q, 2, poll->http_status);
	db_text(q, 3, poll->result);
	db_int(q, 4, poll->next_ms);
	db_int(q, 5, poll->interval_secs);
	db_text(q, 6, poll->interval_source);
	db_int(q, 7, poll->ok);
	db_int(q, 8, fresh);
	db_text(q, 9, poll->ok ? poll->etag : NULL);
	db_text(q, 10, poll->ok ? poll->last_modified : NULL);
	db_text(q, 11, fresh ? poll->feed->title : NULL);
	db_int(q, 12, poll->gone);
	db_int(q, 13, poll->feed_id);
	(void)db_run(q);
}

static void update_lore(struct ledger *ledger, int64_t id, const struct ledger_lore *lore)
{
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE feeds SET address = $1, moved_to = $2, moved_since = $3, moved_times = $4,"
		" held_ms = $5, ttl_secs = $6, skip_hours = $7, skip_days = $8, gap_secs = $9,"
		" newest = $10 WHERE id = $11");
	db_text(q, 1, lore->address);
	db_text(q, 2, lore->moved_to);
	db_time(q, 3, lore->moved_since);
	db_int(q, 4, lore->moved_times);
	db_int(q, 5, lore->held_ms);
	db_int(q, 6, lore->ttl_secs);
	db_int(q, 7, lore->skip_hours);
	db_int(q, 8, lore->skip_days);
	db_int(q, 9, lore->gap_secs);
	db_time(q, 10, lore->newest);
	db_int(q, 11, id);
	(void)db_run(q);
}

int ledger_feed_hold(
	struct ledger *ledger, int64_t id, int64_t until_ms, const char *why, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE feeds SET next_ms = $1, held_ms = $1, interval_source = $2"
		" WHERE id = $3");
	db_int(q, 1, until_ms);
	db_text(q, 2, why);
	db_int(q, 3, id);
	(void)db_run(q);
	return ledger_commit(ledger, err);
}

int ledger_feed_ask(struct ledger *ledger, int64_t id, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	struct db_query *q CLEANUP(db_end) = db_query(ledger_db(ledger),
		"UPDATE feeds SET next_ms = 0, gone = 0, address = NULL WHERE id = $1");
	db_int(q, 1, id);
	(void)db_run(q);
	return ledger_commit(ledger, err);
}

int ledger_polls_store(struct ledger *ledger, struct ledger_poll *polls, size_t n, struct err *err)
{
	int rc = ledger_begin(ledger, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		polls[i].added = 0;
		if (polls[i].feed)
			add_entries(ledger, &polls[i], &polls[i].added);
		update_feed(ledger, &polls[i]);
		update_lore(ledger, polls[i].feed_id, &polls[i].lore);
	}
	return ledger_commit(ledger, err);
}

int ledger_poll_store(
	struct ledger *ledger, const struct ledger_poll *poll, size_t *added, struct err *err)
{
	struct ledger_poll one = *poll;
	int rc = ledger_polls_store(ledger, &one, 1, err);
	if (rc == 0)
		*added = one.added;
	return rc;
}
