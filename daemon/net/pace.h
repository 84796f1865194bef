#ifndef NET_PACE_H
#define NET_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

/*
 * Who may start next: requests queue by host, a host has so many at once and so long between two
 * starts, and hosts take turns, so that none with a thousand requests holds up the others. Knows
 * nothing of HTTP; embed a pace_item in whatever waits.
 */
struct pace_host;
struct pace_item {
	TAILQ_ENTRY(pace_item) link;
	struct pace_host *host; /* from pace_add to pace_remove or pace_done */
	bool started;
};
TAILQ_HEAD(pace_items, pace_item);
TAILQ_HEAD(pace_hosts, pace_host);

#define PACE_BUCKETS 1024 /* hosts are some thousands at most */

struct pace {
	size_t max_active, host_active; /* at once: in all, a host */
	int64_t host_delay_ms; /* between two starts of a host */
	size_t active;
	struct pace_hosts waiting; /* with a queue; in order of their turn */
	struct pace_hosts resting; /* without work, remembered until their delay is over */
	struct pace_host *buckets[PACE_BUCKETS];
};

void pace_init(struct pace *pace, size_t max_active, size_t host_active, int64_t host_delay_ms);
/* Forgets every host; items must be gone. */
void pace_release(struct pace *pace);

void pace_add(struct pace *pace, struct pace_item *item, const char *host);
/*
 * The next item that may start at `now` (monotonic milliseconds), counted as started; NULL when
 * none may. Then *wait_ms says when to ask again unless something ends before: -1 is never.
 */
struct pace_item *pace_next(struct pace *pace, int64_t now, int64_t *wait_ms);
/* Takes an item out, started or not. */
void pace_remove(struct pace *pace, struct pace_item *item);

#endif
