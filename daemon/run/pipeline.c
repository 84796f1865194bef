#include "run/pipeline.h"

#include <event2/event.h>

#include "ledger/articles.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "net/fetch.h"
#include "run/config.h"
#include "run/counters.h"
#include "run/feed_manners.h"
#include "run/intake.h"
#include "run/interval.h"
#include "run/jump.h"
#include "run/own_text.h"
#include "run/permits.h"
#include "run/spool.h"
#include "run/workers.h"
#include "text/date.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/json.h"
#include "util/log.h"
#include "util/mem.h"
#include "util/url.h"

#define DAY_SECS 86400
/* With nothing due the timer still looks this often: the wall clock may be set. */
#define LOOK_AGAIN_MS 60000
/* The longest wait between two tries of an article. */
#define RETRY_MAX_SECS (6 * 3600)
/* What could not be stored (disk full) is begun again after this. */
#define STORE_RETRY_MS 60000

enum job_state {
	JOB_ASKING, /* whether the page may be read */
	JOB_FETCHING, /* the page */
	JOB_READING, /* the page, in a worker */
	JOB_READING_OWN, /* the feed's own text, in a worker */
};

struct job {
	struct ledger_article row;
	enum job_state state;
	uint64_t request; /* of the fetcher or the workers */
	char *spool;
	char *own_text; /* HTML the feed gave; NULL: none worth reading */
	bool full; /* which is all of the article, and is read in the place of its page */
	char *trouble; /* why the page could not be had, once the feed's own text serves */
};

/* What a job comes to; borrowed. */
struct job_end {
	const char *result; /* NULL: statements */
	const struct article *article; /* NULL: none was read */
	struct statements *statements; /* NULL: none */
	bool whole, removed; /* as struct intake_article's */
};

struct pipeline {
	struct pipeline_options o;
	char *spool_dir;
	struct event *timer;
	struct permits *permits;
	struct job **jobs;
	size_t n_jobs, cap_jobs;
	bool due; /* a look is still to come */
	int64_t hold_ms; /* nothing begins before: the ledger could not store */
};

static void arm(struct pipeline *p, int64_t wait_ms)
{
	struct timeval tv = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
	(void)event_add(p->timer, &tv);
}

void pipeline_wake(struct pipeline *p)
{
	p->due = true;
	arm(p, 0);
}

size_t pipeline_pending(const struct pipeline *p)
{
	return p->n_jobs + p->due;
}

static void job_free(struct job *job)
{
	spool_remove(job->spool);
	free(job->spool);
	free(job->own_text);
	free(job->trouble);
	ledger_article_release(&job->row);
	free(job);
}

/* Takes the job out of the list and frees it; the next may begin. */
static void job_done(struct pipeline *p, struct job *job)
{
	for (size_t i = 0; i < p->n_jobs; i++)
		if (p->jobs[i] == job) {
			p->jobs[i] = p->jobs[--p->n_jobs];
			break;
		}
	job_free(job);
	p->o.counters->jobs++;
	pipeline_wake(p);
}

static struct job *find_row(struct pipeline *p, int64_t id)
{
	for (size_t i = 0; i < p->n_jobs; i++)
		if (p->jobs[i]->row.id == id)
			return p->jobs[i];
	return NULL;
}

static struct job *find_request(struct pipeline *p, uint64_t request, bool fetching)
{
	for (size_t i = 0; i < p->n_jobs; i++)
		if (p->jobs[i]->request == request &&
			(p->jobs[i]->state == JOB_FETCHING) == fetching)
			return p->jobs[i];
	return NULL;
}

/* Stores that a try failed; again later or, with last, never. */
static void job_retry(
	struct pipeline *p, struct job *job, const char *why, int64_t wait_secs, bool last)
{
	const struct config *c = p->o.config;
	struct err err = ERR_INIT;
	int64_t tries = job->row.attempts + 1;
	int64_t secs = interval_backoff(
		c->article_retry_secs, tries, RETRY_MAX_SECS, clock_random());
	if (wait_secs > secs)
		secs = wait_secs < DAY_SECS ? wait_secs : DAY_SECS;
	last = last || tries >= c->article_attempts;
	int rc = ledger_article_retry(p->o.ledger, job->row.id,
		last ? INT64_MAX : clock_now_ms() + secs * 1000, why, &err);
	AUTOFREE char *url = job->row.url ? url_redacted(job->row.url) : NULL;
	AUTOFREE char *again = xasprintf("%lld", (long long)secs);
	log_line(last ? LOG_WARN : LOG_INFO_,
		last ? "article given up" : "article will be tried again", "url", url, "why", why,
		"again_in_secs", last ? "never" : again, NULL);
	if (rc < 0) {
		log_line(LOG_ERROR, "an article's outcome could not be stored", "url", url, "why",
			err.text, NULL);
		p->hold_ms = clock_now_ms() + STORE_RETRY_MS;
	}
	job_done(p, job);
	if (rc == ERR_FAIL)
		p->o.on_fatal(&err, p->o.arg);
}

