#include "claims/whose.h"

#include "claims/clause_private.h"
#include "claims/noun.h"
#include "claims/statement.h"
#include "profile/profile.h"
#include "util/mem.h"

/* A reporting clause is short: "the White House press secretary told reporters". */
#define TAIL_BEFORE     9
#define TAIL_AFTER      8
#define HEAD_MAX        14
#define NAME_MAX_TOKENS 4
#define ADDRESSEE       8
/* A shorter surname is as often a word. */
#define SURNAME_MIN 4

/* Whether a saying verb tells that somebody speaks: "announced by" and "was reported" do not. */
static bool speaks(const struct sentence_view *v, const struct pattern_hit *say)
{
	static const char *const be[] = {"is", "are", "was", "were", "be", "been", "being"};
	if (say->end < v->to && token_is(token_at(v, say->end), "by"))
		return false;
	return say->begin == v->from || !IS_ANY(token_at(v, say->begin - 1), be);
}

/* The first saying verb that tells that somebody speaks; NULL if there is none. */
static const struct pattern_hit *first_say(
	const struct profile *profile, const struct sentence_view *v)
{
	const struct pattern_hit *say = class_hit(profile, v, "say", v->from);
	while (say && !speaks(v, say))
		say = class_hit(profile, v, "say", say->begin + 1);
	return say;
}

/* "spokesman", "head": who somebody is. */
static bool role_noun(const struct profile *profile, const struct sentence_view *v, size_t i)
{
	bool plural;
	return in_class(profile, v, "head", i) ||
	       noun_is(token_at(v, i)->form, noun_officials, &plural);
}

static const char *const topics[] = {"of", "about", "that", "when", "if", "once"};

/* "Medvedev, deputy head of the council, said ...": the name comes first. */
static bool begins_with_apposition(const struct sentence_view *v)
{
	size_t i = v->from;
	while (i < v->to && i - v->from < NAME_MAX_TOKENS && token_at(v, i)->capital)
		i++;
	return i > v->from && i < v->to && is_mark(token_at(v, i), ",");
}

/* "..., said Yusov, spokesman for ...", "..., the deputy head of": more of who speaks. */
static bool begins_apposition(
	const struct profile *profile, const struct sentence_view *v, size_t i)
{
	static const char *const words[] = {"the", "a", "an", "who", "his", "her", "its", "their",
		"in", "on", "at", "citing", "quoting", "adding"};
	struct profile_phrase phrase;
	return IS_ANY(token_at(v, i), words) || token_at(v, i)->capital ||
	       token_at(v, i)->kind == TOKEN_NUMBER ||
	       (profile_phrase_at(profile, token_at(v, i), v->to - i, false, &phrase) &&
		       phrase.office >= 0) ||
	       role_noun(profile, v, i);
}

/* "..., Peskov said.", "..., said Yusov, spokesman for ...": cut from the comma on. */
static bool cut_tail_at(
	const struct profile *profile, struct sentence_view *v, const struct pattern_hit *say)
{
	size_t comma = say->begin;
	while (comma > v->from && say->begin - comma < TAIL_BEFORE &&
		!is_mark(token_at(v, comma - 1), ",?!"))
		comma--;
	if (comma == v->from || !is_mark(token_at(v, comma - 1), ",?!"))
		return false;
	bool quoted = is_quote(token_at(v, comma));
	bool inverted = comma == say->begin || (quoted && comma + 1 == say->begin);
	const struct token *first = token_at(v, comma + (quoted && comma + 1 < say->begin));
	static const char *const joins[] = {"and", "but", "which", "who", "or", "while"};
	if (!inverted && !quoted && IS_ANY(first, joins))
		return false;
	size_t end = say->end;
	while (end < v->to && !IS_ANY(token_at(v, end), topics) && !is_quote(token_at(v, end)) &&
		!(is_mark(token_at(v, end), ",") && end + 2 < v->to &&
			!(inverted && begins_apposition(profile, v, end + 1))))
		end++;
	if (!inverted && !quoted && end - say->end > TAIL_AFTER)
		return false;
	/* "he said of the plan" keeps the plan; "he said that" is no tail */
	if (end < v->to && token_is(token_at(v, end), "that"))
		return false;
	use(v, comma - 1, end, USE_CUT);
	return true;
}

