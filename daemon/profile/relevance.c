#include "profile/profile.h"
#include "profile/profile_private.h"
#include "util/mem.h"
struct relevance {
	int unused;
};
struct relevance *relevance_load(const char *dir, struct faults *faults)
{
	(void)dir;
	(void)faults;
	return xcalloc(1, sizeof(struct relevance));
}
void relevance_free(struct relevance *s)
{
	free(s);
}
