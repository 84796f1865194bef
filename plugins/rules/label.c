#include "label.h"

#include <string.h>

#include "words.h"

#include "util/mem.h"

/* Tokens of the longest label: "Deputy Minister Ryabkov", "Mr. Haq". */
#define LABEL_TOKENS_MAX 4
/* Labels that are counted; an article with more beginnings alike is no interview. */
#define CANDIDATES_MAX 48
/* How often a label must come back. */
#define TURNS_MIN 2

struct candidate {
	struct range at; /* where it stood first */
	size_t asked, all;
};

struct candidates {
	struct candidate items[CANDIDATES_MAX];
	size_t n;
};

static size_t paragraph_end(const struct tokens *tokens, size_t begin)
{
	size_t end = begin;
	while (end < tokens->n && tokens->items[end].paragraph == tokens->items[begin].paragraph)
		end++;
	return end;
}

static bool is_name_part(const struct token *t, const struct strmap *words)
{
	return t->kind == TOKEN_WORD && t->capital &&
	       !(words_of(words, t->form) & ~(uint32_t)WORD_MONTH);
}

/* Whether `n` tokens of names are followed by the beginning of a sentence. */
static bool is_label(
	const struct tokens *tokens, const struct strmap *words, size_t begin, size_t n, size_t end)
{
	const struct token *t = tokens->items;
	if (begin + n >= end || t[begin + n].kind != TOKEN_WORD || !t[begin + n].capital)
		return false;
	for (size_t i = begin; i < begin + n; i++) {
		bool point = i > begin && token_is(&t[i], ".") && t[i].joined;
		bool hyphen = i > begin && token_mark(&t[i]) == '-' && t[i].joined;
		if (!is_name_part(&t[i], words) && !point && !hyphen)
			return false;
	}
	/* "Mr. | Haq": no label ends in a title's point */
	return is_name_part(&t[begin + n - 1], words);
}

static bool same(const struct tokens *tokens, struct range label, size_t begin)
{
	const struct token *t = tokens->items;
	size_t n = label.end - label.begin;
	if (begin + n >= tokens->n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(t[label.begin + i].form, t[begin + i].form) != 0)
			return false;
	return t[begin].capital && t[begin + n].capital &&
	       t[begin + n].paragraph == t[begin].paragraph;
}

static void count(struct candidates *list, const struct tokens *tokens, const struct strmap *words,
	size_t begin, bool asks)
{
	size_t end = paragraph_end(tokens, begin);
	for (size_t n = 1; n <= LABEL_TOKENS_MAX; n++) {
		if (!is_label(tokens, words, begin, n, end))
			continue;
		size_t i = 0;
		while (i < list->n && !(list->items[i].at.end - list->items[i].at.begin == n &&
					      same(tokens, list->items[i].at, begin)))
			i++;
		if (i == CANDIDATES_MAX)
			return;
		if (i == list->n)
			list->items[list->n++].at = (struct range){begin, begin + n};
		list->items[i].all++;
		list->items[i].asked += asks;
	}
}

/* The label that asks most often, of those as often the longest. */
static struct range find_asker(const struct tokens *tokens, const struct strmap *words)
{
	struct candidates list = {0};
	for (size_t i = 0; i < tokens->n; i = paragraph_end(tokens, i))
		count(&list, tokens, words, i,
			token_is(&tokens->items[paragraph_end(tokens, i) - 1], "?"));
	const struct candidate *best = NULL;
	for (size_t i = 0; i < list.n; i++) {
		const struct candidate *c = &list.items[i];
		if (c->asked >= TURNS_MIN && 2 * c->asked >= c->all &&
			(!best || c->asked >= best->asked))
			best = c;
	}
	return best ? best->at : (struct range){0, 0};
}

void labels_find(const struct tokens *tokens, const struct strmap *words, struct labels *out)
{
	*out = (struct labels){.asker = find_asker(tokens, words)};
	if (out->asker.begin == out->asker.end)
		return;
	struct candidates list = {0};
	bool asked = false;
	for (size_t i = 0; i < tokens->n; i = paragraph_end(tokens, i)) {
		bool asks = same(tokens, out->asker, i);
		if (asked && !asks)
			count(&list, tokens, words, i, false);
		asked = asks;
	}
	for (size_t i = 0; i < list.n && out->n < ANSWERERS_MAX; i++) {
		const struct candidate *c = &list.items[i];
		bool longer = false; /* "Mirjana" of "Mirjana Spoljaric" */
		for (size_t k = 0; k < list.n; k++)
			longer |= k != i && list.items[k].all == c->all &&
				  list.items[k].at.begin == c->at.begin &&
				  list.items[k].at.end > c->at.end;
		if (c->all >= TURNS_MIN && !longer)
			out->answerers[out->n++] = c->at;
	}
	if (out->n == 0)
		out->asker = (struct range){0, 0};
}

struct range labels_at(
	const struct labels *labels, const struct tokens *tokens, size_t begin, bool *asks)
{
	size_t n = labels->asker.end - labels->asker.begin;
	*asks = n > 0 && same(tokens, labels->asker, begin);
	if (*asks)
		return (struct range){begin, begin + n};
	for (size_t i = 0; i < labels->n; i++)
		if (same(tokens, labels->answerers[i], begin))
			return (struct range){begin,
				begin + labels->answerers[i].end - labels->answerers[i].begin};
	return (struct range){begin, begin};
}
