#ifndef UTIL_MEM_H
#define UTIL_MEM_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/*
 * Allocation that ends the process when memory is out, in one place: the ledger makes that safe,
 * and no caller has an untested error path. Sizes that strangers control are bounded before they
 * get here (limits.h).
 */

/* As malloc, calloc, realloc, strdup, strndup; never NULL. The caller owns the result. */
void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *ptr, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull, nonnull));
char *xstrndup(const char *s, size_t len) __attribute__((malloc, returns_nonnull, nonnull));
/* As xstrdup, but NULL gives NULL. */
char *xstrdup_null(const char *s);
/* Says that memory is out and ends the process; for libraries that report it. */
void mem_none(void) __attribute__((noreturn));
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2), returns_nonnull));

/*
 * Room for at least need items of size bytes in an array of *cap items; returns the array, which
 * may have moved, and updates *cap. Grows by half, so that appending is linear over time.
 */
void *mem_grow(void *items, size_t *cap, size_t need, size_t size);

/* MEM_PUSH room: items = mem_grow(items, &cap, n + 1, sizeof(*items)) spelled once. */
#define MEM_ROOM(items, n, cap) ((items) = mem_grow((items), &(cap), (n) + 1, sizeof(*(items))))

/*
 * CLEANUP(fn): fn(&variable) runs when the variable leaves scope. fn takes a pointer to the
 * variable; mem_free_ptr frees any heap pointer so declared.
 */
#define CLEANUP(fn) __attribute__((cleanup(fn)))
void mem_free_ptr(void *ptr_to_ptr);
#define AUTOFREE CLEANUP(mem_free_ptr)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#include "util/banned.h"

#endif
