#include "run/daemon.h"

#include <event2/event.h>
#include <signal.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "http/server.h"
#include "ledger/articles.h"
#include "ledger/deliveries.h"
#include "ledger/ledger.h"
#include "ledger/plans.h"
#include "proc/activate.h"
#include "proc/notify.h"
#include "run/admin.h"
#include "run/config.h"
#include "run/control.h"
#include "run/counters.h"
#include "run/jump.h"
#include "run/outbox.h"
#include "run/page.h"
#include "run/parts.h"
#include "run/schedule.h"
#include "run/spool.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/yaml.h"

/* Deliveries under way have so long to end when we are told to stop. */
#define STOP_WAIT_SECS 5
/* How often the service manager is told how things stand. */
#define STATUS_SECS 10
/* A migration may take long; the manager's start timeout is moved by this at once. */
#define START_EXTEND_USECS 600000000

struct daemon {
	struct event_base *base;
	struct ledger *ledger;
	struct parts *parts;
	struct control *control; /* NULL: it could not be had */
	struct http_server *server; /* NULL: nobody is to be told anything over HTTP */
	bool activated; /* its socket is the service manager's */
	struct counters counters;
	struct event *signals[4];
	struct event *stop_timer, *status_timer, *watchdog_timer;
	bool once, stopping;
	bool reloaded; /* the parts are not the first */
	struct jump clock;
	const char *stuck; /* as parts_stuck said; NULL: nothing is */
	int status; /* to exit with */
};

static void end(struct daemon *daemon)
{
	(void)event_base_loopbreak(daemon->base);
}

static void on_fatal(const struct err *err, void *arg)
{
	struct daemon *daemon = arg;
	log_line(LOG_ERROR, "the ledger has failed; stopping, nothing is lost", "why", err->text,
		NULL);
	daemon->status = err_exit_status(err->code);
	end(daemon);
}

/* A start that cannot work fails at once, where somebody looks; later there is work to keep. */
static void on_refused(const char *why, void *arg)
{
	struct daemon *daemon = arg;
	if (daemon->reloaded) {
		log_line(LOG_ERROR, "no worker starts with the new configuration; articles wait",
			"why", why, NULL);
		return;
	}
	log_line(LOG_ERROR, "gainsay cannot start: its workers refuse the configuration", "why",
		why, NULL);
	daemon->status = EX_CONFIG;
	end(daemon);
}

static void on_idle(void *arg)
{
	struct daemon *daemon = arg;
	if ((daemon->once || daemon->stopping) && parts_pending(daemon->parts) == 0)
		end(daemon);
}

static void on_stop_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	log_line(LOG_WARN, "deliveries under way are left for the next start", NULL);
	end(arg);
}

static void on_stop(evutil_socket_t signal, short what, void *arg)
{
	struct daemon *daemon = arg;
	(void)what;
	if (daemon->stopping) {
		end(daemon); /* asked twice: at once */
		return;
	}
	log_line(LOG_NOTE, "stopping", "signal", signal == SIGINT ? "INT" : "TERM", NULL);
	(void)notify_stopping("stopping");
	daemon->stopping = true;
	parts_stop(daemon->parts);
	struct timeval tv = {.tv_sec = STOP_WAIT_SECS};
	(void)event_add(daemon->stop_timer, &tv);
	on_idle(daemon);
}

static void set_log_level(const struct config *config)
{
	int level = log_level_from_word(config->log_level);
	if (level >= 0)
		log_set_level((enum log_level)level);
}

static void tell_faults(const struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct fault *f = &faults->items[i];
		AUTOFREE char *place = xasprintf("%s:%d:%d", f->file, f->line, f->col);
		log_line(f->warning ? LOG_WARN : LOG_ERROR, "fault in the configuration", "place",
			place, "why", f->text, NULL);
	}
}

static char *status_text(struct daemon *daemon)
{
	return xasprintf("%zu feeds; %lld articles and %lld deliveries wait%s%s",
		daemon->parts->config->n_feeds, (long long)ledger_articles_waiting(daemon->ledger),
		(long long)ledger_deliveries_waiting(daemon->ledger),
		daemon->counters.reload_refused
			? "; the configuration was refused, an older one is in force"
			: "",
		outbox_log_broken(daemon->parts->outbox) ? "; the alert log cannot be written"
							 : "");
}

static struct parts *build(struct daemon *daemon, struct config *config, struct err *err)
{
	return parts_new(&(struct parts_options){.base = daemon->base,
				 .ledger = daemon->ledger,
				 .config = config,
				 .counters = &daemon->counters,
				 .once = daemon->once,
				 .on_fatal = on_fatal,
				 .on_refused = on_refused,
				 .on_idle = on_idle,
				 .arg = daemon},
		err);
}

