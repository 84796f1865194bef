#include "unit.h"
#include "util/mem.h"
#include "util/url.h"

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

UNIT_MAIN("url", test_resolve, test_identity, test_redacted, test_user, test_decoded)
