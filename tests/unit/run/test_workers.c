#include "run/workers.h"

#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text/date.h"
#include "unit.h"
#include "util/err.h"
#include "util/file.h"
#include "util/log.h"
#include "util/mem.h"

static char dir[] = "/tmp/gainsay-workers-XXXXXX";

/* The pool, and what came of the last request. */
struct pool {
	struct event_base *base;
	struct workers *workers;
	int done, want;
	struct err err;
	bool answered, relevant;
	size_t entries, statements, relevant_entries;
	int64_t published;
	char title[256], text[2048], speakers[256], left_out[512];
	char log[8192];
};

static void on_log(enum log_level level, const char *line, void *arg)
{
	struct pool *pool = arg;
	(void)level;
	size_t used = strlen(pool->log);
	(void)snprintf(pool->log + used, sizeof(pool->log) - used, "%s\n", line);
}

static void end_one(struct pool *pool, const struct err *err)
{
	pool->err = *err;
	if (++pool->done >= pool->want)
		(void)event_base_loopbreak(pool->base);
}

static void on_feed(uint64_t id, struct workers_feed *answer, const struct err *err, void *arg)
{
	(void)id;
	struct pool *pool = arg;
	pool->answered = answer != NULL;
	pool->entries = answer ? answer->feed.n_entries : 0;
	pool->relevant_entries = 0;
	for (size_t i = 0; i < pool->entries; i++)
		pool->relevant_entries += answer->relevant[i];
	end_one(pool, err);
}

static void on_article(
	uint64_t id, struct workers_article *answer, const struct err *err, void *arg)
{
	(void)id;
	struct pool *pool = arg;
	pool->answered = answer != NULL;
	pool->speakers[0] = '\0';
	if (answer) {
		const struct article *a = &answer->article;
		pool->relevant = answer->relevant;
		pool->statements = answer->statements.n;
		pool->published = a->published;
		(void)snprintf(pool->title, sizeof(pool->title), "%s", a->title ? a->title : "");
		(void)snprintf(pool->text, sizeof(pool->text), "%s", a->text);
		(void)snprintf(pool->left_out, sizeof(pool->left_out), "%s",
			answer->left_out ? answer->left_out : "");
		for (size_t i = 0; i < answer->statements.n; i++) {
			const char *who = answer->statements.items[i].speaker.id;
			size_t used = strlen(pool->speakers);
			(void)snprintf(pool->speakers + used, sizeof(pool->speakers) - used, "%s ",
				who ? who : "-");
		}
	}
	end_one(pool, err);
}

static void open_pool(struct pool *pool, const char *exe, size_t n, int64_t deadline_ms,
	const struct workers_program *programs, size_t n_programs)
{
	(void)signal(SIGPIPE, SIG_IGN);
	*pool = (struct pool){.base = event_base_new()};
	log_capture(on_log, pool);
	struct workers_options options = {
		.exe = exe,
		.n_workers = n,
		.spool_dir = dir,
		.programs = programs,
		.n_programs = n_programs,
		.deadline_ms = deadline_ms,
		.restart_max_secs = 1,
	};
	struct err err = ERR_INIT;
	pool->workers = workers_new(pool->base, &options, &err);
	ck_assert_msg(pool->workers != NULL, "%s", err.text);
}

static void close_pool(struct pool *pool)
{
	workers_free(pool->workers);
	event_base_free(pool->base);
	log_capture(NULL, NULL);
}

static char *in_spool(const char *name, const char *bytes)
{
	char *path = xasprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_all(fd, bytes, strlen(bytes)), 0);
	(void)close(fd);
	return path;
}

static void run(struct pool *pool, int n)
{
	pool->want = pool->done + n;
	(void)event_base_dispatch(pool->base);
	ck_assert_int_eq(pool->done, pool->want);
}

static void read_article(struct pool *pool, const struct workers_source *source)
{
	(void)workers_read_article(pool->workers, source, on_article, pool);
	run(pool, 1);
}

static void parse_feed(struct pool *pool, const char *path)
{
	struct workers_source source = {.path = path, .published = DATE_UNKNOWN};
	(void)workers_parse_feed(pool->workers, &source, on_feed, pool);
	run(pool, 1);
}

static const char page[] =
	"<html><head><title>Kremlin: no ceasefire before talks</title></head><body><article>"
	"<h1>Kremlin: no ceasefire before talks</h1>"
	"<p>\"There will be no ceasefire in Ukraine before peace talks begin,\" Kremlin spokesman "
	"Dmitry Peskov said on Monday in Moscow, where a delegation was expected.</p>"
	"<p>Andriy Sybiha on X: Ukraine is ready for a full ceasefire and for talks at once.</p>"
	"<p>The delegations have met three times this year without agreeing on the territories, "
	"the guarantees or the order of the steps that would lead to the end of the war.</p>"
	"</article></body></html>";

