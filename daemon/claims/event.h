#ifndef CLAIMS_EVENT_H
#define CLAIMS_EVENT_H

#include <stddef.h>
#include <stdint.h>

struct tokens;

/*
 * The days that a clause itself names: "on Saturday", "on Feb. 4", "before the first of May",
 * "tonight", "in March", "next week", "since Thursday". Reckoned from the day it was said: a
 * weekday is the nearest one, before where the clause is told as past and after where it is not; a
 * date without a year likewise. Both ends are noon UTC of a day, DATE_UNKNOWN where none is named;
 * an open side ("until Friday", "since May") reaches a year. `said` may be DATE_UNKNOWN, then
 * nothing is reckoned but full dates.
 */
void event_days(const struct tokens *tokens, size_t from, size_t to, int64_t said, int64_t *begin,
	int64_t *end);

#endif
