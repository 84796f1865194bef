#ifndef PROFILE_PROFILE_H
#define PROFILE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct faults;
struct profile;

/*
 * The data files that define a topic: relevance terms, sides, speakers with aliases and roles,
 * issues with slots and values, reporting verbs and other lexicons. Loaded once, never changed;
 * every pointer below is owned by the profile and lives as long as it does.
 */

/* Loads the YAML files of a directory. NULL when there is a fault that is no warning; all of them
 * are in faults. */
struct profile *profile_load(const char *dir, struct faults *faults);
void profile_free(struct profile *profile);
/* The directory --profile names, or the source tree's, or the installed one; the caller frees it.
 */
char *profile_find(const char *option);

struct profile_side {
	const char *id; /* "russia" */
	const char *name; /* "Russia" */
	const char *const *aliases; /* metonyms and adjectives, as written; ends with NULL */
};

enum speaker_sort { SPEAKER_PERSON, SPEAKER_INSTITUTION, SPEAKER_DOCUMENT };
enum gender { GENDER_UNKNOWN, GENDER_MALE, GENDER_FEMALE };

/* An office and when it was held. */
struct profile_role {
	const char *phrase; /* "foreign minister" */
	int64_t from, to; /* Unix seconds; INT64_MIN / INT64_MAX where open */
};

struct profile_speaker {
	const char *id; /* "peskov" */
	const char *name; /* "Dmitry Peskov" */
	const struct profile_side *side; /* may be NULL */
	enum speaker_sort sort;
	enum gender gender;
	const char *const *aliases; /* as written, name included; ends with NULL */
	const struct profile_role *roles;
	size_t n_roles;
};

size_t profile_sides(const struct profile *profile, const struct profile_side **sides);
const struct profile_side *profile_side(const struct profile *profile, const char *id);
size_t profile_speakers(const struct profile *profile, const struct profile_speaker **speakers);
const struct profile_speaker *profile_speaker(const struct profile *profile, const char *id);

#endif
