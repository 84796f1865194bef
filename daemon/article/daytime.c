#include "article/daytime.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "text/date.h"

#define DAY 86400
/* Live pages are written for days; a later change is one of the site's. */
#define LIVE_DAYS_MAX 7
/* A page is marked as changed somewhat before or after its last post. */
#define SLACK_MINUTES 30

/* The bytes of "am", "p.m." and the like after a clock, and the hours it adds to a clock of 12. */
static size_t read_half(const char *s, size_t len, int *hour)
{
	size_t i = 0;
	while (i < len && s[i] == ' ')
		i++;
	if (i + 1 >= len || !strchr("aApP", s[i]) || *hour < 1 || *hour > 12)
		return 0;
	bool dot = s[i + 1] == '.';
	size_t m = i + 1 + dot;
	if (m >= len || (s[m] | 32) != 'm')
		return 0;
	size_t end = m + 1;
	if (dot && end < len && s[end] == '.')
		end++;
	if (end < len && isalpha((unsigned char)s[end]))
		return 0;
	*hour = *hour % 12 + ((s[i] | 32) == 'p' ? 12 : 0);
	return end;
}

int daytime_read(const char *s, size_t len, size_t *used)
{
	size_t i = 0;
	while (i < len && isspace((unsigned char)s[i]))
		i++;
	size_t digits = 0;
	int hour = 0;
	for (; i < len && digits < 2 && isdigit((unsigned char)s[i]); digits++)
		hour = hour * 10 + (s[i++] - '0');
	if (digits == 0 || i + 2 >= len || !strchr(":.h", s[i]) ||
		!isdigit((unsigned char)s[i + 1]) || !isdigit((unsigned char)s[i + 2]))
		return DAYTIME_UNKNOWN;
	int minute = (s[i + 1] - '0') * 10 + (s[i + 2] - '0');
	i += 3;
	i += read_half(s + i, len - i, &hour);
	/* "14.32.05", "1.25%", "10.5.2025" are none. */
	bool goes_on = i < len && (isalnum((unsigned char)s[i]) || s[i] == '%' || s[i] == ':');
	bool dotted = i + 1 < len && s[i] == '.' && isdigit((unsigned char)s[i + 1]);
	if (hour > 23 || minute > 59 || goes_on || dotted)
		return DAYTIME_UNKNOWN;
	if (i + 4 <= len && strncasecmp(s + i, " uhr", 4) == 0)
		i += 4;
	if (used)
		*used = i;
	return hour * 60 + minute;
}

void daytime_steps(const int *minutes, size_t n, size_t *rises, size_t *falls)
{
	int last = DAYTIME_UNKNOWN;
	*rises = *falls = 0;
	for (size_t i = 0; i < n; i++) {
		if (minutes[i] == DAYTIME_UNKNOWN)
			continue;
		*rises += last != DAYTIME_UNKNOWN && minutes[i] > last;
		*falls += last != DAYTIME_UNKNOWN && minutes[i] < last;
		last = minutes[i];
	}
}

static int64_t floor_days(int64_t secs)
{
	return secs >= 0 ? secs / DAY : -((-secs + DAY - 1) / DAY);
}

void daytime_dates(const struct daytime_page *page, const int *minutes, size_t n, int64_t *times)
{
	if (page->published == DATE_UNKNOWN)
		return;
	size_t rises, falls;
	daytime_steps(minutes, n, &rises, &falls);
	bool newest_first = falls >= rises;
	size_t turns = newest_first ? rises : falls;
	int64_t first = floor_days(page->published + page->zone_secs);
	int64_t last = first + (int64_t)turns;
	int newest = DAYTIME_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		if (minutes[i] != DAYTIME_UNKNOWN && (newest == DAYTIME_UNKNOWN || !newest_first))
			newest = minutes[i];
	if (page->modified >= page->published &&
		page->modified - page->published <= (int64_t)LIVE_DAYS_MAX * DAY) {
		int64_t local = page->modified + page->zone_secs;
		last = floor_days(local);
		/* The last post of yesterday, the page changed after midnight. */
		if (newest > (local - last * DAY) / 60 + SLACK_MINUTES)
			last--;
	}
	int64_t day = newest_first ? last : last - (int64_t)turns;
	int before = DAYTIME_UNKNOWN;
	for (size_t i = 0; i < n; i++) {
		if (minutes[i] == DAYTIME_UNKNOWN)
			continue;
		if (before != DAYTIME_UNKNOWN && newest_first && minutes[i] > before)
			day--;
		if (before != DAYTIME_UNKNOWN && !newest_first && minutes[i] < before)
			day++;
		before = minutes[i];
		times[i] = day * DAY + (int64_t)minutes[i] * 60 - page->zone_secs;
	}
}
