#include "claims/proposition.h"

#include "claims/arguments.h"
#include "claims/clause.h"
#include "claims/event.h"
#include "claims/polarity.h"
#include "claims/statement.h"
#include "profile/issues.h"
#include "profile/profile.h"
#include "text/date.h"
#include "text/figure.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/limits.h"
#include "util/mem.h"

/* More than any statement of a few sentences holds; a whole speech is cut here. */
#define PROPOSITIONS_MAX 64
#define CARRY_MAX        8 /* tokens of things carried into the next sentence */
#define FIGURES_MAX      16 /* of one sentence */

/* What the reporting verb says of the words it reports: "denied that ...", "rejected ...". */
struct frame {
	const char *cue_class;
	const char *negates; /* the words are what is not so, or not wanted: as this axis says */
	const char *marks[3];
};
static const struct frame frames[] = {
	{"denial", "truth-", {"deny"}},
	{"exclusion", "accept-", {"accept-"}},
	{"agreement", NULL, {"accept+"}},
	{"demand", NULL, {"should"}},
	{"commitment", NULL, {"will"}},
	{"offer", NULL, {"will", "may"}},
	{"question", NULL, {"question"}},
	{"belief", NULL, {"opinion"}},
};

static const struct frame *frame_of(const struct statement *s)
{
	/* A quotation is the speaker's own: "No," he denied. */
	for (size_t i = 0; s->cue_class && !s->quoted && i < ARRAY_SIZE(frames); i++)
		if (strcmp(frames[i].cue_class, s->cue_class) == 0)
			return &frames[i];
	return NULL;
}

struct finder {
	const struct profile *profile;
	struct statement *statement;
	const struct tokens *tokens;
	size_t cap;
	struct figure_found found[FIGURES_MAX]; /* of the sentence at hand */
	size_t n_found;
	const struct frame
		*frame; /* of the verb that tells it, cut off by claim extraction; or NULL */
	bool first; /* the first sentence: what the frame says holds of it alone */
};

/* What the verb that tells it says is not so. */
static const char *frame_negates(const struct finder *f)
{
	return f->frame && f->first ? f->frame->negates : NULL;
}

static struct proposition *proposition_add(struct finder *f)
{
	struct statement *s = f->statement;
	if (s->n_propositions == PROPOSITIONS_MAX)
		return NULL;
	MEM_ROOM(s->propositions, s->n_propositions, f->cap);
	struct proposition *p = &s->propositions[s->n_propositions++];
	*p = (struct proposition){.event_from = DATE_UNKNOWN, .event_to = DATE_UNKNOWN};
	return p;
}

static enum bound bound_of(enum figure_bound bound)
{
	static const enum bound bounds[] = {
		BOUND_EXACT, BOUND_AT_LEAST, BOUND_AT_MOST, BOUND_ABOUT, BOUND_PART};
	return bounds[bound];
}

/* The counted thing: the class of a thing among its words, else the last word's stem. */
static char *counted(
	const struct finder *f, const struct sentence_view *v, const struct figure_found *found)
{
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(f->profile, hit->id);
		if (cls->role == CLASS_THING && hit->begin >= found->what_begin &&
			hit->begin < found->what_end)
			return xasprintf("#%s", cls->name);
	}
	if (found->what_begin == found->what_end)
		return NULL;
	return xstrdup(f->tokens->items[found->what_end - 1].stem);
}

static struct figure figure_make(
	const struct finder *f, const struct sentence_view *v, const struct figure_found *found)
{
	const struct token *t = f->tokens->items;
	return (struct figure){
		.low = found->low,
		.high = found->high,
		.bound = bound_of(found->bound),
		.unit = xstrdup_null(found->unit),
		.what = counted(f, v, found),
		.span = {t[found->begin].begin, t[found->end - 1].end},
	};
}

/* Whether a token range holds a condition's or another's words, or the reporting clause. */
static bool is_content(const struct sentence_view *v, size_t i)
{
	return v->use[i - v->from] == USE_CONTENT;
}

