#ifndef CLAIMS_WHOSE_H
#define CLAIMS_WHOSE_H

#include <stddef.h>

struct profile;
struct profile_phrase;
struct sentence_view;
struct speaker_ref;

/*
 * Whose words the words of a sentence are: the reporting clause is nobody's ("Peskov said that"),
 * what an opponent says is told and not said, and what others wish for is not what the speaker
 * wants. Sets `use`, `others` and `theirs` of a view whose classes and poles are known.
 */
void whose_words(const struct profile *profile, const struct speaker_ref *speaker,
	struct sentence_view *view);
/* What a name at token i stands for, at most up to `end`: an alias, an adjective or its plural
 * ("the Danes"), or the surname of one person alone. Gives the tokens it takes, 0 if it is no name.
 */
size_t whose_name(const struct profile *profile, const struct sentence_view *view, size_t i,
	size_t end, struct profile_phrase *phrase);

#endif
