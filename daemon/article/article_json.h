#ifndef ARTICLE_ARTICLE_JSON_H
#define ARTICLE_ARTICLE_JSON_H

#include <jansson.h>

struct article;
struct err;

/* The object that the `article` command prints and the wire carries ("original_url", "posts",
 * "reason", "paywalled" and "tdm_reserved" only where set). New reference. */
json_t *article_to_json(const struct article *article);
/* 0, or ERR_REJECT when the object is not of that shape. */
int article_from_json(const json_t *json, struct article *article, struct err *err);

#endif
