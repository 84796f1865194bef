#include "frame.h"

#include "words.h"

#include "util/mem.h"

/* How far an adjunct may reach between a cue and its content: "said in an interview with ... that".
 */
#define ADJUNCT_MAX 16
/* Below these a statement is likely a misreading, or words of a frame the rules half know. */
#define SURE     1.0
#define LIKELY   0.8
#define POSSIBLE 0.6

/* The reading of one sentence. */
struct frames {
	const struct view *view;
	const struct cues *cues;
	struct found_list *out;
	size_t taken; /* elements before this belong to contents already told */
	size_t outer; /* index in out of the content that reaches to `taken`, or NOWHERE */
	size_t last; /* index in out of the latest statement, for shared subjects; or NOWHERE */
	struct gainsay_span subject; /* of the cue before */
	size_t index; /* of the cue at work */
};

void found_release(struct found_list *list)
{
	free(list->items);
	*list = (struct found_list){0};
}

static bool takes(const struct cue *cue, uint32_t what)
{
	return (cue->verb->takes & what) != 0;
}

static bool is_that(const struct view *view, size_t i)
{
	return view_is(view, i, "that");
}

/* A quotation long or whole enough to be speech of its own. */
static bool is_speech(const struct view *view, size_t i)
{
	return i < view->n && view->items[i].quote &&
	       view->items[i].end - view->items[i].first >= 4;
}

static size_t sentence_end(const struct view *view)
{
	size_t end = view->n;
	while (end > 0 && !view->items[end - 1].quote &&
		(view->items[end - 1].mark == '.' || view->items[end - 1].mark == '!' ||
			view->items[end - 1].mark == '?'))
		end--;
	return end;
}

/*
 * Where the content that begins at `from` ends: at the next cue that stands beside this one
 * ("..., and added", ", while Putin said"), at ", according to", else with the sentence.
 */
static size_t content_end(const struct frames *f, size_t from)
{
	const struct view *view = f->view;
	for (size_t k = f->index + 1; k < f->cues->n; k++) {
		const struct cue *c = &f->cues->items[k];
		if (c->core < from || (c->forms & FORM_NOUN))
			continue;
		if (c->forms & FORM_FIXED) {
			if (c->core > from && view_is_mark(view, c->core - 1, ','))
				return c->core - 1;
			continue;
		}
		size_t at = c->shares || c->subject.begin == c->subject.end ? c->group
									    : c->subject.begin;
		at = view_trim_time(view, from, at);
		if (at <= from)
			continue;
		size_t b = at - 1;
		if ((c->forms & FORM_ING) && c->plain && view_is_mark(view, b, ','))
			return b;
		if (!view_has(view, b, WORD_COORDINATOR | WORD_CONTRAST))
			continue;
		bool comma = b > from && view_is_mark(view, b - 1, ',');
		if (comma)
			return b - 1;
		/* "said A and added that B"; "said A and B said C" only for plain speech */
		bool plain_speech = takes(c, GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM) &&
				    (c->forms & (FORM_PAST | FORM_S));
		if (view_is(view, b, "and") && plain_speech)
			return b;
	}
	return sentence_end(view);
}

static struct gainsay_span range_span(const struct view *view, size_t begin, size_t end)
{
	return view_span(view, (struct range){begin, end});
}

static void add_piece(struct found *found, const struct view *view, size_t begin, size_t end)
{
	if (begin >= end || found->n >= PIECES_MAX)
		return;
	struct gainsay_span span = range_span(view, begin, end);
	if (span.begin == span.end)
		return;
	size_t quoted;
	found->words += view_words(view, (struct range){begin, end}, &quoted);
	found->quoted_words += quoted;
	found->pieces[found->n++] = span;
}

static struct found start(const struct frames *f, const struct cue *cue, struct range subject)
{
	const struct view *view = f->view;
	struct found found = {
		.cue = range_span(view, cue->words.begin, cue->words.end),
		.cue_class = cue->verb->cue_class,
		.modality = cue->modality,
		.confidence = SURE,
		.paragraph = view->tokens->items[view->items[0].first].paragraph,
	};
	if (subject.begin < subject.end)
		found.speaker = view_span(view, subject);
	else if (cue->shares)
		found.speaker = f->subject;
	if (strcmp(found.cue_class, "question") == 0)
		found.modality = GAINSAY_QUESTION;
	return found;
}

