#include "claims/ask.h"

#include <ctype.h>

#include "util/mem.h"
#include "util/utf8.h"

/* A pronoun reaches this many paragraphs back. */
#define PRONOUN_PARAGRAPHS 3
/* Pronouns in a row that are followed back. */
#define PRONOUN_HOPS 8
/* Tokens that a pronoun may stand before the name it stands for. */
#define AHEAD_MAX 24
/* Statements come nearly in order of place: the last speaker is among so many. */
#define SPOKEN_MAX 64

/* References */

void ask_set(struct speaker_ref *ref, char *id, const char *name, const struct profile_side *side)
{
	*ref = (struct speaker_ref){
		.id = id, .name = xstrdup_null(name), .side = side ? xstrdup(side->id) : NULL};
}

void ask_set_known(struct ask *a, const struct profile_speaker *sp, struct speaker_ref *ref)
{
	a->gender = sp->gender;
	a->person = sp->sort == SPEAKER_PERSON;
	ask_set(ref, xstrdup(sp->id), sp->name, sp->side);
}

char *ask_person_id(const struct profile_name_key *key)
{
	char *id = key->given[0] ? xasprintf("person:%s-%s", key->given, key->family)
				 : xasprintf("person:%s", key->family);
	for (char *p = id; *p; p++)
		if (*p == ' ')
			*p = '-';
	return id;
}

void ask_set_entity(struct ask *a, size_t entity, struct speaker_ref *ref)
{
	struct entity *e = &a->s->m.entities[entity];
	if (e->known) {
		ask_set_known(a, e->known, ref);
		return;
	}
	e->person = true;
	a->gender = e->gender;
	a->person = true;
	AUTOFREE char *name = utf8_squeeze(e->name, strlen(e->name));
	ask_set(ref, ask_person_id(&e->key), name, e->side);
}

static char *words_of(const struct ask *a)
{
	const struct token *t = a->s->m.tokens.items;
	const char *text = a->s->m.text;
	return utf8_squeeze(text + t[a->begin].begin, t[a->end - 1].end - t[a->begin].begin);
}

void ask_set_anonymous(struct ask *a, const struct profile_side *side, struct speaker_ref *ref)
{
	AUTOFREE char *words = words_of(a);
	a->person = true;
	ask_set(ref, side ? xasprintf("anonymous:%s", side->id) : NULL, words, side);
}

/* What was said before */

const struct spoken *ask_spoken_before(const struct speaker_scan *s, size_t byte)
{
	const struct spoken *last = NULL;
	for (size_t i = s->n_spoken; i > 0 && i + SPOKEN_MAX > s->n_spoken; i--)
		if (s->spoken[i - 1].at < byte && (!last || s->spoken[i - 1].at > last->at))
			last = &s->spoken[i - 1];
	return last;
}

void ask_set_spoken(struct ask *a, const struct spoken *spoken, struct speaker_ref *ref)
{
	a->gender = spoken->gender;
	a->person = spoken->person;
	speaker_ref_copy(ref, &spoken->ref);
}

static bool gender_fits(enum gender gender, enum gender wanted)
{
	return wanted == GENDER_UNKNOWN || gender == GENDER_UNKNOWN || gender == wanted;
}

bool ask_is_said(const struct ask *a, const struct mention *mention)
{
	size_t at = a->s->m.tokens.items[mention->begin].begin;
	for (size_t i = 0; i < a->n_said; i++)
		if (at >= a->said[i].begin && at < a->said[i].end)
			return true;
	return false;
}

/* Whom a pronoun is looked for among. */
enum among {
	AMONG_ALL,
	AMONG_SUBJECTS,
	AMONG_STRANGERS, /* subjects that only the pronoun makes persons: "Rakeyia Scott left. She"
			  */
};

