#include "claims/speaker.h"

#include "claims/ask.h"
#include "claims/mention.h"
#include "claims/noun.h"
#include "claims/role.h"
#include "profile/names.h"
#include "text/date.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Persons of one surname that are told apart by their offices. */
#define BEARERS_MAX 8
/* Bytes between a cue and what was said, if nothing but a comma and a few words is between. */
#define SAID_NEAR 64
/* Statements before one that may hold it. */
#define WITHIN_MAX 8

/* What stands after the head of a mention: "an aide | to Lavrov". */
static const char *const head_ends[] = {"of", "for", "to", "from", "in", "at", "on", "with", "who",
	"whose", "which", "that", "as", "by", "close", "familiar", "briefed", "speaking", "said",
	"told", NULL};

/* Names */

static bool follows(const struct ask *a, size_t token, const char *form)
{
	return token < a->end && strcmp(a->s->m.tokens.items[token].form, form) == 0;
}

/* Whether a name is only what describes the noun after it: "a Macron aide", "Biden officials". */
static bool describes_noun(const struct ask *a, size_t token)
{
	bool plural;
	if (token >= a->head)
		return false;
	const char *form = a->s->m.tokens.items[token].form;
	struct profile_phrase p;
	return noun_is(form, noun_officials, &plural) || noun_is(form, noun_others, &plural) ||
	       noun_among(form, noun_institutions) ||
	       (profile_phrase_at(
			a->s->profile, a->s->m.tokens.items + token, a->head - token, true, &p) &&
		       p.office >= 0 && !p.speaker);
}

/* Whether what is possessed is a person or body that speaks itself, unlike "Zelensky's remarks". */
static bool possesses_speaker(const struct ask *a, size_t token)
{
	static const char *const relations[] = {"predecessor", "successor", "counterpart",
		"colleague", "rival", "wife", "husband", "brother", "sister", NULL};
	for (size_t i = token; i < a->head; i++)
		if (describes_noun(a, i) || noun_among(a->s->m.tokens.items[i].form, relations))
			return true;
	return false;
}

/* The last person named in the head who speaks. Fills *owner with one who is only the possessor. */
static bool find_person(const struct ask *a, size_t *entity, size_t *owner)
{
	const struct mentions *m = &a->s->m;
	bool found = false;
	*owner = SIZE_MAX;
	for (size_t i = mentions_at(m, a->begin); i < m->n && m->items[i].begin < a->head; i++) {
		const struct mention *mention = &m->items[i];
		const struct entity *e = &m->entities[mention->entity];
		bool institution = e->known && e->known->sort != SPEAKER_PERSON;
		if (institution || mention->end > a->end)
			continue;
		/* "The South Carolina Republican": what somebody is, in capitals */
		const struct token *last = &m->tokens.items[mention->end - 1];
		if (!e->known && mention->begin > a->begin &&
			token_is(&m->tokens.items[mention->begin - 1], "the") &&
			noun_of_person(last->form))
			continue;
		/* "Brekelmans' predecessor" */
		bool owns = follows(a, mention->end, "'s") || follows(a, mention->end, "'") ||
			    follows(a, mention->end, "’");
		if (owns && possesses_speaker(a, mention->end + 1)) {
			*owner = mention->entity;
		} else if (describes_noun(a, mention->end)) {
			*owner = mention->entity;
		} else {
			*entity = mention->entity;
			found = true;
		}
	}
	return found;
}

/* The first token that is no title: "Major General | Alexander Romanenkov". */
static size_t after_titles(const struct ask *a, size_t at)
{
	const struct token *t = a->s->m.tokens.items;
	while (at < a->end) {
		struct profile_phrase p;
		if (profile_phrase_at(a->s->profile, t + at, a->end - at, true, &p) &&
			(p.office >= 0 || p.adjective) &&
			!(p.speaker && p.speaker->sort == SPEAKER_PERSON))
			at += p.n_tokens;
		else if (name_is_honorific(t[at].form) ||
			 (token_mark(&t[at]) == '.' && at > a->begin &&
				 name_is_honorific(t[at - 1].form)))
			at++;
		else
			break;
	}
	return at;
}

/* "The Kremlin spokesman, Dmitry Peskov", "governor of the Novgorod Region Alexander Dronov": a
 * name right after the comma or the place. */
static bool find_apposition(const struct ask *a, size_t *entity)
{
	const struct mentions *m = &a->s->m;
	for (size_t at = a->begin; at + 1 < a->end; at++) {
		unsigned int mark = token_mark(&m->tokens.items[at]);
		if (mark != ',' && mark != 0x2014 && mark != 0x2013 && mark != '(' &&
			!mention_place_word(m->tokens.items[at].form))
			continue;
		size_t name = after_titles(a, at + 1);
		size_t i = mentions_at(m, name);
		if (i >= m->n || m->items[i].begin != name || m->items[i].end > a->end)
			continue;
		const struct entity *e = &m->entities[m->items[i].entity];
		if ((e->known && e->known->sort != SPEAKER_PERSON) || !e->key.given[0])
			continue;
		*entity = m->items[i].entity;
		return true;
	}
	return false;
}

