#include "net/fetch.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <unistd.h>

#include "net/fetch_private.h"
#include "net/pace.h"
#include "net/transfer.h"
#include "util/clock.h"
#include "util/hash.h"
#include "util/mem.h"

/*
 * One multi handle slows down past some hundred hosts (it walks its caches at each transfer's end),
 * so hosts are spread over several; each costs a copy of the certificates, some 2 MB once TLS is
 * used.
 */
#define SHARDS 8
/* Connections kept open, a shard; feeds are polled too seldom for most to be worth a socket. */
#define SHARD_CONNECTIONS 32
/* Idle easy handles kept for the next request. */
#define HANDLES_KEPT 64

struct request {
	TAILQ_ENTRY(request) link; /* in all */
	struct pace_item pace;
	struct transfer transfer;
	struct fetcher *fetcher;
	struct shard *shard; /* while under way */
	struct err refused; /* before it was ever started; code NONE: it was not */
	uint64_t id;
	fetch_done done;
	void *arg;
};
TAILQ_HEAD(requests, request);

struct shard {
	struct fetcher *fetcher;
	CURLM *multi;
	struct event *timer;
};

struct fetcher {
	struct event_base *base;
	struct fetch_options options; /* texts owned */
	bool (*is_public)(const struct sockaddr *address);
	struct shard shards[SHARDS];
	struct event **sockets; /* by descriptor; NULL where libcurl watches none */
	size_t n_sockets;
	struct pace pace;
	struct event *start; /* starts what may be started, outside of fetch_start */
	struct requests all;
	size_t n_all, n_refused;
	CURL *handles[HANDLES_KEPT];
	size_t n_handles;
	uint64_t last_id;
};

static void finish(struct fetcher *fetcher, struct request *request, struct fetch_result *result)
{
	TAILQ_REMOVE(&fetcher->all, request, link);
	fetcher->n_all--;
	request->done(request->id, result, request->arg);
	transfer_result_release(result);
	transfer_release(&request->transfer);
	free(request);
	event_active(fetcher->start, EV_TIMEOUT, 1);
}

/* Takes the handle from the request, for another one. */
static void detach(struct fetcher *fetcher, struct request *request)
{
	CURL *easy = request->transfer.easy;
	(void)curl_multi_remove_handle(request->shard->multi, easy);
	request->shard = NULL;
	request->transfer.easy = NULL;
	if (fetcher->n_handles < HANDLES_KEPT) {
		/* A reset keeps the cookies, and loses the list of their files. */
		(void)curl_easy_setopt(easy, CURLOPT_COOKIEFILE, NULL);
		curl_easy_reset(easy);
		fetcher->handles[fetcher->n_handles++] = easy;
	} else {
		curl_easy_cleanup(easy);
	}
}

static struct request *request_of(struct transfer *transfer)
{
	return (struct request *)(void *)((char *)transfer - offsetof(struct request, transfer));
}

static bool on_enter(struct transfer *transfer, const char *address)
{
	struct request *request = request_of(transfer);
	return pace_enter(&request->fetcher->pace, &request->pace, address);
}

/* The one place where transfers end. */
static void reap(struct shard *shard)
{
	struct fetcher *fetcher = shard->fetcher;
	int left;
	for (CURLMsg *msg = curl_multi_info_read(shard->multi, &left); msg;
		msg = curl_multi_info_read(shard->multi, &left)) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		CURLcode code = msg->data.result;
		struct transfer *transfer = NULL;
		(void)curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &transfer);
		struct request *request = request_of(transfer);
		struct fetch_result result;
		if (transfer_again(transfer, code)) {
			detach(fetcher, request);
			pace_remove(&fetcher->pace, &request->pace);
			pace_add(&fetcher->pace, &request->pace, transfer->host);
			event_active(fetcher->start, EV_TIMEOUT, 1);
			continue;
		}
		transfer_finish(transfer, code, &result);
		detach(fetcher, request);
		pace_remove(&fetcher->pace, &request->pace);
		finish(fetcher, request, &result);
	}
}

