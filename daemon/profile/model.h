#ifndef PROFILE_MODEL_H
#define PROFILE_MODEL_H

struct profile;

/*
 * What a pair of statements shows, as numbers for the models of weights.yaml: each is 0 when
 * absent. The names there are those of model.c.
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
	F_POLE, /* predicates of one axis and opposite sign anywhere in the two, by what they share
		 */
	F_POLE_AGREE, /* the same of one sign, where none is opposite */
	F_PARITY, /* as wholes one says no and the other does not, by what they share */
	F_OWN, /* each tells of his own side, and the sides differ */
	F_MUTUAL, /* each tells of the other's side: mutual accusation, by what they share */
	F_ABOUT, /* clauses that say the same tell it of different sides, by how they align */
	F_DATE_CLASH, /* clauses that say the same tell it of different days, by how they align */
	F_COMPATIBLE, /* clauses of opposite sense that can both hold, by how they align */
	F_NAMES_APART, /* each names persons, places or other names, and none is shared */
	F_LEFT, /* what both leave unshared beside it, the lesser of the two, 0..1 */
	F_FIGURE_SAME, /* the clashing figures count the same thing in one unit */
	F_TWO_FIGURE, /* figures clash, and the speakers are of two sides */
	F_NO_FIRST, /* the earlier one is the one that says no */
	F_NEWS, /* what the later one tells is of a day after the earlier was said */
	F_APART, /* what both clashing clauses leave unshared beside predicates, 0..1 */
	F_BARE_DENIAL, /* the later one denies what it does not name: "nothing of the kind" */
	F_EXACT, /* what the clashing clauses name alike, of all that either does, 0..1 */
	FEATURES
};

/*
 * The models of the compare engine (weights.yaml, fitted by tests/gold/fit.py): each a sum of small
 * decision trees over the evidence, boosted (Friedman 2001), in log-odds.
 */
enum profile_model {
	MODEL_CONTRADICTION, /* against all other verdicts: the score */
	MODEL_CLASH, /* contradiction or disagreement, against the rest */
	MODEL_ALERT, /* what the daemon goes by: as rare as contradictions are in the news */
	MODEL_RELATED, /* all but unrelated */
	MODEL_VOICE, /* contradiction, where all that is known of who speaks is that it is one voice
		      */
	MODELS
};

/* P = 1 / (1 + exp(-sum)), 0..1. evidence has FEATURES numbers. */
double profile_judge(
	const struct profile *profile, enum profile_model model, const double *evidence);

/* The name of a feature as weights.yaml writes it. */
const char *feature_name(enum feature feature);

#endif
