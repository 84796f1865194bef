#include "article/article.h"
#include "article/article_json.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"

static void extract(const char *html, struct article *article)
{
	struct err err = ERR_INIT;
	struct article_source source = {.bytes = html,
		.len = strlen(html),
		.url = "https://www.post.example/2025/11/24/leave"};
	ck_assert_int_eq(article_extract(&source, article, &err), 0);
}

#define LD(json) "<script type=\"application/ld+json\">" json "</script>"

START_TEST(test_title)
{
	static const struct {
		const char *html, *want;
	} cases[] = {
		{"<title>They leave | The Post</title>", "They leave"},
		{"<meta property=og:site_name content='The Post'><title>They leave - Post</title>",
			"They leave"},
		{"<meta property=og:site_name content=Post><meta property=og:title content='They "
		 "leave &amp;amp; stay'>",
			"They leave & stay"},
		/* Two against one. */
		{"<meta property=og:title content='They go'><h1>They leave</h1>" LD(
			 "{\"@type\":\"Article\",\"headline\":\"They leave\"}"),
			"They leave"},
		{"<h1>They  <b>leave</b></h1><title>Post</title>", "They leave"},
		{"<p>nothing", NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct article article;
		extract(cases[i].html, &article);
		ck_assert_pstr_eq(article.title, cases[i].want);
		article_release(&article);
	}
}
END_TEST

START_TEST(test_site)
{
	struct article article;
	extract("<title>They leave | The Post</title><h1>They leave</h1>", &article);
	ck_assert_pstr_eq(article.site, "The Post");
	article_release(&article);
	extract(LD("{\"@type\":\"Article\",\"publisher\":{\"name\":\"Post\"}}"), &article);
	ck_assert_pstr_eq(article.site, "Post");
	article_release(&article);
}
END_TEST

START_TEST(test_authors)
{
	static const struct {
		const char *html;
		const char *want; /* joined by "; " */
	} cases[] = {
		{LD("{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"Oda "
		    "Lind\"},\"Marek Zych\"]}"),
			"Oda Lind; Marek Zych"},
		{LD("[{\"@graph\":[{\"@type\":[\"NewsArticle\"],\"author\":{\"@id\":\"#p\"}"
		    "},{\"@id\":"
		    "\"#p\",\"name\":\"Oda Lind\"}]}]"),
			"Oda Lind"},
		{"<meta name=author content='By Oda Lind and Marek Zych'>", "Oda Lind; Marek Zych"},
		{"<span itemprop=author>Oda Lind, Marek Zych</span>", "Oda Lind; Marek Zych"},
		{"<h1>They leave</h1><div class=byline>By Oda Lind, 24 November 2025</div>",
			"Oda Lind"},
		{"<a rel=author>View all posts by Oda Lind</a>", "Oda Lind"},
		{"<meta name=author content='https://post.example/oda'>", ""},
		{"<form><label class=author>Name *</label></form>", ""},
		/* The site's own name gives way to a person. */
		{"<meta property=og:site_name content=Post>" LD(
			 "{\"@type\":\"Article\",\"author\":{\"name\":\"The "
			 "Post\"}}") "<h1>They leave"
				     "</h1><p class="
				     "byline>By Oda "
				     "Lind</p>",
			"Oda Lind"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct article article;
		struct buf all CLEANUP(buf_release) = BUF_INIT(1000);
		extract(cases[i].html, &article);
		for (size_t k = 0; k < article.n_authors; k++)
			(void)buf_printf(&all, "%s%s", k ? "; " : "", article.authors[k]);
		ck_assert_str_eq(buf_str(&all), cases[i].want);
		article_release(&article);
	}
}
END_TEST

START_TEST(test_dates)
{
	static const struct {
		const char *html, *published, *modified;
	} cases[] = {
		{LD("{\"@type\":\"Article\",\"datePublished\":\"2025-11-24T18:05:00+02:00\","
		    "\"dateModified\":\"2025-11-24T19:00:00Z\"}"),
			"2025-11-24T16:05:00Z", "2025-11-24T19:00:00Z"},
		{"<meta property=article:published_time content=2025-11-24T16:05:00-05:00>",
			"2025-11-24T21:05:00Z", ""},
		{"<meta itemprop=datePublished content='2025-11-24 16:05'>", "2025-11-24T16:05:00Z",
			""},
		{"<h1>x</h1><time datetime=2025-11-24T16:05:00Z>Monday</time>",
			"2025-11-24T16:05:00Z", ""},
		/* The clock of the same day is taken from where it stands. */
		{"<meta name=date content=2025-11-24><time "
		 "datetime=2025-11-24T16:05:00Z>now</time>",
			"2025-11-24T16:05:00Z", ""},
		{"<h1>x</h1><div>Wire reports | Posted November 23, 2025 07:45 PM</div>",
			"2025-11-23T19:45:00Z", ""},
		/* The address comes last. */
		{"<p>nothing", "2025-11-24T00:00:00Z", ""},
		{LD("{\"@type\":\"Article\",\"datePublished\":\"0001-01-01T00:00:00Z\"}"),
			"2025-11-24T00:00:00Z", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct article article;
		char text[DATE_TEXT_SIZE];
		extract(cases[i].html, &article);
		date_format(article.published, text);
		ck_assert_str_eq(text, cases[i].published);
		date_format(article.modified, text);
		ck_assert_str_eq(text, cases[i].modified);
		article_release(&article);
	}
}
END_TEST

START_TEST(test_canonical)
{
	static const struct {
		const char *html, *want, *original;
	} cases[] = {
		{"<link rel=canonical href=/2025/leave>", "https://www.post.example/2025/leave"},
		{"<link rel=canonical href='https://m.post.example/leave'>",
			"https://m.post.example/leave"},
		{"<link rel=canonical href='https://www.post.example/'>", NULL},
		/* Another site's is that of the article this one is taken from. */
		{"<link rel=canonical href='https://wire.other.example/leave'>", NULL,
			"https://wire.other.example/leave"},
		{"<link rel=canonical href='https://wire.other.example/'>", NULL},
		{"<link rel=canonical href='/'><meta property=og:url content='/leave'>",
			"https://www.post.example/leave"},
		{"<link rel=canonical href='javascript:x'>", NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct article article;
		extract(cases[i].html, &article);
		ck_assert_pstr_eq(article.canonical_url, cases[i].want);
		ck_assert_pstr_eq(article.original_url, cases[i].original);
		article_release(&article);
	}
}
END_TEST

START_TEST(test_lenient_json_ld)
{
	static const char *const blocks[] = {
		"{\"@type\":\"NewsArticle\",\"headline\":\"They\nleave\",}",
		"<![CDATA[{\"@type\":\"NewsArticle\",\"headline\":\"They leave\"}]]>;",
		"// <!--\n{\"@type\":\"NewsArticle\",\"headline\":\"They leave\"};\n// -->",
		"{\"@type\":\"http://schema.org/NewsArticle\",\"headline\":\"They\\x20 leave\"}",
		"{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;They "
		"leave&quot;}",
	};
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		AUTOFREE char *html = xasprintf(
			"<script type=\"application/ld+json\">%s</script>", blocks[i]);
		struct article article;
		extract(html, &article);
		if (i == 3)
			ck_assert_pstr_eq(article.title, "Theyx20 leave");
		else
			ck_assert_pstr_eq(article.title, "They leave");
		article_release(&article);
	}
}
END_TEST

START_TEST(test_json_round)
{
	struct article article, again;
	struct err err = ERR_INIT;
	extract("<h1>They leave</h1><meta name=author content='Oda Lind'>", &article);
	AUTOJSON json_t *json = article_to_json(&article);
	ck_assert_int_eq(article_from_json(json, &again, &err), 0);
	AUTOJSON json_t *twice = article_to_json(&again);
	ck_assert(json_equal(json, twice));
	article_release(&again);
	article_release(&article);
	AUTOJSON json_t *wrong = json_pack("{s:i}", "text", 1);
	ck_assert_int_eq(article_from_json(wrong, &again, &err), ERR_REJECT);
	AUTOJSON json_t *list = json_array();
	ck_assert_int_eq(article_from_json(list, &again, &err), ERR_REJECT);
}
END_TEST

UNIT_MAIN("meta", test_title, test_site, test_authors, test_dates, test_canonical,
	test_lenient_json_ld, test_json_round)