static void keep(struct frames *f, const struct found *found, size_t content_until)
{
	if (found->n == 0 || found->words == 0)
		return;
	MEM_ROOM(f->out->items, f->out->n, f->out->cap);
	struct found *kept = &f->out->items[f->out->n];
	*kept = *found;
	if (f->outer != NOWHERE) {
		const struct found *outer = &f->out->items[f->outer];
		const struct gainsay_span *last = &outer->pieces[outer->n - 1];
		if (kept->pieces[0].begin >= outer->pieces[0].begin &&
			kept->pieces[kept->n - 1].end <= last->end && kept->cue.begin < last->end) {
			kept->nested = true;
			kept->relayed_by = outer->speaker;
			kept->confidence = POSSIBLE;
		}
	}
	f->last = f->out->n++;
	if (kept->speaker.begin < kept->speaker.end && !kept->nested)
		f->subject = kept->speaker;
	if (content_until > f->taken) {
		f->taken = content_until;
		f->outer = f->last;
	}
}

/* Past the one spoken to: "told reporters in Kyiv". NOWHERE if nobody stands there. */
static size_t skip_whom(const struct view *view, size_t i, size_t end)
{
	if (i >= end || is_that(view, i) || view_breaks(view, i))
		return NOWHERE;
	if (view_has(view, i, WORD_PREPOSITION) && !view_has(view, i, WORD_DETERMINER))
		return NOWHERE;
	struct range whom = view_phrase_right(view, i, end, false);
	return whom.end > i ? whom.end : NOWHERE;
}

/* Past "in an interview with CNN on Monday": to "that", a quotation, a pronoun or a comma. */
static size_t skip_adjuncts(const struct view *view, size_t i, size_t end)
{
	for (;;) {
		size_t k = view_skip_time(view, i, end);
		if (k >= end || is_that(view, k) || !view_has(view, k, WORD_PREPOSITION) ||
			view_breaks(view, k))
			return k;
		if (view_is(view, k, "of"))
			return k;
		size_t stop = k + 1;
		while (stop < end && stop - k < ADJUNCT_MAX && !is_that(view, stop) &&
			!view_breaks(view, stop) &&
			!(view_has(view, stop, WORD_PRONOUN) && !view_is(view, stop, "who")) &&
			!view_is(view, stop, "there"))
			stop++;
		bool found = stop < end && stop - k < ADJUNCT_MAX;
		if (!found && stop < end)
			stop = view_phrase_right(view, k + 1, end, false).end;
		if (stop <= k + 1 && stop < end)
			stop = k + 2;
		i = stop < end ? stop : end;
		if (found || i == end)
			return i;
	}
}

/* A verb's object or bare clause may begin here. */
static bool begins_clause(const struct view *view, size_t i, size_t end)
{
	if (i >= end || view->items[i].mark)
		return false;
	if (view->items[i].quote)
		return true;
	/* "said of the plan", "said and did": no clause begins so */
	if (view_has(view, i, WORD_COORDINATOR) || view_is(view, i, "of") || view_is(view, i, "as"))
		return false;
	return true;
}