static void on_page(const struct http_request *request, struct http_answer *answer, void *arg)
{
	const struct daemon *daemon = arg;
	page_answer(&(struct page){.ledger = daemon->ledger,
			    .config = daemon->parts->config,
			    .counters = &daemon->counters,
			    .outbox = daemon->parts->outbox,
			    .workers = daemon->parts->workers,
			    .stopping = daemon->stopping,
			    .stuck = daemon->stuck},
		request, answer);
}

/* 0 and the page's server, or NULL where none is wanted. */
static int make_server(struct daemon *daemon, const struct config *config, int fd,
	struct http_server **out, struct err *err)
{
	*out = NULL;
	if (fd < 0 && !config->page_listen)
		return 0;
	*out = http_server_new(&(struct http_server_options){.base = daemon->base,
				       .listen = config->page_listen,
				       .fd = fd,
				       .hosts = &config->page_hosts,
				       .on_request = on_page,
				       .arg = daemon},
		err);
	return *out ? 0 : err->code;
}

static int listen_page(struct daemon *daemon, const struct config *config, struct err *err)
{
	int fd = activate_socket();
	daemon->activated = fd >= 0;
	return make_server(daemon, config, fd, &daemon->server, err);
}

/* A reload: an address that changed is had before anything is let go. *out is NULL, or the server
 * to come. */
static int listen_again(struct daemon *daemon, const struct config *config,
	struct http_server **out, struct err *err)
{
	const char *old = daemon->parts->config->page_listen, *new = config->page_listen;
	*out = NULL;
	if (daemon->activated || (old && new &&strcmp(old, new) == 0))
		return 0;
	return make_server(daemon, config, -1, out, err);
}

static void change_server(
	struct daemon *daemon, const struct config *config, struct http_server *server)
{
	if (server || (!config->page_listen && !daemon->activated)) {
		http_server_free(daemon->server);
		daemon->server = server;
	} else if (daemon->server) {
		http_server_set_hosts(daemon->server, &config->page_hosts);
	}
}

/* The first fault that is no warning, for one who waits for a verdict. */
static void first_fault(const struct faults *faults, struct err *err)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct fault *f = &faults->items[i];
		if (!f->warning) {
			(void)err_set(
				err, ERR_CONFIG, "%s:%d:%d: %s", f->file, f->line, f->col, f->text);
			return;
		}
	}
}

/* Reads the configuration again. Whatever is wrong with it, the running set goes on: negative, and
 * err says what. */
static int load_again(struct daemon *daemon, struct err *err)
{
	const struct config *old = daemon->parts->config;
	struct faults faults CLEANUP(faults_release) = {0};
	struct config *config = config_load(old->file, &faults);
	tell_faults(&faults);
	if (!config) {
		first_fault(&faults, err);
		return ERR_CONFIG;
	}
	if (strcmp(config->state_dir, old->state_dir) != 0) {
		log_line(LOG_WARN, "another state_dir takes a restart; the old one stays",
			"state_dir", old->state_dir, NULL);
		free(config->state_dir);
		config->state_dir = xstrdup(old->state_dir);
	}
	struct http_server *server = NULL;
	if (listen_again(daemon, config, &server, err) < 0) {
		config_free(config);
		return err->code;
	}
	struct parts *parts = build(daemon, config, err);
	if (!parts) {
		http_server_free(server);
		return err->code;
	}
	change_server(daemon, parts->config, server);
	parts_free(daemon->parts);
	daemon->parts = parts;
	daemon->reloaded = true;
	set_log_level(parts->config);
	parts_start(parts);
	return 0;
}

/* The same, telling the manager and the log. */
static int reload(struct daemon *daemon, struct err *err)
{
	if (daemon->stopping)
		return err_set(err, ERR_RETRY, "the daemon is stopping");
	(void)notify_reloading();
	int rc = load_again(daemon, err);
	daemon->counters.reload_refused = rc < 0;
	if (rc == 0)
		daemon->counters.config_loaded = clock_now_ms() / 1000;
	if (rc < 0)
		log_line(LOG_ERROR, "configuration refused; the old one stays in force", "file",
			daemon->parts->config->file, "why", err->text, NULL);
	else
		log_line(LOG_NOTE, "configuration read anew", "file", daemon->parts->config->file,
			NULL);
	AUTOFREE char *text = status_text(daemon);
	(void)notify_ready(text);
	return rc;
}

static void on_reload(evutil_socket_t signal, short what, void *arg)
{
	struct err err = ERR_INIT;
	(void)signal;
	(void)what;
	(void)reload(arg, &err);
}

/* With a reload may come what was fetched of a feed that it adds: `gainsay feeds add` has asked for
 * it already, and nothing has yet been asked for anew. */
