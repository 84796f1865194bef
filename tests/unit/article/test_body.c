#include <time.h>

#include "article/article.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"

/* Paragraphs long enough to be an article: A to D are its text in every case below. */
#define A                                                                                      \
	"The two delegations left the city on Monday without a date, officials on both sides " \
	"said."
#define B                                                                                         \
	"\xE2\x80\x9CWe agreed on nothing that we did not bring with us,\xE2\x80\x9D the deputy " \
	"minister told reporters."
#define C                                                                                       \
	"The text has nineteen points, of which six were read out, according to a diplomat in " \
	"the room."
#define D "Neither side would say when the rest will be discussed, and the hosts declined to guess."
#define LONG                                                                                     \
	"The hotel on the quay was built for a fair that was never held, and the room in which " \
	"the delegations met was to be its ballroom: it has windows on three sides, a gallery "  \
	"for an orchestra, and a ceiling painted with ships, which the interpreters could see "  \
	"from their booths while they waited, hour after hour, for somebody to say a thing "     \
	"that had not been said before, in one language or in the other."
#define P(text) "<p>" text "</p>"
#define TEXT    A "\n\n" B "\n\n" C "\n\n" D
/* A sentence that must never be in the text. */
#define X                                                                                     \
	"The harbour master was said to have promised that nothing of the kind would happen " \
	"again."

static void extract(const char *html, struct article *article)
{
	struct err err = ERR_INIT;
	struct article_source source = {.bytes = html,
		.len = strlen(html),
		.url = "https://www.post.example/2025/11/24/leave"};
	ck_assert_int_eq(article_extract(&source, article, &err), 0);
}

static void check_text(const char *body, const char *want)
{
	AUTOFREE char *html = xasprintf("<html><head><title>They leave</title></head><body>"
					"<ul><li><a href=/a>World</a><li><a href=/b>Sport</a></ul>"
					"<h1>They leave</h1>%s</body></html>",
		body);
	struct article article;
	extract(html, &article);
	ck_assert_msg(strcmp(article.text, want) == 0, "of %s\ncame: %s\n", body, article.text);
	article_release(&article);
}

START_TEST(test_left_out)
{
	static const char *const bodies[] = {
		"<div class=body>" P(A) P(B) P(C) P(D) "</div>",
		/* A caption, its credit, an advertisement, a share bar. */
		"<div>" P(
			A) "<figure><img src=x><figcaption>" X
			   "</figcaption></figure>" P(B) "<div class=ad-slot>Advertisement</div>" P(
				   C) "<ul class=share><li>Share</ul>" P(D) "</div>",
		"<div>" P(A) P(B) "<div class=img><img src=x><small>The ministers at the lake."
				  "</small></div>" P(C) P(D) "</div>",
		/* A poll. */
		"<div>" P(A) P(B) P(C)
			P(D) "<div class=wp-polls><p><strong>" X
			     "</strong></p><ul><li>Yes, it will be so (41%, 16 "
			     "Votes)<li>No, it will not (59%, 23 Votes)</ul></div></div>",
		/* Related articles in all their shapes. */
		"<div>" P(A) P(B) "<p>Read also: <a href=/x>Why the first round failed</a></p>" P(C)
			P(D) "</div>",
		"<div>" P(A) P(B) "<p>\xD0\xA7\xD0\xB8\xD1\x82\xD0\xB0\xD0\xB9\xD1\x82\xD0\xB5 "
				  "\xD1\x82\xD0\xB0\xD0\xBA\xD0\xBE\xD0\xB6: <a href=/x>six of "
				  "nineteen points</a></p>" P(C) P(D) "</div>",
		"<div>" P(A) "<aside><h4>More</h4>" P(X) "</aside>" P(B) P(C) P(D) "</div>",
		"<div>" P(A) P(B) P(C) P(D) "<div class=related-articles>" P(X) "</div></div>",
		"<main><div>" P(A) P(B) P(C)
			P(D) "</div><ul>"
			     "<li class=it><h3><a href=/1>The first of other articles</a></h3>" P(
				     X) "<li class=it><h3><a href=/2>The second of other "
					"articles</a></h3>" P(X) "<li class=it><h3><a href=/3>The "
								 "third of other "
								 "articles</a></h3>" P(X) "</ul></"
											  "main>",
		"<div>" P(A) P(B) P(C) P(D) "<h3>About the author</h3>" P(X) "</div>",
		/* Readers, newsletters, consent, footers. */
		"<div>" P(A) P(B) P(C) P(D) "</div><div id=comments>" P(X) P(X) P(X) P(X) P(X) P(X)
			P(X) P(X) P(X) P(X) "</div>",
		"<div>" P(A) P(B) "<div class=newsletter-signup>" P(X) "</div>" P(C) P(D) "</div>",
		"<div id=cookie-consent>" P("We use cookies. " X) P(X) "</div><div>" P(A) P(B) P(C)
			P(D) "</div>",
		"<div>" P(A) P(B) P(C) P(D) "</div><footer>" P(X) P(X) P(X) P(X) P(X) "</footer>",
		/* What no reader sees. */
		"<div>" P(A) P(B) "<div style='display: none'>" P(X) "</div>" P(C) P(D) "</div>",
		"<div>" P(A) P(B) "<template>" P(X) "</template>" P(C) P(D) "</div>",
		/* The same text for two kinds of screens. */
		"<div>" P(A) P(B) P(C) P(D) "</div><div>" P(A) P(B) P(C) P(D) "</div>",
		/* The next article below. */
		"<article>" P(A) P(B) P(C) P(D) "</article><article><h1>Another</h1>" P(X)
			P(X) "</article>",
	};
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
		check_text(bodies[i], TEXT);
}
END_TEST

