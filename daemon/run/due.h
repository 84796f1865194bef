#ifndef RUN_DUE_H
#define RUN_DUE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Which of n things is due first: a heap of their numbers by time, so that ten thousand feeds cost
 * no more to watch than ten. Each number is in it once or not at all.
 */
struct due {
	size_t *heap; /* numbers, the earliest at 0 */
	size_t *place; /* of each number in the heap, plus one; 0: not in it */
	int64_t *when;
	size_t n, max;
};
/* Room for the numbers 0 to max - 1, none of them in it yet. */
void due_init(struct due *due, size_t max);
void due_release(struct due *due);
/* Puts a number in, or moves it to another time. */
void due_set(struct due *due, size_t number, int64_t when);
/* Takes it out; unless it is in, nothing. */
void due_drop(struct due *due, size_t number);
/* The earliest; SIZE_MAX: there is none. *when is its time. */
size_t due_first(const struct due *due, int64_t *when);

#endif
