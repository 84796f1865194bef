#ifndef RUN_WORKERS_WIRE_H
#define RUN_WORKERS_WIRE_H

#include <jansson.h>

#include "run/workers.h"

/*
 * What the daemon and its workers say to each other, beside proc/wire.h's frame:
 *
 *   greeting   {"protocol":[1],"profile":DIR|null,"spool":DIR,"plugins":[...]|null,
 *               "memory_bytes":N,"cpu_secs":N}
 *   feed       {"op":"feed","path","url","content_type"}
 *              -> {"feed":{...},"relevant":[true,...]}
 *   article    {"op":"article","path"|"html","url","content_type","title","published"}
 *              -> {"article":{...},"relevant":bool,"unread":bool,"statements":[...]}
 *   understand {"op":"understand","article":{...},"raw":[...]} -> {"statements":[...]}
 *
 * Absent values are null. What a plugin program is asked is {"op":"claims","article":{...}}, and
 * its partial answers are {"statement":{...}}.
 */

/* Each fills *out (release it then) from a worker's answer. 0, or ERR_FAIL when the answer is not
 * of its shape; out is then empty. */
int workers_feed_read(const json_t *answer, struct workers_feed *out, struct err *err);
int workers_article_read(const json_t *answer, struct workers_article *out, struct err *err);
int workers_statements_read(const json_t *answer, struct statements *out, struct err *err);
void workers_feed_release(struct workers_feed *feed);
void workers_article_release(struct workers_article *article);

/* A list of statements as JSON. New reference. */
json_t *workers_statements_write(const struct statements *statements);

/* The request for a source with the op's name. New reference. */
json_t *workers_request(const char *op, const struct workers_source *source);

/* Moves statements that stand where none of `into` does over to it, and keeps it in order of
 * place; the rest of `from` is released. */
void workers_statements_merge(struct statements *into, struct statements *from);

#endif
