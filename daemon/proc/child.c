#include "proc/child.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <poll.h>
#include <signal.h>
#include <sys/queue.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "proc/chatter.h"
#include "proc/spawn.h"
#include "proc/wire.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

/* The first restart comes at once for people, yet a program that cannot live costs little. */
#define RESTART_FIRST_MS 100
/* A greeting is answered when profile and plugins are loaded; slow disks included. */
#define HELLO_MS INT64_C(60000)
/* An idle child leaves at the end of its input, and ends with its output; else it is killed. */
#define LEAVE_MS 500
/* Requests at once to a child that names no number of its own. */
#define IN_FLIGHT_MAX 64

struct request {
	TAILQ_ENTRY(request) link;
	uint64_t id;
	char *line; /* as sent; freed then */
	size_t len;
	int64_t deadline_ms;
	int64_t expires; /* monotonic, once sent */
	child_line on_line;
	child_done done; /* NULL: cancelled while under way */
	void *arg;
};
TAILQ_HEAD(requests, request);

enum state {
	DOWN, /* no process; the restart timer runs */
	STARTING, /* greeted, not answered yet */
	UP,
	ENDING, /* killed or at its end; its exit is awaited */
};

struct child {
	struct event_base *base;
	char *name;
	char **argv;
	struct spawn_spec spec;
	int64_t restart_max_ms;
	size_t max_in_flight; /* the spec's */
	char *hello; /* the line, or NULL */
	int64_t hello_ms;
	bool greeted; /* this life has answered the greeting, or there is none */
	child_note note;
	void *note_arg;

	enum state state;
	struct spawned process; /* valid unless DOWN */
	size_t in_flight_now; /* what the greeting's answer leaves of max_in_flight */
	struct evbuffer *unsent; /* what its standard input has not taken yet */
	struct event *in_ready, *out_ready, *err_ready, *ended;
	struct event *timer; /* restart, greeting or next deadline, as the state says */
	struct event *kick; /* sends what waits, outside of child_ask */
	struct wire_lines lines;
	struct chatter errors;
	char *reason; /* why it is being ended; NULL: it ended by itself */
	int64_t delay_ms; /* of the next restart */
	uint64_t last_id;
	struct requests waiting, flying;
	size_t n_waiting, n_flying;
};

static void start(struct child *child);

static void tell(const struct child *child, enum child_event event, const char *text)
{
	if (child->note)
		child->note(child->name, event, text, child->note_arg);
}

static void request_free(struct request *request)
{
	free(request->line);
	free(request);
}

/* The request is off its list; its callback may ask, cancel, but not free the child. */
static void request_finish(struct request *request, const json_t *answer, const struct err *err)
{
	if (request->done)
		request->done(request->id, answer, err, request->arg);
	request_free(request);
}

static void arm(struct event *timer, int64_t ms)
{
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
	(void)event_add(timer, &tv);
}

/* The one timer of a child that is UP shows the nearest deadline. */
static void arm_deadline(struct child *child)
{
	int64_t first = INT64_MAX;
	const struct request *r;
	TAILQ_FOREACH(r, &child->flying, link)
	if (r->expires < first)
		first = r->expires;
	if (first == INT64_MAX) {
		(void)event_del(child->timer);
		return;
	}
	int64_t left = first - clock_mono_ms();
	arm(child->timer, left > 0 ? left : 0);
}

/* Ends the process; the exit event does the rest. The first reason is the one that counts. */
static void end(struct child *child, char *reason)
{
	if (child->state == DOWN || child->reason) {
		free(reason);
		return;
	}
	child->reason = reason;
	child->state = ENDING;
	(void)event_del(child->timer);
	(void)kill(-child->process.pid, SIGKILL);
}

static void send_bytes(struct child *child, const char *bytes, size_t len)
{
	(void)evbuffer_add(child->unsent, bytes, len);
	(void)event_add(child->in_ready, NULL);
}

/* A child that reads no more has ended, or its deadline will tell. */
static void on_in(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct child *child = arg;
	if (evbuffer_write(child->unsent, fd) < 0 && errno != EAGAIN && errno != EINTR)
		(void)evbuffer_drain(child->unsent, evbuffer_get_length(child->unsent));
	if (evbuffer_get_length(child->unsent) > 0)
		(void)event_add(child->in_ready, NULL);
}

