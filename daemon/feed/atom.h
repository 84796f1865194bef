#ifndef FEED_ATOM_H
#define FEED_ATOM_H

#include <stdbool.h>

#include "feed/names.h"
#include "feed/reader.h"

struct feed;
struct xml_attributes;

/* What Atom 0.3 and 1.0 have of their own; RSS feeds borrow much of it. */

/* Sets feed->format from the root's namespace and version; either may be NULL. */
void atom_format(struct feed *feed, const char *uri, const char *version);

/* How a text is written, by its type and mode; `atom` says whether Atom's defaults hold. */
enum text_kind atom_text_kind(
	const struct xml_attributes *atts, enum feed_key key, enum feed_space space, bool atom);

/* A link element just closed, with href or, as in RSS, with the address as its text. */
void atom_link(struct reader *reader);

/* An author, or a name, address or page in one, just closed. */
void atom_person(struct reader *reader, enum feed_key key);

#endif