static bool cut_tail(const struct profile *profile, struct sentence_view *v)
{
	if (begins_with_apposition(v))
		return false;
	for (size_t c = v->classes.n; c > 0; c--) {
		const struct pattern_hit *hit = &v->classes.items[c - 1];
		if (strcmp(profile_class(profile, hit->id)->name, "say") == 0 && speaks(v, hit) &&
			cut_tail_at(profile, v, hit))
			return true;
	}
	return false;
}

/* "Peskov told reporters that ...", "According to Ushakov, ...": cut up to what was said. */
static void cut_head(const struct profile *profile, struct sentence_view *v)
{
	const struct pattern_hit *say = first_say(profile, v);
	if (!say || say->begin - v->from > HEAD_MAX)
		return;
	/* "Moscow will tell the world" reports nothing that was said */
	static const char *const others[] = {"keep", "keeps", "to"};
	for (size_t i = v->from; i < say->begin; i++)
		if (is_quote(token_at(v, i)) || v->pole[i - v->from] < 0 ||
			in_class(profile, v, "modal", i) || IS_ANY(token_at(v, i), others))
			return;
	size_t end = say->end;
	if (say->begin == v->from) { /* "According to X," */
		while (end < v->to && !is_mark(token_at(v, end), ","))
			end++;
		if (end < v->to)
			use(v, v->from, end + 1, USE_CUT);
		return;
	}
	static const char *const tellers[] = {"told", "tell", "tells"};
	if (IS_ANY(token_at(v, say->begin), tellers)) {
		size_t at = end;
		while (at < v->to && at - end < ADDRESSEE && !token_is(token_at(v, at), "that") &&
			!is_mark(token_at(v, at), ",:"))
			at++;
		end = at < v->to && at - end < ADDRESSEE ? at : end + 1;
	}
	while (end < v->to &&
		(token_is(token_at(v, end), "that") || is_mark(token_at(v, end), ",:")))
		end++;
	use(v, v->from, end < v->to ? end : v->to, USE_CUT);
}

/* A surname, with the given name before it if there is one: of whom alone it is; NULL if of nobody
 * known, or of several. */
static const struct profile_speaker *surname_at(
	const struct profile *profile, const struct sentence_view *v, size_t i)
{
	const struct token *t = token_at(v, i);
	if (t->kind != TOKEN_WORD || !t->capital || strlen(t->form) < SURNAME_MIN)
		return NULL;
	const struct token *given = i > v->from && !v->titled ? token_at(v, i - 1) : NULL;
	bool full = given && given->kind == TOKEN_WORD && given->capital && i > v->from + 1;
	AUTOFREE char *name = xasprintf(
		"%s%s%s", full ? given->form : "", full ? " " : "", t->form);
	struct profile_name_key key;
	const struct profile_speaker *found[2];
	profile_name_key(profile, name, strlen(name), &key);
	if (!key.family[0] || profile_speakers_alike(profile, &key, found, ARRAY_SIZE(found)) != 1)
		return NULL;
	return found[0];
}

size_t whose_name(const struct profile *profile, const struct sentence_view *v, size_t i,
	size_t end, struct profile_phrase *phrase)
{
	if (profile_phrase_at(profile, token_at(v, i), end - i, true, phrase) &&
		(phrase->speaker || phrase->adjective))
		return phrase->n_tokens;
	struct token one = *token_at(v, i); /* "the Americans": as the adjective */
	one.form = one.stem;
	if (one.capital && profile_phrase_at(profile, &one, 1, true, phrase) && phrase->adjective) {
		phrase->speaker = NULL;
		return 1;
	}
	*phrase = (struct profile_phrase){
		.speaker = surname_at(profile, v, i), .office = -1, .n_tokens = 1};
	return phrase->speaker ? 1 : 0;
}

