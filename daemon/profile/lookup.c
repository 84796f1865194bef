#include "profile/lookup.h"

#include "profile/names.h"
#include "profile/profile_private.h"
#include "text/token.h"
#include "util/mem.h"

/* Aliases and names are short; a phrase of more words is no name. */
#define PHRASE_WORDS_MAX 12
/* A short word of capitals is an abbreviation that other words may look like: "US", "UN". */
#define CAPS_LETTERS_MAX 3
/* Words of one name that are looked at. */
#define NAME_WORDS_MAX 8
/* Offices in one role phrase: "spokesman for the foreign ministry" has two. */
#define OFFICES_MAX 4

static size_t edge_key(uint32_t from, const char *word, size_t len, char *key)
{
	memcpy(key, &from, sizeof(from));
	memcpy(key + sizeof(from), word, len);
	return sizeof(from) + len;
}

static uint32_t edge_get(const struct speakers *s, uint32_t from, const char *word, size_t len)
{
	char key[sizeof(from) + NAME_KEY_SIZE];
	return strmap_get(&s->edges, key, edge_key(from, word, len, key));
}

static uint32_t edge_make(struct speakers *s, uint32_t from, const char *word, size_t len)
{
	char key[sizeof(from) + NAME_KEY_SIZE];
	uint32_t to = strmap_add(
		&s->edges, key, edge_key(from, word, len, key), (uint32_t)s->n_nodes);
	if (to == s->n_nodes) {
		MEM_ROOM(s->nodes, s->n_nodes, s->cap_nodes);
		s->nodes[s->n_nodes++] = (struct phrase_node){NONE, NONE, NONE, true, true};
	}
	return to;
}

static bool is_the(const struct token *token)
{
	return strcmp(token->form, "the") == 0;
}

uint32_t lookup_phrase(struct speakers *s, const char *phrase, bool *capital, bool *caps)
{
	struct tokens t CLEANUP(tokens_release) = {0};
	tokens_scan(phrase, strlen(phrase), "und", &t);
	uint32_t node = 0;
	size_t words = 0;
	*capital = *caps = false;
	if (s->n_nodes == 0) {
		MEM_ROOM(s->nodes, s->n_nodes, s->cap_nodes);
		s->nodes[s->n_nodes++] = (struct phrase_node){NONE, NONE, NONE, true, true};
	}
	for (size_t i = 0; i < t.n && words < PHRASE_WORDS_MAX; i++) {
		char word[NAME_KEY_SIZE];
		if (t.items[i].kind == TOKEN_MARK || (words == 0 && is_the(&t.items[i])))
			continue;
		size_t len = name_word_fold(t.items[i].form, strlen(t.items[i].form), word);
		if (len == 0)
			continue;
		*caps = words == 0 && t.items[i].caps && len <= CAPS_LETTERS_MAX;
		*capital = *capital || (words == 0 && t.items[i].capital);
		node = edge_make(s, node, word, len);
		words++;
	}
	return words ? node : NONE;
}

void lookup_list(struct speakers *s, struct strmap *map, const char *key, uint32_t number)
{
	uint32_t at = strmap_add(map, key, strlen(key), (uint32_t)s->n_lists);
	if (at == s->n_lists) {
		MEM_ROOM(s->lists, s->n_lists, s->cap_lists);
		s->lists[s->n_lists++] = (struct numbers){0};
	}
	struct numbers *list = &s->lists[at];
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i] == number)
			return;
	MEM_ROOM(list->items, list->n, list->cap);
	list->items[list->n++] = number;
}

char *lookup_held_key(const char *scope, int office)
{
	return xasprintf("%s\t%d", scope, office);
}

/* Words */

/* Follows one word; a point after a short word is stepped over by the caller. */
static uint32_t step(const struct speakers *s, uint32_t node, const struct token *token)
{
	char word[NAME_KEY_SIZE];
	size_t len = name_word_fold(token->form, strlen(token->form), word);
	return len ? edge_get(s, node, word, len) : NONE;
}

/* A point after a short word ("St. James"), and what joins the words of a long name. */
static bool skips_mark(const struct token *tokens, size_t i)
{
	unsigned int mark = i > 0 ? token_mark(&tokens[i]) : 0;
	if (mark == ',' || mark == '/' || mark == '&')
		return tokens[i - 1].kind == TOKEN_WORD;
	return i > 0 && tokens[i].kind == TOKEN_MARK && tokens[i].joined &&
	       strcmp(tokens[i].form, ".") == 0 && tokens[i - 1].kind == TOKEN_WORD &&
	       strlen(tokens[i - 1].form) <= CAPS_LETTERS_MAX;
}

