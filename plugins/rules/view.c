#include "view.h"

#include "words.h"

#include "util/mem.h"

/* A speaker's mention with all its appositions; longer is a misreading. */
#define PHRASE_MAX 40

void view_read(struct view *view, const struct tokens *tokens, const struct quotes *quotes,
	size_t *next, const struct strmap *words, size_t begin, size_t end)
{
	view->tokens = tokens;
	view->n = 0;
	for (size_t i = begin; i < end;) {
		while (*next < quotes->n && quotes->items[*next].end <= i)
			(*next)++;
		MEM_ROOM(view->items, view->n, view->cap);
		struct element *e = &view->items[view->n++];
		const struct token *t = &tokens->items[i];
		*e = (struct element){.first = i, .end = i + 1, .form = ""};
		if (*next < quotes->n && quotes->items[*next].begin == i &&
			(quotes->items[*next].closed || quotes->items[*next].running)) {
			e->quote = &quotes->items[*next];
			e->end = e->quote->end < end ? e->quote->end : end;
		} else if (t->kind == TOKEN_MARK) {
			e->mark = token_mark(t);
			e->form = t->form;
		} else {
			e->form = t->form;
			e->capital = t->capital;
			e->number = t->kind == TOKEN_NUMBER;
			e->set = words_of(words, t->form);
			/* "may" and "march" are months, "will" and "may" names, by their capitals
			 */
			if ((e->set & WORD_MONTH) && !t->capital)
				e->set &= ~(uint32_t)WORD_MONTH;
		}
		i = e->end;
	}
	size_t capitals = 0, words_seen = 0;
	for (size_t i = 0; i < view->n; i++)
		if (strlen(view->items[i].form) > 3) {
			words_seen++;
			capitals += view->items[i].capital;
		}
	view->titled = words_seen > 3 && capitals * 5 >= words_seen * 4;
}

void view_release(struct view *view)
{
	free(view->items);
	*view = (struct view){0};
}

bool view_is(const struct view *view, size_t i, const char *form)
{
	return i < view->n && strcmp(view->items[i].form, form) == 0;
}

bool view_is_any(const struct view *view, size_t i, const char *const *forms, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (view_is(view, i, forms[k]))
			return true;
	return false;
}

bool view_has(const struct view *view, size_t i, uint32_t set)
{
	return i < view->n && (view->items[i].set & set) != 0;
}

bool view_is_mark(const struct view *view, size_t i, unsigned int cp)
{
	return i < view->n && view->items[i].mark == cp;
}

static bool is_word(const struct view *view, size_t i)
{
	return i < view->n && !view->items[i].quote && !view->items[i].mark;
}

/* A point that belongs to its word: "Mr.", "J.". */
static bool is_inner_point(const struct view *view, size_t i)
{
	return view_is_mark(view, i, '.') && i > 0 && i + 1 < view->n &&
	       (view->items[i + 1].capital || view->items[i + 1].number);
}

bool view_breaks(const struct view *view, size_t i)
{
	if (i >= view->n || view->items[i].quote)
		return true;
	switch (view->items[i].mark) {
	case 0:
	case '\'':
	case 0x2019:
	case '&':
	case '/':
	case '%':
	case '$':
	case 0x20AC:
	case '@':
	case '#':
		return false;
	case '.':
		return !is_inner_point(view, i);
	default:
		return true;
	}
}

bool view_finite(const struct view *view, size_t begin, size_t end)
{
	for (size_t i = begin; i < end && i < view->n; i++)
		if (view->items[i].quote || (view->items[i].set & WORD_FINITE))
			return true;
	return false;
}

struct gainsay_span view_span(const struct view *view, struct range range)
{
	while (range.end > range.begin) {
		const struct element *e = &view->items[range.end - 1];
		if (e->quote || !(e->mark == '.' || e->mark == ',' || e->mark == ';' ||
					e->mark == ':' || e->mark == 0x2014 || e->mark == 0x2013))
			break;
		range.end--;
	}
	while (range.begin < range.end && !view->items[range.begin].quote &&
		(view->items[range.begin].mark == ',' || view->items[range.begin].mark == ';' ||
			view->items[range.begin].mark == 0x2014 ||
			view->items[range.begin].mark == 0x2013 ||
			view->items[range.begin].mark == ':'))
		range.begin++;
	if (range.begin >= range.end)
		return (struct gainsay_span){0, 0};
	return (struct gainsay_span){view->tokens->items[view->items[range.begin].first].begin,
		view->tokens->items[view->items[range.end - 1].end - 1].end};
}

