#include "lexicon.h"

#include <stdio.h>
#include <string.h>

#include "util/mem.h"

#define WORD_MAX 40

/* Verbs whose past is not -ed: infinitive, past, participle. */
static const char *const irregular[][3] = {
	{"say", "said", "said"},
	{"tell", "told", "told"},
	{"write", "wrote", "written"},
	{"think", "thought", "thought"},
	{"know", "knew", "known"},
	{"find", "found", "found"},
	{"hold", "held", "held"},
	{"speak", "spoke", "spoken"},
	{"swear", "swore", "sworn"},
	{"read", "read", "read"},
	{"go", "went", "gone"},
	{"make", "made", "made"},
	{"begin", "began", "begun"},
	{"shoot", "shot", "shot"},
	{"fire", "fired", "fired"},
	{"hit", "hit", "hit"},
	{"put", "put", "put"},
	{"see", "saw", "seen"},
	{"understand", "understood", "understood"},
	{"feel", "felt", "felt"},
	{"seek", "sought", "sought"},
	{"stand", "stood", "stood"},
	{"undertake", "undertook", "undertaken"},
	{"foresee", "foresaw", "foreseen"},
	{"give", "gave", "given"},
	{"show", "showed", "shown"},
	{"quip", "quipped", "quipped"},
	{"commit", "committed", "committed"},
	{"admit", "admitted", "admitted"},
	{"plan", "planned", "planned"},
	{"beg", "begged", "begged"},
	{"rebut", "rebutted", "rebutted"},
	{"sum", "summed", "summed"},
	{"slam", "slammed", "slammed"},
	{"brag", "bragged", "bragged"},
	{"wave", "waved", "waved"},
	{"decry", "decried", "decried"},
	{"pour", "poured", "poured"},
	{"pooh", "poohed", "poohed"},
	{"dub", "dubbed", "dubbed"},
	{"be", "was", "been"},
	{"learn", "learned", "learned"},
	{"mean", "meant", "meant"},
	{"shrug", "shrugged", "shrugged"},
	{"signal", "signaled", "signaled"},
	{"label", "labeled", "labeled"},
	{"refer", "referred", "referred"},
	{"blow", "blew", "blown"},
	{"let", "let", "let"},
	{"respond", "responded", "responded"},
	{"leave", "left", "left"},
	{"take", "took", "taken"},
};

static int is_vowel(char c)
{
	return c && strchr("aeiou", c) != NULL;
}

static void add(struct lexicon *lexicon, const char *word, const struct gainsay_verb *verb,
	const char *rest, uint32_t form)
{
	uint32_t head = strmap_get(&lexicon->first, word, strlen(word));
	for (uint32_t i = head; i != STRMAP_NONE; i = lexicon->items[i].next)
		if (lexicon->items[i].verb == verb) {
			lexicon->items[i].forms |= form;
			return;
		}
	MEM_ROOM(lexicon->items, lexicon->n, lexicon->cap);
	lexicon->items[lexicon->n] = (struct lexeme){verb, rest, form, head};
	strmap_put(&lexicon->first, word, strlen(word), (uint32_t)lexicon->n++);
}

/* word + ending with the spelling rules of English: e dropped, y to i. */
static void inflect(char out[WORD_MAX], const char *word, const char *ending)
{
	size_t n = strlen(word);
	char last = word[n - 1], before = n > 1 ? word[n - 2] : '\0';
	if (strcmp(ending, "s") == 0) {
		int hiss = last == 's' || last == 'x' || last == 'z' || last == 'o' ||
			   (last == 'h' && (before == 'c' || before == 's'));
		if (last == 'y' && !is_vowel(before))
			(void)snprintf(out, WORD_MAX, "%.*sies", (int)n - 1, word);
		else
			(void)snprintf(out, WORD_MAX, "%s%s", word, hiss ? "es" : "s");
	} else if (strcmp(ending, "ed") == 0 && last == 'y' && !is_vowel(before)) {
		(void)snprintf(out, WORD_MAX, "%.*sied", (int)n - 1, word);
	} else if (last == 'e' && (ending[0] == 'e' || before != 'e')) {
		(void)snprintf(out, WORD_MAX, "%.*s%s", (int)n - 1, word, ending);
	} else {
		(void)snprintf(out, WORD_MAX, "%s%s", word, ending);
	}
}

static void add_be(struct lexicon *lexicon, const struct gainsay_verb *verb, const char *rest)
{
	static const char *const past[] = {"was", "were"}, *const present[] = {"is", "are", "am"};
	for (size_t i = 0; i < ARRAY_SIZE(past); i++)
		add(lexicon, past[i], verb, rest, FORM_PAST);
	for (size_t i = 0; i < ARRAY_SIZE(present); i++)
		add(lexicon, present[i], verb, rest, FORM_S);
	add(lexicon, "been", verb, rest, FORM_PARTICIPLE);
	add(lexicon, "be", verb, rest, FORM_BASE);
}

