#ifndef TESTS_UNIT_NET_WEB_H
#define TESTS_UNIT_NET_WEB_H

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "net/fetch.h"

/* A web of two addresses of loopback, and what it was asked. */
struct web {
	struct event_base *base;
	struct evhttp *http;
	struct evconnlistener *raw; /* answers a fixed text to whatever comes */
	int port, raw_port;
	const char *raw_text;
	bool raw_keeps_open;
	struct bufferevent *raw_open[8];
	size_t n_raw;
	int hits, at_once, most_at_once;
	char agent[64], etag[64], modified[64], body[64], type[64], extra[64];
	struct fetcher *fetcher;
	/* What came of the last request. */
	int done, want;
	struct fetch_result last; /* its texts are copies below */
	char effective[256], permanent[256], got_etag[64], got_type[64], cache[64], text[256];
};

/* Options that suit most tests. */
extern const struct fetch_options standard;

/* Opens its servers on free ports, and a fetcher. */
void open_web(struct web *web, const struct fetch_options *options);
void close_web(struct web *web);
/* Keeps what came, and ends the loop when web->want have come. */
void on_done(uint64_t id, const struct fetch_result *result, void *arg);
/* A GET with the usual limits. */
struct fetch_request request(const char *url);
/* One request from beginning to end; the path may name another address. */
const struct fetch_result *get(struct web *web, struct fetch_request *what, const char *path);

#endif
