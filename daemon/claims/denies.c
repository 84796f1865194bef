#include "claims/denies.h"

#include "claims/ask.h"
#include "claims/mention.h"
#include "claims/noun.h"
#include "profile/profile.h"
#include "text/sentence.h"
#include "util/mem.h"

/* Words between an owner and what he asserted: "Kyiv's latest account", "claims by the Russian". */
#define OWNER_NEAR 4
/* "contrary to what the U.S. envoy Steve Witkoff said" */
#define CONTRARY_NEAR 8
/* Words of a denial that must be those of the statement it denies. */
#define SHARED_MIN 2
/* Statements looked back at: a page quotes several people between an assertion and its denial. */
#define BACK_MAX 6
/* Paragraphs looked back at. */
#define BACK_PARAGRAPHS 2

/* Tokens of the longest sentence that is one: a text may lack all points. */
#define SENTENCE_MAX 400

/* What somebody asserted. */
static const char *const assertions[] = {"claim", "assertion", "account", "accusation",
	"allegation", "statement", "report", "suggestion", "version", "remark", "denial", "words",
	"narrative", "charge", "story", "assurance", "announcement", "description", "insistence",
	"contention", "complaint", "reporting", "depiction", "characterisation", "characterization",
	"portrayal", "rumour", "rumor", "comment", NULL};
/* What is said of words that are not true. */
static const char *const falsehoods[] = {"false", "fake", "fabrication", "fabricated", "lie",
	"lies", "lying", "untrue", "absurd", "nonsense", "baseless", "unfounded", "groundless",
	"fiction", "fantasy", "propaganda", "disinformation", "misinformation", "invention",
	"invented", "misleading", "incorrect", "inaccurate", "wrong", "provocation", "speculation",
	"hoax", "manipulation", "distortion", "ridiculous", "deny", "denies", "denied", "denying",
	"reject", "rejects", "rejected", "rejecting", "dismiss", "dismisses", "dismissed",
	"dismissing", "dispute", "disputes", "disputed", "disputing", "refute", "refutes",
	"refuted", "refuting", "rebut", "rebutted", "contradict", "contradicts", "contradicted",
	"contradicting", "debunk", "debunked", "scoffed", "pushed", "brushed", NULL};
/* Nouns of an assertion told before, without its owner. */
static const char *const pointers[] = {
	"it", "this", "that", "them", "such", "these", "those", NULL};

struct place {
	struct speaker_scan *scan;
	const struct statement *statement;
	size_t begin, end; /* tokens of its sentence */
};

static const struct token *token(const struct place *p, size_t i)
{
	return &p->scan->m.tokens.items[i];
}

static bool is_any(const struct place *p, size_t i, const char *const *words)
{
	return i < p->end && noun_among(token(p, i)->form, words);
}

static bool is_assertion(const struct place *p, size_t i)
{
	bool plural;
	return i < p->end && token(p, i)->kind == TOKEN_WORD &&
	       noun_is(token(p, i)->form, assertions, &plural);
}

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* The id of an entity, unless it is the speaker; the caller frees it. */
static char *id_of(const struct place *p, const struct entity *e)
{
	if (e->known)
		return same(e->known->id, p->statement->speaker.id) ? NULL : xstrdup(e->known->id);
	if (!e->person || !e->key.family[0])
		return NULL;
	char *id = ask_person_id(&e->key);
	if (same(id, p->statement->speaker.id)) {
		free(id);
		return NULL;
	}
	return id;
}

/* Who is named by a mention that begins in [from, to); of several the first. */
static char *named_in(const struct place *p, size_t from, size_t to)
{
	const struct mentions *m = &p->scan->m;
	for (size_t i = mentions_at(m, from); i < m->n && m->items[i].begin < to; i++) {
		char *id = id_of(p, &m->entities[m->items[i].entity]);
		if (id)
			return id;
	}
	return NULL;
}

/* "Russian claims", "a Russian defence ministry claim": the side of an adjective at i. */
static char *side_at(const struct place *p, size_t i)
{
	struct profile_phrase phrase;
	if (!profile_phrase_at(p->scan->profile, token(p, i), p->end - i, true, &phrase) ||
		!phrase.adjective || same(phrase.adjective->id, p->statement->speaker.side))
		return NULL;
	return xstrdup(phrase.adjective->id);
}

/* Whose assertion the noun at i is. */
static char *owner_of(const struct place *p, size_t i)
{
	const struct mentions *m = &p->scan->m;
	static const char *const links[] = {"by", "from", "in", NULL};
	size_t near = i > p->begin + OWNER_NEAR ? i - OWNER_NEAR : p->begin;
	size_t cue = tokens_at(&m->tokens, p->statement->cue_span.end);
	if (p->statement->cue_span.end > 0 && cue <= i && near < cue)
		near = cue; /* whoever denies is no owner */
	for (size_t k = i; k > near; k--) {
		const struct token *t = token(p, k - 1);
		if (t->kind == TOKEN_MARK && !token_is(t, "."))
			break;
		if (!token_is(t, "'s"))
			continue;
		for (size_t w = mentions_at(m, p->begin); w < m->n && m->items[w].begin < k; w++)
			if (m->items[w].end == k - 1)
				return id_of(p, &m->entities[m->items[w].entity]);
		return NULL; /* somebody unknown owns it */
	}
	/* directly before it: "a Bloomberg report", "Russian claims" */
	for (size_t w = mentions_at(m, near); w < m->n && m->items[w].begin < i; w++) {
		const struct entity *e = &m->entities[m->items[w].entity];
		if (m->items[w].end == i && e->known && e->known->sort != SPEAKER_PERSON)
			return id_of(p, e);
	}
	for (size_t k = near; k < i; k++) {
		char *id = i - k <= 3 ? side_at(p, k) : NULL;
		if (id)
			return id;
	}
	if (is_any(p, i + 1, links))
		return named_in(
			p, i + 2, i + 2 + OWNER_NEAR < p->end ? i + 2 + OWNER_NEAR : p->end);
	return NULL;
}

