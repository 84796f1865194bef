#include "frame.h"

#include <string.h>

#include "frame_private.h"
#include "util/mem.h"
#include "words.h"

/* Elements before a cue that are sure to be a clause, if nothing else can be what it tells. */
#define WHOLE_MIN 8

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
	const struct cue *cue = frames_cue(f);
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
	struct found found = frames_start(f, subject);
	bool quote = view->items[left.end - 1].quote != NULL;
	bool whole = is_clause(view, left.begin, left.end);
	size_t until = left.end, more = content_resumes(&f->place, frame_end, quote, whole);
	frames_add(&found, view, left.begin, left.end);
	if (more != NOWHERE) {
		until = content_end(&f->place, more);
		frames_add(&found, view, more, until);
	}
	mark_question(frames_cue(f), &found);
	frames_keep(f, &found, until);
}

/* Where ", as" begins before a subject at `at` ("..., as Orlov recalled"); else at. After another
 * cue nobody knows how much is meant: "he had never agreed, as Orlov claims". */
static size_t before_as(const struct frames *f, size_t at)
{
	const struct view *view = f->place.view;
	bool as = at > f->place.begin + 2 && view_is(view, at - 1, "as") &&
		  view_is_mark(view, at - 2, ',') && !verb_before(f);
	return as ? at - 1 : at;
}

/* Whether the subject is nobody who speaks: "it is clear", "you know", "this shows". */
static bool is_nobody(const struct frames *f, struct range subject)
{
	static const char *const always[] = {"this", "that", "there", "which", "what", "these",
		"those", "everything", "nothing", "here", "whoever", "nobody", "anybody", "anyone",
		"none", "whatever"};
	static const char *const thinkers[] = {"you", "we", "i", "it", "one"};
	const struct view *view = f->place.view;
	/* "No carrier has asked", "let me say" */
	if (view_is(view, subject.begin, "no") || view_is(view, subject.begin, "let"))
		return true;
	if (subject.end - subject.begin != 1)
		return false;
	/* "anyone who wishes to fly" */
	static const char *const whoever[] = {
		"anyone", "anybody", "everyone", "everybody", "those", "whoever", "nobody"};
	for (size_t i = 0; i < ARRAY_SIZE(whoever); i++)
		if (subject.begin > 0 && view_has(view, subject.begin, WORD_RELATIVE) &&
			view_is(view, subject.begin - 1, whoever[i]))
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (view_is(view, subject.begin, always[i]))
			return true;
	const char *class = frames_cue(f)->verb->cue_class;
	bool wills = strcmp(class, "commitment") == 0 || strcmp(class, "demand") == 0;
	/* "It demanded a rule": a body that did, unlike "it will take", "it demands patience" */
	if (wills && frames_cue(f)->plain && (frames_cue(f)->forms & FORM_PAST) &&
		view_is(view, subject.begin, "it"))
		return false;
	bool thinks = wills || strcmp(class, "belief") == 0 || strcmp(class, "hint") == 0 ||
		      strcmp(class, "factive") == 0;
	for (size_t i = 0; thinks && i < ARRAY_SIZE(thinkers); i++)
		if (view_is(view, subject.begin, thinkers[i]))
			return true;
	return false;
}

/* Whether an element is the word, or a quotation of nothing else. */
static bool is_word(const struct view *view, size_t i, const char *word)
{
	if (i >= view->n || !view->items[i].quote)
		return view_is(view, i, word);
	const struct quote *quote = view->items[i].quote;
	size_t n = 0;
	bool same = false;
	for (size_t t = quote->inner; t < quote->inner_end; t++) {
		n += view->tokens->items[t].kind != TOKEN_MARK;
		same |= token_is(&view->tokens->items[t], word);
	}
	return same && n == 1;
}

