#include <errno.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <sysexits.h>

#include "cmd/alert_text.h"
#include "cmd/cmd.h"
#include "cmd/demo_daemon.h"
#include "cmd/demo_scenario.h"
#include "cmd/demo_web.h"
#include "ledger/counts.h"
#include "ledger/ledger.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/mem.h"

const char cmd_demo_help[] =
	"Serves a bundled scenario (five news sites, their feeds and pages) on 127.0.0.1, runs "
	"the\n"
	"daemon against it with a fresh ledger, receives its webhook and prints each alert.\n\n"
	"  --keep DIR     leave configuration, ledger, alert log and the daemon's messages in DIR\n"
	"  --seconds N    give up after N seconds (default 25)\n";

/* How often the state is looked at; news appears no faster than the daemon polls. */
#define TICK_MS 50
/* No news feed, page or webhook for so long and nothing waiting in the ledger: the articles shown
 * so far are dealt with. */
#define QUIET_MS 400
/* The same before the end, when nothing follows that could bring a late one. */
#define LAST_QUIET_MS 1500
/* A step lasts no longer even if a feed is not polled: the rest is shown anyway. */
#define STEP_MAX_MS  6000
#define STOP_MAX_MS  5000
#define SECRET_BYTES 32

enum phase { SHOWING, STOPPING, ENDED };

struct demo {
	const struct command *self;
	struct event_base *base;
	struct demo_scenario scenario;
	struct demo_web *web;
	struct demo_daemon daemon;
	struct ledger *ledger; /* the daemon's, read only; NULL until there is one */
	struct paper paper;
	enum phase phase;
	int step;
	int64_t started_ms, step_ms, stop_ms, limit_ms;
	size_t alerts, reversals, splits, disputes;
	int status;
};

static void fail(struct demo *demo, const char *why)
{
	(void)fprintf(stderr, "gainsay demo: %s\n", why);
	demo->status = EX_SOFTWARE;
	demo->phase = ENDED;
	(void)event_base_loopbreak(demo->base);
}

static void on_alert(const json_t *alert, void *arg)
{
	struct demo *demo = arg;
	const char *kind = json_get_text(alert, "kind");
	demo->alerts++;
	if (kind && strcmp(kind, "reversal") == 0)
		demo->reversals++;
	else if (kind && strcmp(kind, "split") == 0)
		demo->splits++;
	else
		demo->disputes++;
	alert_print(&demo->paper, alert, demo->alerts);
}

static void begin_stop(struct demo *demo)
{
	demo->phase = STOPPING;
	demo->stop_ms = clock_mono_ms();
	demo_daemon_stop(&demo->daemon);
}

static void show_next(struct demo *demo)
{
	demo->step++;
	demo->step_ms = clock_mono_ms();
	demo_web_show(demo->web, demo->step);
}

/* Fills counts from the daemon's ledger, which it makes in its own time; 0 while there is none. */
static int read_counts(struct demo *demo, struct ledger_counts *counts)
{
	if (!demo->ledger && ledger_open(demo->daemon.ledger, DB_READ, &demo->ledger, NULL) < 0)
		return 0;
	ledger_count(demo->ledger, counts);
	return ledger_error(demo->ledger)->code == ERR_NONE;
}

/* Whether nothing waits in the daemon: no article, no delivery. */
static int is_idle(struct demo *demo)
{
	struct ledger_counts counts;
	return read_counts(demo, &counts) && counts.articles_waiting == 0 &&
	       counts.deliveries_waiting == 0;
}

