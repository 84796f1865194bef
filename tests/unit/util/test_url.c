#include "unit.h"
#include "util/mem.h"
#include "util/url.h"

#include <ctype.h>
#include <curl/curl.h>

static void check_text(char *got, const char *want)
{
	if (want)
		ck_assert_pstr_eq(got, want);
	else
		ck_assert_ptr_null(got);
	free(got);
}

START_TEST(test_resolve)
{
	static const struct {
		const char *base, *ref, *want;
	} cases[] = {
		{"http://a.example/b/c", "d", "http://a.example/b/d"},
		{"http://a.example/b/c", "/d?e#f", "http://a.example/d?e#f"},
		{"http://a.example/b/", "../x", "http://a.example/x"},
		{NULL, "https://a.example/", "https://a.example/"},
		{NULL, "relative", NULL},
		{"http://a.example/b/c?d#e", "#f", "http://a.example/b/c?d#f"},
		{"http://a.example/", " a b\n", "http://a.example/a%20b"},
		{"http://a.example/", "mailto:x@y.example", "mailto:x@y.example"},
		{"http://a.example/p", "", "http://a.example/p"},
		{"https://a.example/p", "//b.example/q", "https://b.example/q"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_text(url_resolve(cases[i].base, cases[i].ref), cases[i].want);
}
END_TEST

START_TEST(test_identity)
{
	static const struct {
		const char *url, *want;
	} cases[] = {
		{"http://WWW.A.example:80/x/", "a.example/x"},
		{"https://a.example/x?utm_source=rss&id=3&fbclid=1#top", "a.example/x?id=3"},
		{"https://a.example:8443/", "a.example:8443"},
		{"ftp://a.example/", NULL},
		{"not a url", NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_text(url_identity(cases[i].url), cases[i].want);
}
END_TEST

START_TEST(test_redacted)
{
	check_text(url_redacted("https://me:pw@a.example/x?api_key=1&q=2&Token=z"),
		"https://a.example/x?api_key=***&q=2&Token=***");
	check_text(url_redacted("::"), "(unreadable URL)");
}
END_TEST

START_TEST(test_user)
{
	check_text(url_without_user("https://me:pw@a.example:8443/x?y=1#z"),
		"https://a.example:8443/x?y=1#z");
	check_text(url_without_user("http://me@a.example/"), "http://a.example/");
	check_text(url_without_user("http://A.example/a b"), "http://A.example/a b");
	check_text(url_without_user("mailto:x@y.example"), "mailto:x@y.example");
	static const struct {
		const char *url, *from, *want;
	} cases[] = {
		{"http://a.example/x", "http://me:p%40w@a.example/feed",
			"http://me:p%40w@a.example/x"},
		{"http://a.example:80/x", "http://me@A.example/feed", "http://me@a.example:80/x"},
		{"https://a.example/x", "http://me:pw@a.example/feed", "https://a.example/x"},
		{"http://a.example:81/x", "http://me:pw@a.example/feed", "http://a.example:81/x"},
		{"http://b.example/x", "http://me:pw@a.example/feed", "http://b.example/x"},
		{"http://a.example/x", "http://a.example/feed", "http://a.example/x"},
		{"http://a.example/x", NULL, "http://a.example/x"},
		{"no address", "http://me:pw@a.example/feed", "no address"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_text(url_with_user_of(cases[i].url, cases[i].from), cases[i].want);
}
END_TEST

START_TEST(test_decoded)
{
	check_text(url_decoded("a%20b%2Fc%e2%80%a8"), "a b/c\xE2\x80\xA8");
	check_text(url_decoded("100%"), "100%");
	check_text(url_decoded("%4"), "%4");
	check_text(url_decoded("%zz%g1%1g"), "%zz%g1%1g");
	check_text(url_decoded(""), "");
}
END_TEST

/* What libcurl makes of a reference; NULL if nothing. */
static char *by_libcurl(const char *base, const char *ref, CURLUPart what)
{
	const unsigned int lax = CURLU_NON_SUPPORT_SCHEME | CURLU_NO_AUTHORITY;
	char *text = NULL, *copy = NULL;
	CURLU *u = curl_url();
	if ((!base || curl_url_set(u, CURLUPART_URL, base, lax) == CURLUE_OK) &&
		curl_url_set(u, CURLUPART_URL, ref, lax) == CURLUE_OK &&
		curl_url_get(u, what, &text, 0) == CURLUE_OK)
		copy = xstrdup(text);
	curl_free(text);
	curl_url_cleanup(u);
	return copy;
}

/* Addresses that are read without libcurl are read as it reads them. */
START_TEST(test_as_libcurl)
{
	static const char *const hosts[] = {"http://a.example", "https://www.news-1.co.uk",
		"https://A.example", "http://10.1.2.3", "http://0x7f.1", "http://127.1",
		"http://a.example:80", "http://me@a.example", "http://a..example",
		"http://a.example.", "http://.example", "http://a%2eexample",
		"http://xn--80ak6aa92e.example", "HTTP://a.example", "http:/a.example",
		"//a.example", "http://face.bad", "https://a_b.example", "http://\xC3\xA9.example",
		"ftp://a.example", ""};
	static const char *const paths[] = {"", "/", "/x", "/x/", "/x.html", "/x//y", "//x", "/./x",
		"/x/../y", "/x/.y", "/..", "/x/%7e", "/a-b_c~d,e;f=g+h", "/x:y", "/x@y", "/x y",
		"x", "../x", "/x'"};
	static const char *const rests[] = {"", "?", "?a=1&b=/2.3", "?a?b", "#", "#top", "#a#b",
		"?a=1#top", "?#", "?%41", "?a b", "#/x"};
	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++)
		for (size_t k = 0; k < ARRAY_SIZE(paths); k++)
			for (size_t m = 0; m < ARRAY_SIZE(rests); m++) {
				AUTOFREE char *url = xasprintf(
					"%s%s%s", hosts[i], paths[k], rests[m]);
				if (url[0] == '\0' || strchr(url, ' ') || url[0] == '#')
					continue;
				static const char base[] = "https://b.example/c/d?e=f#g";
				AUTOFREE char *host = url_host(url);
				AUTOFREE char *whole = url_resolve(NULL, url);
				AUTOFREE char *there = url_resolve(base, url);
				AUTOFREE char *want_host = by_libcurl(NULL, url, CURLUPART_HOST);
				AUTOFREE char *want = by_libcurl(NULL, url, CURLUPART_URL);
				AUTOFREE char *want_there = by_libcurl(base, url, CURLUPART_URL);
				for (char *p = want_host; p && *p; p++)
					*p = (char)tolower((unsigned char)*p);
				ck_assert_msg(!host || !want_host || strcmp(host, want_host) == 0,
					"%s: host %s, not %s", url, host, want_host);
				ck_assert_msg(!want || (whole && strcmp(whole, want) == 0),
					"%s: is %s, not %s", url, whole, want);
				ck_assert_msg(
					!want_there || (there && strcmp(there, want_there) == 0),
					"%s: leads to %s, not %s", url, there, want_there);
			}
}
END_TEST

UNIT_MAIN(
	"url", test_as_libcurl, test_resolve, test_identity, test_redacted, test_user, test_decoded)
