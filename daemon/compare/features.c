#include "compare/features.h"

#include <math.h>
#include <string.h>

#include "compare/figures.h"
#include "compare/words.h"
#include "profile/issues.h"
#include "text/date.h"
#include "util/mem.h"

static const char *const names[FEATURES] = {"slot_clash", "slot_agree", "slot_fact", "slot_will",
	"clash", "agree", "axis", "neg", "figure_clash", "figure_agree", "denial", "denial_earlier",
	"absolute", "condition", "until", "regardless", "hedge", "part", "whole", "may", "question",
	"supposed", "development", "change", "overlap", "shared", "thing", "issue", "same_speaker",
	"same_side", "two_sides", "should", "should_both", "opinion", "will", "past", "days",
	"should_one", "elsewhere", "actor", "two_should", "two_will", "two_opinion",
	"two_slot_will", "two_denial", "strong", "slot_align", "slot_denial", "event", "predicate",
	"other_predicate", "head", "gap", "voice"};

const char *features_name(enum feature feature)
{
	return names[feature];
}

/* Clauses that share less speak of different things. */
#define ALIGN_MIN 0.1
/* Clauses that share this much hardly speak of different things. */
#define ALIGN_STRONG 0.5

static bool same_text(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool has(const struct proposition *p, const char *mark)
{
	return words_find(p->marks, p->n_marks, mark);
}

static bool any_has(const struct statement *s, const char *mark)
{
	for (size_t i = 0; i < s->n_propositions; i++)
		if (has(&s->propositions[i], mark))
			return true;
	return false;
}

static bool either(const struct clash *c, const char *mark)
{
	return has(c->earlier, mark) || has(c->later, mark);
}

static bool both(const struct clash *c, const char *mark)
{
	return has(c->earlier, mark) && has(c->later, mark);
}

/* A question or a supposition commits to nothing. */
static bool commits(const struct proposition *p)
{
	return (p->modality == MODALITY_ASSERTED || p->modality == MODALITY_NEGATED) &&
	       !has(p, "question");
}

/* Whether two answers are about events that the slot tells apart. */
static bool other_event(const struct proposition *a, const struct proposition *b)
{
	return a->place && b->place && strcmp(a->place, b->place) != 0;
}

static void read_slots(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, struct features *f)
{
	for (size_t i = 0; i < earlier->n_propositions; i++)
		for (size_t k = 0; k < later->n_propositions; k++) {
			const struct proposition *a = &earlier->propositions[i];
			const struct proposition *b = &later->propositions[k];
			if (!a->slot || !same_text(a->slot, b->slot) || !commits(a) || !commits(b))
				continue;
			const struct profile_slot *slot = profile_slot(profile, a->slot);
			size_t va = slot ? profile_value(slot, a->value) : 0;
			size_t vb = slot ? profile_value(slot, b->value) : 0;
			if (!slot || va >= slot->n_values || vb >= slot->n_values)
				continue;
			if (!f->issue)
				f->issue = slot->issue->id;
			if (!((slot->values[va].excludes >> vb) & 1)) {
				f->v[F_SLOT_AGREE] = 1;
				continue;
			}
			struct overlap o = words_overlap(a, b);
			if (f->slot.earlier && f->slot.align >= o.cover * o.amount)
				continue;
			f->slot = (struct clash){
				.earlier = a, .later = b, .align = o.cover * o.amount};
			f->issue = slot->issue->id;
			f->v[F_SLOT_CLASH] = 1;
			f->v[F_SLOT_FACT] = slot->fact;
			f->v[F_SLOT_WILL] = !slot->fact;
			f->v[F_EVENT] = other_event(a, b);
			f->v[F_SLOT_ALIGN] = f->slot.align;
		}
}

static bool conditional(const struct proposition *p)
{
	return has(p, "cond:if") || has(p, "cond:until");
}

/* "without conditions" against "only if", of the same thing. */
static bool conditions_clash(const struct proposition *a, const struct proposition *b)
{
	return (has(a, "cond:regardless") && conditional(b)) ||
	       (has(b, "cond:regardless") && conditional(a));
}

static void read_frames(
	const struct statement *earlier, const struct statement *later, struct features *f)
{
	struct clash agree = {.align = 0};
	for (size_t i = 0; i < earlier->n_propositions; i++)
		for (size_t k = 0; k < later->n_propositions; k++) {
			const struct proposition *a = &earlier->propositions[i];
			const struct proposition *b = &later->propositions[k];
			if (a->slot || b->slot || !commits(a) || !commits(b))
				continue;
			struct overlap o = words_overlap(a, b);
			struct clash *best = a->negated != b->negated ? &f->frame : &agree;
			double align = o.cover * o.amount;
			if (conditions_clash(a, b) && align > f->v[F_REGARDLESS]) {
				f->v[F_REGARDLESS] = align;
				f->condition = (struct clash){
					.earlier = a, .later = b, .align = align};
			}
			if (align > best->align)
				*best = (struct clash){.earlier = a, .later = b, .align = align};
		}
	f->v[F_AGREE] = agree.align;
	if (f->frame.align < ALIGN_MIN)
		f->frame = (struct clash){.align = 0};
	f->v[F_CLASH] = f->frame.align;
	if (!f->frame.earlier)
		return;
	f->v[F_AXIS] = words_share_axis(f->frame.earlier, f->frame.later);
	f->v[F_NEG] = has(f->frame.earlier, "neg") != has(f->frame.later, "neg");
	f->v[F_STRONG] = f->frame.align >= ALIGN_STRONG;
	if (!f->slot.earlier)
		f->v[F_EVENT] = other_event(f->frame.earlier, f->frame.later);
}

static void read_figures(
	const struct statement *earlier, const struct statement *later, struct features *f)
{
	for (size_t i = 0; i < earlier->n_figures; i++)
		for (size_t k = 0; k < later->n_figures; k++) {
			const struct figure *a = &earlier->figures[i], *b = &later->figures[k];
			if (!figures_alike(a, b))
				continue;
			if (!figures_disjoint(a, b)) {
				f->v[F_FIGURE_AGREE] = 1;
				continue;
			}
			if (f->figure.earlier_figure)
				continue;
			f->figure.earlier_figure = a;
			f->figure.later_figure = b;
		}
	if (f->figure.earlier_figure && !(f->v[F_FIGURE_AGREE] > 0))
		f->v[F_FIGURE_CLASH] = f->v[F_OVERLAP];
}

/* Whether the clashing clauses say one thing of one thing, as far as their words tell. */
static void read_heads(const struct clash *c, struct features *f)
{
	f->v[F_PREDICATE] = words_share_axis(c->earlier, c->later);
	f->v[F_OTHER_PREDICATE] = !(f->v[F_PREDICATE] > 0) && words_has_axis(c->earlier) &&
				  words_has_axis(c->later);
	f->v[F_HEAD] = words_shared_heads(c->earlier, c->later);
	if (both(c, "past") || f->v[F_SLOT_FACT] > 0 || either(c, "hit+"))
		f->v[F_GAP] = f->v[F_DAYS];
}

const struct clash *features_best(const struct features *f)
{
	if (f->slot.earlier)
		return &f->slot;
	return f->condition.align > f->frame.align ? &f->condition : &f->frame;
}

/* How the clash is told: by which the model judges whether it is one. */
static void read_manner(
	const struct statement *earlier, const struct statement *later, struct features *f)
{
	const struct clash *c = features_best(f);
	if (!c->earlier)
		return;
	const struct proposition *no = c->earlier->negated ? c->earlier : c->later;
	const struct proposition *yes = c->earlier->negated ? c->later : c->earlier;
	bool earlier_no = c->earlier->negated && !c->later->negated;
	bool one_condition = has(c->earlier, "cond:if") != has(c->later, "cond:if") ||
			     has(c->earlier, "cond:until") != has(c->later, "cond:until");
	f->v[F_ABSOLUTE] = has(no, "never");
	f->v[F_CONDITION] = one_condition;
	f->v[F_UNTIL] = (has(no, "cond:until") && has(yes, "cond:if")) ||
			(has(yes, "cond:until") && has(no, "cond:if"));
	/* who denies names another than who asserts */
	f->v[F_ACTOR] = !either(c, "deny") && words_other_actors(c->earlier, c->later);
	if (f->slot.earlier && has(c->later, "deny") && !has(c->earlier, "deny"))
		f->v[F_DENIAL] = f->v[F_SLOT_DENIAL] = 1;
	f->v[F_HEDGE] = either(c, "hedge");
	f->v[F_PART] = either(c, "part");
	f->v[F_WHOLE] = either(c, "whole");
	f->v[F_MAY] = has(yes, "may");
	f->v[F_DEVELOPMENT] = earlier_no && !has(no, "never") && !any_has(later, "deny") &&
			      (has(c->earlier, "yet") || any_has(later, "change") ||
				      any_has(later, "yet"));
	f->v[F_CHANGE] = any_has(later, "change");
	f->v[F_SHOULD] = any_has(earlier, "should") || any_has(later, "should");
	f->v[F_SHOULD_ONE] = any_has(earlier, "should") != any_has(later, "should");
	f->v[F_SHOULD_BOTH] = any_has(earlier, "should") && any_has(later, "should");
	f->v[F_OPINION] = any_has(earlier, "opinion") || any_has(later, "opinion");
	f->v[F_WILL] = any_has(earlier, "will") || any_has(later, "will");
	f->v[F_PAST] = both(c, "past");
	read_heads(c, f);
}

static void read_people(
	const struct statement *earlier, const struct statement *later, struct features *f)
{
	const struct speaker_ref *a = &earlier->speaker, *b = &later->speaker;
	bool same = same_text(a->id, b->id), side = same_text(a->side, b->side);
	f->v[F_SAME_SPEAKER] = same;
	f->v[F_SAME_SIDE] = !same && side;
	f->v[F_TWO_SIDES] = !same && !side;
	f->v[F_VOICE] = !same && side && (same_text(a->id, a->side) || same_text(b->id, b->side));
	if (earlier->date != DATE_UNKNOWN && later->date != DATE_UNKNOWN) {
		double days = fabs((double)(later->date - earlier->date)) / 86400;
		f->v[F_DAYS] = fmin(1.5, log1p(days) / log1p(365));
	}
}

void features_read(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, struct features *f)
{
	*f = (struct features){.issue = NULL};
	struct whole whole;
	words_whole(profile, earlier, later, &whole);
	f->v[F_OVERLAP] = whole.cover;
	f->v[F_SHARED] = whole.amount;
	f->v[F_THING] = whole.things > 0;
	f->v[F_ISSUE] = whole.issue != NULL;
	read_slots(profile, earlier, later, f);
	if (!f->issue)
		f->issue = whole.issue;
	read_frames(earlier, later, f);
	read_figures(earlier, later, f);
	read_people(earlier, later, f);
	bool denies = any_has(later, "deny"), denied = any_has(earlier, "deny");
	double denial = whole.cover * whole.amount >= ALIGN_MIN ? whole.amount : 0;
	f->v[F_DENIAL] = denies && !denied ? denial : 0;
	f->v[F_DENIAL_EARLIER] = denied && !denies ? denial : 0;
	for (size_t i = 0; i < earlier->n_propositions; i++) {
		f->v[F_QUESTION] += earlier->propositions[i].modality == MODALITY_QUESTION;
		f->v[F_SUPPOSED] += earlier->propositions[i].modality == MODALITY_CONDITIONAL;
	}
	for (size_t i = 0; i < later->n_propositions; i++) {
		f->v[F_QUESTION] += later->propositions[i].modality == MODALITY_QUESTION;
		f->v[F_SUPPOSED] += later->propositions[i].modality == MODALITY_CONDITIONAL;
	}
	f->v[F_QUESTION] = f->v[F_QUESTION] > 0;
	f->v[F_SUPPOSED] = f->v[F_SUPPOSED] > 0;
	f->v[F_ELSEWHERE] = any_has(earlier, "elsewhere") != any_has(later, "elsewhere");
	read_manner(earlier, later, f);
	if (f->v[F_TWO_SIDES] > 0) {
		f->v[F_TWO_SHOULD] = f->v[F_SHOULD];
		f->v[F_TWO_WILL] = f->v[F_WILL];
		f->v[F_TWO_OPINION] = f->v[F_OPINION];
		f->v[F_TWO_SLOT_WILL] = f->v[F_SLOT_WILL];
		f->v[F_TWO_DENIAL] = f->v[F_DENIAL];
	}
}

bool features_clash(const struct features *f)
{
	if (f->v[F_ELSEWHERE] > 0 || f->v[F_EVENT] > 0)
		return false;
	return f->v[F_SLOT_CLASH] > 0 || f->v[F_CLASH] > 0 || f->v[F_FIGURE_CLASH] > 0 ||
	       f->v[F_REGARDLESS] > 0 || f->v[F_DENIAL] > 0 || f->v[F_DENIAL_EARLIER] > 0;
}
