#ifndef RULES_TAG_FEATURES_H
#define RULES_TAG_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "text/token.h"

/*
 * What the tagger looks at, the same for training and for use. A feature is a hash of a template
 * and what stands there. Names are not looked at: a capitalised word that is no sentence's first is
 * one placeholder, so that the weights know nothing of the people in the corpus.
 */

/* The role of a token in a statement; B begins a piece, I goes on. */
enum tag {
	TAG_NONE,
	TAG_B_CONTENT,
	TAG_I_CONTENT,
	TAG_B_SOURCE,
	TAG_I_SOURCE,
	TAG_B_CUE,
	TAG_I_CUE
};
#define TAG_COUNT 7

/* Features of one token in one pass: room for all templates. */
#define FEATURES_MAX 96

struct features;

/*
 * Prepares a text. rules holds the tag the rules give each token; pass_one the tags of the first
 * pass, or NULL when this is the first. All borrowed until features_free.
 */
struct features *features_new(
	const struct tokens *tokens, const uint8_t *rules, const uint8_t *pass_one);
void features_free(struct features *features);

/* Writes the features of token i and returns how many (at most FEATURES_MAX). */
size_t features_of(const struct features *features, size_t i, uint32_t out[FEATURES_MAX]);

#endif
