#include "run/terms.h"

#include <stdbool.h>

#include "claims/statement.h"
#include "text/token.h"
#include "util/mem.h"

/* Terms of one statement: the first ones carry it, a whole speech need not be indexed. */
#define TERMS_MAX 48
/* The same with those of its propositions. */
#define TERMS_ALL_MAX 72
/* Two letters are articles, prepositions and initials. */
#define TERM_BYTES_MIN 3

/* Words that say how something is said, not what: sorted, for bsearch. */
static const char *const stop_words[] = {"about", "above", "after", "again", "against", "all",
	"also", "and", "any", "are", "because", "been", "before", "being", "between", "both", "but",
	"can", "could", "did", "does", "doing", "down", "during", "each", "even", "every", "few",
	"for", "from", "further", "had", "has", "have", "having", "her", "here", "hers", "him",
	"his", "how", "however", "into", "its", "itself", "just", "may", "might", "more", "most",
	"must", "not", "now", "off", "once", "one", "only", "other", "our", "ours", "out", "over",
	"own", "said", "same", "say", "saying", "says", "shall", "she", "should", "since", "some",
	"such", "than", "that", "the", "their", "theirs", "them", "then", "there", "these", "they",
	"this", "those", "through", "told", "too", "under", "until", "upon", "very", "was", "were",
	"what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will",
	"with", "within", "without", "would", "yet", "you", "your"};

static int compare_words(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool is_term(const struct token *token)
{
	if (token->kind == TOKEN_MARK || strlen(token->form) < TERM_BYTES_MIN)
		return false;
	return !bsearch(token->form, stop_words, ARRAY_SIZE(stop_words), sizeof(*stop_words),
		compare_words);
}

static void add(struct terms *out, const char *stem)
{
	for (size_t i = 0; i < out->n; i++)
		if (strcmp(out->items[i], stem) == 0)
			return;
	MEM_ROOM(out->items, out->n, out->cap);
	out->items[out->n++] = xstrdup(stem);
}

void terms_of(const char *text, struct terms *out)
{
	struct tokens tokens CLEANUP(tokens_release) = {0};
	tokens_scan(text, strlen(text), NULL, &tokens);
	for (size_t i = 0; i < tokens.n && out->n < TERMS_MAX; i++)
		if (is_term(&tokens.items[i]))
			add(out, tokens.items[i].stem);
}

void terms_of_propositions(const struct statement *statement, struct terms *out)
{
	for (size_t i = 0; i < statement->n_propositions; i++) {
		const struct proposition *p = &statement->propositions[i];
		for (size_t k = 0; k < p->n_arguments && out->n < TERMS_ALL_MAX; k++)
			if (strchr("#=@^", p->arguments[k][0]))
				add(out, p->arguments[k]);
		for (size_t k = 0; k < p->n_marks && out->n < TERMS_ALL_MAX; k++)
			if (strncmp(p->marks[k], "name:", 5) == 0)
				add(out, p->marks[k]);
	}
}

void terms_release(struct terms *terms)
{
	for (size_t i = 0; i < terms->n; i++)
		free(terms->items[i]);
	free(terms->items);
	*terms = (struct terms){0};
}
