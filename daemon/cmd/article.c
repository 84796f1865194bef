#include <stdio.h>
#include <sysexits.h>

#include "cmd/cmd.h"

const char cmd_article_help[] = "";

int cmd_article(const struct command *self, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return cmd_usage(self, "this build has no such command");
}
