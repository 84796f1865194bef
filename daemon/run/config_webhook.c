#include <openssl/crypto.h>

#include "compare/compare.h"
#include "run/config.h"
#include "run/config_private.h"
#include "run/secret.h"
#include "run/webhook.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/yaml.h"

static void warn_plain(const struct loader *l, const struct yaml_node *node, const char *where)
{
	WARN(l, node,
		"%s: the secret stands in the file; file:, env: or credential: keep it elsewhere",
		where);
}

static void read_secrets(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_webhook *hook)
{
	const struct yaml_node *node = config_node_of(item, "secret");
	hook->secrets = xcalloc(hook->secret.n, sizeof(*hook->secrets));
	for (size_t i = 0; i < hook->secret.n; i++) {
		struct err err = ERR_INIT;
		int plain = 0;
		char *secret = secret_read(hook->secret.items[i], l->dir, &plain, &err);
		struct webhook_key key = {0};
		int rc = secret ? webhook_secret(secret, &key, &err) : ERR_CONFIG;
		OPENSSL_cleanse(&key, sizeof(key));
		if (rc < 0) {
			FAULT(l, node, "%s: secret: %s", where, err.text);
			free(secret);
			continue;
		}
		hook->secrets[hook->n_secrets++] = secret;
		if (plain)
			warn_plain(l, node, where);
	}
	if (!hook->secret.n && hook->format && format_from_word(hook->format) < FORMAT_SLACK)
		WARN(l, item, "%s: without a secret the receiver cannot tell who posts", where);
}

static void read_token(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_webhook *hook)
{
	struct err err = ERR_INIT;
	int plain = 0;
	const struct yaml_node *node = config_node_of(item, "token");
	if (!hook->token)
		return;
	hook->bearer = secret_read(hook->token, l->dir, &plain, &err);
	if (!hook->bearer)
		FAULT(l, node, "%s: token: %s", where, err.text);
	else if (plain)
		warn_plain(l, node, where);
	for (const char *p = hook->bearer; p && *p; p++)
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7F) {
			FAULT(l, node, "%s: token: it has blanks or characters beyond ASCII",
				where);
			break;
		}
}

/* What one format needs and the others have no use for. */
static void check_target(const struct loader *l, const struct yaml_node *item, const char *where,
	const struct config_webhook *hook)
{
	enum format format = format_from_word(hook->format);
	const struct {
		const char *key, *value;
		enum format format;
	} needs[] = {{"topic", hook->topic, FORMAT_NTFY}, {"room", hook->room, FORMAT_MATRIX},
		{"token", hook->token, FORMAT_MATRIX}};
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++) {
		bool here = needs[i].format == format;
		if (here && !needs[i].value)
			FAULT(l, item, "%s: format %s needs a %s", where, hook->format,
				needs[i].key);
		if (!here && needs[i].value && strcmp(needs[i].key, "token") != 0)
			FAULT(l, config_node_of(item, needs[i].key),
				"%s: %s is for format %s alone", where, needs[i].key,
				format_words[needs[i].format]);
	}
}

static void check_route(const struct loader *l, const struct yaml_node *item, const char *where,
	const struct config_webhook *hook)
{
	for (size_t i = 0; i < hook->route.kinds.n; i++)
		if (kind_from_word(hook->route.kinds.items[i]) == KIND_NONE)
			FAULT(l, config_node_of(item, "kinds"),
				"%s: kinds are reversal, split and dispute, not \"%s\"", where,
				hook->route.kinds.items[i]);
	for (size_t i = 0; i < hook->route.events.n; i++) {
		enum event_type type;
		if (!event_type_from_word(hook->route.events.items[i], &type))
			FAULT(l, config_node_of(item, "events"),
				"%s: events are raised, updated and withdrawn, not \"%s\"", where,
				hook->route.events.items[i]);
	}
}

void config_read_webhook(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_webhook *hook)
{
	read_secrets(l, item, where, hook);
	read_token(l, item, where, hook);
	if (hook->format)
		check_target(l, item, where, hook);
	check_route(l, item, where, hook);
	if (hook->quiet_hours && !quiet_parse(hook->quiet_hours, &hook->quiet))
		FAULT(l, config_node_of(item, "quiet_hours"),
			"%s: quiet_hours are written 22:00-07:00, not \"%s\"", where,
			hook->quiet_hours);
}

void config_webhook_release(struct config_webhook *hook)
{
	option_release(config_webhook_rows, hook);
	for (size_t j = 0; j < hook->n_secrets; j++) {
		explicit_bzero(hook->secrets[j], strlen(hook->secrets[j]));
		free(hook->secrets[j]);
	}
	free(hook->secrets);
	if (hook->bearer)
		explicit_bzero(hook->bearer, strlen(hook->bearer));
	free(hook->bearer);
}

struct webhook *config_webhook_open(
	const struct config_webhook *config, struct fetcher *fetcher, struct err *err)
{
	return webhook_new(fetcher,
		&(struct webhook_spec){.name = config->name,
			.target = {.format = format_from_word(config->format),
				.url = config->url,
				.topic = config->topic,
				.room = config->room},
			.token = config->bearer,
			.secrets = (const char *const *)config->secrets,
			.n_secrets = config->n_secrets,
			.allow_private = config->allow_private,
			.timeout_secs = config->timeout_secs},
		err);
}
