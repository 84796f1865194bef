/*
 * How many polls a second the fetcher makes of a server on loopback that is a process of its own:
 * one host; many hosts (addresses of 127/8), which is what feeds are; not modified and with a body.
 *
 *   bench_fetch [REQUESTS]
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/fetch.h"
#include "util/clock.h"
#include "util/limits.h"
#include "util/mem.h"

#define BODY_BYTES KIB(30)

static void on_request(struct evhttp_request *req, void *arg)
{
	const char *body = arg;
	if (evhttp_find_header(evhttp_request_get_input_headers(req), "If-None-Match")) {
		evhttp_send_reply(req, 304, "Not Modified", NULL);
		return;
	}
	struct evbuffer *out = evbuffer_new();
	(void)evbuffer_add_reference(out, body, BODY_BYTES, NULL, NULL);
	evhttp_send_reply(req, 200, "OK", out);
	evbuffer_free(out);
}

/* The server; writes its port to the pipe and never returns. */
__attribute__((noreturn)) static void serve(int pipe_end)
{
	static char body[BODY_BYTES];
	memset(body, 'x', sizeof(body));
	struct event_base *base = event_base_new();
	struct evhttp *http = evhttp_new(base);
	struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "0.0.0.0", 0);
	struct sockaddr_in address;
	socklen_t len = sizeof(address);
	if (!bound || getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&address,
			      &len) < 0)
		_exit(1);
	int port = ntohs(address.sin_port);
	if (write(pipe_end, &port, sizeof(port)) != sizeof(port))
		_exit(1);
	evhttp_set_gencb(http, on_request, body);
	(void)event_base_dispatch(base);
	_exit(0);
}

struct bench {
	struct event_base *base;
	size_t left, wrong;
};

static void on_done(uint64_t id, const struct fetch_result *result, void *arg)
{
	(void)id;
	struct bench *bench = arg;
	bench->wrong += result->code != ERR_NONE;
	if (--bench->left == 0)
		(void)event_base_loopbreak(bench->base);
}

static double cpu_secs(void)
{
	struct rusage used;
	(void)getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static int measure(const char *what, int port, size_t requests, size_t hosts, bool modified)
{
	const struct fetch_options options = {.user_agent = (char[]){"gainsay-bench/1"},
		.connect_timeout_secs = 10,
		.total_timeout_secs = 60,
		.low_speed_secs = 30,
		.max_transfers = 64,
		.host_transfers = hosts > 1 ? 2 : 64,
		.max_redirects = 5};
	struct bench bench = {.base = event_base_new(), .left = requests};
	struct fetcher *fetcher = fetcher_new(bench.base, &options);
	int64_t wall = clock_mono_ms();
	double cpu = cpu_secs();
	for (size_t i = 0; i < requests; i++) {
		char url[64];
		size_t host = i % hosts;
		(void)snprintf(url, sizeof(url), "http://127.1.%zu.%zu:%d/feed", host / 250,
			host % 250 + 1, port);
		struct fetch_request request = {.url = url,
			.method = "GET",
			.etag = modified ? NULL : "\"1\"",
			.max_bytes = FEED_BYTES_MAX,
			.allow_private = true,
			.follow = true};
		(void)fetch_start(fetcher, &request, on_done, &bench);
	}
	(void)event_base_dispatch(bench.base);
	cpu = cpu_secs() - cpu;
	wall = clock_mono_ms() - wall;
	fetcher_free(fetcher);
	event_base_free(bench.base);
	(void)printf("fetch: %s\t%.0f\tpolls/s of CPU\t%zu requests, %zu hosts\n", what,
		(double)requests / cpu, requests, hosts);
	(void)printf("fetch: %s\t%.0f\tpolls/s\t%zu requests, %zu hosts\n", what,
		(double)requests * 1000 / (double)(wall ? wall : 1), requests, hosts);
	return bench.wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	size_t requests = argc > 1 ? strtoul(argv[1], NULL, 10) : 8000;
	int ends[2], port = 0;
	(void)signal(SIGPIPE, SIG_IGN);
	if (pipe(ends) < 0)
		return EXIT_FAILURE;
	pid_t server = fork();
	if (server == 0)
		serve(ends[1]);
	if (server < 0 || read(ends[0], &port, sizeof(port)) != sizeof(port) ||
		curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return EXIT_FAILURE;
	int status = measure("not modified, one host", port, requests, 1, false) |
		     measure("30 KiB, one host", port, requests, 1, true) |
		     measure("not modified, many hosts", port, requests, 2000, false);
	(void)kill(server, SIGKILL);
	(void)waitpid(server, NULL, 0);
	curl_global_cleanup();
	return status;
}