/* "Asked whether he had signed, Orlov said no": what is said is the question's clause. */
static bool keep_answer(struct frames *f, struct range right)
{
	const struct view *view = f->place.view;
	bool no = is_word(view, right.begin, "no");
	if (right.end != right.begin + 1 || !(no || is_word(view, right.begin, "yes")))
		return false;
	size_t from = f->place.begin, edge = frames_cue(f)->subject.begin;
	if (edge <= from) /* the question has been read */
		from = 0;
	while (from < edge && !view_is(view, from, "whether") && !view_is(view, from, "if"))
		from++;
	if (from + 2 >= edge)
		return true; /* a bare "yes" tells nothing */
	struct found found = frames_start(f, frames_cue(f)->subject);
	frames_add(&found, view, from + 1, edge);
	found.cue_class = no ? "denial" : found.cue_class;
	frames_keep(f, &found, right.end);
	return true;
}

/* "The plan, which Kyiv has rejected, would cap the army": what is rejected stands before. */
static void keep_antecedent(struct frames *f, struct range subject)
{
	const struct view *view = f->place.view;
	const struct cue *cue = frames_cue(f);
	bool object = cue_takes(cue, GAINSAY_TAKES_OBJECT) &&
		      !cue_takes(cue, GAINSAY_TAKES_WHOM_TO);
	if (!object || subject.begin < 3 || !view_is(view, subject.begin - 1, "which"))
		return;
	size_t comma = subject.begin - 2;
	if (!view_is_mark(view, comma, ','))
		return;
	struct range what = view_phrase_left(view, 0, comma);
	struct found found = frames_start(f, subject);
	frames_add(&found, view, what.begin, what.end);
	found.confidence = 0.8;
	size_t begin = f->place.begin;
	frames_keep(f, &found, begin);
}

/* Whether the word ends like an adjective, as what somebody is called does. */
static bool is_judgement(const char *form)
{
	static const char *const ends[] = {"ive", "ful", "ous", "able", "ible", "al", "ed", "ing",
		"less", "ic", "ent", "ant", "ary", "ory", "ough", "est"};
	static const char *const words[] = {"false", "fake", "absurd", "wrong", "dead", "weak",
		"true", "nonsense", "propaganda", "useless", "right", "good", "bad", "fair",
		"unfair", "shameful", "premature", "key", "vital", "great", "strange", "clear",
		"unclear", "inadequate", "legitimate", "illegitimate", "immediate", "magnificent"};
	size_t n = strlen(form);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(form, words[i]) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t m = strlen(ends[i]);
		if (n > m + 2 && strcmp(form + n - m, ends[i]) == 0)
			return true;
	}
	return false;
}

/* "called the plan a trap", "described it as useful", yet not "called Putin on Thursday" nor "what
 * it calls a “special operation”": whether what such a verb takes says something of something. */
static bool tells_of(const struct view *view, const struct cue *cue, struct range right)
{
	static const char *const verbs[] = {
		"call", "describe", "dub", "brand", "label", "characterise", "characterize"};
	bool names = false;
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		names |= strcmp(cue->verb->phrase, verbs[i]) == 0;
	if (!names)
		return true;
	for (size_t i = right.begin; i < right.end; i++)
		if (view->items[i].quote || view_is(view, i, "as"))
			return true;
	size_t k = view_phrase_right(view, right.begin, right.end, false).end;
	/* "called the call between the two presidents useful" */
	const struct element *last = &view->items[right.end - 1];
	if (view_has(view, k, WORD_PREPOSITION) && k + 2 < right.end && !last->mark &&
		!(last->set & (WORD_TIME | WORD_UNIT)) && !last->capital &&
		!view_has(view, right.end - 2, WORD_PREPOSITION | WORD_DETERMINER) &&
		is_judgement(last->form))
		return true;
	bool pronoun = view_has(view, right.begin, WORD_PRONOUN) ||
		       view_is(view, right.begin, "it") || view_is(view, right.begin, "them") ||
		       view_is(view, right.begin, "him") || view_is(view, right.begin, "this");
	if (pronoun)
		k = right.begin + 1;
	if (k < right.end && !view_breaks(view, k) &&
		!view_has(
			view, k, WORD_PREPOSITION | WORD_TIME | WORD_CONJUNCTION | WORD_HALF_TIME))
		return true;
	/* "called the plan magnificent", not "called a meeting" */
	size_t noun = right.begin + view_has(view, right.begin, WORD_DETERMINER);
	return !pronoun && k > noun + 1 && is_judgement(view->items[k - 1].form);
}

