#include "run/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/queue.h>

#include "net/fetch.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* Standard Webhooks: a receiver is given 15 to 30 seconds; the answer's body means nothing. */
#define WEBHOOK_TIMEOUT_SECS 20
#define WEBHOOK_ANSWER_MAX   KIB(4)
/* While secrets are rotated there are two. */
#define WEBHOOK_SECRETS_MAX 8
#define TOKEN_BYTES_MAX     KIB(4)
/* Of Ed25519. */
#define SEED_BYTES      32
#define SIGNATURE_BYTES 64
/* Shorter texts than this are no secrets: hiding them would only blot the answer. */
#define HIDDEN_BYTES_MIN 8

struct attempt {
	TAILQ_ENTRY(attempt) link;
	struct webhook *webhook;
	uint64_t fetch;
	webhook_done done;
	void *arg;
};
TAILQ_HEAD(attempts, attempt);

struct webhook {
	struct fetcher *fetcher;
	char *name;
	struct format_target target; /* its texts are owned */
	char *url, *topic, *room, *token;
	struct webhook_key keys[WEBHOOK_SECRETS_MAX];
	size_t n_keys;
	bool allow_private;
	int64_t timeout_secs;
	struct attempts attempts;
	size_t n_attempts;
};

/* The bytes of base64 digits: how many, or -1. */
static int decode(const char *text, unsigned char *out, size_t size)
{
	size_t n = strlen(text);
	/* What the decoder takes for padding or skips as white space must not be there. */
	size_t digits = strspn(
		text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
	size_t padding = strspn(text + digits, "=");
	if (digits + padding != n || padding > 2 || n % 4 != 0 || n / 4 * 3 > size ||
		EVP_DecodeBlock(out, (const unsigned char *)text, (int)n) < 0)
		return -1;
	return (int)(n / 4 * 3 - padding);
}

int webhook_secret(const char *secret, struct webhook_key *out, struct err *err)
{
	static const char symmetric[] = "whsec_", asymmetric[] = "whsk_";
	bool pair = strncmp(secret, asymmetric, sizeof(asymmetric) - 1) == 0;
	if (!pair && strncmp(secret, symmetric, sizeof(symmetric) - 1) != 0)
		return err_set(err, ERR_CONFIG, "a webhook secret begins with \"%s\" or \"%s\"",
			symmetric, asymmetric);
	const char *prefix = pair ? asymmetric : symmetric;
	unsigned char bytes[WEBHOOK_SECRET_MAX + 8];
	int got = decode(secret + strlen(prefix), bytes, sizeof(bytes));
	int rc = 0;
	if (got < 0)
		rc = err_set(err, ERR_CONFIG, "a webhook secret is \"%s\" and base64", prefix);
	else if (pair && got != SEED_BYTES && got != 2 * SEED_BYTES)
		rc = err_set(err, ERR_CONFIG,
			"an Ed25519 secret holds %d bytes, or %d with its public key, this one %d",
			SEED_BYTES, 2 * SEED_BYTES, got);
	else if (!pair && (got < WEBHOOK_SECRET_MIN || got > WEBHOOK_SECRET_MAX))
		rc = err_set(err, ERR_CONFIG, "a webhook secret holds %d to %d bytes, this one %d",
			WEBHOOK_SECRET_MIN, WEBHOOK_SECRET_MAX, got);
	if (rc == 0) {
		*out = (struct webhook_key){
			.asymmetric = pair, .len = pair ? SEED_BYTES : (size_t)got};
		memcpy(out->bytes, bytes, out->len);
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return rc;
}

static EVP_PKEY *ed25519(const struct webhook_key *key)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->bytes, key->len);
	if (!pkey)
		abort(); /* only for lack of memory: any 32 bytes are a seed */
	return pkey;
}

static size_t sign_pair(const struct webhook_key *key, const struct buf *text, unsigned char *out)
{
	size_t len = SIGNATURE_BYTES;
	EVP_PKEY *pkey = ed25519(key);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!context || EVP_DigestSignInit(context, NULL, NULL, NULL, pkey) != 1 ||
		EVP_DigestSign(context, out, &len, (const unsigned char *)text->data, text->len) !=
			1)
		abort(); /* only for lack of memory */
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	return len;
}