size_t view_words(const struct view *view, struct range range, size_t *quoted)
{
	size_t n = 0;
	*quoted = 0;
	for (size_t i = range.begin; i < range.end && i < view->n; i++)
		for (size_t t = view->items[i].first; t < view->items[i].end; t++)
			if (view->tokens->items[t].kind != TOKEN_MARK) {
				n++;
				*quoted += view->items[i].quote != NULL;
			}
	return n;
}

/* One step of what tells the time at i; i if there is none. */
static size_t time_step(const struct view *view, size_t i, size_t end)
{
	size_t k = i;
	/* "a year ago", "two days later" */
	if (i + 2 < end && view_has(view, i + 1, WORD_UNIT) &&
		(view->items[i].number || view_has(view, i, WORD_DETERMINER)) &&
		(view_is(view, i + 2, "ago") || view_is(view, i + 2, "later") ||
			view_is(view, i + 2, "earlier")))
		return i + 3;
	/* "the day before", not that before something */
	if (i + 2 < end && view_is(view, i, "the") && view_is(view, i + 1, "day") &&
		view_is(view, i + 2, "before") &&
		(i + 3 >= end || view_is(view, i + 3, "that") || view_breaks(view, i + 3)))
		return i + 3;
	if (view_is(view, k, "on") || view_is(view, k, "in") || view_is(view, k, "over") ||
		view_is(view, k, "during"))
		k++;
	while (k < end && view_has(view, k, WORD_HALF_TIME))
		k++;
	if (k < end && view_is(view, k, "on") && k > i)
		k++;
	if (k >= end)
		return i;
	if (view_has(view, k, WORD_TIME)) {
		k++;
		if (k < end && view_has(view, k, WORD_UNIT)) /* Monday evening */
			k++;
		return k;
	}
	if (view_has(view, k, WORD_MONTH) && (k == i || view_has(view, k - 1, WORD_HALF_TIME) ||
						     view_has(view, k - 1, WORD_PREPOSITION))) {
		k++;
		if (view_is_mark(view, k, '.') && k < end)
			k++;
		bool day = k < end && view->items[k].number;
		if (day)
			k++;
		if (day && k + 1 < end && view_is_mark(view, k, ',') && view->items[k + 1].number)
			k += 2;
		return day || k > i + 1 ? k : i;
	}
	if (view->items[k].number && k + 1 < end && view_has(view, k + 1, WORD_MONTH))
		return k + 2;
	if (k > i && view_has(view, k - 1, WORD_HALF_TIME) && view_has(view, k, WORD_UNIT))
		return k + 1;
	return i;
}

size_t view_skip_time(const struct view *view, size_t i, size_t end)
{
	for (;;) {
		size_t next = time_step(view, i, end);
		if (next == i && i < end && view_has(view, i, WORD_ADVERB) &&
			!view_has(view, i, WORD_DETERMINER))
			next = i + 1;
		if (next == i)
			return i;
		i = next;
	}
}

size_t view_trim_time(const struct view *view, size_t begin, size_t end)
{
	for (;;) {
		size_t before = end;
		if (end > begin && view_has(view, end - 1, WORD_ADVERB) &&
			!view_has(view, end - 1, WORD_DETERMINER | WORD_PREPOSITION))
			end--;
		/* the longest of the last six elements that is one stretch of time */
		for (size_t k = end > begin + 6 ? end - 6 : begin; k < end; k++)
			if (time_step(view, k, end) == end) {
				end = k;
				break;
			}
		if (end == before)
			return end;
	}
}

/* Whether [begin, end) is free of verbs that would make it a clause. */
static bool verbless(const struct view *view, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (view_has(view, i, WORD_FINITE) || view_breaks(view, i))
			return false;
	return true;
}

