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

UNIT_MAIN("url", test_resolve, test_identity, test_redacted)
