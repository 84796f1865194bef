#include "claims/lead.h"

#include "claims/noun.h"
#include "util/mem.h"

/* Words of a mention that are read: "a deputy minister in Kyiv". */
#define MENTION_MAX 8

static uint32_t paragraph_at(const struct tokens *t, size_t byte)
{
	size_t i = tokens_at(t, byte);
	return i < t->n ? t->items[i].paragraph : 0;
}

/* The noun that tells what an unnamed speaker of rank is ("minister"); NULL for sources and
 * officials, who stay unnamed, and for whoever has a name. */
static const char *rank_of(const struct tokens *t, const struct statement *s)
{
	static const char *const ranks[] = {"minister", "negotiator", "mayor", "governor", "envoy",
		"adviser", "aide", "ambassador", "lawmaker", "senator", "general", "commander",
		"president", "chancellor", "secretary", "spokesman", "spokeswoman", "spokesperson",
		"commissioner", "prosecutor", "bishop", "director", "chief", NULL};
	size_t begin = tokens_at(t, s->speaker_span.begin);
	if (begin >= t->n || s->speaker_span.begin == s->speaker_span.end || !s->speaker.side ||
		strncmp(s->speaker.id ? s->speaker.id : "", "anonymous:", strlen("anonymous:")) !=
			0)
		return NULL;
	if (!token_is(&t->items[begin], "a") && !token_is(&t->items[begin], "an"))
		return NULL;
	for (size_t i = begin + 1;
		i < t->n && i - begin < MENTION_MAX && t->items[i].begin < s->speaker_span.end;
		i++) {
		if (token_is(&t->items[i], "senior") || token_is(&t->items[i], "former"))
			return NULL;
		if (noun_among(t->items[i].form, ranks))
			return t->items[i].form;
	}
	return NULL;
}

/* Whether the statement is by a person told by name, not the leader of his side unless so called.
 */
static bool is_named(const struct profile *profile, const char *text, const struct statement *s,
	const char *rank)
{
	const struct profile_speaker *known = profile_speaker(profile, s->speaker.id);
	if (!s->speaker.id || s->relayed_by.id || s->speaker_span.begin == s->speaker_span.end ||
		!(known ? known->sort == SPEAKER_PERSON
			: strncmp(s->speaker.id, "person:", strlen("person:")) == 0))
		return false;
	/* the mention holds a name: the last word of the speaker's */
	const char *last = strrchr(s->speaker.name, ' ');
	size_t len = s->speaker_span.end - s->speaker_span.begin;
	AUTOFREE char *mention = xstrndup(text + s->speaker_span.begin, len);
	if (!known && !strstr(mention, last ? last + 1 : s->speaker.name))
		return false;
	if (!strchr(mention, ' '))
		return false; /* a surname alone is of somebody introduced elsewhere */
	if (strcasestr(mention, rank))
		return true;
	for (size_t i = 0; known && known->side && i < known->n_roles; i++)
		if (known->roles[i].office == profile_leading_office(profile, known->side))
			return false;
	return true;
}

void lead_identify(const struct profile *profile, const char *text, const struct tokens *tokens,
	struct statements *list)
{
	if (list->n == 0)
		return;
	uint32_t first = paragraph_at(tokens, list->items[0].span.begin);
	for (size_t i = 0; i < list->n; i++) {
		struct statement *s = &list->items[i];
		if (paragraph_at(tokens, s->span.begin) != first)
			return;
		const char *rank = rank_of(tokens, s);
		if (!rank)
			continue;
		/* the first who speaks after the paragraph, in the next */
		size_t k = i + 1;
		while (k < list->n && (paragraph_at(tokens, list->items[k].span.begin) == first ||
					      list->items[k].relayed_by.id))
			k++;
		if (k >= list->n || paragraph_at(tokens, list->items[k].span.begin) > first + 1 ||
			!list->items[k].quoted || !is_named(profile, text, &list->items[k], rank))
			continue;
		const struct speaker_ref *who = &list->items[k].speaker;
		if (who->side && strcmp(who->side, s->speaker.side) != 0)
			continue;
		char *side = s->speaker.side; /* "Deputy Minister Orlov" tells none himself */
		s->speaker.side = NULL;
		speaker_ref_release(&s->speaker);
		speaker_ref_copy(&s->speaker, who);
		free(s->speaker.side);
		s->speaker.side = side;
	}
}
