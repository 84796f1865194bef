#include <stdio.h>
#include <sysexits.h>

#include "cmd/cmd.h"

const char cmd_run_help[] = "";

int cmd_run(const struct command *self, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return cmd_usage(self, "this build has no such command");
}
