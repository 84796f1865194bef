#include <stdarg.h>
#include <stdio.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "profile/profile.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "util/yaml.h"

#define ROW(word, text, args)                                                                 \
	{                                                                                     \
		.name = #word, .summary = (text), .usage = (args), .help = cmd_##word##_help, \
		.run = cmd_##word                                                             \
	}

const struct command commands[] = {
	ROW(run, "the daemon, in the foreground", "[--config FILE] [--once]"),
	ROW(demo, "the whole thing on a bundled scenario, over real HTTP on loopback",
		"[--keep DIR] [--seconds N]"),
	ROW(check, "validate configuration and profile", "[--config FILE]"),
	ROW(feed, "parse a feed and print it as JSON", "[--url URL] FILE|-"),
	ROW(article, "extract the article of a page and print it as JSON", "[--url URL] FILE|-..."),
	ROW(claims, "print the statements of a text, one JSON object a line",
		"[--date RFC3339] [--title T] FILE|-"),
	ROW(compare, "judge pairs of statements, one JSON object a line", "[FILE|-]"),
	ROW(replay, "run stored articles through the pipeline and print the alerts",
		"[--ledger FILE] [FILE|-]"),
	ROW(alerts, "list the alerts in the ledger", "[--json] [filters]"),
	ROW(statements, "list the statements in the ledger", "[--json] [filters]"),
	ROW(feeds, "list the feeds and why each is polled when it is; add feeds",
		"[list] [--json] | add URL | import FILE | export | poll FEED"),
	ROW(tail, "follow the JSONL alert log, readable", "[--config FILE] [FILE]"),
	ROW(status, "whether the daemon runs and how each receiver stands", "[--json]"),
	ROW(deliveries, "list deliveries, replay those given up, enable a receiver",
		"[list|replay|enable ENDPOINT] [filters]"),
	ROW(silence, "keep alerts from the receivers for a while",
		"add --for TIME --comment TEXT [parts] | list | end NUMBER"),
	ROW(webhook, "post a sample to a receiver, print its public keys", "test NAME | key NAME"),
	ROW(ctl, "tell the running daemon to reload or to reopen its log", "reload|reopen"),
	ROW(backup, "copy the ledger into a directory", "DIRECTORY"),
	ROW(restore, "put a copy in the ledger's place", "FILE"),
	ROW(worker, "parse strangers' bytes for the daemon (started by it)", ""),
	{.name = NULL},
};

int cmd_help(const struct command *command)
{
	(void)printf("usage: gainsay %s %s\n\n%s: %s\n\n%s", command->name, command->usage,
		command->name, command->summary, command->help);
	return EX_OK;
}

int cmd_usage(const struct command *command, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)fprintf(stderr, "gainsay %s: ", command->name);
	(void)vfprintf(stderr, fmt, ap);
	(void)fprintf(stderr, "\nusage: gainsay %s %s\n", command->name, command->usage);
	va_end(ap);
	return EX_USAGE;
}

int cmd_error(const struct command *command, const struct err *err)
{
	AUTOFREE char *text = utf8_visible(err->text);
	(void)fprintf(stderr, "gainsay %s: %s\n", command->name, text);
	return err_exit_status(err->code);
}

int cmd_read(const struct command *command, const char *file, struct buf *out)
{
	struct err err = ERR_INIT;
	int rc = file_read(file, out, &err);
	if (rc == 0)
		return EX_OK;
	int status = cmd_error(command, &err);
	return rc == ERR_FAIL ? EX_NOINPUT : status;
}

void cmd_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct fault *f = &faults->items[i];
		const char *word = f->warning ? "warning" : "error";
		AUTOFREE char *text = utf8_visible(f->text);
		if (f->line)
			(void)fprintf(
				stderr, "%s:%d:%d: %s: %s\n", f->file, f->line, f->col, word, text);
		else
			(void)fprintf(stderr, "%s: %s: %s\n", f->file, word, text);
	}
	if (faults->dropped)
		(void)fprintf(stderr, "and %zu more\n", faults->dropped);
}

struct profile *cmd_profile(const struct command *command, const char *dir)
{
	AUTOFREE char *path = profile_find(dir);
	if (!path) {
		(void)fprintf(stderr, "gainsay %s: no profile found; name one with --profile DIR\n",
			command->name);
		return NULL;
	}
	CLEANUP(faults_release) struct faults faults = {0};
	struct profile *profile = profile_load(path, &faults);
	if (!profile)
		cmd_faults(&faults);
	return profile;
}
