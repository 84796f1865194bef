#ifndef LEDGER_PLANS_H
#define LEDGER_PLANS_H

#include <stdint.h>

struct err;
struct ledger;

/* When things are to be done next is in wall time, and the wall clock may be set. */

/* The newest time at which anything was done, in milliseconds; 0: nothing was. A clock that is
 * behind it was set back. */
int64_t ledger_newest_ms(struct ledger *ledger);

/* After the clock was set back: whatever lies ahead of now_ms (polls, articles, deliveries) is
 * planned back_ms sooner, yet not before now_ms. 0 or negative. A transaction of its own. */
int ledger_plans_back(struct ledger *ledger, int64_t now_ms, int64_t back_ms, struct err *err);

#endif
