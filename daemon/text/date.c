#include "text/date.h"

#include <stdio.h>

#include "text/date_iso.h"
#include "text/date_words.h"
#include "util/mem.h"
#include "util/utf8.h"

/* No date is longer; a whole paragraph in a date element holds none. */
#define DATE_INPUT_MAX 160
#define DAY_SECS       86400

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

/* 0000-01-01 and 9999-12-31 as Unix seconds: RFC 3339 has four digits of year */
static bool representable(int64_t time)
{
	return time >= INT64_C(-62167219200) && time <= INT64_C(253402300799);
}

void date_format(int64_t time, char out[DATE_TEXT_SIZE])
{
	out[0] = '\0';
	if (!representable(time))
		return;
	int64_t days = time / DAY_SECS, rest = time % DAY_SECS;
	if (rest < 0) {
		rest += DAY_SECS;
		days--;
	}
	int y, m, d;
	date_civil_from_days(days, &y, &m, &d);
	(void)snprintf(out, DATE_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)y % 10000,
		(unsigned)m % 100, (unsigned)d % 100, (unsigned)(rest / 3600),
		(unsigned)(rest / 60 % 60), (unsigned)(rest % 60));
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month - 1] + (month == 2 && leap);
}

static bool valid_day(int year, int month, int day)
{
	return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days_in_month(year, month);
}

/* Whether the United States keep summer time on a day, by their rule since 2007: from the second
 * Sunday of March to the first of November. */
static bool us_summer(int year, int64_t days)
{
	int64_t march = date_days_from_civil(year, 3, 8),
		november = date_days_from_civil(year, 11, 1);
	march += (7 - date_weekday(march)) % 7;
	november += (7 - date_weekday(november)) % 7;
	return days >= march && days < november;
}

static int64_t reading_time(const struct date_reading *r, bool *zoned)
{
	int hour = r->hour;
	if (r->half == HALF_PM && hour < 12)
		hour += 12;
	else if (r->half == HALF_AM && hour == 12)
		hour = 0;
	if (!valid_day(r->year, r->month, r->day) || r->minute > 59 || r->second > 60 ||
		hour > 24 || (hour == 24 && (r->minute || r->second)))
		return DATE_UNKNOWN;
	int64_t days = date_days_from_civil(r->year, r->month, r->day);
	int64_t zone = r->zone_secs;
	if (r->us_zone)
		zone = 3600 * (int64_t)((us_summer(r->year, days) ? 1 : 0) - r->us_zone);
	int64_t time = days * DAY_SECS + hour * 3600 + r->minute * 60 + r->second - zone;
	if (!representable(time))
		return DATE_UNKNOWN;
	if (zoned)
		*zoned = r->has_zone;
	return time;
}

/* Digits alone: a compact date or time, or Unix seconds to nanoseconds, told by their number. */
static int64_t read_number(const char *p, size_t n, bool *zoned)
{
	struct date_reading r = {.weekday = -1};
	const char *at = p;
	int64_t value = 0;
	for (size_t i = 0; i < n && i < 18; i++)
		value = value * 10 + (p[i] - '0');
	if (zoned)
		*zoned = true;
	switch (n) {
	case 9:
	case 10:
		return value;
	case 13:
		return value / 1000;
	case 16:
		return value / 1000000;
	case 19: /* the last digit was not read */
		return value / 100000000;
	case 4:
	case 7:
	case 8:
		return date_iso(p, &r) < 0 ? DATE_UNKNOWN : reading_time(&r, zoned);
	case 6: /* YYYYMM, else YYMMDD of ISO 8601:1988 */
		r.year = (int)(value / 100);
		r.month = (int)(value % 100);
		r.day = 1;
		if (r.year < 1900 || r.year > 2099 || r.month < 1 || r.month > 12) {
			r.year = 2000 + (int)(value / 10000) - (value >= 500000 ? 100 : 0);
			r.month = (int)(value / 100 % 100);
			r.day = (int)(value % 100);
		}
		return reading_time(&r, zoned);
	case 12:
	case 14:
		(void)date_digits(&at, 4, &r.year);
		(void)date_digits(&at, 2, &r.month);
		(void)date_digits(&at, 2, &r.day);
		(void)date_digits(&at, 2, &r.hour);
		(void)date_digits(&at, 2, &r.minute);
		(void)date_digits(&at, 2, &r.second);
		if (r.year >= 1900 && r.year <= 2099) {
			int64_t time = reading_time(&r, zoned);
			if (time != DATE_UNKNOWN)
				return time;
		}
		return n == 12 ? value / 1000 : DATE_UNKNOWN;
	default:
		return DATE_UNKNOWN;
	}
}