void webhook_sign(const struct webhook_key *key, const char *id, int64_t timestamp,
	const void *body, size_t len, char out[WEBHOOK_SIGNATURE_SIZE])
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(strlen(id) + 32 + len);
	(void)buf_printf(&text, "%s.%lld.", id, (long long)timestamp);
	(void)buf_add(&text, body, len);
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned int mac_len = 0;
	if (key->asymmetric)
		mac_len = (unsigned int)sign_pair(key, &text, raw);
	else if (!HMAC(EVP_sha256(), key->bytes, (int)key->len, (const unsigned char *)text.data,
			 text.len, raw, &mac_len))
		abort(); /* only for lack of memory */
	unsigned char digits[WEBHOOK_SIGNATURE_SIZE - 4];
	(void)EVP_EncodeBlock(digits, raw, (int)mac_len);
	(void)snprintf(out, WEBHOOK_SIGNATURE_SIZE, "%s,%s", key->asymmetric ? "v1a" : "v1",
		(const char *)digits);
}

void webhook_public(const struct webhook_key *key, char out[WEBHOOK_PUBLIC_SIZE])
{
	unsigned char raw[SEED_BYTES], digits[WEBHOOK_PUBLIC_SIZE - 5];
	size_t len = sizeof(raw);
	EVP_PKEY *pkey = ed25519(key);
	if (EVP_PKEY_get_raw_public_key(pkey, raw, &len) != 1)
		abort(); /* only for lack of memory */
	EVP_PKEY_free(pkey);
	(void)EVP_EncodeBlock(digits, raw, (int)len);
	(void)snprintf(out, WEBHOOK_PUBLIC_SIZE, "whpk_%s", (const char *)digits);
}

const char *webhook_outcome_word(enum webhook_outcome outcome)
{
	switch (outcome) {
	case WEBHOOK_DELIVERED:
		return "delivered";
	case WEBHOOK_RETRY:
		return "retry";
	case WEBHOOK_DISABLED:
		return "disabled";
	case WEBHOOK_FAILED:
		break;
	}
	return "failed";
}

struct webhook *webhook_new(
	struct fetcher *fetcher, const struct webhook_spec *spec, struct err *err)
{
	if (!url_is_http(spec->target.url)) {
		(void)err_set(err, ERR_CONFIG, "the URL of webhook %s is no http or https URL",
			spec->name);
		return NULL;
	}
	if (spec->n_secrets > WEBHOOK_SECRETS_MAX) {
		(void)err_set(err, ERR_CONFIG, "webhook %s has more than %d secrets", spec->name,
			WEBHOOK_SECRETS_MAX);
		return NULL;
	}
	struct webhook *webhook = xcalloc(1, sizeof(*webhook));
	TAILQ_INIT(&webhook->attempts);
	webhook->fetcher = fetcher;
	webhook->name = xstrdup(spec->name);
	webhook->url = xstrdup(spec->target.url);
	webhook->topic = xstrdup_null(spec->target.topic);
	webhook->room = xstrdup_null(spec->target.room);
	webhook->token = xstrdup_null(spec->token);
	webhook->target = (struct format_target){.format = spec->target.format,
		.url = webhook->url,
		.topic = webhook->topic,
		.room = webhook->room};
	webhook->allow_private = spec->allow_private;
	webhook->timeout_secs = spec->timeout_secs > 0 ? spec->timeout_secs : WEBHOOK_TIMEOUT_SECS;
	for (size_t i = 0; i < spec->n_secrets; i++) {
		struct webhook_key *key = &webhook->keys[webhook->n_keys++];
		if (webhook_secret(spec->secrets[i], key, err) < 0) {
			(void)err_prefix(err, "webhook %s", spec->name);
			webhook_free(webhook);
			return NULL;
		}
	}
	return webhook;
}

