/* Whatever is read plainly, libxml2 reads, and makes the same of it. */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "feed/feed.h"
#include "feed/feed_json.h"
#include "feed/notes.h"
#include "feed/reader.h"
#include "feed/xml.h"
#include "feed/xml_plain.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static json_t *outcome(const char *text, size_t len, bool plainly)
{
	struct feed_notes notes CLEANUP(notes_release) = {0};
	struct feed feed CLEANUP(feed_release) = {0};
	struct reader *reader = xmalloc(sizeof(*reader));
	reader_init(reader, &feed, &notes, "http://base.example/dir/feed.xml");
	bool read = plainly ? xml_read_plain(text, len, reader)
			    : xml_read(text, len, true, reader, NULL) == 0;
	reader_release(reader);
	free(reader);
	return read ? feed_to_json(&feed) : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size ? (const char *)data : "";
	if (!utf8_valid(text, size))
		return 0;
	AUTOJSON json_t *plain = outcome(text, size, true);
	if (!plain)
		return 0;
	AUTOJSON json_t *full = outcome(text, size, false);
	if (!full || !json_equal(plain, full))
		abort();
	return 0;
}
