#ifndef RUN_JUMP_H
#define RUN_JUMP_H

#include <stdint.h>

/*
 * Notices that somebody set the wall clock, by what it should have counted since the last look.
 * Plans are kept in wall time, for they outlive the process: a clock that was ahead and is put
 * right would leave all of them a long way off.
 */
struct jump {
	int64_t offset_ms; /* of the wall clock to the one that nobody sets; 0: not looked yet */
};

/* A difference below is drift, or the wait between two calls. */
#define JUMP_MIN_MS 2000

/* How far the clock was set, in milliseconds, since the last look; 0: it was not. */
int64_t jump_look(struct jump *jump, int64_t wall_ms, int64_t boot_ms);

/* When a plan is due that was made before the clock was set back by back_ms and lies ahead of now:
 * as far ahead as it was, and not in the past. Others stay, INT64_MAX (never) among them. */
int64_t jump_plan(int64_t when_ms, int64_t now_ms, int64_t back_ms);

#endif
