#include "cue.h"

#include "passive.h"
#include "unknown.h"
#include "words.h"

#include "util/mem.h"

/* Cues read in one sentence: a real one has a dozen at most, and each is weighed against all. */
#define CUES_MAX 48
/* The auxiliaries of one verb: "would not have been going to say". */
#define GROUP_MAX 8

/* What stands to the left of a verb within its group. */
struct group {
	size_t begin; /* first element of the group, adverbs included */
	size_t words; /* first element that is an auxiliary or negation, or the verb */
	bool be, have, do_, modal, negated, to, expected;
	bool would; /* would, could, might: on some condition */
	bool reported; /* "is said to have told" */
};

/* "is reported | to have told": what others tell of him, he said. */
static bool is_report(const struct view *view, size_t i)
{
	static const char *const words[] = {"reported", "said", "believed", "understood", "thought",
		"known", "alleged", "rumoured"};
	for (size_t k = 0; k < ARRAY_SIZE(words); k++)
		if (view_is(view, i, words[k]))
			return i > 0 && view_has(view, i - 1, WORD_BE);
	return false;
}

static struct group read_group(const struct view *view, size_t verb)
{
	struct group g = {.begin = verb, .words = verb};
	for (size_t i = verb; i > 0 && verb - i < GROUP_MAX; i--) {
		const struct element *e = &view->items[i - 1];
		if (e->quote || e->mark)
			break;
		bool helps = e->set & (WORD_BE | WORD_HAVE | WORD_DO | WORD_MODAL | WORD_NEGATION);
		if (helps) {
			/* a capital "May", "Will" inside the sentence is a name or a month */
			if ((e->set & WORD_MODAL) && e->capital && i > 1)
				break;
			g.be |= (e->set & WORD_BE) != 0;
			g.have |= (e->set & WORD_HAVE) != 0;
			g.do_ |= (e->set & WORD_DO) != 0;
			g.modal |= (e->set & WORD_MODAL) != 0;
			g.would |= strncmp(e->form, "would", 5) == 0 ||
				   strncmp(e->form, "could", 5) == 0 ||
				   strcmp(e->form, "might") == 0 || strcmp(e->form, "may") == 0;
			g.negated |= (e->set & WORD_NEGATION) != 0;
			g.words = i - 1;
		} else if (strcmp(e->form, "long") == 0 && view_has(view, i - 2, WORD_HAVE) &&
			   i > 1) {
			/* "has long said" */
		} else if (strcmp(e->form, "to") == 0 && g.have && i > 1 &&
			   is_report(view, i - 2)) {
			g.reported = true;
			g.be = false;
			i--;
			g.words = i - 1;
		} else if (strcmp(e->form, "to") == 0 && i == verb && i > 1) {
			static const char *const control[] = {"expected", "going", "continued",
				"continues", "likely", "set", "scheduled", "due", "appeared",
				"seemed", "poised", "began", "about"};
			bool controlled = false;
			for (size_t k = 0; k < ARRAY_SIZE(control); k++)
				controlled |= view_is(view, i - 2, control[k]);
			g.to = true;
			if (!controlled)
				break;
			g.to = false;
			g.expected = !view_is(view, i - 2, "continued") &&
				     !view_is(view, i - 2, "continues") &&
				     !view_is(view, i - 2, "began") &&
				     !view_is(view, i - 2, "appeared") &&
				     !view_is(view, i - 2, "seemed");
			i--;
			g.words = i - 1;
		} else if (!((e->set & WORD_ADVERB) && !(e->set & WORD_DETERMINER))) {
			break;
		}
		g.begin = i - 1;
	}
	return g;
}

static bool ends_with(const char *word, const char *end)
{
	size_t n = strlen(word), m = strlen(end);
	return n > m && strcmp(word + n - m, end) == 0;
}

/* Whether the verb ends its clause or tells one: "..., reports.", "The team at the site reports
 * that": with the whole beginning of the sentence before it as its subject it is no noun. */
