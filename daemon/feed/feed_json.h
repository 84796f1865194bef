#ifndef FEED_FEED_JSON_H
#define FEED_FEED_JSON_H

#include <jansson.h>

struct err;
struct feed;

/* The object that the `feed` command prints and the wire carries. New reference. Keys of polling
 * hints ("ttl_secs", "skip_hours", "skip_days") are added only where the feed gives them. */
json_t *feed_to_json(const struct feed *feed);
/* 0, or ERR_REJECT when the object is not of that shape. */
int feed_from_json(const json_t *json, struct feed *feed, struct err *err);

#endif
