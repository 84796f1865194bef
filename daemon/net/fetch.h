#ifndef NET_FETCH_H
#define NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

struct event_base;
struct fetcher;

/*
 * HTTP on libcurl's multi socket interface and one libevent loop. Requests wait their turn by host
 * (concurrency and spacing) and by address (concurrency); the address actually connected to is
 * checked, redirects and rebinding included; the decompressed body is counted and bounded. No
 * callback runs inside fetch_start.
 */

struct fetch_options {
	char *user_agent; /* with a contact, as the operator set it */
	int64_t connect_timeout_secs, total_timeout_secs;
	int64_t low_speed_bytes, low_speed_secs; /* slower than this for so long: given up */
	int64_t max_transfers; /* at once, over all hosts */
	int64_t host_transfers; /* at once, a host */
	int64_t address_transfers; /* at once, an address, whatever its hosts; 0: any number */
	int64_t host_delay_ms; /* between two requests to a host */
	int max_redirects;
	char *proxy; /* explicit only: the environment's is ignored; or NULL */
	char *ca_file; /* or NULL: the system's */
};

struct fetcher *fetcher_new(struct event_base *base, const struct fetch_options *options);
/* Drops what is under way without calling back. Accepts NULL. */
void fetcher_free(struct fetcher *fetcher);

struct fetch_request {
	const char *url;
	const char *method; /* "GET", "POST" or "PUT" */
	const char *const *headers; /* "Name: value", ends with NULL; or NULL */
	const char *body; /* of a POST or PUT */
	size_t body_len;
	const char *etag, *last_modified; /* sent back verbatim as conditions; or NULL */
	size_t max_bytes; /* of the decompressed body; more: ERR_REJECT */
	bool truncate; /* true: cut at max_bytes instead of failing */
	bool allow_private; /* loopback and private addresses may be connected to */
	bool follow; /* follow redirects */
	int64_t total_timeout_secs; /* 0: the fetcher's */
	const char *user_agent, *proxy, *ca_file; /* instead of the fetcher's; or NULL */
	const char *user_password; /* "name:password" for this host alone; or NULL */
	/* Write the body there (created, 0600; always for a 2xx answer, for another only if it has
	 * a body); or NULL: to memory. */
	const char *spool_path;
};

/* What came of a request; borrowed by the callback until it returns. */
struct fetch_result {
	enum err_code code; /* NONE: an HTTP answer arrived, whatever its status */
	struct err err; /* why none did; RETRY, or REJECT (address, scheme, size) */
	int status;
	char *effective_url; /* after redirects */
	bool redirected; /* a redirect was followed */
	char *permanent_url; /* where 301/308 alone led, NULL if none */
	char *etag, *last_modified, *content_type, *cache_control, *expires; /* or NULL */
	char *tdm_reservation; /* W3C TDM Reservation Protocol; or NULL */
	int64_t retry_after_secs; /* seconds and dates both understood; -1: not said */
	int64_t elapsed_ms;
	struct buf body; /* when not spooled */
	size_t body_bytes;
	bool truncated;
};

typedef void (*fetch_done)(uint64_t id, const struct fetch_result *result, void *arg);

/* Queues a request (everything is copied); done is called once, later, unless cancelled. */
uint64_t fetch_start(
	struct fetcher *fetcher, const struct fetch_request *request, fetch_done done, void *arg);
/* No callback comes after this. Unknown ids are ignored. */
void fetch_cancel(struct fetcher *fetcher, uint64_t id);
/* Requests queued or under way. */
size_t fetch_pending(const struct fetcher *fetcher);

/* Whether an address (struct sockaddr) may be connected to without allow_private. */
struct sockaddr;
bool fetch_address_public(const struct sockaddr *address);

#endif