static void adopt(struct daemon *daemon, const json_t *what)
{
	struct err err = ERR_INIT;
	const char *url = json_get_text(what, "url"), *file = json_get_text(what, "file");
	if (!url || !file || strchr(file, '/') || *file == '.')
		return;
	const struct schedule_answer answer = {.file = file,
		.etag = json_get_text(what, "etag"),
		.last_modified = json_get_text(what, "last_modified"),
		.content_type = json_get_text(what, "content_type"),
		.cache_control = json_get_text(what, "cache_control"),
		.effective_url = json_get_text(what, "effective_url")};
	if (!daemon->parts->schedule ||
		schedule_adopt(daemon->parts->schedule, url, &answer, &err) < 0)
		log_line(LOG_INFO_, "a feed that was added is polled anew", "why", err.text, NULL);
}

/* What the control socket is asked: the daemon's own part of it first. */
static json_t *on_request(const json_t *request, void *arg)
{
	struct daemon *daemon = arg;
	struct err err = ERR_INIT;
	const char *word = json_get_text(request, "do");
	if (word && strcmp(word, "reload") == 0) {
		if (reload(daemon, &err) < 0)
			return admin_refuse_err(&err);
		adopt(daemon, json_object_get(request, "adopt"));
		return json_pack("{s:b}", "ok", 1);
	}
	if (word && strcmp(word, "reopen") == 0) {
		outbox_reopen(daemon->parts->outbox);
		return json_pack("{s:b}", "ok", 1);
	}
	return admin_do(&(struct admin){.ledger = daemon->ledger,
				.config = daemon->parts->config,
				.outbox = daemon->parts->outbox,
				.schedule = daemon->parts->schedule},
		request);
}

/* Without the socket the daemon does its work all the same. */
static void listen_control(struct daemon *daemon)
{
	struct err err = ERR_INIT;
	AUTOFREE char *path = config_control_path(daemon->parts->config);
	daemon->control = control_new(&(struct control_options){.base = daemon->base,
					      .path = path,
					      .on_request = on_request,
					      .arg = daemon},
		&err);
	if (!daemon->control)
		log_line(LOG_WARN, "commands cannot reach the daemon", "why", err.text, NULL);
}

static void on_reopen(evutil_socket_t signal, short what, void *arg)
{
	struct daemon *daemon = arg;
	(void)signal;
	(void)what;
	outbox_reopen(daemon->parts->outbox);
}

/* A loop that turns is not yet a daemon that works. */
static void look_for_progress(struct daemon *daemon)
{
	const char *stuck = parts_stuck(daemon->parts, clock_mono_ms());
	if (stuck && !daemon->stuck)
		log_line(LOG_ERROR, "no progress; left to the watchdog to end, nothing is lost",
			"why", stuck, NULL);
	else if (!stuck && daemon->stuck)
		log_line(LOG_NOTE, "there is progress again", NULL);
	daemon->stuck = stuck;
}

/* The ledger's plans come sooner by as much as the clock was set back. False: they could not be
 * stored. */
static bool plans_back(struct daemon *daemon, int64_t now_ms, int64_t back_ms)
{
	struct err err = ERR_INIT;
	AUTOFREE char *secs = xasprintf("%lld", (long long)(back_ms / 1000));
	if (ledger_plans_back(daemon->ledger, now_ms, back_ms, &err) == 0) {
		log_line(LOG_WARN,
			"the clock was set back; what was planned comes sooner by as much", "secs",
			secs, NULL);
		return true;
	}
	log_line(LOG_ERROR, "the clock was set back, and the plans could not be changed", "secs",
		secs, "why", err.text, NULL);
	return false;
}

/* What a clock that was set ahead makes due at once does no harm; what one that was set back puts
 * off does. */
static void look_at_clock(struct daemon *daemon)
{
	const struct jump before = daemon->clock;
	int64_t now_ms = clock_now_ms(), moved = jump_look(&daemon->clock, now_ms, clock_boot_ms());
	AUTOFREE char *secs = xasprintf("%lld", (long long)(moved / 1000));
	if (moved > 0)
		log_line(LOG_WARN, "the clock was set ahead", "secs", secs, NULL);
	if (moved >= 0)
		return;
	if (plans_back(daemon, now_ms, -moved))
		parts_clock_back(daemon->parts, now_ms, -moved);
	else
		daemon->clock = before; /* at the next look again */
}

static void on_status(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *daemon = arg;
	(void)fd;
	(void)what;
	if (daemon->stopping)
		return;
	look_at_clock(daemon);
	look_for_progress(daemon);
	AUTOFREE char *text = status_text(daemon);
	(void)notify_status(text);
}

static void on_watchdog(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *daemon = arg;
	(void)fd;
	(void)what;
	look_for_progress(daemon);
	if (!daemon->stuck)
		(void)notify_watchdog();
}

