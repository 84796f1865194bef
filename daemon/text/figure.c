#include "text/figure.h"

#include <ctype.h>
#include <math.h>

#include "text/token.h"
#include "util/mem.h"

/* Tokens that may name what is counted: "25,000 well-armed European troops". */
#define WHAT_MAX 5

struct word_value {
	const char *word;
	double value;
};

static const struct word_value small[] = {{"one", 1}, {"two", 2}, {"three", 3}, {"four", 4},
	{"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10},
	{"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
	{"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
	{"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"seventy", 70},
	{"eighty", 80}, {"ninety", 90}};
static const struct word_value big[] = {{"hundred", 1e2}, {"thousand", 1e3}, {"million", 1e6},
	{"billion", 1e9}, {"trillion", 1e12}, {"bn", 1e9}, {"m", 1e6}, {"mln", 1e6}, {"k", 1e3},
	{"dozen", 12}, {"century", 100}};
static const struct word_value parts[] = {{"half", 50}, {"third", 100.0 / 3}, {"quarter", 25},
	{"fifth", 20}, {"sixth", 100.0 / 6}, {"tenth", 10}, {"thirds", 100.0 / 3}, {"quarters", 25},
	{"fifths", 20}, {"tenths", 10}};

struct unit_word {
	const char *stem, *unit;
	double factor;
};

static const struct unit_word units[] = {{"dollar", "USD", 1}, {"usd", "USD", 1},
	{"euro", "EUR", 1}, {"eur", "EUR", 1}, {"pound", "GBP", 1}, {"rouble", "RUB", 1},
	{"rubl", "RUB", 1}, {"hryvnia", "UAH", 1}, {"percent", "percent", 1}, {"%", "percent", 1},
	{"minut", "minute", 1}, {"hour", "minute", 60}, {"day", "day", 1}, {"week", "day", 7},
	{"month", "month", 1}, {"year", "month", 12}, {"decad", "month", 120},
	{"centuri", "month", 1200}, {"kilomet", "km", 1}, {"kilometr", "km", 1}, {"km", "km", 1},
	{"mile", "km", 1.609}, {"tonn", "tonne", 1}, {"ton", "tonne", 1}, {"megawatt", "MW", 1},
	{"mw", "MW", 1}, {"gigawatt", "MW", 1000}};

static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun",
	"jul", "aug", "sep", "sept", "oct", "nov", "dec"};

/* What is numbered has fewer digits. */
#define NAME_DIGITS_MAX 3

/* Words after which a number is a name, not an amount. */
static const char *const naming[] = {"article", "articles", "point", "no", "number", "phase",
	"round", "chapter", "resolution", "protocol", "page", "clause", "route", "su", "mig", "f"};
/* And words that make a name of the number before them, when joined by a hyphen. */
static const char *const named[] = {"point", "points", "nation", "member", "page", "way"};

/* What ends the words that name the counted thing. */
static const char *const closing[] = {"of", "in", "on", "at", "to", "from", "for", "by", "with",
	"and", "or", "but", "that", "which", "who", "as", "than", "is", "are", "was", "were", "be",
	"been", "had", "has", "have", "will", "would", "could", "should", "can", "may", "might",
	"must", "behind", "not", "over", "under", "into", "after", "before", "if", "since",
	"during", "until", "a", "the", "it", "its", "their", "our", "his"};

static bool in_list(const char *form, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(form, list[i]) == 0)
			return true;
	return false;
}
#define IN(form, list) in_list((form), (list), ARRAY_SIZE(list))

static bool value_of(const char *form, const struct word_value *list, size_t n, double *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(form, list[i].word) == 0) {
			*value = list[i].value;
			return true;
		}
	return false;
}

struct reader {
	const struct token *t;
	size_t at, to;
};

static const struct token *peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->to ? &r->t[r->at + ahead] : NULL;
}

static bool next_is(const struct reader *r, size_t ahead, const char *form)
{
	const struct token *t = peek(r, ahead);
	return t && strcmp(t->form, form) == 0;
}

