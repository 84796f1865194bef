#ifndef FEED_FEED_H
#define FEED_FEED_H

#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * A parsed feed: plain data, every pointer owned by the struct, NULL where the feed says nothing.
 * What the fields hold is the `feed` command's contract: titles are plain text decoded once;
 * summary and content are HTML with relative links resolved; times are Unix seconds or
 * DATE_UNKNOWN (text/date.h); each repair of a broken document adds a warning.
 */
struct feed_person {
	char *name, *email, *uri;
};
struct feed_enclosure {
	char *url, *type;
	int64_t length; /* bytes; -1: not said */
};
struct feed_entry {
	char *id, *url, *title, *summary, *content;
	int64_t published, updated;
	struct feed_person *authors;
	size_t n_authors;
	char **categories;
	size_t n_categories;
	struct feed_enclosure *enclosures;
	size_t n_enclosures;
};
struct feed {
	char format[8]; /* rss090 rss091 rss092 rss093 rss094 rss20 rss10 atom03 atom10 json10
			   json11 rss atom */
	char *title, *link, *language;
	struct feed_entry *entries;
	size_t n_entries;
	char **warnings;
	size_t n_warnings;
	/* Polling hints the document itself gives; -1 or 0 where it gives none. */
	int64_t ttl_secs; /* <ttl>, or sy:updatePeriod and updateFrequency */
	unsigned int skip_hours; /* bit h set: do not poll in GMT hour h */
	unsigned int skip_days; /* bit d set: not on weekday d, 0 is Sunday */
};

struct feed_source {
	const char *bytes; /* borrowed */
	size_t len;
	const char *url; /* where it came from, base of relative links; may be NULL */
	const char *content_type; /* the HTTP header, for its charset; may be NULL */
};

/*
 * Parses any feed format. Returns 0 and fills *feed (release with feed_release), or ERR_REJECT
 * when there is no feed in it (an HTML page, say), with the reason in err. Never fetches anything;
 * time and memory are bounded by FEED_BYTES_MAX and FEED_ENTRIES_MAX.
 */
int feed_parse(const struct feed_source *source, struct feed *feed, struct err *err);
void feed_release(struct feed *feed);

#endif
