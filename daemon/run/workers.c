#include "run/workers.h"

#include <event2/event.h>
#include <limits.h>
#include <stdio.h>
#include <sys/queue.h>
#include <unistd.h>

#include "article/article_json.h"
#include "proc/child.h"
#include "run/workers_wire.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/log.h"
#include "util/mem.h"

/* A document that two workers died of is poison. */
#define TRIES_MAX 2
/* A plugin program that ended so often without coming up is taken for broken, until it does. */
#define PROGRAM_DOWNS_MAX 2
/* Descriptors of a worker: its three, a spool file, and what a plugin opens. */
#define WORKER_FILES 64

/* Where a job stands. */
enum stage {
	WAITING, /* for a worker that is free */
	AT_WORKER,
	AT_PROGRAM,
};

struct job {
	TAILQ_ENTRY(job) link; /* in all */
	struct workers *workers;
	uint64_t id;
	bool is_feed;
	json_t *request; /* for a worker; then for the programs */
	enum stage stage;
	bool understanding; /* the worker is asked to understand, not to read */
	int tries;
	size_t program; /* AT_PROGRAM: which */
	struct child *child; /* that was asked last */
	uint64_t child_id;
	json_t *raw; /* what programs found */
	size_t raw_kept; /* of programs that ended well */
	struct workers_article article;
	workers_feed_done feed_done;
	workers_article_done article_done;
	void *arg;
};
TAILQ_HEAD(jobs, job);

struct program {
	struct workers *workers;
	struct child *child;
	char *name;
	int64_t deadline_ms;
	int downs; /* in a row, without coming up */
};

struct workers {
	struct event_base *base;
	struct event *dispatch;
	struct child **children;
	size_t n_children;
	struct program *programs;
	size_t n_programs;
	int64_t deadline_ms;
	struct jobs all;
	size_t n_all;
	uint64_t last_id;
	bool ever_up; /* a worker has answered its greeting */
	void (*on_refused)(const char *why, void *arg);
	void *arg;
};

static void step_programs(struct job *job);

static void job_free(struct job *job)
{
	TAILQ_REMOVE(&job->workers->all, job, link);
	job->workers->n_all--;
	json_decref(job->request);
	json_decref(job->raw);
	workers_article_release(&job->article);
	free(job);
}

static void dispatch_soon(struct workers *workers)
{
	event_active(workers->dispatch, EV_TIMEOUT, 1);
}

/* The end of a job that failed. */
static void job_fail(struct job *job, const struct err *err)
{
	if (job->is_feed)
		job->feed_done(job->id, NULL, err, job->arg);
	else
		job->article_done(job->id, NULL, err, job->arg);
	job_free(job);
}

static void job_finish_article(struct job *job)
{
	struct err none = ERR_INIT;
	job->article_done(job->id, &job->article, &none, job->arg);
	job_free(job);
}

static void leave_out(struct job *job, const char *name, const char *why)
{
	char *old = job->article.left_out;
	job->article.left_out = xasprintf("%s%s%s: %s", old ? old : "", old ? "; " : "", name, why);
	free(old);
}

static json_t *article_request(const char *op, const struct article *article)
{
	json_t *request = json_object();
	(void)json_object_set_new(request, "op", json_text(op));
	(void)json_object_set_new(request, "article", article_to_json(article));
	return request;
}

/* All programs were asked: what they found is understood by a worker, as for every plugin. */
static void ask_to_understand(struct job *job)
{
	if (json_array_size(job->raw) == 0) {
		job_finish_article(job);
		return;
	}
	json_decref(job->request);
	job->request = article_request("understand", &job->article.article);
	(void)json_object_set(job->request, "raw", job->raw);
	job->understanding = true;
	job->tries = 0;
	job->stage = WAITING;
	dispatch_soon(job->workers);
}

/* Forgets what a program said that did not end well. */
static void drop_raw(struct job *job)
{
	while (json_array_size(job->raw) > job->raw_kept)
		(void)json_array_remove(job->raw, json_array_size(job->raw) - 1);
}

static void on_program_line(uint64_t id, const json_t *line, void *arg)
{
	(void)id;
	struct job *job = arg;
	json_t *statement = json_object_get(line, "statement");
	if (json_is_object(statement) && json_array_size(job->raw) < STATEMENTS_MAX)
		(void)json_array_append(job->raw, statement);
}

