#include "claims/arguments.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/clause.h"
#include "claims/statement.h"
#include "claims/whose.h"
#include "claims/wordset.h"
#include "profile/issues.h"
#include "profile/profile.h"
#include "text/figure.h"
#include "text/token.h"
#include "util/mem.h"

/* Words that a relative clause is said of: "a text on guarantees that". */
#define ANTECEDENT_MAX 5

/* Whether the token belongs to a number, which is compared as a figure. */
static bool is_counted(const struct reader *r, size_t i)
{
	for (size_t k = 0; k < r->n_figures; k++)
		if (i >= r->figures[k].begin && i < r->figures[k].end)
			return true;
	return false;
}

/*
 * A name: a person as "@id", a side, an institution or an adjective as weak "~@side", since most
 * sentences of the topic name some. Returns the tokens it takes; 0: no name here.
 */
static size_t add_name(const struct reader *r, size_t i, struct words *arguments)
{
	const struct sentence_view *v = r->view;
	struct profile_phrase phrase;
	size_t n = whose_name(r->profile, v, i, v->to, &phrase);
	if (n == 0)
		return 0;
	const struct profile_speaker *speaker = phrase.speaker;
	const char *own = r->speaker->id;
	if (speaker && speaker->sort == SPEAKER_PERSON) {
		if (!own || strcmp(own, speaker->id) != 0)
			words_add(arguments, "@", speaker->id);
	} else if (speaker) {
		const char *side = speaker->side ? speaker->side->id : speaker->id;
		words_add(arguments, "~@", side);
		/* "strikes on Kyiv": a place, and not the government that goes by its name */
		static const char *const at[] = {"in", "on", "at", "near", "over", "around"};
		bool placed = false;
		for (size_t k = 0; i > v->from && k < ARRAY_SIZE(at); k++)
			placed |= token_is(&v->tokens->items[i - 1], at[k]);
		if (placed && !(speaker->side && strcmp(speaker->name, speaker->side->name) == 0 &&
				      token_is(&v->tokens->items[i], speaker->side->id)))
			words_add(arguments, "^@", side);
	} else {
		words_add(arguments, "~@", phrase.adjective->id);
	}
	return n;
}

/* Whether a longer phrase holds the words of a thing: "in force" is no force. */
static bool is_inside(const struct reader *r, const struct pattern_hit *thing)
{
	const struct sentence_view *v = r->view;
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		enum class_role role = profile_class(r->profile, hit->id)->role;
		if (hit->begin <= thing->begin && hit->end >= thing->end &&
			hit->end - hit->begin > thing->end - thing->begin &&
			(role == CLASS_STOP || role == CLASS_NEUTRAL || role == CLASS_THING ||
				role == CLASS_CONCEPT))
			return true;
		/* the topic's own word for it goes first */
		if (role == CLASS_THING && hit->begin <= thing->begin && hit->end >= thing->end &&
			profile_class(r->profile, thing->id)->role == CLASS_CONCEPT)
			return true;
	}
	return false;
}

/* Tokens of a view; begin == end: none. */
struct range {
	size_t begin, end;
};

static bool is_verb(const struct sentence_view *v, size_t i)
{
	static const char *const words[] = {"had", "has", "have", "was", "were", "is", "are", "be",
		"will", "would", "did", "does", "do", "can", "could", "may", "might", "must",
		"should", "shall", "never", "not", "cannot"};
	const struct token *t = &v->tokens->items[i];
	for (size_t k = 0; k < ARRAY_SIZE(words); k++)
		if (token_is(t, words[k]))
			return true;
	size_t len = strlen(t->form);
	return t->kind == TOKEN_WORD && !t->capital &&
	       (v->polar[i - v->from] || (len > 4 && strcmp(t->form + len - 2, "ed") == 0));
}

static struct range clause_tokens(const struct sentence_view *v, size_t clause)
{
	struct range range = {v->from, v->from};
	for (size_t i = v->from; i < v->to; i++) {
		if (v->clause[i - v->from] != clause)
			continue;
		if (range.end == v->from || range.begin == range.end)
			range.begin = i;
		range.end = i + 1;
	}
	return range;
}

/* What stands before the first verb of the nearest clause that has a subject. */
static struct range subject_before(const struct sentence_view *v, size_t clause)
{
	while (clause-- > 0) {
		struct range range = clause_tokens(v, clause);
		size_t end = range.begin;
		bool any = false;
		while (end < range.end && !is_verb(v, end)) {
			any |= v->tokens->items[end].kind == TOKEN_WORD &&
			       v->use[end - v->from] == USE_CONTENT &&
			       !token_is(&v->tokens->items[end], "and");
			end++;
		}
		if (any)
			return (struct range){range.begin, end};
	}
	return (struct range){0, 0};
}

/* The words before a clause that begins without a subject which it is said of. */
static struct range borrowed(const struct sentence_view *v, size_t clause)
{
	static const char *const joins[] = {"and", "or", "but", "nor"};
	static const char *const relative[] = {"which", "who", "that"};
	struct range own = clause_tokens(v, clause), none = {0, 0};
	if (clause == 0 || own.end - own.begin < 2 || !is_verb(v, own.begin + 1))
		return none;
	const struct token *first = &v->tokens->items[own.begin];
	for (size_t k = 0; k < ARRAY_SIZE(joins); k++)
		if (token_is(first, joins[k]))
			return subject_before(v, clause);
	for (size_t k = 0; k < ARRAY_SIZE(relative); k++)
		if (token_is(first, relative[k]) && own.begin > v->from &&
			v->tokens->items[own.begin - 1].kind == TOKEN_WORD) {
			struct range before = clause_tokens(v, clause - 1);
			size_t begin = own.begin - ANTECEDENT_MAX < own.begin
					       ? own.begin - ANTECEDENT_MAX
					       : v->from;
			return (struct range){
				begin < before.begin ? before.begin : begin, own.begin};
		}
	return none;
}

