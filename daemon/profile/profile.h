#ifndef PROFILE_PROFILE_H
#define PROFILE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct faults;
struct profile;
struct token;

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
	const char *const *aliases; /* names and metonyms, as written; ends with NULL */
	const char *const *adjectives; /* "Russian"; ends with NULL */
	const char *leader; /* the office that "the Russian leader" means: "president" */
};

enum speaker_sort { SPEAKER_PERSON, SPEAKER_INSTITUTION, SPEAKER_DOCUMENT };
enum gender { GENDER_UNKNOWN, GENDER_MALE, GENDER_FEMALE };

/* An office and when it was held. */
struct profile_role {
	const char *phrase; /* "foreign minister" */
	int office; /* number of the office: profile_phrase.office */
	const char *of; /* id of the institution it belongs to; NULL: of the speaker's side */
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

/*
 * Looking up names. A name is known by exact alias (case, marks, points and apostrophes aside); or
 * proposed by its key, in which the spellings of a Slavic name meet (Zelensky, Zelenskyy,
 * Зеленський); or an office says who held it at a date.
 */

/* The speaker of whom this is a name or alias; NULL if there is none. "the" is ignored. */
const struct profile_speaker *profile_speaker_named(
	const struct profile *profile, const char *name, size_t len);

#define PROFILE_KEY_SIZE 160
/* A person's name as keys: what two spellings of one name share. */
struct profile_name_key {
	char given[PROFILE_KEY_SIZE]; /* first given name or initial; "" for a bare surname */
	char family[PROFILE_KEY_SIZE]; /* with its particles: "von der leien" */
	char gender; /* 'm', 'f' of an honorific; 0 */
	char given_gender; /* 'm', 'f' as the given name is mostly borne; 0 */
};
void profile_name_key(
	const struct profile *profile, const char *name, size_t len, struct profile_name_key *key);
/* The persons such a name may stand for, at most max; returns how many there are. A given name
 * must agree, an initial must fit. */
size_t profile_speakers_alike(const struct profile *profile, const struct profile_name_key *key,
	const struct profile_speaker **found, size_t max);

/* What the profile knows of the words that begin at a token; several may be set. */
struct profile_phrase {
	const struct profile_speaker *speaker; /* a name or alias */
	const struct profile_side *adjective; /* "Russian" */
	int office; /* "foreign minister"; -1: none */
	size_t n_tokens;
};
/* The longest phrase that begins at tokens[0]; false if none does. exact_case: a name must begin
 * with a capital, and one of capitals ("US") be written so. */
bool profile_phrase_at(const struct profile *profile, const struct token *tokens, size_t n_tokens,
	bool exact_case, struct profile_phrase *phrase);

/* What a role phrase says: "the Ukrainian foreign minister", "spokesman for the Kremlin". Without a
 * side or institution it is whoever alone holds that office anywhere ("the SBU chief"). */
struct profile_role_found {
	const struct profile_side *side; /* NULL: not told */
	const struct profile_speaker *body; /* the institution it names; NULL: none */
	int office; /* -1: none */
	const struct profile_speaker *holder; /* who held it then; NULL: unknown or several */
	bool other; /* a word that makes it somebody else: "former", "deputy" */
};
void profile_role_find(const struct profile *profile, const struct token *tokens, size_t n_tokens,
	int64_t date, struct profile_role_found *found);
/* Who held an office of a side or institution (its id) at the date; NULL if nobody is known to, or
 * several. */
const struct profile_speaker *profile_holder(
	const struct profile *profile, const char *scope, int office, int64_t date);
/* The number of the office that leads a side ("president"); -1 if it has none. */
int profile_leading_office(const struct profile *profile, const struct profile_side *side);
/* The number of an office by one of its phrases as the file has them; -1 if it has none. */
int profile_office_number(const struct profile *profile, const char *phrase);
/* "foreign minister". */
const char *profile_office(const struct profile *profile, int office);
/* Whether the speaker held the office at the date, of whatever institution. */
bool profile_speaker_held(const struct profile_speaker *speaker, int office, int64_t date);
/* The one speaker who held it at the date anywhere; NULL if nobody or several did. */
const struct profile_speaker *profile_office_holder(
	const struct profile *profile, int office, int64_t date);

/* What the words of a text bring in; see relevance.yaml. */
enum profile_term { TERM_PARTY, TERM_MATTER, TERM_DECISIVE, TERM_ELSEWHERE, TERM_SORTS };
struct profile_terms {
	size_t n[TERM_SORTS]; /* how many terms of each sort */
};
void profile_terms_count(const struct profile *profile, const struct token *tokens, size_t n_tokens,
	struct profile_terms *terms);

/* What may follow or precede a reporting word; a set. The plugin interface has the same bits. */
enum verb_takes {
	VERB_TAKES_QUOTE = 1 << 0, /* "...," he said */
	VERB_TAKES_CLAUSE = 1 << 1, /* said (that) it was over */
	VERB_TAKES_THAT = 1 << 2, /* knew that it was over, never without "that" */
	VERB_TAKES_WHOM = 1 << 3, /* told them (that) it was over */
	VERB_TAKES_TO = 1 << 4, /* promised to leave */
	VERB_TAKES_WHOM_TO = 1 << 5, /* urged them to leave */
	VERB_TAKES_OBJECT = 1 << 6, /* rejected the plan */
	VERB_TAKES_WHETHER = 1 << 7, /* asked whether it was over */
	VERB_IS_NOUN = 1 << 8, /* the claim that it was over */
	VERB_IS_SOURCE = 1 << 9, /* according to them */
	VERB_IS_SILENCE = 1 << 10, /* declined to comment */
};

/* A word or phrase that tells that something was said; a verb's first word is the infinitive, "..."
 * stands for a gap ("accuse ... of"). */
struct profile_verb {
	const char *phrase; /* lower case */
	const char *cue_class; /* a word of the design's table: "neutral", "denial", ... */
	unsigned int takes; /* of enum verb_takes */
};

/* In the order of the file. */
size_t profile_verbs(const struct profile *profile, const struct profile_verb **verbs);

#endif
