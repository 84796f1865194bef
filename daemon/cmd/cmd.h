#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stddef.h>

struct buf;
struct err;
struct faults;
struct profile;

/* One row of the command table: main finds it by argv[1] and calls run with argv from there on
 * (argv[0] is the command's name). run returns the exit status (sysexits). */
struct command {
	const char *name, *summary;
	const char *usage; /* what follows the name in the usage line */
	const char *help; /* the options, a line each, and whatever helps */
	int (*run)(const struct command *self, int argc, char **argv);
};

/* The table, in the order --help shows it; ends with a NULL name. */
extern const struct command commands[];

/* Prints usage and help of a command on stdout; returns 0. */
int cmd_help(const struct command *command);
/* Says what is wrong with the arguments on stderr, with the usage line; returns EX_USAGE. */
int cmd_usage(const struct command *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Says an error on stderr as "gainsay COMMAND: text"; returns the sysexits status for its code. */
int cmd_error(const struct command *command, const struct err *err);

/* Reads FILE, or standard input for "-", into out. Returns EX_OK, or having said what is wrong
 * EX_NOINPUT, or EX_DATAERR for one larger than out may be. */
int cmd_read(const struct command *command, const char *file, struct buf *out);

/* Says every fault of a file on stderr, a line each: file:line:col: error: text. */
void cmd_faults(const struct faults *faults);

/* Loads the profile (--profile DIR or NULL). On failure prints every fault and returns NULL. */
struct profile *cmd_profile(const struct command *command, const char *dir);

/* One for each command, in cmd/NAME.c. */
int cmd_run(const struct command *self, int argc, char **argv);
int cmd_demo(const struct command *self, int argc, char **argv);
int cmd_check(const struct command *self, int argc, char **argv);
int cmd_feed(const struct command *self, int argc, char **argv);
int cmd_article(const struct command *self, int argc, char **argv);
int cmd_claims(const struct command *self, int argc, char **argv);
int cmd_compare(const struct command *self, int argc, char **argv);
int cmd_replay(const struct command *self, int argc, char **argv);
int cmd_alerts(const struct command *self, int argc, char **argv);
int cmd_statements(const struct command *self, int argc, char **argv);
int cmd_feeds(const struct command *self, int argc, char **argv);
int cmd_tail(const struct command *self, int argc, char **argv);
int cmd_status(const struct command *self, int argc, char **argv);
int cmd_deliveries(const struct command *self, int argc, char **argv);
int cmd_silence(const struct command *self, int argc, char **argv);
int cmd_webhook(const struct command *self, int argc, char **argv);
int cmd_ctl(const struct command *self, int argc, char **argv);
int cmd_backup(const struct command *self, int argc, char **argv);
int cmd_restore(const struct command *self, int argc, char **argv);
int cmd_worker(const struct command *self, int argc, char **argv);

extern const char cmd_run_help[], cmd_demo_help[], cmd_check_help[], cmd_feed_help[],
	cmd_article_help[], cmd_claims_help[], cmd_compare_help[], cmd_replay_help[],
	cmd_alerts_help[], cmd_statements_help[], cmd_feeds_help[], cmd_tail_help[],
	cmd_status_help[], cmd_deliveries_help[], cmd_silence_help[], cmd_webhook_help[],
	cmd_ctl_help[], cmd_backup_help[], cmd_restore_help[], cmd_worker_help[];

#endif
