#include <stdio.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "cmd/listing.h"
#include "ledger/silences.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

const char cmd_silence_help[] =
	"Keeps alerts from the receivers for a while: what fits a silence is kept in the ledger "
	"and "
	"in\n"
	"the log, and sent nowhere.\n\n"
	"  add                begins one; it needs --for, --comment and at least one of the "
	"others\n"
	"  list               those in force, or with --all all there ever were\n"
	"  end NUMBER         ends one now\n\n"
	"  --for TIME         how long: 90m, 12h, 7d\n"
	"  --comment TEXT     why, and who asked for it\n"
	"  --kind K           reversal, split or dispute\n"
	"  --issue I          on this issue\n"
	"  --speaker ID       with this speaker on a side\n"
	"  --side ID          with this side's speakers\n"
	"  --site HOST        from this site on a side\n"
	"  --all, --json      for list\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "
	"/etc/gainsay/gainsay.yaml)\n";

/* "90m" in seconds; -1: no such thing. */
static int64_t duration(const char *text)
{
	static const struct {
		char unit;
		int secs;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
	char *end = NULL;
	long n = text && *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : -1;
	if (n < 0 || n > INT32_MAX || strlen(end) != 1)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (units[i].unit == *end)
			return (int64_t)n * units[i].secs;
	return -1;
}

struct printer {
	int64_t now;
	bool as_json;
};

static void print_json(const struct ledger_silence *s, const struct printer *p)
{
	char created[DATE_TEXT_SIZE], expires[DATE_TEXT_SIZE];
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	date_format(s->created, created);
	date_format(s->expires, expires);
	AUTOJSON json_t *json = json_pack("{s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:s,s:s,s:b}", "id",
		(json_int_t)s->id, "kind", json_text(s->kind), "issue", json_text(s->issue),
		"speaker", json_text(s->speaker), "side", json_text(s->side), "site",
		json_text(s->site), "comment", json_text(s->comment), "created", created, "expires",
		expires, "in_force", s->expires > p->now);
	(void)json_line(json, &line);
	(void)fwrite(line.data, 1, line.len, stdout);
}

static void print_part(const char *word, const char *value)
{
	AUTOFREE char *shown = utf8_visible(value);
	(void)printf(" %s=%s", word, shown);
}

static void print_silence(const struct ledger_silence *s, void *arg)
{
	const struct printer *p = arg;
	const struct {
		const char *word, *value;
	} parts[] = {{"kind", s->kind}, {"issue", s->issue}, {"speaker", s->speaker},
		{"side", s->side}, {"site", s->site}};
	char expires[DATE_TEXT_SIZE];
	if (p->as_json) {
		print_json(s, p);
		return;
	}
	date_format(s->expires, expires);
	(void)printf(
		"%lld  %s %s ", (long long)s->id, s->expires > p->now ? "until" : "ended", expires);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i].value)
			print_part(parts[i].word, parts[i].value);
	AUTOFREE char *comment = utf8_visible(s->comment);
	(void)printf("  %s\n", comment);
}

static int list(const struct command *self, const char *config, bool all, bool as_json)
{
	struct listing listing CLEANUP(listing_release) = {.config = config};
	int status = listing_open_ledger(self, &listing);
	if (status != EX_OK)
		return status;
	struct printer printer = {.now = clock_now_ms() / 1000, .as_json = as_json};
	ledger_silences_each(
		listing.ledger, all ? INT64_MIN : printer.now, print_silence, &printer);
	return listing_status(self, &listing);
}

static int end_one(const struct command *self, const char *config, const char *number)
{
	char *end = NULL;
	long long id = number ? strtoll(number, &end, 10) : 0;
	if (!number || end == number || *end || id <= 0)
		return cmd_usage(self, "end takes the number of a silence");
	AUTOJSON json_t *request = json_pack("{s:s,s:I}", "do", "speak", "id", (json_int_t)id);
	AUTOJSON json_t *answer = NULL;
	return ask(self, &(struct ask_options){.config_file = config}, request, &answer);
}

static int add(const struct command *self, const char *config, json_t *request, const char *length)
{
	int64_t secs = duration(length);
	if (secs <= 0)
		return cmd_usage(self, "--for takes a time like 90m, 12h or 7d%s%s%s",
			length ? ", not \"" : "", length ? length : "", length ? "\"" : "");
	AUTOJSON json_t *answer = NULL;
	(void)json_object_set_new(request, "do", json_string("silence"));
	(void)json_object_set_new(request, "secs", json_integer(secs));
	int status = ask(self, &(struct ask_options){.config_file = config}, request, &answer);
	if (status == EX_OK)
		(void)printf("%lld\n", (long long)json_get_int(answer, "id", 0));
	return status;
}

int cmd_silence(const struct command *self, int argc, char **argv)
{
	enum { KIND, ISSUE, SPEAKER, SIDE, SITE, COMMENT, PARTS };
	static const char *const names[PARTS] = {
		"kind", "issue", "speaker", "side", "site", "comment"};
	const char *parts[PARTS] = {NULL}, *words[2] = {NULL}, *config = NULL, *length = NULL;
	bool all = false, as_json = false;
	const struct arg options[] = {{"--config", &config, NULL}, {"--for", &length, NULL},
		{"--kind", &parts[KIND], NULL}, {"--issue", &parts[ISSUE], NULL},
		{"--speaker", &parts[SPEAKER], NULL}, {"--side", &parts[SIDE], NULL},
		{"--site", &parts[SITE], NULL}, {"--comment", &parts[COMMENT], NULL},
		{"--all", NULL, &all}, {"--json", NULL, &as_json}};
	int status = args_parse(
		self, argc, argv, options, ARRAY_SIZE(options), words, ARRAY_SIZE(words));
	if (status != EX_OK)
		return status;
	const char *word = words[0] ? words[0] : "";
	if (strcmp(word, "end") == 0)
		return end_one(self, config, words[1]);
	if (words[1])
		return cmd_usage(self, "one argument too many: \"%s\"", words[1]);
	if (strcmp(word, "list") == 0)
		return list(self, config, all, as_json);
	if (strcmp(word, "add") != 0)
		return cmd_usage(self, "say add, list or end");
	AUTOJSON json_t *request = json_object();
	for (size_t i = 0; i < PARTS; i++)
		if (parts[i])
			(void)json_object_set_new(request, names[i], json_text(parts[i]));
	return add(self, config, request, length);
}