/* "foreign minister" after "Ukraine's": nothing but an office up to the end. */
static bool is_role(
	const struct profile *profile, const struct sentence_view *v, size_t from, size_t end)
{
	bool any = false;
	for (size_t i = from; i < end;) {
		struct profile_phrase phrase;
		bool office = profile_phrase_at(profile, token_at(v, i), end - i, false, &phrase) &&
			      phrase.office >= 0;
		if (!office && !token_is(token_at(v, i), "'s"))
			return false;
		any |= office;
		i += office ? phrase.n_tokens : 1;
	}
	return any;
}

/* Whether the words from..end end in a name that is not the speaker's own or his side's: "the
 * Danes", "Zelensky may", "they". */
static bool names_other(const struct profile *profile, const struct speaker_ref *own,
	const struct sentence_view *v, size_t from, size_t end)
{
	static const char *const between[] = {"will", "would", "may", "might", "can", "could",
		"should", "must", "do", "now", "still", "also", "always", "again", "keep", "keeps",
		"only", "clearly", "really"};
	while (end > from && IS_ANY(token_at(v, end - 1), between))
		end--;
	if (end == from)
		return false;
	if (token_is(token_at(v, end - 1), "they") && (end - 1 == from || !own->id))
		return true;
	if (in_class(profile, v, "crowd", end - 1))
		return true;
	for (size_t i = from; own->id && i < end && i <= from + 1; i++) {
		struct profile_phrase phrase;
		size_t n = whose_name(profile, v, i, end, &phrase);
		if (n == 0)
			continue;
		bool role = is_role(profile, v, i + n, end);
		if (i + n < end && !role)
			return false;
		if (role && phrase.speaker && phrase.speaker->side)
			return own->side && strcmp(phrase.speaker->side->id, own->side) != 0;
		if (phrase.adjective)
			return own->side && strcmp(phrase.adjective->id, own->side) != 0;
		const struct profile_speaker *who = phrase.speaker;
		if (!who || strcmp(who->id, own->id) == 0)
			return false;
		/* an institution may be the one that somebody unknown speaks for */
		return who->sort == SPEAKER_PERSON ||
		       (own->side && !(who->side && strcmp(own->side, who->side->id) == 0));
	}
	return false;
}

/* Where the words that a saying verb tells end: at another clause, else with the sentence. */
static size_t told_end(const struct sentence_view *v, size_t end)
{
	while (end < v->to && v->use[end - v->from] == USE_CONTENT &&
		!is_mark(token_at(v, end), ";") &&
		!(is_mark(token_at(v, end), ",") && end + 1 < v->to &&
			(token_is(token_at(v, end + 1), "and") ||
				token_is(token_at(v, end + 1), "but"))))
		end++;
	return end;
}

/* "Zelensky says there was no attack, and half the press sings along", "According to the Danes,
 * ...": what an opponent says is told and not said. True if the sentence begins so. */
static bool cut_quoted(
	const struct profile *profile, const struct speaker_ref *own, struct sentence_view *v)
{
	size_t from = v->from;
	while (from < v->to && is_quote(token_at(v, from)))
		from++;
	const struct pattern_hit *say = first_say(profile, v);
	if (!say || v->use[say->begin - v->from] != USE_CONTENT)
		return false;
	if (say->begin == from && say->end == from + 2) { /* "According to X," */
		size_t comma = say->end;
		while (comma < v->to && comma - say->end <= NAME_MAX_TOKENS &&
			!is_mark(token_at(v, comma), ","))
			comma++;
		if (comma == v->to || !is_mark(token_at(v, comma), ",") ||
			!names_other(profile, own, v, say->end, comma))
			return false;
		use(v, from, told_end(v, comma + 1), USE_OTHER);
		return true;
	}
	/* "Putin assured me" is an account of the speaker's own */
	static const char *const hearers[] = {"me", "us"};
	if (say->end < v->to && IS_ANY(token_at(v, say->end), hearers) &&
		!token_is(token_at(v, from), "they"))
		return false;
	if (say->begin - from > NAME_MAX_TOKENS + 2 ||
		!names_other(profile, own, v, from, say->begin))
		return false;
	use(v, from, told_end(v, say->end), USE_OTHER);
	return true;
}

