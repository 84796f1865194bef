#ifndef CMD_DEMO_DAEMON_H
#define CMD_DEMO_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

#include "cmd/demo_scenario.h"

struct err;

/* The real daemon as a child, with a configuration, state and log of its own in one directory. */
struct demo_daemon {
	char *dir; /* owned; holds gainsay.yaml, webhook.secret, state/, alerts.jsonl and
		    daemon.log */
	char *config, *log, *ledger; /* paths; owned */
	bool keep; /* the directory stays */
	pid_t pid; /* 0: not running */
	bool stopping; /* it was asked to */
};

/*
 * Makes the directory (dir, which must be empty or absent, or a temporary one for NULL) and writes
 * the configuration: every feed of the scenario through the proxy on this port, the webhook with
 * this secret. 0 or negative with err.
 */
int demo_daemon_prepare(struct demo_daemon *daemon, const char *dir,
	const struct demo_scenario *scenario, int port, const char *secret, struct err *err);
/* Starts `gainsay run`; its messages go to the log. It dies with this process. */
int demo_daemon_start(struct demo_daemon *daemon, struct err *err);
/* Whether it is still running. Once it has ended, err is ERR_NONE if it was asked to stop and left
 * with status 0, else ERR_FAIL and says how it ended, with its last words. */
bool demo_daemon_alive(struct demo_daemon *daemon, struct err *err);
/* Asks it to stop (SIGTERM); it may take its time, see demo_daemon_alive. */
void demo_daemon_stop(struct demo_daemon *daemon);
/* Kills what still runs and removes the directory unless it is to stay. */
void demo_daemon_release(struct demo_daemon *daemon);

#endif
