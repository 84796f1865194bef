#ifndef RULES_TAGGED_H
#define RULES_TAGGED_H

#include "frame.h"
#include "lexicon.h"

struct tagger;

/*
 * The second opinion: runs the tagger over a text, with what the rules found as its hint, and adds
 * the statements that no rule saw. It adds only what has a reporting word of the lexicon and a
 * named speaker: measured on news of the negotiations, the rest of what it sees (attitudes, plans
 * without a word for them) costs more than it brings. Where both see a statement the rules' spans
 * stand.
 */
void tagged_merge(const struct tagger *tagger, const struct lexicon *lexicon, const char *text,
	size_t len, struct found_list *list);

#endif
