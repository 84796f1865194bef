#include "claims/role.h"

#include "claims/earlier.h"
#include "claims/noun.h"
#include "util/mem.h"

/* "the president" is the last president who spoke, within so many paragraphs. */
#define ROLE_PARAGRAPHS 4
/* Of those who spoke, so many are looked at, so that a long text costs no more. */
#define SPOKEN_MAX 64

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

/* "the president said": who spoke last and is that. */
static bool find_office_spoken(
	const struct ask *a, int office, const char *word, const struct spoken **found)
{
	const struct token *here = &a->s->m.tokens.items[a->begin];
	for (size_t i = a->s->n_spoken; i > 0 && i + SPOKEN_MAX > a->s->n_spoken; i--) {
		const struct spoken *spoken = &a->s->spoken[i - 1];
		const struct profile_speaker *known = profile_speaker(
			a->s->profile, spoken->ref.id);
		const struct entity e = {.known = known, .office = -1};
		if (spoken->at >= here->begin || !known ||
			spoken->paragraph + ROLE_PARAGRAPHS < here->paragraph ||
			!held_office(a, &e, office, word))
			continue;
		*found = spoken;
		return true;
	}
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
		if (!e->person || (side && e->side != side) || ask_is_said(a, &m->items[i - 1]) ||
			!held_office(a, e, office, word))
			continue;
		*entity = at;
		return true;
	}
	/* "No such order was given by Minister Orlov, the minister says": nobody else it may be */
	for (size_t i = mentions_at(m, a->begin); !side && i > 0; i--) {
		size_t at = m->items[i - 1].entity;
		const struct token *t = &m->tokens.items[m->items[i - 1].begin];
		if (t->paragraph != m->tokens.items[a->begin].paragraph)
			break;
		if (!m->entities[at].person || !held_office(a, &m->entities[at], office, word))
			continue;
		*entity = at;
		return true;
	}
	/* A report may begin with the office and name its holder later. */
	for (size_t i = mentions_at(m, a->begin); i < m->n; i++) {
		const struct entity *e = &m->entities[m->items[i].entity];
		if (e->person && e->known && (!side || e->side == side) &&
			profile_speaker_held(e->known, office, a->date)) {
			*entity = m->items[i].entity;
			return true;
		}
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

/* "the side": the last side told of, if no other is in the paragraph. */
static bool try_side(struct ask *a, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	const struct profile_speaker *side = NULL;
	const struct token *here = &m->tokens.items[a->begin];
	if (!token_is(here, "the") || a->head != a->begin + 2)
		return false;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		const struct mention *mention = &m->items[i - 1];
		const struct profile_speaker *known = m->entities[mention->entity].known;
		if (m->tokens.items[mention->begin].paragraph != here->paragraph)
			break;
		if (!known || known->sort == SPEAKER_PERSON || !known->side ||
			strcmp(known->side->id, known->id) != 0 || known == side)
			continue;
		if (side)
			return false;
		side = known;
	}
	if (side)
		ask_set_known(a, side, ref);
	return side;
}

bool role_covers(const struct ask *a, size_t token)
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

/* "the embassy": that of the ambassador whom the text named last; of the same side. */
static bool try_embassy(struct ask *a, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		const struct entity *e = &m->entities[m->items[i - 1].entity];
		const char *office = e->office >= 0 ? profile_office(a->s->profile, e->office) : "";
		if (!e->person || !e->side || strncmp(office, "ambassador", 10) != 0)
			continue;
		ask_set_anonymous(a, e->side, ref);
		return true;
	}
	return false;
}

/* "the government": of the side whose body is the paragraph's last subject before. */
static bool try_government(struct ask *a, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	uint32_t here = m->tokens.items[a->begin].paragraph;
	for (size_t i = mentions_at(m, a->begin); i > 0; i--) {
		const struct mention *mention = &m->items[i - 1];
		const struct profile_speaker *known = m->entities[mention->entity].known;
		if (m->tokens.items[mention->begin].paragraph != here)
			return false;
		const struct profile_speaker *body =
			mention->subject && known && known->sort != SPEAKER_PERSON && known->side
				? profile_speaker(a->s->profile, known->side->id)
				: NULL;
		if (!body)
			continue;
		ask_set_known(a, body, ref);
		return true;
	}
	return false;
}

