#include "net/fetch.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/fetch_private.h"
#include "unit.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "web.h"

START_TEST(an_answer_and_its_fields)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	const char *const headers[] = {"X-Extra: 1", "X-Evil: a\r\nX-Extra: 2", NULL};
	r.headers = headers;
	const struct fetch_result *got = get(&web, &r, "/feed");
	ck_assert_int_eq(got->code, ERR_NONE);
	ck_assert_int_eq(got->status, 200);
	ck_assert_str_eq(web.text, "hello");
	ck_assert_uint_eq(got->body_bytes, 5);
	ck_assert_str_eq(web.got_etag, "W/\"a b\"");
	ck_assert_str_eq(web.got_type, "application/rss+xml; charset=utf-8");
	ck_assert_str_eq(web.cache, "max-age=60, public");
	ck_assert_str_eq(web.permanent, "");
	ck_assert_str_eq(web.agent, "test/1 (+mailto:a@b.example)");
	ck_assert_str_eq(web.extra, "1"); /* no header is forged into another */
	ck_assert_str_eq(web.etag, "");
	ck_assert_int_eq(got->retry_after_secs, -1);
	close_web(&web);
}
END_TEST

START_TEST(validators_are_sent_back_verbatim)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	r.etag = "W/\"a b\"";
	r.last_modified = "some time ago";
	const struct fetch_result *got = get(&web, &r, "/same");
	ck_assert_int_eq(got->code, ERR_NONE);
	ck_assert_int_eq(got->status, 304);
	ck_assert_str_eq(web.etag, "W/\"a b\"");
	ck_assert_str_eq(web.modified, "some time ago");
	r.etag = "x\r\nX-Extra: forged";
	(void)get(&web, &r, "/same");
	ck_assert_str_eq(web.etag, "");
	ck_assert_str_eq(web.extra, "");
	close_web(&web);
}
END_TEST

START_TEST(posts_and_waits_as_told)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	const char *const headers[] = {"Content-Type: application/json", NULL};
	r.method = "POST";
	r.body = "{\"a\":1}";
	r.body_len = 7;
	r.headers = headers;
	const struct fetch_result *got = get(&web, &r, "/busy");
	ck_assert_int_eq(got->code, ERR_NONE);
	ck_assert_int_eq(got->status, 503);
	ck_assert_int_eq(got->retry_after_secs, 120);
	ck_assert_str_eq(web.body, "{\"a\":1}");
	ck_assert_str_eq(web.type, "application/json");
	/* The handle is used again: nothing of the last request may stick to it. */
	r = request(NULL);
	(void)get(&web, &r, "/feed");
	ck_assert_str_eq(web.body, "");
	ck_assert_str_eq(web.type, "");
	close_web(&web);
}
END_TEST

START_TEST(redirects)
{
	static const struct {
		const char *path, *effective, *permanent;
	} cases[] = {
		{"/301/feed", "/feed", "/feed"}, {"/308/301/feed", "/feed", "/feed"},
		{"/301/302/feed", "/feed", "/302/feed"}, {"/302/301/feed", "/feed", ""},
		{"/307/feed", "/feed", ""},
		{"/301/nowhere", "/nowhere", ""}, /* a wrong address is not worth keeping */
	};
	struct web web;
	open_web(&web, &standard);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fetch_request r = request(NULL);
		const struct fetch_result *got = get(&web, &r, cases[i].path);
		ck_assert_int_eq(got->code, ERR_NONE);
		const char *effective = strstr(web.effective, cases[i].effective);
		ck_assert_msg(effective && strlen(effective) == strlen(cases[i].effective),
			"%s: %s", cases[i].path, web.effective);
		if (cases[i].permanent[0])
			ck_assert_msg(strstr(web.permanent, cases[i].permanent), "%s: %s",
				cases[i].path, web.permanent);
		else
			ck_assert_str_eq(web.permanent, "");
	}
	struct fetch_request r = request(NULL);
	r.follow = false;
	ck_assert_int_eq(get(&web, &r, "/301/feed")->status, 301);
	ck_assert_str_eq(web.permanent, "");
	ck_assert_str_eq(web.text, "moved");
	r = request(NULL);
	web.hits = 0;
	ck_assert_int_eq(get(&web, &r, "/loop")->code, ERR_REJECT);
	ck_assert_int_eq(web.hits, 5); /* max_redirects and the first */
	ck_assert_int_eq(get(&web, &r, "/file")->code, ERR_REJECT);
	close_web(&web);
}
END_TEST

