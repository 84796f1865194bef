#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The text as words, numbers and marks, with their bytes. Words are split at blanks and at hyphens
 * ("28-point" is 28 and point, joined); the possessive 's is a token of its own; "U.S." and "a.m."
 * are one word with their points; a digit string with its separators is one number ("25,000",
 * "3.5", "6th"); every other mark is a token.
 */
enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

struct token {
	uint32_t begin, end; /* bytes of the text, end exclusive */
	uint32_t paragraph; /* counts from 0; a blank line begins the next */
	enum token_kind kind;
	bool capital; /* a word whose first letter is upper case */
	bool caps; /* a word of two letters or more, all upper case */
	bool joined; /* no white space before it */
	bool hyphenated; /* joined to the word before it by a hyphen, which is no token then */
	const char *form; /* folded (utf8_fold), curly apostrophes straight; a mark: as written */
	const char *stem; /* Snowball's, of form; equals form for numbers and marks */
};

struct tokens {
	struct token *items;
	size_t n, cap;
	struct token_arena *arena; /* owns the strings */
};

/*
 * Splits a text of valid UTF-8. language is an ISO 639-1 code ("en", NULL for English) and chooses
 * the stemmer; a language Snowball does not know is left unstemmed. Release with tokens_release.
 */
void tokens_scan(const char *text, size_t len, const char *language, struct tokens *out);
void tokens_release(struct tokens *tokens);

/* The index of the first token whose end is past the byte; n if there is none. */
size_t tokens_at(const struct tokens *tokens, size_t byte);

/* Whether a token is this word (compared with its form). */
bool token_is(const struct token *token, const char *form);
/* The code point of a one-letter mark; 0 for words and numbers. */
unsigned int token_mark(const struct token *token);

#endif
