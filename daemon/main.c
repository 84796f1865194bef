#include <curl/curl.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/versions.h"
#include "util/mem.h"

static int help(FILE *out, int status)
{
	(void)fprintf(out,
		"usage: gainsay COMMAND [ARGUMENTS]\n\n"
		"gainsay polls news feeds, keeps a ledger of who said what and when in the "
		"negotiations\nto end the war in Ukraine, and raises an alert when a new statement "
		"contradicts an\nearlier one.\n\ncommands:\n");
	for (const struct command *c = commands; c->name; c++)
		(void)fprintf(out, "  %-11s %s\n", c->name, c->summary);
	(void)fprintf(out,
		"\n`gainsay COMMAND --help` tells more; `gainsay --version` the versions.\n"
		"Start with `gainsay demo`.\n");
	return status;
}

static int version(void)
{
	size_t n;
	const struct version *all = versions_all(&n);
	(void)printf("gainsay %s\n%s\n", GAINSAY_VERSION, curl_version());
	for (size_t i = 0; i < n; i++)
		(void)printf("%s%s %s", i ? ", " : "", all[i].library, all[i].have);
	(void)putchar('\n');
	return EX_OK;
}

/* A descriptor that came closed would be taken by the first file opened, which would then be read,
 * or written over, in its place. What stands there instead can be opened and not used. */
static void fill_standard_descriptors(void)
{
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
	for (int fd = 0; fd < (int)(sizeof(modes) / sizeof(*modes)); fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", modes[fd]);
}

/* The last words reach their reader or the exit status says so. */
static int finish(int status)
{
	if (fflush(stdout) == 0 || status != EX_OK)
		return status;
	(void)fprintf(stderr, "gainsay: cannot write to standard output\n");
	return EX_IOERR;
}

int main(int argc, char **argv)
{
	fill_standard_descriptors();
	/* A closed pipe or socket is an error of the write, not the end of the process. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (argc < 2)
		return help(stderr, EX_USAGE);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return finish(help(stdout, EX_OK));
	if (strcmp(argv[1], "--version") == 0)
		return finish(version());
	const struct command *command = commands;
	while (command->name && strcmp(command->name, argv[1]) != 0)
		command++;
	if (!command->name) {
		(void)fprintf(stderr, "gainsay: no command \"%s\"\n\n", argv[1]);
		return help(stderr, EX_USAGE);
	}
	for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return finish(cmd_help(command));
	/* Memory that is out ends the process in one place, in this library, too: half an answer
	 * would be taken for what was said. */
	json_set_alloc_funcs(xmalloc, free);
	return finish(command->run(command, argc - 1, argv + 1));
}
