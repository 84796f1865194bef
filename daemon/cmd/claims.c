#include <assert.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "claims/claims.h"
#include "claims/plugin.h"
#include "cmd/cmd.h"
#include "profile/profile.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

const char cmd_claims_help[] =
	"Reads a text (UTF-8, paragraphs separated by a blank line; \"-\": standard input), finds "
	"every\n"
	"statement that somebody is told to have made, on the topic or not, and prints one JSON "
	"object\n"
	"a line. Spans are byte offsets into the input, end exclusive.\n\n"
	"  --date RFC3339      when the text was published: \"on Friday\" is reckoned from it\n"
	"  --title T           its headline\n"
	"  --url URL           its address\n"
	"  --language CODE     its language (default en)\n"
	"  --profile DIR       the profile to use instead of the installed one\n"
	"  --plugin NAME|PATH  an extractor to run (may be given again; default: rules)\n"
	"  --plugin-dir DIR    where plugins are looked for by name\n";

struct arguments {
	const char *date, *title, *url, *language, *profile, *plugin_dir, *file;
	const char *plugins[16];
	size_t n_plugins;
};

static const char **option_place(struct arguments *a, const char *name)
{
	const struct {
		const char *name;
		const char **at;
	} options[] = {{"--date", &a->date}, {"--title", &a->title}, {"--url", &a->url},
		{"--language", &a->language}, {"--profile", &a->profile},
		{"--plugin-dir", &a->plugin_dir}};
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (strcmp(name, options[i].name) == 0)
			return options[i].at;
	if (strcmp(name, "--plugin") == 0 && a->n_plugins < ARRAY_SIZE(a->plugins))
		return &a->plugins[a->n_plugins++];
	return NULL;
}

static int parse(const struct command *self, int argc, char **argv, struct arguments *a)
{
	bool plain = false;
	for (int i = 1; i < argc; i++) {
		if (!plain && strcmp(argv[i], "--") == 0) {
			plain = true;
		} else if (!plain && argv[i][0] == '-' && argv[i][1]) {
			const char **at = option_place(a, argv[i]);
			if (!at)
				return cmd_usage(self, "unknown option \"%s\"", argv[i]);
			if (++i >= argc)
				return cmd_usage(self, "%s needs a value", argv[i - 1]);
			*at = argv[i];
		} else if (a->file) {
			return cmd_usage(self, "one text at a time, not also \"%s\"", argv[i]);
		} else {
			a->file = argv[i];
		}
	}
	return a->file ? EX_OK : cmd_usage(self, "which text?");
}

static void tell(enum gainsay_log level, const char *plugin, const char *text)
{
	AUTOFREE char *shown = utf8_visible(text);
	if (level <= GAINSAY_LOG_WARNING)
		(void)fprintf(stderr, "gainsay claims: plugin %s: %s\n", plugin, shown);
}

/* A path names its plugin: "/x/y/NAME.so" is NAME. The caller frees it. */
static char *plugin_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = xstrdup(slash ? slash + 1 : path);
	char *dot = strrchr(name, '.');
	if (dot && strcmp(dot, ".so") == 0)
		*dot = '\0';
	return name;
}

static struct plugin_set *load_plugins(
	const struct profile *profile, const struct arguments *a, struct err *err)
{
	if (a->n_plugins == 0)
		return plugin_set_default(profile, a->plugin_dir, tell, err);
	struct plugin_set *set = plugin_set_new(profile, a->plugin_dir, tell);
	for (size_t i = 0; i < a->n_plugins; i++) {
		const char *given = a->plugins[i];
		AUTOFREE char *name = plugin_name(given);
		if (plugin_set_load(set, name, strchr(given, '/') ? given : NULL, NULL, err) < 0) {
			plugin_set_free(set);
			return NULL;
		}
	}
	return set;
}

static int print_statements(const struct statements *list, struct err *err)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	for (size_t i = 0; i < list->n; i++) {
		AUTOJSON json_t *json = statement_to_json(&list->items[i]);
		buf_reset(&line);
		if (json_line(json, &line) < 0)
			return err_set(err, ERR_FAIL, "a statement does not fit a line");
		if (fwrite(line.data, 1, line.len, stdout) != line.len)
			return err_set(err, ERR_FAIL, "cannot write to standard output");
	}
	return 0;
}

int cmd_claims(const struct command *self, int argc, char **argv)
{
	struct arguments a = {0};
	int status = parse(self, argc, argv, &a);
	if (status != EX_OK)
		return status;
	int64_t published = a.date ? date_parse(a.date, NULL) : DATE_UNKNOWN;
	if (a.date && published == DATE_UNKNOWN)
		return cmd_usage(self, "--date: \"%s\" is no date", a.date);
	assert(a.file);
	struct err err = ERR_INIT;
	struct buf text CLEANUP(buf_release) = BUF_INIT(CLAIMS_TEXT_MAX);
	status = cmd_read(self, a.file, &text);
	if (status != EX_OK)
		return status;
	if (!utf8_valid(buf_str(&text), text.len)) {
		(void)err_set(&err, ERR_REJECT, "%s: not UTF-8", a.file);
		return cmd_error(self, &err);
	}
	struct profile *profile = cmd_profile(self, a.profile);
	if (!profile)
		return EX_CONFIG;
	struct plugin_set *plugins = load_plugins(profile, &a, &err);
	struct statements list CLEANUP(statements_release) = {0};
	struct claims_source source = {
		.text = buf_str(&text),
		.len = text.len,
		.title = a.title,
		.url = a.url,
		.language = a.language ? a.language : "en",
		.published = published,
	};
	int rc = plugins ? claims_extract(plugins, profile, &source, &list, &err) : (int)err.code;
	if (rc == 0)
		rc = print_statements(&list, &err);
	plugin_set_free(plugins);
	profile_free(profile);
	return rc < 0 ? cmd_error(self, &err) : EX_OK;
}
