#ifndef RULES_WORDS_H
#define RULES_WORDS_H

#include <stdint.h>

#include "util/strmap.h"

/* What a word can be in a sentence, as far as the rules need to know; a set. */
enum word_class {
	WORD_BE = 1 << 0, /* is, was, been */
	WORD_HAVE = 1 << 1,
	WORD_DO = 1 << 2,
	WORD_MODAL = 1 << 3, /* will, would, could, might */
	WORD_NEGATION = 1 << 4, /* not, never, didn't */
	WORD_ADVERB = 1 << 5, /* also, later, again; besides what ends in -ly */
	WORD_DETERMINER = 1 << 6, /* the, a, this, his */
	WORD_PREPOSITION = 1 << 7,
	WORD_CONJUNCTION = 1 << 8, /* and, but, while, because */
	WORD_COORDINATOR = 1 << 9, /* and, but, or, then */
	WORD_PRONOUN = 1 << 10, /* I, he, they: a subject of its own */
	WORD_RELATIVE = 1 << 11, /* who, which, whose */
	WORD_TIME = 1 << 12, /* Monday, today, yesterday, tonight */
	WORD_POSSESSIVE = 1 << 13, /* his, her, its, their */
	WORD_FINITE = 1 << 14, /* surely a verb with a subject: is, has, will, said */
	WORD_HALF_TIME = 1 << 15, /* last, this, late, early: before a time */
	WORD_UNIT = 1 << 16, /* week, month, year, morning */
	WORD_MONTH = 1 << 17,
	WORD_FIRST = 1 << 18, /* I, we, my: the speaker of a quotation */
	WORD_CONTRAST = 1 << 19, /* while, though, whereas: another speaker may follow */
};

/* The table of a whole language: word to set; read only once built. */
void words_init(struct strmap *map);
void words_release(struct strmap *map);
/* The set of a folded word; 0 for a word not listed. */
uint32_t words_of(const struct strmap *map, const char *form);

#endif
