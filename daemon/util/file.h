#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stddef.h>

struct buf;
struct err;

/*
 * Appends a whole file (path "-": standard input) to out, whose maximum bounds it. Returns 0;
 * ERR_REJECT when it is larger than the maximum; ERR_FAIL when it cannot be read (err names it).
 */
int file_read(const char *path, struct buf *out, struct err *err);

/* Writes all bytes to a descriptor, over interrupts and short writes. 0, or -1 with errno. */
int file_write_all(int fd, const void *bytes, size_t len);

/* Makes a directory and its parents with mode 0750; 0 or ERR_FAIL. */
int file_make_dirs(const char *path, struct err *err);

/* fsync of the directory that holds path, after a create or rename in it. 0 or -1 with errno. */
int file_sync_dir_of(const char *path);

/*
 * Where the program's data lies: `relative` (such as "etc/profiles/ukraine") below the source tree
 * the running binary was built in; or, of what is installed from etc/, below share/gainsay of the
 * tree the binary was installed to, wherever that lies now; else `installed_path`. The caller frees
 * it; NULL when none exists.
 */
char *file_find_data(const char *relative, const char *installed_path);

#endif