static void tick_showing(struct demo *demo, int64_t now)
{
	int64_t quiet = now - demo_web_counts(demo->web)->last_ms;
	bool last = demo->step >= demo->scenario.steps;
	bool settled = demo_web_polled(demo->web) && quiet >= (last ? LAST_QUIET_MS : QUIET_MS) &&
		       is_idle(demo);
	if (now - demo->started_ms > demo->limit_ms) {
		(void)fprintf(stderr,
			"gainsay demo: stopped after %lld seconds, at step %d of %d\n",
			(long long)(demo->limit_ms / 1000), demo->step, demo->scenario.steps);
		demo->status = EX_TEMPFAIL;
		begin_stop(demo);
	} else if (settled || now - demo->step_ms > STEP_MAX_MS) {
		if (last)
			begin_stop(demo);
		else
			show_next(demo);
	}
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct demo *demo = arg;
	struct err err = ERR_INIT;
	int64_t now = clock_mono_ms();
	(void)fd;
	(void)what;
	if (!demo_daemon_alive(&demo->daemon, &err)) {
		if (err.code != ERR_NONE) {
			fail(demo, err.text);
			return;
		}
		demo->phase = ENDED;
		(void)event_base_loopbreak(demo->base);
	} else if (demo->phase == SHOWING) {
		tick_showing(demo, now);
	} else if (demo->phase == STOPPING && now - demo->stop_ms > STOP_MAX_MS) {
		fail(demo, "the daemon did not stop when asked to; it is killed");
	}
}

static void on_signal(evutil_socket_t signal, short what, void *arg)
{
	struct demo *demo = arg;
	(void)what;
	demo->status = 128 + (int)signal;
	demo->phase = ENDED;
	(void)event_base_loopbreak(demo->base);
}

static int make_secret(char *out, size_t size)
{
	unsigned char bytes[SECRET_BYTES];
	unsigned char coded[SECRET_BYTES * 2];
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return -1;
	(void)EVP_EncodeBlock(coded, bytes, sizeof(bytes));
	(void)snprintf(out, size, "whsec_%s", (const char *)coded);
	return 0;
}

static void print_intro(const struct demo *demo)
{
	AUTOFREE char *text = xasprintf(
		"%zu news sites with a feed each are served on 127.0.0.1:%d, %zu articles from %d "
		"points in time. The daemon polls them as it would any others; below is what its "
		"webhook receives.",
		demo->scenario.n_outlets, demo_web_port(demo->web), demo->scenario.n_articles,
		demo->scenario.steps);
	paper_text(&demo->paper, "", INK_PLAIN, text);
	(void)fputc('\n', demo->paper.out);
	(void)fflush(demo->paper.out);
}

static const char *s(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_summary(struct demo *demo)
{
	const struct demo_web_counts *c = demo_web_counts(demo->web);
	const struct paper *p = &demo->paper;
	paper_rule(p, INK_GREEN, "SUMMARY");
	AUTOFREE char *alerts = xasprintf("%zu: %zu reversal%s, %zu split%s, %zu dispute%s",
		demo->alerts, demo->reversals, s(demo->reversals), demo->splits, s(demo->splits),
		demo->disputes, s(demo->disputes));
	paper_text(p, "  alerts      ", INK_STRONG, alerts);
	struct ledger_counts counts = {0};
	if (read_counts(demo, &counts)) {
		AUTOFREE char *read = xasprintf("%lld of %zu read, %lld off the topic, %lld failed",
			(long long)counts.articles_read, demo->scenario.n_articles,
			(long long)counts.articles_off_topic, (long long)counts.articles_failed);
		paper_text(p, "  articles    ", INK_PLAIN, read);
		AUTOFREE char *said = xasprintf("%lld, %lld of them on the topic; %lld re-reports "
						"joined the first report",
			(long long)counts.statements, (long long)counts.statements_relevant,
			(long long)counts.rereports);
		paper_text(p, "  statements  ", INK_PLAIN, said);
	}
	AUTOFREE char *web = xasprintf("%zu polls (%zu unchanged: 304), %zu pages, %zu signed "
				       "webhooks (%zu repeated, %zu refused)",
		c->polls, c->unchanged, c->pages, c->hooks, c->repeats, c->refused);
	paper_text(p, "  requests    ", INK_PLAIN, web);
	AUTOFREE char *took = xasprintf(
		"%.1f seconds", (double)(clock_mono_ms() - demo->started_ms) / 1000.0);
	paper_text(p, "  took        ", INK_PLAIN, took);
	if (demo->daemon.keep)
		paper_text(p, "  kept        ", INK_PLAIN, demo->daemon.dir);
	(void)fputc('\n', p->out);
	paper_text(p, "", INK_STRONG, "Next: point it at real feeds.");
	paper_text(p, "  1. ", INK_PLAIN,
		"Copy etc/gainsay.yaml, set user_agent to your name and contact, keep the feeds "
		"you "
		"want.");
	paper_text(p, "  2. ", INK_PLAIN, "gainsay check --config gainsay.yaml");
	paper_text(p, "  3. ", INK_PLAIN,
		"gainsay run --config gainsay.yaml, and gainsay tail beside it. As a service: see "
		"README.md.");
}

static int run(struct demo *demo)
{
	struct event *tick = event_new(demo->base, -1, EV_PERSIST, on_tick, demo);
	struct event *interrupt = evsignal_new(demo->base, SIGINT, on_signal, demo);
	struct event *terminate = evsignal_new(demo->base, SIGTERM, on_signal, demo);
	struct event *hangup = evsignal_new(demo->base, SIGHUP, on_signal, demo);
	struct event *events[] = {tick, interrupt, terminate, hangup};
	const struct timeval every = {0, TICK_MS * 1000};
	int rc = 0;
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (!events[i] || event_add(events[i], i == 0 ? &every : NULL) < 0)
			rc = -1;
	if (rc == 0) {
		print_intro(demo);
		(void)event_base_dispatch(demo->base);
	}
	for (size_t i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i])
			event_free(events[i]);
	return rc;
}

