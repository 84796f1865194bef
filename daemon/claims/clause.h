#ifndef CLAIMS_CLAUSE_H
#define CLAIMS_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/pattern.h"

struct profile;
struct speaker_ref;
struct tokens;

/*
 * One sentence of a statement, read for what proposition.c needs: what each token is good for,
 * where its clauses are, and every class and answer the profile's patterns find in it.
 */
enum token_use {
	USE_CONTENT,
	USE_CUT, /* the reporting clause: "..., Peskov said" */
	USE_CONDITION, /* inside "if ...", "until ...", "whatever ..." */
	USE_OTHER, /* somebody else's words, told by the speaker */
};

/* Clauses of one sentence that are told apart; the rest of an endless one is its last. */
#define CLAUSES_MAX 64

struct sentence_view {
	const struct tokens *tokens; /* borrowed */
	size_t from, to;
	uint8_t *use; /* enum token_use, by token - from */
	uint16_t *clause; /* which clause, by token - from */
	int8_t *pole; /* -1: it negates, by token - from */
	bool *polar; /* part of an axis word or a negator, by token - from */
	uint32_t
		*width; /* tokens of the longest word or phrase of polarity here, by token - from */
	bool *starts; /* a clause begins here whatever its word is, by token - from */
	size_t n_clauses;
	bool inherits[CLAUSES_MAX]; /* a complement, or joined by "or": what the clause before it
				       negates, it does too */
	bool asks[CLAUSES_MAX]; /* "whether ...": it leaves open what it tells */
	struct pattern_hits classes, hits;
	size_t condition_begin, condition_end; /* tokens; equal: none */
	const char *condition; /* "if", "until", "regardless"; NULL: none */
	size_t theirs; /* where it is told what others wish, if others is set */
	bool others;
	bool question, supposed;
	bool titled; /* a headline With Capitals: they tell no names */
};

/* Reads tokens from..to of a statement of `speaker`, the first `carried` of which stand for what
 * the sentence before it named. Release with sentence_view_release. */
void sentence_view_read(const struct profile *profile, const struct speaker_ref *speaker,
	const struct tokens *tokens, size_t from, size_t to, size_t carried,
	struct sentence_view *view);
/* Whether the token calls a thing false or alleged in passing ("using a false pretext"), which
 * denies nothing. */
bool sentence_view_in_passing(const struct sentence_view *view, size_t i);
/* Whether an axis hit is what its words say: no longer phrase of polarity holds them, and they do
 * not name an act ("behind the strike"). */
bool sentence_view_says(const struct sentence_view *view, const struct pattern_hit *hit);
void sentence_view_release(struct sentence_view *view);

#endif
