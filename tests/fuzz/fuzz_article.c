#include <stdint.h>

#include "article/article.h"
#include "article/article_json.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses what HTTP said; the rest is the page. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {NULL, "text/html; charset=utf-8",
		"text/html; charset=windows-1251", "text/html; charset=shift_jis"};
	if (size == 0)
		return 0;
	struct article_source source = {.bytes = (const char *)data + 1,
		.len = size - 1,
		.url = "https://news.example/2025/08/17/a",
		.content_type = types[data[0] % ARRAY_SIZE(types)]};
	struct article article;
	struct err err = ERR_INIT;
	if (article_extract(&source, &article, &err) < 0)
		return 0;
	if (!utf8_valid(article.text, strlen(article.text)))
		abort();
	AUTOJSON json_t *json = article_to_json(&article);
	struct article again;
	if (article_from_json(json, &again, &err) < 0)
		abort();
	article_release(&again);
	article_release(&article);
	return 0;
}
