#include "proc/activate.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"
#include "util/mem.h"

/* Whatever the test's own frame has there is put back. */
static int kept;

/* Before that frame opens a file: what it writes to must not be number 3. */
__attribute__((constructor)) static void occupy(void)
{
	int fd = open("/dev/null", O_RDONLY);
	if (fd > 3)
		(void)close(fd);
}

static void keep(void)
{
	kept = dup(3);
}

static void put_back(void)
{
	(void)close(3);
	if (kept >= 0) {
		(void)dup2(kept, 3);
		(void)close(kept);
	}
}

/* Makes fd number 3. */
static void place(int fd)
{
	ck_assert_int_eq(dup2(fd, 3), 3);
	if (fd != 3)
		(void)close(fd);
}

static void say(long pid, const char *fds)
{
	AUTOFREE char *text = xasprintf("%ld", pid);
	(void)setenv("LISTEN_PID", text, 1);
	(void)setenv("LISTEN_FDS", fds, 1);
	(void)setenv("LISTEN_FDNAMES", "gainsay.socket", 1);
}

START_TEST(takes_a_socket_meant_for_it)
{
	keep();
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	place(fd);
	say((long)getpid(), "1");
	ck_assert_int_eq(activate_socket(), 3);
	ck_assert(fcntl(3, F_GETFD) & FD_CLOEXEC);
	ck_assert_ptr_null(getenv("LISTEN_PID"));
	ck_assert_ptr_null(getenv("LISTEN_FDS"));
	ck_assert_int_eq(activate_socket(), -1);
	say((long)getpid() + 1, "1");
	ck_assert_int_eq(activate_socket(), -1);
	ck_assert_ptr_null(getenv("LISTEN_FDNAMES"));
	static const char *const odd[] = {"0", "-1", "x", "1x", "9999", ""};
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		say((long)getpid(), odd[i]);
		ck_assert_int_eq(activate_socket(), -1);
	}
	put_back();
}
END_TEST

START_TEST(leaves_what_does_not_listen)
{
	keep();
	place(socket(AF_INET, SOCK_DGRAM, 0));
	say((long)getpid(), "1");
	ck_assert_int_eq(activate_socket(), -1);
	place(socket(AF_INET, SOCK_STREAM, 0));
	say((long)getpid(), "1");
	ck_assert_int_eq(activate_socket(), -1);
	put_back();
}
END_TEST

UNIT_MAIN("proc/activate", takes_a_socket_meant_for_it, leaves_what_does_not_listen)
