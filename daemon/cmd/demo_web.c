#include "cmd/demo_web.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/socket.h>

#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"

/* A feed of the whole scenario is about 20 KiB, an alert about 4. */
#define FEED_OUT_MAX MIB(1)
#define HOOK_MAX     KIB(256)
/* HMAC-SHA256, and its base64. */
#define MAC_SIZE   32
#define MAC64_SIZE 48
#define SECRET_MAX 96

struct demo_web {
	struct demo_web_spec spec;
	struct evhttp *http;
	int port;
	int step;
	int *polled; /* for each outlet: since the last show */
	struct demo_web_counts counts;
	struct strmap ids; /* webhook-id of deliveries received */
};

int demo_signature_ok(const char *secret, const char *id, const char *timestamp, const void *body,
	size_t len, const char *header)
{
	static const char prefix[] = "whsec_";
	if (strncmp(secret, prefix, strlen(prefix)) != 0)
		return 0;
	const char *coded = secret + strlen(prefix);
	size_t n = strlen(coded);
	unsigned char key[SECRET_MAX];
	if (n == 0 || n % 4 != 0 || n / 4 * 3 > sizeof(key))
		return 0;
	int key_len = EVP_DecodeBlock(key, (const unsigned char *)coded, (int)n);
	if (key_len < 0)
		return 0;
	/* EVP_DecodeBlock counts the padding as zero bytes. */
	for (size_t i = n; i-- > n - 2 && coded[i] == '=';)
		key_len--;
	CLEANUP(buf_release) struct buf message = BUF_INIT(len + KIB(1));
	if (buf_printf(&message, "%s.%s.", id, timestamp) < 0 || buf_add(&message, body, len) < 0)
		return 0;
	unsigned char mac[MAC_SIZE];
	unsigned int mac_len = 0;
	if (!HMAC(EVP_sha256(), key, key_len, (const unsigned char *)message.data, message.len, mac,
		    &mac_len) ||
		mac_len != sizeof(mac))
		return 0;
	char want[MAC64_SIZE] = "v1,";
	int want_len = 3 + EVP_EncodeBlock((unsigned char *)want + 3, mac, sizeof(mac));
	for (const char *p = header; *p;) {
		size_t word = strcspn(p, " ");
		if (word == (size_t)want_len && CRYPTO_memcmp(p, want, word) == 0)
			return 1;
		p += word;
		p += strspn(p, " ");
	}
	return 0;
}

static void answer(
	struct evhttp_request *req, int status, const char *type, const char *body, size_t len)
{
	struct evbuffer *out = evbuffer_new();
	if (out && len > 0)
		(void)evbuffer_add(out, body, len);
	if (type)
		(void)evhttp_add_header(
			evhttp_request_get_output_headers(req), "Content-Type", type);
	evhttp_send_reply(req, status, NULL, out);
	if (out)
		evbuffer_free(out);
}

static void answer_feed(struct demo_web *web, struct evhttp_request *req, size_t outlet)
{
	web->counts.polls++;
	web->polled[outlet] = 1;
	char etag[32];
	(void)snprintf(etag, sizeof(etag), "\"%zu-entries\"",
		demo_entries(web->spec.scenario, outlet, web->step));
	(void)evhttp_add_header(evhttp_request_get_output_headers(req), "ETag", etag);
	const char *known = evhttp_find_header(
		evhttp_request_get_input_headers(req), "If-None-Match");
	if (known && strcmp(known, etag) == 0) {
		web->counts.unchanged++;
		answer(req, HTTP_NOTMODIFIED, NULL, NULL, 0);
		return;
	}
	web->counts.last_ms = clock_mono_ms();
	CLEANUP(buf_release) struct buf feed = BUF_INIT(FEED_OUT_MAX);
	const char *type = demo_feed_write(web->spec.scenario, outlet, web->step, &feed);
	answer(req, HTTP_OK, type, feed.data, feed.len);
}

/* The alert in a delivery: the envelope's data, or the body itself. NULL unless it is one. */
static const json_t *alert_of(const json_t *body)
{
	const json_t *data = json_object_get(body, "data");
	const json_t *alert = json_is_object(data) ? data : body;
	return json_is_object(json_object_get(alert, "earlier")) ? alert : NULL;
}

