#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/request.h"
#include "util/buf.h"

struct err;
struct event_base;
struct http_server;
struct option_list;

/*
 * The daemon's page: a small HTTP server for the machine's own browsers and collectors. It answers
 * one request a connection, changes nothing, and bounds whatever a client could make it hold:
 * connections, bytes, and the time of each. A request must name us in its Host field, so that no
 * stranger's site can read the page through its visitor's browser under a name of its own.
 */
#define HTTP_CLIENTS_MAX 64
/* From the connection to the end of the head, then to the end of the answer. */
#define HTTP_HEAD_SECS   10
#define HTTP_ANSWER_SECS 30
/* A client that has its answer and does not hang up. */
#define HTTP_LINGER_SECS 2
/* 20,000 feeds in metrics are about 2.5 MiB. */
#define HTTP_BODY_MAX ((size_t)8 << 20)

/* An answer; the server starts with 200 and "text/plain; charset=utf-8". */
struct http_answer {
	int status;
	const char *type; /* static */
	struct buf body;
};

struct http_server_options {
	struct event_base *base; /* borrowed */
	const char *listen; /* ADDRESS:PORT; not used with fd */
	int fd; /* of a listening socket, taken; -1: none */
	const struct option_list *hosts; /* names beside this machine's own; copied; may be NULL */
	void (*on_request)(
		const struct http_request *request, struct http_answer *answer, void *arg);
	void *arg;
};
/* NULL and err when it cannot listen. */
struct http_server *http_server_new(const struct http_server_options *options, struct err *err);
/* Cuts connections off. Accepts NULL. */
void http_server_free(struct http_server *server);
/* Other names from now on. */
void http_server_set_hosts(struct http_server *server, const struct option_list *hosts);
/* Where it listens: "127.0.0.1:8417", or the path of a socket; borrowed. */
const char *http_server_address(const struct http_server *server);

/* Whether an address to listen on is one; *loopback says if only this machine reaches it. */
bool http_listen_valid(const char *listen, bool *loopback);

#endif
