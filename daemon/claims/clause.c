#include "claims/clause.h"

#include "claims/noun.h"
#include "claims/statement.h"
#include "profile/issues.h"
#include "profile/profile.h"
#include "text/token.h"
#include "util/mem.h"

/* A reporting clause is short: "the White House press secretary told reporters". */
#define TAIL_BEFORE     9
#define TAIL_AFTER      8
#define HEAD_MAX        14
#define NAME_MAX_TOKENS 4
#define ADDRESSEE       8
/* What is set against something by "and not" is short. */
#define CONTRAST_MAX 8
/* A headline in capitals: so many words of so many letters tell it. */
#define TITLED_WORDS   4
#define TITLED_LETTERS 4
/* A shorter surname is as often a word. */
#define SURNAME_MIN 4
/* Words of a subject before its verb: "no purchaser at all would". */
#define SUBJECT_MAX 6

static const struct token *token_at(const struct sentence_view *v, size_t i)
{
	return &v->tokens->items[i];
}

static bool is_any(const struct token *t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (token_is(t, words[i]))
			return true;
	return false;
}
#define IS_ANY(t, words) is_any((t), (words), ARRAY_SIZE(words))

static bool is_mark(const struct token *t, const char *marks)
{
	unsigned int cp = token_mark(t);
	return cp && cp < 128 && strchr(marks, (int)cp);
}

static bool is_quote(const struct token *t)
{
	unsigned int cp = token_mark(t);
	return cp == '"' || cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0xAB ||
	       cp == 0xBB;
}

static void use(struct sentence_view *v, size_t begin, size_t end, enum token_use what)
{
	for (size_t i = begin; i < end; i++)
		v->use[i - v->from] = (uint8_t)what;
}

