#ifndef RUN_DAEMON_H
#define RUN_DAEMON_H

#include <stdbool.h>

struct config;

/*
 * The daemon: one event loop over schedule, pipeline, outbox and workers, all of which live from
 * one reading of the configuration to the next. SIGHUP reads it anew (a faulty one is refused and
 * nothing changes), SIGTERM and SIGINT end it cleanly, SIGUSR1 opens the alert log anew.
 */
struct daemon_options {
	struct config *config; /* taken */
	bool once; /* poll everything once, finish, end */
};
/* Runs until it is told to stop. Returns the exit status (sysexits), having logged why. */
int daemon_run(const struct daemon_options *options);

#endif
