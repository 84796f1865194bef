#ifndef LEDGER_SILENCES_H
#define LEDGER_SILENCES_H

#include <stdint.h>

struct err;
struct ledger;

/*
 * A silence: until it expires, alerts that fit it are kept and logged and sent nowhere. Every part
 * that is set must fit an alert's statements (kind and issue: the alert).
 */
struct ledger_silence {
	int64_t id, created, expires; /* in seconds */
	const char *kind, *side, *speaker, *issue, *site; /* NULL: any */
	const char *comment; /* why, and who asked for it */
};
/* The new silence's number, or negative. A transaction of its own. */
int64_t ledger_silence_add(
	struct ledger *ledger, const struct ledger_silence *silence, struct err *err);
/* Ends one now: 1, 0 when none of this number is in force, or negative. */
int ledger_silence_end(struct ledger *ledger, int64_t id, int64_t now, struct err *err);
/* Those in force at a time, or (now INT64_MIN) all there ever were; borrowed during the call. */
void ledger_silences_each(struct ledger *ledger, int64_t now,
	void (*each)(const struct ledger_silence *silence, void *arg), void *arg);

#endif