static const char rss[] =
	"<rss version=\"2.0\"><channel><title>World</title><link>http://a.example/</link>"
	"<item><title>Peace talks on Ukraine resume</title><link>http://a.example/1</link>"
	"<description>Russia and Ukraine discuss a ceasefire.</description></item>"
	"<item><title>Tulips in bloom</title><link>http://a.example/2</link>"
	"<description>Gardeners are happy.</description></item></channel></rss>";

START_TEST(documents_are_read)
{
	struct pool pool;
	open_pool(&pool, GAINSAY, 1, 60000, NULL, 0);
	ck_assert_uint_eq(workers_up(pool.workers), 0);
	AUTOFREE char *feed = in_spool("feed", rss);
	parse_feed(&pool, feed);
	ck_assert_msg(pool.answered, "%s", pool.err.text);
	ck_assert_uint_eq(pool.entries, 2);
	ck_assert_uint_eq(pool.relevant_entries, 1);
	ck_assert_uint_eq(workers_up(pool.workers), 1);
	AUTOFREE char *path = in_spool("page", page);
	parse_feed(&pool, path);
	ck_assert_int_eq(pool.err.code, ERR_REJECT);
	/* What the page leaves open, its entry tells; and only that. */
	struct workers_source source = {.path = path,
		.url = "http://a.example/1",
		.title = "From the feed",
		.published = 1767225600};
	read_article(&pool, &source);
	ck_assert_msg(pool.answered, "%s", pool.err.text);
	ck_assert(pool.relevant);
	ck_assert_str_eq(pool.title, "Kremlin: no ceasefire before talks");
	ck_assert_int_eq(pool.published, 1767225600);
	ck_assert_str_eq(pool.speakers, "peskov ");
	ck_assert_str_eq(pool.left_out, "");
	AUTOFREE char *tulips = in_spool("tulips",
		"<html><body><article><h1>Tulips</h1><p>Gardeners in Holland were happy to see the "
		"first tulips in bloom, a spokesman said on Monday.</p></article></body></html>");
	source.path = tulips;
	read_article(&pool, &source);
	ck_assert(pool.answered);
	ck_assert(!pool.relevant);
	ck_assert_uint_eq(pool.statements, 0);
	/* A file that is gone can be fetched again; one outside the spool is not even opened. */
	source.path = "/tmp/gainsay-workers-no-such-file";
	read_article(&pool, &source);
	ck_assert_int_eq(pool.err.code, ERR_RETRY);
	ck_assert_uint_eq(workers_load(pool.workers), 0);
	close_pool(&pool);
}
END_TEST

START_TEST(the_feeds_own_text_is_read)
{
	struct pool pool;
	open_pool(&pool, GAINSAY, 1, 60000, NULL, 0);
	struct workers_source source = {
		.text = "<p>\"There will be no ceasefire in Ukraine before peace talks begin,\" "
			"Kremlin spokesman Dmitry Peskov said on Monday.</p><p>It was "
			"unclear whether Kyiv would send a delegation to the talks.</p>",
		.title = "No ceasefire",
		.published = 1767225600};
	read_article(&pool, &source);
	ck_assert_msg(pool.answered, "%s", pool.err.text);
	ck_assert_str_eq(pool.title, "No ceasefire");
	ck_assert_msg(strstr(pool.text, "begin,\" Kremlin"), "%s", pool.text);
	ck_assert_str_eq(pool.speakers, "peskov ");
	close_pool(&pool);
}
END_TEST

START_TEST(poison_is_rejected)
{
	struct pool pool;
	open_pool(&pool, FAKE_WORKER, 2, 200, NULL, 0);
	struct workers_source poison = {.path = "/poison", .published = DATE_UNKNOWN};
	struct workers_source fine = {.path = "/fine", .published = DATE_UNKNOWN};
	(void)workers_parse_feed(pool.workers, &poison, on_feed, &pool);
	for (int i = 0; i < 5; i++)
		(void)workers_parse_feed(pool.workers, &fine, on_feed, &pool);
	ck_assert_uint_eq(workers_load(pool.workers), 6);
	run(&pool, 6);
	ck_assert_int_eq(pool.err.code, ERR_REJECT);
	parse_feed(&pool, "/poison");
	ck_assert_int_eq(pool.err.code, ERR_REJECT);
	ck_assert_msg(strstr(pool.err.text, "2 workers failed on it"), "%s", pool.err.text);
	ck_assert_msg(strstr(pool.err.text, "signal 11"), "%s", pool.err.text);
	ck_assert_msg(strstr(pool.log, "a child process is down"), "%s", pool.log);
	parse_feed(&pool, "/hang");
	ck_assert_int_eq(pool.err.code, ERR_REJECT);
	ck_assert_msg(strstr(pool.err.text, "no answer within 200 ms"), "%s", pool.err.text);
	parse_feed(&pool, "/fine");
	ck_assert_str_eq(pool.err.text, "nothing in it");
	parse_feed(&pool, "/shapeless");
	ck_assert_int_eq(pool.err.code, ERR_FAIL);
	close_pool(&pool);
}
END_TEST

