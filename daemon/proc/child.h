#ifndef PROC_CHILD_H
#define PROC_CHILD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/err.h"

struct event_base;
struct child;

/*
 * The one asynchronous mechanism: a child process that speaks JSON lines on its standard input and
 * output, requests matched by "id", each with a deadline; its standard error is logged. Workers and
 * out-of-process plugins are both that. A child that dies, hangs, answers garbage or outgrows
 * WIRE_LINE_MAX fails its requests with ERR_RETRY and is started anew after a delay that doubles up
 * to restart_max_secs and is reset by the first good answer.
 */
enum child_event {
	CHILD_STDERR, /* a line of its standard error */
	CHILD_UP, /* it answered the greeting (or was started, where there is none) */
	CHILD_DOWN, /* it ended or was ended; the text says why and when it is started anew */
	/* It ended with EX_CONFIG instead of answering the greeting: what it was told cannot be
	 * done. Comes before CHILD_DOWN. */
	CHILD_REFUSED,
};
/* For the log: text is borrowed and comes from a stranger where it is CHILD_STDERR. */
typedef void (*child_note)(const char *name, enum child_event event, const char *text, void *arg);

struct child_spec {
	const char *name; /* for logs: "worker 0", "plugin example-exec" */
	const char *const *argv; /* ends with NULL; argv[0] is a path */
	int64_t memory_bytes; /* RLIMIT_AS; 0: none (under AddressSanitizer always none) */
	int64_t cpu_secs; /* RLIMIT_CPU for each life; 0: none */
	int64_t max_files; /* RLIMIT_NOFILE */
	int64_t restart_max_secs;
	size_t max_in_flight; /* requests sent at once; more wait here */
	/* First line sent after each start, as {"hello": ...}; requests wait until the child has
	 * answered with a line {"hello": {"protocol": 1, "max_in_flight": n}}; or NULL. */
	const json_t *hello;
	int64_t hello_ms; /* how long that answer may take; 0: a minute */
	child_note note; /* or NULL */
	void *note_arg;
};

/*
 * Answers are lines with the request's "id". One without "result" is partial: on_line is called
 * with each as it comes. The one with "result" ends the request: done is called once, with
 * err->code as its word says ("why" is err's text). answer is borrowed; NULL when the child gave
 * none: then err is ERR_RETRY and says what happened to the child.
 */
typedef void (*child_line)(uint64_t id, const json_t *line, void *arg);
typedef void (*child_done)(uint64_t id, const json_t *answer, const struct err *err, void *arg);

struct child *child_new(struct event_base *base, const struct child_spec *spec);
/* Ends it: closes its input, waits briefly, kills; its requests get no callback. Accepts NULL. */
void child_free(struct child *child);

struct child_request {
	json_t *body; /* borrowed; "id" is added to a copy */
	int64_t deadline_ms; /* from the moment it is sent */
	child_line on_line; /* may be NULL */
	child_done done;
	void *arg;
};
/* Queues a request; done is called once, later. Returns its id. */
uint64_t child_ask(struct child *child, const struct child_request *request);
void child_cancel(struct child *child, uint64_t id);
/* Requests waiting or under way, to choose the least busy of several. */
size_t child_load(const struct child *child);
pid_t child_pid(const struct child *child); /* 0 while it is down */
/* Whether it is up and has answered the greeting. */
bool child_ready(const struct child *child);

#endif
