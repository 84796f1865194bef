#include "http/request.h"

#include "unit.h"
#include "util/mem.h"

#define HOST "Host: localhost\r\n"

static int parse(const char *text, struct http_request *out)
{
	return http_request_parse(text, strlen(text), out);
}

START_TEST(takes_get_and_head_alone)
{
	static const struct {
		const char *text;
		int rc;
	} table[] = {
		{"GET / HTTP/1.1\r\n" HOST "\r\n", 1},
		{"GET / HTTP/1.0\r\n" HOST "\r\n", 1},
		{"HEAD /x HTTP/1.1\r\n" HOST "\r\n", 1},
		{"GET / HTTP/1.1\r\n" HOST "Accept: */*\r\nCookie:\ta=b; c\r\n\r\n", 1},
		{"GET / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 1},
		/* What follows is not read. */
		{"GET / HTTP/1.1\r\n" HOST "\r\nrubbish\n", 1},
		{"", 0},
		{"GET / HT", 0},
		{"GET / HTTP/1.1\r\n", 0},
		{"GET / HTTP/1.1\r\n" HOST, 0},
		{"POST / HTTP/1.1\r\n" HOST "\r\n", -405},
		{"get / HTTP/1.1\r\n" HOST "\r\n", -405},
		{"DELETE / HTTP/1.1\r\n", -405},
		{"GET / HTTP/2.0\r\n" HOST "\r\n", -505},
		{"GET http://localhost/ HTTP/1.1\r\n" HOST "\r\n", -400},
		{"GET * HTTP/1.1\r\n" HOST "\r\n", -400},
		{"GET /\t HTTP/1.1\r\n" HOST "\r\n", -400},
		{"GET /\x80 HTTP/1.1\r\n" HOST "\r\n", -400},
		{"GET  / HTTP/1.1\r\n" HOST "\r\n", -400},
		{"GET / HTTP/1.1 \r\n" HOST "\r\n", -400},
		{"GET /\r\n" HOST "\r\n", -400},
		{" GET / HTTP/1.1\r\n" HOST "\r\n", -400},
		{"GET / HTTP/1.1\n", -400},
		{"GET / HTTP/1.1\r\n" HOST "\n", -400},
		{"GET / HTTP/1.1\r\n\r\n", -400}, /* nobody is named */
		{"GET / HTTP/1.1\r\n" HOST HOST "\r\n", -400},
		{"GET / HTTP/1.1\r\n" HOST " folded: x\r\n\r\n", -400},
		{"GET / HTTP/1.1\r\n" HOST "No-Colon\r\n\r\n", -400},
		{"GET / HTTP/1.1\r\n" HOST "Space : x\r\n\r\n", -400},
		{"GET / HTTP/1.1\r\n" HOST "A: b\x01\r\n\r\n", -400},
		{"GET / HTTP/1.1\r\n" HOST "A: b\rc\r\n\r\n", -400},
		{"GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", -413},
		{"GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", -413},
	};
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		struct http_request request;
		ck_assert_msg(
			parse(table[i].text, &request) == table[i].rc, "%zu: %s", i, table[i].text);
	}
}
END_TEST

START_TEST(tells_path_query_and_host_apart)
{
	struct http_request r;
	ck_assert_int_eq(
		parse("HEAD /a/b?c=d?e HTTP/1.1\r\nhOST:  Desk.Example:8417 \r\n\r\n", &r), 1);
	ck_assert(r.head);
	ck_assert_str_eq(r.path, "/a/b");
	ck_assert_str_eq(r.query, "c=d?e");
	ck_assert_str_eq(r.host, "desk.example");
	ck_assert_int_eq(parse("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", &r), 1);
	ck_assert_str_eq(r.host, "[::1]");
	ck_assert(!r.head);
}
END_TEST

START_TEST(refuses_hosts_that_are_none)
{
	static const char *const hosts[] = {
		"", ":80", "a:b", "a b", "a/b", "user@a", "\"", "[::1]x:"};
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		struct http_request r;
		AUTOFREE char *text = xasprintf("GET / HTTP/1.1\r\nHost: %s\r\n\r\n", hosts[i]);
		int rc = parse(text, &r);
		ck_assert_msg(rc == -400 || (rc == 1 && strcmp(r.host, "localhost") != 0), "%s",
			hosts[i]);
	}
}
END_TEST

START_TEST(bounds_what_it_reads)
{
	struct http_request r;
	char *text = xmalloc(HTTP_HEAD_MAX + 64);
	memset(text, 'a', HTTP_HEAD_MAX + 64);
	memcpy(text, "GET /", 5);
	ck_assert_int_eq(http_request_parse(text, HTTP_HEAD_MAX - 1, &r), 0);
	ck_assert_int_eq(http_request_parse(text, HTTP_HEAD_MAX, &r), -431);
	static const char rest[] = " HTTP/1.1\r\n" HOST "\r\n";
	memcpy(text + 5 + HTTP_PATH_MAX, rest, sizeof(rest) - 1);
	ck_assert_int_eq(http_request_parse(text, 5 + HTTP_PATH_MAX + sizeof(rest) - 1, &r), -414);
	free(text);
}
END_TEST

UNIT_MAIN("http/request", takes_get_and_head_alone, tells_path_query_and_host_apart,
	refuses_hosts_that_are_none, bounds_what_it_reads)
