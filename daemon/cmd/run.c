#include <stdio.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/cmd.h"
#include "cmd/versions.h"
#include "run/config.h"
#include "run/daemon.h"
#include "util/journal.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/yaml.h"

const char cmd_run_help[] =
	"Polls the feeds of the configuration, reads new articles, keeps the ledger and delivers\n"
	"alerts, until SIGTERM or SIGINT. SIGHUP reads the configuration anew, SIGUSR1 opens the "
	"alert\n"
	"log anew.\n\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else /etc/gainsay/gainsay.yaml)\n"
	"  --once             poll every feed once, finish what came of it, end; articles and\n"
	"                     deliveries that wait for another try stay in the ledger\n";

int cmd_run(const struct command *self, int argc, char **argv)
{
	const char *file = NULL;
	bool once = false;
	const struct arg options[] = {{"--config", &file, NULL}, {"--once", NULL, &once}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), NULL, 0);
	if (status != EX_OK)
		return status;
	log_to_journal(JOURNAL_SOCKET);
	AUTOFREE char *path = config_find(file);
	struct faults faults CLEANUP(faults_release) = {0};
	struct config *config = config_load(path, &faults);
	cmd_faults(&faults);
	if (!config)
		return EX_CONFIG;
	versions_warn();
	return daemon_run(&(struct daemon_options){.config = config, .once = once});
}