/* The smallest and largest content token of clauses first..last; false if there is none. */
static bool clause_range(
	const struct sentence_view *v, size_t first, size_t last, size_t *begin, size_t *end)
{
	bool any = false;
	for (size_t i = v->from; i < v->to; i++) {
		size_t clause = v->clause[i - v->from];
		if (clause < first || clause > last || !is_content(v, i) ||
			v->tokens->items[i].kind == TOKEN_MARK)
			continue;
		if (!any)
			*begin = i;
		*end = i + 1;
		any = true;
	}
	return any;
}

/* "the sixth cluster", and not "at first", "the second of May" or "a second time". */
static bool is_ordinal(const struct sentence_view *v, size_t i)
{
	static const char *const words[] = {"first", "second", "third", "fourth", "fifth", "sixth",
		"seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"};
	static const char *const after[] = {"time", "day", "night", "step", "of", "place", "and",
		"to", "be", "half", "phase", "week", "month", "year", "with", "in"};
	const struct token *t = &v->tokens->items[i], *next = &v->tokens->items[i + 1];
	bool ordinal = false;
	for (size_t k = 0; k < ARRAY_SIZE(words); k++)
		ordinal |= token_is(t, words[k]);
	for (size_t k = 0; k < ARRAY_SIZE(after); k++)
		ordinal &= !token_is(next, after[k]);
	return ordinal && next->kind == TOKEN_WORD;
}

/* "have to" is a duty, and "will be asked" is still to come. */
static bool only_looks_past(const struct sentence_view *v, const struct pattern_hit *hit)
{
	static const char *const have[] = {"have", "has", "having"};
	static const char *const not_yet[] = {"be", "being", "to"};
	const struct token *t = &v->tokens->items[hit->begin];
	for (size_t k = 0; k < ARRAY_SIZE(have); k++)
		if (token_is(t, have[k]))
			return hit->end < v->to && token_is(&v->tokens->items[hit->end], "to");
	for (size_t k = 0; hit->begin > v->from && k < ARRAY_SIZE(not_yet); k++)
		if (token_is(t - 1, not_yet[k]))
			return true;
	return false;
}

/* "a vote in May" */
static bool is_month(const struct sentence_view *v, const struct pattern_hit *hit)
{
	const struct token *t = &v->tokens->items[hit->begin];
	return hit->begin > v->from && t->capital && token_is(t, "may");
}

static bool is_marked(
	const struct sentence_view *v, const struct pattern_hit *hit, const char *mark)
{
	if (is_month(v, hit))
		return false;
	if (strcmp(mark, "deny") == 0)
		return !sentence_view_in_passing(v, hit->begin);
	return strcmp(mark, "past") != 0 || !only_looks_past(v, hit);
}

static void add_marks(const struct finder *f, const struct sentence_view *v, size_t first,
	size_t last, struct words *marks)
{
	while (first > 0 && v->inherits[first])
		first--;
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(f->profile, hit->id);
		size_t clause = v->clause[hit->begin - v->from];
		if (clause < first || clause > last || v->use[hit->begin - v->from] == USE_OTHER ||
			v->use[hit->begin - v->from] == USE_CUT)
			continue;
		if (cls->role == CLASS_MARK && is_marked(v, hit, cls->name))
			words_add(marks, "", cls->name);
		if (cls->role == CLASS_AXIS && is_content(v, hit->begin) &&
			sentence_view_says(v, hit))
			words_add(marks, "", cls->name);
	}
	for (size_t i = v->from; i < v->to; i++)
		if (is_content(v, i) && v->pole[i - v->from] < 0 &&
			v->clause[i - v->from] >= first && v->clause[i - v->from] <= last)
			words_add(marks, "", "neg");
	for (size_t i = v->from; i + 1 < v->to; i++)
		if (is_content(v, i) && v->clause[i - v->from] >= first &&
			v->clause[i - v->from] <= last && is_ordinal(v, i))
			words_add(marks, "nth:", v->tokens->items[i].form);
	if (v->others && v->clause[v->theirs - v->from] <= last)
		words_add(marks, "", "theirs");
	for (size_t i = first; i <= last && i < v->n_clauses; i++)
		if (v->asks[i])
			words_add(marks, "", "question");
	if (v->condition)
		words_add(marks, "cond:", v->condition);
	for (size_t i = 0; f->frame && f->first && f->frame->marks[i]; i++)
		words_add(marks, "", f->frame->marks[i]);
}

