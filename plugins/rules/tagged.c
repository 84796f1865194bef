#include "tagged.h"

#include <string.h>

#include "link.h"
#include "tagger.h"
#include "util/mem.h"

/* A statement that only one of the two saw: told with less certainty. */
#define CONFIDENCE_TAGGER 0.6
/* Words that a verb of anything but saying must tell: "spoke after him" tells none. */
#define WORDS_MIN 3
/* Words that a cue unknown to the lexicon must tell at least. */
#define UNKNOWN_WORDS_MIN 4

static bool absent(struct gainsay_span span)
{
	return span.begin >= span.end;
}

static void mark(
	const struct tokens *tokens, uint8_t *tags, struct gainsay_span span, uint8_t first)
{
	bool open = false;
	for (size_t i = tokens_at(tokens, span.begin);
		i < tokens->n && tokens->items[i].begin < span.end; i++) {
		if (tags[i] != TAG_NONE) {
			open = false;
			continue;
		}
		tags[i] = (uint8_t)(open ? first + 1 : first);
		open = true;
	}
}

/* The rules' tag of each token: a token has one role, the shorter spans' roles
 * first. Of what is told to be no statement (silent), or of what is told to be one. */
static void tags_of(
	const struct tokens *tokens, const struct found_list *list, bool silent, uint8_t *tags)
{
	const struct found *items = list->items;
	for (size_t i = 0; i < list->n; i++)
		if (!items[i].nested && items[i].silent == silent && !absent(items[i].cue))
			mark(tokens, tags, items[i].cue, TAG_B_CUE);
	for (size_t i = 0; i < list->n; i++)
		if (!items[i].nested && items[i].silent == silent && !absent(items[i].speaker))
			mark(tokens, tags, items[i].speaker, TAG_B_SOURCE);
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < items[i].n && !items[i].nested && items[i].silent == silent;
			k++)
			mark(tokens, tags, items[i].pieces[k], TAG_B_CONTENT);
}

/* The first reporting word in a cue that no rule read; NULL if there is none. */
static const struct gainsay_verb *verb_of(
	const struct lexicon *lexicon, const struct tokens *tokens, struct gainsay_span cue)
{
	for (size_t i = tokens_at(tokens, cue.begin);
		i < tokens->n && tokens->items[i].begin < cue.end; i++) {
		const struct lexeme *first = lexicon_find(lexicon, tokens->items[i].form);
		const struct lexeme *alone = first;
		while (alone && *alone->rest) /* "say", not "say no to" */
			alone = lexicon_next(lexicon, alone);
		if (first)
			return alone ? alone->verb : first->verb;
	}
	return NULL;
}

/* Whether a token of the span has the role by the rules. */
static bool has_role(
	const struct tokens *tokens, const uint8_t *rules, struct gainsay_span span, uint8_t first)
{
	for (size_t i = tokens_at(tokens, span.begin);
		i < tokens->n && tokens->items[i].begin < span.end; i++)
		if (rules[i] == first || rules[i] == first + 1)
			return true;
	return false;
}

/* Whether a rule saw the cue, or any of the words. */
static bool seen_by_rules(
	const struct tokens *tokens, const uint8_t *rules, const struct link *link)
{
	bool seen = has_role(tokens, rules, link->cue, TAG_B_CUE);
	for (size_t k = 0; k < link->n_pieces && !seen; k++)
		seen = has_role(tokens, rules, link->pieces[k], TAG_B_CONTENT);
	return seen;
}

static bool is_one_of(const struct token *t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (token_is(t, words[i]))
			return true;
	return false;
}

/* "Asked about it, he", "Leavitt was asked whether", "did not say when", "said nothing of": a cue
 * that tells of no words of the source's own. */
static bool tells_nothing(const struct tokens *tokens, const struct link *link)
{
	static const char *const asked[] = {"asked", "questioned", "pressed"};
	static const char *const be[] = {"is", "was", "were", "been", "being", "are", "when", "if"};
	static const char *const silent[] = {"not", "never", "nothing", "n't", "didn't", "doesn't",
		"don't", "won't", "wouldn't", "hasn't", "hadn't", "haven't", "couldn't", "declined",
		"refused"};
	static const char *const nobody[] = {"neither", "no", "nobody", "none", "nothing"};
	size_t first = tokens_at(tokens, link->cue.begin);
	if (is_one_of(&tokens->items[tokens_at(tokens, link->source.begin)], nobody,
		    ARRAY_SIZE(nobody)))
		return true;
	bool passive = link->source.begin >= link->cue.end ||
		       (first > 0 &&
			       (token_mark(&tokens->items[first - 1]) == ',' ||
				       is_one_of(&tokens->items[first - 1], be, ARRAY_SIZE(be))));
	for (size_t i = first; i < tokens->n && tokens->items[i].begin < link->cue.end; i++) {
		const struct token *t = &tokens->items[i];
		if (is_one_of(t, silent, ARRAY_SIZE(silent)))
			return true;
		if (passive && is_one_of(t, asked, ARRAY_SIZE(asked)))
			return true;
		passive |= is_one_of(t, be, ARRAY_SIZE(be));
	}
	return false;
}

