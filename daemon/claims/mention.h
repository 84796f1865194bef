#ifndef CLAIMS_MENTION_H
#define CLAIMS_MENTION_H

#include <stdbool.h>
#include <stddef.h>

#include "profile/profile.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/strmap.h"

/*
 * Inside claims/ only: who is mentioned in a text, and where. Known are the names and aliases of
 * the profile; besides, every run of capitalised words is kept as a name that a bare surname later
 * in the text may stand for.
 */

/* Somebody the text names. */
struct entity {
	const struct profile_speaker *known; /* NULL: not in the profile */
	char *name; /* owned; as the text has it in full; NULL when known */
	struct profile_name_key key; /* of a person */
	const struct profile_side *side; /* NULL: not told */
	enum gender gender;
	int office; /* told beside the name ("Finnish President"); -1: none */
	bool person; /* known, or a title, a side or the given name tells it */
	bool body; /* a place or body, as its last word tells: "Security Council" */
	size_t named; /* how often */
};

/* One place where an entity is named: token indexes, end exclusive. */
struct mention {
	size_t begin, end;
	size_t entity;
	bool quoted; /* inside a quotation */
	bool subject; /* begins its sentence or clause, as far as that can be seen */
};

/* "He" or "she" at the begin of a sentence, not quoted. */
struct pronoun {
	size_t token;
	enum gender gender;
};

struct mentions {
	const struct profile *profile;
	const char *text;
	struct tokens tokens;
	bool borrowed; /* the tokens are somebody else's */
	struct entity *entities;
	size_t n_entities, cap_entities;
	struct mention *items; /* in order of place */
	size_t n, cap;
	struct pronoun *pronouns; /* in order of place */
	size_t n_pronouns, cap_pronouns;
	struct strmap families; /* family name key to the entity last named so in full */
	struct strmap known; /* speaker id to entity */
	struct strmap small; /* words the text has in small letters; filled when first asked */
};

/* Scans a text; profile and text are borrowed until mentions_release. */
void mentions_scan(const struct profile *profile, const char *text, size_t len,
	const char *language, struct mentions *out);
/* The same over what was read already; the tokens are borrowed too. */
void mentions_scan_read(const struct profile *profile, const char *text,
	const struct tokens *tokens, const struct quotes *quotes, const struct sentences *sentences,
	struct mentions *out);
void mentions_release(struct mentions *mentions);

/* The first mention that begins at the token or later; n if there is none. */
size_t mentions_at(const struct mentions *mentions, size_t token);

/* The entity that a bare surname stands for; SIZE_MAX: nobody. */
size_t mentions_family(struct mentions *mentions, const char *name, size_t len);
/* The token of the last pronoun of that gender that begins a sentence before the token; SIZE_MAX if
 * the one before is of the other gender, or there is none. */
size_t mentions_pronoun_before(const struct mentions *mentions, size_t token, enum gender gender);

/* Whether the text has the word in small letters too, so that it is no name: "Security". */
bool mentions_has_small(struct mentions *mentions, const char *form);

/* "a", "Monday", "Meanwhile": a capitalised word that begins no name. Folded form. */
bool mention_stop_word(const char *form);
/* "Region", "Council": ends the name of a place or body. Folded form. */
bool mention_place_word(const char *form);

#endif