/* However loopback is spelled, the address that is connected to counts. */
START_TEST(private_addresses_however_spelled)
{
	static const char *const hosts[] = {"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f.1",
		"0x7f000001", "0x7F.0x00.0x00.0x01", "0177.0.0.1", "0177.0.0.01", "017700000001",
		"127.0.0.1.", "0", "0.0.0.0", "0x0", "localhost", "LOCALHOST", "localhost.",
		"[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[::127.0.0.1]", "%31%32%37.0.0.1", "127.0.0.1%2e", "user:pass@127.0.0.1",
		"a.example@127.0.0.1", "127.127.127.127", "10.0.0.1", "192.168.1.1",
		"169.254.169.254", "0xa9.0xfe.0xa9.0xfe", "2852039166", "[fe80::1]", "[fd00::1]",
		"[64:ff9b::7f00:1]", "[2002:7f00:1::]"};
	struct web web;
	open_web(&web, &standard);
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		struct fetch_request r = request(NULL);
		r.allow_private = false;
		AUTOFREE char *url = xasprintf("http://%s:%d/feed", hosts[i], web.port);
		const struct fetch_result *got = get(&web, &r, url);
		/* A spelling that libcurl takes for a name it cannot find is as good. */
		ck_assert_msg(got->code != ERR_NONE, "%s", hosts[i]);
		ck_assert_msg(got->code == ERR_REJECT || strstr(got->err.text, "resolve"), "%s: %s",
			hosts[i], got->err.text);
		ck_assert_ptr_null(strstr(got->err.text, "pass"));
	}
	ck_assert_int_eq(web.hits, 0);
	struct fetch_request r = request(NULL);
	r.allow_private = false;
	const struct fetch_result *got = get(&web, &r, "/feed");
	ck_assert_str_eq(got->err.text, "127.0.0.1: its address 127.0.0.1 is private or reserved "
					"(allow_private allows it)");
	close_web(&web);
}
END_TEST

static bool only_first_is_public(const struct sockaddr *address)
{
	const void *any = address;
	const struct sockaddr_in *in4 = any;
	return address->sa_family == AF_INET && ntohl(in4->sin_addr.s_addr) == INADDR_LOOPBACK;
}

START_TEST(a_redirect_into_the_private_net)
{
	struct web web;
	open_web(&web, &standard);
	fetcher_set_rule(web.fetcher, only_first_is_public);
	struct fetch_request r = request(NULL);
	r.allow_private = false;
	ck_assert_int_eq(get(&web, &r, "/feed")->code, ERR_NONE);
	web.hits = 0;
	const struct fetch_result *got = get(&web, &r, "/private");
	ck_assert_int_eq(got->code, ERR_REJECT);
	ck_assert_msg(strstr(got->err.text, "127.0.0.2"), "%s", got->err.text);
	ck_assert_int_eq(web.hits, 1);
	close_web(&web);
}
END_TEST

START_TEST(a_connection_left_open_is_checked_again)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	ck_assert_int_eq(get(&web, &r, "/feed")->code, ERR_NONE);
	r.allow_private = false;
	const struct fetch_result *got = get(&web, &r, "/feed");
	ck_assert_int_eq(got->code, ERR_REJECT);
	ck_assert_int_eq(web.hits, 1);
	close_web(&web);
}
END_TEST

START_TEST(a_proxy_is_the_operators)
{
	struct web web;
	struct fetch_options options = standard;
	/* The environment's word is not heard. */
	(void)setenv("http_proxy", "http://127.0.0.1:1/", 1);
	open_web(&web, &options);
	struct fetch_request r = request(NULL);
	ck_assert_int_eq(get(&web, &r, "/feed")->code, ERR_NONE);
	(void)unsetenv("http_proxy");
	/* The configured one may be private; the web plays it. */
	AUTOFREE char *proxy = xasprintf("http://127.0.0.1:%d", web.port);
	fetcher_free(web.fetcher);
	options.proxy = proxy;
	web.fetcher = fetcher_new(web.base, &options);
	r.allow_private = false;
	const struct fetch_result *got = get(&web, &r, "http://a.example/feed");
	ck_assert_int_eq(got->code, ERR_NONE);
	ck_assert_int_eq(got->status, 404); /* asked with the whole URL as its path */
	close_web(&web);
}
END_TEST