/* "welcomed the news", "confirmed the number", "applauded him": nobody can hold him to that. What
 * is denied or ruled out is meant by its name alone. */
static bool is_vague(const struct view *view, const struct cue *cue, struct range right)
{
	static const char *const classes[] = {"neutral", "agreement", "accusation", "factive"};
	static const char *const nouns[] = {"news", "decision", "step", "move", "number", "numbers",
		"figure", "figures", "remark", "remarks", "comment", "comments", "words", "fact",
		"incident", "visit", "result", "results", "outcome", "situation", "gesture"};
	static const char *const pronouns[] = {"it", "him", "her", "them", "this", "that", "us"};
	bool class = false, vague = false;
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		class |= strcmp(cue->verb->cue_class, classes[i]) == 0;
	size_t n = right.end - right.begin;
	if (!class || !cue_takes(cue, GAINSAY_TAKES_OBJECT) || n > 2)
		return false;
	for (size_t i = 0; n == 1 && i < ARRAY_SIZE(pronouns); i++)
		vague |= view_is(view, right.begin, pronouns[i]);
	for (size_t i = 0; n == 2 && i < ARRAY_SIZE(nouns); i++)
		vague |= view_has(view, right.begin, WORD_DETERMINER) &&
			 view_is(view, right.begin + 1, nouns[i]);
	return vague;
}

/* Whether a quotation and nothing else stands to the left, and its comma hands it to the cue. */
static bool ends_in_comma(const struct view *view, struct range left)
{
	const struct quote *quote = view->items[left.begin].quote;
	return left.end == left.begin + 1 && quote && quote->inner_end > quote->inner + 3 &&
	       token_mark(&view->tokens->items[quote->inner_end - 1]) == ',';
}

/* 'It would be a way out, he said, "but they have not agreed"': the quotation goes on with the
 * clause before the cue. */
static bool takes_up(const struct view *view, struct range left, struct range right)
{
	if (left.begin == left.end || right.begin >= right.end || right.begin == 0)
		return false;
	const struct quote *quote = view->items[right.begin].quote;
	if (!quote || !view_is_mark(view, right.begin - 1, ',') || quote->inner >= quote->inner_end)
		return false;
	const struct token *first = &view->tokens->items[quote->inner];
	return first->kind == TOKEN_WORD && !first->capital &&
	       !view_has(view, left.begin, WORD_PREPOSITION | WORD_CONJUNCTION) &&
	       view_finite(view, left.begin, left.end);
}

static void read_verb(struct frames *f)
{
	if (frames_cue(f)->passive) {
		frames_read_passive(f);
		return;
	}
	const struct view *view = f->place.view;
	const struct cue *cue = frames_cue(f);
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
	/* "what Orlov said is unclear" */
	bool what = named && subject.begin > begin && view_is(view, subject.begin - 1, "what");
	/* "The army, whose men had first agreed, broke it off": said in passing of others */
	if (named && view_is(view, subject.begin, "whose") && subject.begin > 0 &&
		view_is_mark(view, subject.begin - 1, ',') && cue->after < f->place.end &&
		view_is_mark(view, cue->after, ','))
		what = true;
	if (what || (named && is_nobody(f, subject))) {
		frames_hush(f, f->place.end);
		return;
	}
	if (named && subject.begin > begin)
		left = content_left(&f->place, before_as(f, subject.begin));
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
		     (right.begin == cue->after || view->items[right.begin].quote != NULL);
	bool both = quote_left && right_ok &&
		    (view->items[right.begin].quote || !close ||
			    (ends_in_comma(view, left) && !view_is(view, right.begin, "that")));
	both |= left_ok && right_ok && takes_up(view, left, right);
	if (left_ok && (!right_ok || both)) {
		keep_left(f, subject, left, content_frame_end(&f->place));
		return;
	}
	if (!right_ok) {
		/* "In the case of ships the decision falls to him, Orlov explained": with nothing
		 * else to explain, what is so long is it */
		struct range all = content_left(&f->place, named ? subject.begin : begin);
		if (named && cue_takes(cue, GAINSAY_TAKES_CLAUSE) &&
			!cue_takes(cue, GAINSAY_TAKES_OBJECT) && all.end - all.begin >= WHOLE_MIN &&
			!view_has(view, all.begin, WORD_CONJUNCTION))
			keep_left(f, subject, all, content_frame_end(&f->place));
		else
			keep_antecedent(f, subject);
		return;
	}
	if (keep_answer(f, right))
		return;
	if (!tells_of(view, cue, right) || is_vague(view, cue, right)) {
		frames_hush(f, right.end);
		return;
	}
	struct found found = frames_start(f, subject);
	/* a statement needs somebody: a subject, or one shared with the cue before */
	if (found.speaker.begin == found.speaker.end)
		found.confidence = POSSIBLE;
	if (view->items[right.begin].quote || content_is_question(view, right.begin))
		mark_question(cue, &found);
	if (content_tells_to_do(&f->place, right.begin))
		found.cue_class = "demand";
	frames_add(&found, view, right.begin, right.end);
	frames_keep(f, &found, right.end);
}