/* Whether the token after a class of this name begins at or after i; gives the first such hit. */
static const struct pattern_hit *class_hit(
	const struct profile *profile, const struct sentence_view *v, const char *name, size_t i)
{
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		if (hit->begin >= i && strcmp(profile_class(profile, hit->id)->name, name) == 0)
			return hit;
	}
	return NULL;
}

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
static bool role_noun(const struct token *t)
{
	static const char *const heads[] = {"head", "chief", "deputy", "chair", "chairman",
		"chairwoman", "leader", "member", "secretary", "former", "president", "minister",
		"governor", "mayor", "premier"};
	bool plural;
	return IS_ANY(t, heads) || noun_is(t->form, noun_officials, &plural);
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
	       role_noun(token_at(v, i));
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
	static const char *const modals[] = {"will", "would", "should", "must", "may", "might",
		"can", "could", "keep", "keeps", "to"};
	for (size_t i = v->from; i < say->begin; i++)
		if (is_quote(token_at(v, i)) || v->pole[i - v->from] < 0 ||
			IS_ANY(token_at(v, i), modals))
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

/* "Zelensky, and not Putin, is ...", "... rather than borrow": a clause of its own. */
static void part_contrast(struct sentence_view *v)
{
	static const char *const verbs[] = {"be", "been", "to", "have", "has", "had", "only", "yet",
		"until", "before", "even", "one", "a", "at", "because"};
	for (size_t i = v->from; i + 1 < v->to; i++) {
		const struct token *t = token_at(v, i), *next = token_at(v, i + 1);
		bool rather = token_is(t, "rather") && token_is(next, "than");
		bool instead = token_is(t, "instead") && token_is(next, "of");
		bool joined = i > v->from && (token_is(token_at(v, i - 1), "and") ||
						     token_is(token_at(v, i - 1), "but") ||
						     is_mark(token_at(v, i - 1), ","));
		bool contrast = token_is(t, "not") && joined && !IS_ANY(next, verbs);
		if (!rather && !instead && !contrast)
			continue;
		size_t end = i + 2;
		while (end < v->to && end - i < CONTRAST_MAX &&
			!is_mark(token_at(v, end), ",;:.") && !is_quote(token_at(v, end)))
			end++;
		if (end < v->to && end - i == CONTRAST_MAX)
			continue;
		v->starts[i - v->from] = true;
		v->starts[end - v->from] = true;
	}
}

static bool is_time_word(const struct token *t)
{
	static const char *const words[] = {"midnight", "noon", "dawn", "today", "tonight",
		"tomorrow", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday",
		"saturday", "sunday", "january", "february", "march", "april", "june", "july",
		"august", "september", "october", "november", "december", "jan", "feb", "aug",
		"sept", "oct", "nov", "dec", "christmas", "easter", "spring", "summer", "autumn",
		"winter", "now", "then", "week", "month", "year", "weekend", "night", "morning",
		"evening"};
	return IS_ANY(t, words);
}

/* "until midnight on Sunday", "before Feb. 8": the end of a time, which nothing depends on. Gives
 * where it ends; `at` if it is none. */
static size_t time_end(const struct sentence_view *v, size_t at)
{
	static const char *const joins[] = {"on", "in", "the", "of", "this", "next", "last", "end",
		"early", "late", "mid", "at", "may", "."};
	size_t i = at, end = at;
	for (; i < v->to; i++) {
		const struct token *t = token_at(v, i);
		if (is_time_word(t) || (t->kind == TOKEN_NUMBER && (i > at || i + 1 == v->to)))
			end = i + 1;
		else if (!IS_ANY(t, joins))
			break;
	}
	return end;
}

/* "Before any talks the Ukrainians must sign": where a condition that opens the sentence ends and
 * the subject of the main clause begins; `to` if the sentence tells none. */
static size_t opening_end(const struct sentence_view *v, size_t from)
{
	static const char *const modals[] = {
		"must", "will", "would", "can", "could", "shall", "should", "may", "might"};
	static const char *const starts[] = {"the", "a", "an", "no", "any", "every", "all", "our",
		"their", "his", "her", "its", "he", "she", "it", "they", "we", "i", "there",
		"nobody", "nothing"};
	for (size_t i = from + 1; i < v->to; i++) {
		if (is_mark(token_at(v, i), ",;:"))
			return v->to;
		if (!IS_ANY(token_at(v, i), modals))
			continue;
		size_t begin = v->to;
		for (size_t k = i; k > from + 1 && i - k < SUBJECT_MAX; k--)
			if (IS_ANY(token_at(v, k - 1), starts) || token_at(v, k - 1)->capital) {
				begin = k - 1;
				if (!token_at(v, k - 1)->capital)
					break;
			}
		return begin;
	}
	return v->to;
}

/* "Before Geneva he had not ...": a condition of a name alone ends where a subject follows it. */
static bool resumes(const struct sentence_view *v, size_t from, size_t i)
{
	static const char *const subjects[] = {"he", "she", "it", "they", "we", "i", "there"};
	if (i == from || !IS_ANY(token_at(v, i), subjects))
		return false;
	for (size_t k = from; k < i; k++)
		if (!token_at(v, k)->capital && !token_is(token_at(v, k), "the"))
			return false;
	return true;
}

/* Whether nothing that is said stands before the token. */
static bool opens_content(const struct sentence_view *v, size_t i)
{
	for (size_t k = v->from; k < i; k++)
		if (v->use[k - v->from] == USE_CONTENT && token_at(v, k)->kind == TOKEN_WORD)
			return false;
	return true;
}

/* The first of "regardless", "until", "if" there is says what kind; the words of all are set apart.
 */
static void find_condition(const struct profile *profile, struct sentence_view *v)
{
	static const char *const names[] = {"regardless", "until", "if"};
	for (size_t n = 0; n < ARRAY_SIZE(names); n++) {
		const struct pattern_hit *hit = NULL;
		for (size_t i = v->from; (hit = class_hit(profile, v, names[n], i));
			i = hit->begin + 1) {
			if (v->use[hit->begin - v->from] != USE_CONTENT)
				continue;
			size_t end = hit->end;
			bool opens = opens_content(v, hit->begin);
			if (strcmp(names[n], "until") == 0 && time_end(v, end) > end)
				continue;
			while (end < v->to && !is_mark(token_at(v, end), ",;:") &&
				v->use[end - v->from] == USE_CONTENT && !resumes(v, hit->end, end))
				end++;
			if (end == hit->end)
				continue; /* "as before" */
			if (opens && end == v->to) {
				size_t subject = opening_end(v, hit->end);
				end = subject > hit->end ? subject : end;
			}
			use(v, hit->begin, end, USE_CONDITION);
			if (v->condition)
				continue;
			v->condition = names[n];
			v->condition_begin = hit->begin;
			v->condition_end = end;
		}
	}
}

/* Whether a token says something of its own, as a noun before a relative clause does. */
static bool is_noun(const struct profile *profile, const struct sentence_view *v, size_t i)
{
	if (token_at(v, i)->kind != TOKEN_WORD || v->polar[i - v->from])
		return false;
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		if (hit->begin > i)
			break;
		if (hit->end <= i)
			continue;
		const struct profile_class *cls = profile_class(profile, hit->id);
		if (cls->role == CLASS_STOP || strcmp(cls->name, "say") == 0)
			return false;
	}
	return true;
}