/* What the node says in this spelling. */
static bool read_node(const struct speakers *s, const struct phrase_node *node,
	const struct token *first, bool exact_case, struct profile_phrase *phrase)
{
	bool cased = !exact_case ||
		     ((!node->caps || first->caps) && (!node->capital || first->capital));
	struct profile_phrase p = {.office = -1};
	if (node->office != NONE)
		p.office = (int)node->office;
	if (cased && node->speaker != NONE)
		p.speaker = &s->items[node->speaker];
	if (cased && node->adjective != NONE)
		p.adjective = &s->sides[node->adjective];
	if (!p.speaker && !p.adjective && p.office < 0)
		return false;
	*phrase = p;
	return true;
}

static bool phrase_at(const struct speakers *s, const struct token *tokens, size_t n,
	bool exact_case, struct profile_phrase *phrase)
{
	uint32_t node = 0;
	bool found = false;
	for (size_t i = 0, words = 0; i < n && words < PHRASE_WORDS_MAX; i++) {
		if (skips_mark(tokens, i))
			continue;
		if (tokens[i].kind == TOKEN_MARK)
			break;
		node = step(s, node, &tokens[i]);
		if (node == NONE)
			break;
		words++;
		if (read_node(s, &s->nodes[node], &tokens[0], exact_case, phrase)) {
			phrase->n_tokens = i + 1;
			found = true;
		}
	}
	return found;
}

bool profile_phrase_at(const struct profile *profile, const struct token *tokens, size_t n_tokens,
	bool exact_case, struct profile_phrase *phrase)
{
	return phrase_at(profile->speakers, tokens, n_tokens, exact_case, phrase);
}

const struct profile_speaker *profile_speaker_named(
	const struct profile *profile, const char *name, size_t len)
{
	struct tokens t CLEANUP(tokens_release) = {0};
	tokens_scan(name, len, "und", &t);
	size_t from = t.n > 1 && is_the(&t.items[0]) ? 1 : 0;
	while (t.n > from && t.items[t.n - 1].kind == TOKEN_MARK)
		t.n--;
	struct profile_phrase p;
	if (from >= t.n || !phrase_at(profile->speakers, t.items + from, t.n - from, false, &p) ||
		p.n_tokens != t.n - from)
		return NULL;
	return p.speaker;
}

/* Names */

/* A name's words: honorifics and commas left out, "Jr" with the family name. */
struct name_words {
	char keys[NAME_WORDS_MAX][NAME_KEY_SIZE];
	bool particle[NAME_WORDS_MAX];
	size_t n;
	char gender;
};

static void split_name(const char *name, size_t len, struct name_words *w)
{
	struct tokens t CLEANUP(tokens_release) = {0};
	tokens_scan(name, len, "und", &t);
	*w = (struct name_words){0};
	for (size_t i = 0; i < t.n && w->n < NAME_WORDS_MAX; i++) {
		const char *form = t.items[i].form;
		if (t.items[i].kind == TOKEN_MARK || strcmp(form, "'s") == 0)
			continue;
		if (w->n == 0 && name_is_honorific(form)) {
			w->gender = name_honorific_gender(form);
			continue;
		}
		char key[NAME_KEY_SIZE];
		size_t n = name_word_key(form, strlen(form), key);
		if (n == 0)
			continue;
		if (t.items[i].hyphenated && w->n > 0) {
			/* "Lvova-Belova" is one word of a name */
			char *before = w->keys[w->n - 1];
			size_t at = strlen(before);
			if (at + n < NAME_KEY_SIZE)
				memcpy(before + at, key, n + 1);
			continue;
		}
		w->particle[w->n] = name_is_particle(form);
		memcpy(w->keys[w->n++], key, n + 1);
	}
}

static void append_word(char key[PROFILE_KEY_SIZE], const char *word)
{
	size_t at = strlen(key), len = strlen(word);
	if (at + len + 2 > PROFILE_KEY_SIZE)
		return;
	if (at)
		key[at++] = ' ';
	memcpy(key + at, word, len + 1);
}

static bool is_suffix(const char *key)
{
	return strcmp(key, "ir") == 0 || strcmp(key, "sr") == 0; /* keys of Jr and Sr */
}

