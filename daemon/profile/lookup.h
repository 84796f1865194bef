#ifndef PROFILE_LOOKUP_H
#define PROFILE_LOOKUP_H

/* Inside profile/ only: the index over speakers, filled by speakers.c through these. */

#include "profile/speakers.h"

/* The node at which these words end, made if absent; NONE when no word is left. capital and caps
 * say how the phrase is written: a first letter, all of a short single word. */
uint32_t lookup_phrase(struct speakers *s, const char *phrase, bool *capital, bool *caps);
/* Adds a number to the list under a key of the map `family` or `held`. */
void lookup_list(struct speakers *s, struct strmap *map, const char *key, uint32_t number);
/* Fills key from a name; as profile_name_key. */
void lookup_name_key(
	const struct speakers *s, const char *name, size_t len, struct profile_name_key *key);
/* The key of the map `held`; the caller frees it. */
char *lookup_held_key(const char *scope, int office);

#endif
