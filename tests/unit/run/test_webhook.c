#include "run/webhook.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "net/fetch.h"
#include "unit.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"

/* The vector published with Standard Webhooks 1.0.0. */
#define VECTOR_SECRET    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define VECTOR_ID        "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define VECTOR_TIME      1614265330
#define VECTOR_BODY      "{\"test\": 2432232314}"
#define VECTOR_SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER_SECRET     "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

START_TEST(the_published_vector)
{
	struct webhook_key key;
	char signature[WEBHOOK_SIGNATURE_SIZE];
	ck_assert_int_eq(webhook_secret(VECTOR_SECRET, &key, NULL), 0);
	ck_assert_uint_eq(key.len, 24);
	ck_assert(!key.asymmetric);
	webhook_sign(&key, VECTOR_ID, VECTOR_TIME, VECTOR_BODY, strlen(VECTOR_BODY), signature);
	ck_assert_str_eq(signature, VECTOR_SIGNATURE);
}
END_TEST

/* Test 3 of RFC 8032, section 7.1, gives key pair; the signature of our text was made with another
 * program (`openssl pkeyutl -sign -rawin`). */
#define PAIR_SECRET "whsk_xaqN9D+fg3vtt0QvMdy3sWbThTUHbwlLhc46LgtEWPc="
#define PAIR_PUBLIC "whpk_/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU="
#define PAIR_SIGNATURE \
	"v1a,"         \
	"CbWWbcW7B69jFUBICrevjm7uB16AqaX4X9zprrpWvW4012zWjiDpguw4L1VnBIktLL4pyfhNhZgLFTYi5s10AA=="

START_TEST(a_key_pair)
{
	struct webhook_key key;
	char public[WEBHOOK_PUBLIC_SIZE], signature[WEBHOOK_SIGNATURE_SIZE];
	ck_assert_int_eq(webhook_secret(PAIR_SECRET, &key, NULL), 0);
	ck_assert(key.asymmetric);
	webhook_public(&key, public);
	ck_assert_str_eq(public, PAIR_PUBLIC);
	webhook_sign(&key, VECTOR_ID, VECTOR_TIME, VECTOR_BODY, strlen(VECTOR_BODY), signature);
	ck_assert_str_eq(signature, PAIR_SIGNATURE);
}
END_TEST