/* Sends what may be sent. What is too long for a line is answered here, too. */
static void pump(struct child *child)
{
	while (child->n_waiting > 0 && child->state == UP &&
		child->n_flying < child->in_flight_now) {
		struct request *r = TAILQ_FIRST(&child->waiting);
		TAILQ_REMOVE(&child->waiting, r, link);
		child->n_waiting--;
		if (!r->line) {
			struct err err = ERR_INIT;
			(void)err_set(&err, ERR_REJECT, "the request is longer than %zu bytes",
				WIRE_LINE_MAX);
			request_finish(r, NULL, &err);
			continue;
		}
		TAILQ_INSERT_TAIL(&child->flying, r, link);
		child->n_flying++;
		r->expires = clock_mono_ms() + r->deadline_ms;
		send_bytes(child, r->line, r->len);
		free(r->line);
		r->line = NULL;
	}
	if (child->state == UP)
		arm_deadline(child);
}

static void on_kick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	pump(arg);
}

static struct request *find(const struct requests *list, uint64_t id)
{
	struct request *r;
	TAILQ_FOREACH(r, list, link)
	if (r->id == id)
		return r;
	return NULL;
}

static void take_hello(struct child *child, const struct wire_answer *answer)
{
	if (child->state != STARTING) {
		end(child, xstrdup("it greeted twice"));
		return;
	}
	child->state = UP;
	child->greeted = true;
	child->in_flight_now = child->max_in_flight;
	if (answer->max_in_flight && answer->max_in_flight < child->in_flight_now)
		child->in_flight_now = answer->max_in_flight;
	(void)event_del(child->timer);
	tell(child, CHILD_UP, "ready");
	event_active(child->kick, EV_TIMEOUT, 1);
}

static void take_result(struct child *child, struct request *r, const struct wire_answer *answer)
{
	struct err err = ERR_INIT;
	if (answer->code != ERR_NONE)
		(void)err_set(
			&err, answer->code, "%s", answer->why ? answer->why : "no reason given");
	TAILQ_REMOVE(&child->flying, r, link);
	child->n_flying--;
	child->delay_ms = RESTART_FIRST_MS;
	request_finish(r, answer->json, &err);
	event_active(child->kick, EV_TIMEOUT, 1);
}

static void take_line(struct child *child, const char *line, size_t len)
{
	struct wire_answer answer CLEANUP(wire_answer_release) = {.json = NULL};
	struct err err = ERR_INIT;
	if (wire_answer_parse(line, len, &answer, &err) < 0) {
		end(child, xasprintf("it answered rubbish: %s", err.text));
		return;
	}
	if (answer.kind == WIRE_HELLO) {
		take_hello(child, &answer);
		return;
	}
	struct request *r = find(&child->flying, answer.id);
	if (!r)
		end(child, xstrdup("it answered a request that nobody asked"));
	else if (answer.kind == WIRE_RESULT)
		take_result(child, r, &answer);
	else if (r->on_line && r->done)
		r->on_line(r->id, answer.json, r->arg);
}

/* Reads what there is, up to a fair share. 1: there may be more; 0: nothing now; -1: the end. */
static int read_some(struct child *child)
{
	char chunk[WIRE_CHUNK];
	ssize_t n = read(child->process.out, chunk, sizeof(chunk));
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	if (n == 0)
		return -1;
	if (wire_lines_add(&child->lines, chunk, (size_t)n) < 0) {
		end(child, xasprintf("it answered a line longer than %zu bytes", WIRE_LINE_MAX));
		return 0;
	}
	size_t len;
	for (const char *line = wire_lines_next(&child->lines, &len); line && !child->reason;
		line = wire_lines_next(&child->lines, &len))
		take_line(child, line, len);
	return 1;
}

static void on_out(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct child *child = arg;
	if (!child->reason && read_some(child) >= 0)
		return;
	(void)event_del(child->out_ready);
	if (child->reason)
		return;
	/* It can answer nothing more, and is most likely at its end: that tells the better reason.
	 */
	child->state = ENDING;
	arm(child->timer, LEAVE_MS);
}

static void on_error_line(const char *text, void *arg)
{
	tell(arg, CHILD_STDERR, text);
}

static void on_err(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct child *child = arg;
	if (chatter_read(&child->errors, child->process.err, on_error_line, child) < 0)
		(void)event_del(child->err_ready);
}

static void free_event(struct event **event)
{
	if (*event)
		event_free(*event);
	*event = NULL;
}

static void close_input(struct child *child)
{
	free_event(&child->in_ready);
	if (child->process.in >= 0)
		(void)close(child->process.in);
	child->process.in = -1;
}

