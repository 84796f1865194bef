#include "claims/event.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "text/date.h"
#include "text/token.h"
#include "util/mem.h"

#define DAY  86400
#define NOON 43200
/* A month without a year is one of the last or next so many, else the clause's tense tells. */
#define NEAR_MONTHS 5
/* "until Friday" and "since May" reach as far as people talk of. */
#define OPEN_DAYS 365

/* Days since 1970, end inclusive. */
struct days {
	int64_t begin, end;
};

struct reading {
	const struct tokens *tokens;
	size_t from, to;
	int64_t said; /* day; meaningless if not known */
	bool known;
	bool past; /* the clause tells of what was */
};

static const struct token *at(const struct reading *r, size_t i)
{
	return &r->tokens->items[i];
}

static int index_of(const struct token *t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (token_is(t, words[i]))
			return (int)i;
	return -1;
}
#define INDEX(t, words) index_of((t), (words), ARRAY_SIZE(words))

static int month_of(const struct token *t)
{
	static const char *const words[] = {"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december", "jan", "feb",
		"mar", "apr", "may", "jun", "jul", "aug", "sept", "oct", "nov", "dec"};
	int i = t->capital ? INDEX(t, words) : -1;
	return i < 0 ? 0 : i % 12 + 1;
}

static int weekday_of(const struct token *t)
{
	static const char *const words[] = {
		"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
	return t->capital ? INDEX(t, words) : -1;
}

/* A number within bounds, "4th" too, or -1. */
static int number_of(const struct reading *r, size_t i, int low, int high)
{
	if (i >= r->to || at(r, i)->kind != TOKEN_NUMBER)
		return -1;
	char *end = NULL;
	long v = strtol(at(r, i)->form, &end, 10);
	static const char *const ordinals[] = {"st", "nd", "rd", "th"};
	bool ordinal = *end == '\0';
	for (size_t k = 0; k < ARRAY_SIZE(ordinals); k++)
		ordinal |= strcmp(end, ordinals[k]) == 0;
	return ordinal && v >= low && v <= high ? (int)v : -1;
}

/* The weekday nearest on the side that the clause tells of; the day itself is on either. */
static int64_t nearest_weekday(const struct reading *r, int weekday, bool last, bool next)
{
	int back = (date_weekday(r->said) - weekday + 7) % 7;
	if (last)
		return r->said - (back == 0 ? 7 : back);
	if (next || (!r->past && back > 0))
		return r->said + 7 - back;
	return r->said - back;
}

static struct days of_month(int64_t year, int month)
{
	int y = (int)(month == 12 ? year + 1 : year), m = month == 12 ? 1 : month + 1;
	return (struct days){
		date_days_from_civil((int)year, month, 1), date_days_from_civil(y, m, 1) - 1};
}

/* A date with a month; without a year that nearest to when it was said. */
static struct days of_date(const struct reading *r, int year, int month, int day)
{
	int y = year, m = 0, d = 0;
	if (year <= 0) {
		date_civil_from_days(r->said, &y, &m, &d);
		int ahead = (month - m + 12) % 12; /* months */
		bool next = ahead < NEAR_MONTHS || (ahead <= 12 - NEAR_MONTHS && !r->past);
		y += (m + ahead > 12) - (!next && ahead > 0);
	}
	if (day <= 0)
		return of_month(y, month);
	int64_t one = date_days_from_civil(y, month, day);
	return (struct days){one, one};
}

static size_t after_dot(const struct reading *r, size_t i)
{
	return i < r->to && token_mark(at(r, i)) == '.' ? i + 1 : i;
}

/* "Nov. 21, 2025", "21 November", "the first of May", "November 2025" at i. */
static size_t read_date(const struct reading *r, size_t i, struct days *out)
{
	int month = month_of(at(r, i)), day = -1, year = -1;
	size_t next = i + 1;
	if (month) {
		next = after_dot(r, next);
		day = number_of(r, next, 1, 31);
		next += day > 0;
	} else {
		bool first = token_is(at(r, i), "first");
		day = first ? 1 : number_of(r, i, 1, 31);
		if (next < r->to && token_is(at(r, next), "of"))
			next++;
		else if (first)
			return 0;
		if (day < 0 || next >= r->to || !(month = month_of(at(r, next))))
			return 0;
		next = after_dot(r, next + 1);
	}
	size_t comma = next < r->to && token_mark(at(r, next)) == ',' ? next + 1 : next;
	year = number_of(r, comma, 1900, 2200);
	if (year < 0 && !r->known)
		return 0;
	static const char *const before[] = {"in", "since", "until", "by", "of", "from", "before",
		"after", "on", "this", "last", "next", "through", "till", "early", "late", "for"};
	if (day < 0 && year < 0 && (i == r->from || INDEX(at(r, i - 1), before) < 0))
		return 0; /* "May said" */
	*out = of_date(r, year, month, day);
	return (year > 0 ? comma + 1 : next) - i;
}

static size_t read_relative(const struct reading *r, size_t i, struct days *out)
{
	static const struct {
		const char *word;
		int from, to;
	} words[] = {{"today", 0, 0}, {"tonight", 0, 0}, {"yesterday", -1, -1}, {"tomorrow", 1, 1},
		{"overnight", -1, 0}};
	for (size_t k = 0; k < ARRAY_SIZE(words); k++)
		if (token_is(at(r, i), words[k].word)) {
			*out = (struct days){r->said + words[k].from, r->said + words[k].to};
			return 1;
		}
	static const char *const which[] = {"last", "this", "next"};
	static const char *const hours[] = {"morning", "afternoon", "evening"};
	int step = INDEX(at(r, i), which) - 1;
	if (step < -1 || i + 1 >= r->to)
		return 0;
	int weekday = weekday_of(at(r, i + 1));
	if (weekday >= 0) {
		int64_t day = nearest_weekday(r, weekday, step<0, step> 0);
		*out = (struct days){day, day};
		return 2;
	}
	int y = 0, m = 0, d = 0;
	date_civil_from_days(r->said, &y, &m, &d);
	if (token_is(at(r, i + 1), "week")) {
		int64_t monday = r->said - (date_weekday(r->said) + 6) % 7 + step * 7;
		*out = (struct days){monday, monday + 6};
	} else if (token_is(at(r, i + 1), "month")) {
		int months = y * 12 + m - 1 + step;
		*out = of_month(months / 12, months % 12 + 1);
	} else if (token_is(at(r, i + 1), "year")) {
		*out = (struct days){date_days_from_civil(y + step, 1, 1),
			date_days_from_civil(y + step, 12, 31)};
	} else if (token_is(at(r, i + 1), "night") && step <= 0) {
		*out = (struct days){r->said - 1, r->said};
	} else if (INDEX(at(r, i + 1), hours) >= 0 && step == 0) {
		*out = (struct days){r->said, r->said};
	} else {
		return 0;
	}
	return 2;
}

/* Days named at token i; gives the tokens they take, 0 for none. */
static size_t read_days(const struct reading *r, size_t i, struct days *out)
{
	size_t n = read_date(r, i, out);
	if (n > 0)
		return n;
	int year = number_of(r, i, 2000, 2100);
	if (year > 0 && i > r->from && token_is(at(r, i - 1), "in")) {
		*out = (struct days){
			date_days_from_civil(year, 1, 1), date_days_from_civil(year, 12, 31)};
		return 1;
	}
	if (!r->known)
		return 0;
	n = read_relative(r, i, out);
	if (n > 0)
		return n;
	int weekday = weekday_of(at(r, i));
	if (weekday < 0)
		return 0;
	int64_t day = nearest_weekday(r, weekday, false, false);
	*out = (struct days){day, day};
	return 1;
}

static bool tells_past(const struct reading *r)
{
	static const char *const words[] = {"was", "were", "had", "did", "has", "have", "been"};
	static const char *const later[] = {"will", "would", "shall", "to"};
	bool past = false;
	for (size_t i = r->from; i < r->to; i++) {
		size_t len = strlen(at(r, i)->form);
		if (INDEX(at(r, i), later) >= 0)
			return false;
		past |= INDEX(at(r, i), words) >= 0 ||
			(len > 4 && strcmp(at(r, i)->form + len - 2, "ed") == 0);
	}
	return past;
}

/* What stands before a day and the words that say which part of it: "until midnight on Sunday". */
static const struct token *before_day(const struct reading *r, size_t i)
{
	static const char *const parts[] = {"the", "on", "of", "early", "late", "midnight", "noon",
		"dawn", "end", "night", "morning", "evening", "afternoon"};
	while (i > r->from && INDEX(at(r, i - 1), parts) >= 0)
		i--;
	return i > r->from ? at(r, i - 1) : NULL;
}

void event_days(const struct tokens *tokens, size_t from, size_t to, int64_t said, int64_t *begin,
	int64_t *end)
{
	struct reading r = {
		.tokens = tokens, .from = from, .to = to, .known = said != DATE_UNKNOWN};
	r.said = r.known ? (said - (said % DAY + DAY) % DAY) / DAY : 0;
	r.past = tells_past(&r);
	*begin = *end = DATE_UNKNOWN;
	for (size_t i = from; i < to; i++) {
		struct days days = {0, 0};
		size_t n = read_days(&r, i, &days);
		if (n == 0)
			continue;
		static const char *const open_begin[] = {
			"until", "till", "through", "by", "before"};
		static const char *const open_end[] = {"since", "after", "from"};
		const struct token *before = before_day(&r, i);
		if (before && INDEX(before, open_begin) >= 0)
			days.begin -= OPEN_DAYS;
		if (before && INDEX(before, open_end) >= 0)
			days.end += OPEN_DAYS;
		*begin = days.begin * DAY + NOON;
		*end = days.end * DAY + NOON;
		return;
	}
}
