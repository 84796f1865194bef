#include "run/asked_poll.h"

#include "text/date.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/url.h"

/* A person who asks for a poll is not made our means to hammer a server. */
#define ASK_AGAIN_SECS 60

int asked_poll_allowed(int64_t polled_ms, int64_t held_ms, struct err *err)
{
	int64_t now_ms = clock_now_ms();
	char until[DATE_TEXT_SIZE];
	date_format(held_ms / 1000, until);
	if (held_ms > now_ms)
		return err_set(err, ERR_REJECT, "its server has asked for a pause until %s", until);
	if (polled_ms <= now_ms && now_ms - polled_ms < ASK_AGAIN_SECS * 1000)
		return err_set(err, ERR_REJECT,
			"it was polled %lld seconds ago; once in %d will do",
			(long long)((now_ms - polled_ms) / 1000), ASK_AGAIN_SECS);
	return 0;
}

bool asked_poll_names(const char *name, const char *url, const char *which)
{
	AUTOFREE char *key = url_identity(which), *its = key ? url_identity(url) : NULL;
	return strcmp(which, name) == 0 || strcmp(which, url) == 0 ||
	       (its && strcmp(its, key) == 0);
}
