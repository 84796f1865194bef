/*
 * Preloaded into the daemon it makes one call of a kind fail, the N-th, or all from the N-th on:
 *
 *   FAULT=KIND:N or KIND:N+   KIND is a row of `kinds`
 *   FAULT_MARK=FILE           made when the fault has struck
 *   FAULT_COUNT=FILE          how many calls of each kind there were, written when it ends
 *
 * Only calls on files count, and only those of `gainsay run` itself: its children have faults of
 * their own. With -DFAULT_ALLOC allocations count, too, which a sanitizer does not let be replaced.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { KIND_FULL, KIND_SHORT, KIND_EIO, KIND_SYNC, KIND_OPEN, KIND_RENAME, KIND_ALLOC, KINDS };
static const char *const kinds[KINDS] = {"full", "short", "eio", "sync", "open", "rename", "alloc"};

/* None of it allocates: it is asked from within malloc. */
static bool active;
static enum kind which = KINDS;
static long at, counts[KINDS];
static bool onwards;
static const char *mark, *count_file;

static void note(const char *path, const char *text, size_t len)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return;
	(void)syscall(SYS_write, fd, text, len);
	(void)syscall(SYS_close, fd);
}

/* Counts a call and says whether it is to fail. */
static bool strikes(enum kind kind)
{
	if (!active)
		return false;
	long n = ++counts[kind];
	if (kind != which || (onwards ? n < at : n != at))
		return false;
	if (mark)
		note(mark, "", 0);
	return true;
}

static bool is_file(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && fd > 2;
}

__attribute__((constructor)) static void begin(void)
{
	char line[256] = "";
	int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY, 0);
	long n = syscall(SYS_read, fd, line, sizeof(line) - 1);
	(void)syscall(SYS_close, fd);
	const char *verb = line + strlen(line) + 1;
	if (n <= 0 || verb >= line + n || strcmp(verb, "run") != 0)
		return;
	const char *fault = getenv("FAULT");
	mark = getenv("FAULT_MARK");
	count_file = getenv("FAULT_COUNT");
	for (size_t i = 0; fault && i < KINDS; i++) {
		size_t len = strlen(kinds[i]);
		if (strncmp(fault, kinds[i], len) == 0 && fault[len] == ':') {
			char *end;
			which = (enum kind)i;
			at = strtol(fault + len + 1, &end, 10);
			onwards = *end == '+';
		}
	}
	active = true;
}

__attribute__((destructor)) static void finish(void)
{
	char text[512];
	size_t len = 0;
	if (!active || !count_file)
		return;
	active = false;
	for (size_t i = 0; i < KINDS; i++)
		len += (size_t)snprintf(
			text + len, sizeof(text) - len, "%s %ld\n", kinds[i], counts[i]);
	note(count_file, text, len);
}

/* -1 with errno, or how many bytes of n to let through. */
static ssize_t let_through(int fd, size_t n)
{
	if (!active || !is_file(fd))
		return (ssize_t)n;
	bool full = strikes(KIND_FULL), some = strikes(KIND_SHORT), broken = strikes(KIND_EIO);
	if (full || broken) {
		errno = full ? ENOSPC : EIO;
		return -1;
	}
	return some && n > 1 ? (ssize_t)(n / 2) : (ssize_t)n;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	ssize_t may = let_through(fd, n);
	return may < 0 ? -1 : syscall(SYS_write, fd, bytes, (size_t)may);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t offset)
{
	ssize_t may = let_through(fd, n);
	return may < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, (size_t)may, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t offset)
{
	return pwrite64(fd, bytes, n, offset);
}

static int no_sync(void)
{
	if (!strikes(KIND_SYNC))
		return 0;
	errno = EIO;
	return -1;
}

int fsync(int fd)
{
	return no_sync() < 0 ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return no_sync() < 0 ? -1 : (int)syscall(SYS_fdatasync, fd);
}

static int open_file(int dir, const char *path, int flags, mode_t mode)
{
	if ((flags & O_ACCMODE) != O_RDONLY && strncmp(path, "/dev/", 5) != 0 &&
		strikes(KIND_OPEN)) {
		errno = EACCES;
		return -1;
	}
	return (int)syscall(SYS_openat, dir, path, flags, mode);
}

#define MODE_OF(flags, mode)                           \
	do {                                           \
		if ((flags) & (O_CREAT | O_TMPFILE)) { \
			va_list list;                  \
			va_start(list, flags);         \
			mode = va_arg(list, mode_t);   \
			va_end(list);                  \
		}                                      \
	} while (0)

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	MODE_OF(flags, mode);
	return open_file(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	MODE_OF(flags, mode);
	return open_file(AT_FDCWD, path, flags, mode);
}

int rename(const char *from, const char *to)
{
	if (strikes(KIND_RENAME)) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

#ifdef FAULT_ALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static void *none(void)
{
	errno = ENOMEM;
	return NULL;
}

void *malloc(size_t size)
{
	return strikes(KIND_ALLOC) ? none() : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return strikes(KIND_ALLOC) ? none() : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return strikes(KIND_ALLOC) ? none() : __libc_realloc(old, size);
}
#endif
