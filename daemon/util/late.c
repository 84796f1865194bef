#include "util/late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "util/late_private.h"

void late_load(struct late_library *library)
{
	if (library->handle)
		return;
	library->handle = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
	if (!library->handle) {
		(void)fprintf(stderr, "gainsay: %s\n", dlerror());
		exit(EX_UNAVAILABLE);
	}
	if (library->loaded)
		library->loaded();
}

void *late_find(struct late_library *library, const char *name)
{
	late_load(library);
	void *at = dlsym(library->handle, name);
	if (!at) {
		(void)fprintf(stderr, "gainsay: %s has no %s\n", library->file, name);
		exit(EX_SOFTWARE);
	}
	return at;
}

void late_load_parsers(void)
{
	static struct late_library *const needed[] = {&late_curl, &late_crypto, &late_math,
		&late_stemmer, &late_uchardet, &late_unistring, &late_xml2};
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		late_load(needed[i]);
}