START_TEST(a_worker_that_dies_once_costs_one_retry)
{
	struct pool pool;
	open_pool(&pool, FAKE_WORKER, 1, 60000, NULL, 0);
	AUTOFREE char *flaky = in_spool("flaky", "x");
	parse_feed(&pool, flaky);
	ck_assert_int_eq(access(flaky, F_OK), -1); /* it did die */
	ck_assert_str_eq(pool.err.text, "nothing in it");
	close_pool(&pool);
}
END_TEST

START_TEST(programs_find_statements_too)
{
	const char *const good[] = {EXAMPLE_EXEC, NULL};
	const struct workers_program programs[] = {{.name = "example-exec", .argv = good}};
	struct pool pool;
	open_pool(&pool, GAINSAY, 1, 60000, programs, 1);
	AUTOFREE char *path = in_spool("page", page);
	struct workers_source source = {.path = path, .published = 1767225600};
	read_article(&pool, &source);
	ck_assert_msg(pool.answered, "%s", pool.err.text);
	ck_assert_msg(pool.left_out[0] == '\0', "%s; %s", pool.left_out, pool.log);
	/* In order of place, resolved like any other. */
	ck_assert_str_eq(pool.speakers, "peskov sybiha ");
	close_pool(&pool);
}
END_TEST

START_TEST(programs_that_fail_are_left_out)
{
	static const struct {
		const char *mode, *why;
	} cases[] = {
		{"crash", "bad: plugin bad ended: signal 11"}, {"garbage", "rubbish"},
		{"hang", "no answer within 50 ms"}, {"dead", "bad: it does not start"},
		{"retry", "bad: not now"}, {"echo", ""}, /* nothing found is no failure */
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const bad[] = {FAKE_CHILD, cases[i].mode, NULL};
		const char *const good[] = {EXAMPLE_EXEC, NULL};
		const struct workers_program programs[] = {
			{.name = "bad", .argv = bad, .deadline_ms = 50},
			{.name = "example-exec", .argv = good}};
		struct pool pool;
		open_pool(&pool, GAINSAY, 1, 60000, programs, 2);
		AUTOFREE char *path = in_spool("page", page);
		struct workers_source source = {.path = path, .published = 1767225600};
		read_article(&pool, &source);
		ck_assert_msg(pool.answered, "%s: %s", cases[i].mode, pool.err.text);
		ck_assert_msg(cases[i].why[0] ? strstr(pool.left_out, cases[i].why) != NULL
					      : pool.left_out[0] == '\0',
			"%s: %s", cases[i].mode, pool.left_out);
		ck_assert_str_eq(pool.speakers, "peskov sybiha ");
		close_pool(&pool);
	}
}
END_TEST

START_TEST(cancelled_and_freed)
{
	struct pool pool;
	open_pool(&pool, FAKE_WORKER, 1, 60000, NULL, 0);
	struct workers_source fine = {.path = "/fine", .published = DATE_UNKNOWN};
	uint64_t first = workers_parse_feed(pool.workers, &fine, on_feed, &pool);
	(void)workers_parse_feed(pool.workers, &fine, on_feed, &pool);
	workers_cancel(pool.workers, first);
	workers_cancel(pool.workers, 999);
	run(&pool, 1);
	ck_assert_uint_eq(workers_load(pool.workers), 0);
	struct workers_source hang = {.path = "/hang", .published = DATE_UNKNOWN};
	uint64_t id = workers_parse_feed(pool.workers, &hang, on_feed, &pool);
	(void)event_base_loop(pool.base, EVLOOP_ONCE);
	workers_cancel(pool.workers, id);
	(void)workers_parse_feed(pool.workers, &fine, on_feed, &pool);
	int done = pool.done;
	close_pool(&pool);
	ck_assert_int_eq(pool.done, done);
}
END_TEST

static void tear_down(void)
{
	static const char *const names[] = {"feed", "page", "tulips", "flaky"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		AUTOFREE char *path = xasprintf("%s/%s", dir, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(dir);
}

START_TEST(the_spool_is_made)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(atexit(tear_down), 0);
}
END_TEST

UNIT_MAIN("run/workers", the_spool_is_made, documents_are_read, the_feeds_own_text_is_read,
	poison_is_rejected, a_worker_that_dies_once_costs_one_retry, programs_find_statements_too,
	programs_that_fail_are_left_out, cancelled_and_freed)
