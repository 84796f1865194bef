#include "net/transfer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* All header lines of all hops: real sites send 2 to 20 KiB, policies included. */
#define HEADER_BYTES_MAX KIB(256)
/* Text is packed to a tenth; only a bomb that shall fill memory from nothing comes near this. */
#define RATIO_MAX        200
#define RATIO_FREE_BYTES MIB(1)
/* Answers of HTTP that a header field is taken from. */
#define HEADER_VALUE_MAX KIB(8)

void transfer_init(struct transfer *t, const struct fetch_options *options,
	const struct fetch_request *request)
{
	*t = (struct transfer){
		.options = options,
		.is_public = fetch_address_public,
		.url = url_resolve(NULL, request->url),
		.method = xstrdup(request->method ? request->method : "GET"),
		.etag = xstrdup_null(request->etag),
		.last_modified = xstrdup_null(request->last_modified),
		.spool_path = xstrdup_null(request->spool_path),
		.user_agent = xstrdup_null(request->user_agent),
		.proxy = xstrdup_null(request->proxy),
		.ca_file = xstrdup_null(request->ca_file),
		.user_password = xstrdup_null(request->user_password),
		.body_len = request->body ? request->body_len : 0,
		.max_bytes = request->max_bytes,
		.truncate = request->truncate,
		.allow_private = request->allow_private,
		.follow = request->follow,
		.total_timeout_secs = request->total_timeout_secs > 0 ? request->total_timeout_secs
								      : options->total_timeout_secs,
		.spool_fd = -1,
		.memory = BUF_INIT(request->max_bytes),
		.all_permanent = true,
	};
	if (!t->url)
		t->url = xstrdup(request->url);
	t->host = url_host(t->url);
	if (request->body && t->body_len > 0) {
		t->body = xmalloc(t->body_len);
		memcpy(t->body, request->body, t->body_len);
	}
	size_t n = 0;
	while (request->headers && request->headers[n])
		n++;
	t->headers = xcalloc(n + 1, sizeof(*t->headers));
	for (t->n_headers = 0; t->n_headers < n; t->n_headers++)
		t->headers[t->n_headers] = xstrdup(request->headers[t->n_headers]);
}

static void close_spool(struct transfer *t)
{
	if (t->spool_fd >= 0)
		(void)close(t->spool_fd);
	t->spool_fd = -1;
}

void transfer_release(struct transfer *t)
{
	close_spool(t);
	buf_release(&t->memory);
	curl_slist_free_all(t->header_list);
	for (size_t i = 0; i < t->n_headers; i++)
		free(t->headers[i]);
	free(t->headers);
	free(t->url);
	free(t->host);
	free(t->method);
	free(t->body);
	free(t->etag);
	free(t->last_modified);
	free(t->spool_path);
	free(t->user_agent);
	free(t->proxy);
	free(t->ca_file);
	if (t->user_password)
		explicit_bzero(t->user_password, strlen(t->user_password));
	free(t->user_password);
	free(t->hop_url);
	free(t->hop_location);
	free(t->permanent_url);
	*t = (struct transfer){.spool_fd = -1};
}

int transfer_check(struct transfer *t, struct err *err)
{
	if (strlen(t->url) > URL_BYTES_MAX)
		return err_set(err, ERR_REJECT, "the URL is longer than %zu bytes", URL_BYTES_MAX);
	if (!url_is_http(t->url) || !t->host) {
		AUTOFREE char *shown = url_redacted(t->url);
		return err_set(err, ERR_REJECT, "not an http or https URL: %s",
			shown ? shown : "(unreadable)");
	}
	return 0;
}

