#include <stdint.h>
#include <stdlib.h>

#include "feed/feed.h"
#include "feed/feed_json.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed_source source = {
		.bytes = size ? (const char *)data : "",
		.len = size,
		.url = "http://base.example/dir/feed.xml",
		.content_type = "text/xml; charset=windows-1251",
	};
	struct feed feed CLEANUP(feed_release) = {0};
	if (feed_parse(&source, &feed, NULL) < 0)
		return 0;
	if (!feed.format[0])
		abort();
	/* what is printed is read back as the same */
	AUTOJSON json_t *json = feed_to_json(&feed);
	struct feed again CLEANUP(feed_release) = {0};
	struct err err = ERR_INIT;
	if (feed_from_json(json, &again, &err) < 0)
		abort();
	AUTOJSON json_t *json_again = feed_to_json(&again);
	if (!json_equal(json, json_again))
		abort();
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	(void)json_line(json, &line);
	return 0;
}
