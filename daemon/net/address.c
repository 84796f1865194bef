#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "net/fetch.h"
#include "util/mem.h"

/*
 * The special-purpose registries of RFC 6890 as IANA keeps them: whatever is not globally
 * reachable, and the tunnels that could carry a private address inside a public one. An unknown
 * family is no public address.
 */
struct range4 {
	uint32_t net;
	int bits;
};
#define NET4(a, b, c, d) (((uint32_t)(a) << 24) | ((b) << 16) | ((c) << 8) | (d))

static const struct range4 closed4[] = {
	{NET4(0, 0, 0, 0), 8}, /* this network */
	{NET4(10, 0, 0, 0), 8}, /* private */
	{NET4(100, 64, 0, 0), 10}, /* shared by carriers */
	{NET4(127, 0, 0, 0), 8}, /* loopback */
	{NET4(169, 254, 0, 0), 16}, /* link-local; the clouds' metadata services */
	{NET4(172, 16, 0, 0), 12}, /* private */
	{NET4(192, 0, 0, 0), 24}, /* protocol assignments */
	{NET4(192, 0, 2, 0), 24}, /* documentation */
	{NET4(192, 88, 99, 0), 24}, /* relays of 6to4 */
	{NET4(192, 168, 0, 0), 16}, /* private */
	{NET4(198, 18, 0, 0), 15}, /* benchmarks */
	{NET4(198, 51, 100, 0), 24}, /* documentation */
	{NET4(203, 0, 113, 0), 24}, /* documentation */
	{NET4(224, 0, 0, 0), 4}, /* multicast */
	{NET4(240, 0, 0, 0), 4}, /* reserved, broadcast */
};

struct range6 {
	uint8_t net[6];
	int bits;
};

/* Inside 2000::/3, the only part of the space that is given out as unicast. */
static const struct range6 closed6[] = {
	{{0x20, 0x01, 0x00}, 23}, /* protocol assignments, Teredo and ORCHID among them */
	{{0x20, 0x01, 0x0D, 0xB8}, 32}, /* documentation */
	{{0x20, 0x02}, 16}, /* 6to4 */
	{{0x3F, 0xFF, 0x00}, 20}, /* documentation */
};

static bool public4(uint32_t address)
{
	for (size_t i = 0; i < ARRAY_SIZE(closed4); i++)
		if (((address ^ closed4[i].net) >> (32 - closed4[i].bits)) == 0)
			return false;
	return true;
}

static bool has_prefix(const uint8_t *address, const uint8_t *net, int bits)
{
	for (int i = 0; i < bits; i++)
		if (((address[i / 8] ^ net[i / 8]) >> (7 - i % 8)) & 1)
			return false;
	return true;
}

static bool public6(const struct in6_addr *in6)
{
	const uint8_t *a = in6->s6_addr;
	/* The kernel connects a mapped address over IPv4. */
	if (IN6_IS_ADDR_V4MAPPED(in6))
		return public4(NET4(a[12], a[13], a[14], a[15]));
	if ((a[0] & 0xE0) != 0x20)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(closed6); i++)
		if (has_prefix(a, closed6[i].net, closed6[i].bits))
			return false;
	return true;
}

bool fetch_address_public(const struct sockaddr *address)
{
	/* Copied: the caller's storage need not be aligned for the family's own struct. */
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;
	switch (address->sa_family) {
	case AF_INET:
		memcpy(&in4, address, sizeof(in4));
		return public4(ntohl(in4.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&in6, address, sizeof(in6));
		return public6(&in6.sin6_addr);
	default:
		return false;
	}
}
