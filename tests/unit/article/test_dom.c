#include "article/block.h"
#include "article/bytepass.h"
#include "article/dom.h"
#include "unit.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"

static void parse(const char *html, struct dom *dom)
{
	struct bytepass pass;
	bytepass_run(html, strlen(html), &pass);
	dom_parse(buf_str(&pass.html), pass.html.len, dom);
	bytepass_release(&pass);
}

START_TEST(test_tree)
{
	struct dom dom;
	parse("<div class='a b'>one<p>two &amp; <b>three</b><p>four</div>five", &dom);
	uint32_t div = dom_find(&dom, 0, 0, TAG_DIV);
	uint32_t first = dom_find(&dom, div, 0, TAG_P);
	uint32_t second = dom_find(&dom, div, first, TAG_P);
	ck_assert_str_eq(dom_attr(&dom, div, ATTR_CLASS), "a b");
	ck_assert_ptr_null(dom_attr(&dom, div, ATTR_ID));
	ck_assert(dom_holds(&dom, div, second) && !dom_holds(&dom, first, second));
	ck_assert_uint_eq(dom_find(&dom, div, second, TAG_P), 0);
	AUTOFREE char *text = dom_text_of(&dom, div, KIB(1));
	ck_assert_str_eq(text, "one two & three four");
	AUTOFREE char *cut = dom_text_of(&dom, div, 3);
	ck_assert_str_eq(cut, "one");
	dom_release(&dom);
}
END_TEST

START_TEST(test_limits)
{
	struct buf html CLEANUP(buf_release) = BUF_INIT(MIB(32));
	struct dom dom;
	for (size_t i = 0; i < 20000; i++)
		(void)buf_puts(&html, "<div>");
	(void)buf_puts(&html, "deep");
	parse(html.data, &dom);
	for (size_t i = 0; i < dom.n; i++)
		ck_assert_uint_le(dom.nodes[i].depth, DOM_DEPTH_MAX + 1);
	AUTOFREE char *text = dom_text_of(&dom, 0, KIB(1));
	ck_assert_str_eq(text, "deep");
	dom_release(&dom);
	buf_reset(&html);
	for (size_t i = 0; i < DOM_NODES_MAX + 10; i++)
		(void)buf_puts(&html, "<i>a</i>");
	parse(html.data, &dom);
	ck_assert_uint_le(dom.n, DOM_NODES_MAX);
	dom_release(&dom);
}
END_TEST

START_TEST(test_blocks)
{
	struct dom dom;
	struct blocks blocks;
	parse("<p>One <a href=x>two</a>, <b>three</b>.</p>four<br><br>five<br>six"
	      "<table><tr><td>a<td>b</table><div hidden>seven</div><button>eight</button>",
		&dom);
	blocks_cut(&dom, false, &blocks);
	static const char *const want[] = {"One two, three.", "four", "five six", "a b"};
	ck_assert_uint_eq(blocks.n, ARRAY_SIZE(want));
	for (size_t i = 0; i < blocks.n; i++)
		ck_assert_str_eq(block_text(&blocks, i), want[i]);
	ck_assert_uint_eq(blocks.items[0].words, 3);
	ck_assert_uint_eq(blocks.items[0].link_words, 1);
	ck_assert(blocks.items[0].ends && !blocks.items[1].ends);
	blocks_release(&blocks);
	blocks_cut(&dom, true, &blocks);
	ck_assert_uint_eq(blocks.n, ARRAY_SIZE(want) + 1);
	blocks_release(&blocks);
	dom_release(&dom);
}
END_TEST

UNIT_MAIN("dom", test_tree, test_limits, test_blocks)
