#include "run/moved.h"

#include "ledger/feeds.h"
#include "util/mem.h"
#include "util/url.h"

#define CONFIRMATIONS     3
#define CONFIRMATION_SECS 86400
/* So many failures in a row at an address that was moved to, and the old one is asked again. */
#define FAILURES_MAX 3

static void forget(struct ledger_lore *lore)
{
	free(lore->moved_to);
	lore->moved_to = NULL;
	lore->moved_times = 0;
	lore->moved_since = INT64_MIN;
}

enum moved moved_note(
	struct ledger_lore *lore, bool ok, const char *permanent, int64_t failures, int64_t now)
{
	if (!ok) {
		/* A failure says nothing of the redirect, which may still be good. */
		if (!lore->address || failures < FAILURES_MAX)
			return MOVED_NOT;
		forget(lore);
		free(lore->address);
		lore->address = NULL;
		return MOVED_BACK;
	}
	if (!permanent) {
		forget(lore);
		return MOVED_NOT;
	}
	if (!lore->moved_to || strcmp(lore->moved_to, permanent) != 0) {
		forget(lore);
		lore->moved_to = xstrdup(permanent);
		lore->moved_since = now;
	}
	lore->moved_times++;
	if (lore->moved_times < CONFIRMATIONS || now - lore->moved_since < CONFIRMATION_SECS)
		return MOVED_PERHAPS;
	free(lore->address);
	lore->address = lore->moved_to;
	lore->moved_to = NULL;
	forget(lore);
	return MOVED_NOW;
}

char *moved_result(
	const char *result, const char *moved_to, int64_t moved_times, const char *redirected_to)
{
	const char *where = moved_to ? moved_to : redirected_to;
	AUTOFREE char *shown = where ? url_redacted(where) : NULL;
	if (moved_to)
		return xasprintf("%s; moved for good to %s, said %lld times so far", result, shown,
			(long long)moved_times);
	return where ? xasprintf("%s; redirected for now to %s", result, shown) : xstrdup(result);
}