/* Forgets the process, which has been waited for. */
static void forget_process(struct child *child)
{
	free_event(&child->out_ready);
	free_event(&child->err_ready);
	free_event(&child->ended);
	evbuffer_free(child->unsent);
	child->unsent = NULL;
	close_input(child);
	(void)close(child->process.out);
	(void)close(child->process.err);
	(void)close(child->process.pid_fd);
	wire_lines_release(&child->lines);
	chatter_release(&child->errors);
	child->state = DOWN;
}

/* Every request under way fails: it may be the one that did it. */
static void fail_flying(struct child *child, const char *why)
{
	struct requests failed;
	TAILQ_INIT(&failed);
	TAILQ_CONCAT(&failed, &child->flying, link);
	child->n_flying = 0;
	struct err err = ERR_INIT;
	(void)err_set(&err, ERR_RETRY, "%s", why);
	while (!TAILQ_EMPTY(&failed)) {
		struct request *r = TAILQ_FIRST(&failed);
		TAILQ_REMOVE(&failed, r, link);
		request_finish(r, NULL, &err);
	}
}

static void schedule_start(struct child *child, const char *why, bool refused)
{
	AUTOFREE char *text = xasprintf(
		"%s; started anew in %lld ms", why, (long long)child->delay_ms);
	if (refused)
		tell(child, CHILD_REFUSED, why);
	tell(child, CHILD_DOWN, text);
	arm(child->timer, child->delay_ms);
	child->delay_ms *= 2;
	if (child->delay_ms > child->restart_max_ms)
		child->delay_ms = child->restart_max_ms;
	fail_flying(child, why);
}

static void on_ended(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct child *child = arg;
	/* Its last words may still be in the pipes. The bound is for descendants who hold them. */
	for (int i = 0; i < 4096 && !child->reason && read_some(child) > 0; i++)
		continue;
	for (int i = 0; i < 64; i++)
		if (chatter_read(&child->errors, child->process.err, on_error_line, child) <= 0)
			break;
	int status = 0;
	/* What it left behind in its group has no master any more; the group's number is ours until
	 * its leader is waited for. */
	(void)kill(-child->process.pid, SIGKILL);
	(void)waitpid(child->process.pid, &status, 0);
	AUTOFREE char *reason = child->reason;
	child->reason = NULL;
	(void)event_del(child->timer);
	AUTOFREE char *ending = spawn_status_text(status);
	AUTOFREE char *why = xasprintf(
		"%s %s: %s", child->name, reason ? "was ended" : "ended", reason ? reason : ending);
	bool refused = !child->greeted && !reason && WIFEXITED(status) &&
		       WEXITSTATUS(status) == EX_CONFIG;
	forget_process(child);
	schedule_start(child, why, refused);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct child *child = arg;
	switch (child->state) {
	case DOWN:
		start(child);
		break;
	case STARTING:
		end(child, xasprintf("no answer to the greeting within %lld ms",
				   (long long)child->hello_ms));
		break;
	case UP: {
		int64_t now = clock_mono_ms();
		const struct request *r;
		TAILQ_FOREACH(r, &child->flying, link)
		if (r->expires <= now)
			break;
		if (r)
			end(child,
				xasprintf("no answer within %lld ms", (long long)r->deadline_ms));
		else
			arm_deadline(child);
		break;
	}
	case ENDING:
		end(child, xstrdup("it closed its output"));
		break;
	}
}

static void start(struct child *child)
{
	struct err err = ERR_INIT;
	if (spawn(&child->spec, &child->process, &err) < 0) {
		schedule_start(child, err.text, false);
		return;
	}
	struct spawned *p = &child->process;
	child->unsent = evbuffer_new();
	child->in_ready = event_new(child->base, p->in, EV_WRITE, on_in, child);
	child->out_ready = event_new(child->base, p->out, EV_READ | EV_PERSIST, on_out, child);
	child->err_ready = event_new(child->base, p->err, EV_READ | EV_PERSIST, on_err, child);
	child->ended = event_new(child->base, p->pid_fd, EV_READ, on_ended, child);
	(void)event_add(child->out_ready, NULL);
	(void)event_add(child->err_ready, NULL);
	(void)event_add(child->ended, NULL);
	child->greeted = !child->hello;
	if (child->hello) {
		child->state = STARTING;
		send_bytes(child, child->hello, strlen(child->hello));
		arm(child->timer, child->hello_ms);
		return;
	}
	child->state = UP;
	child->in_flight_now = child->max_in_flight;
	tell(child, CHILD_UP, "started");
	event_active(child->kick, EV_TIMEOUT, 1);
}

static char *hello_line(const json_t *hello)
{
	AUTOJSON json_t *line = json_object();
	AUTOJSON json_t *copy = json_deep_copy(hello);
	(void)json_object_set(line, "hello", copy);
	struct buf out CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	(void)json_line(line, &out);
	return buf_take(&out);
}

