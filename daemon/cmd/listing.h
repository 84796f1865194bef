#ifndef CMD_LISTING_H
#define CMD_LISTING_H

#include <stddef.h>

#include "cmd/args.h"
#include "ledger/statements.h"

struct command;
struct ledger;

/* What the commands that read the ledger share: which ledger, which rows, which form. */
struct listing {
	const char *config, *ledger_file;
	const char *since, *until, *limit, *min_score;
	bool json;
	struct ledger_filter filter;
	struct ledger *ledger; /* owned, read only */
};

/* Help lines of the options they share. */
#define LISTING_HELP                                                               \
	"  --json             one JSON object a line instead of text for people\n" \
	"  --ledger FILE      the ledger; otherwise that of the configuration\n"   \
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "           \
	"/etc/gainsay/gainsay.yaml)\n"

#define LISTING_OPTIONS(r)                                                                      \
	{"--json", NULL, &(r)->json}, {"--ledger", &(r)->ledger_file, NULL},                    \
		{"--config", &(r)->config, NULL}, {"--since", &(r)->since, NULL},               \
		{"--until", &(r)->until, NULL}, {"--limit", &(r)->limit, NULL},                 \
		{"--speaker", &(r)->filter.speaker, NULL}, {"--side", &(r)->filter.side, NULL}, \
		{"--issue", &(r)->filter.issue, NULL},                                          \
	{                                                                                       \
		"--words", &(r)->filter.words, NULL                                             \
	}

/* Reads the texts of the options into the filter and opens the ledger. 0, or an exit status having
 * said why. limit: what is listed unless the options say otherwise; 0: everything. */
int listing_open(const struct command *self, struct listing *listing, int limit);
void listing_release(struct listing *listing);
/* Opens only the ledger. */
int listing_open_ledger(const struct command *self, struct listing *listing);
/* 0, or an exit status having said why reading failed. */
int listing_status(const struct command *self, const struct listing *listing);

#endif
