#include "claims/speaker.h"

#include "claims/ask.h"
#include "claims/mention.h"
#include "claims/noun.h"
#include "profile/names.h"
#include "text/date.h"
#include "util/mem.h"
#include "util/utf8.h"

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
	for (size_t i = token; i < a->head; i++)
		if (describes_noun(a, i))
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
		if (institution)
			continue;
		if (follows(a, mention->end, "'s") && possesses_speaker(a, mention->end + 1)) {
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

/* "The Kremlin spokesman, Dmitry Peskov": a name right after the comma. */
static bool find_apposition(const struct ask *a, size_t *entity)
{
	const struct mentions *m = &a->s->m;
	for (size_t at = a->begin; at + 1 < a->end; at++) {
		unsigned int mark = token_mark(&m->tokens.items[at]);
		if (mark != ',' && mark != 0x2014 && mark != 0x2013 && mark != '(')
			continue;
		size_t i = mentions_at(m, at + 1);
		if (i >= m->n || m->items[i].begin != at + 1 || m->items[i].end > a->end)
			continue;
		const struct entity *e = &m->entities[m->items[i].entity];
		if ((e->known && e->known->sort != SPEAKER_PERSON) || !e->key.given[0])
			continue;
		*entity = m->items[i].entity;
		return true;
	}
	return false;
}

/* Roles */

static const char *last_word(const char *phrase)
{
	const char *blank = strrchr(phrase, ' ');
	return blank ? blank + 1 : phrase;
}

/* Whether the entity held the office when it was said, or one whose last word it is ("minister"),
 * or is so called in the text. */
static bool held_office(const struct ask *a, const struct entity *e, int office, const char *word)
{
	if (e->office == office)
		return true;
	if (!e->known)
		return false;
	if (profile_speaker_held(e->known, office, a->date))
		return true;
	for (size_t i = 0; i < e->known->n_roles; i++)
		if (profile_speaker_held(e->known, e->known->roles[i].office, a->date) &&
			strcmp(last_word(e->known->roles[i].phrase), word) == 0)
			return true;
	return false;
}

/* "the minister", "the Finnish president": the last named before who is that. */
static bool find_office_in_text(const struct ask *a, int office, const char *word,
	const struct profile_side *side, size_t *entity)
{
	const struct mentions *m = &a->s->m;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		size_t at = m->items[i - 1].entity;
		const struct entity *e = &m->entities[at];
		if (!e->person || (side && e->side != side) || !held_office(a, e, office, word))
			continue;
		*entity = at;
		return true;
	}
	return false;
}

static bool has_word(const struct profile_speaker *sp, const char *word)
{
	for (const char *const *alias = sp->aliases; *alias; alias++)
		if (strcasestr(*alias, word))
			return true;
	return false;
}

/* "the ministry": the last institution before so called. */
static bool try_institution_noun(struct ask *a, const char *noun, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	if (!noun_among(noun, noun_institutions))
		return false;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		const struct entity *e = &m->entities[m->items[i - 1].entity];
		if (e->known && e->known->sort == SPEAKER_INSTITUTION && has_word(e->known, noun)) {
			ask_set_known(a, e->known, ref);
			return true;
		}
	}
	for (size_t i = a->s->n_spoken; i > 0; i--) {
		const struct spoken *spoken = &a->s->spoken[i - 1];
		if (!spoken->person && spoken->ref.name && strcasestr(spoken->ref.name, noun)) {
			ask_set_spoken(a, spoken, ref);
			return true;
		}
	}
	return false;
}

/* The holder of an office whose name nobody tells. */
static void set_office(
	struct ask *a, const struct profile_role_found *role, struct speaker_ref *ref)
{
	ask_set_anonymous(a, role->side, ref);
	free(ref->id);
	ref->id = xasprintf(
		"person:%s-of-%s", profile_office(a->s->profile, role->office), role->side->id);
	for (char *p = ref->id; *p; p++)
		if (*p == ' ')
			*p = '-';
}

static void resolve_role(
	struct ask *a, const struct profile_role_found *role, struct speaker_ref *ref)
{
	const struct token *t = a->s->m.tokens.items;
	const char *noun = a->head > a->begin ? t[a->head - 1].form : "";
	size_t entity;
	bool named = role->office >= 0 && !role->body && !role->other &&
		     find_office_in_text(a, role->office, noun, role->side, &entity);
	/* The text knows better than the table who is in office, if it tells so. */
	if (named && (!role->holder || !role->side || !a->s->m.entities[entity].known)) {
		ask_set_entity(a, entity, ref);
	} else if (role->holder) {
		ask_set_known(a, role->holder, ref);
	} else if (role->body && (role->office < 0 || strncmp(noun, "spokes", 6) == 0)) {
		ask_set_known(a, role->body, ref);
	} else if (role->office < 0 && try_institution_noun(a, noun, ref)) {
		return;
	} else if (role->office >= 0 && role->side && !role->body && !role->other) {
		set_office(a, role, ref);
	} else {
		const struct spoken *last = ask_spoken_before(a->s, t[a->begin].begin);
		if (!role->side && token_is(&t[a->begin], "the") && last && last->person)
			ask_set_spoken(a, last, ref);
		else
			ask_set_anonymous(a, role->side, ref);
	}
}

/* The whole */

static size_t find_head(const struct ask *a)
{
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->begin + 1; i < a->end; i++) {
		unsigned int mark = token_mark(&t[i]);
		bool point = mark == '.' && t[i].joined;
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

/* "a diplomat in Moscow": where somebody is tells no side. */
static size_t end_without_place(const struct ask *a)
{
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->begin + 1; i + 1 < a->end; i++) {
		struct profile_phrase p;
		if ((token_is(&t[i], "in") || token_is(&t[i], "at")) &&
			profile_phrase_at(a->s->profile, t + i + 1, a->end - i - 1, true, &p) &&
			p.speaker && p.speaker->side &&
			strcmp(p.speaker->side->id, p.speaker->id) == 0)
			return i;
	}
	return a->end;
}

