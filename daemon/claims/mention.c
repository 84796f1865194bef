#include "claims/mention.h"

#include <ctype.h>

#include "claims/noun.h"
#include "profile/names.h"
#include "util/mem.h"

/* A name has a given name, perhaps a middle one, particles and a family name. */
#define NAME_TOKENS_MAX 7
/* Between a name and the end of the office told after it. */
#define APPOSITION_TOKENS_MAX 12
/* Words that describe a speaker before his name. */
#define DESCRIPTION_MAX 4
/* Names kept of one text; a day's live blog has some hundreds. */
#define ENTITIES_MAX 20000

/* Words that are capitalised for their place in the sentence or the calendar. Sorted. */
static const char *const stop_words[] = {"a", "according", "after", "all", "although", "am", "an",
	"and", "another", "april", "are", "as", "asked", "at", "august", "be", "because", "before",
	"both", "but", "by", "december", "despite", "did", "do", "does", "during", "each",
	"earlier", "even", "every", "february", "first", "for", "friday", "from", "given", "god",
	"had", "has", "have", "he", "her", "here", "his", "how", "however", "i", "if", "in",
	"instead", "is", "it", "its", "january", "july", "june", "last", "later", "let", "many",
	"march", "may", "meanwhile", "monday", "more", "most", "my", "never", "next", "no", "nor",
	"not", "nothing", "november", "now", "october", "of", "on", "once", "one", "only", "or",
	"other", "our", "over", "read", "saturday", "second", "september", "several", "she",
	"since", "so", "some", "speaking", "still", "such", "sunday", "than", "that", "the",
	"their", "then", "there", "these", "they", "this", "those", "though", "through", "thursday",
	"to", "today", "tomorrow", "tuesday", "two", "under", "until", "was", "we", "wednesday",
	"were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "would",
	"yes", "yesterday", "yet", "you", "your"};

/* What stands before a name and tells of it; reset by any other word. */
struct title {
	const struct profile_side *side;
	int office; /* -1: none */
	char gender;
	bool any;
	size_t begin; /* its first token, if any */
};
static const struct title no_title = {.office = -1};

struct scan {
	struct mentions *m;
	struct quotes quotes;
	struct sentences sentences;
	size_t quote, sentence; /* where the walk is */
	size_t subject_of; /* 1 + the last sentence that named a person; 0: none */
	size_t fronted_of; /* 1 + the last whose subject stood behind a front part */
	struct title title;
};

/* "Novgorod Region Alexander Dronov": such a word ends the name of a place or body. */
static const char *const place_words[] = {"region", "oblast", "district", "province", "republic",
	"council", "committee", "commission", "ministry", "agency", "city", "county", "parliament",
	"university", "institute", "forces", "command", "party", "bank", "fund", "group", NULL};

bool mention_place_word(const char *form)
{
	for (size_t i = 0; place_words[i]; i++)
		if (strcmp(place_words[i], form) == 0)
			return true;
	return false;
}

