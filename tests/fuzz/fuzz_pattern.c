/* Patterns and figures: the first line is a pattern, the second a word of its class, the rest the
 * text. Nothing may crash; every hit lies inside the text. */
#include <stdint.h>
#include <stdlib.h>

#include "text/figure.h"
#include "text/pattern.h"
#include "text/token.h"
#include "util/mem.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TEXT_MAX 4096

static char *take_line(const char **at, size_t *left)
{
	size_t len = 0;
	while (len < *left && (*at)[len] != '\n')
		len++;
	char *line = xstrndup(*at, len);
	size_t step = len < *left ? len + 1 : len;
	*at += step;
	*left -= step;
	return line;
}

static void check(const struct pattern_hits *hits, size_t n)
{
	for (size_t i = 0; i < hits->n; i++)
		if (hits->items[i].begin >= hits->items[i].end || hits->items[i].end > n ||
			hits->items[i].end - hits->items[i].begin > PATTERN_REACH)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *at = (const char *)data;
	size_t left = size < TEXT_MAX ? size : TEXT_MAX;
	if (!utf8_valid(at, left))
		return 0;
	AUTOFREE char *pattern = take_line(&at, &left);
	AUTOFREE char *word = take_line(&at, &left);
	struct patterns *set = patterns_new();
	struct tokens tokens CLEANUP(tokens_release) = {0};
	struct pattern_hits classes CLEANUP(pattern_hits_release) = {0};
	struct pattern_hits hits CLEANUP(pattern_hits_release) = {0};
	patterns_light(set, "the");
	(void)patterns_add_word(set, patterns_class(set, "class"), word, NULL, NULL);
	(void)patterns_add(set, 1, pattern, NULL, NULL);
	(void)patterns_add(set, 2, "{class} .. a", NULL, NULL);
	tokens_scan(at, left, NULL, &tokens);
	patterns_find(set, &tokens, 0, tokens.n, &classes, &hits);
	check(&classes, tokens.n);
	check(&hits, tokens.n);
	struct figure_found figures[32];
	size_t n = figures_find(&tokens, 0, tokens.n, figures, ARRAY_SIZE(figures));
	for (size_t i = 0; i < n; i++)
		if (figures[i].begin >= figures[i].end || figures[i].end > tokens.n ||
			figures[i].what_end > tokens.n || !(figures[i].low <= figures[i].high))
			abort();
	patterns_free(set);
	return 0;
}
