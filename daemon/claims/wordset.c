#include "claims/wordset.h"

#include "util/mem.h"

void words_add(struct words *w, const char *prefix, const char *text)
{
	if (w->n == WORDS_MAX)
		return;
	char *word = xasprintf("%s%s", prefix, text);
	size_t at = 0;
	while (at < w->n && strcmp(w->items[at], word) < 0)
		at++;
	if (at < w->n && strcmp(w->items[at], word) == 0) {
		free(word);
		return;
	}
	memmove(&w->items[at + 1], &w->items[at], (w->n - at) * sizeof(w->items[0]));
	w->items[at] = word;
	w->n++;
}

bool words_has(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->items[i], word) == 0)
			return true;
	return false;
}

void words_move(struct words *w, char ***items, size_t *n)
{
	*items = w->n ? xmalloc(w->n * sizeof(**items)) : NULL;
	*n = w->n;
	if (w->n)
		memcpy(*items, w->items, w->n * sizeof(**items));
	w->n = 0;
}

void words_release(struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->items[i]);
	w->n = 0;
}
