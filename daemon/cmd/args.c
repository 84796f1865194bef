#include "cmd/args.h"

#include <sysexits.h>

#include "cmd/cmd.h"
#include "util/mem.h"
#include "util/yaml.h"

#define OPTIONS_MAX 32

static const struct arg *find(const struct arg *options, size_t n, const char *text, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(options[i].name) == len && strncmp(options[i].name, text, len) == 0)
			return &options[i];
	return NULL;
}

static int unknown(
	const struct command *self, const struct arg *options, size_t n, const char *text)
{
	const char *names[OPTIONS_MAX + 1] = {NULL};
	for (size_t i = 0; i < n && i < OPTIONS_MAX; i++)
		names[i] = options[i].name;
	const char *near = yaml_suggest(text, names);
	return cmd_usage(self, "unknown option \"%s\"%s%s%s", text, near ? " (did you mean " : "",
		near ? near : "", near ? "?)" : "");
}

int args_parse(const struct command *self, int argc, char **argv, const struct arg *options,
	size_t n_options, const char **files, size_t max_files)
{
	size_t n_files = 0;
	bool plain = false;
	for (int i = 1; i < argc; i++) {
		const char *text = argv[i];
		if (!plain && strcmp(text, "--") == 0) {
			plain = true;
			continue;
		}
		if (plain || text[0] != '-' || !text[1]) {
			if (n_files == max_files)
				return cmd_usage(self, "one argument too many: \"%s\"", text);
			files[n_files++] = text;
			continue;
		}
		const char *equals = strchr(text, '=');
		size_t len = equals ? (size_t)(equals - text) : strlen(text);
		const struct arg *option = find(options, n_options, text, len);
		if (!option)
			return unknown(self, options, n_options, text);
		if (option->flag && equals)
			return cmd_usage(self, "%s takes no value", option->name);
		if (option->flag)
			*option->flag = true;
		else if (equals)
			*option->value = equals + 1;
		else if (i + 1 < argc)
			*option->value = argv[++i];
		else
			return cmd_usage(self, "%s needs a value", option->name);
	}
	return EX_OK;
}
