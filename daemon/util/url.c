#include "util/url.h"

#include <curl/curl.h>
#include <strings.h>

#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

static void curlu_cleanup(CURLU **handle)
{
	curl_url_cleanup(*handle);
}
#define AUTOCURLU CLEANUP(curlu_cleanup)

static void curl_text_cleanup(char **text)
{
	curl_free(*text);
}

/* A part as a string of ours, or NULL. */
static char *part(CURLU *u, CURLUPart what, unsigned int flags)
{
	CLEANUP(curl_text_cleanup) char *text = NULL;
	if (curl_url_get(u, what, &text, flags) != CURLUE_OK || !text)
		return NULL;
	return xstrdup(text);
}

/* CURLU refuses blanks and control characters that feeds put inside links: trim, then encode. */
static char *cleaned(const char *ref)
{
	while (*ref && (unsigned char)*ref <= ' ')
		ref++;
	size_t len = strlen(ref);
	while (len > 0 && (unsigned char)ref[len - 1] <= ' ')
		len--;
	if (len > URL_BYTES_MAX)
		return NULL;
	struct buf out = BUF_INIT(URL_BYTES_MAX * 3);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)ref[i];
		if (c == '\n' || c == '\r' || c == '\t')
			continue; /* as browsers do */
		if (c <= ' ' || c == 0x7F || c == '"' || c == '<' || c == '>')
			(void)buf_printf(&out, "%%%02X", c);
		else
			(void)buf_putc(&out, (char)c);
	}
	return buf_take(&out);
}

/*
 * The parts of an address that every parser reads alike: http or https, a host name in plain
 * letters, no port, user or reference to be decoded, a path without dots to resolve. Most are such,
 * and reading them here saves loading libcurl, which has the word on all others.
 */
struct plain_url {
	const char *host, *path, *query; /* path: may be empty; query: with its mark, or empty */
	size_t host_len, path_len, query_len;
};

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-_~,;=+", c));
}

/* Whether a path, its query and fragment are such that they are taken as they stand. */
static bool read_plain_path(const char *s, struct plain_url *out)
{
	const char *p = s;
	for (; *p == '/' || *p == '.' || is_plain(*p); p++)
		if (*p == '/' && (p[1] == '/' || p[1] == '.'))
			return false;
	if (*s && *s != '/')
		return false;
	out->path = s;
	out->path_len = (size_t)(p - s);
	out->query = p;
	if (*p == '?')
		for (p++; *p == '/' || *p == '.' || *p == '&' || is_plain(*p); p++) {
		}
	out->query_len = (size_t)(p - out->query);
	if (out->query_len == 1)
		return false;
	if (*p == '#' && p[1])
		for (p++; *p == '/' || *p == '.' || is_plain(*p); p++) {
		}
	return *p == '\0';
}

