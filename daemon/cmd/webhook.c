#include <event2/event.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/cmd.h"
#include "net/fetch.h"
#include "run/alert.h"
#include "run/config.h"
#include "run/webhook.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

const char cmd_webhook_help[] =
	"  test NAME          posts a sample to the receiver of this name, in its format and "
	"signed "
	"as\n"
	"                     an alert would be, and prints what it answered. The sample says that "
	"it is\n"
	"                     one; nothing is stored and nothing is tried again.\n"
	"  key NAME           prints the public keys (whpk_...) of its secrets that are Ed25519 "
	"keys,\n"
	"                     for the receiver to check the signatures by\n\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "
	"/etc/gainsay/gainsay.yaml)\n";

static void config_cleanup(struct config **config)
{
	config_free(*config);
}

static json_t *sample_side(const char *date, const char *text)
{
	return json_pack("{s:{s:n,s:s,s:n},s:s,s:b,s:s,s:s,s:{s:s,s:s,s:s,s:s},s:[]}", "speaker",
		"id", "name", "Nobody", "side", "text", text, "quoted", 1, "cue_class", "neutral",
		"date", date, "article", "url", "http://sample.example/", "title",
		"A sample of gainsay", "site", "sample.example", "published", date,
		"also_reported_by");
}

/* An alert as it comes, about nothing. */
static json_t *sample(const char *id)
{
	char now[DATE_TEXT_SIZE];
	date_format(clock_now_ms() / 1000, now);
	json_t *json = json_pack("{s:i,s:i,s:s,s:s,s:s,s:s,s:n,s:s,s:f,s:n,s:s,s:b}", "v",
		ALERT_VERSION, "seq", 0, "id", id, "type", "alert.raised", "timestamp", now,
		"alert", id, "reason", "kind", "reversal", "score", 0.5, "issue", "why",
		"A test of this receiver: nobody said any of this.", "test", 1);
	(void)json_object_set_new(json, "earlier",
		sample_side("2025-01-01T12:00:00Z", "This is the earlier statement of a sample."));
	(void)json_object_set_new(json, "later",
		sample_side("2025-01-02T12:00:00Z", "This is the later statement of a sample."));
	return json;
}

struct outcome {
	struct event_base *base;
	bool came, delivered;
};

static void on_posted(const struct webhook_result *result, void *arg)
{
	struct outcome *outcome = arg;
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	AUTOJSON json_t *json = json_pack("{s:s,s:I,s:I,s:o,s:o}", "outcome",
		webhook_outcome_word(result->outcome), "http_status", (json_int_t)result->status,
		"elapsed_ms", (json_int_t)result->elapsed_ms, "why",
		json_text(*result->why ? result->why : NULL), "answer", json_text(result->answer));
	(void)json_line(json, &line);
	(void)fwrite(line.data, 1, line.len, stdout);
	outcome->came = true;
	outcome->delivered = result->outcome == WEBHOOK_DELIVERED;
	(void)event_base_loopbreak(outcome->base);
}

static int test(
	const struct command *self, const struct config *config, const struct config_webhook *hook)
{
	struct err err = ERR_INIT;
	struct outcome outcome = {.base = event_base_new()};
	struct fetcher *fetcher = fetcher_new(outcome.base, &config->fetch);
	struct webhook *webhook = config_webhook_open(hook, fetcher, &err);
	AUTOFREE char *id = xasprintf("test%016llx", (unsigned long long)clock_random());
	AUTOJSON json_t *alert = sample(id);
	const json_t *const alerts[] = {alert};
	if (webhook) {
		webhook_post(webhook,
			&(struct format_event){.id = id,
				.alerts = alerts,
				.n = 1,
				.happened = clock_now_ms() / 1000},
			on_posted, &outcome);
		(void)event_base_dispatch(outcome.base);
	}
	webhook_free(webhook);
	fetcher_free(fetcher);
	event_base_free(outcome.base);
	if (err.code != ERR_NONE)
		return cmd_error(self, &err);
	return outcome.delivered ? EX_OK : EX_UNAVAILABLE;
}

static int print_keys(const struct command *self, const struct config_webhook *hook)
{
	size_t n = 0;
	for (size_t i = 0; i < hook->n_secrets; i++) {
		struct webhook_key key = {0};
		if (webhook_secret(hook->secrets[i], &key, NULL) == 0 && key.asymmetric) {
			char public[WEBHOOK_PUBLIC_SIZE];
			webhook_public(&key, public);
			(void)puts(public);
			n++;
		}
		OPENSSL_cleanse(&key, sizeof(key));
	}
	struct err err = ERR_INIT;
	if (n)
		return EX_OK;
	(void)err_set(&err, ERR_REJECT, "webhook %s has no Ed25519 key (whsk_...)", hook->name);
	return cmd_error(self, &err);
}

int cmd_webhook(const struct command *self, int argc, char **argv)
{
	const char *file = NULL, *words[2] = {NULL};
	const struct arg options[] = {{"--config", &file, NULL}};
	int status = args_parse(
		self, argc, argv, options, ARRAY_SIZE(options), words, ARRAY_SIZE(words));
	if (status != EX_OK)
		return status;
	const char *word = words[0] ? words[0] : "";
	bool tests = strcmp(word, "test") == 0;
	if (!words[1] || (!tests && strcmp(word, "key") != 0))
		return cmd_usage(self, "say test NAME or key NAME");
	AUTOFREE char *path = config_find(file);
	struct faults faults CLEANUP(faults_release) = {0};
	struct config *config CLEANUP(config_cleanup) = config_load(path, &faults);
	if (!config) {
		cmd_faults(&faults);
		return EX_CONFIG;
	}
	for (size_t i = 0; i < config->n_webhooks; i++)
		if (strcmp(config->webhooks[i].name, words[1]) == 0)
			return tests ? test(self, config, &config->webhooks[i])
				     : print_keys(self, &config->webhooks[i]);
	struct err err = ERR_INIT;
	(void)err_set(&err, ERR_CONFIG, "no webhook \"%s\" in %s", words[1], path);
	return cmd_error(self, &err);
}