static bool suits_pronoun(const struct entity *e, enum gender wanted, bool person, bool stranger)
{
	if (!person)
		return e->known && e->known->sort == SPEAKER_INSTITUTION;
	if (stranger) /* "THE BORROWING Back when": a heading is no name */
		return !e->known && e->key.given[0] && !e->body &&
		       !(e->name[0] && isupper((unsigned char)e->name[1])) &&
		       gender_fits(e->gender, wanted);
	return e->person && gender_fits(e->gender, wanted);
}

/* The last person or institution before the token that suits a pronoun. */
static bool mention_before(struct ask *a, enum gender wanted, bool person, enum among among,
	uint32_t paragraphs, size_t *found)
{
	const struct mentions *m = &a->s->m;
	uint32_t here = m->tokens.items[a->begin].paragraph;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		const struct mention *mention = &m->items[i - 1];
		const struct entity *e = &m->entities[mention->entity];
		if (m->tokens.items[mention->begin].paragraph + paragraphs < here)
			return false;
		if (mention->quoted || (among != AMONG_ALL && !mention->subject) ||
			ask_is_said(a, mention))
			continue;
		if (suits_pronoun(e, wanted, person, among == AMONG_STRANGERS)) {
			*found = i - 1;
			return true;
		}
	}
	return false;
}

/* The last speaker who may be meant by a pronoun there; NULL: none. */
static const struct spoken *speaker_for(
	const struct ask *a, enum gender wanted, bool person, const struct token *here)
{
	const struct spoken *last = ask_spoken_before(a->s, here->begin);
	if (last && (last->paragraph + PRONOUN_PARAGRAPHS < here->paragraph ||
			    last->person != person || !gender_fits(last->gender, wanted)))
		return NULL;
	return last;
}

/* "She has faced questions. She said": the first of a row of pronouns that begin sentences, with
 * neither a subject nor a speaker between who may be meant, is whom all of them mean. */
static void go_to_first_pronoun(struct ask *a, enum gender wanted)
{
	const struct mentions *m = &a->s->m;
	for (int hops = 0; hops < PRONOUN_HOPS; hops++) {
		const struct token *here = &m->tokens.items[a->begin];
		size_t at = mentions_pronoun_before(m, a->begin, wanted), i;
		if (at == SIZE_MAX || m->tokens.items[at].paragraph + 1 < here->paragraph)
			return;
		const struct spoken *last = speaker_for(a, wanted, true, here);
		if (last && last->at >= m->tokens.items[at].begin)
			return;
		if (mention_before(a, wanted, true, AMONG_SUBJECTS, 1, &i) &&
			m->items[i].begin > at)
			return;
		a->begin = at;
	}
}

/* "After he met Putin, Orban said": the first named after the pronoun in its paragraph. */
static bool mention_after(struct ask *a, enum gender wanted, size_t *found)
{
	const struct mentions *m = &a->s->m;
	const struct token *t = m->tokens.items;
	for (size_t i = mentions_at(m, a->begin);
		i < m->n && m->items[i].begin < a->begin + AHEAD_MAX; i++) {
		const struct mention *mention = &m->items[i];
		if (t[mention->begin].paragraph != t[a->begin].paragraph)
			return false;
		if (mention->quoted || !mention->subject ||
			!suits_pronoun(&m->entities[mention->entity], wanted, true, false))
			continue;
		*found = i;
		return true;
	}
	return false;
}

