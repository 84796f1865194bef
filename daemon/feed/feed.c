#include "feed/feed.h"

#include "feed/decode.h"
#include "feed/fields.h"
#include "feed/jsonfeed.h"
#include "feed/mend.h"
#include "feed/notes.h"
#include "feed/reader.h"
#include "feed/sniff.h"
#include "feed/xml.h"
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

static int read_document(const char *text, size_t len, bool strict, const char *url,
	struct feed *feed, struct feed_notes *notes, struct err *err)
{
	struct reader *reader = xmalloc(sizeof(*reader));
	reader_init(reader, feed, notes, url);
	int result = xml_read(text, len, strict, reader, err);
	if (result == 0)
		field_finish(reader);
	reader_release(reader);
	free(reader);
	return result;
}

/* Strictly first; what libxml2 refuses is mended and read again from the start. */
static int read_xml(const char *text, size_t len, size_t root, const char *url, struct feed *feed,
	struct feed_notes *notes, struct err *err)
{
	struct feed_notes strict_notes = {0};
	struct err fault = ERR_INIT;
	int result = ERR_REJECT;
	if (xml_is_costly(text, len))
		(void)err_set(&fault, ERR_REJECT, "a tag has too many attributes");
	else
		result = read_document(text, len, true, url, feed, &strict_notes, &fault);
	if (result == 0 && !feed->format[0])
		(void)err_set(&fault, ERR_REJECT, "the feed lies inside another document");
	if (result == 0 && feed->format[0]) {
		size_t n;
		char **items = notes_take(&strict_notes, &n);
		for (size_t i = 0; i < n; i++)
			notes_add(notes, "%s", items[i]);
		release_texts(items, n);
		return 0;
	}
	notes_release(&strict_notes);
	feed_release(feed);
	notes_add(notes, "the XML is broken: %s", fault.text);
	struct buf mended CLEANUP(buf_release) = BUF_INIT(MENDED_MAX);
	mend_xml(text, len, root, &mended, notes);
	result = read_document(buf_str(&mended), mended.len, false, url, feed, notes, err);
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
