#ifndef CMD_ARGS_H
#define CMD_ARGS_H

#include <stdbool.h>
#include <stddef.h>

struct command;

/* One option of a command: "--name VALUE" or, where flag is set, "--name" alone. */
struct arg {
	const char *name; /* with its dashes */
	const char **value; /* set to the text, borrowed from argv */
	bool *flag;
};

/*
 * Reads options in any place and at most max_files other arguments ("--" ends the options, "-" is
 * no option). "--name=VALUE" is understood too. Returns 0, or EX_USAGE having said what is wrong.
 */
int args_parse(const struct command *self, int argc, char **argv, const struct arg *options,
	size_t n_options, const char **files, size_t max_files);

#endif
