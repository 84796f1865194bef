#ifndef CMD_ASK_H
#define CMD_ASK_H

#include <jansson.h>
#include <stdbool.h>

struct command;

struct ask_options {
	const char *config_file; /* NULL: the usual one */
	bool daemon_only; /* never in a ledger that no daemon holds */
	bool reads; /* changes nothing: a ledger is only read */
};
/*
 * Has something done (run/admin.h): by the daemon of this configuration or, where none runs, in its
 * ledger. 0 and the answer, a new reference, whose "ok" is true; else an exit status, having said
 * what is wrong.
 */
int ask(const struct command *self, const struct ask_options *options, const json_t *request,
	json_t **answer);

#endif
