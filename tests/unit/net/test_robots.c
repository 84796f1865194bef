#include "net/robots.h"

#include "unit.h"
#include "util/mem.h"

static void robots_cleanup(struct robots **robots)
{
	robots_free(*robots);
}

static bool allows(const char *text, const char *path)
{
	struct robots *robots CLEANUP(robots_cleanup) = robots_parse(
		text, strlen(text), "gainsay/0.1 (+https://us.example/)");
	return robots_allows(robots, path);
}

START_TEST(test_groups)
{
	static const struct {
		const char *text;
		bool want; /* for /a */
	} cases[] = {{"", true}, {"User-agent: *\nDisallow: /", false},
		{"User-agent: *\r\nDisallow:\r\n", true}, {"Disallow: /", true}, /* of no group */
		{"user-agent : GainSay\ndisallow : /a # of us", false},
		{"User-agent: gainsay/2.0\nDisallow: /a", false},
		{"User-agent: gainsayer\nDisallow: /a", true},
		{"User-agent: gain\nDisallow: /a", true},
		/* whoever is named does not look at the rules for all */
		{"User-agent: *\nDisallow: /\n\nUser-agent: gainsay\nDisallow: /b", true},
		{"User-agent: gainsay\nDisallow:\nUser-agent: *\nDisallow: /", true},
		{"User-agent: other\nUser-agent: gainsay\nDisallow: /a", false},
		{"User-agent: gainsay\nUser-agent: other\nDisallow: /a", false},
		{"User-agent: other\nDisallow: /b\nUser-agent: gainsay\nDisallow: /c", true},
		/* several groups of one name are one; other lines end none */
		{"User-agent: gainsay\nDisallow: /b\nUser-agent: x\nDisallow: /\n"
		 "User-agent: gainsay\nDisallow: /a",
			false},
		{"User-agent: *\nSitemap: https://a.example/s\nCrawl-delay: 5\nDisallow: /a",
			false},
		{"\xEF\xBB\xBFUser-agent: *\nDisallow: /a", false},
		{"User-agent: *\nDisallow /a\nnonsense\n:\n::\n", true}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(allows(cases[i].text, "/a") == cases[i].want, "case %zu", i);
}
END_TEST

START_TEST(test_paths)
{
	static const struct {
		const char *rules, *path;
		bool want;
	} cases[] = {{"Disallow: /a", "/abc", false}, {"Disallow: /a", "/b/a", true},
		{"Disallow: /a/", "/a", true}, {"Disallow: /A", "/a", true},
		/* the longest rule decides, and allow before disallow */
		{"Disallow: /\nAllow: /news", "/news/1", true},
		{"Allow: /news\nDisallow: /news/old", "/news/old/1", false},
		{"Disallow: /p\nAllow: /p", "/p", true}, {"Allow: /p\nDisallow: /p", "/p", true},
		{"Allow: /page\nDisallow: /*.html", "/page.html", false},
		/* any run of bytes; the end */
		{"Disallow: /*.pdf$", "/x/y.pdf", false}, {"Disallow: /*.pdf$", "/y.pdf?a", true},
		{"Disallow: /a*b*c", "/aXbYbZc", false}, {"Disallow: /a*b*c", "/aXbY", true},
		{"Disallow: /$", "/", false}, {"Disallow: /$", "/x", true},
		{"Disallow: *", "/x", false}, {"Disallow: /a$b", "/a$b", false},
		{"Disallow: /*?*print=1", "/x?y=2&print=1", false},
		{"Disallow: /*/*/*/*/*/*/*/*/*/*/*/*/*z", "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a",
			true},
		/* one form for what is the same */
		{"Disallow: /caf\xC3\xA9", "/caf%c3%a9", false},
		{"Disallow: /%7Ejoe", "/~joe", false}, {"Disallow: /a%2fb", "/a/b", true},
		{"Disallow: /a%2fb", "/a%2Fb", false}, {"Disallow: /%zz", "/%zz", false}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *text = xasprintf("User-agent: *\n%s\n", cases[i].rules);
		ck_assert_msg(allows(text, cases[i].path) == cases[i].want, "case %zu", i);
	}
}
END_TEST

UNIT_MAIN("robots", test_groups, test_paths)