static void attempt_free(struct attempt *attempt)
{
	TAILQ_REMOVE(&attempt->webhook->attempts, attempt, link);
	attempt->webhook->n_attempts--;
	free(attempt);
}

void webhook_free(struct webhook *webhook)
{
	if (!webhook)
		return;
	for (struct attempt *a = TAILQ_FIRST(&webhook->attempts), *next; a; a = next) {
		next = TAILQ_NEXT(a, link);
		fetch_cancel(webhook->fetcher, a->fetch);
		attempt_free(a);
	}
	OPENSSL_cleanse(webhook->keys, sizeof(webhook->keys));
	free(webhook->name);
	free(webhook->url);
	free(webhook->topic);
	free(webhook->room);
	if (webhook->token)
		explicit_bzero(webhook->token, strlen(webhook->token));
	free(webhook->token);
	free(webhook);
}

const char *webhook_name(const struct webhook *webhook)
{
	return webhook->name;
}

size_t webhook_pending(const struct webhook *webhook)
{
	return webhook->n_attempts;
}

static enum webhook_outcome outcome_of(const struct fetch_result *answer)
{
	if (answer->code == ERR_REJECT)
		return WEBHOOK_FAILED;
	if (answer->code != ERR_NONE)
		return WEBHOOK_RETRY;
	if (answer->status >= 200 && answer->status < 300)
		return WEBHOOK_DELIVERED;
	if (answer->status == 410)
		return WEBHOOK_DISABLED;
	/* The same body will be too large for ever; any other refusal may be an operator's slip at
	 * the other end, which the schedule outlasts. */
	return answer->status == 413 ? WEBHOOK_FAILED : WEBHOOK_RETRY;
}

/* Blots out a secret wherever a text holds it. */
static void hide(char *text, const char *secret)
{
	size_t n = secret ? strlen(secret) : 0;
	if (n < HIDDEN_BYTES_MIN)
		return;
	for (char *at = strstr(text, secret); at; at = strstr(at, secret))
		memset(at, '*', n);
}

/* Blots out the parts of an address that are as good as a secret with a chat: user and password,
 * each step of the path, each value of the query; as they stand and as they decode. */
static void hide_address(char *text, const char *url)
{
	const char *host = strstr(url, "://");
	AUTOFREE char *parts = xstrdup(host ? host + 3 : url);
	char *path = parts + strcspn(parts, "/?#");
	char *at = memrchr(parts, '@', (size_t)(path - parts));
	hide(text, path);
	/* The host's name is no secret. */
	char *host_begin = at ? at : parts;
	memset(host_begin, '/', (size_t)(path - host_begin));
	char *rest = NULL;
	for (char *p = strtok_r(parts, "/?#&=:", &rest); p; p = strtok_r(NULL, "/?#&=:", &rest)) {
		AUTOFREE char *decoded = url_decoded(p);
		hide(text, p);
		hide(text, decoded);
	}
}

/* Blots out what of ours an answer or a reason may repeat. */
static void hide_secrets(const struct webhook *webhook, char *text)
{
	hide(text, webhook->token);
	hide_address(text, webhook->url);
	for (size_t i = 0; i < webhook->n_keys; i++) {
		unsigned char digits[(WEBHOOK_SECRET_MAX + 2) / 3 * 4 + 1];
		(void)EVP_EncodeBlock(digits, webhook->keys[i].bytes, (int)webhook->keys[i].len);
		hide(text, (const char *)digits);
		OPENSSL_cleanse(digits, sizeof(digits));
	}
}