/* The elements of the content right of the cue; empty if none. */
static struct range content_right(const struct frames *f, const struct cue *cue)
{
	const struct view *view = f->view;
	size_t end = sentence_end(view), i = cue->words.end;
	const struct range none = {end, end};
	if (i >= end)
		return none;
	if (takes(cue, GAINSAY_TAKES_WHOM_OF)) {
		size_t of = i + 1;
		while (of < end && of - i < ADJUNCT_MAX && !view_is(view, of, "of") &&
			!view_is(view, of, "for") && !view_breaks(view, of))
			of++;
		if (!view_is(view, of, "of") && !view_is(view, of, "for"))
			return none;
		return (struct range){i, content_end(f, of)};
	}
	if (takes(cue, GAINSAY_TAKES_WHOM_TO)) {
		size_t whom = skip_whom(view, i, end);
		size_t k = whom == NOWHERE ? i : skip_adjuncts(view, whom, end);
		if (whom != NOWHERE && (view_is(view, k, "to") || view_is(view, whom, "to") ||
					       view_is(view, whom, "not")))
			return (struct range){i, content_end(f, i)};
		if (view_is(view, k, "whether") || view_is(view, k, "if") ||
			view_is(view, k, "why") || view_is(view, i, "for"))
			return view_is(view, i, "for") ? (struct range){i + 1, content_end(f, i)}
						       : none;
	}
	if (takes(cue, GAINSAY_TAKES_TO)) {
		size_t k = view_skip_time(view, i, end);
		if (view_is(view, k, "to") ||
			(view_is(view, k, "not") && view_is(view, k + 1, "to")))
			return (struct range){k, content_end(f, k)};
		if (!takes(cue, ~(uint32_t)(GAINSAY_TAKES_TO | GAINSAY_TAKES_WHOM_TO)))
			return none;
	}
	size_t k = i;
	if (takes(cue, GAINSAY_TAKES_WHOM)) {
		size_t whom = skip_whom(view, i, end);
		if (whom == NOWHERE && !takes(cue, GAINSAY_TAKES_CLAUSE) && !is_that(view, k) &&
			!view_is_mark(view, k, ':') && !view_is_mark(view, k, ','))
			return none;
		/* "warned the war would go on" has no hearer before its clause */
		bool hearer = whom != NOWHERE &&
			      (!takes(cue, GAINSAY_TAKES_CLAUSE) || is_that(view, whom) ||
				      view_is_mark(view, whom, ':') ||
				      view_is_mark(view, whom, ','));
		if (hearer)
			k = whom;
	}
	size_t after = skip_adjuncts(view, k, end);
	if (is_that(view, after) &&
		takes(cue, GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_THAT | GAINSAY_TAKES_WHOM |
				   GAINSAY_TAKES_WHOM_TO | GAINSAY_TAKES_QUOTE))
		return (struct range){after, content_end(f, after + 1)};
	if (view_is_mark(view, after, ',') && is_that(view, after + 1))
		return (struct range){after + 1, content_end(f, after + 2)};
	if ((view_is_mark(view, after, ',') || view_is_mark(view, after, ':')) && after + 1 < end &&
		view->items[after + 1].quote && takes(cue, GAINSAY_TAKES_QUOTE))
		return (struct range){after + 1, content_end(f, after + 1)};
	if (view_is_mark(view, after, ':') && after + 1 < end)
		return (struct range){after + 1, content_end(f, after + 1)};
	if (after < end && view->items[after].quote && takes(cue, GAINSAY_TAKES_QUOTE))
		return (struct range){after, content_end(f, after)};
	if (takes(cue, GAINSAY_TAKES_WHETHER) || takes(cue, GAINSAY_TAKES_CLAUSE)) {
		static const char *const words[] = {"whether", "if", "why", "how", "what", "where"};
		for (size_t w = 0; w < ARRAY_SIZE(words); w++)
			if (view_is(view, after, words[w]))
				return (struct range){after, content_end(f, after)};
		if (!takes(cue, GAINSAY_TAKES_CLAUSE))
			return none;
	}
	if (takes(cue, GAINSAY_TAKES_OBJECT)) {
		if (begins_clause(view, after, end))
			return (struct range){after, content_end(f, after)};
		return none;
	}
	if (takes(cue, GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM) &&
		begins_clause(view, after, end)) {
		size_t stop = content_end(f, after);
		if (stop >= after + 3 || view_finite(view, after, stop))
			return (struct range){after, stop};
	}
	return none;
}

/* Whether what stands left of the cue's frame is its content: the elements [taken, edge). */
static bool content_left(const struct frames *f, size_t edge, struct range *out)
{
	const struct view *view = f->view;
	size_t end = edge;
	if (end > f->taken &&
		(view_is_mark(view, end - 1, ',') || view_is_mark(view, end - 1, 0x2014) ||
			view_is_mark(view, end - 1, 0x2013)))
		end--;
	else if (!(end > f->taken && view->items[end - 1].quote))
		return false;
	size_t begin = f->taken;
	while (begin < end && !view->items[begin].quote && view->items[begin].mark)
		begin++;
	if (begin >= end)
		return false;
	*out = (struct range){begin, end};
	return true;
}

/* Where the words after the cue go on with the content begun before it: "..., he said, ...". */
static size_t resumes(const struct view *view, size_t i, size_t end, bool quote)
{
	size_t k = skip_adjuncts(view, i, end);
	if (k < end && quote && view->items[k].quote)
		return k;
	if (k + 1 >= end || !(view_is_mark(view, k, ',') || view_is_mark(view, k, 0x2014)))
		return NOWHERE;
	if (quote)
		return is_speech(view, k + 1) ? k + 1 : NOWHERE;
	const struct element *e = &view->items[k + 1];
	size_t n = strlen(e->form);
	if ((n > 4 && strcmp(e->form + n - 3, "ing") == 0) ||
		(e->set & (WORD_CONJUNCTION | WORD_RELATIVE)))
		return NOWHERE;
	return k + 1;
}

