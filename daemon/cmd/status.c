#include <stdio.h>
#include <sysexits.h>

#include "cmd/args.h"
#include "cmd/ask.h"
#include "cmd/cmd.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

const char cmd_status_help[] = "Tells whether the daemon runs, what waits, and how each receiver "
			       "stands. Ends with 69 when "
			       "no\n"
			       "daemon runs; what is told then is what the ledger holds.\n\n"
			       "  --json             one JSON object instead of a table\n"
			       "  --config FILE      the configuration ($GAINSAY_CONFIG, else "
			       "/etc/gainsay/gainsay.yaml)\n";

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_get_text(object, key);
	return text ? text : "-";
}

static void print_endpoint(const json_t *endpoint)
{
	const char *reason = json_get_text(endpoint, "last_reason");
	AUTOFREE char *name = utf8_visible(text_of(endpoint, "endpoint"));
	AUTOFREE char *why = utf8_visible(reason ? reason : "");
	(void)printf("%-28.28s %-10s %7lld %7lld %7lld  %-20s  %s\n", name,
		text_of(endpoint, "state"), (long long)json_get_int(endpoint, "waiting", 0),
		(long long)json_get_int(endpoint, "failed", 0),
		(long long)json_get_int(endpoint, "done", 0), text_of(endpoint, "oldest"), why);
}

/* What became of the articles: "17 off topic, 12 statements, 3 language uk". */
static void print_results(json_t *results)
{
	const char *result;
	json_t *n;
	const char *before = "articles read: ";
	json_object_foreach(results, result, n)
	{
		AUTOFREE char *shown = utf8_visible(result);
		(void)printf("%s%lld %s", before, (long long)json_integer_value(n), shown);
		before = ", ";
	}
	if (json_object_size(results))
		(void)printf("\n\n");
}

static void print_status(const json_t *answer)
{
	size_t i;
	const json_t *endpoint;
	(void)printf("gainsay %s %s, configuration %s: %lld feeds, %lld articles wait\n\n",
		text_of(answer, "version"),
		json_get_flag(answer, "running") ? "runs" : "does not run",
		text_of(answer, "config"), (long long)json_get_int(answer, "feeds", 0),
		(long long)json_get_int(answer, "articles_waiting", 0));
	print_results(json_object_get(answer, "articles"));
	(void)printf("%-28s %-10s %7s %7s %7s  %-20s  %s\n", "ENDPOINT", "STATE", "WAIT", "FAILED",
		"DONE", "WAITS SINCE", "LAST FAULT");
	json_array_foreach(json_object_get(answer, "endpoints"), i, endpoint)
		print_endpoint(endpoint);
}

int cmd_status(const struct command *self, int argc, char **argv)
{
	const char *file = NULL;
	bool as_json = false;
	const struct arg options[] = {{"--config", &file, NULL}, {"--json", NULL, &as_json}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), NULL, 0);
	if (status != EX_OK)
		return status;
	AUTOJSON json_t *request = json_pack("{s:s}", "do", "status");
	AUTOJSON json_t *answer = NULL;
	status = ask(
		self, &(struct ask_options){.config_file = file, .reads = true}, request, &answer);
	if (status != EX_OK)
		return status;
	if (as_json) {
		struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
		(void)json_object_del(answer, "ok");
		(void)json_line(answer, &line);
		(void)fwrite(line.data, 1, line.len, stdout);
	} else {
		print_status(answer);
	}
	return json_get_flag(answer, "running") ? EX_OK : EX_UNAVAILABLE;
}
