#ifndef RULES_CONTENT_H
#define RULES_CONTENT_H

#include "cue.h"

/*
 * Where in a sentence the words of a cue begin and end: to its right ("said that ..."), to its left
 * ("..., he said") or on both sides. Ranges are elements of the view, empty where there is nothing.
 */
struct place {
	const struct view *view;
	const struct cues *cues;
	size_t index; /* of the cue at work */
	size_t begin, end; /* nothing outside belongs to it */
};

/* Whether "to do" at i is what somebody is told: "told the minister | to call it off". */
bool content_tells_to_do(const struct place *place, size_t i);

/* The end of a sentence without its final point. */
size_t content_sentence_end(const struct view *view);
/*
 * Where the content that begins at `from` ends: at the next cue that stands beside this one
 * ("..., and added", ", while Putin said"), at ", according to", else with the place.
 */
size_t content_end(const struct place *place, size_t from);
/* What the cue's frame takes to its right. */
struct range content_right(const struct place *place);
/* What stands left of edge, if a comma, a dash or a quotation ends there. */
struct range content_left(const struct place *place, size_t edge);
/*
 * Where words after the cue's frame, which ends at i, go on with what was begun before it in left:
 * "..., he said, ...". NOWHERE if they do not. What was begun is a quotation, a clause that can
 * stand alone, or (whole false) a part that must go on.
 */
size_t content_resumes(const struct place *place, size_t i, bool quote, bool whole);
/* The end of the cue with the one spoken to: "told reporters". */
size_t content_frame_end(const struct place *place);
/* Past "in an interview with CNN on Monday": to "that", a quotation, a pronoun or a comma. */
size_t content_skip_adjuncts(const struct view *view, size_t i, size_t end);

/* "whether", "why": a word that begins a reported question. */
bool content_is_question(const struct view *view, size_t i);

/* Whether a dash of any length stands there. */
bool content_is_dash(const struct view *view, size_t i);

bool cue_takes(const struct cue *cue, uint32_t what);

#endif
