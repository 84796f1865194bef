#include "profile/profile.h"
#include "profile/profile_private.h"
#include "util/mem.h"
struct speakers {
	int unused;
};
struct speakers *speakers_load(const char *dir, struct faults *faults)
{
	(void)dir;
	(void)faults;
	return xcalloc(1, sizeof(struct speakers));
}
void speakers_free(struct speakers *s)
{
	free(s);
}
