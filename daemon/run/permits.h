#ifndef RUN_PERMITS_H
#define RUN_PERMITS_H

#include <stdbool.h>

struct fetch_request;
struct fetcher;
struct permits;

/*
 * Whether a site lets its pages be read: its robots.txt (RFC 9309), and its tdmrep.json (W3C TDM
 * Reservation Protocol), each asked for once a day and site. A site that has none lets them; one
 * whose robots.txt cannot be had for now is asked again a little later, and its pages wait.
 */
enum permit {
	PERMIT_YES,
	PERMIT_NO,
	PERMIT_WAIT, /* on_known is called when there is news: ask again then */
	PERMIT_LATER, /* it cannot be had */
	PERMIT_RESERVED, /* its tdmrep.json reserves text and data mining */
};

struct permits_options {
	struct fetcher *fetcher; /* borrowed */
	const char *user_agent; /* whose rules count, where a request names no other; borrowed */
	bool robots, tdm; /* which of the two to ask for */
	void (*on_known)(void *arg);
	void *arg;
};
struct permits *permits_new(const struct permits_options *options);
/* No callback comes after this. Accepts NULL. */
void permits_free(struct permits *permits);

/* Whether a page may be asked for; the files are fetched as the page would be (agent, proxy). */
enum permit permits_ask(struct permits *permits, const struct fetch_request *page);

#endif
