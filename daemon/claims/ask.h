#ifndef CLAIMS_ASK_H
#define CLAIMS_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "claims/mention.h"
#include "claims/statement.h"

/*
 * Inside claims/ only: one mention being resolved by speaker.c, the answers it can be given, and
 * the pronouns, which depend on who spoke before.
 */

/* What was resolved before, for pronouns and "the official". */
struct spoken {
	size_t at, end; /* bytes of the mention or cue */
	uint32_t paragraph;
	struct speaker_ref ref; /* owned */
	enum gender gender;
	bool person;
};

struct speaker_scan {
	const struct profile *profile;
	struct mentions m;
	struct spoken *spoken;
	size_t n_spoken, cap_spoken;
};

/* One mention being resolved: token indexes [begin, end), its head [begin, head). */
struct ask {
	struct speaker_scan *s;
	size_t begin, head, end;
	int64_t date;
	const struct span *said; /* what the asked for said: who is named there is told of */
	size_t n_said;
	bool relayed; /* told within what another says: "I" is that other */
	enum gender gender; /* of the answer */
	bool person;
};

/* Each fills ref, which must be empty, and notes gender and person. */
void ask_set(struct speaker_ref *ref, char *id, const char *name, const struct profile_side *side);
void ask_set_known(struct ask *a, const struct profile_speaker *sp, struct speaker_ref *ref);
void ask_set_entity(struct ask *a, size_t entity, struct speaker_ref *ref);
void ask_set_spoken(struct ask *a, const struct spoken *spoken, struct speaker_ref *ref);
/* The words as name; the id "anonymous:SIDE", or none without a side. */
void ask_set_anonymous(struct ask *a, const struct profile_side *side, struct speaker_ref *ref);

/* "person:alexander-stubb"; the caller frees it. */
char *ask_person_id(const struct profile_name_key *key);
/* Whether a mention stands in what was said. */
bool ask_is_said(const struct ask *a, const struct mention *mention);
/* The last speaker resolved whose mention is before the byte; NULL if there is none. */
const struct spoken *ask_spoken_before(const struct speaker_scan *s, size_t byte);
/* Whether the mention is a pronoun; it is answered then. */
bool ask_try_pronoun(struct ask *a, struct speaker_ref *ref);

#endif
