#include <stdio.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "cmd/listing.h"
#include "ledger/deliveries.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

const char cmd_deliveries_help[] =
	"Lists which alert went where and what came of it, the newest first; makes those that were "
	"given\n"
	"up anew; asks a receiver again that had answered 410.\n\n"
	"  list               (what is done without a word)\n"
	"  replay             those that were given up are tried again, the whole schedule before "
	"them,\n"
	"                     under the same ids; prints how many\n"
	"  enable ENDPOINT    a receiver that wanted no more gets alerts again\n\n"
	"  --endpoint E       to this endpoint: log, or webhook:NAME\n"
	"  --alert ID         of this alert\n"
	"  --since DATE       of what happened since\n"
	"  --state S          list: new, done or failed\n"
	"  --done             replay: also those that arrived\n"
	"  --limit N          list: so many (default 50; 0 for all)\n" LISTING_HELP;

#define LIMIT 50

struct choice {
	struct listing listing; /* for its ledger */
	struct ledger_delivery_filter filter;
	const char *since, *limit;
	bool done;
};

static json_t *time_json(int64_t secs)
{
	char text[DATE_TEXT_SIZE];
	date_format(secs, text);
	return json_text(secs > 0 && *text ? text : NULL);
}

static json_t *number_json(int64_t n)
{
	return n == INT64_MIN ? json_null() : json_integer(n);
}

static void print_json(const struct ledger_delivery_row *row)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	bool waits = strcmp(row->state, "new") == 0;
	AUTOJSON json_t *json = json_pack(
		"{s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "seq",
		(json_int_t)row->event_seq, "alert", json_text(row->alert_id), "event",
		json_text(row->event), "kind", json_text(row->kind), "issue", json_text(row->issue),
		"endpoint", json_text(row->endpoint), "state", json_text(row->state), "tries",
		(json_int_t)row->attempts, "happened", time_json(row->happened), "next_try",
		waits ? time_json(row->next_ms / 1000) : json_null(), "finished",
		time_json(row->finished), "http_status", number_json(row->http_status),
		"elapsed_ms", number_json(row->elapsed_ms), "reason", json_text(row->reason),
		"answer", json_text(row->answer));
	if (row->batch)
		(void)json_object_set_new(json, "digest", json_text(row->batch));
	(void)json_line(json, &line);
	(void)fwrite(line.data, 1, line.len, stdout);
}

static void print_row(const struct ledger_delivery_row *row, void *arg)
{
	const struct choice *choice = arg;
	char happened[DATE_TEXT_SIZE];
	if (choice->listing.json) {
		print_json(row);
		return;
	}
	AUTOFREE char *endpoint = utf8_visible(row->endpoint);
	AUTOFREE char *reason = utf8_visible(row->reason ? row->reason : "");
	date_format(row->happened, happened);
	(void)printf("%5lld  %-20s  %-9s  %-32s  %-24.24s %-6s %5lld  %s\n",
		(long long)row->event_seq, happened, row->event, row->alert_id, endpoint,
		row->state, (long long)row->attempts, reason);
}

static int list(const struct command *self, struct choice *choice)
{
	static const char *const states[] = {"new", "done", "failed"};
	bool known = !choice->filter.state;
	for (size_t i = 0; i < ARRAY_SIZE(states) && !known; i++)
		known = strcmp(states[i], choice->filter.state) == 0;
	if (!known)
		return cmd_usage(
			self, "--state is new, done or failed, not \"%s\"", choice->filter.state);
	int status = listing_open_ledger(self, &choice->listing);
	if (status != EX_OK)
		return status;
	if (!choice->listing.json)
		(void)printf("%5s  %-20s  %-9s  %-32s  %-24s %-6s %5s  %s\n", "SEQ", "WHEN",
			"EVENT", "ALERT", "ENDPOINT", "STATE", "TRIES", "WHY");
	ledger_deliveries_each(choice->listing.ledger, &choice->filter, print_row, choice);
	return listing_status(self, &choice->listing);
}

static int replay(const struct command *self, const struct choice *choice)
{
	const struct ledger_delivery_filter *f = &choice->filter;
	AUTOJSON json_t *answer = NULL;
	AUTOJSON json_t *request = json_pack("{s:s,s:b}", "do", "replay", "done", choice->done);
	if (f->endpoint)
		(void)json_object_set_new(request, "endpoint", json_text(f->endpoint));
	if (f->alert_id)
		(void)json_object_set_new(request, "alert", json_text(f->alert_id));
	if (f->since != INT64_MIN)
		(void)json_object_set_new(request, "since", json_integer(f->since));
	int status = ask(self, &(struct ask_options){.config_file = choice->listing.config},
		request, &answer);
	if (status == EX_OK)
		(void)printf("%lld\n", (long long)json_get_int(answer, "n", 0));
	return status;
}

static int enable(const struct command *self, const struct choice *choice, const char *endpoint)
{
	AUTOJSON json_t *answer = NULL;
	if (!endpoint)
		return cmd_usage(self, "enable takes an endpoint, such as webhook:desk");
	AUTOJSON json_t *request = json_pack(
		"{s:s,s:o}", "do", "enable", "endpoint", json_text(endpoint));
	return ask(self, &(struct ask_options){.config_file = choice->listing.config}, request,
		&answer);
}

static int parse_numbers(const struct command *self, struct choice *choice)
{
	char *end = NULL;
	choice->filter.since = INT64_MIN;
	choice->filter.limit = LIMIT;
	if (choice->since) {
		choice->filter.since = date_parse(choice->since, NULL);
		if (choice->filter.since == DATE_UNKNOWN)
			return cmd_usage(self, "--since takes a date, not \"%s\"", choice->since);
	}
	if (choice->limit) {
		choice->filter.limit = strtoll(choice->limit, &end, 10);
		if (end == choice->limit || *end || choice->filter.limit < 0)
			return cmd_usage(self, "--limit takes a number, not \"%s\"", choice->limit);
	}
	return EX_OK;
}

static void choice_release(struct choice *choice)
{
	listing_release(&choice->listing);
}

int cmd_deliveries(const struct command *self, int argc, char **argv)
{
	struct choice choice CLEANUP(choice_release) = {0};
	const char *words[2] = {NULL};
	const struct arg options[] = {{"--json", NULL, &choice.listing.json},
		{"--ledger", &choice.listing.ledger_file, NULL},
		{"--config", &choice.listing.config, NULL},
		{"--endpoint", &choice.filter.endpoint, NULL},
		{"--alert", &choice.filter.alert_id, NULL}, {"--since", &choice.since, NULL},
		{"--state", &choice.filter.state, NULL}, {"--limit", &choice.limit, NULL},
		{"--done", NULL, &choice.done}};
	int status = args_parse(
		self, argc, argv, options, ARRAY_SIZE(options), words, ARRAY_SIZE(words));
	if (status == EX_OK)
		status = parse_numbers(self, &choice);
	if (status != EX_OK)
		return status;
	const char *word = words[0] ? words[0] : "list";
	if (strcmp(word, "enable") == 0)
		return enable(self, &choice, words[1]);
	if (words[1])
		return cmd_usage(self, "one argument too many: \"%s\"", words[1]);
	if (strcmp(word, "list") == 0)
		return list(self, &choice);
	if (strcmp(word, "replay") == 0)
		return replay(self, &choice);
	return cmd_usage(self, "say list, replay or enable");
}