/* A text in words, read token by token: the numbers of the date are put in place at the end. */
struct tokens {
	struct date_reading r;
	int num[3], len[3]; /* numbers that are no time, and their digits */
	size_t n;
	char sep; /* between the first two numbers */
	bool after_num; /* the character before is the end of such a number */
	bool odd; /* an unknown word stood between the parts */
};

/* "12:30", "12:30:15.25", with the cursor behind the hour and at the colon. */
static int token_time(const char **p, int hour, struct tokens *t)
{
	if (t->r.has_time)
		return -1;
	t->r.has_time = true;
	t->r.hour = hour;
	(*p)++;
	if (date_digits(p, 2, &t->r.minute) == 0)
		return -1;
	if (**p == ':') {
		(*p)++;
		if (date_digits(p, 2, &t->r.second) == 0)
			return -1;
	}
	date_skip_fraction(p);
	return **p == ':' || date_is_digit(**p) ? -1 : 0;
}

static int token_number(const char **p, struct tokens *t)
{
	int value;
	int n = date_digits(p, 5, &value);
	if (n > 4)
		return -1;
	bool hour = n <= 2 && value <= 24;
	if (hour && **p == ':')
		return token_time(p, value, t);
	if (hour && **p == 'h' && date_is_digit((*p)[1])) /* French 10h30 */
		return token_time(p, value, t);
	const char *after = *p;
	while (*after == ' ')
		after++;
	/* "at 5 PM" */
	if (hour && !t->r.has_time && t->n >= 1 && (after[0] == 'a' || after[0] == 'p') &&
		after[1] == 'm' && !date_is_digit(after[2]) && (after[2] < 'a' || after[2] > 'z')) {
		t->r.has_time = true;
		t->r.hour = value;
		return 0;
	}
	if (t->n == 3)
		return -1;
	if (t->n == 1 && !t->sep)
		t->sep = ' ';
	t->num[t->n] = value;
	t->len[t->n++] = n;
	t->after_num = true;
	return 0;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void token_word(const char **p, struct tokens *t)
{
	const char *start = *p;
	while (is_word_byte(**p) || (**p == '\'' && is_word_byte((*p)[1])))
		(*p)++;
	size_t len = (size_t)(*p - start);
	/* a.m. and p.m. */
	if (len == 1 && (*start == 'a' || *start == 'p') && start[1] == '.' && start[2] == 'm' &&
		!is_word_byte(start[3])) {
		*p = start + 3;
		t->r.half = *start == 'a' ? HALF_AM : HALF_PM;
		return;
	}
	if (t->r.has_time && len == 2 && start[1] == 'm' && (*start == 'a' || *start == 'p')) {
		t->r.half = *start == 'a' ? HALF_AM : HALF_PM;
		return;
	}
	int secs, us;
	/* before the weekdays: "pt" is one in Polish */
	if (t->r.has_time && date_word_zone(start, len, &secs, &us)) {
		if (!t->r.has_zone) {
			t->r.zone_secs = secs;
			t->r.us_zone = us;
			t->r.has_zone = true;
		}
		return;
	}
	int weekday = date_word_weekday(start, len);
	if (weekday >= 0) {
		t->r.weekday = weekday;
		return;
	}
	int month = date_word_month(start, len);
	if (month) { /* the later one counts: "mar" is a Tuesday, too */
		t->r.month = month;
		return;
	}
	if ((t->n > 0 || t->r.month) && !t->r.has_time && !date_word_filler(start, len))
		t->odd = true;
}

static int full_year(int value, int len)
{
	if (len <= 2)
		return value + (value < 50 ? 2000 : 1900); /* RFC 2822, 4.3 */
	return len == 3 ? value + 1900 : value;
}

static bool falls_on(int year, int month, int day, int weekday)
{
	return valid_day(year, month, day) &&
	       date_weekday(date_days_from_civil(year, month, day)) == weekday;
}

/* Three numbers and no month's name: the year is the long one, else last, but first with dashes
 * as in ISO. Day and month go by size, by the weekday if it is said, and last by custom. */
static int place_numbers(struct tokens *t)
{
	struct date_reading *r = &t->r;
	if (t->n != 3)
		return -1;
	if (t->len[0] == 4 || (t->sep == '-' && t->len[2] <= 2)) {
		r->year = full_year(t->num[0], t->len[0]);
		r->month = t->num[1];
		r->day = t->num[2];
		return 0;
	}
	int a = t->num[0], b = t->num[1];
	r->year = full_year(t->num[2], t->len[2]);
	bool american = t->sep == '/';
	if (r->weekday >= 0 &&
		falls_on(r->year, b, a, r->weekday) != falls_on(r->year, a, b, r->weekday))
		american = falls_on(r->year, a, b, r->weekday);
	if (a > 12)
		american = false;
	else if (b > 12)
		american = true;
	r->month = american ? a : b;
	r->day = american ? b : a;
	return 0;
}

static int place_named(struct tokens *t)
{
	struct date_reading *r = &t->r;
	if (t->n == 1) { /* "December 2012" */
		r->year = t->num[0];
		r->day = 1;
		return t->len[0] == 4 ? 0 : -1;
	}
	if (t->n != 2)
		return -1;
	size_t year = t->len[0] > 2 || t->num[0] > 31 ? 0 : 1;
	r->year = full_year(t->num[year], t->len[year]);
	r->day = t->num[1 - year];
	return t->len[1 - year] <= 2 ? 0 : -1;
}

static int64_t read_words(const char *p, bool *zoned)
{
	struct tokens t = {.r = {.weekday = -1}};
	while (*p) {
		char c = *p;
		bool after_num = t.after_num;
		t.after_num = false;
		if (date_is_digit(c)) {
			if (token_number(&p, &t) < 0)
				return DATE_UNKNOWN;
		} else if (is_word_byte(c)) {
			token_word(&p, &t);
		} else if ((c == '+' || c == '-') && t.r.has_time && !after_num && p[1] != ' ' &&
			   p[1]) {
			if (date_offset(&p, &t.r) < 0)
				return DATE_UNKNOWN;
		} else if (c == '(') { /* a remark, such as the zone's full name */
			p += strcspn(p, ")");
		} else {
			if (t.n == 1 && !t.sep)
				t.sep = c;
			p++;
		}
	}
	if (t.odd)
		return DATE_UNKNOWN;
	if ((t.r.month ? place_named(&t) : place_numbers(&t)) < 0)
		return DATE_UNKNOWN;
	return reading_time(&t.r, zoned);
}

/* ISO 8601:1988 also cut the century: -YY-MM and -YYMM. */
static int64_t read_short_month(const char *p, bool *zoned)
{
	struct date_reading r = {.day = 1, .weekday = -1};
	int n = date_digits(&p, 4, &r.year);
	if (n == 4) {
		r.month = r.year % 100;
		r.year /= 100;
	} else if (n != 2 || *p++ != '-' || date_digits(&p, 2, &r.month) != 2) {
		return DATE_UNKNOWN;
	}
	r.year = full_year(r.year, 2);
	return *p ? DATE_UNKNOWN : reading_time(&r, zoned);
}

/* Lower case, trimmed, white space as blanks; marks off letters where there are any. */
static size_t normalise(const char *text, char out[DATE_INPUT_MAX * 2])
{
	size_t len = strnlen(text, DATE_INPUT_MAX + 1);
	if (len > DATE_INPUT_MAX)
		return 0;
	AUTOFREE char *folded = NULL;
	for (size_t i = 0; i < len && !folded; i++)
		if ((unsigned char)text[i] >= 0x80)
			folded = utf8_fold(text, len);
	if (folded) {
		text = folded;
		len = strlen(folded);
		if (len >= (size_t)DATE_INPUT_MAX * 2)
			return 0;
	}
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c + ('a' - 'A'));
		if (c <= ' ')
			c = ' ';
		if (c != ' ' || n > 0)
			out[n++] = (char)c;
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n;
}

int64_t date_parse(const char *text, bool *zoned)
{
	char folded[DATE_INPUT_MAX * 2] = "";
	if (zoned)
		*zoned = false;
	size_t len = text ? normalise(text, folded) : 0;
	if (len == 0)
		return DATE_UNKNOWN;
	if (date_is_digit(folded[0])) {
		const char *end = folded + strspn(folded, "0123456789");
		size_t n = (size_t)(end - folded);
		if (n >= 9)
			date_skip_fraction(&end);
		if (!*end)
			return read_number(folded, n, zoned);
		struct date_reading r = {.weekday = -1};
		if (date_iso(folded, &r) == 0)
			return reading_time(&r, zoned);
	} else if (folded[0] == '-' && date_is_digit(folded[1])) {
		return read_short_month(folded + 1, zoned);
	}
	return read_words(folded, zoned);
}
