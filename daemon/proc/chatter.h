#ifndef PROC_CHATTER_H
#define PROC_CHATTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proc/wire.h"

/*
 * What a child says on standard error, cut into lines for the log: an overlong line is shown in its
 * beginning, and of a child that floods only so many lines a minute are shown.
 */
struct chatter {
	struct wire_lines lines;
	bool cut; /* the rest of an overlong line is being dropped */
	int64_t window_start;
	size_t window_lines;
};
void chatter_init(struct chatter *chatter);
void chatter_release(struct chatter *chatter);
/* Reads once from a descriptor that does not block and calls line for each line to be shown. 1:
 * there may be more; 0: nothing now; -1: the end. */
int chatter_read(
	struct chatter *chatter, int fd, void (*line)(const char *text, void *arg), void *arg);

#endif
