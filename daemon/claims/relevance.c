#include "claims/claims.h"
#include "profile/profile.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/mem.h"

/*
 * Relevance is a sum of points for what the words bring in. An entry is judged on its headline and
 * summary and should pass when in doubt, since its page is judged again; a text must speak of a
 * matter in one breath with a party, or in the sentence after, and more of that than of anything
 * else.
 */
#define POINTS_PARTY     2
#define POINTS_MATTER    1
#define POINTS_DECISIVE  3
#define POINTS_SPEAKER   1
#define POINTS_ELSEWHERE (-2)
/* A party alone, or somebody known who speaks of a matter. */
#define ENTRY_POINTS 2
/* The same words again add nothing. */
#define ENTRY_TERMS_MAX 2
/* Sentences that speak of a party and a matter: two are no accident; one must do for a report of
 * few sentences, or under a headline on the topic. */
#define TEXT_SENTENCES 2
#define SHORT_TEXT     8
/* A summary longer than this is the whole text. */
#define SUMMARY_BYTES_MAX 4000

static size_t at_most(size_t n, size_t max)
{
	return n < max ? n : max;
}

static bool is_surname(const struct profile *profile, const char *text, const struct token *t)
{
	struct profile_name_key key;
	const struct profile_speaker *found;
	if (t->kind != TOKEN_WORD || !t->capital)
		return false;
	profile_name_key(profile, text + t->begin, t->end - t->begin, &key);
	return key.family[0] && profile_speakers_alike(profile, &key, &found, 1) > 0;
}

/* Whether somebody with a side is named, in full or by surname. */
static bool names_speaker(const struct profile *profile, const char *text, const struct tokens *t)
{
	for (size_t i = 0; i < t->n;) {
		struct profile_phrase p;
		bool known = profile_phrase_at(profile, t->items + i, t->n - i, true, &p);
		if (known ? p.speaker && p.speaker->side : is_surname(profile, text, &t->items[i]))
			return true;
		i += known ? p.n_tokens : 1;
	}
	return false;
}

static int points(const struct profile_terms *terms)
{
	return (int)at_most(terms->n[TERM_PARTY], ENTRY_TERMS_MAX) * POINTS_PARTY +
	       (int)at_most(terms->n[TERM_MATTER], ENTRY_TERMS_MAX) * POINTS_MATTER +
	       (int)at_most(terms->n[TERM_DECISIVE], 1) * POINTS_DECISIVE +
	       (int)at_most(terms->n[TERM_ELSEWHERE], ENTRY_TERMS_MAX) * POINTS_ELSEWHERE;
}

int claims_relevant_entry(const struct profile *profile, const char *title, const char *summary)
{
	size_t left = summary ? strlen(summary) : 0;
	AUTOFREE char *all = xasprintf("%s\n\n%.*s", title ? title : "",
		(int)at_most(left, SUMMARY_BYTES_MAX), summary ? summary : "");
	struct tokens t CLEANUP(tokens_release) = {0};
	struct profile_terms terms;
	tokens_scan(all, strlen(all), "und", &t);
	profile_terms_count(profile, t.items, t.n, &terms);
	int sum = points(&terms) + (names_speaker(profile, all, &t) ? POINTS_SPEAKER : 0);
	return sum >= ENTRY_POINTS;
}

/* Whether a headline joins a matter with a party or with somebody known. */
static bool names_topic(const struct profile *profile, const char *title)
{
	struct tokens t CLEANUP(tokens_release) = {0};
	struct profile_terms terms;
	tokens_scan(title, strlen(title), "und", &t);
	profile_terms_count(profile, t.items, t.n, &terms);
	return terms.n[TERM_DECISIVE] ||
	       (terms.n[TERM_MATTER] && (terms.n[TERM_PARTY] || names_speaker(profile, title, &t)));
}

int claims_relevant_text(
	const struct profile *profile, const char *title, const char *text, size_t len)
{
	struct tokens t CLEANUP(tokens_release) = {0};
	struct sentences s CLEANUP(sentences_release) = {0};
	tokens_scan(text, len, "und", &t);
	sentences_find(&t, NULL, &s);
	size_t topic = 0, elsewhere = 0;
	bool before = false;
	for (size_t i = 0; i < s.n; i++) {
		struct profile_terms terms;
		profile_terms_count(profile, t.items + s.items[i].begin,
			s.items[i].end - s.items[i].begin, &terms);
		bool party = terms.n[TERM_PARTY] > 0;
		bool more = terms.n[TERM_MATTER] > terms.n[TERM_ELSEWHERE];
		if (terms.n[TERM_DECISIVE] || ((party || before) && more))
			topic++;
		else if (terms.n[TERM_ELSEWHERE])
			elsewhere++;
		before = party;
	}
	bool on_topic = title && names_topic(profile, title);
	size_t needed = s.n <= SHORT_TEXT || on_topic ? 1 : TEXT_SENTENCES;
	return topic >= needed && topic > elsewhere;
}

/*
 * The statement's article is on the topic already, and many of its statements name nothing ("Much
 * work remained to be done"): so only what is told to be elsewhere is not.
 */
int claims_relevant_statement(const struct profile *profile, const struct statement *statement)
{
	struct tokens t CLEANUP(tokens_release) = {0};
	struct profile_terms own, around = {0};
	tokens_scan(statement->text, strlen(statement->text), "und", &t);
	profile_terms_count(profile, t.items, t.n, &own);
	if (own.n[TERM_PARTY] || own.n[TERM_DECISIVE])
		return 1;
	if (own.n[TERM_ELSEWHERE])
		return 0;
	if (!statement->context)
		return 1;
	tokens_release(&t);
	tokens_scan(statement->context, strlen(statement->context), "und", &t);
	profile_terms_count(profile, t.items, t.n, &around);
	return !around.n[TERM_ELSEWHERE] || around.n[TERM_PARTY] || around.n[TERM_DECISIVE];
}