/* The whole */

static size_t find_head(const struct ask *a)
{
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->begin + 1; i < a->end; i++) {
		unsigned int mark = token_mark(&t[i]);
		/* "Brekelmans' deputy" too */
		bool point = (mark == '.' || mark == '/' || mark == '\'' || mark == 0x2019) &&
			     t[i].joined;
		if ((mark && !point) || (noun_among(t[i].form, head_ends) && !t[i].hyphenated)) {
			/* an office or a name may hold such a word: "Secretary of State" */
			struct profile_phrase p;
			bool inside = false;
			for (size_t k = i - 1; k + 4 > i && k + 1 > a->begin && !inside; k--)
				inside = profile_phrase_at(
						 a->s->profile, t + k, a->end - k, true, &p) &&
					 k + p.n_tokens > i;
			if (!inside)
				return i;
		}
	}
	return a->end;
}

/* "Macron and Starmer": a name on either side; cut to the first. */
static void cut_to_first(struct ask *a)
{
	const struct mentions *m = &a->s->m;
	for (size_t at = a->begin + 1; at + 1 < a->head; at++) {
		const char *form = m->tokens.items[at].form;
		if (strcmp(form, "and") != 0 && strcmp(form, "&") != 0)
			continue;
		size_t i = mentions_at(m, a->begin);
		if (i < m->n && m->items[i].end <= at) {
			a->head = at;
			a->end = at;
		}
		return;
	}
}

/* Of several who bear a surname, the one who held any office when it was said. */
static const struct profile_speaker *bearer_in_office(
	const struct ask *a, const struct profile_name_key *key)
{
	const struct profile_speaker *found[BEARERS_MAX], *bearer = NULL;
	size_t n = profile_speakers_alike(a->s->profile, key, found, BEARERS_MAX);
	for (size_t i = 0; i < n && i < BEARERS_MAX; i++) {
		bool held = false;
		for (size_t r = 0; r < found[i]->n_roles && !held; r++)
			held = profile_speaker_held(found[i], found[i]->roles[r].office, a->date);
		if (held && bearer)
			return NULL;
		bearer = held ? found[i] : bearer;
	}
	return bearer;
}

/* A capitalised word at the end of the head that the scan made nothing of: an unknown surname. */
static bool try_surname(struct ask *a, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	const struct token *t = &m->tokens.items[a->head - 1];
	bool plural;
	if (t->kind != TOKEN_WORD || !t->capital || mention_stop_word(t->form) ||
		(token_is(&m->tokens.items[a->begin], "the") && noun_of_person(t->form)) ||
		role_covers(a, a->head - 1) || noun_is(t->form, noun_officials, &plural) ||
		noun_is(t->form, noun_others, &plural) || noun_among(t->form, noun_institutions))
		return false;
	struct profile_name_key key;
	profile_name_key(a->s->profile, m->text + t->begin, t->end - t->begin, &key);
	bool opens = a->head == a->begin + 1 && (a->begin == 0 || t[-1].kind == TOKEN_MARK);
	if (!key.family[0] || mentions_has_small(&a->s->m, t->form) ||
		(opens && noun_of_crowd(t->form)))
		return false;
	const struct profile_speaker *bearer = bearer_in_office(a, &key);
	if (bearer) {
		ask_set_known(a, bearer, ref);
		return true;
	}
	AUTOFREE char *name = xstrndup(m->text + t->begin, t->end - t->begin);
	struct profile_role_found role;
	profile_role_find(
		a->s->profile, m->tokens.items + a->begin, a->head - a->begin, a->date, &role);
	a->person = true;
	ask_set(ref, ask_person_id(&key), name, role.side);
	return true;
}

/* "Haq | We have seen the reports": a label whose name runs on into what is said. */
static bool find_cut_name(const struct ask *a, size_t *entity)
{
	struct mentions *m = &a->s->m;
	const struct token *t = m->tokens.items;
	for (size_t i = mentions_at(m, a->begin); i < m->n && m->items[i].begin < a->end; i++) {
		if (m->items[i].end <= a->end)
			continue;
		size_t begin = t[m->items[i].begin].begin;
		*entity = mentions_family(m, m->text + begin, t[a->end - 1].end - begin);
		return *entity != SIZE_MAX;
	}
	return false;
}

/* "A year ago he": more than the pronoun was marked. */
static bool try_last_pronoun(struct ask *a, struct speaker_ref *ref)
{
	const char *last = a->s->m.tokens.items[a->end - 1].form;
	if (strcmp(last, "he") != 0 && strcmp(last, "she") != 0)
		return false;
	a->begin = a->end - 1;
	return ask_try_pronoun(a, ref);
}

