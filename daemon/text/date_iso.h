#ifndef TEXT_DATE_ISO_H
#define TEXT_DATE_ISO_H

#include <stdbool.h>

/* The parts of dates that are digits, for date.c. Texts are in lower case; a cursor moves past what
 * was read. */

/* What has been understood of a text so far. */
struct date_reading {
	int year, month, day; /* month 0: not seen */
	bool has_time;
	int hour, minute, second;
	enum { HALF_NONE, HALF_AM, HALF_PM } half;
	bool has_zone;
	int zone_secs; /* east of Greenwich */
	int us_zone; /* hours west in winter of "ET" to "PT", which stand for two zones; else 0 */
	int weekday; /* -1: not said */
};

static inline bool date_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads at most max digits; returns how many there were. */
int date_digits(const char **p, int max, int *value);
/* ".25" or ",25", if it is there. */
void date_skip_fraction(const char **p);
/* A zone's "+03", "+3", "+0300", "+03:00", with the cursor at the sign. 0, or -1 if it is none. */
int date_offset(const char **p, struct date_reading *r);
/* The whole text as ISO 8601 in all its cuts; 0, or -1 when it is something else. */
int date_iso(const char *p, struct date_reading *r);

#endif
