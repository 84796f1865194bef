#ifndef RULES_LEXICON_H
#define RULES_LEXICON_H

#include <stddef.h>
#include <stdint.h>

#include "gainsay_plugin.h"
#include "util/strmap.h"

/* Which form of a verb a word is; a word may be several ("put"). */
enum form {
	FORM_BASE = 1 << 0, /* say */
	FORM_S = 1 << 1, /* says */
	FORM_PAST = 1 << 2, /* said, wrote */
	FORM_PARTICIPLE = 1 << 3, /* said, written */
	FORM_ING = 1 << 4, /* saying */
	FORM_NOUN = 1 << 5, /* denial, denials */
	FORM_FIXED = 1 << 6, /* according to */
};

/* One inflected word that begins a reporting phrase. */
struct lexeme {
	const struct gainsay_verb *verb; /* borrowed from the host */
	const char *rest; /* the phrase after its first word, "" if there is none */
	uint32_t forms; /* of enum form */
	uint32_t next; /* index of the next lexeme of the same word, or STRMAP_NONE */
};

/* The host's reporting words with every form each can take. */
struct lexicon {
	struct strmap first; /* inflected first word to index of a lexeme */
	struct lexeme *items;
	size_t n, cap;
	struct strmap nouns; /* first words that are nouns as well, in the infinitive's spelling */
};

void lexicon_init(struct lexicon *lexicon, const struct gainsay_verb *verbs, size_t n);
void lexicon_release(struct lexicon *lexicon);
/* The first lexeme of a word, or NULL; the others by lexicon_next. */
const struct lexeme *lexicon_find(const struct lexicon *lexicon, const char *form);
const struct lexeme *lexicon_next(const struct lexicon *lexicon, const struct lexeme *lexeme);
/* Whether the word is also a noun ("claim", "claims"), so that a verb must be proven. */
int lexicon_is_noun(const struct lexicon *lexicon, const char *form);

#endif
