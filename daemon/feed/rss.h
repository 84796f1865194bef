#ifndef FEED_RSS_H
#define FEED_RSS_H

#include <stddef.h>
#include <stdint.h>

#include "feed/feed.h"
#include "feed/names.h"

struct reader;
struct xml_attributes;

/* What RSS 0.9x, 1.0 and 2.0 have of their own. */

/* Sets feed->format from the root's version (may be NULL). */
void rss_format(struct feed *feed, enum feed_key root, const char *version);
/* The same for an RDF document, from the namespace of an element of it. */
void rss_rdf_format(struct feed *feed, const char *uri);

/* The identifier that RDF gives an item as an attribute. */
void rss_entry_start(struct reader *reader, const struct xml_attributes *atts);
/* media:content is an enclosure. */
void rss_media_content(struct reader *reader, const struct xml_attributes *atts);

/* Language and polling hints of the channel, just closed. */
void rss_channel_field(struct reader *reader, enum feed_key key);

/* "Name", "a@b.example", "a@b.example (Name)", "Name <a@b.example>" and the like. */
struct feed_person rss_person(const char *text, size_t len);
/* Bytes from an attribute, or -1. text may be NULL. */
int64_t rss_length(const char *text);

#endif
