#include "run/spool.h"

#include <dirent.h>
#include <errno.h>
#include <unistd.h>

#include "util/err.h"
#include "util/file.h"
#include "util/mem.h"

static void close_dir(DIR **dir)
{
	if (*dir)
		(void)closedir(*dir);
}

int spool_open(const char *dir, struct err *err)
{
	int rc = file_make_dirs(dir, err);
	if (rc < 0)
		return rc;
	DIR *handle CLEANUP(close_dir) = opendir(dir);
	if (!handle)
		return err_set(err, ERR_FAIL, "cannot read %s: %s", dir, strerror(errno));
	for (struct dirent *entry = readdir(handle); entry; entry = readdir(handle)) {
		if (entry->d_name[0] == '.')
			continue;
		if (unlinkat(dirfd(handle), entry->d_name, 0) < 0)
			return err_set(err, ERR_FAIL, "cannot remove %s/%s: %s", dir, entry->d_name,
				strerror(errno));
	}
	return 0;
}

char *spool_path(const char *dir, const char *kind, int64_t id)
{
	return xasprintf("%s/%s-%lld", dir, kind, (long long)id);
}

void spool_remove(const char *path)
{
	if (path)
		(void)unlink(path);
}
