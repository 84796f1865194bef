#include "net/pace.h"

#include "util/hash.h"
#include "util/mem.h"

/* Hosts and addresses remembered; past them, the rest is paced by host alone. */
#define PLACES_MAX 100000

struct pace_place {
	size_t active;
};

struct pace_host {
	TAILQ_ENTRY(pace_host) link; /* in waiting or resting; in neither while only active */
	struct pace_host *next; /* in its bucket */
	char *name;
	struct pace_items queue;
	struct pace_place *place; /* where it was last; NULL: not known */
	size_t active;
	int64_t next_start; /* not before */
	enum { BUSY, WAITING, RESTING } list;
};

void pace_init(struct pace *pace, const struct pace_limits *limits)
{
	*pace = (struct pace){.max_active = limits->max_active ? limits->max_active : 1,
		.host_active = limits->host_active ? limits->host_active : 1,
		.place_active = limits->place_active ? limits->place_active : SIZE_MAX,
		.host_delay_ms = limits->host_delay_ms};
	TAILQ_INIT(&pace->waiting);
	TAILQ_INIT(&pace->resting);
}

static struct pace_host **bucket_of(struct pace *pace, const char *name)
{
	return &pace->buckets[hash_fnv(name, strlen(name), HASH_FNV_SEED) % PACE_BUCKETS];
}

static void unlist(struct pace *pace, struct pace_host *host)
{
	if (host->list == WAITING)
		TAILQ_REMOVE(&pace->waiting, host, link);
	else if (host->list == RESTING)
		TAILQ_REMOVE(&pace->resting, host, link);
	host->list = BUSY;
}

static void forget(struct pace *pace, struct pace_host *host)
{
	unlist(pace, host);
	struct pace_host **p = bucket_of(pace, host->name);
	while (*p != host)
		p = &(*p)->next;
	*p = host->next;
	free(host->name);
	free(host);
}

void pace_release(struct pace *pace)
{
	for (size_t i = 0; i < PACE_BUCKETS; i++)
		while (pace->buckets[i])
			forget(pace, pace->buckets[i]);
	for (size_t i = 0; i < pace->n_places; i++)
		free(pace->places[i]);
	free(pace->places);
	strmap_release(&pace->place_of);
}

/* The place known by an address, or of a host by its name; NULL: none is known. */
static struct pace_place *place_known(const struct pace *pace, const char *name)
{
	uint32_t i = strmap_get(&pace->place_of, name, strlen(name));
	return i == STRMAP_NONE ? NULL : pace->places[i];
}

void pace_add(struct pace *pace, struct pace_item *item, const char *name)
{
	struct pace_host **bucket = bucket_of(pace, name);
	struct pace_host *host = *bucket;
	while (host && strcmp(host->name, name) != 0)
		host = host->next;
	if (!host) {
		host = xcalloc(1, sizeof(*host));
		host->name = xstrdup(name);
		host->place = place_known(pace, name);
		host->next_start = INT64_MIN;
		host->list = BUSY;
		TAILQ_INIT(&host->queue);
		host->next = *bucket;
		*bucket = host;
	}
	item->host = host;
	item->place = NULL;
	item->started = false;
	TAILQ_INSERT_TAIL(&host->queue, item, link);
	if (host->list != WAITING) {
		unlist(pace, host);
		TAILQ_INSERT_TAIL(&pace->waiting, host, link);
		host->list = WAITING;
	}
}

/* A host whose queue is empty leaves the waiting ones; one without work rests for its delay. The
 * delay is the same for all, so the resting list is in order of time but for hosts that were busy
 * long, which only stay a little longer. */
static void relist(struct pace *pace, struct pace_host *host)
{
	if (!TAILQ_EMPTY(&host->queue))
		return;
	unlist(pace, host);
	if (host->active > 0)
		return;
	TAILQ_INSERT_TAIL(&pace->resting, host, link);
	host->list = RESTING;
}

static void forget_rested(struct pace *pace, int64_t now)
{
	struct pace_host *next;
	for (struct pace_host *h = TAILQ_FIRST(&pace->resting); h && h->next_start <= now;
		h = next) {
		next = TAILQ_NEXT(h, link);
		forget(pace, h);
	}
}

struct pace_item *pace_next(struct pace *pace, int64_t now, int64_t *wait_ms)
{
	int64_t soonest = INT64_MAX;
	struct pace_host *host;
	*wait_ms = -1;
	forget_rested(pace, now);
	if (pace->active >= pace->max_active)
		return NULL;
	TAILQ_FOREACH(host, &pace->waiting, link)
	{
		if (host->active >= pace->host_active ||
			(host->place && host->place->active >= pace->place_active))
			continue;
		if (host->next_start <= now)
			break;
		if (host->next_start < soonest)
			soonest = host->next_start;
	}
	if (!host) {
		if (soonest != INT64_MAX)
			*wait_ms = soonest - now;
		return NULL;
	}
	struct pace_item *item = TAILQ_FIRST(&host->queue);
	TAILQ_REMOVE(&host->queue, item, link);
	item->started = true;
	item->place = host->place;
	if (item->place)
		item->place->active++;
	host->active++;
	pace->active++;
	host->next_start = now + pace->host_delay_ms;
	TAILQ_REMOVE(&pace->waiting, host, link);
	TAILQ_INSERT_TAIL(&pace->waiting, host, link);
	relist(pace, host);
	return item;
}

bool pace_enter(struct pace *pace, struct pace_item *item, const char *address)
{
	struct pace_place *place = place_known(pace, address);
	const char *host = item->host->name;
	if (!place) {
		if (pace->n_places == PLACES_MAX)
			return true;
		MEM_ROOM(pace->places, pace->n_places, pace->places_cap);
		place = xcalloc(1, sizeof(*place));
		strmap_put(&pace->place_of, address, strlen(address), (uint32_t)pace->n_places);
		pace->places[pace->n_places++] = place;
	}
	if (place == item->place)
		return true;
	item->host->place = place;
	if (pace->place_of.count < PLACES_MAX)
		strmap_put(&pace->place_of, host, strlen(host),
			strmap_get(&pace->place_of, address, strlen(address)));
	if (place->active >= pace->place_active)
		return false;
	if (item->place)
		item->place->active--;
	item->place = place;
	place->active++;
	return true;
}

void pace_remove(struct pace *pace, struct pace_item *item)
{
	struct pace_host *host = item->host;
	item->host = NULL;
	if (item->place)
		item->place->active--;
	item->place = NULL;
	if (item->started) {
		host->active--;
		pace->active--;
	} else {
		TAILQ_REMOVE(&host->queue, item, link);
	}
	relist(pace, host);
}
