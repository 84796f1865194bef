#include "web.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"

static void copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from ? from : "");
}

static void reply(struct evhttp_request *req, int status, const char *body)
{
	struct evbuffer *out = evbuffer_new();
	(void)evbuffer_add_printf(out, "%s", body);
	evhttp_send_reply(req, status, "x", out);
	evbuffer_free(out);
}

static void set(struct evhttp_request *req, const char *name, const char *value)
{
	(void)evhttp_add_header(evhttp_request_get_output_headers(req), name, value);
}

/* /N/... redirects: each first letter of the path is a status and the rest is where to. */
static void redirect(struct web *web, struct evhttp_request *req, const char *path)
{
	AUTOFREE char *to = xasprintf("http://127.0.0.1:%d%s", web->port, path + 4);
	set(req, "Location", to);
	reply(req, (int)strtol(path + 1, NULL, 10), "moved");
}

/* Blanks, packed a thousandfold: gzip of 4 MiB or of 1,000 bytes. */
static void send_packed(struct evhttp_request *req, const char *file)
{
	AUTOFREE char *path = xasprintf("%s/tests/unit/net/%s", getenv("GAINSAY_SOURCE"), file);
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(KIB(64));
	ck_assert_int_eq(file_read(path, &bytes, NULL), 0);
	struct evbuffer *out = evbuffer_new();
	(void)evbuffer_add(out, bytes.data, bytes.len);
	set(req, "Content-Encoding", "gzip");
	evhttp_send_reply(req, 200, "x", out);
	evbuffer_free(out);
}

struct late {
	struct web *web;
	struct evhttp_request *req;
	struct event *timer;
};

static void on_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct late *late = arg;
	late->web->at_once--;
	reply(late->req, 200, "late");
	event_free(late->timer);
	free(late);
}

