#ifndef FEED_NAMES_H
#define FEED_NAMES_H

/* What an element of a feed is for, whatever its format calls it. */
enum feed_key {
	KEY_OTHER, /* not ours, and nothing in it is */
	KEY_RSS,
	KEY_RDF,
	KEY_FEED,
	KEY_CHANNEL,
	KEY_ENTRY,
	KEY_MEDIA_GROUP,
	KEY_MEDIA_CONTENT,
	KEY_AUTHOR,
	KEY_CREATOR, /* dc:creator, and what else names one person as plain text */
	KEY_NAME,
	KEY_EMAIL,
	KEY_URI,
	KEY_TITLE,
	KEY_TITLE_SPARE, /* media:title, dc:title, itunes:title */
	KEY_LINK,
	KEY_ID,
	KEY_GUID,
	KEY_ID_SPARE, /* dc:identifier */
	KEY_DESCRIPTION,
	KEY_SUMMARY,
	KEY_SUMMARY_SPARE,
	KEY_CONTENT,
	KEY_ENCODED,
	KEY_BODY,
	KEY_FULLTEXT,
	KEY_PUBLISHED,
	KEY_PUBLISHED_SPARE,
	KEY_DATE, /* dc:date */
	KEY_CREATED,
	KEY_UPDATED,
	KEY_UPDATED_SPARE,
	KEY_CATEGORY,
	KEY_ENCLOSURE,
	KEY_LANGUAGE,
	KEY_TTL,
	KEY_SKIP_HOURS,
	KEY_SKIP_DAYS,
	KEY_HOUR,
	KEY_DAY,
	KEY_UPDATE_PERIOD,
	KEY_UPDATE_FREQUENCY,
};

enum feed_space {
	SPACE_OTHER,
	SPACE_CORE, /* no namespace, or one of RSS */
	SPACE_ATOM,
	SPACE_DC,
	SPACE_DCTERMS,
	SPACE_CONTENT,
	SPACE_MEDIA,
	SPACE_SYNDICATION,
	SPACE_ITUNES,
	SPACE_XHTML,
	SPACE_RDF,
	SPACE_YANDEX,
};

/* The namespace by its URI, in any of the spellings in use; by the customary prefix where the
 * document declares none or one nobody knows. uri and prefix may be NULL. */
enum feed_space names_space(const char *uri, const char *prefix);

enum feed_key names_key(enum feed_space space, const char *local);

#endif