/* "assured them that ...": what the clause before it denies is denied here too. */
static bool begins_complement(const struct sentence_view *v, size_t i)
{
	static const char *const times[] = {"day", "night", "week", "month", "year", "time",
		"evening", "morning", "summer", "winter", "spring", "autumn", "moment"};
	if (i + 1 < v->to && IS_ANY(token_at(v, i + 1), times))
		return false; /* "agreed that day" */
	return (token_is(token_at(v, i), "that") || token_is(token_at(v, i), "why")) &&
	       i > v->from && i + 1 < v->to && v->use[i - 1 - v->from] != USE_CUT &&
	       token_at(v, i - 1)->kind == TOKEN_WORD;
}

/* Where a new clause begins: at marks, and at joining words that a verb or a pronoun follows. */
static bool begins_clause(const struct profile *profile, const struct sentence_view *v, size_t i)
{
	static const char *const joins[] = {"whether", "but", "while", "although", "though",
		"because", "whereas", "which", "who", "whom", "after", "when", "where", "since",
		"despite", "amid"};
	static const char *const verbs[] = {"he", "she", "it", "they", "we", "i", "that", "would",
		"will", "had", "has", "have", "is", "are", "was", "were", "no", "not", "never",
		"there", "what", "could", "should", "must", "may"};
	const struct token *t = token_at(v, i);
	if (token_is(t, "without") && v->polar[i - v->from])
		return true;
	static const char *const pronouns[] = {"it", "they", "he", "she", "we"};
	if (IS_ANY(t, pronouns) && is_noun(profile, v, i - 1))
		return true; /* "the land it has lost" */
	if (is_mark(t, ";:()") || token_mark(t) == 0x2014 || token_mark(t) == 0x2013)
		return true;
	if (token_is(t, "after") && i + 1 < v->to && token_is(token_at(v, i + 1), "all"))
		return false;
	if (IS_ANY(t, joins))
		return true;
	bool comma = i > v->from && is_mark(token_at(v, i - 1), ",");
	if (token_is(t, "and") || token_is(t, "or")) {
		const struct token *next = i + 1 < v->to ? token_at(v, i + 1) : NULL;
		size_t len = next ? strlen(next->form) : 0;
		return comma || (next && IS_ANY(next, verbs)) ||
		       (next && len > 4 &&
			       (strcmp(next->form + len - 2, "ed") == 0 ||
				       strcmp(next->form + len - 3, "ing") == 0));
	}
	static const char *const purposes[] = {"aimed", "designed", "meant", "intended"};
	size_t length = strlen(t->form);
	if (IS_ANY(t, purposes) ||
		(comma && length > 5 && strcmp(t->form + length - 3, "ing") == 0))
		return true;
	static const char *const after_comma[] = {"that", "as", "whatever", "whether", "not",
		"with", "without", "he", "she", "it", "there", "they", "we", "i", "this", "no",
		"nothing", "nobody", "in"};
	return comma && IS_ANY(t, after_comma);
}

static void split_clauses(const struct profile *profile, struct sentence_view *v, size_t carried)
{
	uint16_t clause = 0;
	for (size_t i = v->from; i < v->to; i++) {
		bool complement = begins_complement(v, i);
		/* what is carried is what the pronoun after it stands for */
		if (i > v->from && i != v->from + carried && clause < CLAUSES_MAX - 1 &&
			(complement || v->starts[i - v->from] || begins_clause(profile, v, i))) {
			clause++;
			v->inherits[clause] = complement || token_is(token_at(v, i), "or");
			v->asks[clause] = token_is(token_at(v, i), "whether") && i + 1 < v->to &&
					  !token_is(token_at(v, i + 1), "or");
		}
		v->clause[i - v->from] = clause;
	}
	v->n_clauses = (size_t)clause + 1;
}

/* "invented attacks", "a false pretext": said in passing of a thing that the sentence names for
 * something else, and no denial of what it says. After "is", it is one. */
bool sentence_view_in_passing(const struct sentence_view *v, size_t i)
{
	static const char *const adjectives[] = {"false", "fake", "fabricated", "invented",
		"untrue", "baseless", "unfounded", "groundless", "alleged", "fictitious"};
	static const char *const before[] = {"of", "and", "or", "with", "by", "on", "about", "for",
		"a", "an", "the", "such", "using", "under", "these", "those", "its", "their", "his",
		"no", "as", "from"};
	static const char *const be[] = {"is", "are", "was", "were", "be", "been", "'s", "it's"};
	if (!IS_ANY(token_at(v, i), adjectives) || i == v->from || i + 1 == v->to)
		return false;
	const struct token *last = token_at(v, i - 1), *next = token_at(v, i + 1);
	if (next->kind != TOKEN_WORD || !(IS_ANY(last, before) || is_mark(last, ",")))
		return false;
	if (i > v->from + 1 && IS_ANY(token_at(v, i - 2), be))
		return false;
	static const char *const joins[] = {"and", "or", "by", "from", "of", "in", "to"};
	return !IS_ANY(next, joins);
}

