#include "article/article.h"

#include "article/body.h"
#include "article/bytepass.h"
#include "article/decode.h"
#include "article/dom.h"
#include "article/entities.h"
#include "article/jsonld.h"
#include "article/live.h"
#include "article/meta.h"
#include "text/date.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A text of this length is more than what is shown of articles that are sold. */
#define TEASER_BYTES_MAX 1500
/* JSON-LD's own text serves where the page shows none, from this length on. */
#define JSON_TEXT_MIN 200
/* ... and where it has this many times more than the page shows. */
#define JSON_TEXT_MORE 3

void article_init(struct article *article)
{
	memset(article, 0, sizeof(*article));
	article->published = DATE_UNKNOWN;
	article->modified = DATE_UNKNOWN;
}

void article_release(struct article *article)
{
	char *const owned[] = {article->url, article->canonical_url, article->original_url,
		article->title, article->site, article->language, article->reason, article->text};
	for (size_t i = 0; i < ARRAY_SIZE(owned); i++)
		free(owned[i]);
	for (size_t i = 0; i < article->n_authors; i++)
		free(article->authors[i]);
	free(article->authors);
	for (size_t i = 0; i < article->n_posts; i++) {
		free(article->posts[i].title);
		free(article->posts[i].url);
	}
	free(article->posts);
	article_init(article);
}

/* Whether JSON-LD has the text and the page only its beginning. A text that is sold is left alone.
 */
static bool json_has_more(const struct body *body, const struct jsonld *ld)
{
	size_t len = ld->body ? strlen(ld->body) : 0;
	if (len < JSON_TEXT_MIN || (body->text.len && ld->is_free == 0))
		return false;
	return !body->text.len || len > body->text.len * JSON_TEXT_MORE;
}

static void take_text(struct body *body, const struct jsonld *ld, struct article *article)
{
	if (json_has_more(body, ld)) {
		article->text = entities_paragraphs(ld->body);
		return;
	}
	article->text = buf_take(&body->text);
	if (!article->text[0])
		article->reason = xstrdup(body->reason ? body->reason : "no article found");
}

int article_extract(const struct article_source *source, struct article *article, struct err *err)
{
	const char *foreign = decode_foreign(source->bytes, source->len, source->content_type);
	if (foreign)
		return err_set(err, ERR_REJECT, "no HTML page but %s", foreign);
	if (source->len > PAGE_BYTES_MAX)
		return err_set(err, ERR_REJECT, "the page has %zu bytes, more than %zu",
			source->len, PAGE_BYTES_MAX);
	article_init(article);
	article->url = xstrdup_null(source->url);
	if (decode_is_binary(source->bytes, source->len)) {
		article->text = xstrdup("");
		article->reason = xstrdup("not HTML");
		return 0;
	}
	/* Each byte may become a three-byte U+FFFD. */
	struct buf utf8 CLEANUP(buf_release) = BUF_INIT(PAGE_BYTES_MAX * 3);
	decode_page(source->bytes, source->len, source->content_type, &utf8);
	struct bytepass pass;
	struct jsonld ld;
	struct dom dom;
	struct body body;
	bytepass_run(buf_str(&utf8), utf8.len, &pass);
	dom_parse(buf_str(&pass.html), pass.html.len, &dom);
	jsonld_read(pass.scripts, pass.n_scripts, source->url, &ld);
	AUTOFREE char *description = NULL;
	AUTOFREE char *title = meta_title(&dom, &ld, &description);
	body_find(&dom,
		&(struct body_hints){.title = title,
			.description = description,
			.is_article = ld.found,
			.is_live = live_is_page(&dom, &ld, source->url),
			.json_body = ld.body},
		&body);
	take_text(&body, &ld, article);
	meta_read(&dom, &ld, body.container, article);
	live_read(&dom, &body, &ld, article);
	/* Some sites mark all they have as sold: only a short text is then a teaser. */
	article->paywalled = body.teaser ||
			     (ld.is_free == 0 && strlen(article->text) < TEASER_BYTES_MAX);
	body_release(&body);
	dom_release(&dom);
	jsonld_release(&ld);
	bytepass_release(&pass);
	return 0;
}