/* "According to X, p", "p, according to X", "p, according to X, p". */
static void read_source(struct frames *f, const struct cue *cue)
{
	const struct view *view = f->view;
	size_t end = sentence_end(view);
	/* before its content a source has an apposition only if it is closed by another comma */
	bool leads = cue->words.begin <= f->taken + 1;
	struct range who = view_phrase_right(view, cue->words.end, end, !leads);
	if (who.begin == who.end)
		return;
	if (leads && view_is_mark(view, who.end, ',')) {
		size_t k = who.end + 1, stop = k;
		while (stop < end && !view_breaks(view, stop))
			stop++;
		bool tells = view_is(view, k, "the") || view_is(view, k, "a") ||
			     view_is(view, k, "an") || view_has(view, k, WORD_RELATIVE);
		if (tells && stop + 2 < end && view_is_mark(view, stop, ',') &&
			(view_has(view, k, WORD_RELATIVE) || !view_finite(view, k, stop)))
			who.end = stop;
	}
	struct found found = start(f, cue, who);
	struct range left;
	size_t until = f->taken;
	if (content_left(f, cue->words.begin, &left)) {
		add_piece(&found, view, left.begin, left.end);
		until = left.end;
	} else if (cue->words.begin > f->taken + 2) {
		/* without a comma: "the plan is dead according to X" */
		add_piece(&found, view, f->taken, cue->words.begin);
		until = cue->words.begin;
	}
	size_t k = who.end;
	while (k < end && !view_is_mark(view, k, ',') && !view->items[k].quote &&
		!view_is_mark(view, k, ':'))
		k++;
	if (k + 1 < end && view_is_mark(view, k, ',') &&
		(found.n == 0 || resumes(view, k, end, false) != NOWHERE)) {
		size_t stop = content_end(f, k + 1);
		add_piece(&found, view, k + 1, stop);
		until = stop;
	}
	keep(f, &found, until);
}

/* "Putin's claim that p", "his denial of p", "a call by Macron for p". */
static void read_noun(struct frames *f, const struct cue *cue)
{
	const struct view *view = f->view;
	size_t end = sentence_end(view), i = cue->words.end;
	struct range who = {i, i};
	size_t k = cue->words.begin;
	/* adjectives between the possessive and the noun */
	for (size_t steps = 0;
		k > 0 && steps < 3 && !view_breaks(view, k - 1) &&
		!view_has(view, k - 1,
			WORD_POSSESSIVE | WORD_PREPOSITION | WORD_CONJUNCTION | WORD_FINITE);
		steps++)
		k--;
	if (k > 0 && view_is(view, k - 1, "'s"))
		who = view_phrase_left(view, 0, k - 1);
	else if (k > 0 && view_has(view, k - 1, WORD_POSSESSIVE))
		who = (struct range){k - 1, k};
	else if (view_is(view, i, "by") || view_is(view, i, "from"))
		who = view_phrase_right(view, i + 1, end, false);
	if (who.begin == who.end)
		return;
	if (who.begin >= i)
		i = who.end;
	if (!(is_that(view, i) || (view_is(view, i, "of"))))
		return;
	size_t from = is_that(view, i) ? i : i + 1;
	struct found found = start(f, cue, who);
	found.confidence = LIKELY;
	add_piece(&found, view, from, content_end(f, from));
	if (found.words >= 3)
		keep(f, &found, f->taken);
}

/* The subject of '"...," said Peskov' and 'It was over, said Peskov', or an empty range. */
static struct range inverted_subject(const struct frames *f, const struct cue *cue, size_t edge)
{
	const struct view *view = f->view;
	size_t end = sentence_end(view);
	struct range none = {end, end};
	bool quote = edge > f->taken && view->items[edge - 1].quote;
	bool comma = edge > f->taken && view_is_mark(view, edge - 1, ',');
	if (!(quote || comma) || !cue->plain || (cue->forms & FORM_ING) ||
		!takes(cue, GAINSAY_TAKES_QUOTE))
		return none;
	struct range behind = cue_subject_right(view, cue, end);
	if (behind.begin == behind.end)
		return none;
	quote |= comma && edge > f->taken + 1 && view->items[edge - 2].quote;
	if (quote)
		return behind;
	/* "Orlov, the spokesman, said it was over" has no clause before its comma and one after */
	bool stands = behind.end >= end || view_breaks(view, behind.end) ||
		      view_has(view, behind.end, WORD_TIME | WORD_PREPOSITION | WORD_CONJUNCTION);
	bool clause = view_finite(view, f->taken, edge);
	if (cue->subject.begin < cue->subject.end && cue->subject.begin <= f->taken + 1)
		clause = false;
	return stands && clause ? behind : none;
}

