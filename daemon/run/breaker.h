#ifndef RUN_BREAKER_H
#define RUN_BREAKER_H

#include <stddef.h>
#include <stdint.h>

/*
 * A circuit breaker: an endpoint that failed BREAKER_FAILURES times in a row is left alone for a
 * while, which doubles with each try that fails, and then asked with one request alone. So a
 * receiver that is down costs no tries of the alerts behind, and its return is no stampede. One
 * that names a time (Retry-After) is left alone until then. Plain data; all zero: closed.
 */
#define BREAKER_FAILURES     5
#define BREAKER_WAIT_MS      30000
#define BREAKER_WAIT_MAX_MS  600000
#define BREAKER_ASKED_MAX_MS 86400000

struct breaker {
	int64_t failures; /* in a row */
	int64_t wait_ms; /* the last one; 0: closed */
	int64_t until_ms; /* nothing is sent before */
};

/* How many requests may be under way, of at most max. */
size_t breaker_room(const struct breaker *breaker, int64_t now_ms, size_t max);
void breaker_success(struct breaker *breaker);
/* asked_ms: how long it asks to be left alone; 0 or less: it does not say. */
void breaker_failure(struct breaker *breaker, int64_t now_ms, int64_t asked_ms);
/* "closed", "open" or "half-open". Static storage. */
const char *breaker_word(const struct breaker *breaker, int64_t now_ms);

#endif
