#include "ledger/feeds.h"

#include "feed/feed.h"
#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "text/date.h"
#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

#define NOW 1755000000

static struct ledger *ledger;
static int64_t feed_id;

static void setup(void)
{
	ck_assert_int_eq(ledger_open(NULL, DB_MEMORY, &ledger, NULL), 0);
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	feed_id = ledger_feed_sync(ledger, "https://a.example/feed", "A");
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
}

static struct feed_entry entry(const char *id, const char *url, const char *title)
{
	return (struct feed_entry){.id = (char *)(uintptr_t)id,
		.url = (char *)(uintptr_t)url,
		.title = (char *)(uintptr_t)title,
		.published = NOW,
		.updated = DATE_UNKNOWN};
}

/* Stores a poll that brought these entries; returns how many are to be fetched. */
static size_t poll_feed(
	int64_t id, struct feed_entry *entries, size_t n, enum entry_verdict verdict)
{
	struct feed feed = {.format = "rss20", .entries = entries, .n_entries = n, .ttl_secs = -1};
	AUTOFREE enum entry_verdict *verdicts = xcalloc(n, sizeof(*verdicts));
	for (size_t i = 0; i < n; i++)
		verdicts[i] = verdict;
	size_t added = 99;
	ck_assert_int_eq(ledger_poll_store(ledger,
				 &(struct ledger_poll){.feed_id = id,
					 .now = NOW,
					 .ok = true,
					 .http_status = 200,
					 .result = "entries",
					 .next_ms = (NOW + 900) * 1000LL,
					 .interval_secs = 900,
					 .interval_source = "configuration",
					 .etag = "\"v1\"",
					 .reread_secs = 600,
					 .feed = &feed,
					 .verdicts = verdicts},
				 &added, NULL),
		0);
	return added;
}

