/* libevent. */
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <stdarg.h>

#include "util/late_private.h"
#include "util/mem.h"

/* Memory that is out ends the process in one place, in this library, too: a lost event would be
 * taken for what was said. */
static void set_memory(void)
{
	void (*call)(void *(*)(size_t), void *(*)(void *, size_t), void (*)(void *));
	LATE_FIND(late_event_core, call, "event_set_mem_functions");
	call(xmalloc, xrealloc, free);
}

struct late_library late_event_core = {LATE_EVENT_CORE, .loaded = set_memory};
struct late_library late_event_extra = {LATE_EVENT_EXTRA};

#define CORE(type, name, parameters, arguments) \
	LATE(late_event_core, type, name, parameters, arguments)
#define EXTRA(type, name, parameters, arguments) \
	LATE(late_event_extra, type, name, parameters, arguments)
CORE(int, bufferevent_enable, (struct bufferevent * b, short events), (b, events))
CORE(void, bufferevent_free, (struct bufferevent * b), (b))
CORE(struct evbuffer *, bufferevent_get_input, (struct bufferevent * b), (b))
CORE(struct evbuffer *, bufferevent_get_output, (struct bufferevent * b), (b))
CORE(evutil_socket_t, bufferevent_getfd, (struct bufferevent * b), (b))
CORE(int, bufferevent_set_timeouts,
	(struct bufferevent * b, const struct timeval *timeout_read,
		const struct timeval *timeout_write),
	(b, timeout_read, timeout_write))
CORE(void, bufferevent_setcb,
	(struct bufferevent * b, bufferevent_data_cb readcb, bufferevent_data_cb writecb,
		bufferevent_event_cb eventcb, void *cbarg),
	(b, readcb, writecb, eventcb, cbarg))
CORE(void, bufferevent_setwatermark,
	(struct bufferevent * b, short events, size_t lowmark, size_t highmark),
	(b, events, lowmark, highmark))
CORE(int, bufferevent_write, (struct bufferevent * b, const void *s, size_t n), (b, s, n))
CORE(struct bufferevent *, bufferevent_socket_new,
	(struct event_base * base, evutil_socket_t fd, int options), (base, fd, options))
CORE(int, evbuffer_add, (struct evbuffer * b, const void *s, size_t n), (b, s, n))
CORE(int, evbuffer_add_reference,
	(struct evbuffer * b, const void *s, size_t n, evbuffer_ref_cleanup_cb done, void *arg),
	(b, s, n, done, arg))
CORE(ev_ssize_t, evbuffer_copyout, (struct evbuffer * b, void *to, size_t n), (b, to, n))
CORE(int, evbuffer_drain, (struct evbuffer * b, size_t len), (b, len))
CORE(void, evbuffer_free, (struct evbuffer * b), (b))
CORE(size_t, evbuffer_get_length, (const struct evbuffer *b), (b))
CORE(struct evbuffer *, evbuffer_new, (void), ())
CORE(unsigned char *, evbuffer_pullup, (struct evbuffer * b, ev_ssize_t n), (b, n))
CORE(char *, evbuffer_readln,
	(struct evbuffer * buffer, size_t *n_read_out, enum evbuffer_eol_style eol_style),
	(buffer, n_read_out, eol_style))
CORE(int, evbuffer_write, (struct evbuffer * buffer, evutil_socket_t fd), (buffer, fd))
CORE(int, evconnlistener_disable, (struct evconnlistener * l), (l))
CORE(int, evconnlistener_enable, (struct evconnlistener * l), (l))
CORE(void, evconnlistener_free, (struct evconnlistener * l), (l))
CORE(struct event_base *, evconnlistener_get_base, (struct evconnlistener * l), (l))
CORE(evutil_socket_t, evconnlistener_get_fd, (struct evconnlistener * l), (l))
CORE(struct evconnlistener *, evconnlistener_new,
	(struct event_base * base, evconnlistener_cb cb, void *ptr, unsigned flags, int backlog,
		evutil_socket_t fd),
	(base, cb, ptr, flags, backlog, fd))
