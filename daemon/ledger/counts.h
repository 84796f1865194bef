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

#endif
