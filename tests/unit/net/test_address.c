#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "net/fetch.h"
#include "unit.h"
#include "util/mem.h"

static bool is_public(const char *text)
{
	union {
		struct sockaddr any;
		struct sockaddr_in in4;
		struct sockaddr_in6 in6;
	} a = {.in6 = {.sin6_family = AF_UNSPEC}};
	if (inet_pton(AF_INET, text, &a.in4.sin_addr) == 1)
		a.in4.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &a.in6.sin6_addr) == 1)
		a.in6.sin6_family = AF_INET6;
	else
		ck_abort_msg("no address: %s", text);
	return fetch_address_public(&a.any);
}

START_TEST(closed_ranges)
{
	static const char *const closed[] = {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.1.2.3",
		"10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254",
		"169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1",
		"192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255",
		"198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
		"239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::0808:0808", "64:ff9b:1::1",
		"100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1",
		"2001:20::1", "2001:1ff::1", "2001:db8::1", "2001:db8:ffff::1", "2002:7f00:1::1",
		"2002:808:808::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "fc00::1",
		"fd12:3456::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1"};
	for (size_t i = 0; i < ARRAY_SIZE(closed); i++)
		ck_assert_msg(!is_public(closed[i]), "%s", closed[i]);
}
END_TEST

START_TEST(open_ranges)
{
	static const char *const open[] = {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
		"100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255",
		"169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.1",
		"192.88.98.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
		"223.255.255.255", "::ffff:8.8.8.8", "2001:200::1", "2001:4860:4860::8888",
		"2001:db7::1", "2001:db9::1", "2003::1", "2606:4700::1111", "2a00:1450::1",
		"3ffe::1", "3fff:1000::1"};
	for (size_t i = 0; i < ARRAY_SIZE(open); i++)
		ck_assert_msg(is_public(open[i]), "%s", open[i]);
}
END_TEST

START_TEST(an_unknown_family_is_closed)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/run/socket"};
	ck_assert(!fetch_address_public((const struct sockaddr *)&local));
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	ck_assert(!fetch_address_public(&none));
}
END_TEST

UNIT_MAIN("net/address", closed_ranges, open_ranges, an_unknown_family_is_closed)
