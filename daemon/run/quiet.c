#include "run/quiet.h"

#include <time.h>

#define DAY_MINUTES 1440

/* One or two digits. */
static bool take_number(const char **text, unsigned int *out)
{
	const char *p = *text;
	*out = 0;
	while (p < *text + 2 && *p >= '0' && *p <= '9')
		*out = *out * 10 + (unsigned int)(*p++ - '0');
	bool any = p > *text;
	*text = p;
	return any;
}

static bool take_char(const char **text, char c)
{
	return **text == c && (*text)++;
}

static bool take_time(const char **text, unsigned int *hour, unsigned int *minute)
{
	return take_number(text, hour) && take_char(text, ':') && take_number(text, minute) &&
	       *hour <= 24 && *minute <= 59;
}

bool quiet_parse(const char *text, struct quiet *out)
{
	unsigned int h1, m1, h2, m2;
	if (!take_time(&text, &h1, &m1) || !take_char(&text, '-') || !take_time(&text, &h2, &m2) ||
		*text)
		return false;
	int from = (int)(h1 * 60 + m1), to = (int)(h2 * 60 + m2);
	if (from > DAY_MINUTES || to > DAY_MINUTES || from % DAY_MINUTES == to % DAY_MINUTES)
		return false;
	*out = (struct quiet){.set = true, .from = from % DAY_MINUTES, .to = to % DAY_MINUTES};
	return true;
}

/* The moment of a day near now (days away) at which the local clock shows these minutes. */
static int64_t at_minutes(int64_t now, int days, int minutes)
{
	time_t t = (time_t)now;
	struct tm tm;
	if (!localtime_r(&t, &tm))
		return now;
	tm.tm_mday += days;
	tm.tm_hour = minutes / 60;
	tm.tm_min = minutes % 60;
	tm.tm_sec = 0;
	tm.tm_isdst = -1;
	return (int64_t)mktime(&tm);
}

int64_t quiet_until(const struct quiet *quiet, int64_t now)
{
	if (!quiet->set)
		return 0;
	int over = quiet->from > quiet->to;
	/* Those that began yesterday, and those that begin today. */
	for (int day = -1; day <= 0; day++) {
		int64_t from = at_minutes(now, day, quiet->from);
		int64_t to = at_minutes(now, day + over, quiet->to);
		if (now >= from && now < to)
			return to;
	}
	return 0;
}

int64_t quiet_ended(const struct quiet *quiet, int64_t now)
{
	if (!quiet->set)
		return INT64_MIN;
	int64_t today = at_minutes(now, 0, quiet->to);
	return today <= now ? today : at_minutes(now, -1, quiet->to);
}

int64_t digest_last(int64_t period_secs, int64_t now)
{
	return now - now % period_secs;
}

int64_t digest_next(int64_t period_secs, int64_t now)
{
	return digest_last(period_secs, now) + period_secs;
}
