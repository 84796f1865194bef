#include "run/parts.h"

#include <unistd.h>

#include "net/fetch.h"
#include "profile/profile.h"
#include "run/config.h"
#include "run/counters.h"
#include "run/intake.h"
#include "run/outbox.h"
#include "run/pipeline.h"
#include "run/schedule.h"
#include "run/workers.h"
#include "util/err.h"
#include "util/json.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/yaml.h"

/* A worker that keeps dying is started anew at most this rarely. */
#define WORKER_RESTART_MAX_SECS 60
/* Posts to one receiver at once. */
#define WEBHOOK_TRANSFERS 4

static void on_articles(void *arg)
{
	struct parts *parts = arg;
	pipeline_wake(parts->pipeline);
}

static void on_alerts(size_t raised, size_t updates, void *arg)
{
	struct parts *parts = arg;
	AUTOFREE char *count = xasprintf("%zu", raised);
	AUTOFREE char *others = xasprintf("%zu", updates);
	log_line(raised ? LOG_NOTE : LOG_INFO_,
		raised ? "contradictions found" : "told contradictions changed", "alerts", count,
		"updates", others, NULL);
	outbox_wake(parts->outbox);
}

/* The callbacks of the parts carry the parts; those of the daemon its own. */
struct bridge {
	struct parts parts; /* first: a bridge is its parts */
	void (*on_fatal)(const struct err *err, void *arg);
	void (*on_refused)(const char *why, void *arg);
	void (*on_idle)(void *arg);
	void *arg;
};

static void pass_fatal(const struct err *err, void *arg)
{
	const struct bridge *bridge = arg;
	bridge->on_fatal(err, bridge->arg);
}

static void pass_refused(const char *why, void *arg)
{
	const struct bridge *bridge = arg;
	bridge->on_refused(why, bridge->arg);
}

static void pass_idle(void *arg)
{
	const struct bridge *bridge = arg;
	bridge->on_idle(bridge->arg);
}

static int load_profile(struct parts *parts, struct err *err)
{
	AUTOFREE char *dir = profile_find(parts->config->profile);
	if (!dir)
		return err_set(err, ERR_CONFIG, "no profile found");
	struct faults faults CLEANUP(faults_release) = {0};
	parts->profile = profile_load(dir, &faults);
	for (size_t i = 0; i < faults.n; i++) {
		const struct fault *f = &faults.items[i];
		AUTOFREE char *place = xasprintf("%s:%d:%d", f->file, f->line, f->col);
		log_line(f->warning ? LOG_INFO_ : LOG_ERROR, "fault in the profile", "place", place,
			"why", f->text, NULL);
	}
	if (!parts->profile)
		return err_set(err, ERR_CONFIG, "the profile %s cannot be used", dir);
	return 0;
}

/* In-process plugins as the workers want them; NULL: the default alone. */
static json_t *plugins_json(const struct config *c)
{
	if (!c->n_plugins)
		return NULL;
	json_t *list = json_array();
	for (size_t i = 0; i < c->n_plugins; i++) {
		const struct config_plugin *plugin = &c->plugins[i];
		if (plugin->command.n)
			continue;
		json_t *item = json_object();
		(void)json_object_set_new(item, "name", json_text(plugin->name));
		if (plugin->path)
			(void)json_object_set_new(item, "path", json_text(plugin->path));
		if (plugin->settings)
			(void)json_object_set(item, "settings", plugin->settings);
		(void)json_array_append_new(list, item);
	}
	return list;
}

static void programs_free(struct workers_program *programs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)programs[i].argv);
	free(programs);
}

static struct workers_program *programs_of(const struct config *c, size_t *n)
{
	struct workers_program *programs = xcalloc(c->n_plugins, sizeof(*programs));
	*n = 0;
	for (size_t i = 0; i < c->n_plugins; i++) {
		const struct config_plugin *plugin = &c->plugins[i];
		if (!plugin->command.n)
			continue;
		const char **argv = xcalloc(plugin->command.n + 1, sizeof(*argv));
		for (size_t j = 0; j < plugin->command.n; j++)
			argv[j] = plugin->command.items[j];
		programs[(*n)++] = (struct workers_program){.name = plugin->name,
			.argv = argv,
			.settings = plugin->settings,
			.deadline_ms = plugin->deadline_secs * 1000};
	}
	return programs;
}

static int start_workers(struct parts *parts, struct event_base *base, struct err *err)
{
	const struct config *c = parts->config;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	AUTOJSON json_t *plugins = plugins_json(c);
	AUTOFREE char *spool = config_spool_dir(c);
	size_t n_programs;
	struct workers_program *programs = programs_of(c, &n_programs);
	parts->workers = workers_new(base,
		&(struct workers_options){
			.n_workers = c->workers ? (size_t)c->workers
				     : cpus > 0 ? (size_t)cpus
						: 1,
			.profile_dir = c->profile,
			.spool_dir = spool,
			.plugins = plugins,
			.programs = programs,
			.n_programs = n_programs,
			.memory_bytes = c->worker_memory_bytes,
			.deadline_ms = c->worker_deadline_secs * 1000,
			.restart_max_secs = WORKER_RESTART_MAX_SECS,
			.on_refused = pass_refused,
			.arg = parts,
		},
		err);
	programs_free(programs, n_programs);
	return parts->workers ? 0 : err->code;
}

