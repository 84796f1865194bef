#include "content.h"

#include <string.h>

#include "util/mem.h"
#include "words.h"

/* How far an adjunct may reach between a cue and its content: "said in an interview with ... that".
 */
#define ADJUNCT_MAX 16
/* A quotation of so few tokens may be a word of a phrase: "the “coalition of the willing”". */
#define PHRASE_QUOTE_MAX 7
/* How far before a colon the cue stands that it belongs to: "told us on Monday:". */
#define TELLS_NEAR 4

bool cue_takes(const struct cue *cue, uint32_t what)
{
	return (cue->verb->takes & what) != 0;
}

static const struct cue *cue_of(const struct place *p)
{
	return &p->cues->items[p->index];
}

static bool is_that(const struct view *view, size_t i)
{
	return view_is(view, i, "that");
}

bool content_is_dash(const struct view *view, size_t i)
{
	return view_is_mark(view, i, 0x2014) || view_is_mark(view, i, 0x2013) ||
	       view_is_mark(view, i, 0x2015) || view_is_mark(view, i, '-');
}

/* A quotation long or whole enough to be speech of its own. */
static bool is_speech(const struct view *view, size_t i)
{
	return i < view->n && view->items[i].quote &&
	       view->items[i].end - view->items[i].first >= 4;
}

/* A quotation that names a programme or a book: every longer word has a capital. */
static bool is_title(const struct view *view, size_t i)
{
	size_t words = 0;
	for (size_t t = view->items[i].quote->inner; t < view->items[i].quote->inner_end; t++) {
		const struct token *token = &view->tokens->items[t];
		if (token->kind != TOKEN_WORD)
			continue;
		if (!token->capital && token->end - token->begin > 3)
			return false;
		words++;
	}
	return words >= 2 && words <= 7;
}

size_t content_sentence_end(const struct view *view)
{
	size_t end = view->n;
	while (end > 0 && !view->items[end - 1].quote &&
		(view->items[end - 1].mark == '.' || view->items[end - 1].mark == '!' ||
			view->items[end - 1].mark == '?'))
		end--;
	return end;
}

/* Whether a cue beside this one begins its own clause right at `at`. */
static bool cue_begins(const struct place *p, size_t at)
{
	for (size_t k = p->index + 1; k < p->cues->n; k++) {
		const struct cue *c = &p->cues->items[k];
		size_t begin = c->shares || c->subject.begin == c->subject.end ? c->group
									       : c->subject.begin;
		if (begin > at + 2)
			return false;
		if (begin >= at && !(c->forms & (FORM_NOUN | FORM_FIXED)))
			return true;
	}
	return false;
}

/* Past the one spoken to: "told reporters in Kyiv". NOWHERE if nobody stands there. */
static size_t skip_whom(const struct view *view, size_t i, size_t end)
{
	if (i >= end || is_that(view, i) || view_breaks(view, i))
		return NOWHERE;
	if (view_has(view, i, WORD_PREPOSITION) && !view_has(view, i, WORD_DETERMINER))
		return NOWHERE;
	struct range whom = view_phrase_right(view, i, end, false);
	/* "told CNN’s “State of the Union”" */
	if (whom.end > i && whom.end < end && view->items[whom.end].quote &&
		is_title(view, whom.end))
		whom.end++;
	return whom.end > i ? whom.end : NOWHERE;
}

/* A quotation that is a word of the phrase around it. */
static bool is_phrase_quote(const struct view *view, size_t i)
{
	return i > 0 && view->items[i].quote &&
	       view->items[i].end - view->items[i].first <= PHRASE_QUOTE_MAX &&
	       view_has(view, i - 1, WORD_DETERMINER | WORD_PREPOSITION);
}

/* Whether a "that" stands in the phrase from i on. */
static bool that_follows(const struct view *view, size_t i, size_t end)
{
	for (size_t k = i + 1; k < end && k - i < 8 && !view_breaks(view, k); k++)
		if (is_that(view, k))
			return true;
	return false;
}

