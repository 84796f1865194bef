/* URL work on whatever a feed or page puts into a link: first half a base, second half a reference.
 */
#include <stdint.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTOFREE char *all = xstrndup((const char *)data, size);
	char *newline = strchr(all, '\n');
	const char *base = NULL, *ref = all;
	if (newline) {
		*newline = '\0';
		base = all;
		ref = newline + 1;
	}
	AUTOFREE char *whole = url_resolve(base, ref);
	AUTOFREE char *identity = url_identity(ref);
	AUTOFREE char *host = url_host(ref);
	AUTOFREE char *redacted = url_redacted(ref);
	if (url_is_http(ref) != (identity != NULL) || !redacted)
		abort();
	/* what was resolved once stays as it is */
	if (whole) {
		AUTOFREE char *again = url_resolve(NULL, whole);
		if (!again)
			abort();
	}
	return 0;
}
