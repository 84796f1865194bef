/* Pages a second through article_extract, over pages made here: what a news site ships, with
 * navigation, scripts, related links and comments around an article. */
#include <stdio.h>
#include <time.h>

#include "article/article.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"

#define PAGES    64
#define ROUNDS   4
#define SENTENCE "Officials said the round of talks would be held, although no place was chosen. "

static void make_page(struct buf *html, int seed)
{
	(void)buf_printf(html,
		"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Talks %d go "
		"on | Post</title><meta property=\"og:title\" content=\"Talks %d go on\"><script "
		"type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Talks %d "
		"go "
		"on\",\"datePublished\":\"2025-11-24T18:05:00Z\"}</script><script>",
		seed, seed, seed);
	for (int i = 0; i < 2000; i++)
		(void)buf_puts(html, "window.dataLayer.push({event:'x'});");
	(void)buf_puts(html, "</script></head><body><nav><ul>");
	for (int i = 0; i < 120; i++)
		(void)buf_printf(html,
			"<li class=\"menu-item\"><a href=\"/s/%d\">Section %d</a></li>", i, i);
	(void)buf_printf(html, "</ul></nav><main><article><h1>Talks %d go on</h1>", seed);
	for (int i = 0; i < 20 + seed % 30; i++)
		(void)buf_printf(html,
			"<p class=\"text__body\">" SENTENCE
			"The %d <a href=\"/x\">delegates</a> of "
			"the %d sides agreed. " SENTENCE "</p>%s",
			i, seed, i % 7 == 0 ? "<div class=\"ad-slot\">Advertisement</div>" : "");
	(void)buf_puts(html, "</article><section class=\"related\">");
	for (int i = 0; i < 60; i++)
		(void)buf_printf(html,
			"<div class=\"card card--%d\"><div class=\"card__in\"><h3><a "
			"href=\"/r/%d\">"
			"Another headline of today</a></h3><p>" SENTENCE "</p></div></div>",
			i, i);
	(void)buf_puts(html, "</section><div id=\"comments\">");
	for (int i = 0; i < 40; i++)
		(void)buf_puts(
			html, "<div class=\"comment\"><b>reader</b><p>" SENTENCE "</p></div>");
	(void)buf_puts(html, "</div></main><footer><p>All rights reserved.</p></footer></body>");
}

int main(void)
{
	struct buf pages[PAGES];
	size_t bytes = 0, done = 0;
	for (int i = 0; i < PAGES; i++) {
		buf_init(&pages[i], MIB(4));
		make_page(&pages[i], i);
	}
	clock_t begin = clock();
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < PAGES; i++) {
			struct article_source source = {
				.bytes = pages[i].data, .len = pages[i].len};
			struct article article;
			struct err err = ERR_INIT;
			if (article_extract(&source, &article, &err) < 0 || !article.text[0]) {
				(void)fprintf(stderr, "bench_article: page %d: %s\n", i, err.text);
				return 1;
			}
			bytes += source.len;
			done++;
			article_release(&article);
		}
	double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
	(void)printf("article\t%.0f\tpages/s\t%zu generated pages of %zu KiB\n",
		(double)done / seconds, done, bytes / done / 1024);
	(void)printf("article\t%.1f\tMB/s\tthe same\n", (double)bytes / seconds / 1e6);
	for (int i = 0; i < PAGES; i++)
		buf_release(&pages[i]);
	return 0;
}
