#include "content.h"

#include <string.h>

#include "util/mem.h"
#include "words.h"

/* Elements of "in a statement on the ministry's website". */
#define STATEMENT_MAX 10

static size_t quote_count(const struct view *view, size_t begin, size_t end)
{
	size_t n = 0;
	for (size_t i = begin; i < end; i++)
		n += view->items[i].quote != NULL;
	return n;
}

/*
 * Where [from, end) stops being the speaker's: after a quotation that ends in a comma and that no
 * conjunction takes up (“..., ” referring to the talks), at a dash before words without a verb.
 */
static size_t cut_comment(const struct view *view, size_t from, size_t end)
{
	for (size_t k = from; k + 1 < end; k++) {
		const struct quote *quote = view->items[k].quote;
		if (quote && quote->inner_end > quote->inner && !view->items[k + 1].quote &&
			!view_has(view, k + 1, WORD_CONJUNCTION) &&
			token_mark(&view->tokens->items[quote->inner_end - 1]) == ',' &&
			!view->items[k + 1].mark &&
			/* "called him a “liar,” a “bully” and a “thief”" */
			!(view_has(view, k + 1, WORD_DETERMINER) && k + 2 < end &&
				view->items[k + 2].quote))
			return k + 1;
		if (k > from && content_is_dash(view, k) &&
			(view_is(view, k + 1, "a") || view_is(view, k + 1, "an")) &&
			quote_count(view, from, k) == quote_count(view, from, end))
			return k;
	}
	return end;
}

/* Where a clause put before the main one ends, "Though he called it rash and asked for time, Orlov
 * signed": at the comma after which another clause begins. end if the cue stands in none. */
static size_t cut_fronted(const struct place *p, size_t from, size_t end)
{
	static const char *const fronts[] = {"though", "although", "while", "after", "when", "if",
		"before", "since", "because", "as"};
	const struct view *view = p->view;
	const struct cue *cue = &p->cues->items[p->index];
	bool fronted = false;
	for (size_t i = 0; i < ARRAY_SIZE(fronts); i++)
		fronted |= view_is(view, 0, fronts[i]);
	if (!fronted || !(cue->shares || cue->subject.begin <= 2))
		return end;
	for (size_t k = 1; k < cue->words.begin; k++)
		if (view_is_mark(view, k, ','))
			return end;
	for (size_t k = from + 1; k + 2 < end; k++)
		if (view_is_mark(view, k, ',') && !view_has(view, k + 1, WORD_CONJUNCTION) &&
			!view_has(view, k + 1, WORD_RELATIVE | WORD_PREPOSITION) &&
			(view->items[k + 1].capital ||
				view_has(view, k + 1, WORD_PRONOUN | WORD_DETERMINER)))
			return k;
	return end;
}

/* "rejected the plan | in a statement on Thursday": where he said it is no part of what. */
static size_t cut_medium(const struct view *view, size_t from, size_t end)
{
	static const char *const media[] = {"statement", "interview", "speech", "post", "tweet",
		"letter", "briefing", "address", "remarks", "conference"};
	for (size_t k = end > from + STATEMENT_MAX ? end - STATEMENT_MAX : from + 1; k + 2 < end;
		k++) {
		if (!(view_is(view, k, "in") || view_is(view, k, "during") ||
			    view_is(view, k, "at")) ||
			!view_has(view, k + 1, WORD_DETERMINER))
			continue;
		size_t noun = k + 2;
		while (noun < end && noun < k + 5 && !view_breaks(view, noun)) {
			for (size_t i = 0; i < ARRAY_SIZE(media); i++)
				if (view_is(view, noun, media[i]))
					return k > from ? k : end;
			noun++;
		}
	}
	return end;
}