static bool is_report_verb(const struct view *view, size_t begin, size_t end)
{
	if (begin > 0 && view_is_mark(view, begin - 1, ','))
		return end >= view->n || view_breaks(view, end);
	return view_is(view, end, "that") && begin > 1 && view_has(view, 0, WORD_DETERMINER) &&
	       view_phrase_left(view, 0, begin).begin == 0;
}

/* Whether the word before a plain verb can be its subject's last. */
static bool subject_before(const struct view *view, size_t begin, bool noun_too, uint32_t forms)
{
	if (begin == 0)
		return false;
	const struct element *e = &view->items[begin - 1];
	if (e->quote || e->mark == ',' || e->mark == 0x2014 || e->mark == 0x2013 || e->mark == ')')
		return !noun_too || (forms & FORM_PAST);
	if (e->mark)
		return false;
	if (e->set & WORD_PRONOUN)
		return true;
	if (e->number) /* "300 pledged delegates" */
		return false;
	if (strcmp(e->form, "'s") == 0 || (e->set & (WORD_POSSESSIVE | WORD_PREPOSITION)))
		return (e->set & WORD_TIME) != 0;
	if (e->set & WORD_DETERMINER)
		return !noun_too && strcmp(e->form, "the") != 0 && strcmp(e->form, "a") != 0;
	if (!noun_too)
		return true;
	if (!e->capital && !(e->set & WORD_TIME))
		return (forms & FORM_PAST) != 0;
	return !(
		ends_with(e->form, "an") || ends_with(e->form, "ish") || ends_with(e->form, "ese"));
}

/* Whether a name or a common noun stands before an -ing: "with Orlov saying". */
static bool names_before(const struct view *view, size_t begin)
{
	if (begin == 0)
		return false;
	const struct element *e = &view->items[begin - 1];
	return !e->quote && !e->mark && !e->number &&
	       !(e->set & ~(uint32_t)(WORD_RELATIVE | WORD_TIME));
}

/* Whether the word before "states" makes a noun of it. */
static bool names_states(const struct view *view, size_t i)
{
	static const char *const words[] = {"western", "eastern", "northern", "southern", "gulf",
		"arab", "baltic", "nordic", "member", "nuclear", "european", "other", "several",
		"many", "these", "those", "all", "both", "some"};
	return i > 0 && view_is_any(view, i - 1, words, ARRAY_SIZE(words));
}

