#include <stdio.h>
#include <sysexits.h>

#include "claims/plugin.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "profile/profile.h"
#include "run/config.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/yaml.h"

const char cmd_check_help[] =
	"Reads the configuration, the profile it names and the plugins, and prints every fault "
	"with its\n"
	"file, line and column. Exits with 78 when there is one; warnings are no reason.\n\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else /etc/gainsay/gainsay.yaml)\n"
	"  --profile DIR      check this profile instead; without --config, it alone\n";

static void config_cleanup(struct config **config)
{
	config_free(*config);
}

/* Loads each in-process plugin with its settings, as a worker would. */
static void check_plugins(
	const struct config *config, const struct profile *profile, struct faults *faults)
{
	struct plugin_set *set = plugin_set_new(profile, NULL, NULL);
	for (size_t i = 0; i < config->n_plugins; i++) {
		const struct config_plugin *plugin = &config->plugins[i];
		struct err err = ERR_INIT;
		if (!plugin->command.n && plugin_set_load(set, plugin->name, plugin->path,
						  plugin->settings, &err) < 0)
			faults_add(faults, config->file, plugin->line, 1, "%s", err.text);
	}
	plugin_set_free(set);
}

static struct profile *check_profile(const char *dir, struct faults *faults, char **path)
{
	*path = profile_find(dir);
	if (*path)
		return profile_load(*path, faults);
	faults_add(faults, dir ? dir : "profile", 0, 0, "no profile found");
	return NULL;
}

static void tell_counts(const char *path, const struct config *c)
{
	(void)printf("%s: %zu feed%s, %zu webhook%s, ", path, c->n_feeds,
		c->n_feeds == 1 ? "" : "s", c->n_webhooks, c->n_webhooks == 1 ? "" : "s");
	if (c->n_plugins)
		(void)printf("%zu plugin%s\n", c->n_plugins, c->n_plugins == 1 ? "" : "s");
	else
		(void)puts("the default plugin");
}

int cmd_check(const struct command *self, int argc, char **argv)
{
	const char *file = NULL, *profile_dir = NULL;
	const struct arg options[] = {{"--config", &file, NULL}, {"--profile", &profile_dir, NULL}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), NULL, 0);
	if (status != EX_OK)
		return status;
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *path = config_find(file);
	bool alone = profile_dir && !file;
	struct config *config CLEANUP(config_cleanup) = alone ? NULL : config_load(path, &faults);
	AUTOFREE char *found = NULL;
	if (!profile_dir && config)
		profile_dir = config->profile;
	struct profile *profile = check_profile(profile_dir, &faults, &found);
	if (config && profile)
		check_plugins(config, profile, &faults);
	cmd_faults(&faults);
	size_t errors = faults_errors(&faults);
	if (errors) {
		(void)fprintf(stderr, "gainsay check: %zu error%s, %zu warning%s\n", errors,
			errors == 1 ? "" : "s", faults.n - errors,
			faults.n - errors == 1 ? "" : "s");
	} else {
		const struct profile_speaker *speakers;
		if (config)
			tell_counts(path, config);
		(void)fprintf(stderr, "profile %s: %zu speakers\n", found,
			profile_speakers(profile, &speakers));
		(void)fputs("No fault.\n", stdout);
	}
	profile_free(profile);
	return errors ? EX_CONFIG : EX_OK;
}