static bool ends_in_nt(const struct token *t)
{
	size_t len = strlen(t->form);
	return t->kind == TOKEN_WORD && len > 3 && strcmp(t->form + len - 3, "n't") == 0;
}

/* Which tokens negate: of overlapping hits the longest says. */
static void find_poles(const struct profile *profile, struct sentence_view *v)
{
	uint32_t *width = v->width;
	for (size_t c = 0; c < v->classes.n; c++) {
		const struct pattern_hit *hit = &v->classes.items[c];
		const struct profile_class *cls = profile_class(profile, hit->id);
		bool polar = (cls->role == CLASS_AXIS || cls->role == CLASS_NEGATOR) &&
			     !sentence_view_in_passing(v, hit->begin);
		uint32_t wide = hit->end - hit->begin;
		if (!polar && cls->role != CLASS_NEUTRAL)
			continue;
		bool free = true;
		for (uint32_t i = hit->begin; i < hit->end; i++)
			free &= width[i - v->from] < wide;
		if (!free)
			continue;
		for (uint32_t i = hit->begin; i < hit->end; i++) {
			width[i - v->from] = wide;
			v->pole[i - v->from] = 0;
			v->polar[i - v->from] = polar;
		}
		if (cls->role == CLASS_NEGATOR ||
			(cls->role == CLASS_AXIS && cls->pole < 0 && !cls->local))
			v->pole[hit->begin - v->from] = -1;
	}
	for (size_t i = v->from; i < v->to; i++)
		if (ends_in_nt(token_at(v, i)) && width[i - v->from] == 0) {
			v->pole[i - v->from] = -1;
			v->polar[i - v->from] = true;
		}
}

/* "Behind the strike", "the attack on the port": an act that is named, and not said of anybody. */
static bool names_act(const struct sentence_view *v, const struct pattern_hit *hit)
{
	static const char *const acts[] = {"attack", "attacks", "strike", "strikes", "raid",
		"raids", "assault", "assaults", "hit", "hits", "bombing", "bombings"};
	static const char *const before[] = {"the", "a", "an", "this", "that", "these", "those",
		"any", "no", "its", "their", "his", "our", "another", "'s", "such", "new", "last",
		"latest", "alleged", "of", "drone", "air", "missile", "behind", "for"};
	if (hit->end - hit->begin != 1 || !IS_ANY(token_at(v, hit->begin), acts))
		return false;
	if (hit->begin > v->from && IS_ANY(token_at(v, hit->begin - 1), before))
		return true;
	return hit->end < v->to && token_is(token_at(v, hit->end), "on");
}

bool sentence_view_says(const struct sentence_view *v, const struct pattern_hit *hit)
{
	if (names_act(v, hit))
		return false;
	for (uint32_t i = hit->begin; i < hit->end; i++)
		if (!v->polar[i - v->from] || v->width[i - v->from] != hit->end - hit->begin)
			return false;
	return true;
}