START_TEST(secrets_and_what_is_none)
{
	static const struct {
		const char *secret;
		size_t len; /* 0: refused */
	} cases[] = {
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 24},
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", 25},
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 26},
		{"whsec_"
		 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "==",
			64},
		{"whsec_"
		 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		 "A=",
			0},
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0},
		{"whsec_", 0},
		{"", 0},
		{"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
		{"whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0}, /* 24 bytes are no seed */
		{"whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 32},
		{"whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0}, /* a public key */
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-_", 0},
		{"whsec_AAAA AAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
		{"whsec_AAAA=AAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
		{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAA====", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct webhook_key key = {0};
		struct err err = ERR_INIT;
		int rc = webhook_secret(cases[i].secret, &key, &err);
		ck_assert_msg((rc == 0) == (cases[i].len > 0), "%s", cases[i].secret);
		ck_assert_uint_eq(key.len, cases[i].len);
		if (rc < 0) {
			ck_assert_int_eq(rc, ERR_CONFIG);
			ck_assert_ptr_null(strstr(err.text, "AAAA"));
		}
	}
}
END_TEST

/* A receiver that answers as it is told and keeps what it was sent. */
struct receiver {
	struct event_base *base;
	struct evhttp *http;
	struct fetcher *fetcher;
	int port, status, hits;
	const char *retry_after, *answer;
	char id[64], time[32], signature[256], type[64], body[256];
	int done;
	enum webhook_outcome outcome;
	int got_status;
	int64_t got_retry;
	char got_answer[8192], why[512];
};

static void copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from ? from : "");
}

static void on_request(struct evhttp_request *req, void *arg)
{
	struct receiver *r = arg;
	const struct evkeyvalq *in = evhttp_request_get_input_headers(req);
	r->hits++;
	copy(r->id, sizeof(r->id), evhttp_find_header(in, "webhook-id"));
	copy(r->time, sizeof(r->time), evhttp_find_header(in, "webhook-timestamp"));
	copy(r->signature, sizeof(r->signature), evhttp_find_header(in, "webhook-signature"));
	copy(r->type, sizeof(r->type), evhttp_find_header(in, "content-type"));
	struct evbuffer *body = evhttp_request_get_input_buffer(req);
	ssize_t n = evbuffer_copyout(body, r->body, sizeof(r->body) - 1);
	r->body[n > 0 ? n : 0] = '\0';
	if (r->retry_after)
		(void)evhttp_add_header(
			evhttp_request_get_output_headers(req), "Retry-After", r->retry_after);
	if (r->status / 100 == 3)
		(void)evhttp_add_header(
			evhttp_request_get_output_headers(req), "Location", "/elsewhere");
	struct evbuffer *out = evbuffer_new();
	(void)evbuffer_add_printf(out, "%s", r->answer ? r->answer : "thanks");
	evhttp_send_reply(req, r->status, "x", out);
	evbuffer_free(out);
}

static void open_receiver(struct receiver *r)
{
	*r = (struct receiver){.base = event_base_new(), .status = 200};
	r->http = evhttp_new(r->base);
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(r->http, "127.0.0.1", 0);
	struct sockaddr_in address;
	socklen_t len = sizeof(address);
	ck_assert_int_eq(
		getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address, &len),
		0);
	r->port = ntohs(address.sin_port);
	evhttp_set_gencb(r->http, on_request, r);
	const struct fetch_options options = {.user_agent = (char[]){"test/1"},
		.connect_timeout_secs = 10,
		.total_timeout_secs = 60,
		.low_speed_secs = 30,
		.max_transfers = 8,
		.host_transfers = 8,
		.max_redirects = 5};
	r->fetcher = fetcher_new(r->base, &options);
}

static void close_receiver(struct receiver *r)
{
	fetcher_free(r->fetcher);
	evhttp_free(r->http);
	event_base_free(r->base);
}

static struct webhook *make(struct receiver *r, const char *const *secrets, size_t n, bool private)
{
	AUTOFREE char *url = xasprintf("http://127.0.0.1:%d/hook", r->port);
	struct webhook_spec spec = {.name = "desk",
		.target = {.url = url},
		.secrets = secrets,
		.n_secrets = n,
		.allow_private = private};
	struct err err = ERR_INIT;
	struct webhook *hook = webhook_new(r->fetcher, &spec, &err);
	ck_assert_msg(hook != NULL, "%s", err.text);
	return hook;
}

static void on_done(const struct webhook_result *result, void *arg)
{
	struct receiver *r = arg;
	r->done++;
	r->outcome = result->outcome;
	r->got_status = result->status;
	r->got_retry = result->retry_after_secs;
	copy(r->got_answer, sizeof(r->got_answer), result->answer);
	copy(r->why, sizeof(r->why), result->why);
	(void)event_base_loopbreak(r->base);
}

/* The vector's body differs from ours by a blank alone. */
#define SENT_BODY "{\"test\":2432232314}"

static void start(struct webhook *hook, const char *id, webhook_done done, void *arg)
{
	AUTOJSON json_t *alert = json_parse(SENT_BODY, strlen(SENT_BODY), NULL);
	const json_t *const alerts[] = {alert};
	webhook_post(hook, &(struct format_event){.id = id, .alerts = alerts, .n = 1}, done, arg);
}

static void post(struct receiver *r, struct webhook *hook, const char *id)
{
	int before = r->done;
	start(hook, id, on_done, r);
	ck_assert_int_eq(r->done, before);
	ck_assert_uint_eq(webhook_pending(hook), 1);
	(void)event_base_dispatch(r->base);
	ck_assert_int_eq(r->done, before + 1);
	ck_assert_uint_eq(webhook_pending(hook), 0);
}

START_TEST(what_the_receiver_gets)
{
	static const char *const secrets[] = {VECTOR_SECRET, OTHER_SECRET};
	struct receiver r;
	open_receiver(&r);
	struct webhook *hook = make(&r, secrets, 2, true);
	ck_assert_str_eq(webhook_name(hook), "desk");
	clock_fake(INT64_C(1614265330) * 1000 + 999);
	post(&r, hook, VECTOR_ID);
	ck_assert_int_eq(r.outcome, WEBHOOK_DELIVERED);
	ck_assert_str_eq(r.id, VECTOR_ID);
	ck_assert_str_eq(r.time, "1614265330");
	ck_assert_str_eq(r.body, SENT_BODY);
	ck_assert_str_eq(r.type, "application/json");
	/* One signature for each secret, over what was sent and when. */
	for (size_t i = 0; i < 2; i++) {
		struct webhook_key key;
		char want[WEBHOOK_SIGNATURE_SIZE];
		ck_assert_int_eq(webhook_secret(secrets[i], &key, NULL), 0);
		webhook_sign(&key, VECTOR_ID, VECTOR_TIME, SENT_BODY, strlen(SENT_BODY), want);
		ck_assert_uint_eq(strlen(want), strlen(VECTOR_SIGNATURE));
		ck_assert_int_eq(
			strncmp(r.signature + i * (strlen(want) + 1), want, strlen(want)), 0);
	}
	ck_assert_uint_eq(strlen(r.signature), 2 * strlen(VECTOR_SIGNATURE) + 1);
	ck_assert_str_eq(r.why, "");
	ck_assert_str_eq(r.got_answer, "thanks");
	/* Each attempt is signed anew with its own time, under the same id. */
	AUTOFREE char *first = xstrdup(r.signature);
	clock_fake(INT64_C(1614265400) * 1000);
	post(&r, hook, VECTOR_ID);
	ck_assert_str_eq(r.id, VECTOR_ID);
	ck_assert_str_eq(r.time, "1614265400");
	ck_assert_str_ne(r.signature, first);
	webhook_free(hook);
	hook = make(&r, NULL, 0, true);
	post(&r, hook, "x");
	ck_assert_str_eq(r.signature, "");
	webhook_free(hook);
	close_receiver(&r);
	clock_fake(-1);
}
END_TEST

START_TEST(what_its_answers_mean)
{
	static const struct {
		int status;
		enum webhook_outcome outcome;
	} cases[] = {{200, WEBHOOK_DELIVERED}, {202, WEBHOOK_DELIVERED}, {204, WEBHOOK_DELIVERED},
		{301, WEBHOOK_RETRY}, {302, WEBHOOK_RETRY}, {400, WEBHOOK_RETRY},
		{401, WEBHOOK_RETRY}, {404, WEBHOOK_RETRY}, {410, WEBHOOK_DISABLED},
		{413, WEBHOOK_FAILED}, {429, WEBHOOK_RETRY}, {500, WEBHOOK_RETRY},
		{503, WEBHOOK_RETRY}};
	struct receiver r;
	open_receiver(&r);
	struct webhook *hook = make(&r, NULL, 0, true);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		r.status = cases[i].status;
		r.hits = 0;
		r.retry_after = cases[i].status == 429 ? "30" : NULL;
		post(&r, hook, "x");
		ck_assert_msg(r.outcome == cases[i].outcome, "%d: %s", cases[i].status,
			webhook_outcome_word(r.outcome));
		ck_assert_int_eq(r.got_status, cases[i].status);
		ck_assert_int_eq(r.got_retry, cases[i].status == 429 ? 30 : -1);
		ck_assert_int_eq(r.hits, 1); /* no redirect is followed */
		ck_assert((r.why[0] == '\0') == (r.outcome == WEBHOOK_DELIVERED));
	}
	webhook_free(hook);
	close_receiver(&r);
}
END_TEST

START_TEST(a_talkative_receiver)
{
	struct receiver r;
	open_receiver(&r);
	AUTOFREE char *much = xmalloc(100001);
	memset(much, '\xFF', 100000);
	much[100000] = '\0';
	r.answer = much;
	struct webhook *hook = make(&r, NULL, 0, true);
	post(&r, hook, "x");
	ck_assert_int_eq(r.outcome, WEBHOOK_DELIVERED);
	ck_assert_uint_lt(strlen(r.got_answer), 1024);
	ck_assert_int_eq(strncmp(r.got_answer, "\xEF\xBF\xBD", 3), 0);
	webhook_free(hook);
	close_receiver(&r);
}
END_TEST

START_TEST(what_an_answer_gives_away)
{
	struct receiver r;
	open_receiver(&r);
	AUTOFREE char *url = xasprintf("http://127.0.0.1:%d/services/T000/SECRETPART", r.port);
	struct webhook *hook = webhook_new(r.fetcher,
		&(struct webhook_spec){.name = "desk",
			.target = {.url = url},
			.token = "bearer-of-news",
			.allow_private = true},
		NULL);
	r.status = 403;
	r.answer = "no bearer-of-news at /services/T000/SECRETPART\n\x1b[31m";
	post(&r, hook, "x");
	ck_assert_ptr_null(strstr(r.got_answer, "bearer-of-news"));
	ck_assert_ptr_null(strstr(r.got_answer, "SECRETPART"));
	ck_assert_ptr_null(strchr(r.got_answer, '\n'));
	ck_assert_ptr_null(strstr(r.why, "SECRETPART"));
	webhook_free(hook);
	/* A receiver may repeat a part alone, or decoded. */
	AUTOFREE char *other = xasprintf("http://an-operator:his%%20password@127.0.0.1:%d/"
					 "T0/hook%%2Dof%%2Dours?key=value-of-key&short=1",
		r.port);
	hook = webhook_new(r.fetcher,
		&(struct webhook_spec){.name = "desk",
			.target = {.url = other},
			.secrets = (const char *const[]){OTHER_SECRET},
			.n_secrets = 1,
			.allow_private = true},
		NULL);
	ck_assert_ptr_nonnull(hook);
	r.answer = "an-operator; his password; hook-of-ours; value-of-key; short; " OTHER_SECRET;
	post(&r, hook, "x");
	ck_assert_str_eq(r.got_answer, "***********; ************; ************; ************; "
				       "short; whsec_********************************");
	webhook_free(hook);
	close_receiver(&r);
}
END_TEST

START_TEST(no_connection)
{
	struct receiver r;
	open_receiver(&r);
	struct webhook *hook = make(&r, NULL, 0, false);
	post(&r, hook, "x");
	ck_assert_int_eq(r.outcome, WEBHOOK_FAILED);
	ck_assert_msg(strstr(r.why, "allow_private"), "%s", r.why);
	ck_assert_int_eq(r.hits, 0);
	webhook_free(hook);
	hook = make(&r, NULL, 0, true);
	evhttp_free(r.http);
	post(&r, hook, "x");
	ck_assert_int_eq(r.outcome, WEBHOOK_RETRY);
	ck_assert_int_eq(r.got_status, 0);
	ck_assert_str_ne(r.why, "");
	/* Freed with an attempt under way: nothing is heard of it. */
	start(hook, "x", on_done, &r);
	webhook_free(hook);
	ck_assert_uint_eq(fetch_pending(r.fetcher), 0);
	r.http = evhttp_new(r.base);
	close_receiver(&r);
}
END_TEST

START_TEST(wrong_endpoints)
{
	static const char *const secrets[] = {VECTOR_SECRET, "whsec_hunter2"};
	struct receiver r;
	open_receiver(&r);
	struct err err = ERR_INIT;
	struct webhook_spec spec = {.name = "desk",
		.target = {.url = "https://a.example/"},
		.secrets = secrets,
		.n_secrets = 2};
	ck_assert_ptr_null(webhook_new(r.fetcher, &spec, &err));
	ck_assert_int_eq(err.code, ERR_CONFIG);
	ck_assert_msg(strstr(err.text, "desk"), "%s", err.text);
	ck_assert_ptr_null(strstr(err.text, "hunter2"));
	spec.n_secrets = 0;
	spec.target.url = "mailto:a@b.example";
	ck_assert_ptr_null(webhook_new(r.fetcher, &spec, &err));
	ck_assert_int_eq(err.code, ERR_CONFIG);
	close_receiver(&r);
}
END_TEST

UNIT_MAIN("run/webhook", the_published_vector, a_key_pair, what_an_answer_gives_away,
	secrets_and_what_is_none, what_the_receiver_gets, what_its_answers_mean,
	a_talkative_receiver, no_connection, wrong_endpoints)
