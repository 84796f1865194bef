#include "compare/compare.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compare/features.h"
#include "profile/issues.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A quotation inside `why`: enough to see what clashes. */
#define WHY_QUOTE 120
/* Two statements that do not clash in any way seen may still, by what only readers know. */
#define NO_CLASH 0.01
#define WHY_MAX  2048

static const char *const verdict_words[] = {
	"unrelated", "consistent", "disagreement", "contradiction"};
static const char *const kind_words[] = {NULL, "reversal", "split", "dispute"};

const char *verdict_word(enum verdict verdict)
{
	return verdict_words[verdict];
}

const char *kind_word(enum kind kind)
{
	return kind_words[kind];
}

enum kind kind_from_word(const char *word)
{
	for (size_t i = 1; word && i < ARRAY_SIZE(kind_words); i++)
		if (strcmp(word, kind_words[i]) == 0)
			return (enum kind)i;
	return KIND_NONE;
}

static enum kind kind_of(const struct features *f)
{
	if (f->v[F_SAME_SPEAKER] > 0)
		return KIND_REVERSAL;
	return f->v[F_SAME_SIDE] > 0 ? KIND_SPLIT : KIND_DISPUTE;
}

static void evidence_add(struct comparison *c, char *what, struct span earlier, struct span later)
{
	size_t cap = c->n_evidence;
	MEM_ROOM(c->evidence, c->n_evidence, cap);
	c->evidence[c->n_evidence++] = (struct evidence){
		.what = what, .earlier = earlier, .later = later};
}

static const char *value_name(const struct profile_slot *slot, const char *id)
{
	size_t i = profile_value(slot, id);
	return i < slot->n_values ? slot->values[i].name : id;
}

static void list_evidence(
	const struct profile *profile, const struct features *f, struct comparison *out)
{
	if (f->slot.earlier) {
		const struct profile_slot *slot = profile_slot(profile, f->slot.earlier->slot);
		evidence_add(out,
			xasprintf("slot %s: %s against %s", slot->id,
				value_name(slot, f->slot.earlier->value),
				value_name(slot, f->slot.later->value)),
			f->slot.earlier->span, f->slot.later->span);
	}
	if (f->figure.earlier_figure && f->v[F_FIGURE_CLASH] > 0)
		evidence_add(out, xstrdup("figure"), f->figure.earlier_figure->span,
			f->figure.later_figure->span);
	if (f->frame.earlier)
		evidence_add(out,
			xstrdup(f->v[F_NEG] > 0    ? "negation in aligned clauses"
				: f->v[F_AXIS] > 0 ? "opposed predicates"
						   : "opposite polarity"),
			f->frame.earlier->span, f->frame.later->span);
	static const struct {
		enum feature feature;
		const char *what;
	} manner[] = {{F_DENIAL, "denial"}, {F_ABSOLUTE, "absolute wording"},
		{F_CONDITION, "a condition on one side"}, {F_HEDGE, "a hedge"},
		{F_DEVELOPMENT, "the state of affairs may have changed"},
		{F_CHANGE, "the later one tells of a change"},
		{F_EVENT, "different places or occasions"}, {F_SUPPOSED, "hypothetical"},
		{F_QUESTION, "a question"}, {F_SHOULD, "a wish or demand"}};
	for (size_t i = 0; i < ARRAY_SIZE(manner); i++)
		if (f->v[manner[i].feature] > 0)
			evidence_add(out, xstrdup(manner[i].what), (struct span){0, 0},
				(struct span){0, 0});
}

/* Name, date and the words in question. */
static void tell(struct buf *b, const struct statement *s, struct span span)
{
	char date[DATE_TEXT_SIZE];
	date_format(s->date, date);
	size_t len = strlen(s->text);
	if (span.end > len || span.begin >= span.end)
		span = (struct span){0, len};
	size_t take = span.end - span.begin;
	bool cut = take > WHY_QUOTE;
	if (cut)
		take = utf8_floor(s->text + span.begin, WHY_QUOTE);
	(void)buf_printf(b, "%s", s->speaker.name ? s->speaker.name : "an unnamed speaker");
	if (date[0])
		(void)buf_printf(b, " (%.10s)", date);
	(void)buf_printf(b, ": \"%.*s%s\"", (int)take, s->text + span.begin, cut ? "..." : "");
}