/* Whether the verb at `at` with its group is a cue in one of its forms; sets what of it counts. */
static bool accept_verb(const struct lexicon *lexicon, const struct view *view,
	const struct lexeme *lexeme, size_t at, size_t end, struct cue *cue)
{
	const struct element *e = &view->items[at];
	struct group g = read_group(view, at);
	uint32_t forms = lexeme->forms;
	bool of_be = strncmp(lexeme->verb->phrase, "be ", 3) == 0;
	bool noun_too = lexicon_is_noun(lexicon, e->form) && !*lexeme->rest;
	*cue = (struct cue){.verb = lexeme->verb,
		.words = {g.words, end},
		.group = g.begin,
		.core = at,
		.after = end,
		.modality = GAINSAY_ASSERTED};
	if (g.to)
		return false;
	/* the "be" of "is said to have told" is the report's */
	g.be &= !g.reported;
	bool helped = g.be || g.have || g.do_ || g.modal || g.expected;
	if (!helped) {
		cue->plain = true;
		if (forms & FORM_ING) {
			/* "..., adding that"; "with Orlov saying it was over" */
			bool clause = lexeme->verb->takes & GAINSAY_TAKES_CLAUSE;
			if (at == 0 ||
				!(view_is_mark(view, at - 1, ',') || view->items[at - 1].quote ||
					(clause && names_before(view, g.begin))))
				return false;
		} else if (forms & (FORM_PAST | FORM_S)) {
			bool says = noun_too && view_is(view, end, "that") && g.begin > 0 &&
				    view_is_mark(view, g.begin - 1, ',');
			says |= noun_too && (forms & FORM_S) && is_report_verb(view, g.begin, end);
			if (!says && !subject_before(view, g.begin, noun_too, forms))
				return false;
			if ((forms & FORM_PAST) && view_is(view, end, "by"))
				return false;
			/* "people briefed on it": who is told nothing is the one told */
			if ((lexeme->verb->takes & GAINSAY_TAKES_WHOM) &&
				(forms & FORM_PARTICIPLE) &&
				!(lexeme->verb->takes & GAINSAY_TAKES_CLAUSE) &&
				view_has(view, end, WORD_PREPOSITION) &&
				!view_has(view, end, WORD_DETERMINER) && !view_is(view, end, "in"))
				return false;
			/* "a film called “Victory”": a participle that names a thing */
			if ((lexeme->verb->takes & (GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM)) ==
					0 &&
				end < view->n && view->items[end].quote && g.begin > 0 &&
				!view->items[g.begin - 1].capital &&
				!(view->items[g.begin - 1].set & WORD_PRONOUN))
				return false;
		} else if (forms & FORM_BASE) {
			if (g.begin == 0 || view->items[g.begin - 1].quote)
				return false;
			const struct element *before = &view->items[g.begin - 1];
			bool says = (lexeme->verb->takes & GAINSAY_TAKES_CLAUSE) && !noun_too &&
				    !before->mark &&
				    !(before->set & (WORD_DETERMINER | WORD_PREPOSITION |
							    WORD_CONJUNCTION | WORD_MODAL));
			bool plural = (before->set & WORD_PRONOUN) ||
				      (ends_with(before->form, "s") && !noun_too);
			if (!plural && !says && !view_has(view, g.begin - 1, WORD_RELATIVE))
				return false;
		} else {
			return false;
		}
	} else if (g.modal || g.do_ || g.expected) {
		if (!(forms & FORM_BASE) && !(g.have && (forms & FORM_PARTICIPLE)) &&
			!(g.be && (forms & FORM_ING)))
			return false;
	} else if (g.be && !of_be) {
		if (!(forms & FORM_ING) &&
			!((forms & FORM_PARTICIPLE) && !g.modal && passive_by(view, cue)))
			return false; /* passive: told of the one it is done to */
	} else if (!(forms & (FORM_PARTICIPLE | FORM_PAST)) && !of_be) {
		return false;
	}
	/* "what Western states allow" */
	if (strcmp(e->form, "states") == 0 && names_states(view, g.begin))
		return false;
	/* "the United States", "Rules": a capital inside the sentence is a name */
	if (e->capital && at > 0 && !view->titled)
		return false;
	/* "security guarantees must", "drones claims of": a plural, no verb */
	if (!helped && noun_too && (forms & FORM_S) && end < view->n &&
		(view_has(view, end, WORD_FINITE | WORD_COORDINATOR) ||
			(view_has(view, end, WORD_PREPOSITION) && !view_is(view, end, "to"))))
		return false;
	cue->forms = forms;
	if (g.negated)
		cue->modality = GAINSAY_NEGATED;
	else if (g.would && !g.have)
		cue->modality = GAINSAY_CONDITIONAL;
	else if (g.expected || (g.modal && !g.have))
		cue->modality = GAINSAY_EXPECTED;
	return true;
}

/* How far the second part of a phrase with a gap may be: "accused the government of". */
#define GAP_MAX 14

/* Whether plain words follow at i. */
static bool match_words(const struct view *view, size_t i, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, " ");
		if (i >= view->n || strlen(view->items[i].form) != n ||
			strncmp(view->items[i].form, words, n) != 0)
			return false;
		words += n + (words[n] == ' ');
		i++;
	}
	return true;
}