static struct reader reader_of(const struct finder *f, const struct sentence_view *v)
{
	return (struct reader){.profile = f->profile,
		.speaker = &f->statement->speaker,
		.view = v,
		.figures = f->found,
		.n_figures = f->n_found};
}

static bool has_thing(const struct words *arguments)
{
	return arguments->n > 0 && arguments->items[0][0] == '#'; /* sorts first */
}

static void set_common(const struct finder *f, const struct sentence_view *v, struct proposition *p,
	size_t begin, size_t end)
{
	const struct token *t = f->tokens->items;
	p->span = (struct span){t[begin].begin, t[end - 1].end};
	p->modality = v->question   ? MODALITY_QUESTION
		      : v->supposed ? MODALITY_CONDITIONAL
				    : MODALITY_ASSERTED;
	if (v->condition) {
		struct span span = {t[v->condition_begin].begin, t[v->condition_end - 1].end};
		p->condition = xstrndup(f->statement->text + span.begin, span.end - span.begin);
	}
}

static size_t figures_in(
	const struct finder *f, const struct sentence_view *v, size_t begin, size_t end)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n_found; i++)
		n += f->found[i].begin >= begin && f->found[i].end <= end &&
		     is_content(v, f->found[i].begin);
	return n;
}

static void set_figures(const struct finder *f, const struct sentence_view *v,
	struct proposition *p, size_t begin, size_t end)
{
	p->figures = f->n_found ? xcalloc(f->n_found, sizeof(*p->figures)) : NULL;
	for (size_t i = 0; i < f->n_found; i++) {
		const struct figure_found *found = &f->found[i];
		if (found->begin >= begin && found->end <= end && is_content(v, found->begin))
			p->figures[p->n_figures++] = figure_make(f, v, found);
	}
}

static void spoken_of_release(struct spoken_of *of)
{
	words_release(&of->arguments);
	words_release(&of->places);
	words_release(&of->names);
}

static void set_words(struct proposition *p, struct spoken_of *of, struct words *marks)
{
	if (of->places.n > 0)
		p->place = xstrdup(of->places.items[0]);
	for (size_t i = 0; i < of->names.n; i++)
		words_add(marks, "", of->names.items[i]);
	words_move(&of->arguments, &p->arguments, &p->n_arguments);
	spoken_of_release(of);
	words_move(marks, &p->marks, &p->n_marks);
}

static enum status status_of(const struct words *marks, bool negated)
{
	if (words_has(marks, "deny"))
		return STATUS_DENIED;
	if (words_has(marks, "cond:if"))
		return STATUS_CONDITIONAL;
	if (words_has(marks, "possible-") || (negated && words_has(marks, "never")))
		return STATUS_RULED_OUT;
	if (words_has(marks, "accept-"))
		return STATUS_OPPOSED;
	if (words_has(marks, "should"))
		return STATUS_ASKED;
	if (words_has(marks, "done-"))
		return STATUS_OPEN;
	if (words_has(marks, "done+"))
		return negated ? STATUS_OPEN : STATUS_AGREED;
	return STATUS_NONE;
}

/* The general layer: one proposition for each clause that speaks of something. */
static void add_clause(struct finder *f, const struct sentence_view *v, size_t clause)
{
	size_t begin = 0, end = 0;
	struct words marks = {.n = 0}, predicates = {.n = 0};
	struct spoken_of of = {.names.n = 0};
	if (!clause_range(v, clause, clause, &begin, &end))
		return;
	struct reader r = reader_of(f, v);
	const struct profile_issue *issue = arguments_read(&r, clause, clause, &of);
	if (!has_thing(&of.arguments))
		arguments_of_frame(&r, &of.arguments, &issue);
	add_marks(f, v, clause, clause, &marks);
	bool negated = polarity_negated(
		f->profile, v, frame_negates(f), &(struct clauses){clause, clause, NULL});
	/* "and denied it" says nothing to compare, unless it denies */
	size_t counted = figures_in(f, v, begin, end);
	bool says = of.arguments.n + marks.n + counted >= 2 && of.arguments.n + counted > 0;
	struct proposition *p = says ? proposition_add(f) : NULL;
	if (!p) {
		spoken_of_release(&of);
		words_release(&marks);
		return;
	}
	set_common(f, v, p, begin, end);
	set_figures(f, v, p, begin, end);
	p->issue = issue ? xstrdup(issue->id) : NULL;
	p->about = xstrdup_null(arguments_actor(&r, clause));
	event_days(f->tokens, begin, end, f->statement->date, &p->event_from, &p->event_to);
	p->negated = negated;
	p->status = status_of(&marks, negated);
	for (size_t i = 0; i < marks.n && !p->predicate; i++) {
		size_t len = strlen(marks.items[i]);
		if (marks.items[i][len - 1] == '+' || marks.items[i][len - 1] == '-')
			p->predicate = xstrndup(marks.items[i], len - 1);
	}
	set_words(p, &of, &marks);
	polarity_predicates(f->profile, v, frame_negates(f), clause, &predicates);
	words_move(&predicates, &p->predicates, &p->n_predicates);
}

