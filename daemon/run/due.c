#include "run/due.h"

#include <stdbool.h>

#include "util/mem.h"

void due_init(struct due *due, size_t max)
{
	*due = (struct due){.heap = xcalloc(max, sizeof(*due->heap)),
		.place = xcalloc(max, sizeof(*due->place)),
		.when = xcalloc(max, sizeof(*due->when)),
		.max = max};
}

void due_release(struct due *due)
{
	free(due->heap);
	free(due->place);
	free(due->when);
	*due = (struct due){0};
}

static void put(struct due *due, size_t at, size_t number)
{
	due->heap[at] = number;
	due->place[number] = at + 1;
}

/* Of two that are due at once the lower number comes first. */
static bool before(const struct due *due, size_t a, size_t b)
{
	return due->when[a] != due->when[b] ? due->when[a] < due->when[b] : a < b;
}

/* Lets the number at a place rise or sink to where it belongs. */
static void settle(struct due *due, size_t at)
{
	size_t number = due->heap[at];
	while (at > 0 && before(due, number, due->heap[(at - 1) / 2])) {
		put(due, at, due->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	for (;;) {
		size_t child = 2 * at + 1;
		if (child >= due->n)
			break;
		if (child + 1 < due->n && before(due, due->heap[child + 1], due->heap[child]))
			child++;
		if (!before(due, due->heap[child], number))
			break;
		put(due, at, due->heap[child]);
		at = child;
	}
	put(due, at, number);
}

void due_set(struct due *due, size_t number, int64_t when)
{
	due->when[number] = when;
	if (!due->place[number])
		put(due, due->n++, number);
	settle(due, due->place[number] - 1);
}

void due_drop(struct due *due, size_t number)
{
	if (!due->place[number])
		return;
	size_t at = due->place[number] - 1, last = due->heap[--due->n];
	due->place[number] = 0;
	if (last == number)
		return;
	put(due, at, last);
	settle(due, at);
}

size_t due_first(const struct due *due, int64_t *when)
{
	if (!due->n)
		return SIZE_MAX;
	*when = due->when[due->heap[0]];
	return due->heap[0];
}
