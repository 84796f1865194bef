#ifndef CLAIMS_CLAUSE_PRIVATE_H
#define CLAIMS_CLAUSE_PRIVATE_H

#include <string.h>

#include "claims/clause.h"
#include "profile/issues.h"
#include "text/token.h"

/* What clause.c and whose.c both ask about the tokens of a view. */

static inline const struct token *token_at(const struct sentence_view *v, size_t i)
{
	return &v->tokens->items[i];
}

static inline bool is_any(const struct token *t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (token_is(t, words[i]))
			return true;
	return false;
}
#define IS_ANY(t, words) is_any((t), (words), ARRAY_SIZE(words))

static inline bool is_mark(const struct token *t, const char *marks)
{
	unsigned int cp = token_mark(t);
	return cp && cp < 128 && strchr(marks, (int)cp);
}

static inline bool is_quote(const struct token *t)
{
	unsigned int cp = token_mark(t);
	return cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB ||
	       cp == 0xBB;
}

static inline void use(struct sentence_view *v, size_t begin, size_t end, enum token_use what)
{
	for (size_t i = begin; i < end; i++)
		v->use[i - v->from] = (uint8_t)what;
}

/* Whether the token after a class of this name begins at or after i; gives the first such hit. */
static inline const struct pattern_hit *class_hit(
	const struct profile *profile, const struct sentence_view *v, const char *name, size_t i)
{
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		if (hit->begin >= i && strcmp(profile_class(profile, hit->id)->name, name) == 0)
			return hit;
	}
	return NULL;
}

/* Whether a word or phrase of the class begins at the token. */
static inline bool in_class(
	const struct profile *profile, const struct sentence_view *v, const char *name, size_t i)
{
	const struct pattern_hit *hit = class_hit(profile, v, name, i);
	return hit && hit->begin == i;
}

#endif
