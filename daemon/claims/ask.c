#include "claims/ask.h"

#include "util/mem.h"
#include "util/utf8.h"

/* A pronoun reaches this many paragraphs back. */
#define PRONOUN_PARAGRAPHS 3
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

/* The last person or institution before the token that suits a pronoun. */
static bool mention_before(struct ask *a, enum gender wanted, bool person, bool subjects,
	uint32_t paragraphs, size_t *found)
{
	const struct mentions *m = &a->s->m;
	uint32_t here = m->tokens.items[a->begin].paragraph;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		const struct mention *mention = &m->items[i - 1];
		const struct entity *e = &m->entities[mention->entity];
		if (m->tokens.items[mention->begin].paragraph + paragraphs < here)
			return false;
		if (mention->quoted || (subjects && !mention->subject) || ask_is_said(a, mention))
			continue;
		bool suits = person ? e->person && gender_fits(e->gender, wanted)
				    : e->known && e->known->sort == SPEAKER_INSTITUTION;
		if (suits) {
			*found = i - 1;
			return true;
		}
	}
	return false;
}

static void resolve_pronoun(struct ask *a, enum gender wanted, bool person, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	const struct token *here = &m->tokens.items[a->begin];
	const struct spoken *last = ask_spoken_before(a->s, here->begin);
	if (last && (last->paragraph + PRONOUN_PARAGRAPHS < here->paragraph ||
			    last->person != person || !gender_fits(last->gender, wanted)))
		last = NULL;
	size_t i;
	/* A new subject since the last speaker takes the pronoun over, unless nothing tells that he
	 * is a man, and the last speaker is one. */
	bool subject = mention_before(a, wanted, person, true, PRONOUN_PARAGRAPHS, &i) &&
		       (!last || m->tokens.items[m->items[i].begin].begin >= last->end);
	if (subject && last && person && last->gender == wanted &&
		m->entities[m->items[i].entity].gender == GENDER_UNKNOWN)
		subject = false;
	/* So does anybody named in the paragraph, if the last speaker may be neither. */
	if (!subject && last && person && last->gender == GENDER_UNKNOWN &&
		last->paragraph < here->paragraph)
		subject = mention_before(a, wanted, person, false, 0, &i) &&
			  m->entities[m->items[i].entity].gender == wanted;
	if (subject) {
		ask_set_entity(a, m->items[i].entity, ref);
		return;
	}
	if (last) {
		ask_set_spoken(a, last, ref);
		return;
	}
	if (mention_before(a, wanted, person, false, PRONOUN_PARAGRAPHS, &i))
		ask_set_entity(a, m->items[i].entity, ref);
	else
		ask_set_anonymous(a, NULL, ref);
}

bool ask_try_pronoun(struct ask *a, struct speaker_ref *ref)
{
	if (a->end - a->begin != 1)
		return false;
	const char *form = a->s->m.tokens.items[a->begin].form;
	if (strcmp(form, "he") == 0 || strcmp(form, "his") == 0) {
		resolve_pronoun(a, GENDER_MALE, true, ref);
	} else if (strcmp(form, "she") == 0 || strcmp(form, "her") == 0) {
		resolve_pronoun(a, GENDER_FEMALE, true, ref);
	} else if (strcmp(form, "it") == 0 || strcmp(form, "its") == 0) {
		resolve_pronoun(a, GENDER_UNKNOWN, false, ref);
	} else if (strcmp(form, "who") == 0 || strcmp(form, "whom") == 0) {
		size_t i;
		if (mention_before(a, GENDER_UNKNOWN, true, false, 0, &i))
			ask_set_entity(a, a->s->m.items[i].entity, ref);
		else
			ask_set_anonymous(a, NULL, ref);
	} else if (strcmp(form, "i") == 0 || strcmp(form, "we") == 0 || strcmp(form, "they") == 0) {
		const struct spoken *last = ask_spoken_before(
			a->s, a->s->m.tokens.items[a->begin].begin);
		if (last)
			ask_set_spoken(a, last, ref);
		else
			ask_set_anonymous(a, NULL, ref);
	} else {
		return false;
	}
	return true;
}