void webhook_judge(const struct webhook *webhook, const struct fetch_result *answer,
	struct webhook_words *words, struct webhook_result *result)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(WEBHOOK_ANSWER_MAX * 3);
	(void)utf8_repair(buf_str(&answer->body), answer->body.len, &text);
	AUTOFREE char *line = utf8_squeeze(buf_str(&text), text.len);
	hide_secrets(webhook, line);
	size_t len = strlen(line);
	(void)snprintf(words->answer, sizeof(words->answer), "%.*s",
		(int)(len < sizeof(words->answer) ? len
						  : utf8_floor(line, sizeof(words->answer) - 1)),
		line);
	words->why[0] = '\0';
	*result = (struct webhook_result){
		.outcome = outcome_of(answer),
		.status = answer->status,
		.retry_after_secs = answer->retry_after_secs,
		.elapsed_ms = answer->elapsed_ms,
		.answer = words->answer,
		.why = words->why,
	};
	if (answer->code != ERR_NONE)
		(void)snprintf(words->why, sizeof(words->why), "%s", answer->err.text);
	else if (result->outcome != WEBHOOK_DELIVERED)
		(void)snprintf(words->why, sizeof(words->why),
			"the receiver answered with status %d%s", answer->status,
			answer->status >= 300 && answer->status < 400 ? " (no redirect is followed)"
								      : "");
	hide_secrets(webhook, words->why);
}

static void on_answer(uint64_t id, const struct fetch_result *answer, void *arg)
{
	(void)id;
	struct attempt *attempt = arg;
	struct webhook_words words;
	struct webhook_result result;
	webhook_judge(attempt->webhook, answer, &words, &result);
	webhook_done done = attempt->done;
	void *done_arg = attempt->arg;
	/* First, so that the callback may free the webhook. */
	attempt_free(attempt);
	done(&result, done_arg);
}

/* The values of webhook-signature. */
static void put_signatures(const struct webhook *webhook, const char *id, int64_t now,
	const struct format_message *message, struct buf *out)
{
	(void)buf_puts(out, "webhook-signature:");
	for (size_t i = 0; i < webhook->n_keys; i++) {
		char signature[WEBHOOK_SIGNATURE_SIZE];
		webhook_sign(&webhook->keys[i], id, now, message->body, message->len, signature);
		(void)buf_printf(out, " %s", signature);
	}
}

void webhook_post(
	struct webhook *webhook, const struct format_event *event, webhook_done done, void *arg)
{
	int64_t now = clock_now_ms() / 1000;
	struct format_message message CLEANUP(format_message_release) = {0};
	format_message(&webhook->target, event, &message);
	AUTOFREE char *id_line = xasprintf("webhook-id: %s", event->id);
	AUTOFREE char *time_line = xasprintf("webhook-timestamp: %lld", (long long)now);
	struct buf signatures CLEANUP(buf_release) = BUF_INIT(
		32 + WEBHOOK_SECRETS_MAX * WEBHOOK_SIGNATURE_SIZE);
	struct buf bearer CLEANUP(buf_release) = BUF_INIT(TOKEN_BYTES_MAX + 32);
	const char *headers[ARRAY_SIZE(message.headers) + 5];
	size_t n = 0;
	while (message.headers[n]) {
		headers[n] = message.headers[n];
		n++;
	}
	headers[n++] = id_line;
	headers[n++] = time_line;
	if (webhook->n_keys > 0) {
		put_signatures(webhook, event->id, now, &message, &signatures);
		headers[n++] = buf_str(&signatures);
	}
	if (webhook->token) {
		(void)buf_printf(&bearer, "Authorization: Bearer %s", webhook->token);
		headers[n++] = buf_str(&bearer);
	}
	headers[n] = NULL;
	struct fetch_request request = {
		.url = message.url,
		.method = message.method,
		.headers = headers,
		.body = message.body,
		.body_len = message.len,
		.max_bytes = WEBHOOK_ANSWER_MAX,
		.truncate = true,
		.allow_private = webhook->allow_private,
		.follow = false,
		.total_timeout_secs = webhook->timeout_secs,
	};
	struct attempt *attempt = xcalloc(1, sizeof(*attempt));
	attempt->webhook = webhook;
	attempt->done = done;
	attempt->arg = arg;
	TAILQ_INSERT_TAIL(&webhook->attempts, attempt, link);
	webhook->n_attempts++;
	attempt->fetch = fetch_start(webhook->fetcher, &request, on_answer, attempt);
}
