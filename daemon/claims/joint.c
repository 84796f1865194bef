#include "claims/speaker.h"

#include "claims/ask.h"
#include "claims/mention.h"
#include "claims/noun.h"
#include "profile/names.h"
#include "profile/profile.h"
#include "util/mem.h"

/*
 * Several who speak together: "Macron and Starmer", "Merz, Macron and Starmer", "both Rubio and
 * Yermak". A mention is cut at its conjunctions and commas; if every part names somebody who can
 * speak for himself, each of them does.
 */

/* Parts of a mention that are looked at. */
#define PARTS_MAX 8

struct part {
	size_t begin, end; /* tokens */
};

static bool parts_at(const struct tokens *t, size_t i)
{
	return token_is(&t->items[i], "and") || token_is(&t->items[i], "&") ||
	       token_mark(&t->items[i]) == ',';
}

static bool is_any(const struct token *t, const char *const *words)
{
	return noun_among(t->form, words);
}

/* The first token that is no title: "U.S. Special Envoy | Steve Witkoff". */
static size_t after_titles(const struct speaker_scan *s, size_t at, size_t end)
{
	const struct token *t = s->m.tokens.items;
	while (at < end) {
		struct profile_phrase p;
		if (profile_phrase_at(s->profile, t + at, end - at, true, &p) &&
			(p.office >= 0 || p.adjective) && at + p.n_tokens < end &&
			!(p.speaker && p.speaker->sort == SPEAKER_PERSON))
			at += p.n_tokens;
		else if (name_is_honorific(t[at].form) || token_mark(&t[at]) == '.')
			at++;
		else
			break;
	}
	return at;
}

/* Whether a part is one name of a person, a side or a body, with titles before it. */
static bool names_one(const struct speaker_scan *s, const struct part *part)
{
	const struct mentions *m = &s->m;
	size_t name = after_titles(s, part->begin, part->end), i = mentions_at(m, name);
	if (name < part->end && token_is(&m->tokens.items[name], "the"))
		i = mentions_at(m, ++name);
	if (i >= m->n || m->items[i].begin != name || m->items[i].end != part->end)
		return false;
	const struct entity *e = &m->entities[m->items[i].entity];
	return e->known || e->person || e->key.given[0];
}

/* "..., the Kremlin spokesman": tells of the name before it. */
static bool tells_more(const struct speaker_scan *s, const struct part *part)
{
	static const char *const words[] = {
		"the", "a", "an", "his", "her", "its", "their", "who", "whose", "which", NULL};
	const struct token *first = &s->m.tokens.items[part->begin];
	return is_any(first, words) || first->kind == TOKEN_NUMBER ||
	       (first->kind == TOKEN_WORD && !first->capital);
}

size_t speaker_parts(
	struct speaker_scan *s, const struct span *mention, struct span *parts, size_t max)
{
	static const char *const both[] = {"both", "all", "each", "jointly", "together", NULL};
	const struct tokens *t = &s->m.tokens;
	struct part list[PARTS_MAX];
	size_t n = 0, begin = tokens_at(t, mention->begin), end = begin;
	bool joined = false;
	while (end < t->n && t->items[end].begin < mention->end)
		end++;
	while (begin < end && is_any(&t->items[begin], both))
		begin++;
	while (end > begin &&
		(t->items[end - 1].kind == TOKEN_MARK || is_any(&t->items[end - 1], both)))
		end--;
	for (size_t from = begin, i = begin; i <= end; i++) {
		if (i < end && !parts_at(t, i))
			continue;
		struct part part = {from, i};
		from = i + 1;
		joined |= i < end && token_mark(&t->items[i]) != ',';
		if (part.begin == part.end) /* ", and" */
			continue;
		if (n == PARTS_MAX)
			return 1;
		if (n > 0 && i < end + 1 && tells_more(s, &part) && !names_one(s, &part))
			continue;
		if (!names_one(s, &part))
			return 1;
		list[n++] = part;
	}
	if (n < 2 || !joined)
		return 1;
	for (size_t i = 0; i < n && i < max; i++)
		parts[i] = (struct span){
			t->items[list[i].begin].begin, t->items[list[i].end - 1].end};
	return n < max ? n : max;
}
