#include "claims/earlier.h"

#include "claims/noun.h"
#include "util/mem.h"

/* Words of a title that a later mention repeats: "the deputy minister for infrastructure". */
#define TITLE_WORDS_MAX 5
/* Mentions looked at for it on either side. */
#define TITLED_MAX 200
/* Of those who spoke, so many are looked at, so that a long text costs no more. */
#define SPOKEN_MAX 64
/* "the Kremlin official" is who spoke last for the Kremlin, within so many paragraphs. */
#define SAME_PARAGRAPHS 2

/* Whether the title [from, from + words) stands right before a mention or, after a comma, behind
 * it: "Director General Grossi", "Kovtun, a volunteer". */
static bool is_titled(const struct ask *a, const struct mention *mention, size_t from, size_t words)
{
	const struct mentions *m = &a->s->m;
	const struct token *t = m->tokens.items;
	if (!m->entities[mention->entity].person || ask_is_said(a, mention))
		return false;
	size_t at = mention->begin - words, same = 0;
	for (size_t i = 0; mention->begin >= words && i < words; i++)
		same += strcmp(t[at + i].form, t[from + i].form) == 0;
	if (same == words)
		return true;
	at = mention->end + 1;
	if (at + words + 1 >= m->tokens.n || token_mark(&t[at - 1]) != ',')
		return false;
	at += token_is(&t[at], "the") || token_is(&t[at], "a") || token_is(&t[at], "an");
	same = 0;
	for (size_t i = 0; i < words; i++)
		same += strcmp(t[at + i].form, t[from + i].form) == 0;
	return same == words;
}

/* "the Director General": the one whom the text gives that very title, the last before or else,
 * where nobody has spoken yet, the first after. */
bool earlier_titled(const struct ask *a, size_t *found)
{
	const struct mentions *m = &a->s->m;
	size_t from = a->begin + 1, here = mentions_at(m, a->begin), last = m->n;
	if (!token_is(&m->tokens.items[a->begin], "the") || a->head <= from ||
		a->head - from > TITLE_WORDS_MAX)
		return false;
	for (size_t i = here; i > 0 && here - i < TITLED_MAX && last == m->n; i--)
		if (is_titled(a, &m->items[i - 1], from, a->head - from))
			last = i - 1;
	bool first = !ask_spoken_before(a->s, m->tokens.items[a->begin].begin);
	for (size_t i = here; first && i < m->n && i - here < TITLED_MAX && last == m->n; i++)
		if (m->items[i].begin >= a->head &&
			is_titled(a, &m->items[i], from, a->head - from))
			last = i;
	if (last == m->n)
		return false;
	*found = last;
	return true;
}

/* Whether the noun may stand for anybody who speaks for a side, whatever his office. */
static bool is_general(const struct ask *a)
{
	static const char *const nouns[] = {"official", "representative", "negotiator",
		"politician", "functionary", "statesman", NULL};
	const struct token *t = a->s->m.tokens.items;
	if (noun_among(t[a->head - 1].form, nouns))
		return true;
	/* "the deputy head of the Ukrainian delegation" */
	return token_is(&t[a->head - 1], "head") && a->head + 1 < a->end &&
	       token_is(&t[a->head], "of") &&
	       (token_is(&t[a->end - 1], "delegation") || token_is(&t[a->end - 1], "team"));
}

bool earlier_of_side(struct ask *a, const struct profile_role_found *role, struct speaker_ref *ref)
{
	const struct token *here = &a->s->m.tokens.items[a->begin];
	bool leader = token_is(&a->s->m.tokens.items[a->head - 1], "leader");
	if (!token_is(here, "the") || !(leader || (role->side && is_general(a))))
		return false;
	for (size_t i = a->s->n_spoken; i > 0 && i + SPOKEN_MAX > a->s->n_spoken; i--) {
		const struct spoken *spoken = &a->s->spoken[i - 1];
		const struct profile_speaker *known = profile_speaker(
			a->s->profile, spoken->ref.id);
		if (spoken->at >= here->begin || !spoken->person || !spoken->ref.id ||
			spoken->paragraph + SAME_PARAGRAPHS < here->paragraph)
			continue;
		if (role->side &&
			(!spoken->ref.side || strcmp(spoken->ref.side, role->side->id) != 0))
			continue;
		if (leader && (!known || !known->side ||
				      !profile_speaker_held(known,
					      profile_leading_office(a->s->profile, known->side),
					      a->date)))
			continue;
		ask_set_spoken(a, spoken, ref);
		return true;
	}
	return false;
}

bool earlier_stranger(struct ask *a, struct speaker_ref *ref)
{
	const struct token *here = &a->s->m.tokens.items[a->begin];
	const char *noun = a->s->m.tokens.items[a->head - 1].form;
	size_t n = strlen(noun);
	bool woman = n > 5 && strcmp(noun + n - 5, "woman") == 0;
	bool man = !woman && n > 3 && strcmp(noun + n - 3, "man") == 0;
	const struct spoken *last = ask_spoken_before(a->s, here->begin);
	/* "The reserve's director" is another's */
	for (size_t i = a->begin; i < a->head; i++)
		if (token_is(&a->s->m.tokens.items[i], "'s"))
			return false;
	if (!token_is(here, "the") || !last || !last->person || !last->ref.id ||
		strncmp(last->ref.id, "person:", strlen("person:")) != 0 ||
		last->paragraph + 1 < here->paragraph || (last->gender == GENDER_MALE && woman) ||
		(last->gender == GENDER_FEMALE && man))
		return false;
	ask_set_spoken(a, last, ref);
	return true;
}

bool earlier_here(struct ask *a, const struct profile_side *side, struct speaker_ref *ref)
{
	const struct token *here = &a->s->m.tokens.items[a->begin];
	const struct spoken *last = ask_spoken_before(a->s, here->begin);
	if (!last || !last->person || !last->ref.side || last->paragraph != here->paragraph ||
		strcmp(last->ref.side, side->id) != 0 ||
		strncmp(last->ref.id, "anonymous:", strlen("anonymous:")) == 0)
		return false;
	ask_set_spoken(a, last, ref);
	return true;
}