/* "the Omani government": described by a name that nobody knows. */
static bool described_by_stranger(const struct ask *a)
{
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->begin + 1; i + 1 < a->head; i++)
		if (t[i].kind == TOKEN_WORD && t[i].capital && !role_covers(a, i))
			return true;
	return false;
}

/* "In Ankara, the foreign ministry", "In Berlin, the chancellor": who holds the office of the side
 * whose seat opens the sentence; NULL if nobody does. */
static const struct profile_speaker *holder_there(
	const struct ask *a, const struct profile_role_found *role)
{
	const struct mentions *m = &a->s->m;
	const struct token *t = m->tokens.items;
	size_t i = mentions_at(m, a->begin);
	if (role->office < 0 || i == 0 || m->items[i - 1].end + 1 != a->begin ||
		m->items[i - 1].begin == 0 || !token_is(&t[m->items[i - 1].begin - 1], "in"))
		return NULL;
	const struct entity *e = &m->entities[m->items[i - 1].entity];
	return e->side ? profile_holder(a->s->profile, e->side->id, role->office, a->date) : NULL;
}

/* "the ministry": the last institution before so called. */
static bool try_institution_noun(struct ask *a, const struct profile_role_found *role,
	const char *noun, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	if (strcmp(noun, "side") == 0)
		return try_side(a, ref);
	if (!noun_among(noun, noun_institutions) || described_by_stranger(a))
		return false;
	if (strcmp(noun, "embassy") == 0 && try_embassy(a, ref))
		return true;
	if (strcmp(noun, "government") == 0 && try_government(a, ref))
		return true;
	if (role->office >= 0) {
		/* "the Defence Ministry": of the side that speaks */
		const struct spoken *last = ask_spoken_before(
			a->s, m->tokens.items[a->begin].begin);
		const struct profile_speaker *body = last && last->ref.side
							     ? profile_holder(a->s->profile,
								       last->ref.side, role->office,
								       a->date)
							     : NULL;
		if (body && body->sort == SPEAKER_INSTITUTION) {
			ask_set_known(a, body, ref);
			return true;
		}
		noun = profile_office(a->s->profile, role->office);
	}
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

/* Whether the noun is an office of few and the last speaker, whom the profile knows, held it never:
 * "Macron said. The chancellor". Other nouns ("the commissioner") may be his by another name. */
static bool holds_another(const struct ask *a, const struct profile_role_found *role,
	const char *noun, const struct spoken *last)
{
	static const char *const offices[] = {"chancellor", "president", "premier", "king", "queen",
		"pope", "mayor", "governor", NULL};
	const struct entity e = {
		.known = profile_speaker(a->s->profile, last->ref.id), .office = -1};
	return role->office >= 0 && e.known && noun_among(noun, offices) &&
	       !held_office(a, &e, role->office, noun);
}

static void resolve_role(
	struct ask *a, const struct profile_role_found *role, struct speaker_ref *ref)
{
	const struct token *t = a->s->m.tokens.items;
	const char *noun = a->head > a->begin ? t[a->head - 1].form : "";
	size_t entity, titled;
	const struct spoken *speaker;
	const struct profile_speaker *there = role->side ? NULL : holder_there(a, role);
	if (there) {
		ask_set_known(a, there, ref);
		return;
	}
	/* the minister whom the text names since the last one spoke */
	bool called = !role->side && earlier_titled(a, &titled);
	if (!role->side && !called && strlen(noun) > 5 && strncmp(noun, "spokes", 6) == 0 &&
		earlier_stranger(a, ref))
		return;
	if (role->office >= 0 && !role->body && !role->other && !role->side &&
		find_office_spoken(a, role->office, noun, &speaker) &&
		!(called && t[a->s->m.items[titled].begin].begin > speaker->end &&
			a->s->m.items[titled].begin < a->begin)) {
		ask_set_spoken(a, speaker, ref);
		return;
	}
	if (called) {
		ask_set_entity(a, a->s->m.items[titled].entity, ref);
		return;
	}
	bool named = role->office >= 0 && !role->body && !role->other &&
		     find_office_in_text(a, role->office, noun, role->side, &entity);
	/* The text knows better than the table who is in office, if it tells so. */
	if (named && (!role->holder || !role->side || !a->s->m.entities[entity].known)) {
		ask_set_entity(a, entity, ref);
	} else if (role->holder) {
		ask_set_known(a, role->holder, ref);
	} else if (role->body && (role->office < 0 || strncmp(noun, "spokes", 6) == 0)) {
		ask_set_known(a, role->body, ref);
	} else if (!role->body && try_institution_noun(a, role, noun, ref)) {
		return;
	} else if (role->office >= 0 && role->side && !role->body && !role->other) {
		set_office(a, role, ref);
	} else {
		const struct spoken *last = ask_spoken_before(a->s, t[a->begin].begin);
		bool plural;
		bool body = noun_among(noun, noun_institutions) ||
			    noun_is(noun, noun_documents, &plural);
		bool one = (role->office >= 0 || noun_of_person(noun)) &&
			   !(last && holds_another(a, role, noun, last));
		if (!role->side && token_is(&t[a->begin], "the") && last && last->person && !body &&
			one)
			ask_set_spoken(a, last, ref);
		else if (!role->side || !role->other || !earlier_here(a, role->side, ref))
			ask_set_anonymous(a, role->side, ref);
	}
}

/* "a diplomat in Moscow": where somebody is tells no side, unless it is where he governs:
 * "officials in Kyiv", "the Foreign Ministry in Moscow". */
static size_t end_without_place(const struct ask *a)
{
	static const char *const governing[] = {"official", "authority", "minister", NULL};
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->begin; i < a->head; i++) {
		bool plural;
		if (noun_is(t[i].form, governing, &plural) ||
			noun_among(t[i].form, noun_institutions))
			return a->end;
	}
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

/* "The draft, seen by Axios,": who saw it tells nothing of whose it is. */
static size_t end_without_witness(const struct ask *a, size_t end)
{
	static const char *const witnessed[] = {
		"seen", "obtained", "reviewed", "viewed", "published", "cited", "quoted", NULL};
	const struct token *t = a->s->m.tokens.items;
	for (size_t i = a->head; i + 1 < end; i++)
		if (noun_among(t[i].form, witnessed) && token_is(&t[i + 1], "by"))
			return i;
	return end;
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

/* What the nouns of a head tell of the speaker. */
struct noun_kind {
	bool vague; /* "a", "several" */
	bool plural, official, other, former;
	bool spokes; /* who speaks for a body is the body */
	bool private;
};

static struct noun_kind kind_of(const struct ask *a)
{
	const struct token *t = a->s->m.tokens.items;
	struct noun_kind k = {.vague = noun_among(t[a->begin].form, noun_indefinite)};
	for (size_t i = a->begin; i < a->head; i++) {
		bool many;
		k.former = k.former || token_is(&t[i], "former") || token_is(&t[i], "ex");
		k.private = k.private || noun_among(t[i].form, noun_private);
		if (noun_is(t[i].form, noun_officials, &many)) {
			k.official = true;
			k.plural = many;
			k.other = false;
		} else if (noun_is(t[i].form, noun_others, &many)) {
			struct profile_phrase p; /* "leader", "president" are offices too */
			bool office = !many &&
				      profile_phrase_at(
					      a->s->profile, t + i, a->head - i, true, &p) &&
				      p.office >= 0;
			k.other = !office;
			k.plural = many;
		}
	}
	const char *last = t[a->head - 1].form;
	k.spokes = strncmp(last, "spokes", 6) == 0 || strcmp(last, "statement") == 0;
	return k;
}

/* "the official", "one of the officials": who was last told of without a name. */
static bool try_last_anonymous(struct ask *a, struct speaker_ref *ref)
{
	const struct token *t = a->s->m.tokens.items;
	bool definite = token_is(&t[a->begin], "the") ||
			(token_is(&t[a->begin], "one") && a->head < a->end &&
				token_is(&t[a->head], "of"));
	bool official = false, plural;
	for (size_t i = a->begin; i < a->end; i++)
		official = official || noun_is(t[i].form, noun_officials, &plural);
	for (size_t i = a->s->n_spoken;
		definite && official && i > 0 && i + SPOKEN_MAX > a->s->n_spoken; i--) {
		const struct spoken *spoken = &a->s->spoken[i - 1];
		if (strncmp(spoken->ref.id, "anonymous:", strlen("anonymous:")) == 0) {
			ask_set_spoken(a, spoken, ref);
			return true;
		}
	}
	return false;
}

/* "her office", "Merz's government": the institution of the side. */
static const struct profile_speaker *leaders_body(
	const struct ask *a, const struct profile_side *side)
{
	static const char *const offices[] = {
		"presidential office", "prime minister's office", NULL};
	const struct token *noun = &a->s->m.tokens.items[a->head - 1];
	const struct profile_speaker *body = NULL;
	if (token_is(noun, "government") || token_is(noun, "administration"))
		return profile_speaker(a->s->profile, side->id);
	if (!token_is(noun, "office"))
		return NULL;
	for (size_t i = 0; offices[i] && !body; i++)
		body = profile_holder(a->s->profile, side->id,
			profile_office_number(a->s->profile, offices[i]), a->date);
	return body;
}

/* "his spokesman", "Putin's office": what belongs to the leader of a side is the side's. */
static void resolve_owned(struct ask *a, const struct profile_speaker *owner,
	const struct profile_side *side, struct profile_role_found *role, struct speaker_ref *ref)
{
	const struct profile *profile = a->s->profile;
	int leading = profile_leading_office(profile, side);
	bool leads = owner && leading >= 0 && profile_speaker_held(owner, leading, a->date);
	role->side = side;
	role->body = NULL;
	role->holder = leads && role->office >= 0 && !role->other
			       ? profile_holder(profile, side->id, role->office, a->date)
			       : NULL;
	const struct profile_speaker *body = leads ? leaders_body(a, side) : NULL;
	if (role->holder || body)
		ask_set_known(a, role->holder ? role->holder : body, ref);
	else
		ask_set_anonymous(a, kind_of(a).former ? NULL : side, ref);
}

/* The owner told by a pronoun; NULL: there is none. */
static const struct profile_speaker *pronoun_owner(const struct ask *a)
{
	static const char *const possessive[] = {"his", "her", "its", NULL};
	if (!noun_among(a->s->m.tokens.items[a->begin].form, possessive))
		return NULL;
	struct ask of = *a;
	struct speaker_ref ref = {0};
	of.end = of.begin + 1;
	(void)ask_try_pronoun(&of, &ref);
	const struct profile_speaker *owner = profile_speaker(a->s->profile, ref.id);
	speaker_ref_release(&ref);
	return owner;
}

void role_resolve(struct ask *a, size_t owner, struct speaker_ref *ref)
{
	const struct mentions *m = &a->s->m;
	struct profile_role_found role;
	profile_role_find(a->s->profile, m->tokens.items + a->begin,
		end_without_witness(a, end_without_place(a)) - a->begin, a->date, &role);
	const struct profile_speaker *possessor = NULL;
	if (owner == SIZE_MAX && !role.side) {
		owner = find_patron(a);
		possessor = owner == SIZE_MAX ? pronoun_owner(a) : NULL;
	}
	const struct profile_side *side = possessor ? possessor->side : NULL;
	if (owner != SIZE_MAX) {
		possessor = m->entities[owner].known;
		side = role.side ? role.side : m->entities[owner].side;
	}
	struct noun_kind k = kind_of(a);
	const char *last = m->tokens.items[a->head - 1].form;
	if (side && !k.vague && !k.plural && !k.other) {
		resolve_owned(a, possessor, side, &role, ref);
		return;
	}
	if (side) {
		role.side = side;
		role.body = NULL;
	}
	/* "Ukraine's biggest energy company" is not Ukraine. */
	bool whole = !role.body || !role.side || strcmp(role.body->id, role.side->id) != 0 ||
		     role_covers(a, a->head - 1) || k.spokes;
	size_t titled;
	if (!k.vague && !k.plural && !k.former && !role.holder && earlier_of_side(a, &role, ref))
		return;
	if (role.body && !k.plural && (k.spokes || role.office < 0) && !k.other && whole &&
		!(k.vague && !k.spokes && k.official))
		ask_set_known(a, role.holder && !k.vague ? role.holder : role.body, ref);
	else if (!role.side && try_last_anonymous(a, ref))
		return;
	else if (k.other && !k.former && !k.vague && !k.plural && earlier_titled(a, &titled))
		ask_set_entity(a, m->items[titled].entity, ref);
	else if ((k.other || (k.private && noun_of_person(last))) && !k.former && !k.plural &&
		 earlier_stranger(a, ref))
		return;
	else if (k.other || k.former || (k.private && !k.official))
		ask_set_anonymous(a, NULL, ref);
	else if (!k.vague && !k.plural && k.official && role.side &&
		 earlier_here(a, role.side, ref))
		return;
	else if (k.vague || k.plural || !whole)
		ask_set_anonymous(a, role.side, ref);
	else
		resolve_role(a, &role, ref);
}