static bool read_plain(const char *url, struct plain_url *out)
{
	if (strncmp(url, "https://", 8) == 0)
		out->host = url + 8;
	else if (strncmp(url, "http://", 7) == 0)
		out->host = url + 7;
	else
		return false;
	const char *p = out->host;
	bool letter = false; /* an all-numeric host is an address in some notation */
	for (; *p == '.' || *p == '-' || (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z');
		p++) {
		if (*p == '.' && (p == out->host || p[1] == '.' || p[1] == '/' || !p[1]))
			return false;
		letter = letter || (*p >= 'g' && *p <= 'z' && *p != 'x');
	}
	out->host_len = (size_t)(p - out->host);
	return letter && strlen(p) <= URL_BYTES_MAX && (*p == '/' || !*p) &&
	       read_plain_path(p, out);
}

/* The reference resolved, if both are plain; else NULL. */
static char *resolve_plain(const char *base, const char *ref)
{
	struct plain_url u, of;
	if (read_plain(ref, &u))
		return u.path_len ? xstrdup(ref) : NULL;
	if (!base || ref[0] != '/' || !read_plain_path(ref, &u) || !read_plain(base, &of))
		return NULL;
	return xasprintf("%.*s%s", (int)(of.host + of.host_len - base), base, ref);
}

char *url_resolve(const char *base, const char *ref)
{
	char *plain = ref ? resolve_plain(base, ref) : NULL;
	if (plain)
		return plain;
	AUTOFREE char *clean = ref ? cleaned(ref) : NULL;
	if (ref && !clean)
		return NULL;
	AUTOCURLU CURLU *u = curl_url();
	if (!u)
		return NULL;
	const unsigned int lax = CURLU_NON_SUPPORT_SCHEME | CURLU_NO_AUTHORITY;
	bool have_base = base && *base && curl_url_set(u, CURLUPART_URL, base, lax) == CURLUE_OK;
	/* libcurl takes the last part of the path away with it. */
	if (have_base && clean && clean[0] == '#') {
		if (curl_url_set(u, CURLUPART_FRAGMENT, clean[1] ? clean + 1 : NULL, 0) !=
			CURLUE_OK)
			return NULL;
		return part(u, CURLUPART_URL, 0);
	}
	if (clean && *clean && curl_url_set(u, CURLUPART_URL, clean, lax) != CURLUE_OK) {
		/* mailto:, tag:, urn: and the like have no authority; they are absolute already */
		const char *colon = strchr(clean, ':');
		const char *slash = strchr(clean, '/');
		if (colon && colon > clean && (!slash || colon < slash))
			return xstrdup(clean);
		return NULL;
	}
	if (!have_base && (!clean || !*clean))
		return NULL;
	return part(u, CURLUPART_URL, 0);
}

bool url_is_http(const char *url)
{
	if (!url || (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0))
		return false;
	AUTOFREE char *host = url_host(url);
	return host != NULL;
}

char *url_host(const char *url)
{
	struct plain_url plain;
	if (url && read_plain(url, &plain))
		return xstrndup(plain.host, plain.host_len);
	AUTOCURLU CURLU *u = curl_url();
	if (!u || !url ||
		curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
		return NULL;
	char *host = part(u, CURLUPART_HOST, 0);
	for (char *p = host; p && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	return host;
}

/* Parameters that name the reader's path to the page and not the page. */
static bool is_tracking(const char *name, size_t len)
{
	static const char *const exact[] = {"fbclid", "gclid", "dclid", "msclkid", "yclid",
		"igshid", "mc_cid", "mc_eid", "ocid", "cmpid", "cmp", "ref", "ref_src",
		"ns_campaign", "ns_mchannel", "ns_source", "ito", "smid", "wt_mc", "xtor",
		"at_medium", "at_campaign", "_ga", "rss"};
	if (len > 4 && strncasecmp(name, "utm_", 4) == 0)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(exact); i++)
		if (strlen(exact[i]) == len && strncasecmp(name, exact[i], len) == 0)
			return true;
	return false;
}

static void add_query(struct buf *out, const char *query)
{
	char mark = '?';
	for (const char *p = query; *p;) {
		size_t len = strcspn(p, "&");
		if (len && !is_tracking(p, strcspn(p, "=&"))) {
			(void)buf_putc(out, mark);
			(void)buf_add(out, p, len);
			mark = '&';
		}
		p += len;
		if (*p)
			p++;
	}
}

static char *identity_of(const char *host, const char *port, const char *path, const char *query)
{
	struct buf out = BUF_INIT(URL_BYTES_MAX * 4);
	(void)buf_puts(&out, strncmp(host, "www.", 4) == 0 ? host + 4 : host);
	if (port)
		(void)buf_printf(&out, ":%s", port);
	if (path) {
		size_t len = strlen(path);
		while (len > 0 && path[len - 1] == '/')
			len--;
		(void)buf_add(&out, path, len);
	}
	if (query)
		add_query(&out, query);
	return buf_take(&out);
}

static char *plain_identity(const struct plain_url *u)
{
	AUTOFREE char *host = xstrndup(u->host, u->host_len);
	AUTOFREE char *path = xstrndup(u->path, u->path_len);
	AUTOFREE char *query = u->query_len ? xstrndup(u->query + 1, u->query_len - 1) : NULL;
	return identity_of(host, NULL, path, query);
}

char *url_identity(const char *url)
{
	struct plain_url plain;
	if (url && read_plain(url, &plain))
		return plain_identity(&plain);
	if (!url_is_http(url))
		return NULL;
	AUTOCURLU CURLU *u = curl_url();
	if (!u || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return NULL;
	AUTOFREE char *host = url_host(url);
	AUTOFREE char *port = part(u, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
	AUTOFREE char *path = part(u, CURLUPART_PATH, 0);
	AUTOFREE char *query = part(u, CURLUPART_QUERY, 0);
	if (!host)
		return NULL;
	return identity_of(host, port, path, query);
}

char *url_without_user(const char *url)
{
	AUTOCURLU CURLU *u = curl_url();
	if (!url_is_http(url) || !u || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return xstrdup(url);
	AUTOFREE char *user = part(u, CURLUPART_USER, 0);
	AUTOFREE char *password = part(u, CURLUPART_PASSWORD, 0);
	if (!user && !password)
		return xstrdup(url);
	(void)curl_url_set(u, CURLUPART_USER, NULL, 0);
	(void)curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
	char *text = part(u, CURLUPART_URL, 0);
	return text ? text : xstrdup(url);
}

static bool same_server(CURLU *a, CURLU *b)
{
	static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		AUTOFREE char *one = part(a, parts[i], CURLU_DEFAULT_PORT);
		AUTOFREE char *other = part(b, parts[i], CURLU_DEFAULT_PORT);
		if (!one || !other || strcasecmp(one, other) != 0)
			return false;
	}
	return true;
}

char *url_with_user_of(const char *url, const char *from)
{
	AUTOCURLU CURLU *u = curl_url();
	AUTOCURLU CURLU *lender = curl_url();
	if (!from || !u || !lender || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
		curl_url_set(lender, CURLUPART_URL, from, 0) != CURLUE_OK ||
		!same_server(u, lender))
		return xstrdup(url);
	AUTOFREE char *user = part(lender, CURLUPART_USER, 0);
	AUTOFREE char *password = part(lender, CURLUPART_PASSWORD, 0);
	if (!user && !password)
		return xstrdup(url);
	(void)curl_url_set(u, CURLUPART_USER, user, 0);
	(void)curl_url_set(u, CURLUPART_PASSWORD, password, 0);
	char *text = part(u, CURLUPART_URL, 0);
	return text ? text : xstrdup(url);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *url_decoded(const char *text)
{
	char *out = xmalloc(strlen(text) + 1), *to = out;
	for (const char *p = text; *p; p++) {
		int high = *p == '%' ? hex_value(p[1]) : -1;
		int low = high >= 0 ? hex_value(p[2]) : -1;
		*to++ = low >= 0 ? (char)(high * 16 + low) : *p;
		if (low >= 0)
			p += 2;
	}
	*to = '\0';
	return out;
}

static bool is_secret(const char *name, size_t len)
{
	static const char *const parts[] = {
		"key", "token", "secret", "pass", "auth", "sig", "code"};
	AUTOFREE char *lower = utf8_fold(name, len);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strstr(lower, parts[i]))
			return true;
	return false;
}

char *url_redacted(const char *url)
{
	AUTOCURLU CURLU *u = curl_url();
	if (!u || curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
		return xstrdup("(unreadable URL)");
	(void)curl_url_set(u, CURLUPART_USER, NULL, 0);
	(void)curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
	AUTOFREE char *query = part(u, CURLUPART_QUERY, 0);
	if (query) {
		struct buf out CLEANUP(buf_release) = BUF_INIT(URL_BYTES_MAX * 4);
		for (const char *p = query; *p;) {
			size_t len = strcspn(p, "&"), name = strcspn(p, "=&");
			if (name < len && is_secret(p, name)) {
				(void)buf_add(&out, p, name);
				(void)buf_puts(&out, "=***");
			} else {
				(void)buf_add(&out, p, len);
			}
			p += len;
			if (*p)
				(void)buf_putc(&out, *p++);
		}
		(void)curl_url_set(u, CURLUPART_QUERY, buf_str(&out), 0);
	}
	char *text = part(u, CURLUPART_URL, 0);
	return text ? text : xstrdup("(unreadable URL)");
}
