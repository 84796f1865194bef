/* A plugin that does what its settings say, good or bad; built several times with one fault each.
 */
#include <stdlib.h>
#include <string.h>

#include "gainsay_plugin.h"

#ifndef FIXTURE_ABI
#define FIXTURE_ABI GAINSAY_PLUGIN_ABI
#endif
#ifndef FIXTURE_NAME
#define FIXTURE_NAME "fixture"
#endif

struct settings {
	int flag;
	int64_t answer; /* of enum gainsay_result */
	const char *who;
	int64_t begin, end;
};

static const struct gainsay_option options[] = {
	{"flag", GAINSAY_BOOL, offsetof(struct settings, flag), "no", 0, 0, "Fails to open."},
	{"answer", GAINSAY_INT, offsetof(struct settings, answer), "0", 0, 3, "What extract says."},
	{"who", GAINSAY_STRING, offsetof(struct settings, who), NULL, 0, 0, "Whom to look up."},
	{"begin", GAINSAY_INT, offsetof(struct settings, begin), "0", 0, 1 << 20, "A span."},
	{"end", GAINSAY_INT, offsetof(struct settings, end), "1", 0, 1 << 20, "Its end."},
	{.name = NULL},
};

struct instance {
	const struct gainsay_host *host;
	const struct settings *settings;
};

static enum gainsay_result fixture_open(
	const struct gainsay_host *host, const void *settings, void **instance)
{
	const struct settings *s = settings;
	if (s->flag)
		return GAINSAY_FAIL;
	struct instance *in = malloc(sizeof(*in));
	if (!in)
		return GAINSAY_FAIL;
	*in = (struct instance){host, s};
	*instance = in;
	return GAINSAY_OK;
}

static enum gainsay_result fixture_extract(
	void *instance, const struct gainsay_article *article, struct gainsay_out *out)
{
	struct instance *in = instance;
	(void)article;
	struct gainsay_span span = {(size_t)in->settings->begin, (size_t)in->settings->end};
	struct gainsay_statement s = {.spans = &span, .n_spans = 1, .cue_class = "neutral"};
	const char *id = NULL;
	if (in->settings->who)
		id = in->host->speaker_lookup(
			in->host, in->settings->who, strlen(in->settings->who));
	s.speaker_name = id;
	in->host->log(in->host, GAINSAY_LOG_INFO,
		in->host->emit(out, &s) == GAINSAY_OK ? "taken" : "refused");
	return (enum gainsay_result)in->settings->answer;
}

static void fixture_close(void *instance)
{
	free(instance);
}

#ifndef FIXTURE_HIDDEN
__attribute__((visibility("default")))
#endif
const struct gainsay_plugin gainsay_plugin_entry = {
	.abi = FIXTURE_ABI,
	.name = FIXTURE_NAME,
	.summary = "for tests",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = fixture_open,
	.extract = fixture_extract,
	.close = fixture_close,
};
