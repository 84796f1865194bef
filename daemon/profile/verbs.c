#include "profile/profile.h"
#include "profile/profile_private.h"
#include "util/mem.h"
struct verbs {
	int unused;
};
struct verbs *verbs_load(const char *dir, struct faults *faults)
{
	(void)dir;
	(void)faults;
	return xcalloc(1, sizeof(struct verbs));
}
void verbs_free(struct verbs *s)
{
	free(s);
}
