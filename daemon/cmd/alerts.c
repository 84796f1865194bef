#include <stdio.h>
#include <sysexits.h>

#include "cmd/alert_text.h"
#include "cmd/cmd.h"
#include "cmd/listing.h"
#include "compare/compare.h"
#include "ledger/alerts.h"
#include "ledger/deliveries.h"
#include "run/alert.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

const char cmd_alerts_help[] =
	"Lists the newest alerts, the oldest of them first, each with every report of its "
	"statements\n"
	"that came in since, and what became of it.\n\n"
	"  --kind K           reversal, split or dispute\n"
	"  --issue I          on this issue\n"
	"  --speaker ID       with this speaker on a side\n"
	"  --side ID          with this side's speakers\n"
	"  --words W          with these words in a statement or in the reason\n"
	"  --since DATE       raised since\n"
	"  --until DATE       raised until\n"
	"  --min-score N      of at least this score\n"
	"  --undelivered      that wait for an endpoint or never reached it, and why\n"
	"  --limit N          so many (default 20; 0 for all)\n" LISTING_HELP;

#define LIMIT 20

static int print_json(const json_t *json)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	(void)json_line(json, &line);
	return fwrite(line.data, 1, line.len, stdout) == line.len ? 0 : -1;
}

static void print_undelivered(const struct ledger_undelivered *delivery, void *arg)
{
	AUTOFREE char *line = xasprintf("%s, after %lld %s to %s: %s",
		delivery->next_ms == INT64_MAX ? "given up" : "waits",
		(long long)delivery->attempts, delivery->attempts == 1 ? "try" : "tries",
		delivery->endpoint, delivery->reason ? delivery->reason : "not tried yet");
	paper_text(arg, "  sent  ", INK_RED, line);
}

static void add_undelivered(const struct ledger_undelivered *delivery, void *arg)
{
	(void)json_array_append_new(arg,
		json_pack("{s:o,s:b,s:I,s:o}", "endpoint", json_text(delivery->endpoint),
			"given_up", delivery->next_ms == INT64_MAX, "tries",
			(json_int_t)delivery->attempts, "reason", json_text(delivery->reason)));
}

int cmd_alerts(const struct command *self, int argc, char **argv)
{
	struct listing listing CLEANUP(listing_release) = {0};
	const struct arg options[] = {LISTING_OPTIONS(&listing),
		{"--kind", &listing.filter.kind, NULL}, {"--min-score", &listing.min_score, NULL},
		{"--undelivered", NULL, &listing.filter.undelivered}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), NULL, 0);
	if (status != EX_OK)
		return status;
	if (listing.filter.kind && kind_from_word(listing.filter.kind) == KIND_NONE)
		return cmd_usage(self, "--kind is reversal, split or dispute, not \"%s\"",
			listing.filter.kind);
	status = listing_open(self, &listing, LIMIT);
	if (status != EX_OK)
		return status;
	struct ids found CLEANUP(ids_release) = {0};
	ledger_alerts_list(listing.ledger, &listing.filter, &found);
	struct paper paper;
	paper_init(&paper, stdout);
	for (size_t i = found.n; i-- > 0;) {
		AUTOJSON json_t *json = alert_json_now(listing.ledger, found.items[i]);
		if (!json)
			continue;
		if (!listing.json) {
			alert_print(&paper, json, found.n - i);
			ledger_undelivered_each(
				listing.ledger, found.items[i], print_undelivered, &paper);
			continue;
		}
		if (listing.filter.undelivered) {
			json_t *list = json_array();
			ledger_undelivered_each(
				listing.ledger, found.items[i], add_undelivered, list);
			(void)json_object_set_new(json, "undelivered", list);
		}
		if (print_json(json) < 0)
			return EX_IOERR;
	}
	if (!found.n && !listing.json)
		(void)fputs("No alert matches.\n", stdout);
	return listing_status(self, &listing);
}
