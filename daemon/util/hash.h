#ifndef UTIL_HASH_H
#define UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_HEX_SIZE 65 /* 64 hexadecimal digits and a NUL */

/* SHA-256 of the bytes as lower-case hexadecimal. */
void hash_sha256_hex(const void *bytes, size_t len, char out[HASH_HEX_SIZE]);

/* FNV-1a, for tables inside one process only; seed it with another hash to chain. */
uint64_t hash_fnv(const void *bytes, size_t len, uint64_t seed);
#define HASH_FNV_SEED 0xCBF29CE484222325u

#endif
