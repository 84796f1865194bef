#include "profile/profile.h"
#include "profile/profile_private.h"
#include "util/mem.h"
struct issues {
	int unused;
};
struct issues *issues_load(const char *dir, const struct speakers *speakers, struct faults *faults)
{
	(void)dir;
	(void)faults;
	(void)speakers;
	return xcalloc(1, sizeof(struct issues));
}
void issues_free(struct issues *s)
{
	free(s);
}
