#include "feed/notes.h"

#include <stdarg.h>
#include <stdio.h>

#include "util/buf.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A warning quotes at most a name or a date. */
#define NOTE_MAX 300

static void push(struct feed_notes *notes, char *text)
{
	MEM_ROOM(notes->items, notes->n, notes->cap);
	notes->items[notes->n++] = text;
}

void notes_add(struct feed_notes *notes, const char *fmt, ...)
{
	if (notes->n >= NOTES_MAX) {
		notes->dropped++;
		return;
	}
	char text[NOTE_MAX];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	size_t len = strlen(text);
	if ((size_t)n > len) /* cut: not inside a character */
		len = utf8_floor(text, len - 1);
	struct buf clean = BUF_INIT(NOTE_MAX * 3);
	(void)utf8_repair(text, len, &clean);
	push(notes, buf_take(&clean));
}

char **notes_take(struct feed_notes *notes, size_t *n)
{
	if (notes->dropped)
		push(notes, xasprintf("%zu more warnings", notes->dropped));
	char **items = notes->items;
	*n = notes->n;
	*notes = (struct feed_notes){0};
	return items;
}

void notes_release(struct feed_notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		free(notes->items[i]);
	free(notes->items);
	*notes = (struct feed_notes){0};
}