void lookup_name_key(
	const struct speakers *s, const char *name, size_t len, struct profile_name_key *key)
{
	struct name_words w;
	split_name(name, len, &w);
	*key = (struct profile_name_key){.gender = w.gender};
	if (w.n == 0)
		return;
	size_t family = w.n - 1;
	if (family > 0 && is_suffix(w.keys[family]))
		family--;
	while (family > 1 && w.particle[family - 1])
		family--;
	if (family == 1 && w.particle[0])
		family = 0; /* "de Wever" without a given name */
	for (size_t i = family; i < w.n; i++)
		append_word(key->family, w.keys[i]);
	if (family == 0)
		return;
	uint32_t group = strmap_get(&s->given, w.keys[0], strlen(w.keys[0]));
	if (group == STRMAP_NONE) {
		append_word(key->given, w.keys[0]);
		return;
	}
	append_word(key->given, s->given_groups[group].key);
	key->given_gender = s->given_groups[group].gender;
}

void profile_name_key(
	const struct profile *profile, const char *name, size_t len, struct profile_name_key *key)
{
	lookup_name_key(profile->speakers, name, len, key);
}

/* Given names agree if equal, or if one is an initial of the other, or if one is not told. */
static bool given_agree(const char *a, const char *b)
{
	if (!a[0] || !b[0] || strcmp(a, b) == 0)
		return true;
	return (strlen(a) == 1 || strlen(b) == 1) && a[0] == b[0];
}

size_t profile_speakers_alike(const struct profile *profile, const struct profile_name_key *key,
	const struct profile_speaker **found, size_t max)
{
	const struct speakers *s = profile->speakers;
	uint32_t at = strmap_get(&s->family, key->family, strlen(key->family));
	if (at == STRMAP_NONE)
		return 0;
	size_t n = 0;
	for (size_t i = 0; i < s->lists[at].n; i++) {
		const struct profile_speaker *speaker = &s->items[s->lists[at].items[i]];
		bool agree = !key->given[0];
		for (const char *const *a = speaker->aliases; *a && !agree; a++) {
			struct profile_name_key own;
			lookup_name_key(s, *a, strlen(*a), &own);
			agree = own.given[0] && strcmp(own.family, key->family) == 0 &&
				given_agree(own.given, key->given);
		}
		bool other = (key->gender == 'm' && speaker->gender == GENDER_FEMALE) ||
			     (key->gender == 'f' && speaker->gender == GENDER_MALE);
		if (!agree || other)
			continue;
		if (n < max)
			found[n] = speaker;
		n++;
	}
	return n;
}

/* Roles */

static bool in_force(const struct profile_role *role, int64_t date)
{
	if (date == INT64_MIN)
		return role->to == INT64_MAX; /* unknown: today's */
	return role->from <= date && date <= role->to;
}

const char *profile_office(const struct profile *profile, int office)
{
	return profile->speakers->offices[office];
}

bool profile_speaker_held(const struct profile_speaker *speaker, int office, int64_t date)
{
	for (size_t i = 0; i < speaker->n_roles; i++)
		if (speaker->roles[i].office == office && in_force(&speaker->roles[i], date))
			return true;
	return false;
}

const struct profile_speaker *profile_office_holder(
	const struct profile *profile, int office, int64_t date)
{
	const struct profile_speaker *holder = NULL;
	for (size_t i = 0; i < profile->speakers->n; i++) {
		const struct profile_speaker *speaker = &profile->speakers->items[i];
		if (!profile_speaker_held(speaker, office, date))
			continue;
		if (holder)
			return NULL;
		holder = speaker;
	}
	return holder;
}

static const struct profile_speaker *holder_of(
	const struct speakers *s, const char *scope, int office, int64_t date)
{
	AUTOFREE char *key = lookup_held_key(scope, office);
	uint32_t at = strmap_get(&s->held, key, strlen(key));
	const struct profile_speaker *holder = NULL;
	for (size_t i = 0; at != STRMAP_NONE && i < s->lists[at].n; i++) {
		const struct profile_speaker *speaker = &s->items[s->lists[at].items[i]];
		for (size_t r = 0; r < speaker->n_roles; r++) {
			const struct profile_role *role = &speaker->roles[r];
			const char *own = role->of ? role->of
						   : (speaker->side ? speaker->side->id : "");
			if (role->office != office || strcmp(own, scope) != 0 ||
				!in_force(role, date))
				continue;
			if (holder && holder != speaker)
				return NULL;
			holder = speaker;
		}
	}
	return holder;
}

