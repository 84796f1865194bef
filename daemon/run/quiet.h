#ifndef RUN_QUIET_H
#define RUN_QUIET_H

#include <stdbool.h>
#include <stdint.h>

/*
 * When an endpoint may be sent something: not in its quiet hours, which are local time, and with a
 * digest only at whole multiples of its period (an hourly digest at the full hour).
 */
struct quiet {
	bool set;
	int from, to; /* minutes of the day; from > to: over midnight */
};

/* Reads "22:00-07:00". False when it is nothing of the kind or empty hours. */
bool quiet_parse(const char *text, struct quiet *out);
/* When the quiet hours that now is in end; 0 when it is in none. Seconds. */
int64_t quiet_until(const struct quiet *quiet, int64_t now);
/* When the last quiet hours that are over ended; INT64_MIN without any. */
int64_t quiet_ended(const struct quiet *quiet, int64_t now);

/* The last and the next whole multiple of a digest's period (UTC). */
int64_t digest_last(int64_t period_secs, int64_t now);
int64_t digest_next(int64_t period_secs, int64_t now);

#endif
