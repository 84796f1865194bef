/*
 * The smallest extractor: in interviews and live blogs it takes each paragraph that begins with a
 * label in capitals and a colon ("LAVROV: We will not.") for words of the one named. Copy this
 * folder to begin your own.
 */
#include <stdlib.h>
#include <string.h>

#include "gainsay_plugin.h"

struct settings {
	int64_t label_max_bytes;
};

static const struct gainsay_option options[] = {
	{.name = "label_max_bytes",
		.type = GAINSAY_INT,
		.offset = offsetof(struct settings, label_max_bytes),
		.fallback = "40",
		.min = 1,
		.max = 200,
		.help = "Longest label that is taken for a name."},
	{.name = NULL},
};

struct example {
	const struct gainsay_host *host;
	const struct settings *settings;
};

static enum gainsay_result example_open(
	const struct gainsay_host *host, const void *settings, void **instance)
{
	struct example *example = malloc(sizeof(*example));
	if (!example)
		return GAINSAY_FAIL;
	*example = (struct example){.host = host, .settings = settings};
	*instance = example;
	return GAINSAY_OK;
}

/* The bytes of a label in capitals before a colon and a blank; 0 if there is none. */
static size_t label_length(const char *paragraph, size_t len, size_t max)
{
	size_t i = 0, letters = 0;
	while (i < len && i < max && paragraph[i] != ':') {
		char c = paragraph[i++];
		if (c >= 'A' && c <= 'Z')
			letters++;
		else if (!strchr(" .'-", c))
			return 0;
	}
	return letters > 1 && i + 1 < len && paragraph[i] == ':' && paragraph[i + 1] == ' ' ? i : 0;
}

static enum gainsay_result example_extract(
	void *instance, const struct gainsay_article *article, struct gainsay_out *out)
{
	const struct example *example = instance;
	const char *text = article->text, *end = text + article->text_len;
	for (const char *p = text; p < end;) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			stop = end;
		size_t label = label_length(
			p, (size_t)(stop - p), (size_t)example->settings->label_max_bytes);
		if (label) {
			size_t begin = (size_t)(p - text);
			struct gainsay_span words = {begin + label + 2, (size_t)(stop - text)};
			struct gainsay_statement statement = {
				.spans = &words,
				.n_spans = 1,
				.speaker = {begin, begin + label},
				.quoted = 1,
				.cue_class = "neutral",
			};
			/* an empty span is refused, which harms nothing */
			(void)example->host->emit(out, &statement);
		}
		p = stop < end ? stop + 1 : end;
	}
	return GAINSAY_OK;
}

static void example_close(void *instance)
{
	free(instance);
}

__attribute__((visibility("default"))) const struct gainsay_plugin gainsay_plugin_entry = {
	.abi = GAINSAY_PLUGIN_ABI,
	.name = "example",
	.summary = "takes labelled paragraphs (\"LAVROV: ...\") for statements",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = example_open,
	.extract = example_extract,
	.close = example_close,
};