/* By token - from: what belongs to the clauses, or is borrowed for the only one. */
static char *chosen_tokens(const struct sentence_view *v, size_t first, size_t last)
{
	char *chosen = xcalloc(v->to - v->from, 1);
	struct range more = first == last ? borrowed(v, first) : (struct range){0, 0};
	for (size_t i = v->from; i < v->to; i++) {
		size_t at = i - v->from;
		bool held = v->clause[at] >= first && v->clause[at] <= last;
		bool lent = i >= more.begin && i < more.end && !v->polar[at];
		chosen[at] = v->use[at] == USE_CONTENT && (held || lent);
	}
	return chosen;
}

/* "The 90 billion euros will last": a sum that is known stands for the thing itself. */
static void add_known_figures(const struct reader *r, const char *chosen, struct words *arguments)
{
	const struct sentence_view *v = r->view;
	for (size_t k = 0; k < r->n_figures; k++) {
		const struct figure_found *f = &r->figures[k];
		if (f->begin <= v->from || !chosen[f->begin - v->from] ||
			!token_is(&v->tokens->items[f->begin - 1], "the"))
			continue;
		AUTOFREE char *sum = xasprintf("%g", f->low);
		words_add(arguments, "", sum);
	}
}

const struct profile_issue *arguments_read(
	const struct reader *r, size_t first, size_t last, struct spoken_of *out)
{
	const struct sentence_view *v = r->view;
	struct words *arguments = &out->arguments;
	const struct profile_issue *issue = NULL;
	AUTOFREE char *chosen = chosen_tokens(v, first, last);
	AUTOFREE char *taken = xcalloc(v->to - v->from, 1);
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(r->profile, hit->id);
		size_t at = hit->begin - v->from;
		if (!chosen[at])
			continue;
		if (cls->role == CLASS_AXIS && sentence_view_says(v, hit)) {
			AUTOFREE char *axis = xstrndup(cls->name, strlen(cls->name) - 1);
			words_add(arguments, "=", axis);
		}
		bool names = cls->role == CLASS_THING || cls->role == CLASS_CONCEPT;
		if (!names && cls->role != CLASS_STOP && cls->role != CLASS_WEAK)
			continue;
		if (names && is_inside(r, hit))
			continue;
		if (cls->role == CLASS_CONCEPT && v->polar[at])
			continue;
		for (uint32_t i = hit->begin; i < hit->end; i++)
			taken[i - v->from] |= cls->role == CLASS_WEAK ? 2 : 1;
		if (cls->role == CLASS_CONCEPT)
			words_add(arguments, "", cls->name);
		if (cls->role != CLASS_THING)
			continue;
		words_add(arguments, "#", cls->name);
		if (!issue)
			issue = cls->issue;
		if (strcmp(cls->name, "venue") == 0)
			words_add(&out->places, "", v->tokens->items[hit->begin].stem);
	}
	add_known_figures(r, chosen, arguments);
	for (size_t i = v->from; i < v->to; i++) {
		const struct token *t = &v->tokens->items[i];
		size_t at = i - v->from;
		if (!chosen[at])
			continue;
		size_t name = taken[at] & 1 ? 0 : add_name(r, i, arguments);
		if (name > 0) {
			i += name - 1;
			continue;
		}
		if ((taken[at] & 1) || v->polar[at] || t->kind != TOKEN_WORD ||
			strlen(t->form) < 2 || token_is(t, "'s") || is_counted(r, i))
			continue;
		bool weak = taken[at] & 2;
		words_add(arguments, weak ? "~" : "", t->stem);
		if (!weak && t->capital && i > v->from && !v->titled)
			words_add(&out->names, "name:", t->stem);
	}
	return issue;
}

const char *arguments_actor(const struct reader *r, size_t clause)
{
	const struct sentence_view *v = r->view;
	static const char *const own[] = {"we", "i", "our", "us", "my"};
	const char *first = NULL;
	for (size_t i = v->from; i < v->to; i++) {
		struct profile_phrase phrase;
		if (v->clause[i - v->from] != clause || v->use[i - v->from] != USE_CONTENT)
			continue;
		const char *side = NULL;
		for (size_t k = 0; k < ARRAY_SIZE(own); k++)
			if (token_is(&v->tokens->items[i], own[k]))
				side = r->speaker->side;
		if (!side && whose_name(r->profile, v, i, v->to, &phrase) > 0)
			side = phrase.adjective                         ? phrase.adjective->id
			       : phrase.speaker && phrase.speaker->side ? phrase.speaker->side->id
									: NULL;
		if (side && i > v->from && token_is(&v->tokens->items[i - 1], "by"))
			return side;
		if (side && !first)
			first = side;
	}
	return first;
}

void arguments_of_frame(
	const struct reader *r, struct words *arguments, const struct profile_issue **issue)
{
	const struct sentence_view *v = r->view;
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(r->profile, hit->id);
		if (cls->role != CLASS_THING || v->use[hit->begin - v->from] != USE_CUT)
			continue;
		words_add(arguments, "#", cls->name);
		if (!*issue)
			*issue = cls->issue;
	}
}
