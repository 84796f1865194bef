#ifndef ARTICLE_EVIDENCE_H
#define ARTICLE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

/* The word triples of a text, to tell which blocks of a page repeat it. */
struct evidence;

/* text is plain text or markup of any length; only its words count. */
struct evidence *evidence_new(const char *text);
/* Whether most of a passage's word triples (its words, if it has fewer than three) stand there. */
bool evidence_covers(const struct evidence *evidence, const char *text, size_t len);
void evidence_free(struct evidence *evidence);

#endif
