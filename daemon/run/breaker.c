#include "run/breaker.h"

size_t breaker_room(const struct breaker *breaker, int64_t now_ms, size_t max)
{
	if (breaker->until_ms > now_ms)
		return 0;
	return breaker->wait_ms ? 1 : max;
}

void breaker_success(struct breaker *breaker)
{
	*breaker = (struct breaker){0};
}

void breaker_failure(struct breaker *breaker, int64_t now_ms, int64_t asked_ms)
{
	int64_t wait = 0;
	breaker->failures++;
	/* Those that were under way when it opened tell nothing new. */
	if (breaker->failures >= BREAKER_FAILURES && breaker->until_ms <= now_ms) {
		wait = breaker->wait_ms ? breaker->wait_ms * 2 : BREAKER_WAIT_MS;
		if (wait > BREAKER_WAIT_MAX_MS)
			wait = BREAKER_WAIT_MAX_MS;
		breaker->wait_ms = wait;
	}
	if (asked_ms > BREAKER_ASKED_MAX_MS)
		asked_ms = BREAKER_ASKED_MAX_MS;
	if (asked_ms > wait)
		wait = asked_ms;
	if (now_ms + wait > breaker->until_ms)
		breaker->until_ms = now_ms + wait;
}

const char *breaker_word(const struct breaker *breaker, int64_t now_ms)
{
	if (breaker->until_ms > now_ms)
		return "open";
	return breaker->wait_ms ? "half-open" : "closed";
}
