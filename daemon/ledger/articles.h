#ifndef LEDGER_ARTICLES_H
#define LEDGER_ARTICLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct ids;
struct ledger;

/* Article rows: the job queue of the pipeline, and the articles that statements point to. */

/* A job; owned, release with ledger_article_release. Strings may be NULL. */
struct ledger_article {
	int64_t id, feed_id;
	char *url, *title, *site, *feed_title, *feed_url;
	char *entry; /* a feed object of this entry alone (feed_json.h); NULL once finished */
	int64_t published; /* Unix seconds or DATE_UNKNOWN */
	int64_t attempts, next_ms;
	int64_t readings; /* times it was to be read again */
};
void ledger_article_release(struct ledger_article *article);

/* Row ids of the jobs due at a time (wall, milliseconds), oldest first, at most max. */
void ledger_articles_due(struct ledger *ledger, int64_t now_ms, size_t max, struct ids *out);
/* One job: 1 when it is there. */
int ledger_article_load(struct ledger *ledger, int64_t id, struct ledger_article *out);
/* When the next job after a time is due; INT64_MAX when none waits. */
int64_t ledger_articles_next(struct ledger *ledger, int64_t after_ms);
/* Jobs that are still new. */
int64_t ledger_articles_waiting(struct ledger *ledger);

/* Calls back with every article that was given up, the newest first. */
struct ledger_failed_article {
	const char *url, *feed, *reason; /* borrowed; may be NULL */
	int64_t attempts, finished; /* Unix seconds */
};
void ledger_articles_failed_each(struct ledger *ledger,
	void (*each)(const struct ledger_failed_article *article, void *arg), void *arg);

/* Calls back for each result that finished articles have, with their number, the most first. */
void ledger_articles_results_each(
	struct ledger *ledger, void (*each)(const char *result, int64_t n, void *arg), void *arg);

/* Adds an article that came by no feed (replay); returns its id. One of the same address is the
 * same article, read again. In the caller's transaction. */
struct ledger_new_article {
	const char *url, *title, *site;
	int64_t published, now;
};
int64_t ledger_article_add(struct ledger *ledger, const struct ledger_new_article *article);

/* What was found out about an article, stored when its job ends. NULL keeps what is there. */
struct ledger_article_end {
	int64_t id, now;
	const char *result; /* statements, off topic, no text, ...; NULL keeps */
	const char *title, *site, *url, *text_hash;
	int64_t published; /* DATE_UNKNOWN keeps */
};
/* Ends a job as done; part of transaction 2. */
void ledger_article_done(struct ledger *ledger, const struct ledger_article_end *end);

/* The hash of the text last read of an article, as it was given; NULL: none was. The caller frees.
 */
char *ledger_article_text_hash(struct ledger *ledger, int64_t id);

/* The outcome of a try that failed: again at next_ms, or, with next_ms INT64_MAX, never. A
 * transaction of its own. */
int ledger_article_retry(
	struct ledger *ledger, int64_t id, int64_t next_ms, const char *reason, struct err *err);

#endif
