#include "cmd/versions.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdio.h>
#include <yaml.h>

#include "util/late.h"
#include "util/log.h"
#include "util/mem.h"

/* libxml2 tells a number, 20914, with whatever the distribution adds. */
static const char *libxml2_version(void)
{
	static char text[32];
	long number = strtol(late_xml_version(), NULL, 10);
	(void)snprintf(text, sizeof(text), "%ld.%ld.%ld", number / 10000, number / 100 % 100,
		number % 100);
	return text;
}

/* Those of Debian 12, whose security updates keep the number. */
const struct version *versions_all(size_t *n)
{
	static struct version all[] = {{"libcurl", NULL, "7.88.1"}, {"openssl", NULL, "3.0.0"},
		{"libxml2", NULL, "2.9.14"}, {"sqlite", NULL, "3.40.1"},
		{"libevent", NULL, "2.1.12"}, {"jansson", NULL, "2.14"},
		{"libyaml", NULL, "0.2.5"}};
	const char *const have[ARRAY_SIZE(all)] = {curl_version_info(CURLVERSION_NOW)->version,
		OpenSSL_version(OPENSSL_VERSION_STRING), libxml2_version(), sqlite3_libversion(),
		event_get_version(), jansson_version_str(), yaml_get_version_string()};
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		all[i].have = have[i];
	*n = ARRAY_SIZE(all);
	return all;
}

bool version_older(const char *have, const char *least)
{
	for (;;) {
		char *after_have, *after_least;
		unsigned long a = strtoul(have, &after_have, 10);
		unsigned long b = strtoul(least, &after_least, 10);
		if (a != b)
			return a < b;
		if (*after_least != '.')
			return false;
		/* What is not said is 0. */
		have = *after_have == '.' ? after_have + 1 : "";
		least = after_least + 1;
	}
}

void versions_warn(void)
{
	size_t n;
	const struct version *all = versions_all(&n);
	const char *tls = curl_version_info(CURLVERSION_NOW)->ssl_version;
	for (size_t i = 0; i < n; i++)
		if (version_older(all[i].have, all[i].least))
			log_line(LOG_WARN, "a library is older than it should be", "library",
				all[i].library, "version", all[i].have, "least", all[i].least,
				NULL);
	/* Another one trusts certificates by other rules, and takes far longer about it. */
	if (!tls || strncmp(tls, "OpenSSL/", 8) != 0)
		log_line(LOG_WARN, "libcurl is not the one that uses OpenSSL", "tls",
			tls ? tls : "none", NULL);
}