const struct profile_speaker *profile_holder(
	const struct profile *profile, const char *scope, int office, int64_t date)
{
	return holder_of(profile->speakers, scope, office, date);
}

int profile_office_number(const struct profile *profile, const char *phrase)
{
	uint32_t at = strmap_get(&profile->speakers->office_phrases, phrase, strlen(phrase));
	return at == STRMAP_NONE ? -1 : (int)at;
}

int profile_leading_office(const struct profile *profile, const struct profile_side *side)
{
	return side && side->leader ? profile_office_number(profile, side->leader) : -1;
}

static bool is_one_of(const struct token *token, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (strcmp(token->form, words[i]) == 0)
			return true;
	return false;
}

/* Words that make it somebody else than the holder of the office. */
static const char *const estranging[] = {"former", "ex", "then", "late", "future", "incoming",
	"deputy", "vice", "assistant", "acting", "designate", "elect", "candidate", "wife", "son",
	"daughter", "brother", "first", "under", "associate", "shadow", "colleague", "counterpart",
	"predecessor", "successor", "aides", "allies", NULL};

/* "the Russian leader": the office that leads that side. */
static int office_for(const struct speakers *s, const struct profile_side *side, int office)
{
	if (office < 0 || !side || !side->leader || strcmp(s->offices[office], "leader") != 0)
		return office;
	uint32_t own = strmap_get(&s->office_phrases, side->leader, strlen(side->leader));
	return own == STRMAP_NONE ? office : (int)own;
}

/* Whether offices of the whole side may be told of it: the side itself ("Russia's president"), the
 * seat of its president ("White House national security adviser"). */
static bool speaks_for_side(const struct profile_speaker *body)
{
	if (!body || (body->side && strcmp(body->side->id, body->id) == 0))
		return true;
	for (size_t i = 0; i < body->n_roles; i++)
		if (strcmp(body->roles[i].phrase, "presidential office") == 0)
			return true;
	return false;
}

static void take_phrase(struct profile_role_found *found, const struct profile_phrase *p)
{
	bool body = p->speaker && p->speaker->sort == SPEAKER_INSTITUTION;
	if (p->adjective && !found->side)
		found->side = p->adjective;
	if (body && !found->side)
		found->side = p->speaker->side;
	if (body && !found->body)
		found->body = p->speaker;
}

void profile_role_find(const struct profile *profile, const struct token *tokens, size_t n_tokens,
	int64_t date, struct profile_role_found *found)
{
	const struct speakers *s = profile->speakers;
	int offices[OFFICES_MAX];
	size_t n_offices = 0;
	bool after_office = false;
	*found = (struct profile_role_found){.office = -1};
	for (size_t i = 0; i < n_tokens;) {
		struct profile_phrase p;
		if (!phrase_at(s, tokens + i, n_tokens - i, true, &p)) {
			const struct token *t = &tokens[i++];
			found->other = found->other || is_one_of(t, estranging);
			if (after_office && token_is(t, "'s"))
				n_offices = 0; /* "the president's adviser": the adviser */
			after_office = false;
			continue;
		}
		take_phrase(found, &p);
		after_office = p.office >= 0;
		if (after_office && n_offices < OFFICES_MAX)
			offices[n_offices++] = p.office;
		i += p.n_tokens;
	}
	/* An institution may be named like an office: "Ukraine's foreign ministry". */
	for (size_t i = 0; i < n_offices; i++) {
		const struct profile_speaker *body =
			found->side ? holder_of(s, found->side->id, offices[i], date) : NULL;
		if (body && body->sort == SPEAKER_INSTITUTION)
			found->body = body;
		else if (found->office < 0)
			found->office = offices[i];
	}
	if (found->office < 0 || found->other)
		return;
	if (!found->body && !found->side) {
		found->holder = profile_office_holder(profile, found->office, date);
		found->side = found->holder ? found->holder->side : NULL;
		return;
	}
	if (found->body)
		found->holder = holder_of(s, found->body->id, found->office, date);
	if (found->holder || !found->side || !speaks_for_side(found->body))
		return;
	found->office = office_for(s, found->side, found->office);
	found->holder = holder_of(s, found->side->id, found->office, date);
}
