#include "util/clock.h"

#include <stdbool.h>
#include <sys/random.h>
#include <time.h>

#include "util/mem.h"

static int64_t fake_ms = -1;
static uint64_t state;
static bool seeded;

static int64_t read_ms(clockid_t id)
{
	if (fake_ms >= 0)
		return fake_ms;
	struct timespec ts = {0, 0};
	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_boot_ms(void)
{
	return read_ms(CLOCK_BOOTTIME);
}

void clock_fake(int64_t now_ms)
{
	fake_ms = now_ms;
}

void clock_seed(uint64_t seed)
{
	state = seed;
	seeded = true;
}

/* splitmix64 (Steele, Lea, Flood 2014): jitter and ids need spread, not secrecy. */
uint64_t clock_random(void)
{
	if (!seeded) {
		if (getrandom(&state, sizeof(state), 0) != (ssize_t)sizeof(state))
			state = (uint64_t)clock_now_ms();
		seeded = true;
	}
	uint64_t z = (state += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

uint64_t clock_random_below(uint64_t bound)
{
	return clock_random() % bound;
}