static bool find_antecedent(
	struct ask *a, enum gender wanted, bool person, const struct spoken **last, size_t *i)
{
	const struct mentions *m = &a->s->m;
	const struct token *here = &m->tokens.items[a->begin];
	*last = speaker_for(a, wanted, person, here);
	/* A new subject since the last speaker takes the pronoun over, unless nothing tells that he
	 * is a man, and the last speaker is one. */
	bool subject = mention_before(a, wanted, person, AMONG_SUBJECTS, PRONOUN_PARAGRAPHS, i) &&
		       (!*last || m->tokens.items[m->items[*i].begin].begin >= (*last)->end);
	if (subject && *last && person && (*last)->gender == wanted &&
		m->entities[m->items[*i].entity].gender == GENDER_UNKNOWN)
		subject = false;
	/* So does anybody named in the paragraph, if the last speaker may be neither. */
	if (!subject && *last && person && (*last)->gender == GENDER_UNKNOWN &&
		(*last)->paragraph < here->paragraph)
		subject = mention_before(a, wanted, person, AMONG_ALL, 0, i) &&
			  m->entities[m->items[*i].entity].gender == wanted;
	if (subject)
		*last = NULL;
	if (subject || *last)
		return true;
	/* whom only the pronoun makes a person gives way to one named since, whose title tells that
	 * he is meant: "The Gap Goes On: It was under Mr. Ban's watch. He said" */
	size_t told;
	bool stranger = person && mention_before(a, wanted, person, AMONG_STRANGERS, 1, i);
	if (stranger && mention_before(a, wanted, person, AMONG_ALL, PRONOUN_PARAGRAPHS, &told) &&
		told > *i && m->entities[m->items[told].entity].gender == wanted)
		*i = told;
	return stranger || mention_before(a, wanted, person, AMONG_ALL, PRONOUN_PARAGRAPHS, i) ||
	       (person && mention_after(a, wanted, i));
}

static void resolve_pronoun(struct ask *a, enum gender wanted, bool person, struct speaker_ref *ref)
{
	struct ask first = *a;
	if (person)
		go_to_first_pronoun(&first, wanted);
	const struct spoken *last;
	size_t i;
	bool found = find_antecedent(&first, wanted, person, &last, &i);
	/* "Terry Strada said. She continued": with nobody else near, a given name may deceive */
	if (!found && person) {
		const struct token *here = &a->s->m.tokens.items[a->begin];
		last = ask_spoken_before(a->s, here->begin);
		found = last && last->person && last->paragraph + 1 >= here->paragraph &&
			last->ref.id && strncmp(last->ref.id, "person:", strlen("person:")) == 0;
	}
	if (!found)
		ask_set_anonymous(a, NULL, ref);
	else if (last)
		ask_set_spoken(a, last, ref);
	else
		ask_set_entity(a, a->s->m.items[i].entity, ref);
	/* the pronoun tells what the name did not */
	if (person && a->gender == GENDER_UNKNOWN)
		a->gender = wanted;
}

bool ask_try_pronoun(struct ask *a, struct speaker_ref *ref)
{
	if (a->end - a->begin != 1)
		return false;
	const char *form = a->s->m.tokens.items[a->begin].form;
	if (strcmp(form, "he") == 0 || strcmp(form, "his") == 0 || strcmp(form, "him") == 0) {
		resolve_pronoun(a, GENDER_MALE, true, ref);
	} else if (strcmp(form, "she") == 0 || strcmp(form, "her") == 0) {
		resolve_pronoun(a, GENDER_FEMALE, true, ref);
	} else if (strcmp(form, "it") == 0 || strcmp(form, "its") == 0) {
		resolve_pronoun(a, GENDER_UNKNOWN, false, ref);
	} else if (strcmp(form, "who") == 0 || strcmp(form, "whom") == 0) {
		size_t i;
		if (mention_before(a, GENDER_UNKNOWN, true, AMONG_ALL, 0, &i))
			ask_set_entity(a, a->s->m.items[i].entity, ref);
		else
			ask_set_anonymous(a, NULL, ref);
	} else if (strcmp(form, "i") == 0 || strcmp(form, "we") == 0 || strcmp(form, "they") == 0 ||
		   strcmp(form, "them") == 0) {
		/* who writes is nobody of whom the text tells */
		bool writer = !a->relayed && (strcmp(form, "i") == 0 || strcmp(form, "we") == 0);
		const struct spoken *last = ask_spoken_before(
			a->s, a->s->m.tokens.items[a->begin].begin);
		if (last && !writer)
			ask_set_spoken(a, last, ref);
		else
			ask_set_anonymous(a, NULL, ref);
	} else {
		return false;
	}
	return true;
}
