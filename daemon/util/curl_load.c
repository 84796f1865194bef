#include "util/curl_load.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

/* The name of its interface, unchanged since 2006. */
#define LIBCURL "libcurl.so.4"

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

/* Every function that is called anywhere: result, name, parameters, arguments. */
#define FUNCTIONS(X)                                                                              \
	X(CURLU *, curl_url, (void), ())                                                          \
	X(CURLUcode, curl_url_get, (URL_READ * u, CURLUPart p, char **s, unsigned int f),         \
		(u, p, s, f))                                                                     \
	X(CURLUcode, curl_url_set, (CURLU * u, CURLUPart p, const char *s, unsigned int f),       \
		(u, p, s, f))                                                                     \
	X(char *, curl_version, (void), ())                                                       \
	X(curl_version_info_data *, curl_version_info, (CURLversion v), (v))                      \
	X(CURLcode, curl_global_init, (long f), (f))                                              \
	X(CURL *, curl_easy_init, (void), ())                                                     \
	X(const char *, curl_easy_strerror, (CURLcode c), (c))                                    \
	X(CURLHcode, curl_easy_header,                                                            \
		(CURL * e, const char *n, size_t i, unsigned int o, int r,                        \
			struct curl_header **h),                                                  \
		(e, n, i, o, r, h))                                                               \
	X(CURLM *, curl_multi_init, (void), ())                                                   \
	X(CURLMcode, curl_multi_add_handle, (CURLM * m, CURL * e), (m, e))                        \
	X(CURLMcode, curl_multi_remove_handle, (CURLM * m, CURL * e), (m, e))                     \
	X(CURLMcode, curl_multi_cleanup, (CURLM * m), (m))                                        \
	X(CURLMsg *, curl_multi_info_read, (CURLM * m, int *n), (m, n))                           \
	X(CURLMcode, curl_multi_socket_action, (CURLM * m, curl_socket_t s, int b, int *n),       \
		(m, s, b, n))                                                                     \
	X(struct curl_slist *, curl_slist_append, (struct curl_slist * l, const char *s), (l, s)) \
	X(time_t, curl_getdate, (const char *s, const time_t *now), (s, now))

/* The same for those that return nothing. */
#define PROCEDURES(X)                         \
	X(curl_url_cleanup, (CURLU * u), (u)) \
	X(curl_free, (void *p), (p))          \
	X(curl_global_cleanup, (void), ())    \
	X(curl_easy_cleanup, (CURL * e), (e)) \
	X(curl_easy_reset, (CURL * e), (e))   \
	X(curl_slist_free_all, (struct curl_slist * l), (l))

/* What stands at the names, once it is loaded. The three take any type as their last argument. A
 * list of parameters has its own parentheses. */
/* NOLINTBEGIN(bugprone-macro-parentheses) */
static struct {
#define MEMBER(type, name, parameters, arguments) type(*name) parameters;
	FUNCTIONS(MEMBER)
#undef MEMBER
#define MEMBER(name, parameters, arguments) void(*name) parameters;
	PROCEDURES(MEMBER)
#undef MEMBER
	CURLcode (*curl_easy_setopt)(CURL *e, CURLoption option, ...);
	CURLcode (*curl_easy_getinfo)(CURL *e, CURLINFO info, ...);
	CURLMcode (*curl_multi_setopt)(CURLM *m, CURLMoption option, ...);
	void *library;
} curl;
/* NOLINTEND(bugprone-macro-parentheses) */

static void *find(const char *name)
{
	void *at = dlsym(curl.library, name);
	if (!at) {
		(void)fprintf(stderr, "gainsay: " LIBCURL " has no %s\n", name);
		exit(EX_SOFTWARE);
	}
	return at;
}

void curl_load(void)
{
	if (curl.library)
		return;
	curl.library = dlopen(LIBCURL, RTLD_NOW | RTLD_LOCAL);
	if (!curl.library) {
		(void)fprintf(stderr, "gainsay: %s\n", dlerror());
		exit(EX_UNAVAILABLE);
	}
	/* POSIX's own way to make a function of an object pointer. */
#define FIND(name)                                       *(void **)(void *)&curl.name = find(#name);
#define FIND_FUNCTION(type, name, parameters, arguments) FIND(name)
#define FIND_PROCEDURE(name, parameters, arguments)      FIND(name)
	FUNCTIONS(FIND_FUNCTION)
	PROCEDURES(FIND_PROCEDURE)
	FIND(curl_easy_setopt)
	FIND(curl_easy_getinfo)
	FIND(curl_multi_setopt)
}

#define DEFINE_FUNCTION(type, name, parameters, arguments) \
	type name parameters                               \
	{                                                  \
		curl_load();                               \
		return curl.name arguments;                \
	}
#define DEFINE_PROCEDURE(name, parameters, arguments) \
	void name parameters                          \
	{                                             \
		curl_load();                          \
		curl.name arguments;                  \
	}
FUNCTIONS(DEFINE_FUNCTION)
PROCEDURES(DEFINE_PROCEDURE)

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
	CURLcode rc;
	curl_load();
	PASS_OPTION(curl.curl_easy_setopt, e, option);
	return rc;
}

CURLMcode curl_multi_setopt(CURLM *m, CURLMoption option, ...)
{
	CURLMcode rc;
	curl_load();
	PASS_OPTION(curl.curl_multi_setopt, m, option);
	return rc;
}

/* Every value is asked for by a pointer to its place. */
CURLcode curl_easy_getinfo(CURL *e, CURLINFO info, ...)
{
	va_list ap;
	curl_load();
	va_start(ap, info);
	CURLcode rc = curl.curl_easy_getinfo(e, info, va_arg(ap, void *));
	va_end(ap);
	return rc;
}
