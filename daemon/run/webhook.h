#ifndef RUN_WEBHOOK_H
#define RUN_WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run/format.h"

struct err;
struct fetcher;
struct webhook;

/*
 * One endpoint that alerts are posted to, in its format (format.h), after Standard Webhooks 1.0.0:
 * the headers webhook-id (the same at each attempt, for the receiver to drop repeats by),
 * webhook-timestamp (of this attempt) and webhook-signature (one for each secret: "v1,BASE64" of
 * HMAC-SHA256 or "v1a,BASE64" of Ed25519). No redirect is followed and at most WEBHOOK_ANSWER_MAX
 * of the answer is read. When to try again is the endpoint's business (endpoint.h).
 */
struct webhook_spec {
	const char *name; /* as configured, for logs */
	struct format_target target;
	const char *token; /* sent as "Authorization: Bearer"; or NULL */
	const char *const *secrets; /* "whsec_BASE64", "whsk_BASE64"; several while rotating */
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
	const char *answer; /* the start of the body on one line, our secrets hidden, never NULL */
	const char *why; /* one sentence unless delivered; never NULL */
};
typedef void (*webhook_done)(const struct webhook_result *result, void *arg);

/* Starts one attempt at an event (all is copied). done is called once, later. Attempts run side by
 * side within the fetcher's limits. */
void webhook_post(
	struct webhook *webhook, const struct format_event *event, webhook_done done, void *arg);
/* Attempts under way. */
size_t webhook_pending(const struct webhook *webhook);

/* A signing key: the bytes of a "whsec_" secret (HMAC) or a "whsk_" one (the seed of an Ed25519
 * key). */
#define WEBHOOK_SECRET_MIN 24
#define WEBHOOK_SECRET_MAX 64
struct webhook_key {
	bool asymmetric;
	unsigned char bytes[WEBHOOK_SECRET_MAX];
	size_t len;
};
/* ERR_CONFIG if the secret is malformed; err never shows it. Wipe the key after use. */
int webhook_secret(const char *secret, struct webhook_key *out, struct err *err);

/* One value of webhook-signature: "v1,BASE64" or "v1a,BASE64" over "id.timestamp.body". */
#define WEBHOOK_SIGNATURE_SIZE 96 /* "v1a," 88 digits and a NUL */
void webhook_sign(const struct webhook_key *key, const char *id, int64_t timestamp,
	const void *body, size_t len, char out[WEBHOOK_SIGNATURE_SIZE]);
/* What a receiver checks an asymmetric key's signatures by: "whpk_BASE64". */
#define WEBHOOK_PUBLIC_SIZE 56
void webhook_public(const struct webhook_key *key, char out[WEBHOOK_PUBLIC_SIZE]);

/* What an answer of the network means; for webhook_post and for tests. answer must outlive
 * result's texts, which are put into the two buffers. */
struct fetch_result;
struct webhook_words {
	char answer[1024], why[512];
};
void webhook_judge(const struct webhook *webhook, const struct fetch_result *answer,
	struct webhook_words *words, struct webhook_result *result);

#endif