/* Ends the transfer for a reason of ours; the first one counts. */
static void refuse(struct transfer *t, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void refuse(struct transfer *t, enum err_code code, const char *fmt, ...)
{
	if (t->refused.code != ERR_NONE)
		return;
	char text[ERR_TEXT_SIZE];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	(void)err_set(&t->refused, code, "%s", text);
}

/* "" for none. */
static const char *proxy_of(const struct transfer *t)
{
	const char *proxy = t->proxy ? t->proxy : t->options->proxy;
	return proxy ? proxy : "";
}

/* Whether the transfer connects to the address of a server, not of the operator's proxy. */
static bool is_checked(const struct transfer *t)
{
	const char *proxy = proxy_of(t);
	return !t->allow_private && !*proxy;
}

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = arg;
	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKET_BAD;
	char text[sizeof(t->hop_blocked)];
	const void *in = &address->addr;
	const void *bytes = address->family == AF_INET
				    ? (const void *)&((const struct sockaddr_in *)in)->sin_addr
				    : &((const struct sockaddr_in6 *)in)->sin6_addr;
	if (!inet_ntop(address->family, bytes, text, sizeof(text)))
		(void)snprintf(text, sizeof(text), "of unknown family");
	if (is_checked(t) && !t->is_public(&address->addr)) {
		memcpy(t->hop_blocked, text, sizeof(text));
		return CURL_SOCKET_BAD;
	}
	/* Where a redirect leads is not asked about: to begin anew would repeat what led there. */
	if (!t->hop_url && !*proxy_of(t) && !t->enter(t, text)) {
		t->crowded = true;
		return CURL_SOCKET_BAD;
	}
	t->hop_opened++;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* A connection that another request left open was checked by that request's rules, not by ours. */
static int on_reuse(void *arg, char *primary_ip, char *local_ip, int primary_port, int local_port)
{
	(void)local_ip;
	(void)primary_port;
	(void)local_port;
	struct transfer *t = arg;
	if (!is_checked(t))
		return CURL_PREREQFUNC_OK;
	union {
		struct sockaddr any;
		struct sockaddr_in in4;
		struct sockaddr_in6 in6;
	} address = {.in6 = {.sin6_family = AF_UNSPEC}};
	if (inet_pton(AF_INET, primary_ip, &address.in4.sin_addr) == 1)
		address.in4.sin_family = AF_INET;
	else if (inet_pton(AF_INET6, primary_ip, &address.in6.sin6_addr) == 1)
		address.in6.sin6_family = AF_INET6;
	if (t->is_public(&address.any))
		return CURL_PREREQFUNC_OK;
	(void)snprintf(t->hop_blocked, sizeof(t->hop_blocked), "%s", primary_ip);
	t->hop_opened = 0;
	return CURL_PREREQFUNC_ABORT;
}

static int open_spool(struct transfer *t)
{
	if (t->spool_fd >= 0)
		return 0;
	t->spool_fd = open(
		t->spool_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (t->spool_fd >= 0)
		return 0;
	refuse(t, ERR_RETRY, "cannot create %s: %s", t->spool_path, strerror(errno));
	return -1;
}

static bool is_bomb(struct transfer *t, size_t unpacked)
{
	curl_off_t packed = 0;
	if (unpacked <= RATIO_FREE_BYTES ||
		curl_easy_getinfo(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &packed) != CURLE_OK)
		return false;
	return packed > 0 && unpacked / (size_t)packed >= RATIO_MAX;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * n;
	size_t keep = len;
	if (keep > t->max_bytes - t->received) {
		keep = t->max_bytes - t->received;
		t->cut = t->truncate;
		if (!t->truncate)
			refuse(t, ERR_REJECT, "the answer is larger than %zu bytes", t->max_bytes);
	}
	if (is_bomb(t, t->received + len))
		refuse(t, ERR_REJECT, "the answer unpacks to more than %d times its size",
			RATIO_MAX);
	if (t->refused.code != ERR_NONE)
		return CURL_WRITEFUNC_ERROR;
	if (!t->spool_path)
		(void)buf_add(&t->memory, bytes, keep);
	else if (open_spool(t) < 0)
		return CURL_WRITEFUNC_ERROR;
	else if (file_write_all(t->spool_fd, bytes, keep) < 0)
		refuse(t, ERR_RETRY, "cannot write %s: %s", t->spool_path, strerror(errno));
	t->received += keep;
	return t->cut || t->refused.code != ERR_NONE ? CURL_WRITEFUNC_ERROR : len;
}

/* The headers of a hop are complete. */
static void end_hop(struct transfer *t)
{
	bool moved = t->hop_status >= 300 && t->hop_status < 400 && t->hop_location;
	if (moved && t->follow) {
		char *next = url_resolve(t->hop_url ? t->hop_url : t->url, t->hop_location);
		AUTOFREE char *host = next ? url_host(next) : NULL;
		/* libcurl keeps a password from other hosts, but not a header that may hold one. */
		if (t->n_headers && host && strcmp(host, t->host) != 0)
			refuse(t, ERR_REJECT,
				"it redirects to %s, which must not see the headers set for it",
				host);
		if (t->hop_status != 301 && t->hop_status != 308)
			t->all_permanent = false;
		if (t->all_permanent) {
			free(t->permanent_url);
			t->permanent_url = xstrdup_null(next);
		}
		free(t->hop_url);
		t->hop_url = next;
		t->hop_opened = 0;
		t->hop_blocked[0] = '\0';
	}
	free(t->hop_location);
	t->hop_location = NULL;
}

static size_t on_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * n;
	t->header_bytes += len;
	if (t->header_bytes > HEADER_BYTES_MAX) {
		refuse(t, ERR_REJECT, "the headers are larger than %zu bytes", HEADER_BYTES_MAX);
		return CURL_WRITEFUNC_ERROR;
	}
	static const char location[] = "location:";
	if (len > 5 && memcmp(bytes, "HTTP/", 5) == 0) {
		const char *space = memchr(bytes, ' ', len);
		t->hop_status = 0;
		for (const char *p = space ? space + 1 : bytes + len;
			p < bytes + len && *p >= '0' && *p <= '9' && t->hop_status < 1000; p++)
			t->hop_status = t->hop_status * 10 + (*p - '0');
	} else if (len > sizeof(location) && !t->hop_location &&
		   strncasecmp(bytes, location, sizeof(location) - 1) == 0) {
		t->hop_location = xstrndup(
			bytes + sizeof(location) - 1, len - (sizeof(location) - 1));
	} else if (len <= 2 && (bytes[0] == '\r' || bytes[0] == '\n')) {
		end_hop(t);
		if (t->refused.code != ERR_NONE)
			return CURL_WRITEFUNC_ERROR;
	}
	return len;
}

/* A stored validator is a stranger's text: one that could forge a header line is not sent. */
static bool is_header_safe(const char *value)
{
	if (!value || !value[0] || strlen(value) > HEADER_VALUE_MAX)
		return false;
	for (; *value; value++)
		if ((unsigned char)*value < ' ' && *value != '\t')
			return false;
	return true;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	if (!is_header_safe(value))
		return;
	AUTOFREE char *line = xasprintf("%s: %s", name, value);
	t->header_list = curl_slist_append(t->header_list, line);
}

/* No option of these can fail for a handle that works, but by lack of memory or of a feature that
 * the build was checked for; the transfer then fails and says so. */
#define SET(easy, option, value) ((void)curl_easy_setopt((easy), (option), (value)))

static void prepare_policy(struct transfer *t, CURL *easy)
{
	const struct fetch_options *o = t->options;
	SET(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(easy, CURLOPT_FOLLOWLOCATION, t->follow ? 1L : 0L);
	SET(easy, CURLOPT_MAXREDIRS, (long)o->max_redirects);
	SET(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
	SET(easy, CURLOPT_OPENSOCKETDATA, t);
	SET(easy, CURLOPT_PREREQFUNCTION, on_reuse);
	SET(easy, CURLOPT_PREREQDATA, t);
	/* "" rather than unset: a proxy from the environment would void the check of addresses. */
	SET(easy, CURLOPT_PROXY, proxy_of(t));
	SET(easy, CURLOPT_NOPROXY, "");
	SET(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* Only a file alone is cached by libcurl; with a folder beside it, each new connection
	 * reads all certificates again (46 ms of processor time instead of 2). */
	const char *ca_file = t->ca_file   ? t->ca_file
			      : o->ca_file ? o->ca_file
					   : curl_version_info(CURLVERSION_NOW)->cainfo;
	if (ca_file) {
		SET(easy, CURLOPT_CAINFO, ca_file);
		SET(easy, CURLOPT_CAPATH, NULL);
	}
}

static void prepare_limits(struct transfer *t, CURL *easy)
{
	const struct fetch_options *o = t->options;
	SET(easy, CURLOPT_NOSIGNAL, 1L);
	SET(easy, CURLOPT_CONNECTTIMEOUT, (long)o->connect_timeout_secs);
	SET(easy, CURLOPT_TIMEOUT, (long)t->total_timeout_secs);
	SET(easy, CURLOPT_LOW_SPEED_LIMIT, (long)o->low_speed_bytes);
	SET(easy, CURLOPT_LOW_SPEED_TIME, (long)o->low_speed_secs);
	SET(easy, CURLOPT_BUFFERSIZE, 65536L);
}

void transfer_prepare(struct transfer *t, CURL *easy)
{
	t->easy = easy;
	t->started_ms = clock_mono_ms();
	SET(easy, CURLOPT_PRIVATE, t);
	SET(easy, CURLOPT_ERRORBUFFER, t->why);
	SET(easy, CURLOPT_URL, t->url);
	SET(easy, CURLOPT_USERAGENT, t->user_agent ? t->user_agent : t->options->user_agent);
	if (t->user_password)
		SET(easy, CURLOPT_USERPWD, t->user_password);
	SET(easy, CURLOPT_ACCEPT_ENCODING, "");
	/* Cookies live for one request: some sites redirect for ever without theirs. */
	SET(easy, CURLOPT_COOKIEFILE, "");
	prepare_policy(t, easy);
	prepare_limits(t, easy);
	SET(easy, CURLOPT_WRITEFUNCTION, on_body);
	SET(easy, CURLOPT_WRITEDATA, t);
	SET(easy, CURLOPT_HEADERFUNCTION, on_header);
	SET(easy, CURLOPT_HEADERDATA, t);
	if (strcmp(t->method, "GET") != 0) {
		SET(easy, CURLOPT_POST, 1L);
		if (strcmp(t->method, "POST") != 0)
			SET(easy, CURLOPT_CUSTOMREQUEST, t->method);
		SET(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->body_len);
		SET(easy, CURLOPT_POSTFIELDS, t->body ? t->body : "");
		/* A body is small here: waiting for "100 Continue" would cost more than it saves.
		 */
		t->header_list = curl_slist_append(t->header_list, "Expect:");
	}
	for (size_t i = 0; i < t->n_headers; i++)
		if (is_header_safe(t->headers[i]))
			t->header_list = curl_slist_append(t->header_list, t->headers[i]);
	add_header(t, "If-None-Match", t->etag);
	add_header(t, "If-Modified-Since", t->last_modified);
	SET(easy, CURLOPT_HTTPHEADER, t->header_list);
}

int64_t transfer_retry_after(const char *value, int64_t now)
{
	while (*value == ' ' || *value == '\t')
		value++;
	if (*value >= '0' && *value <= '9') {
		int64_t secs = 0;
		for (; *value >= '0' && *value <= '9'; value++)
			/* A number past all reason still means "not soon". */
			secs = secs > INT32_MAX ? secs : secs * 10 + (*value - '0');
		while (*value == ' ' || *value == '\t')
			value++;
		return *value == '\0' ? secs : -1;
	}
	time_t date = *value ? curl_getdate(value, NULL) : -1;
	if (date < 0)
		return -1;
	return (int64_t)date > now ? (int64_t)date - now : 0;
}

/* A header of the last answer, its repetitions joined by ", "; the caller frees it. */
static char *answer_header(CURL *easy, const char *name)
{
	struct buf out = BUF_INIT(HEADER_VALUE_MAX);
	struct curl_header *h;
	for (size_t i = 0; curl_easy_header(easy, name, i, CURLH_HEADER, -1, &h) == CURLHE_OK;
		i++) {
		if (i > 0)
			(void)buf_puts(&out, ", ");
		(void)buf_puts(&out, h->value);
	}
	if (out.len > 0 && !out.cut)
		return buf_take(&out);
	buf_release(&out);
	return NULL;
}

/* Its first value only, for fields of which a list makes no sense. */
static char *answer_field(CURL *easy, const char *name)
{
	struct curl_header *h;
	if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK || !h->value[0] ||
		strlen(h->value) > HEADER_VALUE_MAX)
		return NULL;
	return xstrdup(h->value);
}

/* What the caller does next about a failure of libcurl's. */
static enum err_code code_of(CURLcode code)
{
	switch (code) {
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_TOO_MANY_REDIRECTS:
		return ERR_REJECT;
	default:
		return ERR_RETRY;
	}
}

static void explain(struct transfer *t, CURLcode code, struct err *err)
{
	/* The host of the hop that failed. */
	AUTOFREE char *hop = t->hop_url ? url_host(t->hop_url) : NULL;
	const char *host = hop ? hop : t->host;
	/* Whether the network or the server is away libcurl's words for it do not tell. */
	long number = 0;
	if (code == CURLE_COULDNT_CONNECT)
		(void)curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
	AUTOFREE char *system_says = number ? xasprintf(" (%s)", strerror((int)number))
					    : xstrdup("");
	if (t->refused.code != ERR_NONE)
		(void)err_set(err, t->refused.code, "%s: %s", host, t->refused.text);
	else if (t->hop_blocked[0] && t->hop_opened == 0)
		(void)err_set(err, ERR_REJECT,
			"%s: its address %s is private or reserved (allow_private allows it)", host,
			t->hop_blocked);
	else
		(void)err_set(err, code_of(code), "%s: %s%s", host,
			t->why[0] ? t->why : curl_easy_strerror(code), system_says);
}

static void take_answer(struct transfer *t, struct fetch_result *result)
{
	long status = 0;
	const char *effective = NULL;
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &effective);
	result->status = (int)status;
	result->redirected = t->hop_url != NULL;
	result->effective_url = xstrdup(effective ? effective : t->url);
	if (status < 400)
		result->permanent_url = xstrdup_null(t->permanent_url);
	result->etag = answer_field(t->easy, "ETag");
	result->last_modified = answer_field(t->easy, "Last-Modified");
	result->content_type = answer_field(t->easy, "Content-Type");
	result->expires = answer_field(t->easy, "Expires");
	result->tdm_reservation = answer_field(t->easy, "TDM-Reservation");
	result->cache_control = answer_header(t->easy, "Cache-Control");
	AUTOFREE char *retry_after = answer_field(t->easy, "Retry-After");
	if (retry_after)
		result->retry_after_secs = transfer_retry_after(retry_after, clock_now_ms() / 1000);
	result->truncated = t->cut;
	result->body_bytes = t->received;
	result->body = t->memory;
	t->memory = (struct buf)BUF_INIT(t->max_bytes);
}

void transfer_finish(struct transfer *t, CURLcode code, struct fetch_result *result)
{
	*result = (struct fetch_result){
		.retry_after_secs = -1,
		.elapsed_ms = clock_mono_ms() - t->started_ms,
		.body = BUF_INIT(0),
	};
	/* Stopping at the wished size is how such a transfer ends well. */
	bool ok = code == CURLE_OK || (code == CURLE_WRITE_ERROR && t->cut);
	/* An answer that is read has a file, empty or not. One like "not modified" has none: to
	 * make and remove a file costs more than the whole rest of the request. */
	long status = 0;
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (ok && t->spool_path && status >= 200 && status < 300)
		ok = open_spool(t) == 0;
	if (ok && t->refused.code == ERR_NONE) {
		take_answer(t, result);
		close_spool(t);
		return;
	}
	explain(t, code, &result->err);
	result->code = result->err.code;
	transfer_abandon(t);
}

void transfer_result_release(struct fetch_result *result)
{
	free(result->effective_url);
	free(result->permanent_url);
	free(result->etag);
	free(result->last_modified);
	free(result->content_type);
	free(result->cache_control);
	free(result->expires);
	free(result->tdm_reservation);
	buf_release(&result->body);
	*result = (struct fetch_result){.retry_after_secs = -1};
}

bool transfer_again(struct transfer *t, CURLcode code)
{
	if (!t->crowded || code != CURLE_COULDNT_CONNECT || t->refused.code != ERR_NONE)
		return false;
	curl_slist_free_all(t->header_list);
	t->header_list = NULL;
	t->crowded = false;
	t->why[0] = t->hop_blocked[0] = '\0';
	t->hop_opened = 0;
	return true;
}

void transfer_abandon(struct transfer *t)
{
	if (t->spool_fd >= 0 && t->spool_path)
		(void)unlink(t->spool_path);
	close_spool(t);
}
