#include "article/bytepass.h"
#include "unit.h"
#include "util/mem.h"

/* What the pass makes of a piece of markup. */
static void check_pass(const char *in, const char *want)
{
	struct bytepass pass;
	bytepass_run(in, strlen(in), &pass);
	ck_assert_str_eq(buf_str(&pass.html), want);
	bytepass_release(&pass);
}

START_TEST(test_end_tags)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{"<p>a<p>b", "<p>a</p><p>b</p>"},
		{"<p>a<div>b</div>c", "<p>a</p><div>b</div>c"},
		{"<section><div>a</section>b", "<section><div>a</div></section>b"},
		{"<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"},
		{"<li><ul><li>a</ul>b", "<li><ul><li>a</li></ul>b</li>"},
		{"<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"},
		{"<table><tr><td>a<td>b<tr><td>c</table>d",
			"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d"},
		{"<div><table><tr><td></div>a</table></div>b",
			"<div><table><tr><td>a</td></tr></table></div>b"},
		{"a</p></div></b>b", "ab"},
		{"<b><p>a</b>b</p>", "<b><p>ab</p></b>"},
		{"<a href=x>a<a href=y>b", "<a href=\"x\">a</a><a href=\"y\">b</a>"},
		{"<h2>a<h3>b</h2>c", "<h2>a</h2><h3>b</h3>c"},
		/* A button that was never ended does not hold the rest of the page. */
		{"<div><button>a</div><p>b", "<div><button>a</button></div><p>b</p>"},
		{"<button>a<button>b", "<button>a</button><button>b</button>"},
		{"<p>a<button><p>b</button>c</p>", "<p>a<button><p>b</p></button>c</p>"},
		{"a<br>b</br>c<img src=x>d", "a<br/>b<br/>c<img/>d"},
		{"<x-card><div>a</x-card>b", "<x-card><div>a</div></x-card>b"},
		{"<html lang=en><body>a</body></html>b",
			"<html lang=\"en\"><body>ab</body></html>"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_pass(cases[i].in, cases[i].want);
}
END_TEST

START_TEST(test_unseen)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{"a<!-- <p>b -->c", "ac"},
		{"a<!-->b", "ab"},
		{"a<!-- never ended <b>b</b>", "ab"},
		{"a<!x>b<?y>c</>d</ z>e", "abcde"},
		{"a<script>if (1<2) '<p>'</script>b", "ab"},
		{"a<SCRIPT>x</ScRiPt >b", "ab"},
		{"a<style>p>b{}</style>b<noscript><p>x</noscript>c", "abc"},
		{"a<noscript>never ended", "anever ended"},
		{"a<template><template>x</template>y</template>b", "ab"},
		{"a<svg><title>x</title><path d=\"<\"/></svg>b", "ab"},
		{"<title>a <b> c</title>", "<title>a &lt;b> c</title>"},
		{"1 < 2 and 3<4 <", "1 &lt; 2 and 3&lt;4 &lt;"},
		{"a\x01"
		 "b",
			"a b"},
		{"a<p class", "a"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		check_pass(cases[i].in, cases[i].want);
	struct bytepass pass;
	bytepass_run("a\0b", 3, &pass);
	ck_assert_str_eq(buf_str(&pass.html), "a b");
	bytepass_release(&pass);
}
END_TEST

START_TEST(test_attributes)
{
	check_pass("<p CLASS=a id='b c' onclick=\"x>y\" class=z hidden>t",
		"<p class=\"a\" hidden=\"\" id=\"b c\">t</p>");
	check_pass("<p title='say \"a\" <b>'>t", "<p title=\"say &quot;a&quot; &lt;b>\">t</p>");
}
END_TEST

START_TEST(test_json_ld)
{
	const char *page =
		"<script type=\"application/ld+json\">{\"a\":1}</script><script>no</script>";
	struct bytepass pass;
	bytepass_run(page, strlen(page), &pass);
	ck_assert_uint_eq(pass.n_scripts, 1);
	ck_assert_uint_eq(pass.scripts[0].len, 7);
	ck_assert_int_eq(memcmp(pass.scripts[0].bytes, "{\"a\":1}", 7), 0);
	bytepass_release(&pass);
}
END_TEST

UNIT_MAIN("bytepass", test_end_tags, test_unseen, test_attributes, test_json_ld)