START_TEST(test_kept)
{
	check_text("<div id=story>" A "<br><br>" B "<br> <br>" C "<br><br>" D "</div>", TEXT);
	check_text("<div>" P(A) P(B) "<h2>The text</h2>" P(C) "<ul><li>A mission of 400 observers."
							      "<li>All for all</ul>" P(D) "</div>",
		A "\n\n" B "\n\nThe text\n\n" C
		  "\n\nA mission of 400 observers.\n\nAll for all\n\n" D);
	check_text("<div>" P(A) P(B) P(C)
			   P(D) "<p class=correction>Correction: it was nineteen.</p>"
				"</div>",
		TEXT "\n\nCorrection: it was nineteen.");
	/* A text in two halves, an advertisement between them. */
	check_text("<div><div class=part>" P(A) P(B) "</div><div class=ad>Advertisement</div>"
						     "<div class=part>" P(C) P(D) "</div></div>",
		TEXT);
	/* A name on the first words of a paragraph tells nothing of the rest. */
	check_text("<div>" P(A) "<p><span class=comment>" B "</span> He said no more.</p>" P(C)
			   P(D) "</div>",
		A "\n\n" B " He said no more.\n\n" C "\n\n" D);
	/* Beside a picture stand captions, and paragraphs that are too long for one. */
	check_text("<div>" P(A) "<div><img src=x><p>" LONG "</p></div><div><img src=y><p>" X
				"</p></div>" P(B) P(C) P(D) "</div>",
		A "\n\n" LONG "\n\n" B "\n\n" C "\n\n" D);
	/* A site builder's word for every box. */
	check_text(
		"<div class=widget>" P(A) "</div><div class=widget>" P(
			B) "</div><div class=widget>" P(C) "</div><div class=widget>" P(D) "</div>",
		TEXT);
	/* The summary under the headline, a post shown in the text, a table of data. */
	check_text(
		"<p class=standfirst>No date, no deal and little to say after two days of talks</p>"
		"<div>" P(A) P(B) P(C) P(D) "</div>",
		"No date, no deal and little to say after two days of talks\n\n" TEXT);
	check_text("<div>" P(A) P(B) "<div class=social-embed><blockquote class=twitter-tweet>" P(
			   C) "</blockquote></div>" P(D) "</div>",
		TEXT);
	check_text("<div>" P(A) P(B) "<table><tr><td>Points<td>19<tr><td>Read<td>6</table>" P(C)
			   P(D) "</div>",
		A "\n\n" B "\n\nPoints 19\n\nRead 6\n\n" C "\n\n" D);
}
END_TEST

