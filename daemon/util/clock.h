#ifndef UTIL_CLOCK_H
#define UTIL_CLOCK_H

#include <stdint.h>

/*
 * The only source of time and of randomness, so that tests own both. Wall time is Unix time in
 * milliseconds; monotonic time is for schedules and deadlines. The time since the boot counts a
 * suspended machine's time, too.
 */
int64_t clock_now_ms(void);
int64_t clock_mono_ms(void);
int64_t clock_boot_ms(void);

/* Fixes all clocks at a time for tests; a negative time gives the real clocks back. */
void clock_fake(int64_t now_ms);

/* A random number; seeded from the kernel unless clock_seed was called. */
uint64_t clock_random(void);
/* Uniform in [0, bound), bound > 0. */
uint64_t clock_random_below(uint64_t bound);
/* Makes clock_random repeatable, for tests. */
void clock_seed(uint64_t seed);

#endif
