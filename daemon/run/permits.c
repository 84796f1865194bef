#include "run/permits.h"

#include "net/fetch.h"
#include "net/robots.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/url.h"

#define KNOWN_MS (24 * 3600 * 1000LL) /* RFC 9309, 2.4: no longer than a day */
#define RETRY_MS (10 * 60 * 1000LL)
/* Sites remembered; past it all are forgotten and asked anew. */
#define SITES_MAX 4096

/* A file of a site's. */
struct site {
	struct permits *permits;
	char *agent; /* whose rules; NULL: it is a tdmrep.json, whose rules are for all */
	uint64_t request; /* 0: none under way */
	int64_t until_ms; /* monotonic: what is known holds until then */
	bool reachable;
	struct robots *robots; /* NULL: no rules */
};

struct permits {
	struct permits_options o;
	struct strmap numbers; /* by address of the file and agent */
	struct site **sites; /* they stay where they are, for callbacks */
	size_t n, cap, n_waiting;
};

static void forget_all(struct permits *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct site *site = p->sites[i];
		if (site->request)
			fetch_cancel(p->o.fetcher, site->request);
		robots_free(site->robots);
		free(site->agent);
		free(site);
	}
	p->n = p->n_waiting = 0;
	strmap_release(&p->numbers);
	p->numbers = (struct strmap)STRMAP_INIT;
}

struct permits *permits_new(const struct permits_options *options)
{
	struct permits *p = xcalloc(1, sizeof(*p));
	p->o = *options;
	return p;
}

void permits_free(struct permits *p)
{
	if (!p)
		return;
	forget_all(p);
	strmap_release(&p->numbers);
	free(p->sites);
	free(p);
}

static void on_answer(uint64_t id, const struct fetch_result *result, void *arg)
{
	struct site *site = arg;
	struct permits *p = site->permits;
	(void)id;
	bool answered = result->code == ERR_NONE;
	site->request = 0;
	p->n_waiting--;
	robots_free(site->robots);
	site->robots = NULL;
	/* What the site refuses it has not (2.3.1.3), what fails may yet be had (2.3.1.4). An
	 * address that we may not ask is none of its pages' either: those are told so themselves.
	 */
	site->reachable = (answered && result->status < 500 && result->status != 429) ||
			  result->code == ERR_REJECT;
	if (answered && result->status >= 200 && result->status < 300)
		site->robots = site->agent
				       ? robots_parse(buf_str(&result->body), result->body.len,
						 site->agent)
				       : robots_parse_tdm(buf_str(&result->body), result->body.len);
	site->until_ms = clock_mono_ms() + (site->reachable ? KNOWN_MS : RETRY_MS);
	p->o.on_known(p->o.arg);
}

static struct site *site_of(struct permits *p, const char *file_url, const char *agent)
{
	AUTOFREE char *key = xasprintf("%s %s", file_url, agent ? agent : "");
	uint32_t number = strmap_get(&p->numbers, key, strlen(key));
	if (number != STRMAP_NONE)
		return p->sites[number];
	if (p->n >= SITES_MAX && p->n_waiting == 0)
		forget_all(p);
	MEM_ROOM(p->sites, p->n, p->cap);
	struct site *site = xcalloc(1, sizeof(*site));
	site->permits = p;
	site->agent = xstrdup_null(agent);
	site->until_ms = INT64_MIN;
	(void)strmap_add(&p->numbers, key, strlen(key), (uint32_t)p->n);
	p->sites[p->n++] = site;
	return site;
}

/* What a file of the page's site says of its address (without fragment). */
static enum permit ask_file(struct permits *p, const struct fetch_request *page, const char *url,
	const char *file, const char *agent)
{
	AUTOFREE char *file_url = url_resolve(url, file);
	size_t root = file_url ? strlen(file_url) - strlen(file) : 0;
	if (!file_url || strncmp(url, file_url, root) != 0)
		return PERMIT_YES; /* no address: the fetch says why */
	struct site *site = site_of(p, file_url, agent);
	if (site->request)
		return PERMIT_WAIT;
	if (clock_mono_ms() >= site->until_ms) {
		struct fetch_request request = *page;
		request.url = file_url;
		request.max_bytes = ROBOTS_BYTES_MAX;
		request.truncate = true;
		request.spool_path = NULL;
		p->n_waiting++;
		site->request = fetch_start(p->o.fetcher, &request, on_answer, site);
		return PERMIT_WAIT;
	}
	if (!site->reachable)
		return PERMIT_LATER;
	const char *path = url + root;
	return !site->robots || robots_allows(site->robots, *path ? path : "/") ? PERMIT_YES
										: PERMIT_NO;
}

enum permit permits_ask(struct permits *p, const struct fetch_request *page)
{
	AUTOFREE char *url = url_resolve(NULL, page->url);
	if (!url)
		return PERMIT_YES; /* no address: the fetch says why */
	url[strcspn(url, "#")] = '\0';
	const char *agent = page->user_agent ? page->user_agent : p->o.user_agent;
	enum permit permit = p->o.robots ? ask_file(p, page, url, "/robots.txt", agent)
					 : PERMIT_YES;
	if (permit != PERMIT_YES || !p->o.tdm)
		return permit;
	permit = ask_file(p, page, url, "/.well-known/tdmrep.json", NULL);
	/* One that cannot be had is as none: the page itself may still reserve. */
	return permit == PERMIT_NO ? PERMIT_RESERVED : permit == PERMIT_LATER ? PERMIT_YES : permit;
}
