#ifndef LEDGER_STATEMENTS_H
#define LEDGER_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claims/statement.h"

struct ledger;

/* Statements, who reports them, and the ways to find those that a new one may clash with. */

/* A statement as the ledger keeps it; owned, release with ledger_statement_release. */
struct ledger_statement {
	int64_t id;
	char *fingerprint;
	struct statement statement;
	int64_t article_id; /* the article that brought it first; NULL where unknown: */
	char *url, *title, *site;
	int64_t published;
};
void ledger_statement_release(struct ledger_statement *statement);
void ledger_statement_free(struct ledger_statement **statement);

/*
 * The fingerprint of a statement: a hash of speaker, day and words, so that the same words in
 * another outlet, or the same article read again, have the same one. url stands in for the speaker
 * of a statement that nobody could be named for.
 */
#define FINGERPRINT_SIZE 33
void ledger_fingerprint(
	const struct statement *statement, const char *url, char out[FINGERPRINT_SIZE]);

/* Row ids, filled by the searches below. Zero-initialise; ids_release frees. */
struct ids {
	int64_t *items;
	size_t n, cap;
};
void ids_release(struct ids *ids);
/* Adds an id unless it is there. */
void ids_add(struct ids *ids, int64_t id);
bool ids_has(const struct ids *ids, int64_t id);

/* The statement with this fingerprint, or 0. */
int64_t ledger_statement_by_fingerprint(struct ledger *ledger, const char *fingerprint);

/* Statements of a speaker within `within` seconds of a time, nearest first, at most max. */
void ledger_statements_near(struct ledger *ledger, const char *speaker, int64_t said,
	int64_t within, size_t max, struct ids *out);

/*
 * Candidates from the stance ledger: on each slot the statement speaks to, the first and newest
 * statement of every stance of every speaker, and the max_recent said last before and first after.
 */
void ledger_stance_candidates(struct ledger *ledger, const struct statement *statement,
	size_t max_recent, struct ids *out);

/* Candidates by words: statements sharing most of the rarest `terms`, at most max. */
void ledger_term_candidates(struct ledger *ledger, const char *const *terms, size_t n_terms,
	size_t max, struct ids *out);

/* Adds a statement with its first report; indexed (propositions, stances, terms) when relevant.
 * Returns its row id, 0 on a sticking error. */
struct ledger_new_statement {
	const struct statement *statement;
	const char *fingerprint;
	int64_t article_id;
	bool relevant;
	const char *const *terms;
	size_t n_terms;
};
int64_t ledger_statement_add(struct ledger *ledger, const struct ledger_new_statement *row);
/* Notes that an article reports it too, or again. Once is enough. */
void ledger_report_add(struct ledger *ledger, int64_t statement_id, int64_t article_id);
/* Notes that an article that reported it does so no more. */
void ledger_report_gone(
	struct ledger *ledger, int64_t statement_id, int64_t article_id, int64_t now);
/* Whether an article still reports it. */
bool ledger_statement_stands(struct ledger *ledger, int64_t statement_id);

/* Loads one; NULL when there is none or it cannot be read. The caller owns it. */
struct ledger_statement *ledger_statement_load(struct ledger *ledger, int64_t id);
/* An article that reports a statement; borrowed during the call. */
struct ledger_report {
	const char *url, *title, *site; /* title and site may be NULL */
	int64_t published; /* DATE_UNKNOWN: not known */
};
/* Calls back with every article that (still) reports it, each address once and `but` left out, in
 * order. */
void ledger_reports_each(struct ledger *ledger, int64_t statement_id, const char *but,
	void (*each)(const struct ledger_report *report, void *arg), void *arg);

/* What to list; NULL, INT64_MIN/MAX and 0 ask for no restriction. */
struct ledger_filter {
	const char *speaker, *side, *issue, *slot, *kind, *words;
	int64_t since, until; /* by date said (statements) or raised (alerts) */
	bool all; /* also statements off the topic */
	bool edited; /* only statements that some article has changed or removed since */
	bool undelivered; /* only alerts that wait for, or never reached, an endpoint */
	double min_score;
	int64_t limit;
};
/* Lists newest first. */
void ledger_statements_list(
	struct ledger *ledger, const struct ledger_filter *filter, struct ids *out);

#endif
