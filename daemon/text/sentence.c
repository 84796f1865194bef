#include "text/sentence.h"

#include "text/quote.h"
#include "text/token.h"
#include "util/mem.h"

/* Words whose point ends no sentence when a capital or a number follows. Sorted. */
static const char *const abbreviations[] = {"adm", "al", "apr", "art", "aug", "brig", "capt",
	"cmdr", "co", "col", "cpl", "dec", "dr", "drs", "feb", "fr", "ft", "gen", "gov", "hon",
	"inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "messrs", "mr", "mrs", "ms",
	"mt", "no", "nos", "nov", "oct", "pp", "prof", "ref", "rep", "reps", "rev", "sec", "sen",
	"sens", "sept", "sgt", "sr", "st", "supt", "v", "vol", "vs"};
/* A capital word that begins a sentence even after "U.S." or "p.m.". Sorted. */
static const char *const openers[] = {"a", "after", "and", "at", "but", "he", "his", "however", "i",
	"if", "in", "it", "its", "on", "she", "that", "the", "their", "there", "these", "they",
	"this", "we", "when", "while"};

static int compare_words(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool listed(const char *word, const char *const *list, size_t n)
{
	return bsearch(word, list, n, sizeof(*list), compare_words) != NULL;
}

static bool starts_sentence(const struct token *t)
{
	if (t->kind == TOKEN_WORD)
		return t->capital;
	unsigned int cp = token_mark(t);
	return t->kind == TOKEN_NUMBER || cp == '(' || cp == '[' || cp == '@' || cp == '#' ||
	       cp == '"' || cp == '\'' || cp == 0x201C || cp == 0x2018 || cp == 0xAB ||
	       cp == 0x201E || cp == '`' || cp == 0x2022 || cp == '-' || cp == 0x2013 ||
	       cp == 0x2014;
}

static bool ends_word_with_point(const struct token *t)
{
	size_t n = strlen(t->form);
	return t->kind == TOKEN_WORD && n > 1 && t->form[n - 1] == '.';
}

static bool opens_quote(const struct token *t)
{
	unsigned int cp = token_mark(t);
	return cp == '"' || cp == 0x201C || cp == 0x2018 || cp == 0xAB || cp == 0x201E || cp == '`';
}

/* "wrote on X.", "a post to X." */
static bool names_site(const struct token *before)
{
	return token_is(before, "on") || token_is(before, "to") || token_is(before, "via");
}

/* Whether the point at i ends a sentence, next being the token after it and closing marks. */
static bool point_ends(const struct tokens *t, size_t i, size_t next)
{
	const struct token *before = i > 0 && t->items[i].joined ? &t->items[i - 1] : NULL;
	if (next < t->n && !starts_sentence(&t->items[next]))
		return false;
	if (!before || before->kind != TOKEN_WORD || next >= t->n)
		return true;
	if (before->end - before->begin == 1 && before->capital) /* an initial: "J. Smith" */
		return token_is(before, "i") || opens_quote(&t->items[next]) ||
		       (token_is(before, "x") && i > 1 && names_site(&t->items[i - 2]));
	if (!listed(before->form, abbreviations, ARRAY_SIZE(abbreviations)))
		return true;
	/* "No." and "Sun." are also words: a number must follow to make them short forms */
	if (token_is(before, "no") || token_is(before, "nos"))
		return t->items[next].kind != TOKEN_NUMBER;
	if (token_is(before, "jr") || token_is(before, "sr") || token_is(before, "inc") ||
		token_is(before, "co") || token_is(before, "ltd"))
		return listed(t->items[next].form, openers, ARRAY_SIZE(openers));
	return false;
}

static bool is_closer(const struct token *t)
{
	unsigned int cp = token_mark(t);
	return t->joined && (cp == ')' || cp == ']' || cp == '"' || cp == '\'' || cp == 0x201D ||
				    cp == 0x2019 || cp == 0xBB);
}

static void push(struct sentences *out, size_t begin, size_t end, bool doubtful)
{
	if (begin == end)
		return;
	MEM_ROOM(out->items, out->n, out->cap);
	out->items[out->n++] = (struct sentence){begin, end, doubtful};
}

static bool is_terminal(unsigned int cp)
{
	return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026;
}

void sentences_find(const struct tokens *t, const struct quotes *quotes, struct sentences *out)
{
	*out = (struct sentences){0};
	size_t begin = 0, q = 0, n_quotes = quotes ? quotes->n : 0;
	for (size_t i = 0; i < t->n;) {
		if (i > begin && t->items[i].paragraph != t->items[begin].paragraph) {
			push(out, begin, i, false);
			begin = i;
		}
		while (q < n_quotes && quotes->items[q].begin < i)
			q++;
		if (q < n_quotes && quotes->items[q].begin == i) {
			const struct quote *quote = &quotes->items[q];
			unsigned int cp = quote->inner_end > quote->inner
						  ? token_mark(&t->items[quote->inner_end - 1])
						  : 0;
			i = quote->end;
			bool whole = quote->begin == begin || cp != 0x2026;
			if (is_terminal(cp) && whole && i < t->n && starts_sentence(&t->items[i])) {
				push(out, begin, i, cp != '.');
				begin = i;
			}
			continue;
		}
		unsigned int cp = token_mark(&t->items[i]);
		bool worded = ends_word_with_point(&t->items[i]);
		size_t next = i + 1;
		if (!is_terminal(cp) && !worded) {
			i = next;
			continue;
		}
		while (next < t->n && t->items[next].joined &&
			(is_terminal(token_mark(&t->items[next])) || is_closer(&t->items[next])))
			next++;
		bool ends;
		if (worded)
			ends = next < t->n && t->items[next].capital && !t->items[next].joined &&
			       listed(t->items[next].form, openers, ARRAY_SIZE(openers));
		else if (cp == '.')
			ends = point_ends(t, i, next);
		else
			ends = next >= t->n || starts_sentence(&t->items[next]);
		if (ends) {
			push(out, begin, next, false);
			begin = next;
		}
		i = next;
	}
	push(out, begin, t->n, false);
}

void sentences_release(struct sentences *sentences)
{
	free(sentences->items);
	*sentences = (struct sentences){0};
}