/* Where the words after a gap follow from i on, within the phrase; NOWHERE if they do not. */
static size_t match_gap(const struct view *view, size_t i, const char *words)
{
	for (size_t k = i + 1; k < view->n && k - i < GAP_MAX && !view_is_mark(view, k, ','); k++)
		if (match_words(view, k, words))
			return k;
	return NOWHERE;
}

/* Whether the rest of a phrase follows at i; its end (that of what stands before a gap), or
 * NOWHERE. One adverb or "not" may stand between, which then negates. */
static size_t match_rest(
	const struct view *view, size_t i, const char *rest, bool *negated, size_t *tail)
{
	*negated = false;
	*tail = NOWHERE;
	if (*rest && i < view->n && view_has(view, i, WORD_ADVERB | WORD_NEGATION) &&
		!view_has(view, i, WORD_PREPOSITION)) {
		size_t n = strlen(view->items[i].form);
		if (strncmp(rest, view->items[i].form, n) != 0 || (rest[n] && rest[n] != ' ')) {
			*negated = view_has(view, i, WORD_NEGATION);
			i++;
		}
	}
	while (*rest) {
		if (strncmp(rest, "... ", 4) == 0) {
			*tail = match_gap(view, i, rest + 4);
			return *tail == NOWHERE ? NOWHERE : i;
		}
		size_t n = strcspn(rest, " ");
		if (i >= view->n || strlen(view->items[i].form) != n ||
			strncmp(view->items[i].form, rest, n) != 0)
			return NOWHERE;
		rest += n + (rest[n] == ' ');
		i++;
	}
	return i;
}

static bool accept_noun(const struct view *view, const struct lexeme *lexeme, size_t at, size_t end,
	struct cue *cue)
{
	bool that = view_is(view, end, "that");
	bool of = view_is(view, end, "of") && strcmp(lexeme->verb->cue_class, "denial") == 0;
	bool by = view_is(view, end, "by") || view_is(view, end, "from");
	if ((!that && !of && !by) || (view->items[at].capital && at > 0))
		return false;
	*cue = (struct cue){.verb = lexeme->verb,
		.words = {at, end},
		.group = at,
		.core = at,
		.forms = FORM_NOUN};
	return true;
}

/* The best lexeme at an element: the one with the longest phrase that can be a cue here. */
static bool cue_at(
	const struct lexicon *lexicon, const struct view *view, size_t i, struct cue *out)
{
	bool found = false;
	size_t longest = 0, token = view->items[i].first;
	/* "so-called", "counter-proposal" */
	if (view->tokens->items[token].hyphenated ||
		(token + 1 < view->tokens->n && view->tokens->items[token + 1].hyphenated))
		return false;
	for (const struct lexeme *l = lexicon_find(lexicon, view->items[i].form); l;
		l = lexicon_next(lexicon, l)) {
		bool negated;
		size_t tail, end = match_rest(view, i + 1, l->rest, &negated, &tail);
		/* a phrase with a gap says more than its first word alone */
		size_t length = end == NOWHERE ? 0 : end - i + (tail != NOWHERE);
		if (end == NOWHERE || (found && length <= longest))
			continue;
		struct cue cue;
		bool ok;
		if (l->forms & FORM_FIXED) {
			cue = (struct cue){.verb = l->verb,
				.words = {i, end},
				.group = i,
				.core = i,
				.forms = FORM_FIXED};
			ok = true;
		} else if (l->forms & FORM_NOUN) {
			ok = accept_noun(view, l, i, end, &cue);
		} else {
			ok = accept_verb(lexicon, view, l, i, end, &cue);
		}
		if (!ok)
			continue;
		if (negated)
			cue.modality = GAINSAY_NEGATED;
		cue.tail = tail;
		*out = cue;
		found = true;
		longest = length;
	}
	return found;
}

static size_t comma_before(const struct view *view, size_t lo, size_t i)
{
	while (i > lo) {
		i--;
		if (view_is_mark(view, i, ',') || view_is_mark(view, i, 0x2014) ||
			view_is_mark(view, i, 0x2013) || view_is_mark(view, i, ';'))
			return i;
		if (view->items[i].quote && view->items[i].end - view->items[i].first > 6)
			return NOWHERE;
	}
	return NOWHERE;
}

