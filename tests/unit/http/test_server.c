#include "http/server.h"

#include <event2/event.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/options.h"

static struct event_base *base;
static int asked;

static void on_request(const struct http_request *request, struct http_answer *answer, void *arg)
{
	(void)arg;
	asked++;
	(void)buf_printf(&answer->body, "you asked for %s", request->path);
}

/* A socket of the kernel's choice of port. */
static int listening(void)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	ck_assert_int_eq(listen(fd, HTTP_CLIENTS_MAX + 16), 0);
	return fd;
}

static struct http_server *serve(const struct option_list *hosts)
{
	struct err err = ERR_INIT;
	if (!base)
		base = event_base_new();
	asked = 0;
	struct http_server *server = http_server_new(
		&(struct http_server_options){
			.base = base, .fd = listening(), .hosts = hosts, .on_request = on_request},
		&err);
	ck_assert_msg(server != NULL, "%s", err.text);
	return server;
}

static int dial(const struct http_server *server)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons(
			(uint16_t)strtol(strrchr(http_server_address(server), ':') + 1, NULL, 10))};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

/* Sends text and returns all that is answered. */
static char *ask(const struct http_server *server, const char *text)
{
	int fd = dial(server);
	struct buf got = BUF_INIT(65536);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	for (;;) {
		char chunk[4096];
		(void)event_base_loop(base, EVLOOP_NONBLOCK);
		ssize_t n = recv(fd, chunk, sizeof(chunk), MSG_DONTWAIT);
		if (n == 0)
			break;
		if (n > 0)
			(void)buf_add(&got, chunk, (size_t)n);
	}
	(void)close(fd);
	return buf_take(&got);
}

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

START_TEST(answers_once_and_says_so)
{
	struct http_server *server = serve(NULL);
	AUTOFREE char *get = ask(server, "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b "
					 "HTTP/1.1\r\nHost: localhost\r\n\r\n");
	ck_assert(has(get, "HTTP/1.1 200 OK\r\n") && has(get, "\r\n\r\nyou asked for /a"));
	ck_assert(has(get, "Connection: close\r\n") && has(get, "default-src 'none'") &&
		  has(get, "nosniff") && !has(get, "/b"));
	ck_assert_int_eq(asked, 1);
	AUTOFREE char *head = ask(server, "HEAD /a HTTP/1.1\r\nHost: localhost\r\n\r\n");
	ck_assert(has(head, "Content-Length: 16\r\n") && !has(head, "you asked"));
	http_server_free(server);
}
END_TEST

START_TEST(refuses_what_it_does_not_do)
{
	struct http_server *server = serve(NULL);
	AUTOFREE char *post = ask(
		server, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=b");
	ck_assert(has(post, "HTTP/1.1 405 ") && has(post, "Allow: GET, HEAD\r\n"));
	char *large = xmalloc(HTTP_HEAD_MAX * 3);
	memset(large, 'x', HTTP_HEAD_MAX * 3);
	memcpy(large, "GET / HTTP/1.1\r\nA: ", 19);
	large[HTTP_HEAD_MAX * 3 - 1] = '\0';
	AUTOFREE char *answer = ask(server, large);
	ck_assert(has(answer, "HTTP/1.1 431 "));
	free(large);
	ck_assert_int_eq(asked, 0);
	http_server_free(server);
}
END_TEST

START_TEST(knows_its_own_names)
{
	char *names[] = {(char *)(uintptr_t) "Desk.Example"};
	const struct option_list hosts = {names, 1};
	static const struct {
		const char *host;
		bool ours;
	} table[] = {{"localhost:8417", true}, {"127.0.0.1", true}, {"[::1]:1", true},
		{"desk.example", true}, {"DESK.EXAMPLE:80", true}, {"evil.example", false},
		{"127.0.0.1.evil.example", false}, {"localhost.evil.example", false},
		{"0.0.0.0", false}};
	struct http_server *server = serve(&hosts);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		AUTOFREE char *text = xasprintf(
			"GET / HTTP/1.1\r\nHost: %s\r\n\r\n", table[i].host);
		AUTOFREE char *answer = ask(server, text);
		ck_assert_msg(has(answer, table[i].ours ? "HTTP/1.1 200 " : "HTTP/1.1 421 "),
			"%s: %s", table[i].host, answer);
	}
	http_server_set_hosts(server, NULL);
	AUTOFREE char *answer = ask(server, "GET / HTTP/1.1\r\nHost: desk.example\r\n\r\n");
	ck_assert(has(answer, "HTTP/1.1 421 "));
	http_server_free(server);
}
END_TEST

START_TEST(those_beyond_the_bound_wait_their_turn)
{
	int fds[HTTP_CLIENTS_MAX];
	struct http_server *server = serve(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = dial(server);
	for (int i = 0; i < 10; i++)
		(void)event_base_loop(base, EVLOOP_NONBLOCK);
	int late = dial(server);
	static const char text[] = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
	ck_assert_int_eq(write(late, text, sizeof(text) - 1), (ssize_t)sizeof(text) - 1);
	for (int i = 0; i < 10; i++)
		(void)event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(asked, 0);
	(void)close(fds[0]);
	while (!asked)
		(void)event_base_loop(base, EVLOOP_NONBLOCK);
	for (size_t i = 1; i < ARRAY_SIZE(fds); i++)
		(void)close(fds[i]);
	(void)close(late);
	http_server_free(server);
}
END_TEST

START_TEST(tells_addresses_from_others)
{
	static const struct {
		const char *text;
		bool valid, loopback;
	} table[] = {{"127.0.0.1:8417", true, true}, {"127.9.0.1:1", true, true},
		{"[::1]:8417", true, true}, {"0.0.0.0:80", true, false}, {"[::]:80", true, false},
		{"192.0.2.1:80", true, false}, {"localhost:80", false, false},
		{"127.0.0.1", false, false}, {"127.0.0.1:", false, false}, {"::1", false, false},
		{"8417", false, false}, {"", false, false}, {"127.0.0.1:99999", false, false}};
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		bool loopback = false;
		ck_assert_msg(http_listen_valid(table[i].text, &loopback) == table[i].valid, "%s",
			table[i].text);
		ck_assert_msg(
			!table[i].valid || loopback == table[i].loopback, "%s", table[i].text);
	}
	event_base_free(base);
	base = NULL;
}
END_TEST

UNIT_MAIN("http/server", answers_once_and_says_so, refuses_what_it_does_not_do, knows_its_own_names,
	those_beyond_the_bound_wait_their_turn, tells_addresses_from_others)
