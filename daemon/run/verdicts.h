#ifndef RUN_VERDICTS_H
#define RUN_VERDICTS_H

#include <stdbool.h>
#include <stdint.h>

#include "ledger/feeds.h"

struct feed;

/*
 * What to do with each entry of a feed: those off the topic cost no request, and of a first poll
 * only the newest `backfill` are taken. relevant has a flag for each entry, or is NULL: all are.
 * The caller frees the result.
 */
enum entry_verdict *verdicts_new(
	const struct feed *feed, const bool *relevant, bool first, int64_t backfill);

#endif
