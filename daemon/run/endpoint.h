#ifndef RUN_ENDPOINT_H
#define RUN_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/breaker.h"
#include "run/route.h"

struct config_webhook;
struct endpoint;
struct err;
struct fetcher;
struct ledger;

/*
 * One receiver and its own queue: what waits for it in the ledger goes out a few at a time, new
 * alerts before retries of old ones, not in its quiet hours, in digests if it wants them, never
 * while its breaker is open, and not at all once it has answered 410. No other receiver waits for
 * it.
 */

/* First try at once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h (Standard Webhooks).
 */
#define ENDPOINT_TRIES 10
/* Seconds before try number `tries` + 1, without jitter; -1: there is none. */
int64_t endpoint_delay(int64_t tries);

struct endpoint_options {
	struct ledger *ledger; /* all borrowed while the endpoint lives */
	struct fetcher *fetcher;
	const struct config_webhook *config;
	/* An attempt ended: there may be more to do. The outcome could not be stored: code is not
	 * ERR_NONE. */
	void (*on_change)(const struct err *err, void *arg);
	void *arg;
};
/* NULL and err when the webhook's settings are wrong. */
struct endpoint *endpoint_new(const struct endpoint_options *options, struct err *err);
/* Attempts under way are dropped; they will be repeated. Accepts NULL. */
void endpoint_free(struct endpoint *endpoint);

const char *endpoint_name(const struct endpoint *endpoint); /* "webhook:NAME"; borrowed */
const struct route *endpoint_route(const struct endpoint *endpoint); /* borrowed */
/* Begins what is due. 0, or negative when the ledger could not store (err says why). */
int endpoint_drain(struct endpoint *endpoint, struct err *err);
/* When there is something to begin next (wall, ms); INT64_MAX: nothing waits. */
int64_t endpoint_when(const struct endpoint *endpoint);
/* Deliveries under way. */
size_t endpoint_pending(const struct endpoint *endpoint);
/* The clock was set back by so much: what lies ahead comes sooner (jump.h). */
void endpoint_clock_back(struct endpoint *endpoint, int64_t now_ms, int64_t back_ms);
/* It wants alerts again (by command). */
void endpoint_enable(struct endpoint *endpoint);

/* For metrics and `status`; borrowed. */
enum endpoint_class { CLASS_2XX, CLASS_3XX, CLASS_4XX, CLASS_5XX, CLASS_NETWORK, CLASSES };
struct endpoint_state {
	const char *name, *format;
	bool disabled;
	const struct breaker *breaker;
	int64_t attempts[CLASSES]; /* since the start */
	int64_t last_success, last_failure; /* seconds; 0: none since the start */
	const char *last_reason; /* of the last failure; "" */
};
void endpoint_state(const struct endpoint *endpoint, struct endpoint_state *out);
/* "2xx" and so on; "network" where no answer came. Static storage. */
const char *endpoint_class_word(enum endpoint_class class);

#endif
