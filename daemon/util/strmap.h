#ifndef UTIL_STRMAP_H
#define UTIL_STRMAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A hash table from byte strings to 32-bit numbers (indexes into the caller's array). Keys are
 * copied. Entries are never removed. Zero-initialise with STRMAP_INIT.
 */
struct strmap {
	struct strmap_entry *slots; /* owned; open addressing, linear probing */
	size_t cap, count;
};

#define STRMAP_INIT                                 \
	{                                           \
		.slots = NULL, .cap = 0, .count = 0 \
	}
#define STRMAP_NONE UINT32_MAX

void strmap_release(struct strmap *map);
/* The number stored for the key, or STRMAP_NONE. */
uint32_t strmap_get(const struct strmap *map, const char *key, size_t len);
/* Stores value unless the key is there; returns what is stored now. */
uint32_t strmap_add(struct strmap *map, const char *key, size_t len, uint32_t value);
/* Stores value, replacing what was there. */
void strmap_put(struct strmap *map, const char *key, size_t len, uint32_t value);

#endif
