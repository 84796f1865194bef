#ifndef RULES_TAGGER_H
#define RULES_TAGGER_H

#include <stddef.h>
#include <stdint.h>

#include "tag_features.h"

/*
 * A linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over the tokens of an
 * article, run twice: the second pass also sees what the first one said. Its weights are a table
 * made offline by one command (train/README.md); without the table the rules stand alone.
 */
struct tagger;

/* Loads the table; NULL with *why set (static text) when it cannot be used. */
struct tagger *tagger_load(const char *path, const char **why);
void tagger_free(struct tagger *tagger);

/* Gives each token its tag. rules: the rules' tag of each token. Linear in the text. */
void tagger_run(const struct tagger *tagger, const struct tokens *tokens, const uint8_t *rules,
	uint8_t *tags);

/*
 * The table's file, little endian: "GSTAGGR1", then for each of two passes: uint32 count of
 * features, float scale, TAG_COUNT + 1 rows of TAG_COUNT float transitions (the last row: from the
 * start), then count entries of uint32 feature hash and TAG_COUNT int8 weights (times scale).
 */
#define TAGGER_MAGIC "GSTAGGR1"
/* Ten times what training has produced: a table larger than that is a mistake. */
#define TAGGER_FEATURES_MAX 2000000u

/* The most likely tags under node scores (n rows of TAG_COUNT) and transitions. */
void tagger_viterbi(
	const float *scores, size_t n, float transitions[TAG_COUNT + 1][TAG_COUNT], uint8_t *tags);

/* The token after the paragraph that token `at` is in: a paragraph is one sequence, so that a slip
 * in one spoils no other. */
size_t tagger_paragraph_end(const struct tokens *tokens, size_t at);

#endif
