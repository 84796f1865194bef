#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether a part of the daemon that has work under way still ends any of it. Everything under way
 * has a deadline of its own (a transfer, a worker's answer), so a part that ends nothing for much
 * longer has lost one: the loop turns, and yet nothing is done. Then the service manager's watchdog
 * is left to end the process; the ledger begins the work anew.
 */
struct progress {
	int64_t ended; /* when last looked at */
	int64_t since_ms; /* it has been so since; monotonic; 0: nothing was under way */
};

/* Looks at a part with `pending` things under way that has ended `ended` things ever. False:
 * nothing has ended for limit_ms with something under way all the while. */
bool progress_made(
	struct progress *progress, size_t pending, int64_t ended, int64_t now_ms, int64_t limit_ms);

#endif
