#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/options.h"

/* As text: an IPv6 address in brackets and a port, or the path of a socket. */
#define ADDRESS_SIZE 128

enum client_state { CLIENT_ASKING, CLIENT_ANSWERED, CLIENT_LINGERING };

struct client {
	TAILQ_ENTRY(client) link;
	struct http_server *server;
	struct bufferevent *stream;
	struct event *deadline;
	enum client_state state;
};
TAILQ_HEAD(clients, client);

struct http_server {
	struct http_server_options o;
	struct evconnlistener *listener;
	struct clients clients;
	size_t n_clients;
	char **hosts;
	size_t n_hosts;
	char address[ADDRESS_SIZE];
	char own[HTTP_HOST_MAX]; /* the address alone, as it stands in a Host field */
};

static const char *reason(int status)
{
	static const struct {
		int status;
		const char *text;
	} table[] = {{200, "OK"}, {400, "Bad Request"}, {404, "Not Found"},
		{405, "Method Not Allowed"}, {408, "Request Timeout"}, {413, "Content Too Large"},
		{414, "URI Too Long"}, {421, "Misdirected Request"},
		{431, "Request Header Fields Too Large"}, {500, "Internal Server Error"},
		{503, "Service Unavailable"}, {505, "HTTP Version Not Supported"}};
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].status == status)
			return table[i].text;
	return "Status";
}

static void client_free(struct client *client)
{
	struct http_server *server = client->server;
	TAILQ_REMOVE(&server->clients, client, link);
	server->n_clients--;
	bufferevent_free(client->stream);
	event_free(client->deadline);
	free(client);
	/* There is room for one who waits again. */
	if (server->listener)
		(void)evconnlistener_enable(server->listener);
}

static void set_deadline(struct client *client, int secs)
{
	const struct timeval tv = {.tv_sec = secs};
	(void)event_add(client->deadline, &tv);
}

static void send_answer(struct client *client, const struct http_answer *answer, bool head)
{
	struct evbuffer *out = bufferevent_get_output(client->stream);
	char date[64] = "";
	time_t now = (time_t)(clock_now_ms() / 1000);
	struct tm tm;
	if (gmtime_r(&now, &tm))
		(void)strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	(void)evbuffer_add_printf(out,
		"HTTP/1.1 %d %s\r\n"
		"Date: %s\r\n"
		"Content-Type: %s\r\n"
		"Content-Length: %zu\r\n"
		"Connection: close\r\n"
		"Cache-Control: no-store\r\n"
		"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
		"X-Content-Type-Options: nosniff\r\n"
		"Referrer-Policy: no-referrer\r\n"
		"%s\r\n",
		answer->status, reason(answer->status), date, answer->type, answer->body.len,
		answer->status == 405 ? "Allow: GET, HEAD\r\n" : "");
	if (!head)
		(void)evbuffer_add(out, buf_str(&answer->body), answer->body.len);
	client->state = CLIENT_ANSWERED;
	set_deadline(client, HTTP_ANSWER_SECS);
}

static void refuse(struct client *client, int status)
{
	struct http_answer answer = {.status = status,
		.type = "text/plain; charset=utf-8",
		.body = BUF_INIT(HTTP_BODY_MAX)};
	(void)buf_printf(&answer.body, "%s\n", reason(status));
	send_answer(client, &answer, false);
	buf_release(&answer.body);
}

static bool is_our_name(const struct http_server *server, const char *host)
{
	static const char *const own[] = {"localhost", "127.0.0.1", "[::1]"};
	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		if (strcmp(host, own[i]) == 0)
			return true;
	for (size_t i = 0; i < server->n_hosts; i++)
		if (strcasecmp(host, server->hosts[i]) == 0)
			return true;
	return strcmp(host, server->own) == 0;
}

static void answer(struct client *client, const struct http_request *request)
{
	struct http_server *server = client->server;
	if (!is_our_name(server, request->host)) {
		refuse(client, 421);
		return;
	}
	struct http_answer answer = {.status = 200,
		.type = "text/plain; charset=utf-8",
		.body = BUF_INIT(HTTP_BODY_MAX)};
	server->o.on_request(request, &answer, server->o.arg);
	if (answer.body.cut)
		refuse(client, 500);
	else
		send_answer(client, &answer, request->head);
	buf_release(&answer.body);
}

static void on_read(struct bufferevent *stream, void *arg)
{
	struct client *client = arg;
	struct http_request request;
	struct evbuffer *in = bufferevent_get_input(stream);
	size_t len = evbuffer_get_length(in);
	if (client->state == CLIENT_ASKING) {
		size_t look = len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX;
		const char *bytes = (const char *)evbuffer_pullup(in, (ev_ssize_t)look);
		int rc = bytes ? http_request_parse(bytes, look, &request) : 0;
		if (rc == 0)
			return;
		if (rc < 0)
			refuse(client, -rc);
		else
			answer(client, &request);
	}
	/* One request a connection: what more is sent goes nowhere. */
	(void)evbuffer_drain(in, evbuffer_get_length(in));
}

static void on_written(struct bufferevent *stream, void *arg)
{
	struct client *client = arg;
	if (client->state != CLIENT_ANSWERED)
		return;
	/* Closing over bytes that were not read would take the answer back: the client first. */
	client->state = CLIENT_LINGERING;
	(void)shutdown(bufferevent_getfd(stream), SHUT_WR);
	set_deadline(client, HTTP_LINGER_SECS);
}