/* "25,000", "3.5"; false for ordinals and other strings that are no plain number. */
static bool read_digits(const char *form, double *value)
{
	double v = 0, scale = 0;
	for (const char *p = form; *p; p++) {
		if (isdigit((unsigned char)*p)) {
			if (scale > 0) {
				v += (*p - '0') * scale;
				scale /= 10;
			} else {
				v = v * 10 + (*p - '0');
			}
		} else if (*p == '.' && scale == 0) {
			scale = 0.1;
		} else if (*p != ',') {
			return false;
		}
	}
	*value = v;
	return v < 1e18;
}

/* "twenty-one", "two hundred and fifty"; the words of one number without the big multipliers. */
static bool read_words(struct reader *r, double *value)
{
	double v = 0, total = 0;
	size_t start = r->at;
	while (r->at < r->to && value_of(r->t[r->at].form, small, ARRAY_SIZE(small), &v)) {
		if (total > 0 && !(v < 10 && (int)total % 10 == 0 && total >= 20))
			break;
		total += v;
		r->at++;
	}
	*value = total;
	return r->at > start;
}

/* A number at r->at; moves past it. */
static bool read_number(struct reader *r, double *value)
{
	size_t start = r->at;
	const struct token *t = peek(r, 0);
	double times = 0, more = 0;
	if (!t)
		return false;
	if (t->kind == TOKEN_NUMBER) {
		if (!read_digits(t->form, value))
			return false;
		r->at++;
	} else if ((strcmp(t->form, "a") == 0 || strcmp(t->form, "several") == 0) && peek(r, 1) &&
		   value_of(peek(r, 1)->form, big, ARRAY_SIZE(big) - 1, &times)) {
		*value = 1;
		r->at++;
	} else if (!read_words(r, value)) {
		return false;
	}
	while ((t = peek(r, 0)) && value_of(t->form, big, ARRAY_SIZE(big) - 1, &times) &&
		(strlen(t->form) > 1 || t->joined)) {
		*value *= times;
		r->at++;
	}
	/* "two hundred and fifty" */
	size_t back = r->at;
	if (r->at > start + 1 && next_is(r, 0, "and")) {
		r->at++;
		if (times >= 100 && read_words(r, &more) && more < times)
			*value += more;
		else
			r->at = back;
	}
	return true;
}

/* "half", "a third", "two-thirds", "a fifth of": percent. */
static bool read_part(struct reader *r, double *value)
{
	double many = 1, part = 0;
	size_t start = r->at;
	if (next_is(r, 0, "a") || next_is(r, 0, "one")) {
		r->at++;
	} else if (!next_is(r, 0, "half")) {
		double v = 0;
		const struct token *t = peek(r, 0);
		if (t && value_of(t->form, small, ARRAY_SIZE(small), &v) && v < 10) {
			many = v;
			r->at++;
		}
	}
	const struct token *t = peek(r, 0);
	bool counted = r->at > start || (t && strcmp(t->form, "half") == 0);
	if (!t || !counted || !value_of(t->form, parts, ARRAY_SIZE(parts), &part)) {
		r->at = start;
		return false;
	}
	/* "a third round" is an ordinal: a part has "of", a possessive or nothing after it */
	const struct token *after = peek(r, 1);
	if (strcmp(t->form, "half") != 0 && many <= 1 && after && after->kind == TOKEN_WORD &&
		!IN(after->form, closing)) {
		r->at = start;
		return false;
	}
	r->at++;
	*value = many * part;
	return true;
}

static const struct unit_word *unit_of(const struct token *t)
{
	for (size_t i = 0; t && i < ARRAY_SIZE(units); i++)
		if (strcmp(t->stem, units[i].stem) == 0 || strcmp(t->form, units[i].stem) == 0)
			return &units[i];
	return NULL;
}

static const char *sign_of(const struct token *t)
{
	switch (t ? token_mark(t) : 0) {
	case '$':
		return "USD";
	case 0x20AC:
		return "EUR";
	case 0xA3:
		return "GBP";
	case 0x20BD:
		return "RUB";
	case 0x20B4:
		return "UAH";
	default:
		return NULL;
	}
}

