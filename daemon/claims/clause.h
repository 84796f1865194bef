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
	bool *starts; /* a clause begins here whatever its word is, by token - from */
	size_t n_clauses;
	bool inherits[CLAUSES_MAX]; /* a complement: what the clause before it negates, it does too
				     */
	struct pattern_hits classes, hits;
	size_t condition_begin, condition_end; /* tokens; equal: none */
	const char *condition; /* "if", "until", "regardless"; NULL: none */
	bool question, supposed;
};

/* Reads tokens from..to of a statement of `speaker`, the first `carried` of which stand for what
 * the sentence before it named. Release with sentence_view_release. */
void sentence_view_read(const struct profile *profile, const struct speaker_ref *speaker,
	const struct tokens *tokens, size_t from, size_t to, size_t carried,
	struct sentence_view *view);
/* Whether the token calls a thing false or alleged in passing ("using a false pretext"), which
 * denies nothing. */
bool sentence_view_in_passing(const struct sentence_view *view, size_t i);
void sentence_view_release(struct sentence_view *view);

#endif
