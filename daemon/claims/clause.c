#include "claims/clause.h"

#include "claims/clause_private.h"
#include "claims/whose.h"
#include "profile/profile.h"
#include "util/mem.h"

/* What is set against something by "and not" is short. */
#define CONTRAST_MAX 8
/* A headline in capitals: so many words of so many letters tell it. */
#define TITLED_WORDS   4
#define TITLED_LETTERS 4
/* Words of a subject before its verb: "no purchaser at all would". */
#define SUBJECT_MAX 6
/* Tokens of a name with its title, before "and I". */
#define SUBJECT_MAX_TOKENS 5
/* A sentence that ends in "Ryabkov asked" asks; the verb is among its last words. */
#define ASKED_WITHIN 8

/* "Zelensky, and not Putin, is ...", "... rather than borrow": a clause of its own. */
static void part_contrast(struct sentence_view *v)
{
	static const char *const verbs[] = {"be", "been", "to", "have", "has", "had", "only", "yet",
		"until", "before", "even", "one", "a", "at", "because"};
	for (size_t i = v->from; i + 1 < v->to; i++) {
		const struct token *t = token_at(v, i), *next = token_at(v, i + 1);
		bool rather = token_is(t, "rather") && token_is(next, "than");
		bool instead = (token_is(t, "instead") && token_is(next, "of")) ||
			       (token_is(t, "in") && token_is(next, "lieu"));
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
static size_t opening_end(const struct profile *profile, const struct sentence_view *v, size_t from)
{
	static const char *const starts[] = {"the", "a", "an", "no", "any", "every", "all", "our",
		"their", "his", "her", "its", "he", "she", "it", "they", "we", "i", "there",
		"nobody", "nothing"};
	for (size_t i = from + 1; i < v->to; i++) {
		if (is_mark(token_at(v, i), ",;:"))
			return v->to;
		if (!in_class(profile, v, "modal", i))
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
				size_t subject = opening_end(profile, v, hit->end);
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
/* "President Putin and I will meet": one subject, named in two. */
static bool joins_subject(const struct sentence_view *v, size_t i)
{
	static const char *const pronouns[] = {"i", "we", "he", "she", "they"};
	if (i + 1 == v->to || !IS_ANY(token_at(v, i + 1), pronouns) ||
		i - v->from > SUBJECT_MAX_TOKENS)
		return false;
	bool any = false;
	for (size_t k = v->from; k < i; k++) {
		if (token_at(v, k)->kind == TOKEN_MARK)
			continue;
		any = true;
		if (!token_at(v, k)->capital)
			return false;
	}
	return any;
}

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
	if (token_is(t, "and") && joins_subject(v, i))
		return false;
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

/* Whether a token is one of the hit's own, and not in a gap of its pattern: "is not against". */
static bool holds(const struct pattern_hit *hit, uint32_t i)
{
	return (hit->used >> (i - hit->begin)) & 1;
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
			free &= !holds(hit, i) || width[i - v->from] < wide;
		if (!free)
			continue;
		for (uint32_t i = hit->begin; i < hit->end; i++) {
			if (!holds(hit, i))
				continue;
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
		if (holds(hit, i) &&
			(!v->polar[i - v->from] || v->width[i - v->from] != hit->end - hit->begin))
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
		if (IS_ANY(token_at(v, i), verbs) && v->to - i <= ASKED_WITHIN)
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
	whose_words(profile, speaker, v);
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
