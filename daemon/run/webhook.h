#ifndef RUN_WEBHOOK_H
#define RUN_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct fetcher;
struct webhook;

/*
 * One endpoint that alerts are posted to, after Standard Webhooks 1.0.0: the headers webhook-id
 * (the same at each attempt, for the receiver to drop repeats by), webhook-timestamp (of this
 * attempt) and webhook-signature ("v1,BASE64" for each secret). No redirect is followed and at most
 * WEBHOOK_ANSWER_MAX of the answer is read. When to try again is the outbox's business.
 */
struct webhook_spec {
	const char *name; /* as configured, for logs */
	const char *url;
	const char *const *secrets; /* "whsec_BASE64" of 24 to 64 bytes; several while rotating */
	size_t n_secrets; /* 0: unsigned */
	bool allow_private;
	int64_t timeout_secs; /* 0: WEBHOOK_TIMEOUT_SECS */
};

/* Everything is copied; the fetcher is borrowed and must outlive it. NULL and ERR_CONFIG when the
 * URL is no http URL or a secret is malformed (err never shows the secret). */
struct webhook *webhook_new(
	struct fetcher *fetcher, const struct webhook_spec *spec, struct err *err);
/* Attempts under way are dropped without calling back. Accepts NULL. */
void webhook_free(struct webhook *webhook);
const char *webhook_name(const struct webhook *webhook); /* borrowed */

enum webhook_outcome {
	WEBHOOK_DELIVERED, /* 2xx */
	WEBHOOK_RETRY, /* anything that may pass: no connection, 429, 5xx, 3xx, most of 4xx */
	WEBHOOK_DISABLED, /* 410: the receiver wants no more, ever */
	WEBHOOK_FAILED, /* this delivery can never work: 413, a refused address */
};
/* "delivered", "retry", "disabled", "failed". Static storage. */
const char *webhook_outcome_word(enum webhook_outcome outcome);

/* Borrowed until the callback returns. */
struct webhook_result {
	enum webhook_outcome outcome;
	int status; /* of HTTP; 0: no answer */
	int64_t retry_after_secs; /* -1: not said */
	int64_t elapsed_ms;
	const char *answer; /* the start of the body, valid UTF-8, never NULL */
	const char *why; /* one sentence unless delivered; never NULL */
};
typedef void (*webhook_done)(const struct webhook_result *result, void *arg);

/* Starts one attempt for the delivery `id` (no "." in it) with a JSON body, which is copied. done
 * is called once, later. Attempts run side by side within the fetcher's limits. */
void webhook_post(struct webhook *webhook, const char *id, const char *body, size_t len,
	webhook_done done, void *arg);
/* Attempts under way. */
size_t webhook_pending(const struct webhook *webhook);

/* The bytes of a "whsec_" secret; out holds WEBHOOK_SECRET_MAX. ERR_CONFIG if it is malformed. */
#define WEBHOOK_SECRET_MIN 24
#define WEBHOOK_SECRET_MAX 64
int webhook_secret(const char *secret, unsigned char *out, size_t *len, struct err *err);

/* The value of webhook-signature for one key: "v1,BASE64" of HMAC-SHA256 over
 * "id.timestamp.body". */
#define WEBHOOK_SIGNATURE_SIZE 48 /* "v1," 44 digits and a NUL */
void webhook_sign(const unsigned char *key, size_t key_len, const char *id, int64_t timestamp,
	const void *body, size_t len, char out[WEBHOOK_SIGNATURE_SIZE]);

#endif
