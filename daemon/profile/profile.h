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

/* What may follow or precede a reporting word; a set. The plugin interface has the same bits. */
enum verb_takes {
	VERB_TAKES_QUOTE = 1 << 0, /* "...," he said */
	VERB_TAKES_CLAUSE = 1 << 1, /* said (that) it was over */
	VERB_TAKES_THAT = 1 << 2, /* knew that it was over, never without "that" */
	VERB_TAKES_WHOM = 1 << 3, /* told them (that) it was over */
	VERB_TAKES_TO = 1 << 4, /* promised to leave */
	VERB_TAKES_WHOM_TO = 1 << 5, /* urged them to leave */
	VERB_TAKES_OBJECT = 1 << 6, /* rejected the plan */
	VERB_TAKES_WHOM_OF = 1 << 7, /* accused them of leaving */
	VERB_TAKES_WHETHER = 1 << 8, /* asked whether it was over */
	VERB_IS_NOUN = 1 << 9, /* the claim that it was over */
	VERB_IS_SOURCE = 1 << 10, /* according to them */
	VERB_IS_SILENCE = 1 << 11, /* declined to comment */
};

/* A word or phrase that tells that something was said; a verb's first word is the infinitive. */
struct profile_verb {
	const char *phrase; /* lower case */
	const char *cue_class; /* a word of the design's table: "neutral", "denial", ... */
	unsigned int takes; /* of enum verb_takes */
};

/* In the order of the file. */
size_t profile_verbs(const struct profile *profile, const struct profile_verb **verbs);

#endif
