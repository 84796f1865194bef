#include "run/verdicts.h"

#include "feed/feed.h"
#include "util/mem.h"

static int newer(const void *a, const void *b, void *arg)
{
	const struct feed *feed = arg;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int64_t dx = feed->entries[x].published, dy = feed->entries[y].published;
	if (dx != dy)
		return dx > dy ? -1 : 1;
	return x < y ? -1 : 1;
}

enum entry_verdict *verdicts_new(
	const struct feed *feed, const bool *relevant, bool first, int64_t backfill)
{
	enum entry_verdict *verdicts = xcalloc(feed->n_entries, sizeof(*verdicts));
	AUTOFREE size_t *order = xcalloc(feed->n_entries, sizeof(*order));
	for (size_t i = 0; i < feed->n_entries; i++) {
		order[i] = i;
		verdicts[i] = relevant && !relevant[i] ? ENTRY_OFF_TOPIC : ENTRY_FETCH;
	}
	if (!first)
		return verdicts;
	qsort_r(order, feed->n_entries, sizeof(*order), newer, (void *)(uintptr_t)feed);
	for (size_t i = 0; i < feed->n_entries; i++)
		if ((int64_t)i >= backfill)
			verdicts[order[i]] = ENTRY_BASELINE;
	return verdicts;
}
