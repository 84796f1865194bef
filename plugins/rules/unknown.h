#ifndef RULES_UNKNOWN_H
#define RULES_UNKNOWN_H

#include <stdbool.h>

#include "cue.h"

/*
 * A verb that the lexicon lacks, proven by its place: '“...,” he crowed to a podcast', '“...,”
 * groaned Orlov'. The quotation must end in a comma and the verb in -ed, and nothing may stand
 * between but the subject.
 */
bool unknown_verb_quoting(
	const struct lexicon *lexicon, const struct view *view, size_t i, struct cue *out);
/* "Orlov cackled that it was over": a verb that the lexicon lacks, with a name or pronoun before it
 * and a clause after "that". */
bool unknown_verb_that(
	const struct lexicon *lexicon, const struct view *view, size_t i, struct cue *out);

#endif
