#ifndef NET_PACE_H
#define NET_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "util/strmap.h"

/*
 * Who may start next: requests queue by host, a host has so many at once and so long between two
 * starts, and hosts take turns, so that none with a thousand requests holds up the others. Many
 * hosts may be one machine: an address has so many at once, too. Knows nothing of HTTP; embed a
 * pace_item in whatever waits.
 */
struct pace_host;
struct pace_place;
struct pace_item {
	TAILQ_ENTRY(pace_item) link;
	struct pace_host *host; /* from pace_add to pace_remove or pace_done */
	struct pace_place *place; /* where it counts, once started; NULL: not known yet */
	bool started;
};
TAILQ_HEAD(pace_items, pace_item);
TAILQ_HEAD(pace_hosts, pace_host);

#define PACE_BUCKETS 1024 /* hosts are some thousands at most */

struct pace {
	size_t max_active, host_active, place_active; /* at once: in all, a host, an address */
	int64_t host_delay_ms; /* between two starts of a host */
	size_t active;
	struct pace_hosts waiting; /* with a queue; in order of their turn */
	struct pace_hosts resting; /* without work, remembered until their delay is over */
	struct pace_host *buckets[PACE_BUCKETS];
	struct pace_place **places; /* every address seen */
	size_t n_places, places_cap;
	struct strmap place_of; /* numbers of places, by address and by the name of a host */
};

struct pace_limits {
	size_t max_active, host_active; /* at least 1 each */
	size_t place_active; /* 0: no limit */
	int64_t host_delay_ms;
};
void pace_init(struct pace *pace, const struct pace_limits *limits);
/* Forgets every host; items must be gone. */
void pace_release(struct pace *pace);

void pace_add(struct pace *pace, struct pace_item *item, const char *host);
/*
 * The next item that may start at `now` (monotonic milliseconds), counted as started; NULL when
 * none may. Then *wait_ms says when to ask again unless something ends before: -1 is never.
 */
struct pace_item *pace_next(struct pace *pace, int64_t now, int64_t *wait_ms);
/*
 * A started item is about to connect to an address, where its host is thereby known to be. False:
 * as many are there as may be; then it is to be taken out and added again, to wait.
 */
bool pace_enter(struct pace *pace, struct pace_item *item, const char *address);
/* Takes an item out, started or not. */
void pace_remove(struct pace *pace, struct pace_item *item);

#endif
