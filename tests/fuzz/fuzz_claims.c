/* Claim extraction from the text to printed statements: no text may crash it, and every span it
 * prints lies inside the text and on borders of letters. The first byte chooses: a whole article,
 * or bare words with the second line as the speaker. */
#include <stdint.h>
#include <stdlib.h>

#include "claims/claims.h"
#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "util/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Loaded once: a fuzzer calls a million times. */
static struct profile *profile;
static struct plugin_set *plugins;

static void release(void)
{
	plugin_set_free(plugins);
	profile_free(profile);
}

static void prepare(void)
{
	struct faults faults = {0};
	char *path = profile_find(NULL);
	profile = path ? profile_load(path, &faults) : NULL;
	plugins = profile ? plugin_set_default(profile, NULL, NULL, NULL) : NULL;
	faults_release(&faults);
	free(path);
	if (!plugins)
		abort();
	(void)atexit(release);
}

static void check_span(const struct claims_source *source, const struct span *span)
{
	if (span->begin > span->end || span->end > source->len ||
		(span->end < source->len && !utf8_is_start(source->text[span->end])) ||
		(span->begin < source->len && !utf8_is_start(source->text[span->begin])))
		abort();
}

static void read_article(const char *text, size_t len)
{
	struct claims_source source = {.text = text, .len = len, .published = 1763892000};
	struct statements list = {0};
	if (claims_extract(plugins, profile, &source, &list, NULL) < 0)
		abort();
	for (size_t i = 0; i < list.n; i++) {
		const struct statement *s = &list.items[i];
		check_span(&source, &s->span);
		check_span(&source, &s->speaker_span);
		check_span(&source, &s->cue_span);
		for (size_t k = 0; k < s->n_spans; k++)
			check_span(&source, &s->spans[k]);
		json_decref(statement_to_json(s));
	}
	statements_release(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!plugins)
		prepare();
	if (size < 1)
		return 0;
	struct buf text = BUF_INIT(MIB(4));
	(void)utf8_repair((const char *)data + 1, size - 1, &text);
	if (data[0] != 'b') {
		read_article(buf_str(&text), text.len);
	} else {
		struct statement s;
		char *copy = buf_take(&text);
		char *line = strchr(copy, '\n');
		if (line)
			*line++ = '\0';
		claims_from_text(plugins, profile, line, DATE_UNKNOWN, copy, &s);
		statement_release(&s);
		free(copy);
	}
	buf_release(&text);
	return 0;
}
