#ifndef CLAIMS_ROLE_H
#define CLAIMS_ROLE_H

#include "claims/ask.h"

/*
 * Inside claims/ only: speakers told by what they are, not by name: "the minister", "his
 * spokesman", "a senior U.S. official", "the ministry".
 */

/* Answers a mention without a name. owner: the entity that possesses the speaker ("Zelensky's
 * office"), or SIZE_MAX. */
void role_resolve(struct ask *a, size_t owner, struct speaker_ref *ref);

/* Whether a phrase of the profile covers the token of the mention. */
bool role_covers(const struct ask *a, size_t token);

#endif