static bool overlap(struct gainsay_span a, struct gainsay_span b)
{
	return a.begin < b.end && b.begin < a.end;
}

/* Whether a word belongs to the name beside it: "von | der Leyen". */
static bool names(const struct token *t)
{
	static const char *const particles[] = {
		"von", "van", "der", "den", "de", "del", "da", "di", "du", "al", "el", "bin"};
	return t->capital || t->joined || is_one_of(t, particles, ARRAY_SIZE(particles));
}

/* Whether what the tagger sees of a speaker cuts no name that the rules saw. */
static bool keeps_names(
	const struct tokens *tokens, struct gainsay_span seen, struct gainsay_span ruled)
{
	size_t first = tokens_at(tokens, seen.begin), end = tokens_at(tokens, seen.end);
	if (!overlap(seen, ruled))
		return false;
	if (seen.begin > ruled.begin && first > 0 && names(&tokens->items[first - 1]))
		return false;
	return seen.end >= ruled.end || end >= tokens->n || !names(&tokens->items[end]);
}

/* Where both saw a cue and the speaker, the tagger sees better where the words that tell of him
 * begin and end: "Jane Roe | of the Ash Institute". */
static void take_source(
	const struct tokens *tokens, const struct link *link, struct found_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct found *f = &list->items[i];
		if (!f->nested && !f->silent && overlap(f->cue, link->cue) && !absent(f->speaker) &&
			keeps_names(tokens, link->source, f->speaker))
			f->speaker = link->source;
	}
}

/* The span without the marks at its end. */
static struct gainsay_span without_marks(const struct tokens *tokens, struct gainsay_span span)
{
	size_t first = tokens_at(tokens, span.begin), end = first;
	while (end < tokens->n && tokens->items[end].begin < span.end)
		end++;
	while (end > first + 1 && token_mark(&tokens->items[end - 1]) == ',')
		end--;
	if (end > first)
		span.end = tokens->items[end - 1].end;
	return span;
}

static void count_words(const struct tokens *tokens, struct found *f)
{
	f->words = f->quoted_words = 0;
	for (size_t k = 0; k < f->n; k++) {
		bool inside = false;
		for (size_t i = tokens_at(tokens, f->pieces[k].begin);
			i < tokens->n && tokens->items[i].begin < f->pieces[k].end; i++) {
			const struct token *t = &tokens->items[i];
			unsigned int m = token_mark(t);
			if (m == '"')
				inside = !inside;
			else if (m == 0x201C || m == 0x201E || m == 0xAB)
				inside = true;
			else if (m == 0x201D || m == 0xBB)
				inside = false;
			if (t->kind == TOKEN_MARK)
				continue;
			f->words++;
			f->quoted_words += inside;
		}
	}
}

void tagged_merge(const struct tagger *tagger, const struct lexicon *lexicon, const char *text,
	size_t len, struct found_list *list)
{
	struct tokens tokens;
	tokens_scan(text, len, "en", &tokens);
	uint8_t *rules = xcalloc(tokens.n, 1), *tags = xcalloc(tokens.n, 1);
	tags_of(&tokens, list, false, rules);
	tagger_run(tagger, &tokens, rules, tags);
	struct links links;
	links_make(&tokens, tags, &links);
	/* the tagger was trained on what the rules report; what they keep silent about is none */
	tags_of(&tokens, list, true, rules);
	for (size_t i = 0; i < links.n; i++) {
		struct link *link = &links.items[i];
		if (absent(link->source))
			continue;
		link->source = without_marks(&tokens, link->source);
		take_source(&tokens, link, list);
		if (seen_by_rules(&tokens, rules, link) || tells_nothing(&tokens, link))
			continue;
		/* a word the lexicon lacks ("groaned:", "defended") says that much, and no more */
		const struct gainsay_verb *verb = verb_of(lexicon, &tokens, link->cue);
		size_t least = !verb ? UNKNOWN_WORDS_MIN
			       : verb->takes & (GAINSAY_TAKES_QUOTE | GAINSAY_TAKES_CLAUSE)
				       ? 1
				       : WORDS_MIN;
		struct found fresh = {
			.cue_class = verb ? verb->cue_class : "neutral",
			.speaker = link->source,
			.cue = link->cue,
			.n = link->n_pieces < PIECES_MAX ? link->n_pieces : PIECES_MAX,
			.modality = GAINSAY_ASSERTED,
			.confidence = CONFIDENCE_TAGGER,
			.paragraph =
				tokens.items[tokens_at(&tokens, link->pieces[0].begin)].paragraph,
		};
		memcpy(fresh.pieces, link->pieces, fresh.n * sizeof(fresh.pieces[0]));
		count_words(&tokens, &fresh);
		/* "thanked the leaders", "represented Washington": no words of his */
		if (fresh.words < least && fresh.quoted_words == 0)
			continue;
		MEM_ROOM(list->items, list->n, list->cap);
		list->items[list->n++] = fresh;
	}
	links_release(&links);
	free(rules);
	free(tags);
	tokens_release(&tokens);
}
