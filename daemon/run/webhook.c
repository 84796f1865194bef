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

struct key {
	unsigned char bytes[WEBHOOK_SECRET_MAX];
	size_t len;
};

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
	char *name, *url;
	struct key keys[WEBHOOK_SECRETS_MAX];
	size_t n_keys;
	bool allow_private;
	int64_t timeout_secs;
	struct attempts attempts;
	size_t n_attempts;
};

int webhook_secret(const char *secret, unsigned char *out, size_t *len, struct err *err)
{
	static const char prefix[] = "whsec_";
	if (strncmp(secret, prefix, sizeof(prefix) - 1) != 0)
		return err_set(err, ERR_CONFIG, "a webhook secret begins with \"%s\"", prefix);
	const char *text = secret + sizeof(prefix) - 1;
	size_t n = strlen(text);
	/* What the decoder takes for padding or skips as white space must not be there. */
	size_t digits = strspn(
		text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
	size_t padding = strspn(text + digits, "=");
	unsigned char bytes[WEBHOOK_SECRET_MAX + 8];
	if (digits + padding != n || padding > 2 || n % 4 != 0 || n / 4 * 3 > sizeof(bytes) ||
		EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)n) < 0)
		return err_set(err, ERR_CONFIG, "a webhook secret is \"%s\" and base64", prefix);
	size_t got = n / 4 * 3 - padding;
	if (got < WEBHOOK_SECRET_MIN || got > WEBHOOK_SECRET_MAX)
		return err_set(err, ERR_CONFIG,
			"a webhook secret holds %d to %d bytes, this one %zu", WEBHOOK_SECRET_MIN,
			WEBHOOK_SECRET_MAX, got);
	memcpy(out, bytes, got);
	*len = got;
	return 0;
}

void webhook_sign(const unsigned char *key, size_t key_len, const char *id, int64_t timestamp,
	const void *body, size_t len, char out[WEBHOOK_SIGNATURE_SIZE])
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(strlen(id) + 32 + len);
	(void)buf_printf(&text, "%s.%lld.", id, (long long)timestamp);
	(void)buf_add(&text, body, len);
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int mac_len = 0;
	if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text.data, text.len, mac,
		    &mac_len))
		abort(); /* only for lack of memory */
	unsigned char digits[WEBHOOK_SIGNATURE_SIZE - 3];
	(void)EVP_EncodeBlock(digits, mac, (int)mac_len);
	(void)snprintf(out, WEBHOOK_SIGNATURE_SIZE, "v1,%s", (const char *)digits);
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
	if (!url_is_http(spec->url)) {
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
	webhook->url = xstrdup(spec->url);
	webhook->allow_private = spec->allow_private;
	webhook->timeout_secs = spec->timeout_secs > 0 ? spec->timeout_secs : WEBHOOK_TIMEOUT_SECS;
	for (size_t i = 0; i < spec->n_secrets; i++) {
		struct key *key = &webhook->keys[webhook->n_keys++];
		if (webhook_secret(spec->secrets[i], key->bytes, &key->len, err) < 0) {
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

static void on_answer(uint64_t id, const struct fetch_result *answer, void *arg)
{
	(void)id;
	struct attempt *attempt = arg;
	struct buf text CLEANUP(buf_release) = BUF_INIT(WEBHOOK_ANSWER_MAX * 3);
	(void)utf8_repair(buf_str(&answer->body), answer->body.len, &text);
	char why[ERR_TEXT_SIZE] = "";
	struct webhook_result result = {
		.outcome = outcome_of(answer),
		.status = answer->status,
		.retry_after_secs = answer->retry_after_secs,
		.elapsed_ms = answer->elapsed_ms,
		.answer = buf_str(&text),
		.why = why,
	};
	if (answer->code != ERR_NONE)
		(void)snprintf(why, sizeof(why), "%s", answer->err.text);
	else if (result.outcome != WEBHOOK_DELIVERED)
		(void)snprintf(why, sizeof(why), "the receiver answered with status %d%s",
			answer->status,
			answer->status >= 300 && answer->status < 400 ? " (no redirect is followed)"
								      : "");
	webhook_done done = attempt->done;
	void *done_arg = attempt->arg;
	/* First, so that the callback may free the webhook. */
	attempt_free(attempt);
	done(&result, done_arg);
}

void webhook_post(struct webhook *webhook, const char *id, const char *body, size_t len,
	webhook_done done, void *arg)
{
	int64_t now = clock_now_ms() / 1000;
	AUTOFREE char *id_line = xasprintf("webhook-id: %s", id);
	AUTOFREE char *time_line = xasprintf("webhook-timestamp: %lld", (long long)now);
	struct buf signatures CLEANUP(buf_release) = BUF_INIT(
		32 + WEBHOOK_SECRETS_MAX * WEBHOOK_SIGNATURE_SIZE);
	(void)buf_puts(&signatures, "webhook-signature:");
	for (size_t i = 0; i < webhook->n_keys; i++) {
		char signature[WEBHOOK_SIGNATURE_SIZE];
		webhook_sign(webhook->keys[i].bytes, webhook->keys[i].len, id, now, body, len,
			signature);
		(void)buf_printf(&signatures, " %s", signature);
	}
	const char *headers[] = {"Content-Type: application/json", id_line, time_line,
		webhook->n_keys > 0 ? buf_str(&signatures) : NULL, NULL};
	struct fetch_request request = {
		.url = webhook->url,
		.method = "POST",
		.headers = headers,
		.body = body,
		.body_len = len,
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