/* Whether "and" at i joins two parts of one noun phrase that ends at end. */
static bool joins_names(const struct view *view, size_t lo, size_t i, size_t end)
{
	if (i <= lo || i + 1 >= end || !is_word(view, i - 1))
		return false;
	bool right = view->items[i + 1].capital || view_has(view, i + 1, WORD_DETERMINER);
	size_t k = i;
	while (k > lo && !view_breaks(view, k - 1) && !view_has(view, k - 1, WORD_CONJUNCTION) &&
		i - k < 8)
		k--;
	bool begins = k == lo || view_breaks(view, k - 1) ||
		      view_has(view, k - 1, WORD_CONJUNCTION);
	bool single = begins && i - k == 1 && !view_has(view, k, WORD_PRONOUN | WORD_ADVERB);
	if (single && !view_has(view, i + 1, WORD_FINITE | WORD_PREPOSITION))
		return true; /* "Federal and state officials" */
	bool left = view->items[i - 1].capital ||
		    (begins && k < i && view_has(view, k, WORD_DETERMINER));
	if (!verbless(view, k, i))
		return false;
	if (right && left)
		return true;
	/* "His campaign and much of the media" */
	if (begins && i - k <= 3 && view_has(view, k, WORD_DETERMINER) &&
		!view_has(view, i + 1, WORD_PRONOUN | WORD_FINITE | WORD_PREPOSITION))
		return true;
	/* "eleven European leaders and Zelensky", "Ukraine's minister and chief delegate": a short
	 * part that fills its stretch and has no word like a verb */
	if (!begins || i - k > 6)
		return false;
	bool owned = false;
	for (size_t w = k; w < i; w++) {
		const char *form = view->items[w].form;
		size_t n = strlen(form);
		if (view->items[w].set & (WORD_PRONOUN | WORD_ADVERB | WORD_PREPOSITION))
			return false;
		if (n > 3 && strcmp(form + n - 2, "ed") == 0 && !view->items[w].capital)
			return false;
		owned |= strcmp(form, "'s") == 0;
	}
	return view->items[i + 1].capital || owned;
}

/* "Experts on North Korea and nuclear matters": a plural and its preposition begin the sentence,
 * and what "and" joins is the preposition's. */
static bool joins_objects(const struct view *view, size_t lo, size_t i, size_t end)
{
	size_t n = view->n > 1 ? strlen(view->items[0].form) : 0;
	return lo == 0 && n > 2 && view->items[0].form[n - 1] == 's' &&
	       view_has(view, 1, WORD_PREPOSITION) && i > 2 && i + 1 < end &&
	       view_is(view, i, "and") && !view->items[i + 1].set && verbless(view, 0, i);
}

/* A relative clause without commas ("officials who met him"): where its "who" is, or NOWHERE. */
static size_t relative_before(const struct view *view, size_t lo, size_t i)
{
	for (size_t k = i, steps = 0; k > lo && steps < 14; k--, steps++) {
		if (view_breaks(view, k - 1))
			return NOWHERE;
		if (view_is(view, k - 1, "who") || view_is(view, k - 1, "whose"))
			return k - 1;
	}
	return NOWHERE;
}

/* "On Monday Putin", "In a statement the ministry": the phrase after the preposition's own. */
static size_t after_preposition(const struct view *view, size_t begin, size_t end)
{
	size_t k = end;
	for (size_t i = begin + 1; i < end; i++) {
		bool starts = view_has(view, i, WORD_DETERMINER | WORD_PRONOUN) &&
			      !view_is(view, i, "'s") && i > begin + 1 &&
			      !view_has(view, i - 1, WORD_PREPOSITION);
		bool name = view->items[i].capital && i > begin + 1 &&
			    !view_has(view, i, WORD_TIME) &&
			    (!view->items[i - 1].capital || view_has(view, i - 1, WORD_TIME)) &&
			    !view_has(view, i - 1, WORD_PREPOSITION | WORD_DETERMINER) &&
			    !view_is_mark(view, i - 1, '.');
		if (starts || name)
			k = i;
	}
	return k < end ? k : end - 1; /* "In Moscow Putin": the last word alone */
}

struct range view_phrase_left(const struct view *view, size_t lo, size_t end)
{
	size_t k = end;
	/* "during which she": a pronoun is whole */
	if (end > lo && view_has(view, end - 1, WORD_PRONOUN) &&
		!view_has(view, end - 1, WORD_RELATIVE))
		return (struct range){end - 1, end};
	while (k > lo && end - k < PHRASE_MAX) {
		size_t i = k - 1;
		if (view_is_mark(view, i, ')')) { /* "Gov. Orlov (D) of the party" */
			while (i > lo && k - i < 10 && !view_is_mark(view, i, '('))
				i--;
			if (!view_is_mark(view, i, '('))
				break;
			k = i;
			continue;
		}
		if (view_breaks(view, i))
			break;
		if (view_has(view, i, WORD_COORDINATOR) &&
			(joins_names(view, lo, i, end) || joins_objects(view, lo, i, end))) {
			k = i;
			continue;
		}
		bool verb = view_has(view, i, WORD_FINITE);
		bool conjunction = view_has(view, i, WORD_CONJUNCTION) &&
				   !(view_has(view, i, WORD_DETERMINER) &&
					   !view_is(view, i, "that"));
		if (verb || conjunction) {
			size_t who = relative_before(view, lo, i);
			if (who == NOWHERE || who == lo)
				break;
			k = who;
			continue;
		}
		k = i;
	}
	while (k < end && (view_has(view, k, WORD_COORDINATOR) ||
				  (view_has(view, k, WORD_ADVERB) &&
					  !view_has(view, k, WORD_DETERMINER | WORD_PREPOSITION))))
		k++;
	size_t past = view_skip_time(view, k, end);
	if (past < end)
		k = past;
	/* "shared an editorial | whose headline" */
	for (size_t i = k + 1; i + 1 < end; i++)
		if (view_is(view, i, "whose") && verbless(view, i, end))
			k = i;
	if (k < end && view_has(view, k, WORD_PREPOSITION) && !view_has(view, k, WORD_DETERMINER) &&
		!view_is(view, k, "about"))
		k = after_preposition(view, k, end);
	return (struct range){k, end};
}

