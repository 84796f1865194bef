#ifndef CLAIMS_EARLIER_H
#define CLAIMS_EARLIER_H

#include "claims/ask.h"
#include "claims/role.h"

/*
 * Inside claims/ only: mentions that tell of somebody the text has told of before, by what he is:
 * "the Director General", "the Kremlin official", "the war leader". The ones with a ref fill it and
 * answer whether they did.
 */

/* "the Director General": the mention of one whom the text gives that very title, the last before
 * or else, where nobody has spoken yet, the first after. */
bool earlier_titled(const struct ask *a, size_t *mention);

/* "the Kremlin official", "the war leader": the person of that side who spoke shortly before. */
bool earlier_of_side(struct ask *a, const struct profile_role_found *role, struct speaker_ref *ref);

/* "the director", "the spokeswoman": who spoke last, if the profile does not know him. */
bool earlier_stranger(struct ask *a, struct speaker_ref *ref);

/* "Ukraine's deputy prime minister" in the paragraph of one who spoke for Ukraine. */
bool earlier_here(struct ask *a, const struct profile_side *side, struct speaker_ref *ref);

#endif