static void next_program(struct job *job, const struct err *err)
{
	const struct program *program = &job->workers->programs[job->program];
	/* "reject" is its word for an article it has nothing to say about. */
	if (err->code != ERR_NONE && err->code != ERR_REJECT)
		leave_out(job, program->name, err->text);
	if (err->code == ERR_NONE)
		job->raw_kept = json_array_size(job->raw);
	else
		drop_raw(job);
	job->program++;
	job->tries = 0;
	step_programs(job);
}

static void on_program_done(uint64_t id, const json_t *answer, const struct err *err, void *arg)
{
	(void)id;
	(void)answer;
	struct job *job = arg;
	if (err->code == ERR_RETRY && ++job->tries < TRIES_MAX) {
		drop_raw(job);
		step_programs(job);
		return;
	}
	next_program(job, err);
}

/* Asks the program whose turn it is, or goes on after the last. */
static void step_programs(struct job *job)
{
	struct workers *workers = job->workers;
	if (job->program == workers->n_programs) {
		ask_to_understand(job);
		return;
	}
	struct program *program = &workers->programs[job->program];
	if (program->downs >= PROGRAM_DOWNS_MAX) {
		struct err err = ERR_INIT;
		(void)err_set(&err, ERR_FAIL, "it does not start");
		next_program(job, &err);
		return;
	}
	job->stage = AT_PROGRAM;
	job->child = program->child;
	job->child_id = child_ask(program->child, &(struct child_request){
							  .body = job->request,
							  .deadline_ms = program->deadline_ms,
							  .on_line = on_program_line,
							  .done = on_program_done,
							  .arg = job,
						  });
}

static void ask_programs(struct job *job)
{
	json_decref(job->request);
	job->request = article_request("claims", &job->article.article);
	job->raw = json_array();
	step_programs(job);
}

/* Jobs that wait for a program that does not start go on without it. */
static void abandon_program(struct workers *workers, const struct program *program)
{
	struct job *job = TAILQ_FIRST(&workers->all);
	while (job) {
		if (job->stage != AT_PROGRAM || job->child != program->child) {
			job = TAILQ_NEXT(job, link);
			continue;
		}
		child_cancel(job->child, job->child_id);
		struct err err = ERR_INIT;
		(void)err_set(&err, ERR_FAIL, "it does not start");
		next_program(job, &err);
		/* The job may be gone, and what its callback did is unknown. */
		job = TAILQ_FIRST(&workers->all);
	}
}

static void take_article(struct job *job, const json_t *answer)
{
	struct err err = ERR_INIT;
	if (workers_article_read(answer, &job->article, &err) < 0)
		job_fail(job, &err);
	else if (job->article.relevant || job->article.unread)
		ask_programs(job); /* one of them may read what the workers do not */
	else
		job_finish_article(job);
}

static void take_feed(struct job *job, const json_t *answer)
{
	struct err err = ERR_INIT;
	struct workers_feed feed;
	if (workers_feed_read(answer, &feed, &err) < 0) {
		job_fail(job, &err);
		return;
	}
	job->feed_done(job->id, &feed, &err, job->arg);
	workers_feed_release(&feed);
	job_free(job);
}

static void take_understood(struct job *job, const json_t *answer, const struct err *err)
{
	struct statements found = {0};
	struct err why = *err;
	if (why.code == ERR_NONE)
		(void)workers_statements_read(answer, &found, &why);
	if (why.code != ERR_NONE)
		leave_out(job, "what programs found", why.text);
	workers_statements_merge(&job->article.statements, &found);
	job_finish_article(job);
}

static void on_worker_done(uint64_t id, const json_t *answer, const struct err *err, void *arg)
{
	(void)id;
	struct job *job = arg;
	struct workers *workers = job->workers;
	struct err why = *err;
	dispatch_soon(workers);
	/* Without an answer the worker died or hung; the next one may be luckier. */
	if (why.code == ERR_RETRY && !answer) {
		if (++job->tries < TRIES_MAX) {
			job->stage = WAITING;
			return;
		}
		(void)err_set(&why, ERR_REJECT, "%d workers failed on it; the last: %s", TRIES_MAX,
			err->text);
	}
	if (job->understanding)
		take_understood(job, answer, &why);
	else if (why.code != ERR_NONE)
		job_fail(job, &why);
	else if (job->is_feed)
		take_feed(job, answer);
	else
		take_article(job, answer);
}

