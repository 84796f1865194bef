/*
 * robots.txt of any site: parsing ends, and so does asking; what follows the first line is the
 * file.
 */
#include <string.h>

#include "net/robots.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const char *text = (const char *)data;
	const char *end = size ? memchr(text, '\n', size) : NULL;
	if (!end || end - text > 2000)
		return 0;
	AUTOFREE char *path = xstrndup(text, (size_t)(end - text));
	struct robots *robots = robots_parse(
		end + 1, size - (size_t)(end + 1 - text), "gainsay/0.1 (a@b.example)");
	(void)robots_allows(robots, path);
	robots_free(robots);
	return 0;
}
