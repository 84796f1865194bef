/* A request to the daemon's page: whatever its bytes, in whatever pieces they come. */
#include <stdint.h>
#include <stdlib.h>

#include "http/request.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_request whole, part;
	AUTOFREE char *bytes = xmalloc(size + 1);
	memcpy(bytes, data, size);
	int rc = http_request_parse(bytes, size, &whole);
	if (rc == 1 &&
		(whole.path[0] != '/' || !*whole.host || strlen(whole.path) >= HTTP_PATH_MAX))
		abort();
	if (rc == 0 && size >= HTTP_HEAD_MAX)
		abort();
	/* A part of it is never whole and something else. */
	for (size_t n = 0; n < size && n < 512; n++) {
		int before = http_request_parse(bytes, n, &part);
		if (before == 1 && (rc != 1 || strcmp(part.path, whole.path) != 0 ||
					   strcmp(part.host, whole.host) != 0))
			abort();
	}
	return 0;
}
