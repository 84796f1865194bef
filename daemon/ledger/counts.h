#ifndef LEDGER_COUNTS_H
#define LEDGER_COUNTS_H

#include <stdint.h>

struct ledger;

/* What a ledger holds, in numbers. */
struct ledger_counts {
	int64_t feeds; /* active ones */
	int64_t articles_waiting, articles_failed;
	int64_t articles_read; /* their text was looked through for statements */
	int64_t articles_off_topic;
	int64_t articles_other; /* done without: baseline, duplicate, no text */
	int64_t statements, statements_relevant;
	int64_t rereports; /* reports of a statement beyond its first */
	int64_t alerts;
	int64_t deliveries_waiting, deliveries_failed;
};
void ledger_count(struct ledger *ledger, struct ledger_counts *out);

/* The same for metrics, which are asked for several times a minute: indexes alone are counted. */
struct ledger_totals {
	int64_t articles, statements;
};
void ledger_totals(struct ledger *ledger, struct ledger_totals *out);
/* Alerts of each kind there is. */
void ledger_alert_kinds_each(
	struct ledger *ledger, void (*each)(const char *kind, int64_t n, void *arg), void *arg);
/* Events of each type there is (ledger/events.h). */
void ledger_event_types_each(
	struct ledger *ledger, void (*each)(const char *type, int64_t n, void *arg), void *arg);
/* When each active feed was last had, by name; 0: never. Of several of one name the oldest. */
void ledger_feeds_success_each(struct ledger *ledger,
	void (*each)(const char *name, int64_t succeeded, void *arg), void *arg);

#endif