static int compare_words(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

bool mention_stop_word(const char *form)
{
	return bsearch(form, stop_words, ARRAY_SIZE(stop_words), sizeof(*stop_words),
		       compare_words) != NULL;
}

static bool is_initial(const struct token *t)
{
	return t->kind == TOKEN_WORD && t->capital && t->end - t->begin == 1;
}

static bool is_name_word(const struct token *t)
{
	return t->kind == TOKEN_WORD && t->capital && !mention_stop_word(t->form);
}

/* The end of a run of words that may be one name: capitalised, with initials and particles. */
static size_t name_end(const struct mentions *m, size_t begin)
{
	const struct token *t = m->tokens.items;
	size_t n = m->tokens.n, end = begin + 1;
	while (end < n && end - begin < NAME_TOKENS_MAX && t[end].paragraph == t[begin].paragraph) {
		struct profile_phrase p;
		if (token_mark(&t[end]) == '.' &&
			(is_initial(&t[end - 1]) || strcmp(t[end - 1].form, "jr") == 0)) {
			end++;
			continue;
		}
		if (t[end].kind == TOKEN_WORD && name_is_particle(t[end].form) && end + 1 < n &&
			(is_name_word(&t[end + 1]) || name_is_particle(t[end + 1].form))) {
			end++;
			continue;
		}
		if (!is_name_word(&t[end]) || mention_place_word(t[end - 1].form))
			break;
		if (profile_phrase_at(m->profile, t + end, n - end, true, &p) &&
			!t[end].hyphenated &&
			!(p.speaker && p.speaker->sort == SPEAKER_PERSON && p.n_tokens == 1))
			break;
		end++;
	}
	/* A sentence that ends with an initial or a particle: give the mark back. */
	while (end > begin + 1 &&
		(t[end - 1].kind == TOKEN_MARK && strcmp(t[end - 2].form, "jr") != 0))
		end--;
	return end;
}

static size_t entity_add(struct mentions *m, const struct entity *entity)
{
	MEM_ROOM(m->entities, m->n_entities, m->cap_entities);
	m->entities[m->n_entities] = *entity;
	return m->n_entities++;
}

static size_t entity_known(struct mentions *m, const struct profile_speaker *speaker)
{
	uint32_t at = strmap_get(&m->known, speaker->id, strlen(speaker->id));
	if (at != STRMAP_NONE)
		return at;
	struct entity e = {.known = speaker,
		.side = speaker->side,
		.gender = speaker->gender,
		.office = -1,
		.person = speaker->sort == SPEAKER_PERSON};
	if (e.person)
		profile_name_key(m->profile, speaker->name, strlen(speaker->name), &e.key);
	size_t new = entity_add(m, &e);
	strmap_put(&m->known, speaker->id, strlen(speaker->id), (uint32_t) new);
	return new;
}

/* Notes who bears a family name: the last so named in full, but nobody takes it from one named more
 * than once already ("Heidi Cruz" from Ted Cruz). */
static void family_put(struct mentions *m, const char *family, size_t entity)
{
	uint32_t had = strmap_get(&m->families, family, strlen(family));
	if (had != STRMAP_NONE && had != entity && m->entities[had].named > 1)
		return;
	strmap_put(&m->families, family, strlen(family), (uint32_t)entity);
}

static bool fits_gender(enum gender gender, char told)
{
	return !(told == 'm' && gender == GENDER_FEMALE) && !(told == 'f' && gender == GENDER_MALE);
}

/* The entity a bare surname stands for: whoever was last named so in full, else the one person of
 * the profile who bears it. SIZE_MAX: nobody. */
static size_t entity_by_family(struct mentions *m, const struct profile_name_key *key)
{
	uint32_t at = strmap_get(&m->families, key->family, strlen(key->family));
	if (at != STRMAP_NONE && fits_gender(m->entities[at].gender, key->gender))
		return at;
	const struct profile_speaker *found[2];
	if (profile_speakers_alike(m->profile, key, found, 2) == 1)
		return entity_known(m, found[0]);
	return SIZE_MAX;
}

/* "Sir Keir": whoever was last named with this given name. SIZE_MAX: nobody. */
static size_t entity_by_given(const struct mentions *m, const char *given)
{
	for (size_t i = m->n; i > 0; i--)
		if (strcmp(m->entities[m->items[i - 1].entity].key.given, given) == 0)
			return m->items[i - 1].entity;
	return SIZE_MAX;
}

/* Whether the last word of a name is that of a place or body. */
static bool name_of_body(const char *name, size_t len)
{
	char last[32];
	size_t n = 0;
	while (n < len && n + 1 < sizeof(last) && name[len - n - 1] != ' ')
		n++;
	for (size_t i = 0; i < n; i++)
		last[i] = (char)tolower((unsigned char)name[len - n + i]);
	last[n] = '\0';
	return mention_place_word(last) || noun_among(last, noun_institutions) ||
	       noun_among(last, noun_private);
}

static size_t entity_by_full_name(
	struct mentions *m, const struct profile_name_key *key, const char *name, size_t len)
{
	const struct profile_speaker *found[2];
	if (profile_speakers_alike(m->profile, key, found, 2) == 1)
		return entity_known(m, found[0]);
	uint32_t at = strmap_get(&m->families, key->family, strlen(key->family));
	if (at != STRMAP_NONE && strcmp(m->entities[at].key.given, key->given) == 0)
		return at;
	struct entity e = {.key = *key, .office = -1, .name = xstrndup(name, len)};
	e.body = name_of_body(name, len);
	char gender = key->gender ? key->gender : key->given_gender;
	e.person = gender != 0;
	e.gender = gender == 'm' ? GENDER_MALE : gender == 'f' ? GENDER_FEMALE : GENDER_UNKNOWN;
	return entity_add(m, &e);
}

/* Reads an office and a side told after a name: "Kaja Kallas, the EU's foreign policy chief,". */
static void read_apposition(struct mentions *m, struct entity *e, size_t at)
{
	const struct token *t = m->tokens.items;
	size_t n = m->tokens.n;
	if (at + 1 >= n || token_mark(&t[at]) != ',')
		return;
	size_t end = at + 1;
	while (end < n && end - at < APPOSITION_TOKENS_MAX && t[end].kind != TOKEN_MARK &&
		strcmp(t[end].form, "who") != 0)
		end++;
	struct profile_role_found found;
	profile_role_find(m->profile, t + at + 1, end - at - 1, INT64_MIN, &found);
	if (found.office < 0)
		return;
	e->office = found.office;
	e->person = true;
	if (!e->side)
		e->side = found.side;
}

static void take_title(struct entity *e, const struct title *title)
{
	if (!title->any)
		return;
	e->person = true;
	if (title->office >= 0)
		e->office = title->office;
	if (!e->side && !e->known)
		e->side = title->side;
	if (e->gender == GENDER_UNKNOWN && title->gender)
		e->gender = title->gender == 'm' ? GENDER_MALE : GENDER_FEMALE;
}

/* Where a name begins with what is told before it: titles, "the", and a noun with what describes it
 * ("the Finnish mediator Jaana Korpi"). */
static size_t described_from(const struct scan *s, size_t begin, size_t start)
{
	const struct token *t = s->m->tokens.items;
	bool plural;
	size_t from = s->title.any && s->title.begin < begin ? s->title.begin : begin;
	if (from > start && token_is(&t[from - 1], "the"))
		from--;
	if (from > start && (noun_is(t[from - 1].form, noun_officials, &plural) ||
				    noun_is(t[from - 1].form, noun_others, &plural))) {
		from--;
		while (from > start && t[from - 1].kind == TOKEN_WORD &&
			begin - from < DESCRIPTION_MAX)
			from--;
	}
	return from;
}

/* Whether a name begins a sentence, or a clause after a comma or conjunction: "In Kyiv, President
 * Zelensky thanked Trump". Of persons the first of a sentence only, or the first after what is put
 * in front of it: "After meeting Putin, Witkoff". */
static bool is_subject(struct scan *s, size_t begin, size_t end, size_t entity)
{
	static const char *const openers[] = {
		"and", "but", "as", "when", "while", "although", "though", "after", "if", NULL};
	static const char *const fronted[] = {"in", "on", "at", "after", "before", "during", "as",
		"when", "while", "with", "for", "since", "despite", "following", "under", NULL};
	const struct mentions *m = s->m;
	const struct token *t = m->tokens.items;
	size_t start = s->sentence < s->sentences.n ? s->sentences.items[s->sentence].begin : 0;
	if (end < m->tokens.n && token_is(&t[end], "'s"))
		return false;
	size_t from = described_from(s, begin, start);
	bool comma = from > start && token_mark(&t[from - 1]) == ',';
	bool opens = from <= start || t[from - 1].kind == TOKEN_MARK;
	bool listed = from > start + 1 && t[from - 2].capital; /* "Zelensky and Putin" */
	if (!opens && !listed)
		opens = noun_among(t[from - 1].form, openers);
	if (!m->entities[entity].person)
		return opens;
	bool seen = s->subject_of == s->sentence + 1;
	s->subject_of = s->sentence + 1;
	if (seen && comma && s->fronted_of != s->sentence + 1 &&
		noun_among(t[start].form, fronted)) {
		s->fronted_of = s->sentence + 1;
		return true;
	}
	return opens && !seen;
}

static void mention_add(struct scan *s, size_t begin, size_t end, size_t entity)
{
	struct mentions *m = s->m;
	while (s->quote < s->quotes.n && s->quotes.items[s->quote].end <= begin)
		s->quote++;
	while (s->sentence < s->sentences.n && s->sentences.items[s->sentence].end <= begin)
		s->sentence++;
	struct mention mention = {.begin = begin, .end = end, .entity = entity};
	mention.quoted = s->quote < s->quotes.n && s->quotes.items[s->quote].begin <= begin;
	m->entities[entity].named++;
	mention.subject = !mention.quoted && is_subject(s, begin, end, entity);
	MEM_ROOM(m->items, m->n, m->cap);
	m->items[m->n++] = mention;
}

static size_t known_phrase(struct scan *s, size_t at, const struct profile_phrase *p)
{
	struct mentions *m = s->m;
	size_t end = at + p->n_tokens;
	if (p->speaker) {
		size_t entity = entity_known(m, p->speaker);
		mention_add(s, at, end, entity);
		if (p->speaker->sort == SPEAKER_PERSON) {
			struct entity *e = &m->entities[entity];
			family_put(m, e->key.family, entity);
			take_title(e, &s->title);
			s->title = no_title;
			return end;
		}
	}
	const struct profile_side *side = p->adjective;
	if (!side && p->speaker)
		side = p->speaker->side;
	if (!s->title.any && (side || p->office >= 0))
		s->title.begin = at;
	if (side)
		s->title.side = side;
	if (p->office >= 0) {
		s->title.office = p->office;
		const struct profile_speaker *body = s->title.side ? profile_holder(m->profile,
									     s->title.side->id,
									     p->office, INT64_MIN)
								   : NULL;
		if (body && body->sort == SPEAKER_INSTITUTION)
			mention_add(s, at, end, entity_known(m, body));
	}
	s->title.any = s->title.any || side || p->office >= 0;
	return end;
}

static size_t unknown_name(struct scan *s, size_t at)
{
	struct mentions *m = s->m;
	const struct token *t = m->tokens.items;
	size_t end = name_end(m, at);
	struct profile_name_key key;
	const char *name = m->text + t[at].begin;
	size_t len = t[end - 1].end - t[at].begin;
	profile_name_key(m->profile, name, len, &key);
	if (s->title.gender)
		key.gender = s->title.gender;
	size_t entity = SIZE_MAX;
	if (key.family[0] && !key.given[0])
		entity = entity_by_family(m, &key);
	if (entity == SIZE_MAX && key.family[0] && !key.given[0] && s->title.gender)
		entity = entity_by_given(m, key.family);
	/* "Mr. Haq": the title makes a person of a name that stands alone */
	bool titled = key.family[0] && s->title.gender && !name_of_body(name, len);
	if (entity == SIZE_MAX && (key.given[0] || titled) && m->n_entities < ENTITIES_MAX)
		entity = entity_by_full_name(m, &key, name, len);
	if (entity != SIZE_MAX) {
		struct entity *e = &m->entities[entity];
		mention_add(s, at, end, entity);
		take_title(e, &s->title);
		if (!e->known && e->office < 0)
			read_apposition(m, e, end);
		if (key.given[0] || titled)
			family_put(m, key.family, entity);
	}
	s->title = no_title;
	return end;
}

/* "von der Leyen": particles in small letters and then a name. */
static bool begins_with_particle(const struct mentions *m, size_t at)
{
	const struct token *t = m->tokens.items;
	size_t end = at;
	while (end < m->tokens.n && t[end].kind == TOKEN_WORD && name_is_particle(t[end].form))
		end++;
	return end > at && end < m->tokens.n && !t[end].joined && is_name_word(&t[end]);
}

/* Notes "he" and "she" where a sentence begins. */
static void note_pronoun(struct scan *s, size_t at)
{
	struct mentions *m = s->m;
	const struct token *t = &m->tokens.items[at];
	enum gender gender = token_is(t, "he")    ? GENDER_MALE
			     : token_is(t, "she") ? GENDER_FEMALE
						  : GENDER_UNKNOWN;
	if (!t->capital || gender == GENDER_UNKNOWN)
		return;
	while (s->quote < s->quotes.n && s->quotes.items[s->quote].end <= at)
		s->quote++;
	if (s->quote < s->quotes.n && s->quotes.items[s->quote].begin <= at)
		return;
	MEM_ROOM(m->pronouns, m->n_pronouns, m->cap_pronouns);
	m->pronouns[m->n_pronouns++] = (struct pronoun){.token = at, .gender = gender};
}

static size_t scan_token(struct scan *s, size_t at)
{
	struct mentions *m = s->m;
	const struct token *t = &m->tokens.items[at];
	struct profile_phrase p;
	if (profile_phrase_at(m->profile, t, m->tokens.n - at, true, &p))
		return known_phrase(s, at, &p);
	if (t->kind == TOKEN_WORD && name_is_honorific(t->form)) {
		if (!s->title.any)
			s->title.begin = at;
		s->title.gender = name_honorific_gender(t->form);
		s->title.any = true;
		return at + 1;
	}
	note_pronoun(s, at);
	if (is_name_word(t) || begins_with_particle(m, at))
		return unknown_name(s, at);
	bool point = token_mark(t) == '.' && at > 0 && name_is_honorific(t[-1].form);
	if (!point && strcmp(t->form, "'s") != 0)
		s->title = no_title;
	return at + 1;
}

void mentions_scan_read(const struct profile *profile, const char *text,
	const struct tokens *tokens, const struct quotes *quotes, const struct sentences *sentences,
	struct mentions *out)
{
	*out = (struct mentions){
		.profile = profile, .text = text, .tokens = *tokens, .borrowed = true};
	struct scan s = {.m = out, .quotes = *quotes, .sentences = *sentences, .title = no_title};
	for (size_t at = 0; at < out->tokens.n;)
		at = scan_token(&s, at);
}

void mentions_scan(const struct profile *profile, const char *text, size_t len,
	const char *language, struct mentions *out)
{
	struct tokens tokens;
	struct quotes quotes;
	struct sentences sentences;
	tokens_scan(text, len, language, &tokens);
	quotes_find(&tokens, &quotes);
	sentences_find(&tokens, &quotes, &sentences);
	mentions_scan_read(profile, text, &tokens, &quotes, &sentences, out);
	out->borrowed = false;
	quotes_release(&quotes);
	sentences_release(&sentences);
}

void mentions_release(struct mentions *mentions)
{
	for (size_t i = 0; i < mentions->n_entities; i++)
		free(mentions->entities[i].name);
	free(mentions->entities);
	free(mentions->items);
	free(mentions->pronouns);
	strmap_release(&mentions->families);
	strmap_release(&mentions->known);
	strmap_release(&mentions->small);
	if (!mentions->borrowed)
		tokens_release(&mentions->tokens);
	*mentions = (struct mentions){0};
}

size_t mentions_family(struct mentions *mentions, const char *name, size_t len)
{
	struct profile_name_key key;
	profile_name_key(mentions->profile, name, len, &key);
	return key.family[0] && !key.given[0] ? entity_by_family(mentions, &key) : SIZE_MAX;
}

size_t mentions_at(const struct mentions *mentions, size_t token)
{
	size_t low = 0, high = mentions->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (mentions->items[middle].begin < token)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t mentions_pronoun_before(const struct mentions *mentions, size_t token, enum gender gender)
{
	size_t low = 0, high = mentions->n_pronouns;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (mentions->pronouns[middle].token < token)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || mentions->pronouns[low - 1].gender != gender)
		return SIZE_MAX;
	return mentions->pronouns[low - 1].token;
}

bool mentions_has_small(struct mentions *mentions, const char *form)
{
	const struct tokens *t = &mentions->tokens;
	bool empty = mentions->small.count == 0;
	for (size_t i = 0; empty && i < t->n; i++)
		if (t->items[i].kind == TOKEN_WORD && !t->items[i].capital)
			strmap_put(&mentions->small, t->items[i].form, strlen(t->items[i].form), 0);
	return strmap_get(&mentions->small, form, strlen(form)) != STRMAP_NONE;
}
