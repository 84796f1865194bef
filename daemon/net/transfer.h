#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <curl/curl.h>

#include "net/fetch.h"

/*
 * One request on one libcurl easy handle: its options, the bytes as they come, and what came of it.
 * The handle is driven by fetch.c.
 */
struct transfer {
	const struct fetch_options *options; /* the fetcher's */
	bool (*is_public)(const struct sockaddr *address);
	/* Whether one more may connect to the address; false: another time. */
	bool (*enter)(struct transfer *transfer, const char *address);
	/* The request, copied. */
	char *url, *host, *method, *body, *etag, *last_modified, *spool_path;
	char *user_agent, *proxy, *ca_file, *user_password; /* NULL: the fetcher's, none */
	size_t body_len, max_bytes;
	bool truncate, allow_private, follow;
	int64_t total_timeout_secs;
	char **headers;
	size_t n_headers;
	/* Under way. */
	CURL *easy;
	struct curl_slist *header_list;
	char why[CURL_ERROR_SIZE];
	int64_t started_ms;
	int spool_fd;
	struct buf memory;
	size_t received; /* bytes of body kept so far, decompressed */
	size_t header_bytes;
	bool cut; /* truncated at max_bytes, as wished */
	struct err refused; /* why we ended it ourselves; code NONE: we did not */
	bool crowded; /* it did not connect, since it may not for now */
	/* Of the hop under way. */
	char *hop_url;
	char *hop_location;
	long hop_status;
	size_t hop_opened; /* connections tried */
	char hop_blocked[64]; /* address refused */
	bool all_permanent;
	char *permanent_url;
};

/* Copies the request. */
void transfer_init(struct transfer *transfer, const struct fetch_options *options,
	const struct fetch_request *request);
void transfer_release(struct transfer *transfer);

/* Why it can never be asked for (no http URL, too long), before a host is known. 0 or ERR_REJECT.
 */
int transfer_check(struct transfer *transfer, struct err *err);

/* Sets every option of the handle (fresh or reset) but the callbacks of sockets that fetch.c owns.
 */
void transfer_prepare(struct transfer *transfer, CURL *easy);

/* Fills *result after libcurl ended it with code; the result borrows from the transfer. A spool
 * file of a failed one is removed. */
void transfer_finish(struct transfer *transfer, CURLcode code, struct fetch_result *result);
/* Frees what a result holds beside the transfer. */
void transfer_result_release(struct fetch_result *result);
/* Whether it never connected and is to be started again, when its turn comes. */
bool transfer_again(struct transfer *transfer, CURLcode code);
/* Removes what it left on the disk, when nobody waits for it any more. */
void transfer_abandon(struct transfer *transfer);

/* The seconds of a Retry-After value, from now (Unix seconds): a number or a date; -1: neither. A
 * date that has passed is 0. */
int64_t transfer_retry_after(const char *value, int64_t now);

#endif
