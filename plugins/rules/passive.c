#include "passive.h"

#include <string.h>

#include "words.h"

#include "util/mem.h"

/* How far "as saying" may stand from "quoted". */
#define QUOTED_MAX 14

static bool ends_in_ing(const char *form)
{
	size_t n = strlen(form);
	return n > 4 && strcmp(form + n - 3, "ing") == 0;
}

/* Where the phrase after "by" at i ends; i if there is none. */
static size_t by_end(const struct view *view, size_t i, struct range *who)
{
	if (!view_is(view, i, "by") || i + 1 >= view->n)
		return i;
	*who = view_phrase_right(view, i + 1, view->n, false);
	return who->end > who->begin ? who->end : i;
}

bool passive_quoted_as(const struct lexicon *lexicon, const struct view *view, size_t lo, size_t i,
	struct cue *out)
{
	static const char *const words[] = {"quoted", "quotes", "quote", "quoting", "cited",
		"cites", "cite", "citing", "reported"};
	bool found = false;
	for (size_t w = 0; w < ARRAY_SIZE(words) && !found; w++)
		found = view_is(view, i, words[w]);
	if (!found)
		return false;
	size_t as = i + 1;
	while (as < view->n && as - i < QUOTED_MAX && !view_is(view, as, "as") &&
		!view->items[as].quote && !view_is_mark(view, as, ':'))
		as++;
	if (!view_is(view, as, "as") || as + 1 >= view->n || !ends_in_ing(view->items[as + 1].form))
		return false;
	const struct lexeme *says = lexicon_find(lexicon, view->items[as + 1].form);
	while (says && (!(says->forms & FORM_ING) || *says->rest))
		says = lexicon_next(lexicon, says);
	if (!says)
		return false;
	size_t group = i;
	bool be = false;
	while (group > lo &&
		view_has(view, group - 1, WORD_BE | WORD_HAVE | WORD_ADVERB | WORD_MODAL)) {
		be |= view_has(view, group - 1, WORD_BE);
		group--;
	}
	*out = (struct cue){.verb = says->verb,
		.forms = FORM_PAST | FORM_PARTICIPLE,
		.words = {as, as + 2},
		.group = group,
		.core = as + 1,
		.tail = NOWHERE,
		.after = as + 2,
		.modality = GAINSAY_ASSERTED};
	size_t edge = view_trim_time(view, lo, group);
	bool comma = edge > lo && view_is_mark(view, edge - 1, ',');
	struct range left = view_phrase_left(view, lo, comma ? edge - 1 : edge);
	if (be) {
		out->subject = left;
		out->words.begin = group;
		(void)by_end(view, i + 1, &out->relayer);
		out->after = by_end(view, out->after, &out->relayer);
	} else {
		out->subject = view_phrase_right(view, i + 1, as, true);
		if (!(ends_in_ing(view->items[i].form)))
			out->relayer = left;
		/* the one quoted stands between the two parts of the cue */
		out->group = out->subject.begin;
	}
	return out->subject.begin < out->subject.end;
}

bool passive_by(const struct view *view, struct cue *cue)
{
	struct range who = {0, 0};
	size_t end = by_end(view, cue->words.end, &who);
	if (end == cue->words.end || view_has(view, who.begin, WORD_TIME | WORD_MONTH) ||
		view->items[who.begin].number)
		return false;
	cue->passive = true;
	cue->after = end;
	cue->subject = who;
	return true;
}
