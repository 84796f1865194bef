#ifndef CLAIMS_LEAD_H
#define CLAIMS_LEAD_H

#include "claims/statement.h"
#include "profile/profile.h"
#include "text/token.h"

/*
 * Inside claims/ only: a report often begins with what "a deputy minister" said and names him where
 * he is quoted, in the next paragraph. Gives such statements of the first paragraph to him.
 */
void lead_identify(const struct profile *profile, const char *text, const struct tokens *tokens,
	struct statements *list);

#endif
