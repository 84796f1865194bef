#ifndef UTIL_URL_H
#define UTIL_URL_H

#include <stdbool.h>

/* URL work on libcurl's CURLU; results are given to the caller, who frees them. */

/* The reference resolved against base (either may be NULL); NULL if that gives no absolute URL of
 * any scheme. White space around ref is dropped and inside it percent-encoded. */
char *url_resolve(const char *base, const char *ref);

/* Whether it is an absolute http or https URL with a host. */
bool url_is_http(const char *url);

/* Lower-case host, or NULL. */
char *url_host(const char *url);

/*
 * A key under which the same page is found again: http and https are one, the host in lower case
 * without "www.", no default port, no fragment, no user, no tracking parameters (utm_*, fbclid and
 * the like), no trailing slash. Not for fetching. NULL when it is no http URL.
 */
char *url_identity(const char *url);

/* A copy without user and password; of what is no http URL, a plain copy. For every address that is
 * kept to be shown: a feed's links resolve against its own address, password and all. */
char *url_without_user(const char *url);

/* A copy of url with the user and password of from, where the two name one server (scheme, host and
 * port); otherwise a plain copy. from may be NULL. */
char *url_with_user_of(const char *url, const char *from);

/* A copy with its percent escapes decoded. */
char *url_decoded(const char *text);

/* A copy fit for logs and pages: user and password removed, values of parameters whose names speak
 * of keys or tokens shown as "***". */
char *url_redacted(const char *url);

#endif
