#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/cmd.h"
#include "ledger/backup.h"
#include "run/config.h"
#include "text/date.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/yaml.h"

const char cmd_backup_help[] =
	"Copies the ledger into a directory, whether the daemon runs or not, checks the copy, and "
	"prints\n"
	"its name. The alert log, the configuration and its secrets are files: copy them as "
	"such.\n\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "
	"/etc/gainsay/gainsay.yaml)\n";

const char cmd_restore_help[] =
	"Puts a copy that `gainsay backup` made in the ledger's place. The daemon must be stopped. "
	"What\n"
	"was there is kept beside it under the name that is printed; alerts that the alert log has "
	"and the\n"
	"copy does not know are not logged again when they are found again.\n\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "
	"/etc/gainsay/gainsay.yaml)\n";

static void config_cleanup(struct config **config)
{
	config_free(*config);
}

static struct config *load(const char *option)
{
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *file = config_find(option);
	struct config *config = config_load(file, &faults);
	if (!config)
		cmd_faults(&faults);
	return config;
}

/* Now, without what is awkward in the name of a file: 20260817T120000Z; the caller frees it. */
static char *stamp(void)
{
	char text[DATE_TEXT_SIZE];
	size_t n = 0;
	date_format(clock_now_ms() / 1000, text);
	for (const char *p = text; *p; p++)
		if (*p != '-' && *p != ':')
			text[n++] = *p;
	text[n] = '\0';
	return xstrdup(text);
}

int cmd_backup(const struct command *self, int argc, char **argv)
{
	struct err err = ERR_INIT;
	const char *file = NULL, *dir = NULL;
	const struct arg options[] = {{"--config", &file, NULL}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), &dir, 1);
	if (status != EX_OK)
		return status;
	if (!dir)
		return cmd_usage(self, "name a directory");
	struct config *config CLEANUP(config_cleanup) = load(file);
	if (!config)
		return EX_CONFIG;
	(void)umask(077);
	if (file_make_dirs(dir, &err) < 0)
		return cmd_error(self, &err);
	AUTOFREE char *ledger = config_ledger_path(config);
	AUTOFREE char *when = stamp();
	AUTOFREE char *copy = xasprintf("%s/ledger-%s.sqlite", dir, when);
	if (ledger_backup(ledger, copy, &err) < 0)
		return cmd_error(self, &err);
	(void)printf("%s\n", copy);
	return EX_OK;
}

int cmd_restore(const struct command *self, int argc, char **argv)
{
	struct err err = ERR_INIT;
	const char *file = NULL, *copy = NULL;
	const struct arg options[] = {{"--config", &file, NULL}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), &copy, 1);
	if (status != EX_OK)
		return status;
	if (!copy)
		return cmd_usage(self, "name a file that `gainsay backup` made");
	struct config *config CLEANUP(config_cleanup) = load(file);
	if (!config)
		return EX_CONFIG;
	(void)umask(027);
	if (file_make_dirs(config->state_dir, &err) < 0)
		return cmd_error(self, &err);
	AUTOFREE char *ledger = config_ledger_path(config);
	AUTOFREE char *when = stamp();
	AUTOFREE char *aside = xasprintf("%s.before-%s", ledger, when);
	if (ledger_restore(ledger, copy, aside, &err) < 0)
		return cmd_error(self, &err);
	(void)printf("%s\n", aside);
	return EX_OK;
}
