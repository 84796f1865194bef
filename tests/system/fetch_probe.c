/*
 * Fetches URLs as the daemon does and prints what came of each, a JSON object a line, for tests and
 * benches that want a server of another language.
 *
 *   fetch_probe [--ca FILE] [--max-bytes N] [--slow-secs N] [--total-secs N] [--at-once N]
 *               [--host-at-once N] [--quiet] URL|COUNTxURL...
 *
 * --quiet prints one summary line instead: how many came of which status, and how long it took.
 */
#include <curl/curl.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

#include "net/fetch.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

struct probe {
	struct event_base *base;
	size_t left, ok, failed;
	bool quiet;
};

static void on_done(uint64_t id, const struct fetch_result *result, void *arg)
{
	struct probe *probe = arg;
	probe->left--;
	if (result->code == ERR_NONE && result->status == 200)
		probe->ok++;
	else
		probe->failed++;
	if (!probe->quiet) {
		AUTOJSON json_t *line = json_pack("{s:I,s:s,s:s,s:i,s:I,s:I}", "id", (json_int_t)id,
			"code", err_word(result->code), "why", result->err.text, "status",
			result->status, "bytes", (json_int_t)result->body_bytes, "elapsed_ms",
			(json_int_t)result->elapsed_ms);
		AUTOFREE char *text = json_compact(line);
		(void)printf("%s\n", text);
	}
	if (probe->left == 0)
		(void)event_base_loopbreak(probe->base);
}

struct numbers {
	const char *name;
	int64_t *at;
};

static bool take_option(const struct numbers *numbers, const char *name, const char *value)
{
	for (; numbers->name; numbers++) {
		if (strcmp(numbers->name, name) == 0) {
			*numbers->at = strtoll(value, NULL, 10);
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	struct fetch_options options = {.user_agent = (char[]){"gainsay-probe/1"},
		.connect_timeout_secs = 10,
		.total_timeout_secs = 60,
		.low_speed_bytes = 64,
		.low_speed_secs = 20,
		.max_transfers = 64,
		.host_transfers = 64,
		.max_redirects = 5};
	int64_t max_bytes = (int64_t)FEED_BYTES_MAX;
	struct probe probe = {.left = 0};
	const struct numbers numbers[] = {{"--max-bytes", &max_bytes},
		{"--slow-secs", &options.low_speed_secs},
		{"--total-secs", &options.total_timeout_secs},
		{"--at-once", &options.max_transfers}, {"--host-at-once", &options.host_transfers},
		{NULL, NULL}};
	int i = 1;
	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
		if (strcmp(argv[i], "--quiet") == 0)
			probe.quiet = true;
		else if (i + 1 < argc && strcmp(argv[i], "--ca") == 0)
			options.ca_file = argv[++i];
		else if (i + 1 >= argc || !take_option(numbers, argv[i], argv[i + 1]))
			return EX_USAGE;
		else
			i++;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return EX_SOFTWARE;
	probe.base = event_base_new();
	struct fetcher *fetcher = fetcher_new(probe.base, &options);
	int64_t began = clock_mono_ms();
	for (; i < argc; i++) {
		char *url = argv[i];
		long count = strtol(argv[i], &url, 10);
		url = *url == 'x' ? url + 1 : argv[i];
		struct fetch_request request = {.url = url,
			.method = "GET",
			.max_bytes = (size_t)max_bytes,
			.allow_private = true,
			.follow = true};
		for (long n = 0; n < (count > 0 ? count : 1); n++, probe.left++)
			(void)fetch_start(fetcher, &request, on_done, &probe);
	}
	if (probe.left > 0)
		(void)event_base_dispatch(probe.base);
	if (probe.quiet)
		(void)printf("{\"ok\":%zu,\"failed\":%zu,\"ms\":%lld}\n", probe.ok, probe.failed,
			(long long)(clock_mono_ms() - began));
	fetcher_free(fetcher);
	event_base_free(probe.base);
	curl_global_cleanup();
	return EX_OK;
}
