#ifndef RUN_PERMITS_H
#define RUN_PERMITS_H

struct fetch_request;
struct fetcher;
struct permits;

/*
 * Whether a site lets its pages be read: its robots.txt (RFC 9309), asked for once a day and site.
 * A site that has none lets them; one whose robots.txt cannot be had for now is asked again a
 * little later, and its pages wait.
 */
enum permit {
	PERMIT_YES,
	PERMIT_NO,
	PERMIT_WAIT, /* on_known is called when there is news: ask again then */
	PERMIT_LATER, /* it cannot be had */
};

struct permits_options {
	struct fetcher *fetcher; /* borrowed */
	const char *user_agent; /* whose rules count, where a request names no other; borrowed */
	void (*on_known)(void *arg);
	void *arg;
};
struct permits *permits_new(const struct permits_options *options);
/* No callback comes after this. Accepts NULL. */
void permits_free(struct permits *permits);

/* Whether a page may be asked for; robots.txt is fetched as the page would be (agent, proxy). */
enum permit permits_ask(struct permits *permits, const struct fetch_request *page);

#endif
