#ifndef CLAIMS_ARGUMENTS_H
#define CLAIMS_ARGUMENTS_H

#include <stddef.h>

#include "claims/wordset.h"

struct figure_found;
struct profile;
struct profile_issue;
struct sentence_view;
struct speaker_ref;

/* What is needed to read what the clauses of one sentence speak of; all borrowed. */
struct reader {
	const struct profile *profile;
	const struct speaker_ref *speaker; /* whose words they are */
	const struct sentence_view *view;
	const struct figure_found *figures; /* of the sentence: numbers are compared as figures */
	size_t n_figures;
};

/* What clauses speak of; the caller releases them. */
struct spoken_of {
	struct words arguments; /* as proposition.arguments names it */
	struct words places; /* the venues among it */
	struct words names; /* "name:STEM" of persons, places and the like that nobody knows */
};

/*
 * Adds what clauses first..last speak of. A single clause that begins without a subject of its own
 * ("and had never asked") takes that of the clause before it, a relative one what it is said of.
 * Returns the issue of the first thing that has one, or NULL.
 */
const struct profile_issue *arguments_read(
	const struct reader *r, size_t first, size_t last, struct spoken_of *out);

/* "Asked about the memorandum, he said it ...": adds the things that the reporting clause names,
 * for which the pronoun stands; sets *issue if it is NULL. */
void arguments_of_frame(
	const struct reader *r, struct words *arguments, const struct profile_issue **issue);

/* The id of the side whose act the clause tells: who it is done by, else the first side or person
 * it names, or "we" the speaker's own. NULL if none; borrowed from the profile or the speaker. */
const char *arguments_actor(const struct reader *r, size_t clause);

#endif
