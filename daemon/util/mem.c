#include "util/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

void mem_none(void)
{
	/* No formatting here: there is no memory for it. */
	(void)fputs("gainsay: out of memory\n", stderr);
	abort();
}

static void *checked(void *ptr)
{
	if (!ptr)
		mem_none();
	return ptr;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t n, size_t size)
{
	return checked(calloc(n ? n : 1, size ? size : 1));
}

void *xrealloc(void *ptr, size_t size)
{
	return checked(realloc(ptr, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *xstrndup(const char *s, size_t len)
{
	char *copy = xmalloc(len + 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *xstrdup_null(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

char *xasprintf(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *text = NULL;
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return checked(n < 0 ? NULL : text);
}

void *mem_grow(void *items, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return items;
	size_t want = *cap + *cap / 2;
	if (want < need)
		want = need;
	if (want < 8)
		want = 8;
	if (want > SIZE_MAX / size)
		checked(NULL);
	items = xrealloc(items, want * size);
	*cap = want;
	return items;
}

void mem_free_ptr(void *ptr_to_ptr)
{
	void **ptr = ptr_to_ptr;
	free(*ptr);
	*ptr = NULL;
}
