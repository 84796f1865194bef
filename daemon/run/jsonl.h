#ifndef RUN_JSONL_H
#define RUN_JSONL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/limits.h"

struct err;
struct jsonl;

/*
 * The JSONL alert log: one JSON object with an "id" a line, appended with one write and flushed to
 * the disk before the append is reported done. The ledger commits first and marks its row last, so
 * after a crash a line may be there whose row is not marked: jsonl_has tells, and with it the log
 * holds each alert exactly once.
 *
 * Opening repairs what a crash left: a torn last line (no newline, or no JSON object) is moved to
 * FILE.torn. The file may be rotated at any time by renaming it; the next append, or jsonl_reopen,
 * goes on in a new one.
 */

/* Opens or creates (mode 0640) the log; its directory must exist. NULL and err on failure. */
struct jsonl *jsonl_open(const char *path, struct err *err);
/* Accepts NULL. */
void jsonl_free(struct jsonl *log);

/*
 * Appends one JSON object (no newline in it or after it; one is added) and returns when it is on
 * the disk. 0, or ERR_RETRY when it could not be written (disk full, I/O error): what part of it
 * reached the file is cut off again, and the next append opens the file anew. ERR_REJECT when the
 * line is no single line.
 */
int jsonl_append(struct jsonl *log, const char *line, size_t len, struct err *err);

/* As much of the log's end as is looked through for ids: an alert is about 2 KiB, and what a crash
 * can leave unmarked are the alerts of one transaction. */
#define JSONL_TAIL_BYTES MIB(4)

/* Whether the line with this "id" is among the newest of the log (JSONL_TAIL_BYTES of it and of
 * FILE.1, into which logrotate renames). */
bool jsonl_has(const struct jsonl *log, const char *id);

/* The largest "seq" among those lines; 0: none has one. */
int64_t jsonl_last_seq(const struct jsonl *log);

/* Opens the path anew, for SIGUSR1. 0 or ERR_RETRY (the old file stays open). An append does the
 * same by itself when the path names another file or none. */
int jsonl_reopen(struct jsonl *log, struct err *err);

/* Bytes of a torn line cut off at the last opening; 0: none. */
size_t jsonl_torn(const struct jsonl *log);

#endif
