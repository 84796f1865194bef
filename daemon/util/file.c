#include "util/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/mem.h"

static void close_fd(int *fd)
{
	if (*fd > STDERR_FILENO)
		(void)close(*fd);
}

int file_read(const char *path, struct buf *out, struct err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	const char *name = is_stdin ? "standard input" : path;
	CLEANUP(close_fd) int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_FAIL, "cannot open %s: %s", path, strerror(errno));
	char chunk[65536];
	for (;;) {
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_FAIL, "cannot read %s: %s", name, strerror(errno));
		if (n == 0)
			break;
		if (buf_add(out, chunk, (size_t)n) < 0)
			return err_set(
				err, ERR_REJECT, "%s is larger than %zu bytes", name, out->max);
	}
	if (!out->data)
		(void)buf_add(out, "", 0);
	return 0;
}

int file_write_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int file_make_dirs(const char *path, struct err *err)
{
	AUTOFREE char *copy = xstrdup(path);
	for (char *p = copy + 1;; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char old = *p;
		*p = '\0';
		if (mkdir(copy, 0750) < 0 && errno != EEXIST)
			return err_set(err, ERR_FAIL, "cannot make directory %s: %s", copy,
				strerror(errno));
		*p = old;
		if (old == '\0')
			break;
	}
	return 0;
}

int file_sync_dir_of(const char *path)
{
	AUTOFREE char *copy = xstrdup(path);
	CLEANUP(close_fd) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	return fsync(fd);
}

char *file_find_data(const char *relative, const char *installed_path)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n > 0) {
		exe[n] = '\0';
		/* A build directory lies at most this deep below its source tree. */
		for (int up = 0; up < 8; up++) {
			char *slash = strrchr(exe, '/');
			if (!slash || slash == exe)
				break;
			*slash = '\0';
			char *path = xasprintf("%s/%s", exe, relative);
			if (access(path, R_OK) == 0)
				return path;
			free(path);
			if (strncmp(relative, "etc/", 4) != 0)
				continue;
			path = xasprintf("%s/share/gainsay/%s", exe, relative + 4);
			if (access(path, R_OK) == 0)
				return path;
			free(path);
		}
	}
	return access(installed_path, R_OK) == 0 ? xstrdup(installed_path) : NULL;
}