START_TEST(sizes_are_bounded)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	r.max_bytes = 99999;
	const struct fetch_result *got = get(&web, &r, "/big");
	ck_assert_int_eq(got->code, ERR_REJECT);
	ck_assert_str_eq(got->err.text, "127.0.0.1: the answer is larger than 99999 bytes");
	r.max_bytes = 100000;
	ck_assert_int_eq(get(&web, &r, "/big")->code, ERR_NONE);
	ck_assert(!web.last.truncated);
	r.max_bytes = 100;
	r.truncate = true;
	got = get(&web, &r, "/big");
	ck_assert_int_eq(got->code, ERR_NONE);
	ck_assert(got->truncated);
	ck_assert_uint_eq(got->body_bytes, 100);
	ck_assert_uint_eq(strlen(web.text), 100);
	ck_assert_int_eq(got->status, 200);
	close_web(&web);
}
END_TEST

START_TEST(bombs)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	ck_assert_int_eq(get(&web, &r, "/packed")->code, ERR_NONE);
	ck_assert_uint_eq(web.last.body_bytes, 1000);
	/* 4 MiB of blanks in 4 KiB: below max_bytes, above reason. */
	const struct fetch_result *got = get(&web, &r, "/bomb");
	ck_assert_int_eq(got->code, ERR_REJECT);
	ck_assert_msg(strstr(got->err.text, "unpacks"), "%s", got->err.text);
	/* What counts is the size unpacked. */
	r.max_bytes = KIB(64);
	got = get(&web, &r, "/bomb");
	ck_assert_int_eq(got->code, ERR_REJECT);
	ck_assert_msg(strstr(got->err.text, "larger"), "%s", got->err.text);
	close_web(&web);
}
END_TEST

static void raw(struct web *web, const char *text, bool keeps_open, struct fetch_result *got)
{
	AUTOFREE char *url = xasprintf("http://127.0.0.1:%d/", web->raw_port);
	struct fetch_request r = request(NULL);
	web->raw_text = text;
	web->raw_keeps_open = keeps_open;
	*got = *get(web, &r, url);
}

START_TEST(servers_that_talk_nonsense)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_result got;
	raw(&web, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this", false, &got);
	ck_assert_int_eq(got.code, ERR_RETRY);
	ck_assert_msg(strstr(got.err.text, "127.0.0.1: "), "%s", got.err.text);
	raw(&web, "SSH-2.0-OpenSSH_9.2\r\n", false, &got);
	ck_assert_int_eq(got.code, ERR_RETRY);
	raw(&web, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
		false, &got);
	ck_assert_int_eq(got.code, ERR_RETRY);
	AUTOFREE char *many = xmalloc(KIB(400));
	size_t used = (size_t)snprintf(many, KIB(400), "HTTP/1.1 200 OK\r\n");
	while (used < KIB(300))
		used += (size_t)snprintf(many + used, KIB(400) - used, "X-Filler: %01000d\r\n", 0);
	(void)snprintf(many + used, KIB(400) - used, "\r\nbody");
	raw(&web, many, true, &got);
	ck_assert_msg(got.code == ERR_REJECT, "%s", got.err.text);
	ck_assert_msg(strstr(got.err.text, "headers"), "%s", got.err.text);
	close_web(&web);
}
END_TEST