static unsigned int bits(uint64_t x)
{
	return (unsigned int)__builtin_popcountll(x);
}

/* Of two hits on one slot that overlap, whether a is the weaker. */
static bool is_weaker(
	const struct finder *f, const struct pattern_hit *a, const struct pattern_hit *b)
{
	return profile_answer(f->profile, a->id)->slot == profile_answer(f->profile, b->id)->slot &&
	       a->begin < b->end && b->begin < a->end && bits(a->used) < bits(b->used);
}

static void add_answer(struct finder *f, const struct sentence_view *v, size_t index)
{
	const struct pattern_hit *hit = &v->hits.items[index];
	const struct profile_answer *answer = profile_answer(f->profile, hit->id);
	for (size_t i = 0; i < v->hits.n; i++)
		if (i != index && is_weaker(f, hit, &v->hits.items[i]))
			return;
	for (uint32_t i = hit->begin; i < hit->end; i++)
		if (((hit->used >> (i - hit->begin)) & 1) &&
			(v->use[i - v->from] == USE_CUT || v->use[i - v->from] == USE_OTHER ||
				sentence_view_in_passing(v, i)))
			return;
	size_t first = v->clause[hit->begin - v->from], last = v->clause[hit->end - 1 - v->from];
	bool negated = polarity_negated(
		f->profile, v, frame_negates(f), &(struct clauses){first, last, hit});
	size_t value = answer->value;
	if (negated && answer->slot->values[value].negation == value)
		return;
	if (negated)
		value = answer->slot->values[value].negation;
	/* the same answer twice in one clause is one */
	struct statement *s = f->statement;
	struct span span = {f->tokens->items[hit->begin].begin, f->tokens->items[hit->end - 1].end};
	for (size_t i = 0; i < s->n_propositions; i++) {
		const struct proposition *p = &s->propositions[i];
		if (p->slot && strcmp(p->slot, answer->slot->id) == 0 &&
			strcmp(p->value, answer->slot->values[value].id) == 0 &&
			span.begin < p->span.end && p->span.begin < span.end)
			return;
	}
	struct proposition *p = proposition_add(f);
	if (!p)
		return;
	struct words marks = {.n = 0};
	struct spoken_of of = {.names.n = 0};
	struct reader r = reader_of(f, v);
	(void)arguments_read(&r, 0, v->n_clauses, &of);
	add_marks(f, v, first, last, &marks);
	set_common(f, v, p, hit->begin, hit->end);
	set_figures(f, v, p, v->from, v->to);
	event_days(f->tokens, v->from, v->to, s->date, &p->event_from, &p->event_to);
	p->issue = xstrdup(answer->slot->issue->id);
	p->slot = xstrdup(answer->slot->id);
	p->value = xstrdup(answer->slot->values[value].id);
	p->negated = negated;
	p->status = status_of(&marks, negated);
	set_words(p, &of, &marks);
}

static void add_figures(struct finder *f, const struct sentence_view *v)
{
	struct statement *s = f->statement;
	if (f->n_found == 0)
		return;
	s->figures = xrealloc(s->figures, (s->n_figures + f->n_found) * sizeof(*s->figures));
	for (size_t i = 0; i < f->n_found; i++)
		if (v->use[f->found[i].begin - v->from] != USE_CUT)
			s->figures[s->n_figures++] = figure_make(f, v, &f->found[i]);
}

