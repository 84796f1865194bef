#ifndef RUN_PAGE_H
#define RUN_PAGE_H

#include <stdbool.h>

struct config;
struct counters;
struct http_answer;
struct http_request;
struct ledger;
struct outbox;
struct workers;

/*
 * What the daemon tells over HTTP (http/server.h), all of it for machines:
 *
 *   /metrics     in the text format of Prometheus; names of endpoints and feeds, never an address
 *   /-/healthy   200, or 503 and why: the log or the ledger cannot be written, or nothing ends
 *   /-/ready     200, or 503 and why: no worker is up, or the daemon is stopping
 */
struct page {
	struct ledger *ledger; /* all borrowed */
	const struct config *config;
	const struct counters *counters;
	const struct outbox *outbox;
	const struct workers *workers;
	bool stopping;
	const char *stuck; /* what no longer ends; NULL: nothing */
};
void page_answer(
	const struct page *page, const struct http_request *request, struct http_answer *answer);

#endif
