#ifndef TESTS_UNIT_LEDGER_SCRATCH_H
#define TESTS_UNIT_LEDGER_SCRATCH_H

#include <stdio.h>
#include <unistd.h>

#include "unit.h"
#include "util/mem.h"

/* A path for a database in a directory of its own; scratch_remove takes both away. */
static inline char *scratch_path(void)
{
	const char *tmp = getenv("TMPDIR");
	AUTOFREE char *dir = xasprintf("%s/gainsay-ledger-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	return xasprintf("%s/ledger.sqlite", dir);
}

static inline void scratch_remove(char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	for (size_t i = 0; i < ARRAY_SIZE(tails); i++) {
		AUTOFREE char *file = xasprintf("%s%s", path, tails[i]);
		(void)unlink(file);
	}
	*strrchr(path, '/') = '\0';
	ck_assert_int_eq(rmdir(path), 0);
	free(path);
}

#endif