static struct child *idle_child(const struct workers *workers)
{
	for (size_t i = 0; i < workers->n_children; i++)
		if (child_ready(workers->children[i]) && child_load(workers->children[i]) == 0)
			return workers->children[i];
	return NULL;
}

static void on_dispatch(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct workers *workers = arg;
	struct job *job;
	TAILQ_FOREACH(job, &workers->all, link)
	{
		if (job->stage != WAITING)
			continue;
		struct child *child = idle_child(workers);
		if (!child)
			return;
		job->stage = AT_WORKER;
		job->child = child;
		job->child_id = child_ask(child, &(struct child_request){
							 .body = job->request,
							 .deadline_ms = workers->deadline_ms,
							 .done = on_worker_done,
							 .arg = job,
						 });
	}
}

static void log_child(const char *name, enum child_event event, const char *text)
{
	if (event == CHILD_STDERR)
		log_line(LOG_NOTE, "a child process says", "name", name, "line", text, NULL);
	else if (event == CHILD_UP)
		log_line(LOG_INFO_, "a child process is up", "name", name, NULL);
	else if (event == CHILD_DOWN)
		log_line(LOG_WARN, "a child process is down", "name", name, "why", text, NULL);
}

static void on_worker_note(const char *name, enum child_event event, const char *text, void *arg)
{
	struct workers *workers = arg;
	log_child(name, event, text);
	if (event == CHILD_UP) {
		workers->ever_up = true;
		dispatch_soon(workers);
	} else if (event == CHILD_REFUSED && !workers->ever_up && workers->on_refused) {
		workers->on_refused(text, workers->arg);
	}
}

static void on_program_note(const char *name, enum child_event event, const char *text, void *arg)
{
	struct program *program = arg;
	log_child(name, event, text);
	if (event == CHILD_UP)
		program->downs = 0;
	else if (event == CHILD_DOWN && ++program->downs >= PROGRAM_DOWNS_MAX)
		abandon_program(program->workers, program);
}

static json_t *worker_greeting(const struct workers_options *o)
{
	json_t *hello = json_pack("{s:[i]}", "protocol", 1);
	AUTOJSON json_t *plugins = o->plugins ? json_deep_copy(o->plugins) : json_null();
	(void)json_object_set_new(hello, "profile", json_text(o->profile_dir));
	(void)json_object_set_new(hello, "spool", json_text(o->spool_dir));
	(void)json_object_set(hello, "plugins", plugins);
	(void)json_object_set_new(hello, "memory_bytes", json_integer(o->memory_bytes));
	/* Work that only burns the processor ends by itself, even if the daemon hangs. */
	(void)json_object_set_new(hello, "cpu_secs", json_integer(2 * (o->deadline_ms / 1000 + 1)));
	return hello;
}

/* The path of this very program, which a worker is started from. */
static char *own_path(struct err *err)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (n <= 0) {
		(void)err_set(err, ERR_FAIL, "cannot find this program by /proc/self/exe");
		return NULL;
	}
	path[n] = '\0';
	/* After an upgrade the file has another name in the link; the path still starts it. */
	static const char gone[] = " (deleted)";
	size_t len = strlen(path), cut = strlen(gone);
	if (len > cut && strcmp(path + len - cut, gone) == 0)
		path[len - cut] = '\0';
	return xstrdup(path);
}

static void start_children(
	struct workers *workers, const char *exe, const struct workers_options *o)
{
	AUTOJSON json_t *hello = worker_greeting(o);
	const char *argv[] = {exe, "worker", NULL};
	workers->children = xcalloc(o->n_workers, sizeof(*workers->children));
	for (size_t i = 0; i < o->n_workers; i++) {
		AUTOFREE char *name = xasprintf("worker %zu", i);
		workers->children[workers->n_children++] = child_new(workers->base,
			&(struct child_spec){
				.name = name,
				.argv = argv,
				.max_files = WORKER_FILES,
				.restart_max_secs = o->restart_max_secs,
				/* One at a time, so that it is known what a worker died of. */
				.max_in_flight = 1,
				.hello = hello,
				.note = on_worker_note,
				.note_arg = workers,
			});
	}
}

