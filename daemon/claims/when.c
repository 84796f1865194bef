#include "claims/when.h"

#include "text/date.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/mem.h"

#define DAY  86400
#define NOON 43200
/* How many tokens of a paragraph's beginning a dateline may take. */
#define DATELINE_TOKENS 14

/* Tokens before and after a cue in which its date is looked for. */
#define WINDOW 200

/* A day as words tell it; parts not told are -1. */
struct told {
	int year, month, day; /* a date, or a month alone */
	int back; /* days before the article's */
	int weekday;
	bool last_week; /* "last Friday" said on a Friday, or "last week" */
};
#define TOLD_NONE                                                             \
	{                                                                     \
		.year = -1, .month = -1, .day = -1, .back = -1, .weekday = -1 \
	}

static bool is_any(const struct tokens *t, size_t i, const char *const *words, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (token_is(&t->items[i], words[k]))
			return true;
	return false;
}

/* Whole words and the usual cuts alone: "Geneva", "Mariupol" and "Friedrich" begin like months and
 * days. */
static int month_at(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december", "jan", "feb",
		"mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
	/* "may" and "march" are months only with a capital */
	const struct token *k = &t->items[i];
	if (k->kind != TOKEN_WORD || !k->capital)
		return 0;
	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (strcmp(k->form, words[w]) == 0)
			return (int)(w % 12) + 1;
	return strcmp(k->form, "sept") == 0 ? 9 : 0;
}

static int weekday_at(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"sunday", "monday", "tuesday", "wednesday", "thursday",
		"friday", "saturday", "sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon",
		"tues", "wed", "thurs", "fri", "sat"};
	/* the short names ("sun", "sat") only with a capital */
	const struct token *k = &t->items[i];
	if (k->kind != TOKEN_WORD || !k->capital)
		return -1;
	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (strcmp(k->form, words[w]) == 0)
			return (int)(w % 7);
	return -1;
}

static int number_at(const struct tokens *t, size_t i, int low, int high)
{
	if (i >= t->n || t->items[i].kind != TOKEN_NUMBER)
		return -1;
	char *end;
	long v = strtol(t->items[i].form, &end, 10);
	bool ordinal = strcmp(end, "st") == 0 || strcmp(end, "nd") == 0 || strcmp(end, "rd") == 0 ||
		       strcmp(end, "th") == 0;
	return (*end && !ordinal) || v < low || v > high ? -1 : (int)v;
}

static size_t skip_mark(const struct tokens *t, size_t i, unsigned int cp)
{
	return i < t->n && token_mark(&t->items[i]) == cp ? i + 1 : i;
}

/* "Nov. 21[, 2025]", "21 November [2025]", "November [2025]" at i. */
static bool read_date(const struct tokens *t, size_t i, struct told *out)
{
	int month = month_at(t, i);
	if (month) {
		size_t k = skip_mark(t, i + 1, '.');
		out->month = month;
		out->day = number_at(t, k, 1, 31);
		k = skip_mark(t, out->day > 0 ? k + 1 : k, ',');
		out->year = number_at(t, k, 1900, 2200);
		return true;
	}
	int day = number_at(t, i, 1, 31);
	if (day > 0 && i + 1 < t->n && (month = month_at(t, i + 1)) != 0) {
		size_t k = skip_mark(t, i + 2, '.');
		*out = (struct told)TOLD_NONE;
		out->day = day;
		out->month = month;
		out->year = number_at(t, k, 1900, 2200);
		return true;
	}
	return false;
}

