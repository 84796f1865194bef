#ifndef RULES_LINK_H
#define RULES_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "gainsay_plugin.h"
#include "text/token.h"

/*
 * Tags made into statements: which cue tells which content, and whose it is. Distance rules alone;
 * measured on human tags they lose little, so what is wrong is wrong in the tags.
 */

/* Pieces of one content: more are a list read as speech. */
#define LINK_PIECES_MAX 32

struct link {
	struct gainsay_span pieces[LINK_PIECES_MAX];
	size_t n_pieces;
	struct gainsay_span source, cue; /* begin == end: none */
};

struct links {
	struct link *items; /* in order of the first piece */
	size_t n, cap;
};

void links_make(const struct tokens *tokens, const uint8_t *tags, struct links *out);
void links_release(struct links *links);

#endif
