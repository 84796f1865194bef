#ifndef RUN_SPOOL_H
#define RUN_SPOOL_H

#include <stdint.h>

struct err;

/* The directory of fetched bytes on their way to a worker. What is in it is fetched again after a
 * crash, so it is emptied at start. */

/* Makes it and removes what an earlier run left. 0 or ERR_FAIL. */
int spool_open(const char *dir, struct err *err);
/* The path for one document: KIND-ID in the directory; the caller frees it. */
char *spool_path(const char *dir, const char *kind, int64_t id);
/* Removes a document (path may be NULL). */
void spool_remove(const char *path);

#endif