CORE(struct evconnlistener *, evconnlistener_new_bind,
	(struct event_base * base, evconnlistener_cb cb, void *ptr, unsigned flags, int backlog,
		const struct sockaddr *sa, int socklen),
	(base, cb, ptr, flags, backlog, sa, socklen))
CORE(void, event_active, (struct event * ev, int res, short ncalls), (ev, res, ncalls))
CORE(int, event_add, (struct event * ev, const struct timeval *timeout), (ev, timeout))
CORE(int, event_base_dispatch, (struct event_base * base), (base))
CORE(void, event_base_free, (struct event_base * base), (base))
CORE(int, event_base_loop, (struct event_base * base, int flags), (base, flags))
CORE(int, event_base_loopbreak, (struct event_base * base), (base))
CORE(struct event_base *, event_base_new, (void), ())
CORE(int, event_del, (struct event * ev), (ev))
CORE(void, event_free, (struct event * ev), (ev))
CORE(const char *, event_get_version, (void), ())
CORE(struct event *, event_new,
	(struct event_base * base, evutil_socket_t fd, short what, event_callback_fn cb, void *arg),
	(base, fd, what, cb, arg))
EXTRA(int, evhttp_add_header, (struct evkeyvalq * h, const char *key, const char *value),
	(h, key, value))
EXTRA(struct evhttp_bound_socket *, evhttp_bind_socket_with_handle,
	(struct evhttp * h, const char *address, ev_uint16_t port), (h, address, port))
EXTRA(evutil_socket_t, evhttp_bound_socket_get_fd, (struct evhttp_bound_socket * bound_socket),
	(bound_socket))
EXTRA(const char *, evhttp_find_header, (const struct evkeyvalq *h, const char *key), (h, key))
EXTRA(void, evhttp_free, (struct evhttp * h), (h))
EXTRA(struct evhttp *, evhttp_new, (struct event_base * base), (base))
EXTRA(enum evhttp_cmd_type, evhttp_request_get_command, (const struct evhttp_request *r), (r))
EXTRA(const struct evhttp_uri *, evhttp_request_get_evhttp_uri, (const struct evhttp_request *r),
	(r))
EXTRA(const char *, evhttp_request_get_uri, (const struct evhttp_request *req), (req))
EXTRA(const char *, evhttp_request_get_host, (struct evhttp_request * r), (r))
EXTRA(struct evbuffer *, evhttp_request_get_input_buffer, (struct evhttp_request * r), (r))
EXTRA(struct evkeyvalq *, evhttp_request_get_input_headers, (struct evhttp_request * r), (r))
EXTRA(struct evkeyvalq *, evhttp_request_get_output_headers, (struct evhttp_request * r), (r))
EXTRA(void, evhttp_send_reply,
	(struct evhttp_request * r, int code, const char *reason, struct evbuffer *databuf),
	(r, code, reason, databuf))
EXTRA(void, evhttp_set_gencb,
	(struct evhttp * h, void (*cb)(struct evhttp_request *, void *), void *arg), (h, cb, arg))
EXTRA(void, evhttp_set_max_body_size, (struct evhttp * h, ev_ssize_t max_body_size),
	(h, max_body_size))
EXTRA(const char *, evhttp_uri_get_path, (const struct evhttp_uri *uri), (uri))
CORE(int, evutil_make_socket_nonblocking, (evutil_socket_t sock), (sock))
CORE(int, evutil_parse_sockaddr_port, (const char *str, struct sockaddr *out, int *outlen),
	(str, out, outlen))

int evbuffer_add_printf(struct evbuffer *b, const char *fmt, ...)
{
	static int (*call)(struct evbuffer *, const char *, va_list);
	va_list ap;
	if (!call)
		LATE_FIND(late_event_core, call, "evbuffer_add_vprintf");
	va_start(ap, fmt);
	int rc = call(b, fmt, ap);
	va_end(ap);
	return rc;
}