/* A number that is a date, a year, a name or a clock time. */
static bool is_name(const struct reader *r, size_t from)
{
	const struct token *t = &r->t[r->at];
	const struct token *before = r->at > from ? &r->t[r->at - 1] : NULL;
	const struct token *after = peek(r, 1);
	if (before && token_mark(before) == '.' && r->at > from + 1)
		before = &r->t[r->at - 2];
	/* "point 7", but "the claims number 34,000" */
	bool large = t->kind == TOKEN_NUMBER && strlen(t->form) > NAME_DIGITS_MAX;
	/* "no four of them" tells no name */
	large |= t->kind != TOKEN_NUMBER && before && strcmp(before->form, "no") == 0;
	if (before && before->kind == TOKEN_WORD &&
		(IN(before->form, months) || (IN(before->form, naming) && !large)))
		return true;
	if (before && t->hyphenated && before->kind == TOKEN_WORD && t->kind == TOKEN_NUMBER)
		return true; /* "Su-24", "G-7" */
	if (after && after->kind == TOKEN_WORD &&
		((IN(after->form, months) && after->capital) || strcmp(after->form, "a.m.") == 0 ||
			strcmp(after->form, "p.m.") == 0 || strcmp(after->form, "gmt") == 0))
		return true;
	if (after && after->hyphenated && IN(after->form, named))
		return true;
	if (t->kind == TOKEN_NUMBER && strlen(t->form) == 4 && strspn(t->form, "0123456789") == 4) {
		double v = 0;
		(void)read_digits(t->form, &v);
		return v >= 1900 && v < 2100 && !(after && unit_of(after));
	}
	/* "one of them", "no one", "one side": an article rather than a count */
	return strcmp(t->form, "one") == 0 && !(after && unit_of(after));
}

static enum figure_bound bound_before(const struct token *t, size_t at, size_t from)
{
	const char *a = at > from ? t[at - 1].form : "", *b = at > from + 1 ? t[at - 2].form : "";
	bool less = strcmp(b, "less") == 0 || strcmp(b, "fewer") == 0;
	bool more = strcmp(b, "more") == 0;
	bool no = at > from + 2 &&
		  (strcmp(t[at - 3].form, "no") == 0 || strcmp(t[at - 3].form, "not") == 0);
	/* "just over 4,000" */
	static const char *const slightly[] = {"just", "little", "slightly", "barely", "shortly"};
	if ((strcmp(a, "over") == 0 || strcmp(a, "above") == 0 || strcmp(a, "under") == 0 ||
		    strcmp(a, "below") == 0) &&
		IN(b, slightly))
		return FIGURE_ABOUT;
	if (strcmp(a, "than") == 0 && (more || less))
		return more != no ? FIGURE_AT_LEAST : FIGURE_AT_MOST;
	if ((strcmp(a, "least") == 0 || strcmp(a, "minimum") == 0) || strcmp(a, "over") == 0 ||
		strcmp(a, "exceed") == 0 || strcmp(a, "above") == 0) {
		bool negated = at > from + 1 && strcmp(b, "not") == 0;
		return negated ? FIGURE_AT_MOST : FIGURE_AT_LEAST;
	}
	if (strcmp(a, "most") == 0 || (strcmp(a, "to") == 0 && strcmp(b, "up") == 0) ||
		strcmp(a, "under") == 0 || strcmp(a, "below") == 0 || strcmp(a, "maximum") == 0)
		return FIGURE_AT_MOST;
	static const char *const abouts[] = {"about", "around", "some", "roughly", "nearly",
		"almost", "approximately", "close", "estimated"};
	if (IN(a, abouts) || (strcmp(a, "to") == 0 && strcmp(b, "close") == 0))
		return FIGURE_ABOUT;
	return FIGURE_EXACT;
}

static void read_what(struct reader *r, struct figure_found *f)
{
	if (next_is(r, 0, "of") || next_is(r, 0, "in")) {
		if (!f->unit &&
			(next_is(r, 1, "the") || next_is(r, 1, "them") || next_is(r, 1, "these") ||
				next_is(r, 1, "those") || next_is(r, 1, "its"))) {
			/* "41 of the drones" counts a part of them */
			if (f->bound == FIGURE_EXACT)
				f->bound = FIGURE_PART;
			f->what_begin = f->what_end = (uint32_t)r->at;
			return;
		}
		r->at++;
		while (next_is(r, 0, "the") || next_is(r, 0, "its") || next_is(r, 0, "their") ||
			next_is(r, 0, "our") || next_is(r, 0, "a"))
			r->at++;
	}
	f->what_begin = f->what_end = (uint32_t)r->at;
	for (size_t i = 0; i < WHAT_MAX; i++) {
		const struct token *t = peek(r, i);
		if (!t || t->kind != TOKEN_WORD || IN(t->form, closing))
			break;
		f->what_end = (uint32_t)(r->at + i + 1);
	}
}

