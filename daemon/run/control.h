#ifndef RUN_CONTROL_H
#define RUN_CONTROL_H

#include <jansson.h>

struct control;
struct err;
struct event_base;

/*
 * The daemon's control socket, a file in its state directory that its user alone may open: a
 * client sends one JSON object on a line and is answered by one. Requests are bounded in size,
 * number and time; rubbish is answered by a refusal.
 */
#define CONTROL_LINE_MAX    65536
#define CONTROL_CLIENTS_MAX 16
#define CONTROL_WAIT_SECS   30 /* for a line to come or to be taken */
/* A reload starts workers and loads a profile. */
#define CONTROL_ANSWER_SECS 120

struct control_options {
	struct event_base *base; /* borrowed */
	const char *path; /* copied; what is there is replaced: the ledger's lock is ours */
	/* Answers a request: a new reference. Called from the loop. */
	json_t *(*on_request)(const json_t *request, void *arg);
	void *arg;
};
/* NULL and err when nobody could listen there. */
struct control *control_new(const struct control_options *options, struct err *err);
/* Removes the socket. Accepts NULL. */
void control_free(struct control *control);

/* The client's side, which blocks: 0 and the answer (a new reference); ERR_RETRY when nobody
 * listens there; ERR_FAIL when what listens gives no answer. */
int control_ask(const char *path, const json_t *request, json_t **answer, struct err *err);

#endif
