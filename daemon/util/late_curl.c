#include <curl/curl.h>
#include <stdarg.h>

#include "util/late_private.h"

/* libcurl checks types by macros of these names. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

/* Whoever only reads an address may have it const since this version. */
#if LIBCURL_VERSION_NUM >= 0x080000
#define URL_READ const CURLU
#else
#define URL_READ CURLU
#endif

struct late_library late_curl = {LATE_CURL};

#define CURL_LATE(type, name, parameters, arguments) \
	LATE(late_curl, type, name, parameters, arguments)
CURL_LATE(CURLU *, curl_url, (void), ())
CURL_LATE(CURLUcode, curl_url_get, (URL_READ * u, CURLUPart p, char **s, unsigned int f),
	(u, p, s, f))
CURL_LATE(CURLUcode, curl_url_set, (CURLU * u, CURLUPart p, const char *s, unsigned int f),
	(u, p, s, f))
CURL_LATE(char *, curl_version, (void), ())
CURL_LATE(curl_version_info_data *, curl_version_info, (CURLversion v), (v))
CURL_LATE(CURLcode, curl_global_init, (long f), (f))
CURL_LATE(CURL *, curl_easy_init, (void), ())
CURL_LATE(const char *, curl_easy_strerror, (CURLcode c), (c))
CURL_LATE(CURLHcode, curl_easy_header,
	(CURL * e, const char *n, size_t i, unsigned int o, int r, struct curl_header **h),
	(e, n, i, o, r, h))
CURL_LATE(CURLM *, curl_multi_init, (void), ())
CURL_LATE(CURLMcode, curl_multi_add_handle, (CURLM * m, CURL *e), (m, e))
CURL_LATE(CURLMcode, curl_multi_remove_handle, (CURLM * m, CURL *e), (m, e))
CURL_LATE(CURLMcode, curl_multi_cleanup, (CURLM * m), (m))
CURL_LATE(CURLMsg *, curl_multi_info_read, (CURLM * m, int *n), (m, n))
CURL_LATE(CURLMcode, curl_multi_socket_action, (CURLM * m, curl_socket_t s, int b, int *n),
	(m, s, b, n))
CURL_LATE(struct curl_slist *, curl_slist_append, (struct curl_slist * l, const char *s), (l, s))
CURL_LATE(time_t, curl_getdate, (const char *s, const time_t *now), (s, now))
CURL_LATE(void, curl_url_cleanup, (CURLU * u), (u))
CURL_LATE(void, curl_free, (void *p), (p))
CURL_LATE(void, curl_global_cleanup, (void), ())
CURL_LATE(void, curl_easy_cleanup, (CURL * e), (e))
CURL_LATE(void, curl_easy_reset, (CURL * e), (e))
CURL_LATE(void, curl_slist_free_all, (struct curl_slist * l), (l))

/* The number of an option tells the type of its value. */
#define PASS_OPTION(function, handle, option)                                      \
	do {                                                                       \
		va_list ap;                                                        \
		va_start(ap, option);                                              \
		if ((int)(option) < CURLOPTTYPE_OBJECTPOINT)                       \
			rc = function(handle, option, va_arg(ap, long));           \
		else if ((int)(option) < CURLOPTTYPE_FUNCTIONPOINT)                \
			rc = function(handle, option, va_arg(ap, void *));         \
		else if ((int)(option) < CURLOPTTYPE_OFF_T)                        \
			rc = function(handle, option, va_arg(ap, void (*)(void))); \
		else if ((int)(option) < CURLOPTTYPE_BLOB)                         \
			rc = function(handle, option, va_arg(ap, curl_off_t));     \
		else                                                               \
			rc = function(handle, option, va_arg(ap, void *));         \
		va_end(ap);                                                        \
	} while (0)

CURLcode curl_easy_setopt(CURL *e, CURLoption option, ...)
{
	static CURLcode (*call)(CURL * e, CURLoption option, ...);
	CURLcode rc;
	if (!call)
		LATE_FIND(late_curl, call, "curl_easy_setopt");
	PASS_OPTION(call, e, option);
	return rc;
}

CURLMcode curl_multi_setopt(CURLM *m, CURLMoption option, ...)
{
	static CURLMcode (*call)(CURLM * m, CURLMoption option, ...);
	CURLMcode rc;
	if (!call)
		LATE_FIND(late_curl, call, "curl_multi_setopt");
	PASS_OPTION(call, m, option);
	return rc;
}

/* Every value is asked for by a pointer to its place. */
CURLcode curl_easy_getinfo(CURL *e, CURLINFO info, ...)
{
	static CURLcode (*call)(CURL * e, CURLINFO info, ...);
	va_list ap;
	if (!call)
		LATE_FIND(late_curl, call, "curl_easy_getinfo");
	va_start(ap, info);
	CURLcode rc = call(e, info, va_arg(ap, void *));
	va_end(ap);
	return rc;
}