START_TEST(servers_that_say_nothing_more)
{
	struct web web;
	struct fetch_options options = standard;
	options.low_speed_bytes = 100;
	options.low_speed_secs = 1;
	open_web(&web, &options);
	struct fetch_result got;
	raw(&web, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nslow", true, &got);
	ck_assert_int_eq(got.code, ERR_RETRY);
	ck_assert_msg(strstr(got.err.text, "too slow"), "%s", got.err.text);
	fetcher_free(web.fetcher);
	options.low_speed_secs = 30;
	options.total_timeout_secs = 1;
	web.fetcher = fetcher_new(web.base, &options);
	raw(&web, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nslow", true, &got);
	ck_assert_int_eq(got.code, ERR_RETRY);
	ck_assert_msg(strstr(got.err.text, "timed out"), "%s", got.err.text);
	close_web(&web);
}
END_TEST

START_TEST(hosts_that_are_not_there)
{
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	int port = web.raw_port;
	evconnlistener_disable(web.raw);
	(void)close(socket(AF_INET, SOCK_STREAM, 0));
	AUTOFREE char *closed = xasprintf("http://127.0.0.3:%d/", port);
	const struct fetch_result *got = get(&web, &r, closed);
	ck_assert_int_eq(got->code, ERR_RETRY);
	got = get(&web, &r, "http://no-such-host.invalid/");
	ck_assert_int_eq(got->code, ERR_RETRY);
	ck_assert_msg(strstr(got->err.text, "no-such-host.invalid"), "%s", got->err.text);
	got = get(&web, &r, "ftp://127.0.0.1/");
	ck_assert_int_eq(got->code, ERR_REJECT);
	close_web(&web);
}
END_TEST

START_TEST(bodies_in_files)
{
	char dir[] = "/tmp/gainsay-fetch-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	AUTOFREE char *path = xasprintf("%s/spool", dir);
	struct web web;
	open_web(&web, &standard);
	struct fetch_request r = request(NULL);
	r.spool_path = path;
	const struct fetch_result *got = get(&web, &r, "/feed");
	ck_assert_int_eq(got->code, ERR_NONE);
	ck_assert_uint_eq(got->body_bytes, 5);
	ck_assert_str_eq(web.text, "");
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(100);
	ck_assert_int_eq(file_read(path, &bytes, NULL), 0);
	ck_assert_str_eq(bytes.data, "hello");
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	/* An empty answer is an empty file; a failed one leaves none. */
	ck_assert_int_eq(get(&web, &r, "/empty")->code, ERR_NONE);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, 0);
	r.max_bytes = 90000;
	ck_assert_int_eq(get(&web, &r, "/big")->code, ERR_REJECT);
	ck_assert_int_eq(stat(path, &st), -1);
	/* Nor is another's link followed. */
	ck_assert_int_eq(symlink("/tmp/gainsay-no-such-file", path), 0);
	got = get(&web, &r, "/feed");
	ck_assert_int_eq(got->code, ERR_RETRY);
	ck_assert_msg(strstr(got->err.text, path), "%s", got->err.text);
	(void)unlink(path);
	(void)rmdir(dir);
	close_web(&web);
}
END_TEST

START_TEST(a_host_has_so_many_at_once)
{
	struct web web;
	open_web(&web, &standard);
	AUTOFREE char *url = xasprintf("http://127.0.0.1:%d/late", web.port);
	struct fetch_request r = request(url);
	web.want = 9;
	for (int i = 0; i < 9; i++)
		(void)fetch_start(web.fetcher, &r, on_done, &web);
	ck_assert_uint_eq(fetch_pending(web.fetcher), 9);
	(void)event_base_dispatch(web.base);
	ck_assert_int_eq(web.hits, 9);
	ck_assert_int_eq(web.most_at_once, 2);
	ck_assert_uint_eq(fetch_pending(web.fetcher), 0);
	close_web(&web);
}
END_TEST

START_TEST(cancelled_requests_are_not_heard_of)
{
	struct web web;
	open_web(&web, &standard);
	AUTOFREE char *url = xasprintf("http://127.0.0.1:%d/late", web.port);
	struct fetch_request r = request(url);
	uint64_t ids[4];
	for (int i = 0; i < 4; i++)
		ids[i] = fetch_start(web.fetcher, &r, on_done, &web);
	r.url = "ftp://refused.example/";
	fetch_cancel(web.fetcher, fetch_start(web.fetcher, &r, on_done, &web));
	while (web.hits == 0)
		(void)event_base_loop(web.base, EVLOOP_ONCE);
	fetch_cancel(web.fetcher, ids[0]); /* under way */
	fetch_cancel(web.fetcher, ids[3]); /* in the queue */
	fetch_cancel(web.fetcher, 12345);
	ck_assert_uint_eq(fetch_pending(web.fetcher), 2);
	web.want = 2;
	(void)event_base_dispatch(web.base);
	ck_assert_int_eq(web.done, 2);
	ck_assert_uint_eq(fetch_pending(web.fetcher), 0);
	/* What is under way when all ends is dropped, too. */
	r.url = url;
	(void)fetch_start(web.fetcher, &r, on_done, &web);
	int hits = web.hits;
	while (web.hits == hits)
		(void)event_base_loop(web.base, EVLOOP_ONCE);
	while (web.at_once > 0)
		(void)event_base_loop(web.base, EVLOOP_ONCE);
	close_web(&web);
}
END_TEST

UNIT_MAIN("net/fetch", an_answer_and_its_fields, validators_are_sent_back_verbatim,
	posts_and_waits_as_told, redirects, private_addresses_however_spelled,
	a_redirect_into_the_private_net, a_connection_left_open_is_checked_again,
	a_proxy_is_the_operators, sizes_are_bounded, bombs, servers_that_talk_nonsense,
	servers_that_say_nothing_more, hosts_that_are_not_there, bodies_in_files,
	a_host_has_so_many_at_once, cancelled_requests_are_not_heard_of)