/* Transaction 2. */
static void job_store(struct pipeline *p, struct job *job, const struct job_end *end)
{
	struct err err = ERR_INIT;
	const struct article *article = end->article;
	struct statements none = {0};
	struct intake_outcome outcome CLEANUP(intake_outcome_release) = {0};
	int rc = intake_store(p->o.intake,
		&(struct intake_article){
			.id = job->row.id,
			.url = job->row.url,
			.title = article && article->title ? article->title : job->row.title,
			.site = article && article->site ? article->site : job->row.feed_title,
			.published = article && article->published != DATE_UNKNOWN
					     ? article->published
					     : job->row.published,
			.text = article ? article->text : NULL,
			.canonical_url = article ? article->canonical_url : NULL,
			.original_url = article ? article->original_url : NULL,
			.result = end->result,
			.whole = end->whole,
			.removed = end->removed,
		},
		end->statements ? end->statements : &none, &outcome, &err);
	if (rc < 0) {
		/* Nothing was stored: the row is new as before, and begins anew after a pause. */
		log_line(LOG_ERROR, "an article's statements could not be stored", "url",
			job->row.url, "why", err.text, NULL);
		p->hold_ms = clock_now_ms() + STORE_RETRY_MS;
		job_done(p, job);
		if (rc == ERR_FAIL)
			p->o.on_fatal(&err, p->o.arg);
		return;
	}
	size_t alerts = json_array_size(outcome.alerts);
	AUTOFREE char *url = job->row.url ? url_redacted(job->row.url) : NULL;
	AUTOFREE char *added = xasprintf("%zu", outcome.added);
	AUTOFREE char *merged = xasprintf("%zu", outcome.merged);
	AUTOFREE char *raised = xasprintf("%zu", alerts);
	AUTOFREE char *events = xasprintf("%zu", outcome.events);
	AUTOFREE char *edited = xasprintf("%zu", outcome.edited);
	log_line(LOG_INFO_, "article read", "url", url, "result",
		outcome.unchanged ? "unchanged"
		: outcome.copy    ? "copy"
		: end->removed    ? "removed"
		: end->result     ? end->result
				  : "statements",
		"statements", added, "known", merged, "alerts", raised, "updates", events, "edited",
		edited, NULL);
	job_done(p, job);
	if (alerts || outcome.events)
		p->o.on_alerts(alerts, outcome.events, p->o.arg);
}

static void read_with_worker(
	struct pipeline *p, struct job *job, enum job_state state, const char *content_type);

/* The page cannot be had (or held no article): the feed's own text, else the end. */
static void job_fall_back(struct pipeline *p, struct job *job, const char *why, bool no_article)
{
	if (job->own_text && job->state != JOB_READING_OWN) {
		job->trouble = xstrdup(why);
		read_with_worker(p, job, JOB_READING_OWN, NULL);
		return;
	}
	if (no_article) {
		AUTOFREE char *result = xasprintf("no text: %s", why);
		job_store(p, job, &(struct job_end){.result = result});
		return;
	}
	job_retry(p, job, why, -1, true);
}

/* A fault that may pass: another try, or on the last the feed's own text. */
static void job_trouble(struct pipeline *p, struct job *job, const char *why, int64_t wait_secs)
{
	bool last = job->row.attempts + 1 >= p->o.config->article_attempts;
	if (last && job->own_text && job->state != JOB_READING_OWN)
		job_fall_back(p, job, why, false);
	else
		job_retry(p, job, why, wait_secs, false);
}

/* Whether what is not among the statements is not in the article: live pages drop their oldest
 * posts, and a feed's own text is often a part. */
static bool is_whole(const struct job *job, const struct workers_article *answer)
{
	return (job->state == JOB_READING || job->full) && !answer->left_out && !answer->unread &&
	       answer->article.n_posts == 0 && !answer->article.paywalled;
}

/* Whether the operator leaves unread what reserves text and data mining. */
static bool heeds_reservations(const struct pipeline *p)
{
	return strcmp(p->o.config->tdm_reservation, "ignore") != 0;
}

static void job_reserved(struct pipeline *p, struct job *job)
{
	job_store(p, job,
		&(struct job_end){.result = "reserved: its site reserves text and data mining"});
}