/* Whether the words from..end begin with the speaker's own name or side, or an office alone. */
static bool names_own(const struct profile *profile, const struct speaker_ref *own,
	const struct sentence_view *v, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++) {
		struct profile_phrase phrase;
		if (whose_name(profile, v, i, end, &phrase) > 0) {
			const struct profile_side *side = phrase.adjective ? phrase.adjective
							  : phrase.speaker ? phrase.speaker->side
									   : NULL;
			return (phrase.speaker && strcmp(phrase.speaker->id, own->id) == 0) ||
			       (side && own->side && strcmp(side->id, own->side) == 0);
		}
		if (profile_phrase_at(profile, token_at(v, i), end - i, false, &phrase) &&
			phrase.office >= 0)
			return true;
	}
	return false;
}

/* "Shoigu accused Kyiv of having blown up the dam", "Hungary's premier alleged that ...": the
 * speaker's own words, told with distance. */
static bool cut_accuser(const struct profile *profile, const struct speaker_ref *own,
	struct sentence_view *v, const struct pattern_hit *told)
{
	static const char *const accusing[] = {"accused", "accuses", "accusing", "accuse"};
	size_t from = v->from;
	while (from < told->begin && is_quote(token_at(v, from)))
		from++;
	if (!own->id || told->begin == from || told->begin - from > TAIL_BEFORE ||
		!names_own(profile, own, v, from, told->begin))
		return false;
	for (size_t i = from; i < told->begin; i++)
		if (v->use[i - v->from] != USE_CONTENT || is_quote(token_at(v, i)))
			return false;
	size_t end = told->end;
	if (!IS_ANY(token_at(v, told->begin), accusing))
		end += end < v->to && token_is(token_at(v, end), "that");
	use(v, v->from, end, USE_CUT);
	return true;
}

/* "Moscow will again tell the world that ...": from there on it is no word of the speaker's. */
static void cut_others(
	const struct profile *profile, const struct speaker_ref *own, struct sentence_view *v)
{
	static const char *const ours[] = {"i", "we", "he", "she", "never", "not", "have", "had"};
	for (size_t i = v->from;;) {
		const struct pattern_hit *hit = class_hit(profile, v, "told", i);
		if (!hit)
			return;
		i = hit->begin + 1;
		if (v->use[hit->begin - v->from] != USE_CONTENT || hit->begin == v->from)
			continue;
		const struct token *before = token_at(v, hit->begin - 1);
		bool clause = hit->end < v->to && (token_is(token_at(v, hit->end), "that") ||
							  token_at(v, hit->end)->capital);
		static const char *const keeping[] = {"keep", "keeps", "again", "world"};
		if (before->kind != TOKEN_WORD || IS_ANY(before, ours) ||
			!(clause || IS_ANY(before, keeping)))
			continue;
		if (!IS_ANY(before, keeping) && cut_accuser(profile, own, v, hit))
			continue;
		for (size_t k = hit->end; k < v->to && !is_mark(token_at(v, k), ";"); k++)
			if (v->use[k - v->from] == USE_CONTENT)
				v->use[k - v->from] = USE_OTHER;
		return;
	}
}

/* "Moscow wants us to leave", "they expect a pause": told of what others wish or think. */
static void find_theirs(
	const struct profile *profile, const struct speaker_ref *own, struct sentence_view *v)
{
	for (size_t i = v->from;;) {
		const struct pattern_hit *hit = class_hit(profile, v, "desire", i);
		if (!hit)
			return;
		i = hit->begin + 1;
		size_t from = hit->begin - v->from > NAME_MAX_TOKENS ? hit->begin - NAME_MAX_TOKENS
								     : v->from;
		for (size_t k = from; k < hit->begin; k++)
			if (v->use[k - v->from] != USE_CONTENT)
				from = k + 1;
		if (v->use[hit->begin - v->from] != USE_CONTENT ||
			!names_other(profile, own, v, from, hit->begin))
			continue;
		v->theirs = hit->begin;
		v->others = true;
		return;
	}
}

void whose_words(
	const struct profile *profile, const struct speaker_ref *speaker, struct sentence_view *v)
{
	bool tail = cut_tail(profile, v);
	if (!cut_quoted(profile, speaker, v) && !tail)
		cut_head(profile, v);
	find_theirs(profile, speaker, v);
	cut_others(profile, speaker, v);
}