/* "rejected the claims | on Friday": the day of an act of words is the act's. */
static size_t cut_day(const struct cue *cue, const struct view *view, size_t from, size_t end)
{
	static const char *const acts[] = {"denial", "exclusion", "accusation", "agreement"};
	bool act = false;
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++)
		act |= strcmp(cue->verb->cue_class, acts[i]) == 0;
	if (!act || !cue_takes(cue, GAINSAY_TAKES_OBJECT) || view_finite(view, from, end) ||
		!(cue->forms & FORM_PAST) || end < from + 3 ||
		!view_has(view, end - 1, WORD_TIME) ||
		!(view_is(view, end - 2, "on") || view_is(view, end - 2, "late") ||
			view_is(view, end - 2, "earlier")))
		return end;
	size_t cut = view_trim_time(view, from, end);
	return cut > from + 1 ? cut : end;
}

/* Whether a verb with a subject is among the words that no quotation holds. */
static bool has_verb(const struct view *view, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (view_has(view, i, WORD_FINITE))
			return true;
	return false;
}

static size_t stops_at(const struct place *p, size_t from)
{
	const struct view *view = p->view;
	for (size_t k = p->index + 1; k < p->cues->n; k++) {
		const struct cue *c = &p->cues->items[k];
		if (c->core >= p->end)
			break;
		if (c->core < from || (c->forms & FORM_NOUN))
			continue;
		if (c->forms & FORM_FIXED) {
			if (c->core > from && (view_is_mark(view, c->core - 1, ',') ||
						      view_is_mark(view, c->core - 1, ';')))
				return c->core - 1;
			continue;
		}
		size_t at = c->shares || c->subject.begin == c->subject.end ? c->group
									    : c->subject.begin;
		at = view_trim_time(view, from, at);
		/* "Orlov, who knew that it was hard, told them": the subject goes around this cue
		 */
		if (c->subject.begin < p->cues->items[p->index].core &&
			c->subject.begin < c->subject.end && c->group > from + 1 &&
			view_is_mark(view, c->group - 1, ','))
			return c->group - 1;
		if (at <= from)
			continue;
		size_t b = at - 1;
		if (view_is_mark(view, b, ';') && c->subject.begin == at &&
			(!view_has(view, at, WORD_PRONOUN) ||
				strcmp(c->verb->cue_class, "neutral") == 0))
			return b;
		/* "NATO membership, which Putin has ruled out": the writer's own aside */
		size_t which = view_is(view, at, "which") ? at : b;
		if (view_is(view, which, "which") && which > from &&
			view_is_mark(view, which - 1, ','))
			return which - 1;
		if ((c->forms & FORM_ING) && c->plain && view_is_mark(view, b, ','))
			return b;
		if ((c->forms & FORM_ING) && c->plain && view->items[b].quote)
			return b + 1;
		/* "Asked if A had promised B, Orlov answered: ..." */
		if (view_is_mark(view, b, ',') && view_is_mark(view, c->words.end, ':'))
			return b;
		if (!view_has(view, b, WORD_COORDINATOR | WORD_CONTRAST))
			continue;
		bool comma = b > from && view_is_mark(view, b - 1, ',');
		if (comma)
			return b - 1;
		/* "called it rash and asked for time": an object has no verb of its own */
		const struct cue *cue = &p->cues->items[p->index];
		if (view_is(view, b, "and") && c->shares && cue_takes(cue, GAINSAY_TAKES_OBJECT) &&
			!cue_takes(cue, GAINSAY_TAKES_CLAUSE) && (c->forms & FORM_PAST) &&
			(cue->forms & FORM_PAST) && !has_verb(view, from, b))
			return b;
		/* "said A and added that B"; "said A and B said C" only for plain speech */
		if (view_is(view, b, "and") && (c->forms & (FORM_PAST | FORM_S)) &&
			cue_takes(c, GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM))
			return b;
	}
	return p->end;
}

size_t content_end(const struct place *p, size_t from)
{
	const struct cue *cue = &p->cues->items[p->index];
	size_t end = cut_comment(p->view, from, stops_at(p, from));
	end = cut_fronted(p, from, end);
	if (cue_takes(cue, GAINSAY_TAKES_OBJECT))
		end = cut_day(cue, p->view, from, cut_medium(p->view, from, end));
	return end;
}