static void on_request(struct evhttp_request *req, void *arg)
{
	struct web *web = arg;
	const struct evkeyvalq *in = evhttp_request_get_input_headers(req);
	const char *path = evhttp_request_get_uri(req);
	web->hits++;
	copy(web->agent, sizeof(web->agent), evhttp_find_header(in, "User-Agent"));
	copy(web->etag, sizeof(web->etag), evhttp_find_header(in, "If-None-Match"));
	copy(web->modified, sizeof(web->modified), evhttp_find_header(in, "If-Modified-Since"));
	copy(web->type, sizeof(web->type), evhttp_find_header(in, "Content-Type"));
	copy(web->extra, sizeof(web->extra), evhttp_find_header(in, "X-Extra"));
	struct evbuffer *body = evhttp_request_get_input_buffer(req);
	size_t n = evbuffer_get_length(body) < sizeof(web->body) - 1 ? evbuffer_get_length(body)
								     : sizeof(web->body) - 1;
	(void)evbuffer_copyout(body, web->body, n);
	web->body[n] = '\0';
	if (strcmp(path, "/feed") == 0) {
		set(req, "ETag", "W/\"a b\"");
		set(req, "Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
		set(req, "Content-Type", "application/rss+xml; charset=utf-8");
		set(req, "Cache-Control", "max-age=60");
		set(req, "Cache-Control", "public");
		reply(req, 200, "hello");
	} else if (strcmp(path, "/same") == 0) {
		evhttp_send_reply(req, 304, "x", NULL);
	} else if (strcmp(path, "/busy") == 0) {
		set(req, "Retry-After", "120");
		reply(req, 503, "busy");
	} else if (strcmp(path, "/file") == 0) {
		set(req, "Location", "file:///etc/passwd");
		reply(req, 302, "");
	} else if (strcmp(path, "/private") == 0) {
		AUTOFREE char *to = xasprintf("http://127.0.0.2:%d/feed", web->port);
		set(req, "Location", to);
		reply(req, 302, "");
	} else if (strcmp(path, "/loop") == 0) {
		set(req, "Location", "/loop");
		reply(req, 302, "");
	} else if (strcmp(path, "/big") == 0) {
		AUTOFREE char *big = xmalloc(100001);
		memset(big, 'x', 100000);
		big[100000] = '\0';
		reply(req, 200, big);
	} else if (strcmp(path, "/bomb") == 0) {
		send_packed(req, "blanks_4m.gz");
	} else if (strcmp(path, "/packed") == 0) {
		send_packed(req, "blanks_1k.gz");
	} else if (strcmp(path, "/late") == 0) {
		struct late *late = xcalloc(1, sizeof(*late));
		late->web = web;
		late->req = req;
		late->timer = event_new(web->base, -1, 0, on_late, late);
		struct timeval tv = {.tv_usec = 5000};
		(void)event_add(late->timer, &tv);
		if (++web->at_once > web->most_at_once)
			web->most_at_once = web->at_once;
	} else if (path[1] == '3') {
		redirect(web, req, path);
	} else if (strcmp(path, "/empty") == 0) {
		evhttp_send_reply(req, 200, "x", NULL);
	} else {
		reply(req, 404, "nothing here");
	}
}

static void on_raw_read(struct bufferevent *bev, void *arg)
{
	struct web *web = arg;
	struct evbuffer *in = bufferevent_get_input(bev);
	(void)evbuffer_drain(in, evbuffer_get_length(in));
	(void)bufferevent_write(bev, web->raw_text, strlen(web->raw_text));
}

static void raw_close(struct web *web, struct bufferevent *bev)
{
	for (size_t i = 0; i < web->n_raw; i++)
		if (web->raw_open[i] == bev)
			web->raw_open[i] = NULL;
	bufferevent_free(bev);
}

static void on_raw_written(struct bufferevent *bev, void *arg)
{
	struct web *web = arg;
	if (!web->raw_keeps_open)
		raw_close(web, bev);
}

static void on_raw_event(struct bufferevent *bev, short what, void *arg)
{
	(void)what;
	raw_close(arg, bev);
}

static void on_raw_accept(struct evconnlistener *listener, evutil_socket_t fd,
	struct sockaddr *address, int len, void *arg)
{
	(void)listener;
	(void)address;
	(void)len;
	struct web *web = arg;
	struct bufferevent *bev = bufferevent_socket_new(web->base, fd, BEV_OPT_CLOSE_ON_FREE);
	web->raw_open[web->n_raw++] = bev;
	bufferevent_setcb(bev, on_raw_read, on_raw_written, on_raw_event, web);
	(void)bufferevent_enable(bev, EV_READ | EV_WRITE);
}

static int port_of(evutil_socket_t fd)
{
	struct sockaddr_in address;
	socklen_t len = sizeof(address);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	return ntohs(address.sin_port);
}

const struct fetch_options standard = {
	.user_agent = (char[]){"test/1 (+mailto:a@b.example)"},
	.connect_timeout_secs = 10,
	.total_timeout_secs = 60,
	.low_speed_bytes = 1,
	.low_speed_secs = 30,
	.max_transfers = 50,
	.host_transfers = 2,
	.host_delay_ms = 0,
	.max_redirects = 4,
};

void open_web(struct web *web, const struct fetch_options *options)
{
	(void)signal(SIGPIPE, SIG_IGN);
	*web = (struct web){.base = event_base_new()};
	web->http = evhttp_new(web->base);
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(web->http, "0.0.0.0", 0);
	ck_assert_ptr_nonnull(bound);
	web->port = port_of(evhttp_bound_socket_get_fd(bound));
	evhttp_set_gencb(web->http, on_request, web);
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	web->raw = evconnlistener_new_bind(web->base, on_raw_accept, web,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, -1, (struct sockaddr *)&any,
		sizeof(any));
	ck_assert_ptr_nonnull(web->raw);
	web->raw_port = port_of(evconnlistener_get_fd(web->raw));
	web->fetcher = fetcher_new(web->base, options);
}

void close_web(struct web *web)
{
	fetcher_free(web->fetcher);
	for (size_t i = 0; i < web->n_raw; i++)
		if (web->raw_open[i])
			bufferevent_free(web->raw_open[i]);
	evconnlistener_free(web->raw);
	evhttp_free(web->http);
	event_base_free(web->base);
}

void on_done(uint64_t id, const struct fetch_result *result, void *arg)
{
	(void)id;
	struct web *web = arg;
	web->last = *result;
	copy(web->effective, sizeof(web->effective), result->effective_url);
	copy(web->permanent, sizeof(web->permanent), result->permanent_url);
	copy(web->got_etag, sizeof(web->got_etag), result->etag);
	copy(web->got_type, sizeof(web->got_type), result->content_type);
	copy(web->cache, sizeof(web->cache), result->cache_control);
	copy(web->text, sizeof(web->text), buf_str(&result->body));
	if (++web->done >= web->want)
		(void)event_base_loopbreak(web->base);
}

struct fetch_request request(const char *url)
{
	return (struct fetch_request){.url = url,
		.method = "GET",
		.max_bytes = MIB(32),
		.allow_private = true,
		.follow = true};
}

const struct fetch_result *get(struct web *web, struct fetch_request *what, const char *path)
{
	AUTOFREE char *url = path[0] == '/' ? xasprintf("http://127.0.0.1:%d%s", web->port, path)
					    : xstrdup(path);
	what->url = url;
	web->want = web->done + 1;
	(void)fetch_start(web->fetcher, what, on_done, web);
	ck_assert_int_eq(web->done, web->want - 1);
	(void)event_base_dispatch(web->base);
	ck_assert_int_eq(web->done, web->want);
	return &web->last;
}