size_t content_skip_adjuncts(const struct view *view, size_t i, size_t end)
{
	for (;;) {
		size_t k = view_skip_time(view, i, end);
		if (k >= end || is_that(view, k) || !view_has(view, k, WORD_PREPOSITION) ||
			view_breaks(view, k))
			return k;
		/* "said of the plan that", yet "said about a fifth was lost" and "said of it" */
		if ((view_is(view, k, "of") || view_is(view, k, "about")) &&
			!that_follows(view, k, end))
			return k;
		size_t stop = k + 1;
		/* "answered on that day that" */
		if (is_that(view, stop) && view_has(view, stop + 1, WORD_UNIT | WORD_TIME))
			stop += 2;
		while (stop < end && stop - k < ADJUNCT_MAX && !is_that(view, stop) &&
			(!view_breaks(view, stop) || is_phrase_quote(view, stop)) &&
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

/* Whether the words at i begin a clause of time or cause of the teller's: "said when asked". */
static bool is_teller_clause(const struct view *view, size_t i, size_t end)
{
	static const char *const words[] = {"when", "as", "after", "before", "while", "because",
		"since", "until", "once", "though", "although", "whereas", "where"};
	bool found = false;
	for (size_t w = 0; w < ARRAY_SIZE(words) && !found; w++)
		found = view_is(view, i, words[w]);
	if (!found)
		return false;
	/* "said when the war ends, they will go" */
	for (size_t k = i + 1; k < end; k++)
		if (view_is_mark(view, k, ','))
			return !view_finite(view, k + 1, end);
	return true;
}

/* A verb's object or bare clause may begin here. */
static bool begins_clause(const struct view *view, size_t i, size_t end)
{
	static const char *const empty[] = {"nothing", "little", "so", "much", "something", "it"};
	if (i >= end || view->items[i].mark)
		return false;
	if (view->items[i].quote)
		return true;
	/* "said of the plan", "said and did": no clause begins so */
	if (view_has(view, i, WORD_COORDINATOR) || view_is(view, i, "of") || view_is(view, i, "as"))
		return false;
	/* "says nothing of numbers", "said so" */
	for (size_t w = 0; w < ARRAY_SIZE(empty); w++)
		if (view_is(view, i, empty[w]) && !view_finite(view, i, end))
			return w == ARRAY_SIZE(empty) - 1;
	return !is_teller_clause(view, i, end);
}

/* "urged them to leave", "asked for help"; *decided is set when nothing else can follow. */
static struct range right_of_demand(const struct place *p, bool *decided)
{
	const struct view *view = p->view;
	size_t i = cue_of(p)->after, end = p->end;
	size_t whom = skip_whom(view, i, end);
	size_t k = whom == NOWHERE ? i : content_skip_adjuncts(view, whom, end);
	*decided = true;
	if (whom != NOWHERE &&
		(view_is(view, k, "to") || view_is(view, whom, "to") || view_is(view, whom, "not")))
		return (struct range){i, content_end(p, i)};
	if (view_is(view, i, "for"))
		return (struct range){i + 1, content_end(p, i)};
	*decided = false;
	return (struct range){end, end};
}

bool content_is_question(const struct view *view, size_t i)
{
	static const char *const words[] = {"whether", "if", "why", "how", "what", "where", "who"};
	for (size_t w = 0; w < ARRAY_SIZE(words); w++)
		if (view_is(view, i, words[w]))
			return true;
	return false;
}

/* Where the content can begin once whoever is spoken to stands behind; NOWHERE if it cannot. */
static size_t past_whom(const struct place *p)
{
	const struct view *view = p->view;
	const struct cue *cue = cue_of(p);
	size_t i = cue->after;
	if (!cue_takes(cue, GAINSAY_TAKES_WHOM) || cue->passive)
		return i;
	size_t whom = skip_whom(view, i, p->end);
	bool needs = !cue_takes(cue, GAINSAY_TAKES_CLAUSE);
	if (whom == NOWHERE)
		return needs && !is_that(view, i) && !view_is_mark(view, i, ':') &&
				       !view_is_mark(view, i, ',')
			       ? NOWHERE
			       : i;
	/* "warned the war would go on" has no hearer before its clause */
	bool hearer = needs || is_that(view, whom) || view_is_mark(view, whom, ':') ||
		      view_is_mark(view, whom, ',');
	return hearer ? whom : i;
}

/* Past ", too," and ", however," before "that". */
static size_t skip_aside(const struct view *view, size_t i, size_t end)
{
	bool aside = i + 3 < end && view_is_mark(view, i, ',') &&
		     view_has(view, i + 1, WORD_ADVERB) && view_is_mark(view, i + 2, ',');
	return aside && is_that(view, i + 3) ? i + 3 : i;
}

bool content_tells_to_do(const struct place *p, size_t i)
{
	const struct view *view = p->view;
	const struct cue *cue = cue_of(p);
	size_t verb = i + 1;
	return cue_takes(cue, GAINSAY_TAKES_WHOM) && !cue->passive && i > cue->after &&
	       view_is(view, i, "to") && verb < p->end && !view->items[verb].capital &&
	       !view->items[verb].number && !view_has(view, verb, WORD_DETERMINER);
}

struct range content_right(const struct place *p)
{
	const struct view *view = p->view;
	const struct cue *cue = cue_of(p);
	size_t end = p->end, i = cue->after;
	const struct range none = {end, end};
	if (i >= end)
		return none;
	if (cue->tail != NOWHERE && cue_takes(cue, GAINSAY_TAKES_THAT))
		return (struct range){cue->tail, content_end(p, cue->tail + 1)};
	if (cue_takes(cue, GAINSAY_TAKES_WHOM_TO)) {
		/* "much that Kyiv had asked for and did not get" */
		bool decided;
		struct range demand = right_of_demand(p, &decided);
		if (decided && view_has(view, demand.begin, WORD_COORDINATOR))
			return none;
		if (decided)
			return demand;
	}
	if (cue_takes(cue, GAINSAY_TAKES_TO)) {
		size_t k = view_skip_time(view, i, end);
		/* "agreed in the small hours to borrow" */
		if (view_has(view, k, WORD_PREPOSITION) && !view_is(view, k, "to"))
			for (size_t w = k; w < end && w - k < ADJUNCT_MAX && !view_breaks(view, w);
				w++)
				if (view_is(view, w, "to") &&
					!view_has(view, w + 1, WORD_DETERMINER) && w + 1 < end &&
					!view->items[w + 1].capital) {
					k = w;
					break;
				}
		size_t verb = view_is(view, k, "not") ? k + 2 : k + 1;
		/* "offered to Orlov" is no infinitive */
		bool name = verb < end && (view->items[verb].capital || view->items[verb].number ||
						  view_has(view, verb, WORD_DETERMINER));
		if (view_is(view, verb - 1, "to") && !name)
			return (struct range){k, content_end(p, k)};
	}
	size_t k = past_whom(p);
	if (k == NOWHERE)
		return none;
	if (content_tells_to_do(p, k))
		return (struct range){k, content_end(p, k)};
	size_t after = skip_aside(view, content_skip_adjuncts(view, k, end), end);
	/* "said not all was lost": adverbs right before a clause without "that" are its own */
	while (after < end && after > k && !view_breaks(view, after) && !is_that(view, after) &&
		!content_is_question(view, after) && view_has(view, after - 1, WORD_ADVERB) &&
		!view_has(view, after - 1, WORD_TIME))
		after--;
	uint32_t clauses = GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_THAT | GAINSAY_TAKES_WHOM |
			   GAINSAY_TAKES_WHOM_TO | GAINSAY_TAKES_QUOTE;
	if (is_that(view, after) && cue_takes(cue, clauses))
		return (struct range){after, content_end(p, after + 1)};
	/* "knew they would" has no "that" and can have no object */
	if (cue_takes(cue, GAINSAY_TAKES_THAT) && after < end &&
		view_has(view, after, WORD_PRONOUN) && !view_is(view, after, "who") &&
		view_finite(view, after, end))
		return (struct range){after, content_end(p, after)};
	if (view_is_mark(view, after, ',') && is_that(view, after + 1) && after + 1 < end)
		return (struct range){after + 1, content_end(p, after + 2)};
	bool opens = view_is_mark(view, after, ',') || view_is_mark(view, after, ':');
	if (opens && after + 1 < end && view->items[after + 1].quote &&
		cue_takes(cue, GAINSAY_TAKES_QUOTE))
		return (struct range){after + 1, content_end(p, after + 1)};
	if (view_is_mark(view, after, ':') && after + 1 < end)
		return (struct range){after + 1, content_end(p, after + 1)};
	if (after < end && view->items[after].quote && cue_takes(cue, GAINSAY_TAKES_QUOTE))
		return (struct range){after, content_end(p, after)};
	if (cue_takes(cue, GAINSAY_TAKES_WHETHER | GAINSAY_TAKES_CLAUSE) &&
		content_is_question(view, after) && after < end)
		return (struct range){after, content_end(p, after)};
	if (cue_takes(cue, GAINSAY_TAKES_OBJECT) && !cue_takes(cue, GAINSAY_TAKES_CLAUSE) &&
		view_has(view, after, WORD_PREPOSITION) && !view_has(view, after, WORD_DETERMINER))
		return none; /* "a plan many have rejected up to now" */
	if (cue_takes(cue, GAINSAY_TAKES_OBJECT))
		return begins_clause(view, after, end)
			       ? (struct range){after, content_end(p, after)}
			       : none;
	if (cue_takes(cue, GAINSAY_TAKES_CLAUSE | GAINSAY_TAKES_WHOM) &&
		begins_clause(view, after, end)) {
		size_t stop = content_end(p, after);
		bool answer = view_is(view, after, "yes") || view_is(view, after, "no");
		if (stop >= after + 3 || answer || view_finite(view, after, stop))
			return (struct range){after, stop};
	}
	return none;
}

/* Whether a cue before this one tells what follows the colon: "Orlov scolded him: “...,” he said".
 */
static bool tells_at(const struct place *p, size_t colon)
{
	for (size_t k = 0; k < p->index; k++) {
		const struct cue *c = &p->cues->items[k];
		if (c->core >= p->begin && c->core < colon && colon - c->words.end <= TELLS_NEAR)
			return true;
	}
	return false;
}

/* Whether a verb of telling stands in [begin, end) before this cue. */
static bool tells_before(const struct place *p, size_t begin, size_t end)
{
	for (size_t k = 0; k < p->index; k++)
		if (p->cues->items[k].core >= begin && p->cues->items[k].core < end &&
			!(p->cues->items[k].forms & (FORM_NOUN | FORM_FIXED)))
			return true;
	return false;
}

/* Whether a full name stands among the first words from i on. */
static bool names_full(const struct view *view, size_t i)
{
	for (size_t k = i; k + 1 < view->n && k < i + 4; k++)
		if (view->items[k].capital && view->items[k + 1].capital)
			return true;
	return false;
}

struct range content_left(const struct place *p, size_t edge)
{
	const struct view *view = p->view;
	const struct range none = {edge, edge};
	size_t end = edge;
	if (end <= p->begin)
		return none;
	if (view_is_mark(view, end - 1, ',') || content_is_dash(view, end - 1))
		end--;
	else if (!view->items[end - 1].quote)
		return none;
	size_t begin = p->begin;
	/* "Rubio called it rash; the question, he said, was": another statement is before the
	 * semicolon */
	for (size_t i = begin; i + 1 < end; i++)
		if (view_is_mark(view, i, ';') && tells_before(p, begin, i))
			begin = i + 1;
	/* "Peskov, too, was brief: “...,” he said": what leads to a quotation is not in it */
	for (size_t i = begin; i + 1 < end; i++)
		if (view_is_mark(view, i, ':') && view->items[i + 1].quote && !tells_at(p, i))
			begin = i + 1;
	/* "Jane Roe has no doubts: it will hold, she says": what leads to it is the writer's */
	const struct range who = cue_of(p)->subject;
	bool pronoun = who.end == who.begin + 1 &&
		       (view_is(view, who.begin, "he") || view_is(view, who.begin, "she"));
	for (size_t i = begin + 3; pronoun && i + 2 < end; i++)
		if (view_is_mark(view, i, ':') && !tells_at(p, i) && names_full(view, begin) &&
			view_finite(view, begin, i))
			begin = i + 1;
	while (begin < end && !view->items[begin].quote && view->items[begin].mark)
		begin++;
	return begin < end ? (struct range){begin, end} : none;
}

size_t content_frame_end(const struct place *p)
{
	const struct cue *cue = cue_of(p);
	if (!cue_takes(cue, GAINSAY_TAKES_WHOM) || cue->passive)
		return cue->after;
	size_t whom = skip_whom(p->view, cue->after, p->end);
	return whom == NOWHERE ? cue->after : whom;
}

/* '..., he said at a rally in Kenansville, N.C., “but a lot of people”': a quotation that begins in
 * small letters goes on, wherever the place ends. */
static size_t resumes_far(const struct view *view, size_t i, size_t end)
{
	for (size_t k = i + 1; k < end && k - i < ADJUNCT_MAX; k++) {
		const struct quote *quote = view->items[k].quote;
		if (view_has(view, k, WORD_CONJUNCTION | WORD_FINITE | WORD_RELATIVE))
			return NOWHERE;
		if (quote)
			return view_is_mark(view, k - 1, ',') && is_speech(view, k) &&
					       view->tokens->items[quote->inner].kind ==
						       TOKEN_WORD &&
					       !view->tokens->items[quote->inner].capital
				       ? k
				       : NOWHERE;
	}
	return NOWHERE;
}

size_t content_resumes(const struct place *p, size_t i, bool quote, bool whole)
{
	const struct view *view = p->view;
	size_t end = p->end, k = content_skip_adjuncts(view, i, end);
	if (k < end && quote && view->items[k].quote)
		return is_title(view, k) ? NOWHERE : k;
	if (k + 1 >= end || !(view_is_mark(view, k, ',') || content_is_dash(view, k)))
		return NOWHERE;
	if (quote && is_speech(view, k + 1))
		return k + 1;
	/* "..., he said, but “...”" */
	if (quote && view_has(view, k + 1, WORD_COORDINATOR) && is_speech(view, k + 2))
		return k + 2;
	size_t far = quote ? resumes_far(view, k, end) : NOWHERE;
	if (far != NOWHERE)
		return far;
	const struct element *e = &view->items[k + 1];
	size_t n = strlen(e->form);
	/* "They had the text, he said, having got it": reported as well */
	bool having = whole && !quote && view_is(view, k + 1, "having");
	if ((e->set & WORD_RELATIVE) || (n > 4 && strcmp(e->form + n - 3, "ing") == 0 && !having) ||
		(whole && cue_begins(p, k + 1)))
		return NOWHERE;
	if (!(e->set & WORD_CONJUNCTION))
		return quote ? NOWHERE : k + 1;
	/* ", he said, and they would be pursued": his words go on if they are told as reported */
	bool told = !quote || view_is(view, k + 1, "or");
	for (size_t w = k + 2; w < end; w++)
		told |= view_is(view, w, "would") || view_is(view, w, "had") ||
			view_is(view, w, "could");
	return told && (!quote || (e->set & (WORD_COORDINATOR | WORD_CONTRAST))) ? k + 1 : NOWHERE;
}
