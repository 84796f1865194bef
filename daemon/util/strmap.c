#include "util/strmap.h"

#include <stdbool.h>

#include "util/hash.h"
#include "util/mem.h"

struct strmap_entry {
	char *key; /* owned; NULL: free slot */
	size_t len;
	uint64_t hash;
	uint32_t value;
};

void strmap_release(struct strmap *map)
{
	if (!map)
		return;
	for (size_t i = 0; i < map->cap; i++)
		free(map->slots[i].key);
	free(map->slots);
	*map = (struct strmap)STRMAP_INIT;
}

/* The slot that holds the key, or the free slot where it belongs. cap must not be 0. */
static struct strmap_entry *find(const struct strmap *map, const char *key, size_t len, uint64_t h)
{
	size_t i = h & (map->cap - 1);
	for (;; i = (i + 1) & (map->cap - 1)) {
		struct strmap_entry *e = &map->slots[i];
		if (!e->key)
			return e;
		if (e->hash == h && e->len == len && memcmp(e->key, key, len) == 0)
			return e;
	}
}

static void grow(struct strmap *map)
{
	struct strmap bigger = {
		.cap = map->cap ? map->cap * 2 : 16,
		.count = map->count,
	};
	bigger.slots = xcalloc(bigger.cap, sizeof(*bigger.slots));
	for (size_t i = 0; i < map->cap; i++) {
		struct strmap_entry *e = &map->slots[i];
		if (e->key)
			*find(&bigger, e->key, e->len, e->hash) = *e;
	}
	free(map->slots);
	*map = bigger;
}

uint32_t strmap_get(const struct strmap *map, const char *key, size_t len)
{
	if (map->count == 0)
		return STRMAP_NONE;
	const struct strmap_entry *e = find(map, key, len, hash_fnv(key, len, HASH_FNV_SEED));
	return e->key ? e->value : STRMAP_NONE;
}

static struct strmap_entry *insert(struct strmap *map, const char *key, size_t len, bool *fresh)
{
	if (map->count * 4 >= map->cap * 3)
		grow(map);
	uint64_t h = hash_fnv(key, len, HASH_FNV_SEED);
	struct strmap_entry *e = find(map, key, len, h);
	*fresh = !e->key;
	if (*fresh) {
		e->key = xstrndup(key, len);
		e->len = len;
		e->hash = h;
		map->count++;
	}
	return e;
}

uint32_t strmap_add(struct strmap *map, const char *key, size_t len, uint32_t value)
{
	bool fresh;
	struct strmap_entry *e = insert(map, key, len, &fresh);
	if (fresh)
		e->value = value;
	return e->value;
}

void strmap_put(struct strmap *map, const char *key, size_t len, uint32_t value)
{
	bool fresh;
	insert(map, key, len, &fresh)->value = value;
}
