#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "util/json.h"
#include "util/mem.h"

const char cmd_ctl_help[] =
	"Tells the running daemon what to do and waits for the outcome.\n\n"
	"  reload             read the configuration anew. A wrong one is refused with every fault "
	"it\n"
	"                     has (exit status 78), and the daemon goes on with the old one.\n"
	"  reopen             open the alert log anew, after it was renamed\n\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "
	"/etc/gainsay/gainsay.yaml),\n"
	"                     whose state_dir says where the daemon listens\n";

int cmd_ctl(const struct command *self, int argc, char **argv)
{
	const char *file = NULL, *word = NULL;
	const struct arg options[] = {{"--config", &file, NULL}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), &word, 1);
	if (status != EX_OK)
		return status;
	if (!word || (strcmp(word, "reload") != 0 && strcmp(word, "reopen") != 0))
		return cmd_usage(self, "say reload or reopen");
	AUTOJSON json_t *request = json_pack("{s:s}", "do", word);
	AUTOJSON json_t *answer = NULL;
	return ask(self, &(struct ask_options){.config_file = file, .daemon_only = true}, request,
		&answer);
}
