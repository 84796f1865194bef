#ifndef TEXT_DATE_H
#define TEXT_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Points in time as documents and people write them. A time is Unix time in seconds; DATE_UNKNOWN
 * says that none is known: an unknown date is never "now".
 */
#define DATE_UNKNOWN   INT64_MIN
#define DATE_TEXT_SIZE 21 /* "2025-08-17T12:00:00Z" and a NUL */

/*
 * Reads a metadata date: RFC 3339, ISO 8601 and W3CDTF in all their cuts, RFC 822/850/2822 with
 * real-world corruptions, asctime, named zones, localised month and day names, AM/PM, Unix seconds
 * and milliseconds. Returns the time, or DATE_UNKNOWN. A text without a zone is taken as UTC and
 * *zoned (may be NULL) is set to false.
 */
int64_t date_parse(const char *text, bool *zoned);

/* Writes RFC 3339 UTC, whole seconds; out is "" for DATE_UNKNOWN and for years outside 0..9999. */
void date_format(int64_t time, char out[DATE_TEXT_SIZE]);

/* Days since 1970-01-01 of a civil date (proleptic Gregorian), and back. */
int64_t date_days_from_civil(int year, int month, int day);
void date_civil_from_days(int64_t days, int *year, int *month, int *day);
/* 0 is Sunday. */
int date_weekday(int64_t days);

#endif