static char *explain(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, const struct features *f, const struct comparison *c)
{
	struct buf b = BUF_INIT(WHY_MAX);
	if (c->verdict == VERDICT_UNRELATED) {
		(void)buf_puts(&b, "the two do not speak of the same question");
		return buf_take(&b);
	}
	const struct profile_issue *issue = profile_issue(profile, c->issue);
	const struct clash *clash = features_best(f);
	struct span a = clash->earlier ? clash->earlier->span : (struct span){0, 0};
	struct span z = clash->later ? clash->later->span : (struct span){0, 0};
	bool figure = !f->slot.earlier && f->v[F_FIGURE_CLASH] > 0;
	if (figure && f->v[F_CLASH] < f->v[F_FIGURE_CLASH]) {
		a = f->figure.earlier_figure->span;
		z = f->figure.later_figure->span;
	}
	if (c->verdict == VERDICT_CONSISTENT) {
		(void)buf_printf(&b, "both can hold%s%s", issue ? ": they speak of " : "",
			issue ? issue->name : "");
		return buf_take(&b);
	}
	tell(&b, earlier, a);
	(void)buf_puts(&b, c->verdict == VERDICT_CONTRADICTION ? " against " : " is opposed by ");
	tell(&b, later, z);
	if (f->slot.earlier) {
		const struct profile_slot *slot = profile_slot(profile, f->slot.earlier->slot);
		(void)buf_printf(&b, ": %s, \"%s\" against \"%s\"", slot->name,
			value_name(slot, f->slot.earlier->value),
			value_name(slot, f->slot.later->value));
	} else if (figure) {
		(void)buf_puts(&b, ": the figures cannot both be right");
	} else if (f->v[F_DENIAL] > 0) {
		(void)buf_puts(&b, ": the later one denies it");
	} else if (issue) {
		(void)buf_printf(&b, ": opposite answers on %s", issue->name);
	}
	if (f->v[F_CHANGE] > 0)
		(void)buf_puts(&b, "; the later one announces a change");
	return buf_take(&b);
}

void compare_pair(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, struct comparison *out)
{
	struct features f;
	*out = (struct comparison){.verdict = VERDICT_UNRELATED};
	features_read(profile, earlier, later, &f);
	bool clashes = features_clash(&f);
	double clash = clashes ? profile_judge(profile, MODEL_CLASH, f.v) : NO_CLASH;
	bool told = earlier->n_propositions > 0 && later->n_propositions > 0;
	/* what shares no word with it is on something else, whatever the odds */
	told = told && f.v[F_SHARED] > 0 && !(f.v[F_ELSEWHERE] > 0);
	double related = told ? profile_judge(profile, MODEL_RELATED, f.v) : 0;
	enum profile_model model = f.one_voice ? MODEL_VOICE : MODEL_CONTRADICTION;
	out->score = clashes ? profile_judge(profile, model, f.v) : NO_CLASH;
	out->alert = clashes ? profile_judge(profile, MODEL_ALERT, f.v) : 0;
	if (out->score >= 0.5)
		out->verdict = VERDICT_CONTRADICTION;
	else if (clash >= 0.5 && f.v[F_TWO_SIDES] > 0)
		out->verdict = VERDICT_DISAGREEMENT;
	else if (related >= 0.5)
		out->verdict = VERDICT_CONSISTENT;
	out->issue = xstrdup_null(f.issue);
	if (out->verdict == VERDICT_CONTRADICTION)
		out->kind = kind_of(&f);
	if (out->verdict != VERDICT_UNRELATED)
		list_evidence(profile, &f, out);
	out->why = explain(profile, earlier, later, &f, out);
}

void comparison_release(struct comparison *c)
{
	free(c->issue);
	free(c->why);
	for (size_t i = 0; i < c->n_evidence; i++)
		free(c->evidence[i].what);
	free(c->evidence);
	*c = (struct comparison){0};
}

static json_t *span_json(struct span span)
{
	return span.begin == span.end
		       ? json_null()
		       : json_pack("[I,I]", (json_int_t)span.begin, (json_int_t)span.end);
}

json_t *comparison_to_json(const struct comparison *c)
{
	json_t *o = json_object();
	json_object_set_new(o, "verdict", json_text(verdict_word(c->verdict)));
	json_object_set_new(o, "kind", json_text(kind_word(c->kind)));
	json_object_set_new(o, "score", json_real(round(c->score * 1e4) / 1e4));
	json_object_set_new(o, "issue", json_text(c->issue));
	json_object_set_new(o, "why", json_text(c->why));
	json_t *list = json_array();
	for (size_t i = 0; i < c->n_evidence; i++) {
		json_t *e = json_object();
		json_object_set_new(e, "what", json_text(c->evidence[i].what));
		json_object_set_new(e, "earlier_span", span_json(c->evidence[i].earlier));
		json_object_set_new(e, "later_span", span_json(c->evidence[i].later));
		json_array_append_new(list, e);
	}
	json_object_set_new(o, "evidence", list);
	return o;
}
