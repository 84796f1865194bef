#include "compare/features.h"

#include <math.h>
#include <string.h>

#include "compare/figures.h"
#include "compare/words.h"
#include "profile/issues.h"
#include "text/date.h"
#include "util/mem.h"

#define HALF_DAY 43200
/* Clauses that share less speak of different things. */
#define ALIGN_MIN 0.1
/* Figures that count nothing named are of one thing if their clauses align so far. */
#define FIGURE_ALIGN 0.3
/* Figures of one thing in clauses that share nothing else hardly clash. */
#define FIGURE_MIN 0.05
/* Clauses that agree outweigh others that clash by less than this share of it. */
#define AGREE_SHARE 0.3
/* What whole statements share by chance: less says nothing of whether they clash. */
#define TRACE 0.05
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

/* Of other affairs, and not of what they have to do with this war. */
static bool is_elsewhere(const struct statement *s)
{
	bool elsewhere = false;
	for (size_t i = 0; i < s->n_propositions; i++) {
		const struct proposition *p = &s->propositions[i];
		elsewhere |= has(p, "elsewhere");
		if (has(p, "party"))
			return false;
	}
	return elsewhere;
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

/* "only if you agree" and "not before you agree", "if you agree, none" and "some unless you agree"
 * each say one thing. */
static bool one_condition(const struct proposition *a, const struct proposition *b)
{
	const struct proposition *no = a->negated ? a : b, *yes = a->negated ? b : a;
	if (a->negated == b->negated)
		return false;
	return (has(no, "cond:until") && has(yes, "cond:if")) ||
	       (has(no, "cond:if") && has(yes, "cond:until") &&
		       strncmp(yes->condition, "unless", 6) == 0);
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

/* Whether two clauses say opposite things: by the predicates that they share, else by whether they
 * say no as a whole. */
static bool differ(const struct proposition *a, const struct proposition *b)
{
	size_t same = 0, opposed = 0;
	words_poles(a, b, &same, &opposed);
	return same == opposed ? a->negated != b->negated : opposed > same;
}

static bool days_told(const struct proposition *a, const struct proposition *b)
{
	return a->event_from != DATE_UNKNOWN && b->event_from != DATE_UNKNOWN;
}

static bool days_apart(const struct proposition *a, const struct proposition *b)
{
	return days_told(a, b) && (a->event_to < b->event_from || b->event_to < a->event_from);
}

/* "the first cluster" and "the sixth": members that both number, and differently. */
static bool other_member(const struct proposition *a, const struct proposition *b)
{
	size_t in_a = 0, in_b = 0;
	for (size_t i = 0; i < a->n_marks; i++) {
		if (strncmp(a->marks[i], "nth:", 4) != 0)
			continue;
		in_a++;
		if (has(b, a->marks[i]))
			return false;
	}
	for (size_t i = 0; i < b->n_marks; i++)
		in_b += strncmp(b->marks[i], "nth:", 4) == 0;
	return in_a > 0 && in_b > 0;
}

/* One condition told from its two ends: "not until C" or "until C not", and "once C". */
static bool two_ends(const struct proposition *a, const struct proposition *b)
{
	return (has(a, "cond:until") && has(b, "cond:if")) ||
	       (has(b, "cond:until") && has(a, "cond:if"));
}

/* Clauses of opposite sense that can both hold all the same. */
static bool compatible(const struct proposition *a, const struct proposition *b)
{
	if (days_apart(a, b) || one_condition(a, b) || other_member(a, b))
		return true;
	/* what one hopes for is not what is so, nor is a day set for it */
	if (has(a, "wish") != has(b, "wish") || has(a, "due") != has(b, "due"))
		return true;
	/* what was so, and what is promised for the time after */
	if (has(a, "past") && !has(a, "will") && has(b, "future") && !has(b, "may"))
		return true;
	/* "it might" and "it may be that none" */
	if (has(a, "perhaps") && has(b, "perhaps"))
		return true;
	/* what others wish is told, and not said */
	if (has(a, "theirs") != has(b, "theirs"))
		return true;
	/* "nobody has to" and "they may", unless one says that they must */
	return has(a, "free") != has(b, "free") && !has(has(a, "free") ? b : a, "should");
}

/* Whether it gives the slot another answer too, one that agrees with the value: it says neither
 * alone ("no troops, but trainers"). */
static bool answers_both(const struct statement *s, const struct profile_slot *slot,
	const struct proposition *own, size_t value)
{
	for (size_t i = 0; i < s->n_propositions; i++) {
		const struct proposition *p = &s->propositions[i];
		if (p == own || !p->slot || strcmp(p->slot, slot->id) != 0 || !commits(p))
			continue;
		size_t v = profile_value(slot, p->value);
		if (v < slot->n_values && v == value)
			return true;
	}
	return false;
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
			if (one_condition(a, b) || two_ends(a, b) || days_apart(a, b) ||
				has(a, "theirs") != has(b, "theirs"))
				continue;
			/* what is to be is not what is so */
			if (slot->fact && has(a, "will") != has(b, "will"))
				continue;
			if (answers_both(earlier, slot, a, vb) || answers_both(later, slot, b, va))
				continue;
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

/* What two clauses that say the same tell of different days or sides. */
static void read_details(
	const struct proposition *a, const struct proposition *b, double align, struct features *f)
{
	if (days_apart(a, b))
		f->v[F_DATE_CLASH] = fmax(f->v[F_DATE_CLASH], align);
	if (a->about && b->about && strcmp(a->about, b->about) != 0)
		f->v[F_ABOUT] = fmax(f->v[F_ABOUT], align);
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
			struct clash *best = differ(a, b) ? &f->frame : &agree;
			double align = o.cover * o.amount;
			if (best == &f->frame && compatible(a, b)) {
				f->v[F_COMPATIBLE] = fmax(f->v[F_COMPATIBLE], align);
				continue;
			}
			if (conditions_clash(a, b) && align > f->v[F_REGARDLESS]) {
				f->v[F_REGARDLESS] = align;
				f->condition = (struct clash){
					.earlier = a, .later = b, .align = align};
			}
			if (best == &agree)
				read_details(a, b, align, f);
			if (align > best->align)
				*best = (struct clash){.earlier = a, .later = b, .align = align};
		}
	f->v[F_AGREE] = agree.align;
	/* what is said over again, and beside it something that only sounds like the opposite */
	if (agree.align >= ALIGN_STRONG && f->frame.align < agree.align * AGREE_SHARE)
		f->frame = (struct clash){.align = 0};
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

/* Whether a clause names what a figure of another counts. */
static bool names_counted(const struct proposition *p, const char *what)
{
	for (size_t i = 0; what && i < p->n_arguments; i++)
		if (strcmp(p->arguments[i], what) == 0)
			return true;
	return false;
}

/* Whether two figures of two clauses count one thing: "48 Abrams" and "31 Abrams tanks", "the
 * number of drones was 33" and "14 drones". */
static bool count_alike(const struct proposition *a, const struct figure *fa,
	const struct proposition *b, const struct figure *fb)
{
	if (figures_alike(fa, fb))
		return true;
	if (fa->unit || fb->unit)
		return false;
	if (!fa->what && !fb->what) {
		struct overlap o = words_overlap(a, b);
		return o.cover * o.amount >= FIGURE_ALIGN;
	}
	return names_counted(a, fb->what) || names_counted(b, fa->what);
}

/* Whether the figure is of what adds up with time, and by one side's account has: losses, people
 * brought home. */
static bool grown(const struct statement *earlier, const struct statement *later,
	const struct proposition *a, const struct proposition *b, const struct figure *fa,
	const struct figure *fb)
{
	static const char *const growing[] = {"#losses", "%death", "%wounded", "%refugee",
		"#bodies", "#children", "#prisoners", "civilian"};
	bool grows = false;
	for (size_t i = 0; i < ARRAY_SIZE(growing); i++)
		grows |= words_find(a->arguments, a->n_arguments, growing[i]) &&
			 words_find(b->arguments, b->n_arguments, growing[i]);
	bool one_day = days_told(a, b) && !days_apart(a, b);
	bool one_voice = same_text(earlier->speaker.id, later->speaker.id) ||
			 same_text(earlier->speaker.side, later->speaker.side);
	return grows && one_voice && !one_day && fb->low > fa->high &&
	       earlier->date != DATE_UNKNOWN && later->date != DATE_UNKNOWN &&
	       later->date > earlier->date + HALF_DAY;
}

static void read_clause_figures(const struct statement *earlier, const struct statement *later,
	const struct proposition *a, const struct proposition *b, double *best, struct features *f)
{
	struct overlap o = words_overlap(a, b);
	for (size_t i = 0; i < a->n_figures; i++)
		for (size_t k = 0; k < b->n_figures; k++) {
			const struct figure *fa = &a->figures[i], *fb = &b->figures[k];
			if (!count_alike(a, fa, b, fb) || grown(earlier, later, a, b, fa, fb))
				continue;
			if (!figures_disjoint(fa, fb)) {
				f->v[F_FIGURE_AGREE] = 1;
				continue;
			}
			double align = fmax(o.cover * o.amount, FIGURE_MIN);
			if (align <= *best)
				continue;
			*best = align;
			f->figure = (struct clash){.earlier = a,
				.later = b,
				.earlier_figure = fa,
				.later_figure = fb,
				.align = align};
		}
}

static void read_figures(
	const struct statement *earlier, const struct statement *later, struct features *f)
{
	double best = 0;
	for (size_t i = 0; i < earlier->n_propositions; i++)
		for (size_t k = 0; k < later->n_propositions; k++) {
			const struct proposition *a = &earlier->propositions[i];
			const struct proposition *b = &later->propositions[k];
			if (!a->slot && !b->slot && !days_apart(a, b))
				read_clause_figures(earlier, later, a, b, &best, f);
		}
	if (best == 0 || f->v[F_FIGURE_AGREE] > 0) {
		f->figure = (struct clash){.align = 0};
		return;
	}
	f->v[F_FIGURE_CLASH] = best;
	f->v[F_FIGURE_SAME] = same_text(
		f->figure.earlier_figure->what, f->figure.later_figure->what);
}

/* Whether the clashing clauses say one thing of one thing, as far as their words tell. */
static void read_heads(const struct clash *c, struct features *f)
{
	f->v[F_PREDICATE] = words_share_axis(c->earlier, c->later);
	f->v[F_OTHER_PREDICATE] = !(f->v[F_PREDICATE] > 0) && words_has_axis(c->earlier) &&
				  words_has_axis(c->later);
	f->v[F_HEAD] = words_shared_heads(c->earlier, c->later);
	f->v[F_EXACT] = words_alike(c->earlier, c->later);
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
	bool conditional_one = has(c->earlier, "cond:if") != has(c->later, "cond:if") ||
			       has(c->earlier, "cond:until") != has(c->later, "cond:until");
	f->v[F_ABSOLUTE] = has(no, "never");
	f->v[F_CONDITION] = conditional_one;
	f->v[F_UNTIL] = one_condition(no, yes);
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
	/* what is not so may come about; what will not be is a word given */
	bool given = has(no, "never") || has(no, "will") || has(no, "should");
	f->v[F_NO_FIRST] = earlier_no && !given;
	f->v[F_NEWS] = c->later->event_from != DATE_UNKNOWN && earlier->date != DATE_UNKNOWN &&
		       c->later->event_from > earlier->date + HALF_DAY && !has(no, "never") &&
		       !has(c->earlier, "will") && !has(c->earlier, "should");
	f->v[F_APART] = words_apart(c->earlier, c->later);
	f->v[F_CHANGE] = any_has(later, "change");
	f->v[F_SHOULD] = any_has(earlier, "should") || any_has(later, "should");
	f->v[F_SHOULD_ONE] = any_has(earlier, "should") != any_has(later, "should");
	if (f->v[F_TWO_SIDES] > 0) {
		f->v[F_TWO_OPINION] = any_has(earlier, "opinion") || any_has(later, "opinion");
		f->v[F_TWO_WILL] = any_has(earlier, "will") || any_has(later, "will");
	}
	f->v[F_PAST] = both(c, "past");
	read_heads(c, f);
}

/* The statements as wholes: which predicates they share, and whether each says no. */
static void read_wholes(const struct statement *earlier, const struct statement *later,
	const struct whole *whole, struct features *f)
{
	size_t same = 0, opposed = 0;
	bool no[2] = {false, false}, own[2] = {true, true}, other[2] = {false, false};
	const struct statement *both_of[] = {earlier, later};
	for (size_t i = 0; i < earlier->n_propositions; i++)
		for (size_t k = 0; k < later->n_propositions; k++) {
			const struct proposition *a = &earlier->propositions[i];
			const struct proposition *b = &later->propositions[k];
			size_t one = 0, two = 0;
			if (a->slot || b->slot || !commits(a) || !commits(b) || compatible(a, b))
				continue;
			words_poles(a, b, &one, &two);
			same += one;
			opposed += two;
		}
	for (size_t n = 0; n < 2; n++) {
		const char *side = both_of[n]->speaker.side;
		const char *against = both_of[1 - n]->speaker.side;
		bool any = false;
		for (size_t i = 0; i < both_of[n]->n_propositions; i++) {
			const struct proposition *p = &both_of[n]->propositions[i];
			if (p->slot || !commits(p))
				continue;
			no[n] ^= p->negated;
			any |= p->about != NULL;
			own[n] &= !p->about || same_text(p->about, side);
			other[n] |= same_text(p->about, against);
		}
		other[n] &= !same_text(side, against);
		own[n] &= any && !same_text(side, against);
	}
	double align = whole->cover * whole->amount;
	if (f->v[F_COMPATIBLE] > 0 && !f->frame.earlier)
		no[0] = no[1];
	f->v[F_POLE] = opposed > same ? align : 0;
	f->v[F_POLE_AGREE] = same > 0 && opposed == 0 ? align : 0;
	f->v[F_PARITY] = no[0] != no[1] ? align : 0;
	f->v[F_OWN] = own[0] && own[1];
	f->v[F_MUTUAL] = other[0] && other[1] ? align : 0;
	f->v[F_NAMES_APART] = whole->names_apart;
	f->v[F_LEFT] = whole->left;
}

static void read_people(
	const struct statement *earlier, const struct statement *later, struct features *f)
{
	const struct speaker_ref *a = &earlier->speaker, *b = &later->speaker;
	bool same = same_text(a->id, b->id), side = same_text(a->side, b->side);
	f->v[F_SAME_SPEAKER] = same;
	f->one_voice = same && strncmp(a->id, SPEAKER_STATED, strlen(SPEAKER_STATED)) == 0;
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
	read_wholes(earlier, later, &whole, f);
	read_people(earlier, later, f);
	bool denies = any_has(later, "deny"), denied = any_has(earlier, "deny");
	double denial = whole.cover * whole.amount >= ALIGN_MIN ? whole.amount : 0;
	f->v[F_DENIAL] = denies && !denied ? denial : 0;
	f->v[F_DENIAL_EARLIER] = denied && !denies ? denial : 0;
	f->v[F_BARE_DENIAL] = denies && any_has(later, "anaphor");
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
	f->v[F_ELSEWHERE] = is_elsewhere(earlier) != is_elsewhere(later);
	read_manner(earlier, later, f);
	if (f->v[F_TWO_SIDES] > 0) {
		f->v[F_TWO_SHOULD] = f->v[F_SHOULD];
		f->v[F_TWO_SLOT_WILL] = f->v[F_SLOT_WILL];
		f->v[F_TWO_DENIAL] = f->v[F_DENIAL];
		f->v[F_TWO_FIGURE] = f->v[F_FIGURE_CLASH];
	}
}

bool features_clash(const struct features *f)
{
	if (f->v[F_ELSEWHERE] > 0 || f->v[F_EVENT] > 0)
		return false;
	if (f->v[F_COMPATIBLE] > 0 && !f->frame.earlier && !f->slot.earlier && !f->figure.earlier)
		return false;
	return f->v[F_SLOT_CLASH] > 0 || f->v[F_CLASH] > 0 || f->v[F_FIGURE_CLASH] > 0 ||
	       f->v[F_REGARDLESS] > 0 || f->v[F_POLE] >= TRACE || f->v[F_PARITY] >= TRACE ||
	       f->v[F_MUTUAL] >= TRACE || f->v[F_ABOUT] >= TRACE || f->v[F_DATE_CLASH] > 0 ||
	       f->v[F_DENIAL] > 0 || f->v[F_DENIAL_EARLIER] > 0 || f->v[F_BARE_DENIAL] > 0;
}