static void on_socket_ready(evutil_socket_t fd, short what, void *arg)
{
	struct shard *shard = arg;
	int running;
	int mask = (what & EV_READ ? CURL_CSELECT_IN : 0) |
		   (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	(void)curl_multi_socket_action(shard->multi, fd, mask, &running);
	reap(shard);
}

static void forget_socket(struct fetcher *fetcher, curl_socket_t fd)
{
	if (fd < 0 || (size_t)fd >= fetcher->n_sockets || !fetcher->sockets[fd])
		return;
	event_free(fetcher->sockets[fd]);
	fetcher->sockets[fd] = NULL;
}

/* libcurl says what it wants to hear of a socket. */
static int on_watch(CURL *easy, curl_socket_t fd, int what, void *arg, void *unused)
{
	(void)easy;
	(void)unused;
	struct shard *shard = arg;
	struct fetcher *fetcher = shard->fetcher;
	forget_socket(fetcher, fd);
	if (what == CURL_POLL_REMOVE || fd < 0)
		return 0;
	size_t old = fetcher->n_sockets;
	if ((size_t)fd >= old) {
		fetcher->sockets = mem_grow(fetcher->sockets, &fetcher->n_sockets, (size_t)fd + 1,
			sizeof(*fetcher->sockets));
		memset(fetcher->sockets + old, 0,
			(fetcher->n_sockets - old) * sizeof(*fetcher->sockets));
	}
	short events = EV_PERSIST;
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
		events |= EV_READ;
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
		events |= EV_WRITE;
	fetcher->sockets[fd] = event_new(fetcher->base, fd, events, on_socket_ready, shard);
	(void)event_add(fetcher->sockets[fd], NULL);
	return 0;
}

/* libcurl may close a socket before it says that it need not be watched any more; an event must
 * never outlive its descriptor. */
static int on_close(void *arg, curl_socket_t fd)
{
	forget_socket(arg, fd);
	return close(fd);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct shard *shard = arg;
	int running;
	(void)curl_multi_socket_action(shard->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	reap(shard);
}

/* Only arms: libcurl must not be called from here. */
static int on_want_timer(CURLM *multi, long ms, void *arg)
{
	(void)multi;
	struct shard *shard = arg;
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
	if (ms < 0)
		(void)event_del(shard->timer);
	else
		(void)event_add(shard->timer, &tv);
	return 0;
}

static void start(struct fetcher *fetcher, struct request *request)
{
	struct transfer *t = &request->transfer;
	CURL *easy = fetcher->n_handles > 0 ? fetcher->handles[--fetcher->n_handles]
					    : curl_easy_init();
	if (!easy)
		abort(); /* out of memory, as everywhere */
	uint64_t hash = hash_fnv(t->host, strlen(t->host), HASH_FNV_SEED);
	request->shard = &fetcher->shards[hash % SHARDS];
	transfer_prepare(t, easy);
	(void)curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	(void)curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, fetcher);
	(void)curl_multi_add_handle(request->shard->multi, easy);
}

/* Answers what was refused before it had a turn. */
static void answer_refused(struct fetcher *fetcher)
{
	while (fetcher->n_refused > 0) {
		struct request *request;
		/* From the start each time, since a callback may have changed the list; the
		 * analyzer does not see that its head has moved. */
		TAILQ_FOREACH(request, &fetcher->all, link)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		if (request->refused.code != ERR_NONE)
			break;
		fetcher->n_refused--;
		if (!request)
			continue;
		struct fetch_result result = {.code = request->refused.code,
			.err = request->refused,
			.retry_after_secs = -1};
		finish(fetcher, request, &result);
	}
}

static void on_start(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct fetcher *fetcher = arg;
	answer_refused(fetcher);
	int64_t wait_ms;
	struct pace_item *item;
	while ((item = pace_next(&fetcher->pace, clock_mono_ms(), &wait_ms)))
		start(fetcher,
			(struct request *)(void *)((char *)item - offsetof(struct request, pace)));
	if (wait_ms >= 0) {
		struct timeval tv = {.tv_sec = wait_ms / 1000, .tv_usec = (wait_ms % 1000) * 1000};
		(void)event_add(fetcher->start, &tv);
	}
}

static void shard_init(struct shard *shard, struct fetcher *fetcher)
{
	shard->fetcher = fetcher;
	shard->timer = event_new(fetcher->base, -1, 0, on_timer, shard);
	shard->multi = curl_multi_init();
	if (!shard->multi)
		abort(); /* out of memory, as everywhere */
	(void)curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, on_watch);
	(void)curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, shard);
	(void)curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, on_want_timer);
	(void)curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, shard);
	(void)curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, (long)SHARD_CONNECTIONS);
}

