#ifndef RULES_PASSIVE_H
#define RULES_PASSIVE_H

#include "cue.h"

/*
 * What somebody is told to have said by another's words: "Orlov was quoted as saying by Interfax
 * that", "TASS cited Orlov as saying"; and passives that name who speaks: "was rejected by Kyiv".
 */

/* Whether the words at i are such a "quoted ... as saying"; fills the cue, subject and relayer
 * included. lo: where the cue before ends. */
bool passive_quoted_as(const struct lexicon *lexicon, const struct view *view, size_t lo, size_t i,
	struct cue *out);
/* Turns a participle after "be" with "by" behind it into a cue whose subject is behind. */
bool passive_by(const struct view *view, struct cue *cue);

#endif