/* Things named last, whose place "it", "that" or nothing at all takes in the next sentence. */
struct carry {
	struct token items[CARRY_MAX];
	size_t n;
};

static bool is_quote_mark(const struct token *t)
{
	unsigned int cp = token_mark(t);
	return cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0xAB || cp == 0xBB;
}

static bool names_thing(const struct profile *profile, const struct sentence_view *v)
{
	for (size_t c = 0; c < v->classes.n; c++)
		if (profile_class(profile, v->classes.items[c].id)->role == CLASS_THING)
			return true;
	return false;
}

static void carry_on(
	const struct profile *profile, const struct sentence_view *v, struct carry *carry)
{
	carry->n = 0;
	size_t done = v->from;
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		if (profile_class(profile, hit->id)->role != CLASS_THING || hit->begin < done ||
			v->use[hit->begin - v->from] != USE_CONTENT)
			continue;
		for (size_t i = hit->begin; i < hit->end && carry->n < CARRY_MAX; i++)
			carry->items[carry->n++] = v->tokens->items[i];
		done = hit->end;
	}
}

static void read_sentence(struct finder *f, size_t from, size_t to, size_t carried)
{
	struct sentence_view view CLEANUP(sentence_view_release) = {0};
	sentence_view_read(f->profile, &f->statement->speaker, f->tokens, from, to, carried, &view);
	f->n_found = figures_find(f->tokens, from, to, f->found, FIGURES_MAX);
	for (size_t k = 0; k < view.hits.n; k++)
		add_answer(f, &view, k);
	for (size_t k = 0; k < view.n_clauses; k++)
		add_clause(f, &view, k);
	add_figures(f, &view);
}

/* A sentence that names no thing is read with those of the one before it in front. */
static void read_carried(struct finder *f, const struct carry *carry, size_t from, size_t to)
{
	const struct tokens *whole = f->tokens;
	struct tokens both = {.n = carry->n + (to - from)};
	both.items = xcalloc(both.n, sizeof(*both.items));
	memcpy(both.items, carry->items, carry->n * sizeof(*both.items));
	memcpy(both.items + carry->n, whole->items + from, (to - from) * sizeof(*both.items));
	f->tokens = &both;
	read_sentence(f, 0, both.n, carry->n);
	f->tokens = whole;
	free(both.items);
}

/* "... to work through," "It is one of ...": pieces of a quotation set together end like sentences.
 */
static size_t piece_end(const struct tokens *tokens, size_t from, size_t to)
{
	for (size_t i = from; i + 2 < to; i++)
		if (is_quote_mark(&tokens->items[i + 1]) && is_quote_mark(&tokens->items[i + 2]) &&
			token_mark(&tokens->items[i]) == ',')
			return i + 2;
	return to;
}

static void read_piece(struct finder *f, struct carry *carry, size_t from, size_t to)
{
	struct sentence_view view CLEANUP(sentence_view_release) = {0};
	sentence_view_read(f->profile, &f->statement->speaker, f->tokens, from, to, 0, &view);
	if (names_thing(f->profile, &view))
		carry_on(f->profile, &view, carry);
	else if (carry->n > 0) {
		read_carried(f, carry, from, to);
		return;
	}
	read_sentence(f, from, to, 0);
}

void propositions_find(const struct profile *profile, struct statement *statement)
{
	struct tokens tokens CLEANUP(tokens_release) = {0};
	struct sentences sentences CLEANUP(sentences_release) = {0};
	size_t len = strlen(statement->text);
	tokens_scan(statement->text, len < STATEMENT_TEXT_MAX ? len : STATEMENT_TEXT_MAX, NULL,
		&tokens);
	sentences_find(&tokens, NULL, &sentences);
	struct finder f = {.profile = profile, .statement = statement, .tokens = &tokens};
	struct carry carry = {.n = 0};
	f.frame = frame_of(statement);
	for (size_t i = 0; i < sentences.n; i++) {
		f.first = i == 0;
		for (size_t from = sentences.items[i].begin; from < sentences.items[i].end;) {
			size_t to = piece_end(&tokens, from, sentences.items[i].end);
			read_piece(&f, &carry, from, to);
			from = to;
		}
	}
}