struct child *child_new(struct event_base *base, const struct child_spec *spec)
{
	struct child *child = xcalloc(1, sizeof(*child));
	size_t argc = 0;
	while (spec->argv[argc])
		argc++;
	child->base = base;
	child->name = xstrdup(spec->name);
	child->argv = xcalloc(argc + 1, sizeof(*child->argv));
	for (size_t i = 0; i < argc; i++)
		child->argv[i] = xstrdup(spec->argv[i]);
	child->spec = (struct spawn_spec){.argv = (const char *const *)child->argv,
		.memory_bytes = spec->memory_bytes,
		.cpu_secs = spec->cpu_secs,
		.max_files = spec->max_files};
	child->restart_max_ms = spec->restart_max_secs > 0 ? spec->restart_max_secs * 1000
							   : RESTART_FIRST_MS;
	child->max_in_flight = spec->max_in_flight ? spec->max_in_flight : IN_FLIGHT_MAX;
	child->hello = spec->hello ? hello_line(spec->hello) : NULL;
	child->hello_ms = spec->hello_ms > 0 ? spec->hello_ms : HELLO_MS;
	child->note = spec->note;
	child->note_arg = spec->note_arg;
	child->delay_ms = RESTART_FIRST_MS;
	wire_lines_init(&child->lines, WIRE_LINE_MAX);
	chatter_init(&child->errors);
	TAILQ_INIT(&child->waiting);
	TAILQ_INIT(&child->flying);
	child->timer = event_new(base, -1, 0, on_timer, child);
	child->kick = event_new(base, -1, 0, on_kick, child);
	/* From the loop, so that no note comes before the caller holds the child. */
	arm(child->timer, 0);
	return child;
}

/* Gives an idle child its chance to leave by itself, a busy one none. */
static void leave(struct child *child)
{
	if (child->n_flying == 0 && !child->reason && child->state == UP) {
		close_input(child);
		struct pollfd wait = {.fd = child->process.pid_fd, .events = POLLIN};
		(void)poll(&wait, 1, LEAVE_MS);
	}
	(void)kill(-child->process.pid, SIGKILL);
	(void)waitpid(child->process.pid, NULL, 0);
	forget_process(child);
}

static void drop_all(struct requests *list)
{
	while (!TAILQ_EMPTY(list)) {
		struct request *r = TAILQ_FIRST(list);
		TAILQ_REMOVE(list, r, link);
		request_free(r);
	}
}

void child_free(struct child *child)
{
	if (!child)
		return;
	if (child->state != DOWN)
		leave(child);
	drop_all(&child->waiting);
	drop_all(&child->flying);
	free_event(&child->timer);
	free_event(&child->kick);
	wire_lines_release(&child->lines);
	chatter_release(&child->errors);
	for (size_t i = 0; child->argv[i]; i++)
		free(child->argv[i]);
	free(child->argv);
	free(child->hello);
	free(child->reason);
	free(child->name);
	free(child);
}

uint64_t child_ask(struct child *child, const struct child_request *request)
{
	struct request *r = xcalloc(1, sizeof(*r));
	r->id = ++child->last_id;
	r->deadline_ms = request->deadline_ms;
	r->on_line = request->on_line;
	r->done = request->done;
	r->arg = request->arg;
	AUTOJSON json_t *line = json_object();
	AUTOFREE char *id = xasprintf("%llu", (unsigned long long)r->id);
	(void)json_object_set_new(line, "id", json_text(id));
	(void)json_object_update_missing(line, request->body);
	struct buf out CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	if (json_line(line, &out) == 0) {
		r->len = out.len;
		r->line = buf_take(&out);
	}
	TAILQ_INSERT_TAIL(&child->waiting, r, link);
	child->n_waiting++;
	event_active(child->kick, EV_TIMEOUT, 1);
	return r->id;
}

void child_cancel(struct child *child, uint64_t id)
{
	struct request *r = find(&child->waiting, id);
	if (r) {
		TAILQ_REMOVE(&child->waiting, r, link);
		child->n_waiting--;
		request_free(r);
		return;
	}
	r = find(&child->flying, id);
	if (r) /* its answer is still to be read */
		r->done = NULL;
}

size_t child_load(const struct child *child)
{
	return child->n_waiting + child->n_flying;
}

pid_t child_pid(const struct child *child)
{
	return child->state == DOWN ? 0 : child->process.pid;
}

bool child_ready(const struct child *child)
{
	return child->state == UP;
}