static void answer_hook(struct demo_web *web, struct evhttp_request *req)
{
	struct evkeyvalq *headers = evhttp_request_get_input_headers(req);
	const char *id = evhttp_find_header(headers, "webhook-id");
	const char *timestamp = evhttp_find_header(headers, "webhook-timestamp");
	const char *signature = evhttp_find_header(headers, "webhook-signature");
	struct evbuffer *in = evhttp_request_get_input_buffer(req);
	size_t len = evbuffer_get_length(in);
	const char *body = len ? (const char *)evbuffer_pullup(in, -1) : "";
	web->counts.last_ms = clock_mono_ms();
	if (!id || !timestamp || !signature ||
		!demo_signature_ok(web->spec.secret, id, timestamp, body, len, signature)) {
		web->counts.refused++;
		answer(req, 401, "text/plain", "wrong signature\n", 16);
		return;
	}
	AUTOJSON json_t *json = json_parse(body, len, NULL);
	const json_t *alert = json ? alert_of(json) : NULL;
	if (!alert) {
		web->counts.refused++;
		answer(req, HTTP_BADREQUEST, "text/plain", "not an alert\n", 13);
		return;
	}
	web->counts.hooks++;
	if (strmap_get(&web->ids, id, strlen(id)) != STRMAP_NONE) {
		web->counts.repeats++;
	} else {
		(void)strmap_add(&web->ids, id, strlen(id), 0);
		web->spec.on_alert(alert, web->spec.arg);
	}
	answer(req, HTTP_NOCONTENT, NULL, NULL, 0);
}

static void answer_site(
	struct demo_web *web, struct evhttp_request *req, size_t outlet, const char *path)
{
	const struct demo_scenario *s = web->spec.scenario;
	if (strcmp(path, s->outlets[outlet].feed_path) == 0) {
		answer_feed(web, req, outlet);
		return;
	}
	for (size_t i = 0; i < s->n_articles; i++) {
		const struct demo_article *a = &s->articles[i];
		if (a->outlet != outlet || a->step > web->step || strcmp(a->path, path) != 0)
			continue;
		web->counts.pages++;
		web->counts.last_ms = clock_mono_ms();
		answer(req, HTTP_OK, "text/html; charset=utf-8", a->html, a->html_len);
		return;
	}
	answer(req, HTTP_NOTFOUND, "text/plain", "no such page\n", 13);
}

static void on_request(struct evhttp_request *req, void *arg)
{
	struct demo_web *web = arg;
	const char *host = evhttp_request_get_host(req);
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(req);
	const char *path = uri ? evhttp_uri_get_path(uri) : NULL;
	if (!host || !path) {
		answer(req, HTTP_BADREQUEST, NULL, NULL, 0);
		return;
	}
	for (size_t i = 0; i < web->spec.scenario->n_outlets; i++) {
		if (strcmp(web->spec.scenario->outlets[i].host, host) == 0) {
			answer_site(web, req, i, path);
			return;
		}
	}
	if (strcmp(path, "/hook") == 0 && evhttp_request_get_command(req) == EVHTTP_REQ_POST)
		answer_hook(web, req);
	else
		answer(req, HTTP_NOTFOUND, "text/plain", "no such site\n", 13);
}

struct demo_web *demo_web_new(
	struct event_base *base, const struct demo_web_spec *spec, struct err *err)
{
	struct demo_web *web = xcalloc(1, sizeof(*web));
	web->spec = *spec;
	web->polled = xcalloc(spec->scenario->n_outlets, sizeof(*web->polled));
	web->http = evhttp_new(base);
	struct evhttp_bound_socket *bound =
		web->http ? evhttp_bind_socket_with_handle(web->http, "127.0.0.1", 0) : NULL;
	struct sockaddr_in address = {0};
	socklen_t size = sizeof(address);
	if (!bound || getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address,
			      &size) < 0) {
		(void)err_set(err, ERR_FAIL, "cannot serve on 127.0.0.1");
		demo_web_free(web);
		return NULL;
	}
	web->port = ntohs(address.sin_port);
	evhttp_set_max_body_size(web->http, (ev_ssize_t)HOOK_MAX);
	evhttp_set_gencb(web->http, on_request, web);
	demo_web_show(web, 0);
	return web;
}

void demo_web_free(struct demo_web *web)
{
	if (!web)
		return;
	if (web->http)
		evhttp_free(web->http);
	strmap_release(&web->ids);
	free(web->polled);
	free(web);
}

int demo_web_port(const struct demo_web *web)
{
	return web->port;
}

void demo_web_show(struct demo_web *web, int step)
{
	web->step = step;
	for (size_t i = 0; i < web->spec.scenario->n_outlets; i++)
		web->polled[i] = 0;
	web->counts.last_ms = clock_mono_ms();
}

int demo_web_polled(const struct demo_web *web)
{
	for (size_t i = 0; i < web->spec.scenario->n_outlets; i++)
		if (!web->polled[i])
			return 0;
	return 1;
}

const struct demo_web_counts *demo_web_counts(const struct demo_web *web)
{
	return &web->counts;
}
