#ifndef RUN_ASKED_POLL_H
#define RUN_ASKED_POLL_H

#include <stdbool.h>
#include <stdint.h>

struct err;

/* A poll that a person asks for, of a running daemon or in its ledger: one rule for both. */

/* 0, or ERR_REJECT and why not: the server has asked for a pause, or the last poll was a moment
 * ago. Times in Unix milliseconds, 0 for never. */
int asked_poll_allowed(int64_t polled_ms, int64_t held_ms, struct err *err);
/* Whether the feed of this name and address is meant. */
bool asked_poll_names(const char *name, const char *url, const char *which);

#endif