/* "Kremlin Denies Sending Envoys to Geneva": nearly every word of some length is written large. */
static bool is_titled(const struct sentence_view *v)
{
	size_t words = 0, large = 0;
	for (size_t i = v->from; i < v->to; i++) {
		const struct token *t = token_at(v, i);
		if (t->kind != TOKEN_WORD || strlen(t->form) < TITLED_LETTERS)
			continue;
		words++;
		large += t->capital;
	}
	return words >= TITLED_WORDS && large * 10 >= words * 9;
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

size_t sentence_view_name(const struct profile *profile, const struct sentence_view *v, size_t i,
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
	static const char *const crowds[] = {"capitals", "media", "press", "critics", "opponents",
		"journalists", "politicians", "outlets", "newspapers", "propagandists", "pundits",
		"some", "many"};
	if (IS_ANY(token_at(v, end - 1), crowds))
		return true;
	for (size_t i = from; own->id && i < end && i <= from + 1; i++) {
		struct profile_phrase phrase;
		size_t n = sentence_view_name(profile, v, i, end, &phrase);
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
		if (sentence_view_name(profile, v, i, end, &phrase) > 0) {
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

/* "Moscow wants us to leave", "they expect a pause": told of what others wish. */
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
		if (v->use[hit->begin - v->from] != USE_CONTENT ||
			!names_other(profile, own, v, from, hit->begin))
			continue;
		v->theirs = hit->begin;
		v->others = true;
		return;
	}
}

/* "Why should it stop at three, Ryabkov asked." */
static bool asks(const struct sentence_view *v)
{
	static const char *const first[] = {"why", "what", "how", "who", "when", "where", "is",
		"are", "was", "were", "did", "does", "do", "will", "would", "can", "could",
		"should", "have", "has", "had", "whether"};
	static const char *const verbs[] = {"asked", "asks", "wondered", "wonders"};
	size_t begin = v->from;
	while (begin < v->to &&
		(v->use[begin - v->from] != USE_CONTENT || token_at(v, begin)->kind == TOKEN_MARK))
		begin++;
	if (begin == v->to || !IS_ANY(token_at(v, begin), first))
		return false;
	for (size_t i = begin; i < v->to; i++)
		if (IS_ANY(token_at(v, i), verbs) && v->to - i <= TAIL_AFTER)
			return true;
	return false;
}

/* "They would have signed": told of what did not come about. "Would have to sign" and "would have a
 * part" are not. */
static bool would_have(const struct sentence_view *v)
{
	static const char *const participles[] = {"been", "had", "gone", "come", "made", "taken",
		"done", "given", "told", "said", "sent", "won", "met", "held", "left", "lost",
		"kept", "seen", "known", "begun", "paid", "fallen", "broken", "risen", "got",
		"fought", "spoken", "written", "found", "let"};
	static const char *const adverbs[] = {"not", "never", "long", "already", "also", "simply"};
	for (size_t i = v->from; i + 2 < v->to; i++) {
		size_t at = i + 1;
		if (!token_is(token_at(v, i), "would") && !token_is(token_at(v, i), "would've"))
			continue;
		if (token_is(token_at(v, i), "would")) {
			at += IS_ANY(token_at(v, at), adverbs);
			if (at + 1 >= v->to || !token_is(token_at(v, at), "have"))
				continue;
			at++;
		}
		at += at + 1 < v->to && IS_ANY(token_at(v, at), adverbs);
		const struct token *t = token_at(v, at);
		size_t len = strlen(t->form);
		if (IS_ANY(t, participles) ||
			(t->kind == TOKEN_WORD && len > 4 && strcmp(t->form + len - 2, "ed") == 0))
			return true;
	}
	return false;
}

void sentence_view_read(const struct profile *profile, const struct speaker_ref *speaker,
	const struct tokens *tokens, size_t from, size_t to, size_t carried,
	struct sentence_view *v)
{
	*v = (struct sentence_view){.tokens = tokens, .from = from, .to = to};
	size_t n = to - from;
	v->use = xcalloc(n + 1, sizeof(*v->use));
	v->clause = xcalloc(n + 1, sizeof(*v->clause));
	v->pole = xcalloc(n + 1, sizeof(*v->pole));
	v->polar = xcalloc(n + 1, sizeof(*v->polar));
	v->width = xcalloc(n + 1, sizeof(*v->width));
	v->starts = xcalloc(n + 1, sizeof(*v->starts));
	patterns_find(profile_patterns(profile), tokens, from, to, &v->classes, &v->hits);
	find_poles(profile, v);
	for (size_t i = 0; i < carried && i < n; i++) {
		v->pole[i] = 0; /* named, not said, here */
		v->polar[i] = false;
	}
	v->titled = is_titled(v);
	bool tail = cut_tail(profile, v);
	if (!cut_quoted(profile, speaker, v) && !tail)
		cut_head(profile, v);
	find_theirs(profile, speaker, v);
	cut_others(profile, speaker, v);
	part_contrast(v);
	find_condition(profile, v);
	split_clauses(profile, v, carried);
	const struct pattern_hit *suppose = class_hit(profile, v, "suppose", from);
	v->supposed = suppose != NULL || would_have(v);
	v->question = asks(v);
	static const char *const inverted[] = {"were", "had", "should"};
	for (size_t i = from; i < to; i++) {
		if (is_mark(token_at(v, i), "?"))
			v->question = true;
		if (i == from && i + 1 < to && IS_ANY(token_at(v, i), inverted) &&
			token_at(v, i)->capital)
			v->supposed = true;
	}
}

void sentence_view_release(struct sentence_view *v)
{
	free(v->use);
	free(v->clause);
	free(v->pole);
	free(v->polar);
	free(v->width);
	free(v->starts);
	pattern_hits_release(&v->classes);
	pattern_hits_release(&v->hits);
	*v = (struct sentence_view){0};
}