static void add_verb(struct lexicon *lexicon, const char *word, const struct gainsay_verb *verb,
	const char *rest)
{
	char form[WORD_MAX], doubled[WORD_MAX];
	if (strcmp(word, "be") == 0) {
		add_be(lexicon, verb, rest);
		return;
	}
	const char *const *odd = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(irregular) && !odd; i++)
		if (strcmp(irregular[i][0], word) == 0)
			odd = irregular[i];
	add(lexicon, word, verb, rest, FORM_BASE);
	inflect(form, word, "s");
	add(lexicon, form, verb, rest, FORM_S);
	if (odd) {
		add(lexicon, odd[1], verb, rest, FORM_PAST);
		add(lexicon, odd[2], verb, rest, FORM_PARTICIPLE);
	}
	inflect(form, word, "ed");
	add(lexicon, form, verb, rest, FORM_PAST | FORM_PARTICIPLE);
	size_t n = strlen(word);
	/* "admit" admitting, "signal" signalled: both spellings are taken */
	int doubles = n > 2 && !is_vowel(word[n - 1]) && is_vowel(word[n - 2]) &&
		      strchr("wxyh", word[n - 1]) == NULL;
	if (doubles && n + 1 < WORD_MAX) {
		(void)snprintf(doubled, sizeof(doubled), "%s%c", word, word[n - 1]);
		inflect(form, doubled, "ed");
		add(lexicon, form, verb, rest, FORM_PAST | FORM_PARTICIPLE);
		inflect(form, doubled, "ing");
		add(lexicon, form, verb, rest, FORM_ING);
	}
	inflect(form, word, "ing");
	add(lexicon, form, verb, rest, FORM_ING);
}

void lexicon_init(struct lexicon *lexicon, const struct gainsay_verb *verbs, size_t n)
{
	*lexicon = (struct lexicon){0};
	for (size_t i = 0; i < n; i++) {
		const char *phrase = verbs[i].phrase;
		size_t len = strcspn(phrase, " ");
		const char *rest = phrase[len] ? phrase + len + 1 : "";
		char word[WORD_MAX], plural[WORD_MAX];
		if (len == 0 || len + 5 > sizeof(word))
			continue;
		memcpy(word, phrase, len);
		word[len] = '\0';
		if (verbs[i].takes & GAINSAY_IS_SOURCE) {
			add(lexicon, word, &verbs[i], rest, FORM_FIXED);
		} else if (verbs[i].takes & GAINSAY_IS_NOUN) {
			add(lexicon, word, &verbs[i], rest, FORM_NOUN);
			inflect(plural, word, "s");
			add(lexicon, plural, &verbs[i], rest, FORM_NOUN);
			(void)strmap_add(&lexicon->nouns, word, strlen(word), 1);
			(void)strmap_add(&lexicon->nouns, plural, strlen(plural), 1);
		} else {
			add_verb(lexicon, word, &verbs[i], rest);
		}
	}
	/* words that are nouns at least as often as verbs, whether or not nouns of the lexicon */
	static const char *const nouns[] = {"state", "states", "question", "questions", "charge",
		"charges", "rule", "rules", "figure", "figures", "float", "guess", "show", "shows",
		"support", "supports", "press", "back", "backs", "slam", "attack", "attacks", "aim",
		"aims", "blast", "dispute", "disputes", "label", "brief", "label", "brand", "need",
		"needs", "wish", "wishes", "request", "requests", "pressure", "praise", "blame",
		"read", "answer", "answers", "interest", "respond", "hail", "find", "notes",
		"notice"};
	for (size_t i = 0; i < ARRAY_SIZE(nouns); i++)
		(void)strmap_add(&lexicon->nouns, nouns[i], strlen(nouns[i]), 1);
}

void lexicon_release(struct lexicon *lexicon)
{
	strmap_release(&lexicon->first);
	strmap_release(&lexicon->nouns);
	free(lexicon->items);
	*lexicon = (struct lexicon){0};
}

const struct lexeme *lexicon_find(const struct lexicon *lexicon, const char *form)
{
	uint32_t i = strmap_get(&lexicon->first, form, strlen(form));
	return i == STRMAP_NONE ? NULL : &lexicon->items[i];
}

const struct lexeme *lexicon_next(const struct lexicon *lexicon, const struct lexeme *lexeme)
{
	return lexeme->next == STRMAP_NONE ? NULL : &lexicon->items[lexeme->next];
}

int lexicon_is_noun(const struct lexicon *lexicon, const char *form)
{
	return strmap_get(&lexicon->nouns, form, strlen(form)) != STRMAP_NONE;
}
