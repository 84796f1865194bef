#include "text/date.h"

#include <stdio.h>

int64_t date_days_from_civil(int year, int month, int day)
{
	/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March. */
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

void date_civil_from_days(int64_t days, int *year, int *month, int *day)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

int date_weekday(int64_t days)
{
	int64_t w = (days + 4) % 7;
	return (int)(w < 0 ? w + 7 : w);
}

void date_format(int64_t time, char out[DATE_TEXT_SIZE])
{
	/* 0000-01-01 and 9999-12-31 as Unix seconds: RFC 3339 has four digits of year */
	out[0] = '\0';
	if (time < INT64_C(-62167219200) || time > INT64_C(253402300799))
		return;
	int64_t days = time / 86400, rest = time % 86400;
	if (rest < 0) {
		rest += 86400;
		days--;
	}
	int y, m, d;
	date_civil_from_days(days, &y, &m, &d);
	(void)snprintf(out, DATE_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)y % 10000,
		(unsigned)m % 100, (unsigned)d % 100, (unsigned)(rest / 3600),
		(unsigned)(rest / 60 % 60), (unsigned)(rest % 60));
}

/* RFC 3339 alone for the moment the module is born; the full reader follows. */
int64_t date_parse(const char *text, bool *zoned)
{
	int y, mo, d, h = 0, mi = 0, s = 0;
	if (zoned)
		*zoned = true;
	if (!text || sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d", &y, &mo, &d, &h, &mi, &s) < 3)
		return DATE_UNKNOWN;
	return date_days_from_civil(y, mo, d) * 86400 + h * 3600 + mi * 60 + s;
}