/* "an hour and a half"; "an hour" alone is as often no measure. */
static bool read_and_a_half(struct reader *r, struct figure_found *f)
{
	const struct unit_word *unit = unit_of(peek(r, 1));
	if (!(next_is(r, 0, "a") || next_is(r, 0, "an")) || !unit || !next_is(r, 2, "and") ||
		!next_is(r, 3, "a") || !next_is(r, 4, "half"))
		return false;
	f->low = f->high = 1.5 * unit->factor;
	f->unit = unit->unit;
	r->at += 5;
	f->end = f->what_begin = f->what_end = (uint32_t)r->at;
	return true;
}

static bool read_figure(struct reader *r, size_t from, struct figure_found *f)
{
	size_t start = r->at;
	const char *sign = sign_of(&r->t[start]);
	*f = (struct figure_found){.begin = (uint32_t)start};
	if (read_and_a_half(r, f)) {
		f->bound = bound_before(r->t, start, from);
		return true;
	}
	if (sign)
		r->at++;
	if (!sign && read_part(r, &f->low)) {
		const struct unit_word *unit = unit_of(peek(r, 0));
		bool span = strcmp(r->t[start].form, "half") == 0 && next_is(r, 0, "a");
		if (span) { /* "half a century" */
			unit = unit_of(peek(r, 1));
			if (!unit) {
				r->at++;
				unit = NULL;
			} else {
				r->at++;
			}
		}
		if (unit && strcmp(unit->unit, "percent") != 0) {
			f->low = f->low / 100 * unit->factor;
			f->high = f->low;
			f->unit = unit->unit;
			r->at++;
		} else {
			f->unit = "percent";
			f->high = f->low + 0.5;
			f->low -= 0.5;
		}
	} else {
		if (!peek(r, 0) || is_name(r, from) || !read_number(r, &f->low)) {
			r->at = start;
			return false;
		}
		f->high = f->low;
		f->unit = sign;
		/* "25 to 30,000", "25-30,000", "between 5 and 10" */
		size_t mark = r->at;
		bool joint = peek(r, 0) && peek(r, 0)->hyphenated;
		if (joint || next_is(r, 0, "to") || next_is(r, 0, "or") ||
			(next_is(r, 0, "and") && start > from &&
				strcmp(r->t[start - 1].form, "between") == 0)) {
			double high = 0;
			r->at += joint ? 0 : 1;
			if (sign_of(peek(r, 0)))
				r->at++;
			if (peek(r, 0) && read_number(r, &high) && high > f->low) {
				/* "25-30,000": the multiplier is said once */
				if (f->low < 1000 && high >= 1000 && fmod(high, 1000) == 0 &&
					f->low * 1000 < high)
					f->low *= 1000;
				f->high = high;
			} else {
				r->at = mark;
			}
		}
		const struct unit_word *unit = sign ? NULL : unit_of(peek(r, 0));
		if (!unit && !sign && next_is(r, 0, "per") && next_is(r, 1, "cent")) {
			f->unit = "percent";
			r->at += 2;
		} else if (unit) {
			f->unit = unit->unit;
			f->low *= unit->factor;
			f->high *= unit->factor;
			r->at++;
		}
	}
	f->end = (uint32_t)r->at;
	f->bound = bound_before(r->t, start, from);
	size_t end = r->at;
	read_what(r, f);
	r->at = end;
	return true;
}

size_t figures_find(
	const struct tokens *tokens, size_t from, size_t to, struct figure_found *out, size_t max)
{
	struct reader r = {.t = tokens->items, .at = from, .to = to};
	size_t n = 0;
	while (r.at < to && n < max) {
		if (read_figure(&r, from, &out[n]))
			n++;
		else
			r.at++;
	}
	return n;
}