/* "Yermak, who led the delegation, said": the comma at c closes what began at another. */
static struct range subject_over_comma(const struct view *view, size_t lo, size_t c)
{
	struct range none = {c, c};
	for (int rounds = 0; rounds < 4; rounds++) {
		size_t open = rounds ? none.begin : comma_before(view, lo, c);
		if (open == NOWHERE || open == lo)
			return (struct range){c, c};
		size_t first = open + 1;
		if (view_has(view, first, WORD_CONJUNCTION) &&
			!view_has(view, first, WORD_RELATIVE) && !view_is(view, first, "as"))
			return (struct range){c, c};
		struct range head = view_phrase_left(view, lo, open);
		if (head.begin == head.end)
			return head;
		/* still inside the apposition: "Peskov, 57, the spokesman, said" */
		bool inner = head.begin > lo && view_is_mark(view, head.begin - 1, ',') &&
			     (!view_has(view, head.begin, WORD_PRONOUN) ||
				     view_has(view, head.begin, WORD_RELATIVE)) &&
			     !view->items[head.begin].capital;
		if (inner) {
			struct range outer = view_phrase_left(view, lo, head.begin - 1);
			inner = outer.begin < outer.end && view->items[outer.end - 1].capital &&
				!view_has(view, outer.end - 1, WORD_TIME | WORD_MONTH) &&
				(outer.begin == lo ||
					!view_has(view, outer.begin - 1, WORD_PREPOSITION));
		}
		if (!inner) {
			/* "X, speaking in Kyiv, said": what hangs between is no part of the name */
			bool part = view_has(view, first, WORD_DETERMINER | WORD_RELATIVE) ||
				    view->items[first].number || view->items[first].capital ||
				    !(view_has(view, first, WORD_PREPOSITION | WORD_ADVERB) ||
					    ends_with(view->items[first].form, "ing") ||
					    ends_with(view->items[first].form, "ed"));
			return (struct range){head.begin, part ? c : open};
		}
		none = (struct range){head.begin - 1, c};
	}
	return (struct range){c, c};
}

/* The subject of the sentence, before any verb: "The ministry posted a video, saying". */
static struct range main_subject(const struct view *view, size_t end)
{
	size_t k = 0;
	while (k < end && (view_has(view, k, WORD_COORDINATOR) || view->items[k].mark))
		k++;
	k = view_skip_time(view, k, end);
	if (k < end && view_is_mark(view, k, ','))
		k++;
	if ((view_has(view, k, WORD_PREPOSITION | WORD_CONJUNCTION) &&
		    !view_has(view, k, WORD_DETERMINER)) ||
		(k < end && (ends_with(view->items[k].form, "ing") ||
				    ends_with(view->items[k].form, "ed")))) {
		while (k < end && !view_is_mark(view, k, ','))
			k++;
		k++;
	}
	if (k >= end || view->items[k].quote)
		return (struct range){end, end};
	struct range who = view_phrase_right(view, k, end, true);
	bool name = false;
	for (size_t i = who.begin; i < who.end; i++) {
		const struct element *e = &view->items[i];
		/* a lower-case word after a name, or an -ed word, is the verb */
		bool verb = (name && !e->capital && !e->mark &&
				    !(e->set & ~(uint32_t)WORD_ADVERB)) ||
			    (i > who.begin && !e->capital && ends_with(e->form, "ed"));
		if (verb || view_is_mark(view, i, ','))
			return (struct range){who.begin, verb ? i : who.end};
		name |= e->capital && i > 0;
		name |= e->capital && !view_has(view, i, WORD_DETERMINER);
	}
	return who;
}

/* "Merz, Macron and Starmer", "the ministers of France, Germany and Poland": what stands before the
 * commas of a list of names belongs to it. */