START_TEST(test_entry_identity)
{
	setup();
	struct feed_entry first[] = {
		entry("guid-1", "https://a.example/1", "one"),
		entry("https://a.example/2?utm_source=rss", "https://a.example/2", "two"),
		entry(NULL, "https://a.example/3", "three"),
		entry(NULL, NULL, "only a title"),
		/* One id on several entries says nothing: the addresses do. */
		entry("same", "https://a.example/5", "five"),
		entry("same", "https://a.example/6", "six"),
	};
	ck_assert_uint_eq(poll_feed(feed_id, first, ARRAY_SIZE(first), ENTRY_FETCH), 6);
	struct feed_entry again[] = {
		entry("guid-1", "https://a.example/1-moved", "one, edited"),
		entry("http://www.a.example/2", "https://a.example/2", "two"),
		entry(NULL, "http://a.example/3#top", "three"),
		entry(NULL, NULL, "only a title"),
		entry("same", "https://a.example/5", "five"),
		entry("same", "https://a.example/6", "six"),
		entry("guid-7", "https://a.example/7", "seven"),
	};
	ck_assert_uint_eq(poll_feed(feed_id, again, ARRAY_SIZE(again), ENTRY_FETCH), 1);
	ck_assert_int_eq(ledger_articles_waiting(ledger), 7);
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_moved_entries)
{
	setup();
	struct feed_entry first = entry(
		"https://old.example/2025/talks", "https://old.example/2025/talks", "talks");
	first.published = NOW - 1000;
	ck_assert_uint_eq(poll_feed(feed_id, &first, 1, ENTRY_FETCH), 1);
	static const struct {
		const char *url, *title;
		int64_t published;
		size_t added;
	} cases[] = {
		/* another host, with another id: the same entry */
		{"https://news.example/2025/talks", "talks", NOW - 1000, 0},
		/* unless something else is not the same, too */
		{"https://news.example/2025/talks?page=2", "talks", NOW - 1000, 1},
		{"https://news.example/2026/talks", "talks", NOW - 1000, 1},
		{"https://b.example/2025/talks", "more talks", NOW - 1000, 1},
		{"https://c.example/2025/talks", "talks", NOW - 999, 1},
		{"https://d.example/2025/talks", "talks", DATE_UNKNOWN, 1},
		{"https://e.example/", "talks", NOW - 1000, 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct feed_entry e = entry((char *)(uintptr_t)cases[i].url,
			(char *)(uintptr_t)cases[i].url, (char *)(uintptr_t)cases[i].title);
		e.published = cases[i].published;
		ck_assert_msg(poll_feed(feed_id, &e, 1, ENTRY_FETCH) == cases[i].added, "%s",
			cases[i].url);
	}
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_verdicts_and_other_feeds)
{
	setup();
	struct feed_entry page = entry("x", "https://a.example/x", "x");
	struct feed_entry quiet = entry("y", "https://a.example/y", "y");
	ck_assert_uint_eq(poll_feed(feed_id, &page, 1, ENTRY_BASELINE), 0);
	ck_assert_uint_eq(poll_feed(feed_id, &quiet, 1, ENTRY_OFF_TOPIC), 0);
	ck_assert_int_eq(ledger_articles_waiting(ledger), 0);
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	int64_t other = ledger_feed_sync(ledger, "https://b.example/feed", "B");
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
	/* The same page by another feed is no new article; one only judged by its title is. */
	struct feed_entry same = entry("b-x", "http://www.a.example/x?utm_medium=rss", "x");
	struct feed_entry told = entry("b-y", "https://a.example/y", "y, with more to it");
	ck_assert_uint_eq(poll_feed(other, &same, 1, ENTRY_FETCH), 0);
	ck_assert_uint_eq(poll_feed(other, &told, 1, ENTRY_FETCH), 1);
	ledger_close(&ledger);
}
END_TEST

static struct ledger_feed get(void)
{
	struct ledger_feed feed = {0};
	ck_assert_int_eq(ledger_feed_get(ledger, feed_id, &feed), 1);
	return feed;
}

START_TEST(test_validators_and_failures)
{
	setup();
	size_t added;
	struct ledger_feed feed = get();
	ck_assert(feed.succeeded == DATE_UNKNOWN);
	ledger_feed_release(&feed);
	struct feed_entry page = entry("x", "https://a.example/x", "x");
	(void)poll_feed(feed_id, &page, 1, ENTRY_FETCH);
	struct ledger_poll failed = {.feed_id = feed_id,
		.now = NOW + 900,
		.http_status = 503,
		.result = "the server answered 503",
		.etag = "\"of the error page\"",
		.next_ms = (NOW + 2700) * 1000LL,
		.interval_secs = 1800,
		.interval_source = "backoff after failure"};
	ck_assert_int_eq(ledger_poll_store(ledger, &failed, &added, NULL), 0);
	feed = get();
	ck_assert_str_eq(feed.etag, "\"v1\""); /* those of the document we have */
	ck_assert_int_eq(feed.failures, 1);
	ck_assert_int_eq(feed.succeeded, NOW);
	ck_assert_int_eq(feed.polled, NOW + 900);
	ck_assert_str_eq(feed.result, "the server answered 503");
	ledger_feed_release(&feed);
	/* 304 may renew one validator and keep the other. */
	struct ledger_poll unchanged = {.feed_id = feed_id,
		.now = NOW + 2700,
		.ok = true,
		.http_status = 304,
		.result = "unchanged",
		.last_modified = "Sun, 17 Aug 2025 12:00:00 GMT"};
	ck_assert_int_eq(ledger_poll_store(ledger, &unchanged, &added, NULL), 0);
	feed = get();
	ck_assert_str_eq(feed.etag, "\"v1\"");
	ck_assert_str_eq(feed.last_modified, "Sun, 17 Aug 2025 12:00:00 GMT");
	ck_assert_int_eq(feed.failures, 0);
	ledger_feed_release(&feed);
	ledger_close(&ledger);
}
END_TEST

START_TEST(test_jobs)
{
	setup();
	struct feed_entry pages[] = {entry("new", "https://a.example/new", "new"),
		entry("old", "https://a.example/old", "old")};
	(void)poll_feed(feed_id, pages, 2, ENTRY_FETCH);
	struct ids jobs CLEANUP(ids_release) = {0};
	ledger_articles_due(ledger, 0, 10, &jobs);
	ck_assert_uint_eq(jobs.n, 2);
	int64_t old = jobs.items[0], new = jobs.items[1];
	/* Feeds list the newest first; jobs run in the order things happened. */
	struct ledger_article job = {0};
	ck_assert_int_eq(ledger_article_load(ledger, old, &job), 1);
	ck_assert_str_eq(job.title, "old");
	ck_assert_str_eq(job.feed_url, "https://a.example/feed");
	ck_assert_ptr_nonnull(strstr(job.entry, "https://a.example/old"));
	ledger_article_release(&job);
	ids_release(&jobs);
	ck_assert_int_eq(ledger_article_retry(ledger, old, 5000, "503", NULL), 0);
	ck_assert_int_eq(ledger_articles_next(ledger, 0), 5000);
	ledger_articles_due(ledger, 4999, 10, &jobs);
	ck_assert_uint_eq(jobs.n, 1);
	ck_assert_int_eq(jobs.items[0], new);
	ids_release(&jobs);
	ck_assert_int_eq(ledger_article_retry(ledger, new, INT64_MAX, "404", NULL), 0);
	ledger_articles_due(ledger, 5000, 10, &jobs);
	ck_assert_uint_eq(jobs.n, 1);
	ck_assert_int_eq(ledger_article_load(ledger, jobs.items[0], &job), 1);
	ck_assert_int_eq(job.attempts, 1);
	ledger_article_release(&job);
	struct ledger_feeds feeds = {0};
	ledger_feeds_list(ledger, true, &feeds);
	ck_assert_uint_eq(feeds.n, 1);
	ck_assert_int_eq(feeds.items[0].articles_new, 1);
	ck_assert_int_eq(feeds.items[0].articles_failed, 1);
	ledger_feeds_release(&feeds);
	ledger_close(&ledger);
}
END_TEST

static void end_job(int64_t id, const char *result, int64_t now)
{
	ck_assert_int_eq(ledger_begin(ledger, NULL), 0);
	ledger_article_done(ledger, &(struct ledger_article_end){.id = id,
					    .now = now,
					    .result = result,
					    .text_hash = "of the text",
					    .published = DATE_UNKNOWN});
	ck_assert_int_eq(ledger_commit(ledger, NULL), 0);
}

START_TEST(test_changed_entries)
{
	setup();
	struct feed_entry e = entry("x", "https://a.example/x", "x");
	e.updated = NOW - 100;
	ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_FETCH), 1);
	struct ids due CLEANUP(ids_release) = {0};
	ledger_articles_due(ledger, NOW * 1000LL, 9, &due);
	ck_assert_uint_eq(due.n, 1);
	int64_t id = due.items[0];
	/* It waits: whatever changes is read with it. */
	e.updated = NOW - 50;
	ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_FETCH), 0);
	end_job(id, "statements", NOW);
	AUTOFREE char *hash = ledger_article_text_hash(ledger, id);
	ck_assert_str_eq(hash, "of the text");
	/* After the pause, twice as long each time, and not for ever. */
	for (int n = 0; n < 8; n++) {
		e.updated = NOW + n;
		ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_OFF_TOPIC), 0);
		ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_FETCH), 1);
		ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_FETCH), 0);
		ck_assert_int_eq(ledger_articles_next(ledger, 0), (NOW + (600 << n)) * 1000LL);
		end_job(id, NULL, NOW);
		ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_FETCH), 0);
	}
	e.updated = NOW + 100;
	ck_assert_uint_eq(poll_feed(feed_id, &e, 1, ENTRY_FETCH), 0);
	/* Where no date tells, what it says does. */
	struct feed_entry undated = entry("u", "https://a.example/u", "u");
	ck_assert_uint_eq(poll_feed(feed_id, &undated, 1, ENTRY_FETCH), 1);
	due.n = 0;
	ledger_articles_due(ledger, NOW * 1000LL, 9, &due);
	ck_assert_uint_eq(due.n, 1);
	end_job(due.items[0], "statements", NOW);
	ck_assert_uint_eq(poll_feed(feed_id, &undated, 1, ENTRY_FETCH), 0);
	undated.summary = (char[]){"what it says now"};
	ck_assert_uint_eq(poll_feed(feed_id, &undated, 1, ENTRY_FETCH), 1);
	end_job(due.items[0], NULL, NOW);
	ck_assert_uint_eq(poll_feed(feed_id, &undated, 1, ENTRY_FETCH), 0);
	/* One that was there before us stays unread, and a date far ahead is a mistake. */
	struct feed_entry old = entry("y", "https://a.example/y", "y");
	ck_assert_uint_eq(poll_feed(feed_id, &old, 1, ENTRY_BASELINE), 0);
	old.updated = NOW + 1;
	ck_assert_uint_eq(poll_feed(feed_id, &old, 1, ENTRY_FETCH), 0);
	struct feed_entry late = entry("z", "https://a.example/z", "z");
	ck_assert_uint_eq(poll_feed(feed_id, &late, 1, ENTRY_OFF_TOPIC), 0);
	late.updated = NOW + 400000;
	ck_assert_uint_eq(poll_feed(feed_id, &late, 1, ENTRY_FETCH), 0);
	late.updated = NOW + 1;
	ck_assert_uint_eq(poll_feed(feed_id, &late, 1, ENTRY_FETCH), 1);
	ledger_close(&ledger);
}
END_TEST

UNIT_MAIN("feeds", test_entry_identity, test_moved_entries, test_verdicts_and_other_feeds,
	test_validators_and_failures, test_jobs, test_changed_entries)
