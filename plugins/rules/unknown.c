#include "unknown.h"

#include <string.h>

#include "words.h"

#include "util/mem.h"

/* Elements of the subject before a verb that the lexicon lacks. */
#define UNKNOWN_MAX 8

/* One word in the past that tells something. */
static struct cue past_cue(const struct gainsay_verb *verb, size_t i)
{
	return (struct cue){.verb = verb,
		.forms = FORM_PAST,
		.words = {i, i + 1},
		.group = i,
		.core = i,
		.tail = NOWHERE,
		.after = i + 1,
		.modality = GAINSAY_ASSERTED,
		.plain = true};
}

static bool ends_with_ed(const char *word)
{
	size_t n = strlen(word);
	return n > 2 && strcmp(word + n - 2, "ed") == 0;
}

bool unknown_verb_quoting(
	const struct lexicon *lexicon, const struct view *view, size_t i, struct cue *out)
{
	static const struct gainsay_verb verb = {
		.phrase = "say", .cue_class = "neutral", .takes = GAINSAY_TAKES_QUOTE};
	const struct element *e = &view->items[i];
	if (i == 0 || e->capital || e->set || !ends_with_ed(e->form))
		return false;
	size_t after = i + 1;
	bool closes = after >= view->n || view_breaks(view, after) ||
		      view_has(view, after,
			      WORD_PREPOSITION | WORD_TIME | WORD_ADVERB | WORD_CONJUNCTION);
	size_t subject = i;
	while (subject > 0 && i - subject < UNKNOWN_MAX && !view_breaks(view, subject - 1))
		subject--;
	const struct quote *quote = subject > 0 ? view->items[subject - 1].quote : NULL;
	if (!quote || quote->inner_end <= quote->inner + 2 ||
		token_mark(&view->tokens->items[quote->inner_end - 1]) != ',')
		return false;
	bool named = subject < i
			     ? view->items[subject].capital ||
				       view_has(view, subject, WORD_DETERMINER | WORD_PRONOUN)
			     : after < view->n && (view->items[after].capital ||
							  view_has(view, after, WORD_DETERMINER));
	if (!named || view_has(view, subject, WORD_RELATIVE) || (subject < i && !closes))
		return false;
	for (size_t k = subject; k < i; k++) /* "“...,” she drove home and typed" */
		if (view_has(view, k, WORD_COORDINATOR))
			return false;
	/* "“...,” retired General Orlov said" */
	for (size_t k = after; subject == i && k < view->n && !view_breaks(view, k); k++)
		if (lexicon_find(lexicon, view->items[k].form))
			return false;
	*out = past_cue(&verb, i);
	return true;
}

bool unknown_verb_that(
	const struct lexicon *lexicon, const struct view *view, size_t i, struct cue *out)
{
	static const struct gainsay_verb verb = {.phrase = "say",
		.cue_class = "neutral",
		.takes = GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_THAT};
	static const char *const silent[] = {"ensured", "proved", "showed", "required",
		"demonstrated", "arranged", "determined", "happened", "enabled", "supposed",
		"provided", "considered", "noticed"};
	const struct element *e = &view->items[i];
	if (i == 0 || e->capital || e->set || !ends_with_ed(e->form) ||
		!view_is(view, i + 1, "that") || view_is_any(view, i, silent, ARRAY_SIZE(silent)) ||
		lexicon_find(lexicon, e->form))
		return false;
	const struct element *who = &view->items[i - 1];
	bool named = (who->capital && !(who->set & (WORD_TIME | WORD_MONTH))) ||
		     ((who->set & WORD_PRONOUN) && !(who->set & WORD_RELATIVE));
	if (!named || who->mark || view_has(view, i + 2, WORD_TIME | WORD_UNIT) ||
		!view_finite(view, i + 2, view->n))
		return false;
	*out = past_cue(&verb, i);
	return true;
}