static void make_intake(struct parts *parts, struct ledger *ledger)
{
	size_t n;
	const struct intake_endpoint *endpoints = outbox_endpoints(parts->outbox, &n);
	parts->intake = intake_new(&(struct intake_options){.ledger = ledger,
		.profile = parts->profile,
		.min_score = (double)parts->config->min_score_percent / 100,
		.endpoints = endpoints,
		.n_endpoints = n});
}

static int build(struct parts *parts, const struct parts_options *o, struct err *err)
{
	int rc = load_profile(parts, err);
	if (rc < 0)
		return rc;
	parts->fetcher = fetcher_new(o->base, &parts->config->fetch);
	/* Alerts wait neither for a slow feed nor out of manners towards their receiver. */
	struct fetch_options promptly = parts->config->fetch;
	promptly.host_delay_ms = 0;
	promptly.host_transfers = WEBHOOK_TRANSFERS;
	parts->alert_fetcher = fetcher_new(o->base, &promptly);
	rc = start_workers(parts, o->base, err);
	if (rc < 0)
		return rc;
	parts->outbox = outbox_new(&(struct outbox_options){.base = o->base,
					   .config = parts->config,
					   .ledger = o->ledger,
					   .fetcher = parts->alert_fetcher,
					   .on_fatal = pass_fatal,
					   .on_idle = pass_idle,
					   .arg = parts},
		err);
	if (!parts->outbox)
		return err->code;
	make_intake(parts, o->ledger);
	AUTOFREE char *spool = config_spool_dir(parts->config);
	parts->pipeline = pipeline_new(&(struct pipeline_options){.base = o->base,
		.config = parts->config,
		.ledger = o->ledger,
		.fetcher = parts->fetcher,
		.workers = parts->workers,
		.intake = parts->intake,
		.counters = o->counters,
		.spool_dir = spool,
		.on_alerts = on_alerts,
		.on_fatal = pass_fatal,
		.on_idle = pass_idle,
		.arg = parts});
	parts->schedule = schedule_new(&(struct schedule_options){.base = o->base,
					       .config = parts->config,
					       .ledger = o->ledger,
					       .fetcher = parts->fetcher,
					       .workers = parts->workers,
					       .counters = o->counters,
					       .spool_dir = spool,
					       .once = o->once,
					       .on_articles = on_articles,
					       .on_fatal = pass_fatal,
					       .on_idle = pass_idle,
					       .arg = parts},
		err);
	return parts->schedule ? 0 : err->code;
}

struct parts *parts_new(const struct parts_options *options, struct err *err)
{
	struct bridge *bridge = xcalloc(1, sizeof(*bridge));
	bridge->parts.config = options->config;
	bridge->parts.counters = options->counters;
	bridge->on_fatal = options->on_fatal;
	bridge->on_refused = options->on_refused;
	bridge->on_idle = options->on_idle;
	bridge->arg = options->arg;
	if (build(&bridge->parts, options, err) < 0) {
		parts_free(&bridge->parts);
		return NULL;
	}
	return &bridge->parts;
}

void parts_start(struct parts *parts)
{
	outbox_wake(parts->outbox);
	pipeline_wake(parts->pipeline);
	schedule_start(parts->schedule);
}

void parts_stop(struct parts *parts)
{
	schedule_free(parts->schedule);
	parts->schedule = NULL;
	pipeline_free(parts->pipeline);
	parts->pipeline = NULL;
	outbox_stop(parts->outbox);
}

size_t parts_pending(const struct parts *parts)
{
	return (parts->schedule ? schedule_pending(parts->schedule) : 0) +
	       (parts->pipeline ? pipeline_pending(parts->pipeline) : 0) +
	       outbox_pending(parts->outbox);
}

/* The longest a thing under way may take by its own deadlines, tries included. */
static int64_t longest_ms(const struct config *c)
{
	int64_t program = 0;
	for (size_t i = 0; i < c->n_plugins; i++)
		if (c->plugins[i].command.n && c->plugins[i].deadline_secs > program)
			program = c->plugins[i].deadline_secs;
	return (c->fetch.total_timeout_secs + 2 * (c->worker_deadline_secs + program)) * 1000;
}

const char *parts_stuck(struct parts *parts, int64_t now_ms)
{
	const struct counters *c = parts->counters;
	int64_t polls = 0, limit_ms = 2 * longest_ms(parts->config) + PARTS_STUCK_MS;
	for (size_t i = 0; i < COUNTED_POLLS; i++)
		polls += c->polls[i];
	if (parts->schedule && !progress_made(&parts->polling, schedule_pending(parts->schedule),
				       polls, now_ms, limit_ms))
		return "polls under way do not end";
	if (parts->pipeline && !progress_made(&parts->reading, pipeline_pending(parts->pipeline),
				       c->jobs, now_ms, limit_ms))
		return "articles under way do not end";
	return NULL;
}

void parts_clock_back(struct parts *parts, int64_t now_ms, int64_t back_ms)
{
	if (parts->schedule)
		schedule_clock_back(parts->schedule, now_ms, back_ms);
	if (parts->pipeline)
		pipeline_clock_back(parts->pipeline, now_ms, back_ms);
	outbox_clock_back(parts->outbox, now_ms, back_ms);
}

void parts_free(struct parts *parts)
{
	if (!parts)
		return;
	schedule_free(parts->schedule);
	pipeline_free(parts->pipeline);
	intake_free(parts->intake);
	outbox_free(parts->outbox);
	workers_free(parts->workers);
	fetcher_free(parts->fetcher);
	fetcher_free(parts->alert_fetcher);
	profile_free(parts->profile);
	config_free(parts->config);
	free(parts);
}
