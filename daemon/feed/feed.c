#include "feed/feed.h"

#include "feed/decode.h"
#include "feed/fields.h"
#include "feed/jsonfeed.h"
#include "feed/mend.h"
#include "feed/notes.h"
#include "feed/reader.h"
#include "feed/sniff.h"
#include "feed/xml.h"
#include "feed/xml_plain.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"

/* Two bytes of another encoding are at most three of UTF-8; escapes make an ampersand five. */
#define DECODED_MAX (2 * FEED_BYTES_MAX)
#define MENDED_MAX  (4 * FEED_BYTES_MAX)

static void release_people(struct feed_person *people, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(people[i].name);
		free(people[i].email);
		free(people[i].uri);
	}
	free(people);
}

static void release_texts(char **texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
	free(texts);
}

static void release_entry(struct feed_entry *e)
{
	free(e->id);
	free(e->url);
	free(e->title);
	free(e->summary);
	free(e->content);
	release_people(e->authors, e->n_authors);
	release_texts(e->categories, e->n_categories);
	for (size_t i = 0; i < e->n_enclosures; i++) {
		free(e->enclosures[i].url);
		free(e->enclosures[i].type);
	}
	free(e->enclosures);
}

void feed_release(struct feed *feed)
{
	if (!feed)
		return;
	for (size_t i = 0; i < feed->n_entries; i++)
		release_entry(&feed->entries[i]);
	free(feed->entries);
	free(feed->title);
	free(feed->link);
	free(feed->language);
	release_texts(feed->warnings, feed->n_warnings);
	*feed = (struct feed){.ttl_secs = -1};
}

/* How a document is read: by us; or by libxml2, to its first fault or over faults. */
enum reading { PLAINLY, STRICTLY, MENDED };

static int read_document(const char *text, size_t len, enum reading how, const char *url,
	struct feed *feed, struct feed_notes *notes, struct err *err)
{
	struct reader *reader = xmalloc(sizeof(*reader));
	reader_init(reader, feed, notes, url);
	int result;
	if (how == PLAINLY)
		result = xml_read_plain(text, len, reader) ? 0 : ERR_REJECT;
	else
		result = xml_read(text, len, how == STRICTLY, reader, err);
	if (result == 0)
		field_finish(reader);
	reader_release(reader);
	free(reader);
	return result;
}

/* The document as it stands. Nothing of a failed reading is left. */
static int read_unmended(const char *text, size_t len, const char *url, struct feed *feed,
	struct feed_notes *notes, struct err *fault)
{
	for (enum reading how = PLAINLY; how <= STRICTLY; how++) {
		struct feed_notes own CLEANUP(notes_release) = {0};
		if (how == STRICTLY && xml_is_costly(text, len))
			return err_set(fault, ERR_REJECT, "a tag has too many attributes");
		int result = read_document(text, len, how, url, feed, &own, fault);
		if (result == 0 && !feed->format[0])
			result = err_set(
				fault, ERR_REJECT, "the feed lies inside another document");
		if (result == 0) {
			size_t n;
			char **items = notes_take(&own, &n);
			for (size_t i = 0; i < n; i++)
				notes_add(notes, "%s", items[i]);
			release_texts(items, n);
			return 0;
		}
		feed_release(feed);
	}
	return ERR_REJECT;
}

/* What cannot be read as it stands is mended and read again from the start. */
static int read_xml(const char *text, size_t len, size_t root, const char *url, struct feed *feed,
	struct feed_notes *notes, struct err *err)
{
	struct err fault = ERR_INIT;
	if (read_unmended(text, len, url, feed, notes, &fault) == 0)
		return 0;
	notes_add(notes, "the XML is broken: %s", fault.text);
	struct buf mended CLEANUP(buf_release) = BUF_INIT(MENDED_MAX);
	mend_xml(text, len, root, &mended, notes);
	int result = read_document(buf_str(&mended), mended.len, MENDED, url, feed, notes, err);
	if (result == 0 && !feed->format[0])
		return err_set(err, ERR_REJECT, "there is no feed in it that could be read: %s",
			fault.text);
	return result;
}

static int read_text(const struct feed_source *source, struct buf *decoded, struct feed *feed,
	struct feed_notes *notes, struct err *err)
{
	size_t len = source->len, root = 0;
	if (len >= 2 && memcmp(source->bytes, "\x1F\x8B", 2) == 0)
		return err_set(err, ERR_REJECT, "the document is still compressed (gzip)");
	const char *text = decode_text(source->bytes, &len, source->content_type, decoded, notes);
	switch (sniff_text(text, len, &root)) {
	case SNIFF_EMPTY:
		return err_set(err, ERR_REJECT, "the document is empty");
	case SNIFF_HTML:
		return err_set(err, ERR_REJECT, "it is a web page, not a feed");
	case SNIFF_NOTHING:
		return err_set(err, ERR_REJECT, "there is no feed in it");
	case SNIFF_JSON:
		return jsonfeed_read(text + root, len - root, source->url, feed, notes, err);
	case SNIFF_XML:
		break;
	}
	size_t start = 0; /* blank lines before the declaration are many feeds' only fault */
	while (start < len && (text[start] == ' ' || (text[start] >= '\t' && text[start] <= '\r')))
		start++;
	if (start > 0)
		notes_add(notes, "XML: white space before the document was left out");
	return read_xml(text + start, len - start, root - start, source->url, feed, notes, err);
}

int feed_parse(const struct feed_source *source, struct feed *feed, struct err *err)
{
	*feed = (struct feed){.ttl_secs = -1};
	if (source->len > FEED_BYTES_MAX)
		return err_set(err, ERR_REJECT, "the document is larger than %zu MiB",
			FEED_BYTES_MAX >> 20);
	struct feed_notes notes CLEANUP(notes_release) = {0};
	struct buf decoded CLEANUP(buf_release) = BUF_INIT(DECODED_MAX);
	int result = read_text(source, &decoded, feed, &notes, err);
	if (result < 0) {
		feed_release(feed);
		return result;
	}
	feed->warnings = notes_take(&notes, &feed->n_warnings);
	return 0;
}