static void on_event(struct bufferevent *stream, short what, void *arg)
{
	struct client *client = arg;
	(void)stream;
	/* One who has sent all he has to say still wants the answer. */
	if ((what & BEV_EVENT_EOF) && client->state == CLIENT_ANSWERED)
		return;
	client_free(client);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct client *client = arg;
	(void)fd;
	(void)what;
	if (client->state == CLIENT_ASKING)
		refuse(client, 408);
	else
		client_free(client);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
	int len, void *arg)
{
	struct http_server *server = arg;
	(void)address;
	(void)len;
	struct bufferevent *stream = bufferevent_socket_new(
		server->o.base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!stream) {
		(void)close(fd);
		return;
	}
	struct client *client = xcalloc(1, sizeof(*client));
	client->server = server;
	client->stream = stream;
	client->deadline = evtimer_new(server->o.base, on_deadline, client);
	TAILQ_INSERT_TAIL(&server->clients, client, link);
	/* Those who come now wait in the kernel's queue. */
	if (++server->n_clients >= HTTP_CLIENTS_MAX)
		(void)evconnlistener_disable(listener);
	set_deadline(client, HTTP_HEAD_SECS);
	bufferevent_setwatermark(stream, EV_READ, 0, HTTP_HEAD_MAX);
	bufferevent_setcb(stream, on_read, on_written, on_event, client);
	(void)bufferevent_enable(stream, EV_READ | EV_WRITE);
}

/* ADDRESS:PORT into a socket's address. */
static bool read_listen(const char *listen, struct sockaddr_storage *out, int *len)
{
	*len = sizeof(*out);
	*out = (struct sockaddr_storage){0};
	const char *colon = strrchr(listen, ':');
	return colon && colon[1] >= '0' && colon[1] <= '9' &&
	       (colon == listen || colon[-1] != ':') &&
	       evutil_parse_sockaddr_port(listen, (struct sockaddr *)out, len) == 0;
}

bool http_listen_valid(const char *listen, bool *loopback)
{
	struct sockaddr_storage address;
	int len;
	if (!read_listen(listen, &address, &len))
		return false;
	*loopback =
		address.ss_family == AF_INET
			? ntohl(((const struct sockaddr_in *)&address)->sin_addr.s_addr) >> 24 ==
				  127
			: IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)&address)->sin6_addr);
	return true;
}

static void name_address(struct http_server *server)
{
	struct sockaddr_storage address = {0};
	socklen_t len = sizeof(address);
	char text[INET6_ADDRSTRLEN] = "";
	(void)getsockname(
		evconnlistener_get_fd(server->listener), (struct sockaddr *)&address, &len);
	struct buf own = BUF_INIT(sizeof(server->own) - 1);
	unsigned int port = 0;
	if (address.ss_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)&address;
		(void)inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
		(void)buf_puts(&own, text);
		port = ntohs(in->sin_port);
	} else if (address.ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&address;
		(void)inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
		(void)buf_printf(&own, "[%s]", text);
		port = ntohs(in6->sin6_port);
	}
	struct buf whole = BUF_INIT(sizeof(server->address) - 1);
	if (own.len)
		(void)buf_printf(&whole, "%s:%u", own.data, port);
	else
		(void)buf_puts(&whole, "a socket of the service manager's");
	memcpy(server->own, buf_str(&own), own.len + 1);
	memcpy(server->address, buf_str(&whole), whole.len + 1);
	buf_release(&own);
	buf_release(&whole);
}

static int open_listener(struct http_server *server, struct err *err)
{
	const struct http_server_options *o = &server->o;
	unsigned int flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE;
	struct sockaddr_storage address;
	int len;
	if (o->fd >= 0) {
		(void)evutil_make_socket_nonblocking(o->fd);
		server->listener = evconnlistener_new(o->base, on_accept, server, flags, 0, o->fd);
	} else if (read_listen(o->listen, &address, &len)) {
		server->listener = evconnlistener_new_bind(o->base, on_accept, server, flags,
			HTTP_CLIENTS_MAX, (const struct sockaddr *)&address, len);
	} else {
		errno = EINVAL;
	}
	if (!server->listener)
		return err_set(err, ERR_CONFIG, "the page cannot listen on %s: %s",
			o->fd >= 0 ? "the socket given" : o->listen, strerror(errno));
	name_address(server);
	return 0;
}

static void clear_hosts(struct http_server *server)
{
	for (size_t i = 0; i < server->n_hosts; i++)
		free(server->hosts[i]);
	free(server->hosts);
	server->hosts = NULL;
	server->n_hosts = 0;
}

void http_server_set_hosts(struct http_server *server, const struct option_list *hosts)
{
	clear_hosts(server);
	if (!hosts || !hosts->n)
		return;
	server->hosts = xcalloc(hosts->n, sizeof(*server->hosts));
	for (; server->n_hosts < hosts->n; server->n_hosts++)
		server->hosts[server->n_hosts] = xstrdup(hosts->items[server->n_hosts]);
}

struct http_server *http_server_new(const struct http_server_options *options, struct err *err)
{
	struct http_server *server = xcalloc(1, sizeof(*server));
	server->o = *options;
	TAILQ_INIT(&server->clients);
	int rc = open_listener(server, err);
	server->o.listen = NULL;
	server->o.hosts = NULL;
	if (rc < 0) {
		http_server_free(server);
		return NULL;
	}
	http_server_set_hosts(server, options->hosts);
	return server;
}

void http_server_free(struct http_server *server)
{
	if (!server)
		return;
	if (server->listener)
		evconnlistener_free(server->listener);
	server->listener = NULL;
	for (struct client *c = TAILQ_FIRST(&server->clients), *next; c; c = next) {
		next = TAILQ_NEXT(c, link);
		client_free(c);
	}
	clear_hosts(server);
	free(server);
}

const char *http_server_address(const struct http_server *server)
{
	return server->address;
}