/* Whether [begin, end) after a comma goes on telling who somebody is. */
static bool is_apposition(const struct view *view, size_t begin, size_t end)
{
	if (begin >= end || end - begin > 25 || view->items[begin].quote)
		return false;
	if (view_has(view, begin, WORD_RELATIVE))
		return true;
	if (view->items[begin].number && end - begin == 1)
		return true;
	if (view_has(view, begin, WORD_DETERMINER) && !view_is(view, begin, "the") &&
		!view_is(view, begin, "a") && !view_is(view, begin, "an") &&
		!view_is(view, begin, "one") && !view_has(view, begin, WORD_POSSESSIVE))
		return false;
	if (view_has(view, begin,
		    WORD_PREPOSITION | WORD_CONJUNCTION | WORD_ADVERB | WORD_PRONOUN | WORD_TIME |
			    WORD_FINITE | WORD_HALF_TIME))
		return false;
	size_t n = strlen(view->items[begin].form);
	if (n > 4 && strcmp(view->items[begin].form + n - 3, "ing") == 0)
		return false;
	return !view_finite(view, begin, end);
}

struct range view_phrase_right(const struct view *view, size_t begin, size_t end, bool appositions)
{
	size_t k = begin;
	bool role = false; /* the phrase ends in a common noun so far: "spokesman for" */
	while (k < end && k - begin < PHRASE_MAX) {
		if (view_is_mark(view, k, ',') && appositions && k > begin) {
			size_t stop = k + 1;
			while (stop < end && !view_is_mark(view, stop, ',') &&
				!(view_is_mark(view, stop, '.') && !is_inner_point(view, stop)) &&
				!view->items[stop].quote && !view_is_mark(view, stop, 0x2014))
				stop++;
			if (!is_apposition(view, k + 1, stop))
				break;
			k = stop;
			continue;
		}
		if (view_breaks(view, k))
			break;
		const struct element *e = &view->items[k];
		if (k > begin) {
			bool after_link = view_has(
				view, k - 1, WORD_PREPOSITION | WORD_COORDINATOR | WORD_DETERMINER);
			if ((e->set & WORD_COORDINATOR) && joins_names(view, begin, k, end)) {
				k++;
				continue;
			}
			size_t len = strlen(view->items[k - 1].form);
			bool done = len > 3 && strcmp(view->items[k - 1].form + len - 2, "ed") == 0;
			if ((e->set & WORD_FINITE) || ((e->set & WORD_TIME) && !done) ||
				((e->set & WORD_CONJUNCTION) && strcmp(e->form, "of") != 0) ||
				((e->set & (WORD_DETERMINER | WORD_PRONOUN)) && !after_link &&
					strcmp(e->form, "'s") != 0 && strcmp(e->form, "who") != 0))
				break;
			if ((e->set & WORD_ADVERB) && !(e->set & WORD_PREPOSITION) &&
				!view_has(view, k - 1, WORD_DETERMINER) &&
				!view->tokens->items[view->items[k].end].hyphenated)
				break;
			if ((e->set & WORD_PREPOSITION) && strcmp(e->form, "of") != 0 &&
				!(role && (view_is(view, k, "for") || view_is(view, k, "to") ||
						  view_is(view, k, "at") ||
						  view_is(view, k, "with") ||
						  view_is(view, k, "from") ||
						  view_is(view, k, "in"))))
				break;
		}
		role = !e->capital && !(e->set & (WORD_PREPOSITION | WORD_DETERMINER));
		k++;
	}
	return (struct range){begin, k};
}
