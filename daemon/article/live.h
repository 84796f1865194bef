#ifndef ARTICLE_LIVE_H
#define ARTICLE_LIVE_H

#include <stdbool.h>

struct article;
struct body;
struct dom;
struct jsonld;

/*
 * Live pages: one article written post by post over a day or more, each post with a time of its
 * own. What is said in a post is as old as the post, not as the page.
 */

/* Whether metadata, markup or address (may be NULL) say that a page is one. */
bool live_is_page(const struct dom *dom, const struct jsonld *ld, const char *url);

/*
 * Fills article->posts: from the page's own posts, or, where JSON-LD has more of them (a page that
 * shows the rest by script), from JSON-LD; the text is then the page's own above its posts and
 * theirs. A text that is sold is left as the page shows it. article->text must be set before.
 */
void live_read(const struct dom *dom, const struct body *body, const struct jsonld *ld,
	struct article *article);

#endif
