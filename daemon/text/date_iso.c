#include "text/date_iso.h"

#include "text/date.h"

int date_digits(const char **p, int max, int *value)
{
	int n = 0;
	*value = 0;
	while (n < max && date_is_digit((*p)[n])) {
		*value = *value * 10 + ((*p)[n] - '0');
		n++;
	}
	*p += n;
	return n;
}

void date_skip_fraction(const char **p)
{
	if ((**p == '.' || **p == ',') && date_is_digit((*p)[1])) {
		(*p)++;
		while (date_is_digit(**p))
			(*p)++;
	}
}

int date_offset(const char **p, struct date_reading *r)
{
	const char *at = *p + 1;
	int h, m = 0;
	int n = date_digits(&at, 4, &h);
	if (n == 0 || date_is_digit(*at))
		return -1;
	if (n > 2) {
		m = h % 100;
		h /= 100;
	} else if (*at == ':' && date_is_digit(at[1])) {
		at++;
		if (date_digits(&at, 2, &m) == 0 || date_is_digit(*at))
			return -1;
	}
	if (h > 23 || m > 59)
		return -1;
	r->zone_secs = (h * 3600 + m * 60) * (**p == '-' ? -1 : 1);
	r->us_zone = 0;
	r->has_zone = true;
	*p = at;
	return 0;
}

/* Weeks of ISO 8601 begin on Monday; week 1 holds 4 January. */
static int set_week(struct date_reading *r, int week, int day)
{
	if (week < 1 || week > 53 || day < 1 || day > 7)
		return -1;
	int64_t fourth = date_days_from_civil(r->year, 1, 4);
	int64_t monday = fourth - (date_weekday(fourth) + 6) % 7;
	date_civil_from_days(monday + (week - 1) * 7 + day - 1, &r->year, &r->month, &r->day);
	return 0;
}

static int set_ordinal(struct date_reading *r, int ordinal)
{
	int64_t first = date_days_from_civil(r->year, 1, 1);
	if (ordinal < 1 || ordinal > date_days_from_civil(r->year + 1, 1, 1) - first)
		return -1;
	date_civil_from_days(first + ordinal - 1, &r->year, &r->month, &r->day);
	return 0;
}

/* The date of ISO 8601 in all its cuts, the cursor left behind it: 0 when it names a day, 1 when it
 * stops at the month or the year, -1 if it is none. */
static int iso_date(const char **p, struct date_reading *r)
{
	int value;
	r->month = r->day = 1;
	if (date_digits(p, 4, &r->year) != 4)
		return -1;
	bool dash = **p == '-';
	if (dash)
		(*p)++;
	if (**p == 'w') {
		(*p)++;
		int week, day = 1;
		if (date_digits(p, 2, &week) != 2)
			return -1;
		if (**p == '-')
			(*p)++;
		(void)date_digits(p, 1, &day);
		return set_week(r, week, day ? day : 1);
	}
	const char *start = *p;
	int n = date_digits(p, 4, &value);
	if (n == 0)
		return dash ? -1 : 1;
	if (n == 4 && !dash) {
		r->month = value / 100;
		r->day = value % 100;
		return 0;
	}
	if (n == 3 && !(dash && start[0] == '0' && **p == '-'))
		return set_ordinal(r, value);
	if (n > 3) /* three digits may be a month with a zero too many, as Google once wrote it */
		return -1;
	r->month = value;
	if (**p != '-' || !date_is_digit((*p)[1]))
		return dash ? 1 : -1;
	(*p)++;
	return date_digits(p, 2, &r->day) && !date_is_digit(**p) ? 0 : -1;
}

static int iso_time(const char **p, struct date_reading *r)
{
	int n = date_digits(p, 6, &r->hour);
	if (n == 6 || n == 4) {
		if (n == 6) {
			r->second = r->hour % 100;
			r->hour /= 100;
		}
		r->minute = r->hour % 100;
		r->hour /= 100;
	} else if (n == 2 || n == 1) {
		if (**p == ':') {
			(*p)++;
			if (date_digits(p, 2, &r->minute) != 2)
				return -1;
			if (**p == ':') {
				(*p)++;
				if (date_digits(p, 2, &r->second) != 2)
					return -1;
			}
		}
	} else {
		return -1;
	}
	date_skip_fraction(p);
	r->has_time = true;
	return 0;
}

int date_iso(const char *p, struct date_reading *r)
{
	int cut = iso_date(&p, r);
	if (cut < 0)
		return -1;
	if (!*p)
		return 0;
	if (cut || (*p != 't' && *p != ' '))
		return -1;
	while (*p == ' ' || *p == 't')
		p++;
	if (iso_time(&p, r) < 0)
		return -1;
	while (*p == ' ')
		p++;
	if (*p == 'z') {
		p++;
		r->has_zone = true;
	} else if (*p == '+' || *p == '-') {
		if (date_offset(&p, r) < 0)
			return -1;
	}
	return *p ? -1 : 0;
}