/* Small numbers as words, and how many days a unit has. */
static int count_at(const struct tokens *t, size_t i)
{
	static const char *const words[] = {
		"a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
	for (size_t k = 0; k < ARRAY_SIZE(words); k++)
		if (token_is(&t->items[i], words[k]))
			return (int)k + 1;
	return token_is(&t->items[i], "one") ? 1 : number_at(t, i, 1, 60);
}

static int unit_days(const struct token *t)
{
	static const struct {
		const char *word;
		int days;
	} units[] = {{"hour", 0}, {"hours", 0}, {"day", 1}, {"days", 1}, {"week", 7}, {"weeks", 7},
		{"month", 30}, {"months", 30}, {"year", 365}, {"years", 365}};
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (token_is(t, units[i].word))
			return units[i].days;
	return -1;
}

/* "the day before", "the previous day", yet not "the day before the talks". */
static bool is_day_before(const struct tokens *t, size_t i, size_t end)
{
	if (!token_is(&t->items[i], "the") || i + 2 >= end)
		return false;
	if (token_is(&t->items[i + 1], "previous"))
		return token_is(&t->items[i + 2], "day");
	return token_is(&t->items[i + 1], "day") && token_is(&t->items[i + 2], "before") &&
	       (i + 3 >= end || t->items[i + 3].kind == TOKEN_MARK ||
		       token_is(&t->items[i + 3], "that"));
}

/* What the token at i (with its neighbours) tells of the day; false if nothing. */
static bool read_told(const struct tokens *t, size_t i, size_t end, struct told *out)
{
	static const char *const today[] = {"today", "tonight"};
	static const char *const on[] = {"in", "since", "early", "late", "mid", "on", "from"};
	const struct token *k = &t->items[i];
	*out = (struct told)TOLD_NONE;
	if (is_any(t, i, today, ARRAY_SIZE(today))) {
		out->back = 0;
		return true;
	}
	if (token_is(k, "yesterday")) {
		out->back = 1;
		return true;
	}
	if (weekday_at(t, i) >= 0 && (i + 1 >= end || !token_is(&t->items[i + 1], "'s"))) {
		out->weekday = weekday_at(t, i);
		out->last_week = i > 0 && token_is(&t->items[i - 1], "last");
		return true;
	}
	if (i + 1 < end && token_is(k, "last")) {
		const struct token *unit = &t->items[i + 1];
		int days = unit_days(unit);
		if (token_is(unit, "week") || token_is(unit, "month") || token_is(unit, "year")) {
			out->back = days;
			return true;
		}
		if (token_is(unit, "night")) {
			out->back = 1;
			return true;
		}
	}
	/* "a day earlier" is told of the event reported, which is nearly always the article's day
	 */
	if (i + 2 < end &&
		(token_is(&t->items[i + 2], "ago") || token_is(&t->items[i + 2], "earlier"))) {
		int n = count_at(t, i), days = unit_days(&t->items[i + 1]);
		if (n > 0 && days >= 0) {
			out->back = n * days;
			return true;
		}
	}
	if (is_day_before(t, i, end)) {
		out->back = 1;
		return true;
	}
	/* "over the weekend", "at the weekend" */
	if (i > 1 && token_is(k, "weekend") &&
		(token_is(&t->items[i - 1], "last") ||
			(token_is(&t->items[i - 1], "the") &&
				!token_is(&t->items[i - 2], "before") &&
				!token_is(&t->items[i - 2], "after")))) {
		out->weekday = 0;
		return true;
	}
	if (i > 0 && token_is(k, "this") && i + 1 < end && token_is(&t->items[i - 1], "earlier")) {
		/* "earlier this week": some day before; the middle is nearest on average */
		int days = unit_days(&t->items[i + 1]);
		if (days > 0) {
			out->back = days == 7 ? 2 : days / 2;
			return true;
		}
	}
	if (!read_date(t, i, out))
		return false;
	/* a month alone needs its preposition: "May said", "the March plan" tell no date */
	return out->day > 0 || out->year > 0 || (i > 0 && is_any(t, i - 1, on, ARRAY_SIZE(on)));
}

static int64_t floor_day(int64_t time)
{
	int64_t day = time / DAY;
	return time % DAY < 0 ? day - 1 : day;
}

/* The day (since 1970) told, before or on the day of the article. */
static int64_t reckon(const struct told *told, int64_t today)
{
	if (told->back >= 0)
		return today - told->back;
	if (told->weekday >= 0) {
		int back = (date_weekday(today) - told->weekday + 7) % 7;
		return today - (back == 0 && told->last_week ? 7 : back);
	}
	int year, month, day;
	date_civil_from_days(today, &year, &month, &day);
	/* of a month alone its middle is nearest, and of a year */
	int d = told->day > 0 ? told->day : told->month > 0 ? 15 : 1;
	if (told->year > 0)
		return date_days_from_civil(told->year, told->month > 0 ? told->month : 7, d);
	int64_t when = date_days_from_civil(year, told->month, d);
	/* a date may be a day ahead of a reader's zone; further ahead it is last year's */
	if (told->day > 0 ? when > today + 1 : told->month > month)
		when = date_days_from_civil(year - 1, told->month, d);
	return when > today && told->day < 0 ? today : when;
}

/* "said in 2022", "In 2022, Putin said": a year alone tells the day of the cue it stands beside, or
 * of the sentence it begins. */
static bool read_year(
	const struct tokens *t, size_t i, size_t first, size_t after_cue, struct told *out)
{
	*out = (struct told)TOLD_NONE;
	if (i == 0 || !token_is(&t->items[i - 1], "in") || (i - 1 != first && i - 1 != after_cue))
		return false;
	out->year = number_at(t, i, 1900, 2200);
	return out->year > 0;
}

/* Tokens between the date of a dateline and its agency. */
#define AGENCY_TOKENS 4

/* "MOSCOW, November 25. /TASS/.", "KYIV. Nov 25 (Interfax) -" at the begin of a paragraph. */
static bool read_dateline(const struct tokens *t, size_t begin, struct told *out)
{
	if (!t->items[begin].caps)
		return false;
	for (size_t i = begin + 1; i < t->n && i - begin < DATELINE_TOKENS; i++) {
		const struct token *k = &t->items[i];
		if (k->kind == TOKEN_WORD && !k->capital)
			return false;
		*out = (struct told)TOLD_NONE;
		if (!read_date(t, i, out) || out->day <= 0)
			continue;
		for (size_t a = i + 2; a < t->n && a - i <= 2 + AGENCY_TOKENS; a++)
			if (token_mark(&t->items[a]) == '(' || token_mark(&t->items[a]) == '/')
				return true;
		return false;
	}
	return false;
}

static bool inside(const struct raw_statement *raw, const struct token *token)
{
	for (size_t i = 0; i < raw->n_spans; i++)
		if (token->begin < raw->spans[i].end && token->end > raw->spans[i].begin)
			return true;
	return token->begin < raw->speaker.end && token->end > raw->speaker.begin;
}

/* A clause about another event: "before he left on Monday", "ahead of Friday's talks". */
static bool other_event(const struct tokens *t, size_t i, size_t cue)
{
	static const char *const words[] = {"before", "after", "ahead", "until", "since", "when",
		"where", "which", "whose", "by", "scheduled", "planned", "due", "of"};
	for (size_t k = i; k > cue + 1 && i - k < 8; k--)
		if (is_any(t, k - 1, words, ARRAY_SIZE(words)))
			return true;
	return false;
}

int64_t when_said(const struct claims_source *source, const struct raw_statement *raw,
	const struct tokens *t, const struct sentences *sentences, int *told)
{
	*told = 0;
	int64_t given = raw->date ? date_parse(raw->date, NULL) : DATE_UNKNOWN;
	if (given != DATE_UNKNOWN) {
		*told = 1;
		return given;
	}
	if (source->published == DATE_UNKNOWN || raw->cue.begin == raw->cue.end)
		return source->published;
	/* the sentence of the cue */
	size_t cue = tokens_at(t, raw->cue.begin), lo = 0, hi = sentences->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (sentences->items[mid].end <= cue)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo >= sentences->n)
		return source->published;
	const struct sentence *s = &sentences->items[lo];
	int64_t today = floor_day(source->published);
	struct told best = TOLD_NONE, one;
	size_t distance = SIZE_MAX;
	/* a sentence without end is searched around its cue alone */
	size_t first = cue > s->begin + WINDOW ? cue - WINDOW : s->begin;
	size_t last = s->end - cue > WINDOW ? cue + WINDOW : s->end;
	for (size_t i = first; i < last; i++) {
		if (inside(raw, &t->items[i]) ||
			!(read_told(t, i, s->end, &one) ||
				read_year(t, i, s->begin, tokens_at(t, raw->cue.end), &one)))
			continue;
		size_t d = i > cue ? i - cue : cue - i;
		if (d < distance && !other_event(t, i, cue < i ? cue : s->begin)) {
			distance = d;
			best = one;
		}
	}
	size_t begin = cue;
	while (begin > 0 && cue - begin < WINDOW &&
		t->items[begin - 1].paragraph == t->items[cue].paragraph)
		begin--;
	if (distance == SIZE_MAX && !read_dateline(t, begin, &best))
		return source->published;
	int64_t day = reckon(&best, today);
	if (day > today + 1)
		return source->published; /* not yet said: "will speak on Friday" */
	*told = 1;
	return day == today ? source->published : day * DAY + NOON;
}

int64_t when_dateline(const struct tokens *t)
{
	struct told told = TOLD_NONE;
	bool dash = false;
	for (size_t i = 0; i < t->n && i < DATELINE_TOKENS && !dash; i++) {
		unsigned int cp = token_mark(&t->items[i]);
		dash = cp == 0x2014 || cp == 0x2013 || (cp == '-' && !t->items[i].joined);
		struct told one = TOLD_NONE;
		if (i > 0 && told.day < 0 && read_date(t, i, &one) && one.day > 0)
			told = one;
	}
	if (!dash || told.day < 0 || told.year < 0 || !t->items[0].capital)
		return DATE_UNKNOWN;
	return date_days_from_civil(told.year, told.month, told.day) * DAY + NOON;
}