static void read_verb(struct frames *f, const struct cue *cue)
{
	const struct view *view = f->view;
	size_t end = sentence_end(view);
	struct range left = {0, 0}, right = content_right(f, cue);
	struct range subject = cue->subject;
	bool left_ok = false;
	size_t edge = view_trim_time(view, f->taken, cue->group);
	bool at_edge = edge > f->taken &&
		       (view->items[edge - 1].quote || view_is_mark(view, edge - 1, ','));
	struct range behind = inverted_subject(f, cue, edge);
	if (behind.begin < behind.end && content_left(f, edge, &left)) {
		struct found found = start(f, cue, behind);
		add_piece(&found, view, left.begin, left.end);
		size_t until = left.end;
		size_t more = resumes(view, behind.end, end, view->items[left.end - 1].quote);
		if (more != NOWHERE) {
			until = content_end(f, more);
			add_piece(&found, view, more, until);
		}
		keep(f, &found, until);
		return;
	}
	if (subject.begin < subject.end && subject.begin > f->taken)
		left_ok = content_left(f, subject.begin, &left);
	else if (cue->shares && at_edge)
		left_ok = content_left(f, edge, &left) && view->items[left.end - 1].quote;
	struct found found = start(f, cue, subject);
	bool right_ok = right.begin < right.end;
	bool parenthesis = left_ok && takes(cue, GAINSAY_TAKES_QUOTE | GAINSAY_TAKES_CLAUSE |
							 GAINSAY_TAKES_THAT | GAINSAY_TAKES_WHOM);
	/* the content is to the left only if nothing follows at once */
	bool quote_left = parenthesis && view->items[left.end - 1].quote;
	bool quote_right = right_ok && view->items[right.begin].quote;
	if (parenthesis && (!right_ok || (quote_left && quote_right))) {
		add_piece(&found, view, left.begin, left.end);
		size_t until = left.end;
		size_t past = cue->words.end;
		if (takes(cue, GAINSAY_TAKES_WHOM)) {
			size_t whom = skip_whom(view, past, end);
			past = whom == NOWHERE ? past : whom;
		}
		size_t more = resumes(view, past, end, quote_left);
		if (more != NOWHERE) {
			until = content_end(f, more);
			add_piece(&found, view, more, until);
		}
		keep(f, &found, until);
		return;
	}
	if (!right_ok)
		return;
	/* a statement needs somebody: a subject, or one shared with the cue before */
	if (found.speaker.begin == found.speaker.end)
		found.confidence = POSSIBLE;
	add_piece(&found, view, right.begin, right.end);
	keep(f, &found, right.end);
}

void frames_read(
	const struct view *view, const struct cues *cues, struct found_list *out, bool *introduces)
{
	struct frames f = {
		.view = view, .cues = cues, .out = out, .outer = NOWHERE, .last = NOWHERE};
	*introduces = false;
	size_t before = out->n;
	for (f.index = 0; f.index < cues->n; f.index++) {
		const struct cue *cue = &cues->items[f.index];
		if (takes(cue, GAINSAY_IS_SILENCE))
			continue;
		if (cue->forms & FORM_FIXED)
			read_source(&f, cue);
		else if (cue->forms & FORM_NOUN)
			read_noun(&f, cue);
		else
			read_verb(&f, cue);
		if (!(cue->forms & (FORM_FIXED | FORM_NOUN)) &&
			cue->subject.begin < cue->subject.end && cue->core >= f.taken)
			f.subject = view_span(view, cue->subject);
	}
	/* "He wrote on X:" with the words in the next paragraph */
	if (out->n == before && view->n > 2 && view_is_mark(view, view->n - 1, ':') &&
		cues->n > 0) {
		const struct cue *cue = &cues->items[cues->n - 1];
		if (cue->forms & (FORM_FIXED | FORM_NOUN) || !takes(cue, GAINSAY_TAKES_QUOTE))
			return;
		MEM_ROOM(out->items, out->n, out->cap);
		out->items[out->n++] = start(&f, cue, cue->subject);
		*introduces = true;
	}
}
