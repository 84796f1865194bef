#include "proc/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"
#include "util/err.h"
#include "util/mem.h"

enum {
	READ_IN = 1,
	READ_OUT = 2,
	WRITE_IN = 4,
	SOCKET = 8,
	EXEC = 16,
	LANDLOCK = 32,
	SECCOMP = 64
};

static bool can_open(const char *dir, int flags)
{
	AUTOFREE char *path = xasprintf("%s/file", dir);
	int fd = open(path, flags | O_CLOEXEC, 0600);
	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

/* What is still possible inside, as the exit status of a child that gives everything up. */
static int inside(const char *allowed, const char *closed)
{
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		const char *paths[] = {allowed, "/nonexistent", NULL};
		struct sandbox_spec spec = {
			.read_paths = paths, .memory_bytes = INT64_C(1) << 30, .max_files = 64};
		struct sandbox_report report = {false, false};
		if (sandbox_enter(&spec, &report, NULL) < 0)
			_exit(255);
		int can = (report.landlock ? LANDLOCK : 0) | (report.seccomp ? SECCOMP : 0);
		can |= can_open(allowed, O_RDONLY) ? READ_IN : 0;
		can |= can_open(closed, O_RDONLY) ? READ_OUT : 0;
		can |= can_open(allowed, O_WRONLY) ? WRITE_IN : 0;
		can |= socket(AF_INET, SOCK_STREAM, 0) >= 0 ? SOCKET : 0;
		char *argv[] = {NULL, NULL};
		argv[0] = (char[]){"/bin/true"};
		(void)execve(argv[0], argv, argv + 1);
		_exit(can);
	}
	int status = 0;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void put_file(const char *dir)
{
	AUTOFREE char *path = xasprintf("%s/file", dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	(void)close(fd);
}

static void drop_dir(const char *dir)
{
	AUTOFREE char *path = xasprintf("%s/file", dir);
	(void)unlink(path);
	(void)rmdir(dir);
}

START_TEST(what_is_given_up)
{
	char allowed[] = "/tmp/gainsay-in-XXXXXX", closed[] = "/tmp/gainsay-out-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(allowed));
	ck_assert_ptr_nonnull(mkdtemp(closed));
	put_file(allowed);
	put_file(closed);
	int can = inside(allowed, closed);
	drop_dir(allowed);
	drop_dir(closed);
	ck_assert_int_ne(can, 255);
	ck_assert(can & READ_IN);
	/* A layer that this kernel lacks is reported, one it has must hold. */
	if (can & LANDLOCK) {
		ck_assert(!(can & READ_OUT));
		ck_assert(!(can & WRITE_IN));
	} else {
		(void)fprintf(stderr, "no Landlock here: files were not closed\n");
		ck_assert(can & READ_OUT);
	}
	if (can & SECCOMP)
		ck_assert(!(can & SOCKET));
	else
		ck_assert(can & SOCKET);
}
END_TEST

START_TEST(processor_time_is_counted_from_now)
{
	struct rlimit before, after;
	ck_assert_int_eq(getrlimit(RLIMIT_CPU, &before), 0);
	ck_assert_int_eq(sandbox_allow_cpu(1000), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_CPU, &after), 0);
	ck_assert_uint_ge(after.rlim_cur, 1000);
	ck_assert_uint_le(after.rlim_cur, 1200);
	ck_assert_uint_eq(after.rlim_max, before.rlim_max);
	ck_assert_int_eq(sandbox_allow_cpu(2000), 0); /* it may be raised again */
	ck_assert_int_eq(setrlimit(RLIMIT_CPU, &before), 0);
}
END_TEST

UNIT_MAIN("proc/sandbox", what_is_given_up, processor_time_is_counted_from_now)