static int prepare(struct demo *demo, const char *keep, char *secret, size_t size, struct err *err)
{
	AUTOFREE char *dir = file_find_data("etc/demo", GAINSAY_DEMO_DIR);
	if (!dir)
		return err_set(
			err, ERR_CONFIG, "the scenario is not installed: no %s", GAINSAY_DEMO_DIR);
	int rc = demo_scenario_load(dir, &demo->scenario, err);
	if (rc < 0)
		return rc;
	demo->base = event_base_new();
	if (!demo->base || make_secret(secret, size) < 0)
		return err_set(err, ERR_FAIL, "cannot make an event loop and a secret");
	struct demo_web_spec spec = {
		.scenario = &demo->scenario, .secret = secret, .on_alert = on_alert, .arg = demo};
	demo->web = demo_web_new(demo->base, &spec, err);
	if (!demo->web)
		return err->code;
	rc = demo_daemon_prepare(
		&demo->daemon, keep, &demo->scenario, demo_web_port(demo->web), secret, err);
	if (rc < 0)
		return rc;
	demo->started_ms = clock_mono_ms();
	show_next(demo);
	return demo_daemon_start(&demo->daemon, err);
}

static void release(struct demo *demo)
{
	ledger_close(&demo->ledger);
	demo_daemon_release(&demo->daemon);
	demo_web_free(demo->web);
	if (demo->base)
		event_base_free(demo->base);
	demo_scenario_release(&demo->scenario);
}

int cmd_demo(const struct command *self, int argc, char **argv)
{
	const char *keep = NULL;
	long seconds = 25;
	for (int i = 1; i < argc; i++) {
		char *end = NULL;
		if (strcmp(argv[i], "--keep") == 0 && i + 1 < argc) {
			keep = argv[++i];
		} else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) {
			seconds = strtol(argv[++i], &end, 10);
			if (*end || seconds < 1 || seconds > 3600)
				return cmd_usage(self, "--seconds takes a number from 1 to 3600");
		} else {
			return cmd_usage(self, "unknown or incomplete argument \"%s\"", argv[i]);
		}
	}
	char secret[16 + SECRET_BYTES * 2];
	struct demo demo = {.self = self, .limit_ms = seconds * 1000};
	struct err err = ERR_INIT;
	paper_init(&demo.paper, stdout);
	int rc = prepare(&demo, keep, secret, sizeof(secret), &err);
	if (rc == 0) {
		rc = run(&demo);
		if (rc == 0 && (demo.status == EX_OK || demo.status == EX_TEMPFAIL))
			print_summary(&demo);
	}
	int status = rc < 0 && err.code != ERR_NONE ? cmd_error(self, &err) : demo.status;
	release(&demo);
	return status;
}