/* "an aide to Lavrov": whom the aide serves. SIZE_MAX: nobody is told. */
static size_t find_patron(const struct ask *a)
{
	const struct mentions *m = &a->s->m;
	size_t i = mentions_at(m, a->head);
	if (i < m->n && m->items[i].end <= a->end && m->items[i].begin <= a->head + 2 &&
		m->entities[m->items[i].entity].person)
		return m->items[i].entity;
	return SIZE_MAX;
}

static void resolve_noun(struct ask *a, size_t owner, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	const struct token *t = m->tokens.items;
	struct profile_role_found role;
	size_t end = end_without_place(a);
	profile_role_find(a->s->profile, t + a->begin, end - a->begin, a->date, &role);
	if (owner == SIZE_MAX && !role.side)
		owner = find_patron(a);
	if (owner != SIZE_MAX) {
		if (!role.side)
			role.side = m->entities[owner].side;
		role.holder = NULL;
		role.body = NULL;
	}
	bool vague = noun_among(t[a->begin].form, noun_indefinite), plural = false, other = false;
	bool official = false, former = false;
	for (size_t i = a->begin; i < a->head; i++) {
		bool many;
		former = former || token_is(&t[i], "former") || token_is(&t[i], "ex");
		if (noun_is(t[i].form, noun_officials, &many)) {
			official = true;
			plural = many;
			other = false;
		} else if (noun_is(t[i].form, noun_others, &many)) {
			struct profile_phrase p; /* "leader", "president" are offices too */
			bool office = !many &&
				      profile_phrase_at(a->s->profile, t + i, 1, true, &p) &&
				      p.office >= 0;
			other = !office;
			plural = many;
		}
	}
	bool spokes = strncmp(t[a->head - 1].form, "spokes", 6) == 0 ||
		      strcmp(t[a->head - 1].form, "statement") == 0;
	if (role.body && !plural && (spokes || role.office < 0) && !other &&
		!(vague && !spokes && official))
		ask_set_known(a, role.holder && !vague ? role.holder : role.body, ref);
	else if (other || former)
		ask_set_anonymous(a, NULL, ref);
	else if (vague || plural)
		ask_set_anonymous(a, role.side, ref);
	else
		resolve_role(a, &role, ref);
}

/* Whether a phrase of the profile covers the token. */
static bool is_covered(const struct ask *a, size_t token)
{
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->begin; i <= token;) {
		struct profile_phrase p;
		bool known = profile_phrase_at(a->s->profile, t + i, a->end - i, true, &p);
		size_t n = known ? p.n_tokens : 1;
		if (i + n > token)
			return known;
		i += n;
	}
	return false;
}

/* A capitalised word at the end of the head that the scan made nothing of: an unknown surname. */
static bool try_surname(struct ask *a, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	const struct token *t = &m->tokens.items[a->head - 1];
	bool plural;
	if (t->kind != TOKEN_WORD || !t->capital || mention_stop_word(t->form) ||
		is_covered(a, a->head - 1) || noun_is(t->form, noun_officials, &plural) ||
		noun_is(t->form, noun_others, &plural) || noun_among(t->form, noun_institutions))
		return false;
	struct profile_name_key key;
	profile_name_key(a->s->profile, m->text + t->begin, t->end - t->begin, &key);
	if (!key.family[0])
		return false;
	AUTOFREE char *name = xstrndup(m->text + t->begin, t->end - t->begin);
	struct profile_role_found role;
	profile_role_find(
		a->s->profile, m->tokens.items + a->begin, a->head - a->begin, a->date, &role);
	a->person = true;
	ask_set(ref, ask_person_id(&key), name, role.side);
	return true;
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
	if (find_person(a, &entity, &owner) || find_apposition(a, &entity))
		ask_set_entity(a, entity, ref);
	else if (owner != SIZE_MAX || !try_surname(a, ref))
		resolve_noun(a, owner, ref);
}

static void resolve_span(struct speaker_scan *s, const struct span *span, int64_t date,
	struct ask *a, struct speaker_ref *ref)
{
	*a = (struct ask){.s = s, .date = date};
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
	struct ask a;
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

void speaker_resolve(struct speaker_scan *scan, const struct raw_statement *raw, int64_t date,
	struct speaker_ref *speaker, struct speaker_ref *relayed_by)
{
	struct ask a;
	resolve_span(scan, &raw->relayed_by, date, &a, relayed_by);
	resolve_span(scan, &raw->speaker, date, &a, speaker);
	if (raw->speaker_name && !speaker->id) {
		speaker_ref_release(speaker);
		speaker_from_name(scan->profile, raw->speaker_name, date, speaker);
		a.person = true;
	}
	if (!speaker->id)
		return;
	size_t at = raw->speaker.begin != raw->speaker.end ? raw->speaker.begin : raw->cue.begin;
	size_t token = tokens_at(&scan->m.tokens, at);
	MEM_ROOM(scan->spoken, scan->n_spoken, scan->cap_spoken);
	struct spoken *spoken = &scan->spoken[scan->n_spoken++];
	*spoken = (struct spoken){.at = at, .gender = a.gender, .person = a.person};
	spoken->end = raw->speaker.end > raw->cue.end ? raw->speaker.end : raw->cue.end;
	spoken->paragraph = token < scan->m.tokens.n ? scan->m.tokens.items[token].paragraph : 0;
	speaker_ref_copy(&spoken->ref, speaker);
}
