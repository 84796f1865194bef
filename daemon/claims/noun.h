#ifndef CLAIMS_NOUN_H
#define CLAIMS_NOUN_H

#include <stdbool.h>

/* Words by which speakers without a name are told of. Folded forms; each list ends with NULL. */
extern const char *const noun_officials[]; /* they speak for a side: "diplomat" */
extern const char *const noun_others[]; /* they speak for nobody: "resident" */
extern const char *const noun_institutions[]; /* "ministry" */
extern const char *const noun_private[]; /* "company": of a country, yet not its voice */
extern const char *const noun_documents[]; /* they speak, and are nobody: "draft" */
extern const char *const noun_indefinite[]; /* "a", "several", "unnamed" */

bool noun_among(const char *form, const char *const *words);
/* Whether the word is one of the nouns, in the singular or (then *plural) in the plural. */
bool noun_is(const char *form, const char *const *nouns, bool *plural);
/* Whether a plural tells of people by what they are or do: "organisers", "opponents". */
bool noun_of_crowd(const char *form);
/* Whether a singular may tell of one person: a role, "diplomat", "commissioner", "volunteer". */
bool noun_of_person(const char *form);

#endif
