#ifndef RUN_WORKERS_H
#define RUN_WORKERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "claims/statement.h"
#include "feed/feed.h"

struct err;
struct event_base;
struct workers;

/*
 * The pool of `gainsay worker` children, which parse strangers' bytes and run the in-process
 * plugins, and of the programs that are plugins beside them. A request is asked of the least busy
 * worker; one whose worker died or hung is asked once more, of another, and then answered
 * ERR_REJECT: it is poison. A plugin program that fails twice is left out of that answer and
 * named in it.
 */

/* A plugin that is a program. */
struct workers_program {
	const char *name;
	const char *const *argv; /* ends with NULL; argv[0] is an absolute path */
	const json_t *settings; /* object, or NULL */
	int64_t deadline_ms; /* 0: the options' */
};

struct workers_options {
	const char *exe; /* of the workers; NULL: this very program */
	size_t n_workers; /* at least 1 */
	const char *profile_dir; /* NULL: the installed one */
	const char *spool_dir; /* whose files they may read */
	/* In-process plugins, in order: array of {"name", "path" (or absent), "settings": {}};
	 * NULL: the default extractor alone. */
	const json_t *plugins;
	const struct workers_program *programs;
	size_t n_programs;
	int64_t memory_bytes; /* of one worker; 0: no limit */
	int64_t deadline_ms; /* of one request */
	int64_t restart_max_secs;
	/* No worker was ever up, and one cannot work as it is told (a plugin does not load, most
	 * likely). It is tried again all the same. From the loop; NULL: nobody cares. */
	void (*on_refused)(const char *why, void *arg);
	void *arg;
};

/* Starts them. Options are copied; n_workers etc. must be sane. NULL and err when the program
 * cannot be found. */
struct workers *workers_new(
	struct event_base *base, const struct workers_options *options, struct err *err);
/* Ends the children; requests under way get no callback. Accepts NULL. */
void workers_free(struct workers *workers);
/* Requests waiting or under way, and workers that have answered their greeting and are up. */
size_t workers_load(const struct workers *workers);
size_t workers_up(const struct workers *workers);

/* Answers are borrowed by the callback until it returns, yet may be taken out of (leave the struct
 * so that its release works: NULL and 0). err->code is ERR_NONE with an answer, else answer is
 * NULL: ERR_REJECT (this document will never parse, or is poison), ERR_RETRY, ERR_FAIL. */
struct workers_feed {
	struct feed feed;
	bool *relevant; /* for each entry: title and summary are on the topic */
};
typedef void (*workers_feed_done)(
	uint64_t id, struct workers_feed *answer, const struct err *err, void *arg);

struct workers_article {
	struct article article;
	bool relevant; /* the text is on the topic; if not, no statements were looked for */
	bool unread; /* no plugin in the workers reads its language */
	struct statements statements; /* of all plugins, in order of place */
	char *left_out; /* plugins that failed and why, or NULL */
};
typedef void (*workers_article_done)(
	uint64_t id, struct workers_article *answer, const struct err *err, void *arg);

/* A document to parse: a spool file, or (path NULL) text: the feed's own HTML of an entry. */
struct workers_source {
	const char *path, *text; /* one of them */
	const char *url, *content_type; /* may be NULL */
	const char *title; /* articles: what the feed says of it, for what the page leaves open */
	int64_t published; /* the same; DATE_UNKNOWN: not said */
};

/* Each queues a request (everything is copied) and returns its id; done is called once, later. */
uint64_t workers_parse_feed(struct workers *workers, const struct workers_source *source,
	workers_feed_done done, void *arg);
/* Extraction, relevance and statements in one. */
uint64_t workers_read_article(struct workers *workers, const struct workers_source *source,
	workers_article_done done, void *arg);
/* No callback comes after this. Unknown ids are ignored. */
void workers_cancel(struct workers *workers, uint64_t id);

#endif
