#ifndef FEED_READER_H
#define FEED_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "feed/feed.h"
#include "feed/names.h"
#include "feed/notes.h"
#include "util/buf.h"

struct xml_attributes;

/*
 * Builds a struct feed from the elements of an XML document as they come by. The stack holds what
 * is open; a field counts only as a direct child of the feed, an entry, a person or a media group,
 * so that an image's title is not taken for its entry's. Names mean the same in all formats
 * (names.h); rss.c and atom.c know what the values mean.
 */

/* Deeper than libxml2 lets a strict document be, and than the mending pass writes one. */
#define READER_DEPTH_MAX 300
/* Faults of one kind told in full: a prefix never declared is one fault for each element. */
#define FAULTS_TOLD 3
#define ENTRY_NONE  ((size_t)-1)

/* How the text of an element is to be read. */
enum text_kind {
	TEXT_SIMPLE, /* one value: an address, a date, a name; elements in it are no part of it */
	TEXT_PLAIN, /* plain text, unless elements in it prove otherwise */
	TEXT_HTML, /* HTML, escaped; elements in it are HTML, too */
	TEXT_HTML_ONLY, /* the same where the document says so: text in elements is escaped as well
			 */
	TEXT_MARKUP, /* elements are the markup */
	TEXT_BASE64,
};

struct frame {
	enum feed_key key;
	size_t entry; /* ENTRY_NONE: the feed itself */
	bool markup; /* an element of HTML inside a text */
	char *tag; /* markup: its name; borrowed from who reads the XML */
	char *base; /* owned; NULL: as the frame below */
};

/* What is known of an entry or the feed besides its fields: how good the source of each was. */
struct draft {
	unsigned char title, summary, content, id, link, published, updated;
	bool permalink; /* the id may serve as link */
};

enum feed_family { FAMILY_RSS, FAMILY_RDF, FAMILY_ATOM };

struct reader {
	struct feed *feed;
	struct feed_notes *notes;
	const char *url; /* borrowed; may be NULL */
	struct draft draft; /* the feed's own */
	struct draft *drafts; /* of the entries */
	size_t drafts_cap, entries_cap;
	struct feed_person person; /* being read */
	struct buf person_text; /* its text outside of elements */
	enum feed_family family;
	bool rooted; /* the root was seen */
	enum feed_space root_space;
	char *root_uri, *root_prefix;
	struct frame frames[READER_DEPTH_MAX];
	size_t depth, too_deep;
	/* the element whose text is being read; its frame's number, 0 for none */
	size_t capture;
	enum text_kind kind;
	bool escape; /* text is to be escaped as it comes */
	struct buf text;
	/* attributes of that element: rel, type, length, and href, url, term or isPermaLink */
	char *rel, *type, *length, *value;
	size_t budget; /* bytes that resolving links may still add */
	int period_secs, frequency;
	size_t faults; /* of namespaces */
	bool full; /* FEED_ENTRIES_MAX reached */
	bool list_full; /* some entry had too many authors, categories or enclosures */
};

void reader_init(
	struct reader *reader, struct feed *feed, struct feed_notes *notes, const char *url);
void reader_release(struct reader *reader);

/* Called by xml.c and xml_plain.c. Names live until the element has ended. */
void reader_start(struct reader *reader, const char *local, const char *prefix, const char *uri,
	const struct xml_attributes *atts);
void reader_text(struct reader *reader, const char *text, size_t len);
void reader_end(struct reader *reader);
void reader_fault(struct reader *reader, int line, const char *text);

/* For rss.c and atom.c. */

/* The entry of the innermost open element, NULL in the feed itself. */
struct feed_entry *reader_entry(struct reader *reader);
struct draft *reader_draft(struct reader *reader);
/* The base that holds for the innermost open element; may be NULL. Borrowed. */
const char *reader_base(const struct reader *reader);
/* A reference against that base, within the budget. The caller frees it. */
char *reader_resolve(struct reader *reader, const char *ref, size_t len);
/* The text of the element just closed, trimmed, as a copy; NULL if it is empty. */
char *reader_value(const struct reader *reader);
/* The text as HTML with links resolved, or as plain text; NULL if it is empty. Call once, and one
 * of them. `rss`: HTML that was never declared as such, where only tags of known names are tags. */
char *reader_html(struct reader *reader);
char *reader_plain(struct reader *reader, bool rss);
/* Sets a field unless a better source has set it; takes value (NULL does nothing). Equal ranks:
 * the later wins only if `last`. */
void reader_set(char **field, unsigned char *rank, unsigned char new_rank, bool last, char *value);

#endif
