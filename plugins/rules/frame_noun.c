#include "frame_private.h"

#include <string.h>

#include "words.h"

/* "According to X, p", "p, according to X", "p, according to X, p". */
void frames_read_source(struct frames *f)
{
	const struct view *view = f->place.view;
	const struct cue *cue = frames_cue(f);
	size_t end = f->place.end, begin = f->place.begin;
	/* before its content a source has an apposition only if it is closed by another comma */
	bool leads = cue->words.begin <= begin + 1;
	struct range who = view_phrase_right(view, cue->words.end, end, !leads);
	if (cue->words.end - cue->words.begin == 3 &&
		view_has(view, cue->words.begin + 1, WORD_POSSESSIVE)) /* "in his words" */
		who = (struct range){cue->words.begin + 1, cue->words.end};
	if (who.begin == who.end)
		return;
	if (leads && view_is_mark(view, who.end, ',')) {
		size_t k = who.end + 1, stop = k;
		while (stop < end && !view_breaks(view, stop))
			stop++;
		bool tells = view_is(view, k, "the") || view_is(view, k, "a") ||
			     view_is(view, k, "an") || view_has(view, k, WORD_RELATIVE);
		/* "According to the spokeswoman, Alison Hart, nothing" */
		bool name = stop > k + 1 && stop < k + 4 && !view->items[who.end - 1].capital;
		for (size_t i = k; name && i < stop; i++)
			name = view->items[i].capital;
		tells |= name;
		if (tells && stop + 2 < end && view_is_mark(view, stop, ',') &&
			(view_has(view, k, WORD_RELATIVE) || !view_finite(view, k, stop)))
			who.end = stop;
	}
	struct range speaker = who;
	if (who.end == cue->words.end)
		speaker.end = who.begin + 1;
	struct found found = frames_start(f, speaker);
	struct range left = content_left(&f->place, cue->words.begin);
	if (left.begin == left.end && cue->words.begin > begin + 2) /* without a comma */
		left = (struct range){begin, cue->words.begin};
	frames_add(&found, view, left.begin, left.end);
	size_t until = found.n > 0 ? left.end : begin;
	size_t k = who.end;
	while (k < end && !view_is_mark(view, k, ',') && !view->items[k].quote &&
		!view_is_mark(view, k, ':'))
		k++;
	if (k + 1 < end && view_is_mark(view, k, ',') &&
		(found.n == 0 || content_resumes(&f->place, k, false, true) != NOWHERE)) {
		until = content_end(&f->place, k + 1);
		frames_add(&found, view, k + 1, until);
	}
	frames_keep(f, &found, until);
}

/* Who a noun's statement belongs to: "Putin's claim", "his denial", "a call by Macron". */
static struct range noun_owner(const struct frames *f)
{
	const struct view *view = f->place.view;
	const struct cue *cue = frames_cue(f);
	size_t k = cue->words.begin, i = cue->words.end;
	/* adjectives between the possessive and the noun */
	for (size_t steps = 0;
		k > 0 && steps < 3 && !view_breaks(view, k - 1) &&
		!view_has(view, k - 1,
			WORD_POSSESSIVE | WORD_PREPOSITION | WORD_CONJUNCTION | WORD_FINITE);
		steps++)
		k--;
	if (k > 0 && view_is(view, k - 1, "'s"))
		return view_phrase_left(view, 0, k - 1);
	if (k > 0 && view_has(view, k - 1, WORD_POSSESSIVE))
		return (struct range){k - 1, k};
	if (view_is(view, i, "by") || view_is(view, i, "from"))
		return view_phrase_right(view, i + 1, f->place.end, false);
	return (struct range){i, i};
}

void frames_read_noun(struct frames *f)
{
	const struct view *view = f->place.view;
	size_t i = frames_cue(f)->words.end;
	struct range who = noun_owner(f);
	if (who.begin == who.end)
		return;
	if (who.begin >= i)
		i = who.end;
	bool that = view_is(view, i, "that");
	if (!that && !view_is(view, i, "of"))
		return;
	size_t from = that ? i : i + 1;
	struct found found = frames_start(f, who);
	found.confidence = LIKELY;
	frames_add(&found, view, from, content_end(&f->place, from));
	if (found.words >= 3)
		frames_keep(f, &found, f->place.begin);
}

/* "The plan was rejected by Kyiv [as a trap]", "it was announced by Kyiv that": told in the
 * passive.
 */
void frames_read_passive(struct frames *f)
{
	const struct view *view = f->place.view;
	const struct cue *cue = frames_cue(f);
	struct found found = frames_start(f, cue->subject);
	size_t begin = f->place.begin, edge = view_trim_time(view, begin, cue->group);
	struct range patient = view_phrase_left(view, begin, edge),
		     right = content_right(&f->place);
	bool it = view_is(view, patient.begin, "it") && patient.end == patient.begin + 1;
	size_t that = content_skip_adjuncts(view, cue->after, f->place.end);
	if (it && patient.begin > begin && view_is_mark(view, patient.begin - 1, ',')) {
		struct range left = content_left(&f->place, patient.begin);
		frames_add(&found, view, left.begin, left.end);
	} else if (view_is(view, that, "that") &&
		   (it || cue_takes(cue, GAINSAY_TAKES_WHOM | GAINSAY_TAKES_CLAUSE))) {
		frames_add(&found, view, that, content_end(&f->place, that + 1));
	} else if (view_is(view, cue->subject.begin, "nothing") ||
		   view_is(view, cue->subject.begin, "nobody")) {
		return; /* "is described by nothing more than" */
	} else if (!it && cue_takes(cue, GAINSAY_TAKES_OBJECT) && patient.begin < patient.end &&
		   !view_has(view, patient.begin, WORD_RELATIVE | WORD_PRONOUN)) {
		frames_add(&found, view, patient.begin, patient.end);
		if (view_is(view, cue->after, "as"))
			frames_add(&found, view, cue->after, content_end(&f->place, cue->after));
		found.confidence = LIKELY;
	}
	frames_keep(f, &found, right.begin < right.end ? right.end : cue->after);
}
