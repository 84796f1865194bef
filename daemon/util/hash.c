#include "util/hash.h"

#include <openssl/evp.h>

#include "util/mem.h"

void hash_sha256_hex(const void *bytes, size_t len, char out[HASH_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	if (EVP_Digest(bytes, len, md, &n, EVP_sha256(), NULL) != 1 || n != 32)
		abort(); /* only when libcrypto itself is broken or out of memory */
	for (unsigned int i = 0; i < 32; i++) {
		out[2 * i] = digits[md[i] >> 4];
		out[2 * i + 1] = digits[md[i] & 15];
	}
	out[64] = '\0';
}

uint64_t hash_fnv(const void *bytes, size_t len, uint64_t seed)
{
	const unsigned char *p = bytes;
	for (size_t i = 0; i < len; i++)
		seed = (seed ^ p[i]) * 0x100000001B3u;
	return seed;
}
