#ifndef COMPARE_FEATURES_H
#define COMPARE_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

#include "claims/statement.h"

struct profile;

/*
 * What a pair of statements shows, as numbers for the model (score.h): each is 0 when absent. The
 * names in weights.yaml are MODEL.NAME, as features_name gives them.
 */
enum feature {
	F_SLOT_CLASH, /* two answers on one slot that exclude each other */
	F_SLOT_AGREE, /* two answers on one slot that do not */
	F_SLOT_FACT, /* the clash is on a slot of fact */
	F_SLOT_WILL, /* the clash is on a slot of will */
	F_CLASH, /* how well the best two clauses of opposite polarity align, 0..1 */
	F_AGREE, /* the same of equal polarity */
	F_AXIS, /* the clashing clauses share an axis of opposed predicates */
	F_NEG, /* one of the clashing clauses is negated by a plain negator */
	F_FIGURE_CLASH, /* figures of one thing that cannot both be right */
	F_FIGURE_AGREE, /* figures of one thing that can */
	F_DENIAL, /* the later one denies, and both speak of the same */
	F_DENIAL_EARLIER,
	F_ABSOLUTE, /* "never", "none": on the negative side of a clash */
	F_CONDITION, /* a condition on one side of a clash */
	F_UNTIL, /* "not until" on the negative side, a condition on the other */
	F_REGARDLESS, /* "whatever", "without waiting" against a condition */
	F_HEDGE,
	F_PART, /* "some" on a side of a clash */
	F_WHOLE,
	F_MAY, /* "could" on the positive side */
	F_QUESTION,
	F_SUPPOSED,
	F_DEVELOPMENT, /* no at first, yes later: "not yet", then done */
	F_CHANGE, /* the later one says that something changed */
	F_OVERLAP, /* content shared by both statements as a whole, 0..1 */
	F_SHARED, /* the same as an amount, 0..1 */
	F_THING, /* they share a thing of the topic */
	F_ISSUE, /* they share an issue */
	F_SAME_SPEAKER,
	F_SAME_SIDE, /* of two speakers */
	F_TWO_SIDES,
	F_SHOULD, /* a wish or demand on either side */
	F_SHOULD_BOTH,
	F_OPINION,
	F_WILL,
	F_PAST, /* told as past on both sides */
	F_DAYS, /* between them: log scale, 1 is a year */
	F_SHOULD_ONE, /* a wish or demand on one side only */
	F_ELSEWHERE, /* one of them speaks of other affairs: another war, a party */
	F_ACTOR, /* the clashing clauses name different sides or persons */
	/* the same, where the speakers are of two sides: wishes and views are no facts */
	F_TWO_SHOULD,
	F_TWO_WILL,
	F_TWO_OPINION,
	F_TWO_SLOT_WILL,
	F_TWO_DENIAL,
	F_STRONG, /* the clashing clauses align well */
	F_SLOT_ALIGN, /* how well those of the clashing answers do */
	F_SLOT_DENIAL, /* the clash is of answers, and the later one denies */
	F_EVENT, /* they name different places or scopes */
	F_PREDICATE, /* the clashing clauses have one predicate, or two opposed ones */
	F_OTHER_PREDICATE, /* they have predicates, and different ones */
	F_HEAD, /* what they share beside predicates and what every sentence names, 0..1 */
	F_GAP, /* days between two accounts of what happened: likely of two events, 0..1.5 */
	F_VOICE, /* of one side, and one speaker is the side itself: a report of its speakers */
	FEATURES
};

/* Where the clash is; propositions borrowed from the statements, NULL if there is none. */
struct clash {
	const struct proposition *earlier, *later;
	const struct figure *earlier_figure, *later_figure;
	double align;
};

struct features {
	double v[FEATURES];
	struct clash slot, frame, condition, figure;
	const char *issue; /* the issue both speak of, borrowed; NULL: none */
};

void features_read(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, struct features *out);
/* Whether anything at all clashes; if not, the pair is no contradiction whatever else it shows. */
bool features_clash(const struct features *features);
/* The clash that `why` tells: of answers, else of the better aligned clauses. Never NULL. */
const struct clash *features_best(const struct features *features);
const char *features_name(enum feature feature);

#endif
