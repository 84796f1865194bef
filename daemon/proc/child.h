#ifndef PROC_CHILD_H
#define PROC_CHILD_H

#include <jansson.h>
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
struct child_spec {
	const char *name; /* for logs: "worker 0", "plugin example-exec" */
	const char *const *argv; /* ends with NULL; argv[0] is a path */
	int64_t memory_bytes; /* RLIMIT_AS; 0: none (under AddressSanitizer always none) */
	int64_t cpu_secs; /* RLIMIT_CPU for each life; 0: none */
	int64_t max_files; /* RLIMIT_NOFILE */
	int64_t restart_max_secs;
	size_t max_in_flight; /* requests sent at once; more wait here */
	const json_t *hello; /* first line sent after each start; or NULL */
};

/* Called once for a request: with each partial line (result "more") as it comes where on_line is
 * set, then done with the final line. answer is borrowed; NULL when code is not NONE and the child
 * gave none. */
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

#endif