struct fetcher *fetcher_new(struct event_base *base, const struct fetch_options *options)
{
	struct fetcher *fetcher = xcalloc(1, sizeof(*fetcher));
	/* Counted by libcurl itself. Only who fetches waits for the start of its cryptography. */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort(); /* out of memory, as everywhere */
	fetcher->base = base;
	fetcher->options = *options;
	fetcher->options.user_agent = xstrdup(options->user_agent);
	fetcher->options.proxy = xstrdup_null(options->proxy);
	fetcher->options.ca_file = xstrdup_null(options->ca_file);
	fetcher->is_public = fetch_address_public;
	fetcher->start = event_new(base, -1, 0, on_start, fetcher);
	TAILQ_INIT(&fetcher->all);
	pace_init(
		&fetcher->pace, &(struct pace_limits){.max_active = (size_t)options->max_transfers,
					.host_active = (size_t)options->host_transfers,
					.place_active = (size_t)options->address_transfers,
					.host_delay_ms = options->host_delay_ms});
	for (size_t i = 0; i < SHARDS; i++)
		shard_init(&fetcher->shards[i], fetcher);
	return fetcher;
}

void fetcher_set_rule(struct fetcher *fetcher, bool (*is_public)(const struct sockaddr *address))
{
	fetcher->is_public = is_public;
}

/* Ends a request without a word. */
static void drop(struct fetcher *fetcher, struct request *request)
{
	if (request->shard) {
		detach(fetcher, request);
		transfer_abandon(&request->transfer);
	}
	if (request->pace.host)
		pace_remove(&fetcher->pace, &request->pace);
	TAILQ_REMOVE(&fetcher->all, request, link);
	fetcher->n_all--;
	if (request->refused.code != ERR_NONE)
		fetcher->n_refused--;
	transfer_release(&request->transfer);
	free(request);
}

void fetcher_free(struct fetcher *fetcher)
{
	if (!fetcher)
		return;
	for (struct request *r = TAILQ_FIRST(&fetcher->all), *next; r; r = next) {
		next = TAILQ_NEXT(r, link);
		drop(fetcher, r);
	}
	for (size_t i = 0; i < fetcher->n_handles; i++)
		curl_easy_cleanup(fetcher->handles[i]);
	for (size_t i = 0; i < SHARDS; i++) {
		(void)curl_multi_cleanup(fetcher->shards[i].multi);
		event_free(fetcher->shards[i].timer);
	}
	for (size_t fd = 0; fd < fetcher->n_sockets; fd++)
		forget_socket(fetcher, (curl_socket_t)fd);
	free(fetcher->sockets);
	event_free(fetcher->start);
	curl_global_cleanup();
	pace_release(&fetcher->pace);
	free(fetcher->options.user_agent);
	free(fetcher->options.proxy);
	free(fetcher->options.ca_file);
	free(fetcher);
}

uint64_t fetch_start(
	struct fetcher *fetcher, const struct fetch_request *what, fetch_done done, void *arg)
{
	struct request *request = xcalloc(1, sizeof(*request));
	request->fetcher = fetcher;
	request->id = ++fetcher->last_id;
	request->done = done;
	request->arg = arg;
	transfer_init(&request->transfer, &fetcher->options, what);
	request->transfer.is_public = fetcher->is_public;
	request->transfer.enter = on_enter;
	TAILQ_INSERT_TAIL(&fetcher->all, request, link);
	fetcher->n_all++;
	if (transfer_check(&request->transfer, &request->refused) < 0)
		fetcher->n_refused++;
	else
		pace_add(&fetcher->pace, &request->pace, request->transfer.host);
	event_active(fetcher->start, EV_TIMEOUT, 1);
	return request->id;
}

void fetch_cancel(struct fetcher *fetcher, uint64_t id)
{
	struct request *request;
	TAILQ_FOREACH(request, &fetcher->all, link)
	if (request->id == id)
		break;
	if (!request)
		return;
	drop(fetcher, request);
	event_active(fetcher->start, EV_TIMEOUT, 1);
}

size_t fetch_pending(const struct fetcher *fetcher)
{
	return fetcher->n_all;
}