static void read_cue(struct frames *f)
{
	const struct cue *cue = frames_cue(f);
	if (cue_takes(cue, GAINSAY_IS_SILENCE))
		/* whoever is silent may speak next: "declined to comment but said" */
		frames_hush(f, content_end(&f->place, cue->after));
	else if (cue->forms & FORM_FIXED)
		frames_read_source(f);
	else if (cue->forms & FORM_NOUN)
		frames_read_noun(f);
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
	const struct cue *cue = frames_cue(f);
	size_t begin = f->place.begin, end = f->place.end;
	if (cue->forms & FORM_FIXED) {
		*edge = cue->words.begin;
		/* "according to A, p; according to B, q" */
		return *edge > begin + 2 && !view_is_mark(view, *edge - 1, ';');
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
	*edge = before_as(f, cue->subject.begin);
	/* "..., whoever might claim so" */
	if (cue->subject.begin < cue->subject.end && is_nobody(f, cue->subject))
		return false;
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

/* The element that begins at a byte. */
static size_t element_at(const struct view *view, size_t byte)
{
	size_t i = 0;
	while (i < view->n && view->tokens->items[view->items[i].first].begin < byte)
		i++;
	return i;
}

/* The cues [from, to) in the content of the statement just kept, which ends at edge. */
static void read_inside(struct frames *f, size_t from, size_t to, size_t edge)
{
	struct frames inner = *f;
	inner.inside = true;
	/* what it does not reach back to stands beside it: "A called it rash; the question, he
	 * said," */
	size_t reach = element_at(f->place.view, f->out->items[f->outer].pieces[0].begin);
	for (size_t i = from; i < to; i++) {
		const struct cue *cue = &f->place.cues->items[i];
		bool beside = cue->core < reach && reach > 0 &&
			      view_is_mark(f->place.view, reach - 1, ';');
		inner.place.index = i;
		inner.place.end = beside ? reach - 1 : edge;
		inner.outer = beside ? NOWHERE : f->outer;
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
	const struct cue *cue = frames_cue(f);
	if (view->n < 3 || !view_is_mark(view, view->n - 1, ':') ||
		(cue->forms & (FORM_FIXED | FORM_NOUN)) || !cue_takes(cue, GAINSAY_TAKES_QUOTE))
		return;
	MEM_ROOM(f->out->items, f->out->n, f->out->cap);
	f->out->items[f->out->n++] = frames_start(f, cue->subject);
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
	/* "Did Orlov say that?": the writer asks */
	bool asks = view->n > 0 && view_is_mark(view, view->n - 1, '?');
	for (size_t i = before; asks && i < out->n; i++)
		out->items[i].silent = true;
	if (out->n == before && cues->n > 0)
		introduce(&f, introduces);
}
