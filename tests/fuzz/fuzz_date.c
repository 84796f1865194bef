#include <stdint.h>
#include <stdlib.h>

#include "text/date.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTOFREE char *text = xstrndup(size ? (const char *)data : "", size);
	bool zoned;
	int64_t time = date_parse(text, &zoned);
	if (time == DATE_UNKNOWN)
		return 0;
	/* what is read can be written, and is read again as the same time */
	char out[DATE_TEXT_SIZE];
	date_format(time, out);
	if (!out[0] || date_parse(out, NULL) != time)
		abort();
	return 0;
}
