#ifndef RUN_MOVED_H
#define RUN_MOVED_H

#include <stdbool.h>
#include <stdint.h>

struct ledger_lore;

/*
 * A feed that says it has moved for good (301, 308) is believed after three polls over at least a
 * day that led to the same place, each to a feed: maintenance pages and captive portals say the
 * same for an hour. An address that was moved to and then fails is left again for the configured
 * one. Pure; the texts of the lore are replaced on the heap.
 */
enum moved {
	MOVED_NOT,
	MOVED_PERHAPS, /* noted, not yet believed */
	MOVED_NOW, /* lore->address is another from now on */
	MOVED_BACK, /* lore->address is none any more */
};
/*
 * Notes a poll of the feed's current address: whether a feed (or 304) came, and where permanent
 * redirects led, NULL for nowhere. failures counts those in a row, this one included.
 */
enum moved moved_note(
	struct ledger_lore *lore, bool ok, const char *permanent, int64_t failures, int64_t now);

/* A poll's result for people, with where the answer came from: the place permanent redirects have
 * led to so many times, or that of a passing one; NULL for neither. The caller frees it. */
char *moved_result(
	const char *result, const char *moved_to, int64_t moved_times, const char *redirected_to);

#endif
