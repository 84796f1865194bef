#include "run/counters.h"

const int64_t counters_bounds_ms[COUNTERS_BUCKETS] = {
	10, 50, 100, 250, 1000, 2500, 10000, 30000, 60000};

const char *counted_poll_word(enum counted_poll result)
{
	static const char *const words[COUNTED_POLLS] = {"changed", "unchanged", "failed", "gone"};
	return words[result];
}

void counters_poll(struct counters *counters, enum counted_poll result, int64_t ms)
{
	size_t i = 0;
	while (i < COUNTERS_BUCKETS && ms > counters_bounds_ms[i])
		i++;
	counters->polls[result]++;
	counters->poll_ms += ms;
	counters->poll_buckets[i]++;
}