static void on_read(uint64_t id, struct workers_article *answer, const struct err *err, void *arg)
{
	struct pipeline *p = arg;
	struct job *job = find_request(p, id, false);
	if (!job)
		return;
	if (!answer && err->code == ERR_REJECT && !job->full) {
		job_fall_back(p, job, err->text, false);
		return;
	}
	if (!answer) {
		job_trouble(p, job, err->text, -1);
		return;
	}
	if (answer->left_out)
		log_line(LOG_WARN, "a plugin was left out of an article", "url", job->row.url,
			"why", answer->left_out, NULL);
	const struct article *article = &answer->article;
	if (article->tdm_reserved && heeds_reservations(p)) {
		job_reserved(p, job);
		return;
	}
	if ((!article->text || !*article->text) && job->full) {
		job_trouble(p, job, "the feed's own text could not be read", -1);
		return;
	}
	if (!article->text || !*article->text) {
		job_fall_back(p, job, article->reason ? article->reason : "no article found", true);
		return;
	}
	/* Counted by language: they are what an extractor for it would read. */
	AUTOFREE char *unread = xasprintf(
		"language %s", article->language ? article->language : "unknown");
	const char *result = answer->statements.n ? NULL
			     : answer->unread     ? unread
			     : answer->relevant   ? NULL
						  : "off topic";
	job_store(p, job,
		&(struct job_end){.result = result,
			.article = article,
			.statements = &answer->statements,
			.whole = is_whole(job, answer)});
}

/* A date in the future is a mistake: it would be later than everything to come. */
static int64_t sane_date(int64_t published)
{
	int64_t now = clock_now_ms() / 1000;
	return published != DATE_UNKNOWN && published > now + DAY_SECS ? now : published;
}

static void read_with_worker(
	struct pipeline *p, struct job *job, enum job_state state, const char *content_type)
{
	job->state = state;
	job->request = workers_read_article(p->o.workers,
		&(struct workers_source){
			.path = state == JOB_READING ? job->spool : NULL,
			.text = state == JOB_READING_OWN ? job->own_text : NULL,
			.url = job->row.url,
			.content_type = content_type,
			.title = job->row.title,
			.published = sane_date(job->row.published),
		},
		on_read, p);
}

/* Answers that will stay as they are; 403 and 401 are not among them, sites give them in passing.
 */
static bool is_final(int status)
{
	return status == 404 || status == 410 || status == 451;
}

/* Whether a page that was read before has been taken away. While its feed has its text, it has not.
 */
static bool is_removal(const struct job *job, int status)
{
	return (status == 404 || status == 410) && job->row.readings > 0 && !job->own_text;
}

static void on_page(uint64_t id, const struct fetch_result *result, void *arg)
{
	struct pipeline *p = arg;
	struct job *job = find_request(p, id, true);
	if (!job)
		return;
	if (result->code == ERR_REJECT) {
		job_fall_back(p, job, result->err.text, false);
	} else if (result->code != ERR_NONE) {
		job_trouble(p, job, result->err.text, -1);
	} else if (result->status == 200 && heeds_reservations(p) && result->tdm_reservation &&
		   strcmp(result->tdm_reservation, "1") == 0) {
		job_reserved(p, job);
	} else if (result->status == 200) {
		read_with_worker(p, job, JOB_READING, result->content_type);
	} else if (is_removal(job, result->status)) {
		job_store(p, job, &(struct job_end){.removed = true});
	} else {
		AUTOFREE char *why = xasprintf("the server answered %d", result->status);
		if (is_final(result->status))
			job_fall_back(p, job, why, false);
		else
			job_trouble(p, job, why, result->retry_after_secs);
	}
}

static const struct config_feed *feed_of(const struct config *config, const char *feed_url)
{
	for (size_t i = 0; feed_url && i < config->n_feeds; i++)
		if (strcmp(config->feeds[i].url, feed_url) == 0)
			return &config->feeds[i];
	return NULL;
}

/* Asks for the page, if its site lets us. */
static void ask_page(struct pipeline *p, struct job *job)
{
	const struct config *c = p->o.config;
	AUTOFREE char *url = url_with_user_of(job->row.url, job->row.feed_url);
	struct fetch_request request = {
		.url = url,
		.method = "GET",
		.max_bytes = (size_t)c->max_page_bytes,
		.follow = true,
		.spool_path = job->spool,
	};
	feed_manners(c, feed_of(c, job->row.feed_url), &request);
	job->state = JOB_ASKING;
	switch (permits_ask(p->permits, &request)) {
	case PERMIT_YES:
		job->state = JOB_FETCHING;
		job->request = fetch_start(p->o.fetcher, &request, on_page, p);
		break;
	case PERMIT_NO:
		job_fall_back(p, job, "its site's robots.txt asks readers to stay out", false);
		break;
	case PERMIT_LATER:
		job_trouble(p, job, "its site's robots.txt cannot be had", -1);
		break;
	case PERMIT_RESERVED:
		job_reserved(p, job);
		break;
	case PERMIT_WAIT:
		break;
	}
}