START_TEST(test_no_article)
{
	static const struct {
		const char *html, *reason;
	} cases[] = {
		{"", "no article found"},
		{"<p>Short.", "no article found"},
		{"<div class=cookie-consent>" P(
			 "We use cookies and so do our partners, as you know.")
				P("By clicking you accept that we store them on "
				  "your device.") "</div>",
			"consent page"},
		{"<h1>World</h1><div><h3><a href=/1>The first of the "
		 "articles</a></h3>" P(A) "<h3><a href=/2>The second of the "
					  "articles</a></h3>" P(B) "<h3><a "
								   "href=/3>The "
								   "third of the "
								   "articles</a></"
								   "h3>" P(C) "<h3>"
									      "<a "
									      "href"
									      "=/"
									      "4>"
									      "The "
									      "four"
									      "th "
									      "of "
									      "the "
									      "arti"
									      "cles"
									      "</"
									      "a></"
									      "h3"
									      ">" P(D) "</div>",
			"index page"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct article article;
		extract(cases[i].html, &article);
		ck_assert_str_eq(article.text, "");
		ck_assert_pstr_eq(article.reason, cases[i].reason);
		article_release(&article);
	}
}
END_TEST

START_TEST(test_json_text)
{
	struct article article;
	extract("<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"articleBody\":"
		"\"" A "\\n" C "\\n" D "\"}</script><div id=app></div>",
		&article);
	ck_assert_str_eq(article.text, A "\n\n" C "\n\n" D);
	article_release(&article);
	/* A text that is sold is not taken from where the page hides it. */
	extract("<h1>They leave</h1><div>" P(A) P(B)
			P("To continue reading, subscribe.") "</div>"
							     "<script "
							     "type='application/"
							     "ld+json'>{\"@type\":\"NewsArticle\","
							     "\"headline\":\"They "
							     "leave\",\"isAccessibleForFree\":"
							     "\"False\",\"articleBody\":\"" A C D C
								     D C D C D "\"}"
							     "</script>",
		&article);
	ck_assert_str_eq(article.text, A "\n\n" B);
	ck_assert_int_eq(article.paywalled, 1);
	article_release(&article);
}
END_TEST

START_TEST(test_bounds)
{
	struct buf html CLEANUP(buf_release) = BUF_INIT(MIB(8));
	(void)buf_puts(&html, "<h1>They leave</h1>" P(A) P(B));
	for (int i = 0; i < 50000; i++)
		(void)buf_puts(&html, i % 2 ? "<div><b>" : "<x-y><i><font>");
	(void)buf_puts(&html, P(C) P(D));
	struct article article;
	extract(html.data, &article);
	ck_assert_ptr_nonnull(strstr(article.text, A));
	article_release(&article);
}
END_TEST

/* Of CPU, for 2 MiB: a tenth is enough, and a quadratic step takes more on any machine. */
#define LINEAR_SECONDS 12

/* What would take hours if any step looked at the rest of the page for each of its parts. */
START_TEST(test_linear)
{
	static const char ld[] = "<p>one two three<script type='application/ld+json'>"
				 "{\"@type\":\"Article\",\"articleBody\":\"";
	static const struct {
		const char *head, *unit;
	} pages[] = {{"", "<svg>"}, {"", "<template>"}, {"", "<noscript>"},
		{"", "<li>one two three"}, {"", "<h2>A heading of this page</h2>"},
		{"", "<div class=ads><p>one"}, {"", "<!--"}, {"", "<!--x>"}, {"", "<"}, {"", "&"},
		{"", "<p>one</p><h1>two</h1>"}, {"", "<b class=author><i class=comment></i></b>"},
		{ld, "&"}, {ld, "<a"}};
	for (size_t k = 0; k < ARRAY_SIZE(pages); k++) {
		struct buf html CLEANUP(buf_release) = BUF_INIT(MIB(2));
		(void)buf_puts(&html, pages[k].head);
		while (html.len < MIB(2) - 100)
			(void)buf_puts(&html, pages[k].unit);
		if (pages[k].head[0])
			(void)buf_puts(&html, "\"}</script>");
		struct article article;
		clock_t start = clock();
		extract(html.data, &article);
		ck_assert_int_lt((clock() - start) / CLOCKS_PER_SEC, LINEAR_SECONDS);
		article_release(&article);
	}
}
END_TEST

START_TEST(test_foreign)
{
	struct article article;
	struct err err = ERR_INIT;
	struct article_source source = {.bytes = "%PDF-1.4", .len = 8};
	ck_assert_int_eq(article_extract(&source, &article, &err), ERR_REJECT);
	ck_assert_str_eq(err.text, "no HTML page but a PDF document");
}
END_TEST

UNIT_MAIN("body", test_left_out, test_kept, test_no_article, test_json_text, test_bounds,
	test_linear, test_foreign)