static void add_timers(struct daemon *daemon)
{
	daemon->stop_timer = evtimer_new(daemon->base, on_stop_timer, daemon);
	daemon->status_timer = event_new(daemon->base, -1, EV_PERSIST, on_status, daemon);
	daemon->watchdog_timer = event_new(daemon->base, -1, EV_PERSIST, on_watchdog, daemon);
	struct timeval tv = {.tv_sec = STATUS_SECS};
	(void)event_add(daemon->status_timer, &tv);
	int64_t half_ms = notify_watchdog_ms() / 2;
	if (half_ms > 0) {
		tv = (struct timeval){.tv_sec = half_ms / 1000, .tv_usec = half_ms % 1000 * 1000};
		(void)event_add(daemon->watchdog_timer, &tv);
	}
}

static void add_signals(struct daemon *daemon)
{
	const struct {
		int signal;
		event_callback_fn fn;
	} table[ARRAY_SIZE(daemon->signals)] = {
		{SIGTERM, on_stop}, {SIGINT, on_stop}, {SIGHUP, on_reload}, {SIGUSR1, on_reopen}};
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		daemon->signals[i] = evsignal_new(
			daemon->base, table[i].signal, table[i].fn, daemon);
		(void)event_add(daemon->signals[i], NULL);
	}
}

static void daemon_release(struct daemon *daemon)
{
	control_free(daemon->control);
	http_server_free(daemon->server);
	parts_free(daemon->parts);
	ledger_close(&daemon->ledger);
	struct event *const events[] = {
		daemon->stop_timer, daemon->status_timer, daemon->watchdog_timer};
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i])
			event_free(events[i]);
	for (size_t i = 0; i < ARRAY_SIZE(daemon->signals); i++)
		if (daemon->signals[i])
			event_free(daemon->signals[i]);
	event_base_free(daemon->base);
}

static int open_state(struct daemon *daemon, const struct config *config, struct err *err)
{
	AUTOFREE char *spool = config_spool_dir(config);
	AUTOFREE char *path = config_ledger_path(config);
	int rc = file_make_dirs(config->state_dir, err);
	if (rc < 0)
		return rc;
	/* The ledger first: its lock says that the spool is ours. */
	(void)notify_extend(START_EXTEND_USECS);
	rc = ledger_open(path, DB_WRITE, &daemon->ledger, err);
	if (rc < 0)
		return rc;
	(void)jump_look(&daemon->clock, clock_now_ms(), clock_boot_ms());
	int64_t behind = ledger_newest_ms(daemon->ledger) - clock_now_ms();
	/* Should this fail, what comes next will fail as well, and say so. */
	if (behind >= JUMP_MIN_MS)
		(void)plans_back(daemon, clock_now_ms(), behind);
	return spool_open(spool, err);
}

static int start(struct daemon *daemon, struct config *config, struct err *err)
{
	int rc = open_state(daemon, config, err);
	if (rc == 0)
		rc = listen_page(daemon, config, err);
	if (rc < 0) {
		config_free(config);
		return rc;
	}
	daemon->parts = build(daemon, config, err);
	daemon->counters.config_loaded = clock_now_ms() / 1000;
	return daemon->parts ? 0 : err->code;
}

static void tell_end(struct daemon *daemon)
{
	AUTOFREE char *articles = xasprintf(
		"%lld", (long long)ledger_articles_waiting(daemon->ledger));
	AUTOFREE char *deliveries = xasprintf(
		"%lld", (long long)ledger_deliveries_waiting(daemon->ledger));
	log_line(LOG_NOTE, "gainsay stopped", "articles_waiting", articles, "deliveries_waiting",
		deliveries, NULL);
}

int daemon_run(const struct daemon_options *options)
{
	struct err err = ERR_INIT;
	struct daemon daemon CLEANUP(daemon_release) = {.once = options->once, .status = EX_OK};
	/* Nobody but the service's group reads what we write. */
	(void)umask(027);
	set_log_level(options->config);
	daemon.base = event_base_new();
	add_signals(&daemon);
	add_timers(&daemon);
	if (start(&daemon, options->config, &err) < 0) {
		log_line(LOG_ERROR, "gainsay cannot start", "why", err.text, NULL);
		return err_exit_status(err.code);
	}
	listen_control(&daemon);
	if (daemon.server)
		log_line(LOG_NOTE, "metrics and health are told", "address",
			http_server_address(daemon.server), NULL);
	AUTOFREE char *feeds = xasprintf("%zu", daemon.parts->config->n_feeds);
	log_line(LOG_NOTE, "gainsay started", "version", GAINSAY_VERSION, "feeds", feeds,
		"state_dir", daemon.parts->config->state_dir, NULL);
	AUTOFREE char *text = status_text(&daemon);
	(void)notify_ready(text);
	parts_start(daemon.parts);
	(void)event_base_dispatch(daemon.base);
	tell_end(&daemon);
	return daemon.status;
}
