#include "frame.h"

#include "content.h"
#include "util/mem.h"
#include "words.h"

/* How much to trust a reading: below SURE are frames the rules half know. */
#define SURE     1.0
#define LIKELY   0.8
#define POSSIBLE 0.6

/* The reading of one sentence. */
struct frames {
	struct place place; /* of the cue at work; begin: what is before belongs to contents told */
	struct found_list *out;
	size_t outer; /* index in out of the content that reaches to place.begin, or NOWHERE */
	struct gainsay_span subject; /* of the cue before */
	bool inside; /* reading cues inside the content of `outer` */
};

void found_release(struct found_list *list)
{
	free(list->items);
	*list = (struct found_list){0};
}

static const struct cue *cue_of(const struct frames *f)
{
	return &f->place.cues->items[f->place.index];
}

static void add_piece(struct found *found, const struct view *view, size_t begin, size_t end)
{
	if (begin >= end || found->n >= PIECES_MAX)
		return;
	struct gainsay_span span = view_span(view, (struct range){begin, end});
	if (span.begin == span.end)
		return;
	size_t quoted;
	found->words += view_words(view, (struct range){begin, end}, &quoted);
	found->quoted_words += quoted;
	found->pieces[found->n++] = span;
}

static struct found start(const struct frames *f, struct range subject)
{
	const struct view *view = f->place.view;
	const struct cue *cue = cue_of(f);
	struct found found = {
		.cue = view_span(view, cue->words),
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

/* Whether a negated cue tells no statement at all: "did not say", "has not confirmed". */
static bool tells_nothing(const struct found *found)
{
	static const char *const classes[] = {"neutral", "factive", "distancing", "belief", "hint",
		"relay", "decree", "question"};
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (found->modality == GAINSAY_NEGATED && strcmp(found->cue_class, classes[i]) == 0)
			return true;
	return false;
}

static void keep(struct frames *f, const struct found *found, size_t content_until)
{
	if (found->n == 0 || found->words == 0)
		return;
	size_t index = NOWHERE;
	if (!tells_nothing(found)) {
		MEM_ROOM(f->out->items, f->out->n, f->out->cap);
		struct found *kept = &f->out->items[f->out->n];
		*kept = *found;
		if (f->outer != NOWHERE) {
			const struct found *outer = &f->out->items[f->outer];
			const struct gainsay_span *last = &outer->pieces[outer->n - 1];
			if (kept->pieces[0].begin >= outer->pieces[0].begin &&
				kept->pieces[kept->n - 1].end <= last->end &&
				kept->cue.begin < last->end) {
				kept->nested = true;
				kept->relayed_by = outer->speaker;
				kept->confidence = POSSIBLE;
			}
		}
		index = f->out->n++;
		if (kept->speaker.begin < kept->speaker.end && !kept->nested)
			f->subject = kept->speaker;
	}
	if (content_until > f->place.begin && !f->inside) {
		f->place.begin = content_until;
		f->outer = index;
	}
}

/* "According to X, p", "p, according to X", "p, according to X, p". */
static void read_source(struct frames *f)
{
	const struct view *view = f->place.view;
	const struct cue *cue = cue_of(f);
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
		if (tells && stop + 2 < end && view_is_mark(view, stop, ',') &&
			(view_has(view, k, WORD_RELATIVE) || !view_finite(view, k, stop)))
			who.end = stop;
	}
	struct range speaker = who;
	if (who.end == cue->words.end)
		speaker.end = who.begin + 1;
	struct found found = start(f, speaker);
	struct range left = content_left(&f->place, cue->words.begin);
	if (left.begin == left.end && cue->words.begin > begin + 2) /* without a comma */
		left = (struct range){begin, cue->words.begin};
	add_piece(&found, view, left.begin, left.end);
	size_t until = found.n > 0 ? left.end : begin;
	size_t k = who.end;
	while (k < end && !view_is_mark(view, k, ',') && !view->items[k].quote &&
		!view_is_mark(view, k, ':'))
		k++;
	if (k + 1 < end && view_is_mark(view, k, ',') &&
		(found.n == 0 || content_resumes(&f->place, k, false, true) != NOWHERE)) {
		until = content_end(&f->place, k + 1);
		add_piece(&found, view, k + 1, until);
	}
	keep(f, &found, until);
}

/* Who a noun's statement belongs to: "Putin's claim", "his denial", "a call by Macron". */
static struct range noun_owner(const struct frames *f)
{
	const struct view *view = f->place.view;
	const struct cue *cue = cue_of(f);
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

static void read_noun(struct frames *f)
{
	const struct view *view = f->place.view;
	size_t i = cue_of(f)->words.end;
	struct range who = noun_owner(f);
	if (who.begin == who.end)
		return;
	if (who.begin >= i)
		i = who.end;
	bool that = view_is(view, i, "that");
	if (!that && !view_is(view, i, "of"))
		return;
	size_t from = that ? i : i + 1;
	struct found found = start(f, who);
	found.confidence = LIKELY;
	add_piece(&found, view, from, content_end(&f->place, from));
	if (found.words >= 3)
		keep(f, &found, f->place.begin);
}

/* Whether the cue before this one is a verb of the same stretch, and so makes it a clause. */
static bool verb_before(const struct frames *f)
{
	if (f->place.index == 0)
		return false;
	const struct cue *before = &f->place.cues->items[f->place.index - 1];
	return before->core >= f->place.begin && !(before->forms & (FORM_NOUN | FORM_FIXED));
}

/* The subject of '"...," said Peskov' and 'It was over, said Peskov', or an empty range. */
static struct range inverted_subject(const struct frames *f, size_t edge)
{
	const struct view *view = f->place.view;
	const struct cue *cue = cue_of(f);
	size_t end = f->place.end, begin = f->place.begin;
	struct range none = {end, end};
	bool quote = edge > begin && view->items[edge - 1].quote;
	bool comma = edge > begin && view_is_mark(view, edge - 1, ',');
	if (!(quote || comma) || !cue->plain || (cue->forms & FORM_ING) ||
		!cue_takes(cue, GAINSAY_TAKES_QUOTE))
		return none;
	struct range behind = cue_subject_right(view, cue, end);
	if (behind.begin == behind.end)
		return none;
	if (quote || (comma && edge > begin + 1 && view->items[edge - 2].quote))
		return behind;
	/* a quotation with words after it: they are the subject with its apposition */
	for (size_t i = begin; i + 1 < edge; i++)
		if (view->items[i].quote)
			return none;
	/* "Orlov, the spokesman, said it was over" has no clause before its comma and one after */
	bool stands = behind.end >= end || view_breaks(view, behind.end) ||
		      view_has(view, behind.end, WORD_TIME | WORD_PREPOSITION | WORD_CONJUNCTION);
	bool clause = view_finite(view, begin, edge) || verb_before(f);
	if (cue->subject.begin < cue->subject.end && cue->subject.begin <= begin + 1)
		clause = false;
	return stands && clause ? behind : none;
}

/* "“Is it over?” he asked", "asked whether it was": a verb of demand that also takes "whether". */
static void mark_question(const struct cue *cue, struct found *found)
{
	if (!cue_takes(cue, GAINSAY_TAKES_WHETHER))
		return;
	found->cue_class = "question";
	found->modality = GAINSAY_QUESTION;
}

/* Whether [begin, end) can stand as a sentence: it has a verb, a pronoun for a subject, or is long
 * and begins with no preposition. */
static bool is_clause(const struct view *view, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if (view->items[i].quote || view_is_mark(view, i, ',') ||
			view_has(view, i, WORD_FINITE | WORD_NEGATION) ||
			(view_has(view, i, WORD_PRONOUN) && !view_is(view, i, "who")))
			return true;
	/* "On Monday", "Earlier this week" are none, "Thursday's exchange brought many home" is one
	 */
	begin = view_skip_time(view, begin, end);
	return end - begin >= 3 && !view_has(view, begin, WORD_PREPOSITION | WORD_CONJUNCTION);
}

/* The left content, its continuation after the frame's end, and the statement they make. */
static void keep_left(struct frames *f, struct range subject, struct range left, size_t frame_end)
{
	const struct view *view = f->place.view;
	struct found found = start(f, subject);
	bool quote = view->items[left.end - 1].quote != NULL;
	bool whole = is_clause(view, left.begin, left.end);
	size_t until = left.end, more = content_resumes(&f->place, frame_end, quote, whole);
	add_piece(&found, view, left.begin, left.end);
	if (more != NOWHERE) {
		until = content_end(&f->place, more);
		add_piece(&found, view, more, until);
	}
	mark_question(cue_of(f), &found);
	keep(f, &found, until);
}

/* Whether the subject is nobody who speaks: "it is clear", "you know", "this shows". */
static bool is_nobody(const struct frames *f, struct range subject)
{
	static const char *const always[] = {"this", "that", "there", "which", "what", "these",
		"those", "everything", "nothing", "here"};
	static const char *const thinkers[] = {"you", "we", "i", "it", "one"};
	const struct view *view = f->place.view;
	if (subject.end - subject.begin != 1)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (view_is(view, subject.begin, always[i]))
			return true;
	const char *class = cue_of(f)->verb->cue_class;
	bool thinks = strcmp(class, "belief") == 0 || strcmp(class, "hint") == 0 ||
		      strcmp(class, "commitment") == 0 || strcmp(class, "demand") == 0 ||
		      strcmp(class, "factive") == 0;
	for (size_t i = 0; thinks && i < ARRAY_SIZE(thinkers); i++)
		if (view_is(view, subject.begin, thinkers[i]))
			return true;
	return false;
}

/* "Asked whether he had signed, Orlov said no": what is said is the question's clause. */
static bool keep_answer(struct frames *f, struct range right)
{
	const struct view *view = f->place.view;
	bool no = view_is(view, right.begin, "no");
	if (right.end != right.begin + 1 || !(no || view_is(view, right.begin, "yes")))
		return false;
	size_t from = f->place.begin, edge = cue_of(f)->subject.begin;
	while (from < edge && !view_is(view, from, "whether") && !view_is(view, from, "if"))
		from++;
	if (from + 2 >= edge)
		return true; /* a bare "yes" tells nothing */
	struct found found = start(f, cue_of(f)->subject);
	add_piece(&found, view, from + 1, edge);
	found.cue_class = no ? "denial" : found.cue_class;
	keep(f, &found, right.end);
	return true;
}

static void read_verb(struct frames *f)
{
	const struct view *view = f->place.view;
	const struct cue *cue = cue_of(f);
	size_t begin = f->place.begin;
	struct range subject = cue->subject, left = {0, 0};
	size_t edge = view_trim_time(view, begin, cue->group);
	struct range behind = inverted_subject(f, edge);
	if (behind.begin < behind.end) {
		left = content_left(&f->place, edge);
		if (left.begin < left.end) {
			keep_left(f, behind, left, behind.end);
			return;
		}
	}
	bool named = subject.begin < subject.end;
	if (named && is_nobody(f, subject))
		return;
	if (named && subject.begin > begin)
		left = content_left(&f->place, subject.begin);
	else if (cue->shares)
		left = content_left(&f->place, edge);
	bool left_ok = left.begin < left.end;
	bool quote_left = left_ok && view->items[left.end - 1].quote;
	if (!named && !quote_left)
		left_ok = false;
	struct range right = content_right(&f->place);
	bool right_ok = right.begin < right.end;
	left_ok &= cue_takes(cue, GAINSAY_TAKES_QUOTE | GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM);
	if (left_ok && !quote_left)
		left_ok = is_clause(view, left.begin, left.end) ||
			  content_resumes(&f->place, content_frame_end(&f->place), false, false) !=
				  NOWHERE;
	/* what follows a quotation at some distance is no content: "“...,” he said in a talk that"
	 */
	bool close = right_ok &&
		     (right.begin == cue->words.end || view->items[right.begin].quote != NULL);
	bool both = quote_left && right_ok && (view->items[right.begin].quote || !close);
	if (left_ok && (!right_ok || both)) {
		keep_left(f, subject, left, content_frame_end(&f->place));
		return;
	}
	if (!right_ok || keep_answer(f, right))
		return;
	struct found found = start(f, subject);
	/* a statement needs somebody: a subject, or one shared with the cue before */
	if (found.speaker.begin == found.speaker.end)
		found.confidence = POSSIBLE;
	if (view->items[right.begin].quote || content_is_question(view, right.begin))
		mark_question(cue, &found);
	add_piece(&found, view, right.begin, right.end);
	keep(f, &found, right.end);
}

static void read_cue(struct frames *f)
{
	const struct cue *cue = cue_of(f);
	if (cue_takes(cue, GAINSAY_IS_SILENCE))
		; /* whoever is silent may speak next: "declined to comment but said" */
	else if (cue->forms & FORM_FIXED)
		read_source(f);
	else if (cue->forms & FORM_NOUN)
		read_noun(f);
	else
		read_verb(f);
	if (!f->inside && !(cue->forms & (FORM_FIXED | FORM_NOUN)) &&
		cue->subject.begin < cue->subject.end && cue->core >= f->place.begin)
		f->subject = view_span(f->place.view, cue->subject);
}

/*
 * Whether the cue is told after what it tells, "p, X said" or "p, according to X", so that p may
 * hold cues of its own: "Kyiv rejected the plan, Peskov said". *edge is where p ends.
 */
static bool comes_after(struct frames *f, size_t *edge)
{
	const struct view *view = f->place.view;
	const struct cue *cue = cue_of(f);
	size_t begin = f->place.begin, end = f->place.end;
	if (cue->forms & FORM_FIXED) {
		*edge = cue->words.begin;
		return *edge > begin + 2;
	}
	if ((cue->forms & (FORM_NOUN | FORM_ING)) ||
		!cue_takes(cue, GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM) ||
		!cue_takes(cue, GAINSAY_TAKES_QUOTE))
		return false;
	*edge = view_trim_time(view, begin, cue->group);
	struct range behind = inverted_subject(f, *edge);
	if (behind.begin < behind.end)
		return true;
	if (cue->shares)
		return false;
	*edge = cue->subject.begin;
	if (cue->subject.begin == cue->subject.end || *edge <= begin + 1 ||
		!(view_is_mark(view, *edge - 1, ',') || view->items[*edge - 1].quote))
		return false;
	size_t after = content_skip_adjuncts(view, content_frame_end(&f->place), end);
	if (after < end && !view_breaks(view, after) && !view_has(view, after, WORD_CONJUNCTION))
		return false;
	if (after < end && view->items[after].quote && !view->items[*edge - 1].quote)
		return false;
	/* "..., a plan Orlov announced on Friday": no subject but a relative clause without "that"
	 */
	if (cue_takes(cue, GAINSAY_TAKES_OBJECT) &&
		(after < end || view_is(view, *edge, "a") || view_is(view, *edge, "an")))
		return false;
	if (view_is_mark(view, after, ':') || view_is(view, after, "that") ||
		(view_is_mark(view, after, ',') && view_is(view, after + 1, "that")))
		return false;
	/* a cue before it is a verb as well */
	return view_finite(view, begin, *edge) || verb_before(f);
}

/* The next cue from index on that comes after what it tells; the number of cues if none does. */
static size_t next_after(struct frames *f, size_t index, size_t *edge)
{
	for (f->place.index = index; f->place.index < f->place.cues->n; f->place.index++)
		if (f->place.index > index && comes_after(f, edge))
			return f->place.index;
	return f->place.cues->n;
}

/* The cues [from, to) in the content of the statement just kept, which ends at edge. */
static void read_inside(struct frames *f, size_t from, size_t to, size_t edge)
{
	struct frames inner = *f;
	inner.inside = true;
	inner.place.end = edge;
	for (size_t i = from; i < to; i++) {
		const struct cue *cue = &f->place.cues->items[i];
		inner.place.index = i;
		/* what stands before its subject is not its content */
		inner.place.begin = cue->subject.begin < cue->subject.end ? cue->subject.begin
									  : cue->words.begin;
		if (inner.place.begin < edge)
			read_cue(&inner);
	}
}

/* "He wrote on X:" with the words in the next paragraph. */
static void introduce(struct frames *f, bool *introduces)
{
	const struct view *view = f->place.view;
	f->place.index = f->place.cues->n - 1;
	const struct cue *cue = cue_of(f);
	if (view->n < 3 || !view_is_mark(view, view->n - 1, ':') ||
		(cue->forms & (FORM_FIXED | FORM_NOUN)) || !cue_takes(cue, GAINSAY_TAKES_QUOTE))
		return;
	MEM_ROOM(f->out->items, f->out->n, f->out->cap);
	f->out->items[f->out->n++] = start(f, cue->subject);
	*introduces = true;
}

void frames_read(
	const struct view *view, const struct cues *cues, struct found_list *out, bool *introduces)
{
	struct frames f = {
		.place = {.view = view, .cues = cues, .end = content_sentence_end(view)},
		.out = out,
		.outer = NOWHERE,
	};
	*introduces = false;
	size_t before = out->n, edge = 0;
	size_t after = next_after(&f, 0, &edge);
	for (size_t i = 0; i < cues->n; i++) {
		if (i > after || (after < cues->n && i == after)) {
			f.place.index = i;
			read_cue(&f);
			after = next_after(&f, i, &edge);
			continue;
		}
		if (after < cues->n) {
			/* told first, since it is around the ones before it */
			f.place.index = after;
			size_t kept = out->n;
			read_cue(&f);
			if (out->n > kept && f.outer != NOWHERE)
				read_inside(&f, i, after, edge);
			i = after;
			after = next_after(&f, i, &edge);
			continue;
		}
		f.place.index = i;
		read_cue(&f);
	}
	if (out->n == before && cues->n > 0)
		introduce(&f, introduces);
}