/* A site has said what may be read: those who waited ask again. */
static void on_permits(void *arg)
{
	struct pipeline *p = arg;
	struct ids waiting CLEANUP(ids_release) = {0};
	for (size_t i = 0; i < p->n_jobs; i++)
		if (p->jobs[i]->state == JOB_ASKING) {
			MEM_ROOM(waiting.items, waiting.n, waiting.cap);
			waiting.items[waiting.n++] = p->jobs[i]->row.id;
		}
	/* By number: each may end, and others with it. */
	for (size_t i = 0; i < waiting.n; i++) {
		struct job *job = find_row(p, waiting.items[i]);
		if (job && job->state == JOB_ASKING)
			ask_page(p, job);
	}
}

/* Begins a job; the row moves into it. */
static void begin(struct pipeline *p, struct ledger_article *row)
{
	struct job *job = xcalloc(1, sizeof(*job));
	job->row = *row;
	*row = (struct ledger_article){0};
	struct own_text own = own_text(job->row.entry);
	job->own_text = own.html;
	MEM_ROOM(p->jobs, p->n_jobs, p->cap_jobs);
	p->jobs[p->n_jobs++] = job;
	if (!job->row.url || !url_is_http(job->row.url)) {
		job->state = JOB_READING;
		job_fall_back(p, job, "the entry has no address", true);
		return;
	}
	job->spool = spool_path(p->spool_dir, "page", job->row.id);
	/* What came once need not be asked for again, unless it proved unreadable. */
	job->full = own.full && job->row.attempts == 0 &&
		    strcmp(p->o.config->full_text, "feed") == 0;
	if (job->full)
		read_with_worker(p, job, JOB_READING_OWN, NULL);
	else
		ask_page(p, job);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct pipeline *p = arg;
	int64_t now_ms = clock_now_ms();
	size_t max = (size_t)p->o.config->max_jobs;
	(void)fd;
	(void)what;
	if (p->hold_ms > now_ms) {
		arm(p, p->hold_ms - now_ms < STORE_RETRY_MS ? p->hold_ms - now_ms : STORE_RETRY_MS);
		return;
	}
	p->due = false;
	if (p->n_jobs < max) {
		struct ids rows CLEANUP(ids_release) = {0};
		/* Those under way are due as well: look past them. */
		ledger_articles_due(p->o.ledger, now_ms, max + p->n_jobs, &rows);
		for (size_t i = 0; i < rows.n && p->n_jobs < max; i++) {
			struct ledger_article row = {0};
			if (!find_row(p, rows.items[i]) &&
				ledger_article_load(p->o.ledger, rows.items[i], &row) == 1)
				begin(p, &row);
		}
	}
	if (p->due)
		return;
	int64_t next = ledger_articles_next(p->o.ledger, now_ms);
	int64_t wait_ms = next == INT64_MAX ? LOOK_AGAIN_MS : next - now_ms;
	arm(p, wait_ms < LOOK_AGAIN_MS ? wait_ms : LOOK_AGAIN_MS);
	if (pipeline_pending(p) == 0)
		p->o.on_idle(p->o.arg);
}

void pipeline_clock_back(struct pipeline *p, int64_t now_ms, int64_t back_ms)
{
	p->hold_ms = jump_plan(p->hold_ms, now_ms, back_ms);
	pipeline_wake(p);
}

struct pipeline *pipeline_new(const struct pipeline_options *options)
{
	struct pipeline *p = xcalloc(1, sizeof(*p));
	p->o = *options;
	p->spool_dir = xstrdup(options->spool_dir);
	p->timer = evtimer_new(options->base, on_timer, p);
	p->permits = permits_new(&(struct permits_options){.fetcher = options->fetcher,
		.user_agent = options->config->user_agent,
		.robots = options->config->robots,
		.tdm = strcmp(options->config->tdm_reservation, "ask") == 0,
		.on_known = on_permits,
		.arg = p});
	return p;
}

void pipeline_free(struct pipeline *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n_jobs; i++) {
		if (p->jobs[i]->state == JOB_FETCHING)
			fetch_cancel(p->o.fetcher, p->jobs[i]->request);
		else if (p->jobs[i]->state != JOB_ASKING)
			workers_cancel(p->o.workers, p->jobs[i]->request);
		job_free(p->jobs[i]);
	}
	permits_free(p->permits);
	event_free(p->timer);
	free(p->jobs);
	free(p->spool_dir);
	free(p);
}
