#include "claims/polarity.h"

#include <string.h>

#include "claims/clause.h"
#include "claims/wordset.h"
#include "profile/issues.h"
#include "text/pattern.h"
#include "text/token.h"
#include "util/mem.h"

/* The axis pole that begins at the token and negates; NULL if it is a plain negator. */
static const char *axis_at(const struct profile *profile, const struct sentence_view *v, size_t i)
{
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(profile, hit->id);
		if (hit->begin == i && cls->role == CLASS_AXIS && cls->pole < 0)
			return cls->name;
	}
	return NULL;
}

static bool negates(const struct sentence_view *v, size_t clause, size_t i)
{
	return v->clause[i - v->from] == clause && v->pole[i - v->from] < 0 &&
	       v->use[i - v->from] == USE_CONTENT;
}

/* Parity within one clause. Plain negators agree with each other ("no guns and nothing else"), and
 * so do words of one pole; a negator and a pole, or two poles, cancel out ("no ally disputes"). */
static bool clause_negated(const struct profile *profile, const struct sentence_view *v,
	size_t clause, const struct pattern_hit *hit)
{
	struct words seen = {.n = 0};
	for (size_t i = v->from; i < v->to; i++) {
		if (!negates(v, clause, i))
			continue;
		bool held = hit && i >= hit->begin && i < hit->end &&
			    (hit->used >> (i - hit->begin)) & 1;
		const char *axis = axis_at(profile, v, i);
		if (!held)
			words_add(&seen, "", axis ? axis : "neg");
	}
	bool negated = seen.n % 2 == 1;
	words_release(&seen);
	return negated;
}

/* The first clause of the chain of complements that ends with this one. */
static size_t chain_start(const struct sentence_view *v, size_t clause)
{
	while (clause > 0 && v->inherits[clause])
		clause--;
	return clause;
}

/* The clause in which the words of a pattern call it untrue; SIZE_MAX if they do not. */
static size_t denied_in(
	const struct profile *profile, const struct sentence_view *v, const struct pattern_hit *hit)
{
	for (uint32_t i = hit ? hit->begin : 0; hit && i < hit->end; i++) {
		const char *axis = (hit->used >> (i - hit->begin)) & 1 ? axis_at(profile, v, i)
								       : NULL;
		if (axis && strcmp(axis, "truth-") == 0)
			return v->clause[i - v->from];
	}
	return SIZE_MAX;
}

bool polarity_negated(const struct profile *profile, const struct sentence_view *v,
	const char *frame, const struct clauses *clauses)
{
	bool negated = false, told = false;
	size_t first = chain_start(v, clauses->first);
	/* "there was no attack, it is a fabrication" denies twice over */
	size_t denied = denied_in(profile, v, clauses->hit);
	for (size_t clause = first; clause <= clauses->last; clause++)
		if (denied == SIZE_MAX || clause == denied)
			negated ^= clause_negated(profile, v, clause, clauses->hit);
	/* "denied it as a fabrication" denies once */
	for (size_t i = v->from; frame && i < v->to; i++) {
		const char *axis = v->pole[i - v->from] < 0 ? axis_at(profile, v, i) : NULL;
		size_t clause = v->clause[i - v->from];
		told |= axis && clause >= first && clause <= clauses->last &&
			strcmp(axis, frame) == 0;
	}
	return negated != (frame && !told);
}

/* Whether an odd number of words in the clause turns a predicate at token `at` of this axis around:
 * what is called untrue is, wherever that stands ("that he agreed is a lie"). */
static bool turned(const struct profile *profile, const struct sentence_view *v, size_t clause,
	size_t at, const char *own)
{
	struct words seen = {.n = 0};
	for (size_t i = v->from; i < v->to; i++) {
		if (!negates(v, clause, i))
			continue;
		const char *axis = axis_at(profile, v, i);
		if (!axis)
			words_add(&seen, "", "neg");
		else if ((i < at || strcmp(axis, "truth-") == 0) && strcmp(axis, own) != 0)
			words_add(&seen, "", axis);
	}
	bool odd = seen.n % 2 == 1;
	words_release(&seen);
	return odd;
}

void polarity_predicates(const struct profile *profile, const struct sentence_view *v,
	const char *frame, size_t clause, struct words *out)
{
	bool around = false;
	for (size_t i = chain_start(v, clause); i < clause; i++)
		around ^= clause_negated(profile, v, i, NULL);
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(profile, hit->id);
		size_t at = hit->begin - v->from;
		if (cls->role != CLASS_AXIS || v->clause[at] != clause ||
			!sentence_view_says(v, hit) || v->use[at] != USE_CONTENT)
			continue;
		bool minus = (cls->pole < 0) != around;
		if (frame && strcmp(cls->name, frame) != 0)
			minus = !minus;
		minus ^= turned(profile, v, clause, hit->begin, cls->name);
		AUTOFREE char *axis = xstrndup(cls->name, strlen(cls->name) - 1);
		words_add(out, axis, minus ? "-" : "+");
	}
}