static void start_programs(struct workers *workers, const struct workers_options *o)
{
	workers->programs = xcalloc(o->n_programs + 1, sizeof(*workers->programs));
	for (size_t i = 0; i < o->n_programs; i++) {
		const struct workers_program *from = &o->programs[i];
		struct program *program = &workers->programs[workers->n_programs++];
		AUTOJSON json_t *hello = json_pack("{s:[i]}", "protocol", 1);
		AUTOJSON json_t *settings = from->settings ? json_deep_copy(from->settings)
							   : json_object();
		AUTOFREE char *name = xasprintf("plugin %s", from->name);
		(void)json_object_set(hello, "settings", settings);
		program->workers = workers;
		program->name = xstrdup(from->name);
		program->deadline_ms = from->deadline_ms > 0 ? from->deadline_ms : o->deadline_ms;
		program->child = child_new(
			workers->base, &(struct child_spec){
					       .name = name,
					       .argv = from->argv,
					       .restart_max_secs = o->restart_max_secs,
					       .hello = hello,
					       .hello_ms = program->deadline_ms,
					       .note = on_program_note,
					       .note_arg = program,
				       });
	}
}

struct workers *workers_new(
	struct event_base *base, const struct workers_options *options, struct err *err)
{
	AUTOFREE char *exe = options->exe ? xstrdup(options->exe) : own_path(err);
	if (!exe)
		return NULL;
	struct workers *workers = xcalloc(1, sizeof(*workers));
	workers->base = base;
	workers->dispatch = event_new(base, -1, 0, on_dispatch, workers);
	workers->deadline_ms = options->deadline_ms;
	workers->on_refused = options->on_refused;
	workers->arg = options->arg;
	TAILQ_INIT(&workers->all);
	start_children(workers, exe, options);
	start_programs(workers, options);
	return workers;
}

void workers_free(struct workers *workers)
{
	if (!workers)
		return;
	for (size_t i = 0; i < workers->n_children; i++)
		child_free(workers->children[i]);
	for (size_t i = 0; i < workers->n_programs; i++) {
		child_free(workers->programs[i].child);
		free(workers->programs[i].name);
	}
	for (struct job *job = TAILQ_FIRST(&workers->all), *next; job; job = next) {
		next = TAILQ_NEXT(job, link);
		job_free(job);
	}
	event_free(workers->dispatch);
	free(workers->children);
	free(workers->programs);
	free(workers);
}

size_t workers_load(const struct workers *workers)
{
	return workers->n_all;
}

size_t workers_up(const struct workers *workers)
{
	size_t n = 0;
	for (size_t i = 0; i < workers->n_children; i++)
		n += child_ready(workers->children[i]);
	return n;
}

static struct job *add_job(
	struct workers *workers, const char *op, const struct workers_source *source, void *arg)
{
	struct job *job = xcalloc(1, sizeof(*job));
	job->workers = workers;
	job->id = ++workers->last_id;
	job->request = workers_request(op, source);
	job->stage = WAITING;
	job->arg = arg;
	TAILQ_INSERT_TAIL(&workers->all, job, link);
	workers->n_all++;
	dispatch_soon(workers);
	return job;
}

uint64_t workers_parse_feed(struct workers *workers, const struct workers_source *source,
	workers_feed_done done, void *arg)
{
	struct job *job = add_job(workers, "feed", source, arg);
	job->is_feed = true;
	job->feed_done = done;
	return job->id;
}

uint64_t workers_read_article(struct workers *workers, const struct workers_source *source,
	workers_article_done done, void *arg)
{
	struct job *job = add_job(workers, "article", source, arg);
	job->article_done = done;
	return job->id;
}

void workers_cancel(struct workers *workers, uint64_t id)
{
	struct job *job;
	TAILQ_FOREACH(job, &workers->all, link)
	if (job->id == id)
		break;
	if (!job)
		return;
	if (job->stage != WAITING)
		child_cancel(job->child, job->child_id);
	job_free(job);
	dispatch_soon(workers);
}