static bool in_content(const struct statement *s, const struct token *t)
{
	for (size_t k = 0; k < s->n_spans; k++)
		if (t->begin >= s->spans[k].begin && t->end <= s->spans[k].end)
			return true;
	return false;
}

/* "contrary to what Witkoff said", "contradicting Witkoff" */
static char *contrary(const struct place *p)
{
	static const char *const words[] = {
		"contradicting", "contradicted", "contradicts", "rebuffing", NULL};
	for (size_t i = p->begin; i < p->end; i++) {
		bool found = is_any(p, i, words) ||
			     (token_is(token(p, i), "contrary") && i + 1 < p->end &&
				     token_is(token(p, i + 1), "to"));
		size_t to = i + CONTRARY_NEAR < p->end ? i + CONTRARY_NEAR : p->end;
		char *id = found ? named_in(p, i + 1, to) : NULL;
		if (id)
			return id;
	}
	return NULL;
}

/* Whose assertion is denied or called false in the sentence. */
static char *owner_in(const struct place *p)
{
	const struct statement *s = p->statement;
	bool denial = same(s->cue_class, "denial"), says_false = denial;
	for (size_t i = p->begin; i < p->end; i++)
		says_false |= is_any(p, i, falsehoods);
	if (!says_false)
		return NULL;
	for (size_t i = p->begin; i < p->end; i++) {
		const struct token *t = token(p, i);
		if (!is_assertion(p, i) || (t->begin < s->cue_span.end && !in_content(s, t)))
			continue;
		char *id = owner_of(p, i);
		if (id)
			return id;
	}
	return NULL;
}

/* Before */

/* Whether the words of a denial only point back: "denied it", "rejected the accusations". */
static bool points_back(const struct place *p)
{
	const struct statement *s = p->statement;
	const struct tokens *t = &p->scan->m.tokens;
	size_t words = 0;
	bool points = false;
	for (size_t i = tokens_at(t, s->span.begin); i < t->n && t->items[i].begin < s->span.end;
		i++) {
		bool plural;
		if (t->items[i].kind == TOKEN_MARK)
			continue;
		words++;
		points |= noun_among(t->items[i].form, pointers) ||
			  noun_is(t->items[i].form, assertions, &plural);
	}
	return points && words <= 3;
}

/* How many longer words of the denial another statement has as well. */
static size_t shared_words(const struct place *p, const struct statement *other, size_t *of)
{
	const struct tokens *t = &p->scan->m.tokens;
	const struct statement *s = p->statement;
	size_t n = 0;
	*of = 0;
	for (size_t i = tokens_at(t, s->span.begin); i < t->n && t->items[i].begin < s->span.end;
		i++) {
		const struct token *a = &t->items[i];
		bool found = false;
		if (a->kind == TOKEN_MARK || strlen(a->form) < 4)
			continue;
		(*of)++;
		for (size_t k = tokens_at(t, other->span.begin);
			k < t->n && t->items[k].begin < other->span.end && !found; k++)
			found = strcmp(a->stem, t->items[k].stem) == 0;
		n += found;
	}
	return n;
}

static char *said_before(
	const struct place *p, const struct statement *before, size_t n, uint32_t paragraph)
{
	const struct tokens *t = &p->scan->m.tokens;
	bool points = points_back(p);
	for (size_t i = n; i > 0 && n - i < BACK_MAX; i--) {
		const struct statement *other = &before[i - 1];
		size_t at = tokens_at(t, other->span.begin), of;
		if (at >= t->n || t->items[at].paragraph + BACK_PARAGRAPHS < paragraph)
			return NULL;
		if (other->span.end > p->statement->span.begin || !other->speaker.id ||
			same(other->speaker.id, p->statement->speaker.id) ||
			same(other->speaker.side, p->statement->speaker.side))
			continue;
		size_t shared = shared_words(p, other, &of);
		if (points || (shared >= SHARED_MIN && shared * 3 >= of))
			return xstrdup(other->speaker.id);
	}
	return NULL;
}

char *denies_find(struct speaker_scan *scan, const struct sentences *sentences,
	const struct statement *statement, const struct statement *before, size_t n)
{
	const struct tokens *t = &scan->m.tokens;
	bool cued = statement->cue_span.end > statement->cue_span.begin;
	size_t at = tokens_at(t, cued ? statement->cue_span.begin : statement->span.begin);
	size_t lo = 0, hi = sentences->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (sentences->items[mid].end <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo >= sentences->n)
		return NULL;
	struct place p = {.scan = scan,
		.statement = statement,
		.begin = sentences->items[lo].begin,
		.end = sentences->items[lo].end};
	if (p.end - p.begin > SENTENCE_MAX)
		return NULL;
	char *id = contrary(&p);
	if (!id)
		id = owner_in(&p);
	if (!id && same(statement->cue_class, "denial"))
		id = said_before(&p, before, n, t->items[at].paragraph);
	return id;
}