static void resolve(struct ask *a, struct speaker_ref *ref)
{
	*ref = (struct speaker_ref){0};
	const struct token *t = a->s->m.tokens.items;
	while (a->end > a->begin && t[a->end - 1].kind == TOKEN_MARK)
		a->end--;
	while (a->begin < a->end && t[a->begin].kind == TOKEN_MARK)
		a->begin++;
	if (a->begin == a->end || ask_try_pronoun(a, ref))
		return;
	a->head = find_head(a);
	cut_to_first(a);
	size_t entity, owner;
	if (find_person(a, &entity, &owner) || find_cut_name(a, &entity) ||
		find_apposition(a, &entity))
		ask_set_entity(a, entity, ref);
	else if (owner == SIZE_MAX && try_last_pronoun(a, ref))
		return;
	else if (owner != SIZE_MAX || !try_surname(a, ref))
		role_resolve(a, owner, ref);
}

static void resolve_span(struct speaker_scan *s, const struct span *span, int64_t date,
	struct ask *a, struct speaker_ref *ref)
{
	a->s = s;
	a->date = date;
	*ref = (struct speaker_ref){0};
	if (span->begin == span->end)
		return;
	a->begin = a->end = tokens_at(&s->m.tokens, span->begin);
	while (a->end < s->m.tokens.n && s->m.tokens.items[a->end].begin < span->end)
		a->end++;
	resolve(a, ref);
}

struct speaker_scan *speaker_scan_new(
	const struct profile *profile, const struct claims_source *source)
{
	struct speaker_scan *scan = xcalloc(1, sizeof(*scan));
	scan->profile = profile;
	mentions_scan(profile, source->text, source->len, source->language, &scan->m);
	return scan;
}

struct speaker_scan *speaker_scan_read(const struct profile *profile, const char *text,
	const struct tokens *tokens, const struct quotes *quotes, const struct sentences *sentences)
{
	struct speaker_scan *scan = xcalloc(1, sizeof(*scan));
	scan->profile = profile;
	mentions_scan_read(profile, text, tokens, quotes, sentences, &scan->m);
	return scan;
}

void speaker_scan_free(struct speaker_scan *scan)
{
	if (!scan)
		return;
	for (size_t i = 0; i < scan->n_spoken; i++)
		speaker_ref_release(&scan->spoken[i].ref);
	free(scan->spoken);
	mentions_release(&scan->m);
	free(scan);
}

void speaker_from_name(
	const struct profile *profile, const char *name, int64_t date, struct speaker_ref *out)
{
	const struct claims_source source = {.text = name, .len = strlen(name)};
	const struct span all = {0, source.len};
	struct ask a = {0};
	*out = (struct speaker_ref){0};
	const struct profile_speaker *known = profile_speaker_named(profile, name, source.len);
	if (known) {
		ask_set(out, xstrdup(known->id), known->name, known->side);
		return;
	}
	struct speaker_scan *scan = speaker_scan_new(profile, &source);
	resolve_span(scan, &all, date, &a, out);
	if (!out->name && name[0])
		out->name = xstrdup(name);
	speaker_scan_free(scan);
}

/* Whether the one who relays has been heard himself ("Orlov said Petrov had agreed"): a pronoun
 * that comes next then means him, not whom he tells of. */
static bool is_within(const struct speaker_scan *scan, const struct span *relayed_by)
{
	for (size_t i = scan->n_spoken; i > 0 && scan->n_spoken - i < WITHIN_MAX; i--)
		if (relayed_by->end > relayed_by->begin &&
			scan->spoken[i - 1].at == relayed_by->begin)
			return true;
	return false;
}

void speaker_resolve(struct speaker_scan *scan, const struct raw_statement *raw, int64_t date,
	struct speaker_ref *speaker, struct speaker_ref *relayed_by)
{
	struct ask by = {0}, a = {.said = raw->spans, .n_said = raw->n_spans};
	a.relayed = raw->relayed_by.end > raw->relayed_by.begin;
	resolve_span(scan, &raw->relayed_by, date, &by, relayed_by);
	resolve_span(scan, &raw->speaker, date, &a, speaker);
	if (raw->speaker_name && !speaker->id) {
		speaker_ref_release(speaker);
		speaker_from_name(scan->profile, raw->speaker_name, date, speaker);
		a.person = true;
	}
	if (!speaker->id || is_within(scan, &raw->relayed_by))
		return;
	size_t at = raw->speaker.begin != raw->speaker.end ? raw->speaker.begin : raw->cue.begin;
	size_t token = tokens_at(&scan->m.tokens, at);
	MEM_ROOM(scan->spoken, scan->n_spoken, scan->cap_spoken);
	struct spoken *spoken = &scan->spoken[scan->n_spoken++];
	*spoken = (struct spoken){.at = at, .gender = a.gender, .person = a.person};
	spoken->end = raw->speaker.end > raw->cue.end ? raw->speaker.end : raw->cue.end;
	/* who is named in what was said is no new subject */
	for (size_t i = 0; i < raw->n_spans; i++)
		if (raw->spans[i].end > spoken->end &&
			raw->spans[i].begin <= spoken->end + SAID_NEAR)
			spoken->end = raw->spans[i].end;
	spoken->paragraph = token < scan->m.tokens.n ? scan->m.tokens.items[token].paragraph : 0;
	speaker_ref_copy(&spoken->ref, speaker);
}