static struct range with_list(const struct view *view, size_t lo, struct range who)
{
	bool joined = false;
	for (size_t i = who.begin; i < who.end; i++)
		joined |= view_is(view, i, "and");
	while (joined && who.begin > lo + 1 && view->items[who.begin].capital &&
		view_is_mark(view, who.begin - 1, ',')) {
		struct range more = view_phrase_left(view, lo, who.begin - 1);
		if (more.begin == more.end || !view->items[more.end - 1].capital ||
			view_has(view, more.end - 1, WORD_TIME | WORD_MONTH) ||
			ends_with(view->items[more.begin].form, "ing") ||
			(more.begin > lo && !view_breaks(view, more.begin - 1)))
			break;
		who.begin = more.begin;
	}
	return who;
}

static void find_subject(const struct view *view, const struct cues *cues, struct cue *cue)
{
	/* a cue before this one bounds the phrase: "said Putin had told" */
	size_t lo = cues->n > 0 ? cues->items[cues->n - 1].words.end : 0;
	size_t end = view_trim_time(view, lo, cue->group);
	cue->subject = (struct range){end, end};
	if (end == lo)
		return;
	bool adds = cue->plain && (cue->forms & FORM_ING) &&
		    (view_is_mark(view, end - 1, ',') || view->items[end - 1].quote);
	if (adds || view_has(view, end - 1, WORD_COORDINATOR)) {
		cue->shares = true;
		/* "Orlov thanked them and said": no cue before it names the subject */
		if (cues->n == 0)
			cue->subject = main_subject(view, end);
		return;
	}
	if (view_is_mark(view, end - 1, ',') || view_is_mark(view, end - 1, 0x2014) ||
		view_is_mark(view, end - 1, 0x2013)) {
		/* what hangs between the commas may hold a cue: "Orlov, asked about it, said" */
		cue->subject = subject_over_comma(view, 0, end - 1);
		/* "He pledged to go, cast doubt on it, said it was over" */
		cue->shares = cue->subject.begin == cue->subject.end && cues->n > 0;
		return;
	}
	if (view_has(view, end - 1, WORD_RELATIVE)) {
		cue->subject = (struct range){end - 1, end};
		return;
	}
	cue->subject = with_list(view, lo, view_phrase_left(view, lo, end));
}

void cues_find(const struct lexicon *lexicon, const struct view *view, struct cues *out)
{
	out->n = 0;
	for (size_t i = 0; i < view->n && out->n < CUES_MAX;) {
		const struct element *e = &view->items[i];
		struct cue cue;
		size_t lo = out->n > 0 ? out->items[out->n - 1].words.end : 0;
		bool quoted = !e->quote && !e->mark &&
			      passive_quoted_as(lexicon, view, lo, i, &cue);
		if (!quoted && (e->quote || e->mark ||
				       !(cue_at(lexicon, view, i, &cue) ||
					       unknown_verb_quoting(lexicon, view, i, &cue) ||
					       unknown_verb_that(lexicon, view, i, &cue)))) {
			i++;
			continue;
		}
		if (!quoted && !cue.passive && !(cue.forms & (FORM_NOUN | FORM_FIXED)))
			find_subject(view, out, &cue);
		if (cue.after < cue.words.end)
			cue.after = cue.words.end;
		MEM_ROOM(out->items, out->n, out->cap);
		out->items[out->n++] = cue;
		i = cue.words.end;
	}
}

void cues_release(struct cues *cues)
{
	free(cues->items);
	*cues = (struct cues){0};
}

struct range cue_subject_right(const struct view *view, const struct cue *cue, size_t end)
{
	size_t k = view_skip_time(view, cue->words.end, end);
	if (k >= end || view_breaks(view, k) ||
		view_has(view, k, WORD_PREPOSITION | WORD_CONJUNCTION | WORD_FINITE))
		return (struct range){k, k};
	return view_phrase_right(view, k, end, true);
}
