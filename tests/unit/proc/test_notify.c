#include "proc/notify.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit.h"
#include "util/clock.h"
#include "util/mem.h"

/* A manager of our own: a datagram socket in the abstract namespace. */
static int manager(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	AUTOFREE char *name = xasprintf("@gainsay-test-%d", (int)getpid());
	memcpy(address.sun_path, name, strlen(name));
	address.sun_path[0] = '\0';
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, len), 0);
	(void)setenv("NOTIFY_SOCKET", name, 1);
	return fd;
}

static void expect(int fd, const char *want)
{
	char got[4096];
	ssize_t n = recv(fd, got, sizeof(got) - 1, MSG_DONTWAIT);
	ck_assert_int_ge(n, 0);
	got[n] = '\0';
	ck_assert_str_eq(got, want);
}

START_TEST(each_message_is_one_datagram)
{
	int fd = manager();
	clock_fake(1700000000123);
	ck_assert(notify_ready("following 31 feeds"));
	expect(fd, "READY=1\nSTATUS=following 31 feeds");
	ck_assert(notify_ready(NULL));
	expect(fd, "READY=1");
	ck_assert(notify_status("a\nREADY=1\rb"));
	expect(fd, "STATUS=a READY=1 b");
	ck_assert(notify_reloading());
	expect(fd, "RELOADING=1\nMONOTONIC_USEC=1700000000123000");
	ck_assert(notify_stopping("delivering"));
	expect(fd, "STOPPING=1\nSTATUS=delivering");
	ck_assert(notify_watchdog());
	expect(fd, "WATCHDOG=1");
	ck_assert(notify_extend(5000000));
	expect(fd, "EXTEND_TIMEOUT_USEC=5000000");
	clock_fake(-1);
	(void)close(fd);
	ck_assert(!notify_watchdog()); /* nobody listens: no reason to stop */
}
END_TEST

START_TEST(a_path_is_an_address_too)
{
	char dir[] = "/tmp/gainsay-notify-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	AUTOFREE char *path = xasprintf("%s/socket", dir);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	memcpy(address.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	(void)setenv("NOTIFY_SOCKET", path, 1);
	ck_assert(notify_send("READY=1"));
	expect(fd, "READY=1");
	(void)close(fd);
	(void)unlink(path);
	(void)rmdir(dir);
}
END_TEST

START_TEST(without_a_manager_nothing_is_sent)
{
	static const char *const wrong[] = {"", "/", "@", "relative", "vsock:2:1"};
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		(void)setenv("NOTIFY_SOCKET", wrong[i], 1);
		ck_assert(!notify_send("READY=1"));
	}
	char *longer = xasprintf("/%0200d", 0);
	(void)setenv("NOTIFY_SOCKET", longer, 1);
	free(longer);
	ck_assert(!notify_send("READY=1"));
	(void)unsetenv("NOTIFY_SOCKET");
	ck_assert(!notify_ready("x"));
}
END_TEST

START_TEST(the_watchdog_interval)
{
	AUTOFREE char *own = xasprintf("%d", (int)getpid());
	static const struct {
		const char *usec;
		int pid; /* 1: ours, 0: none, -1: another's */
		int64_t want;
	} cases[] = {{"30000000", 1, 30000}, {"30000000", 0, 30000}, {"30000000", -1, 0},
		{NULL, 1, 0}, {"", 1, 0}, {"0", 0, 0}, {"-5", 0, 0}, {"12x", 0, 0}, {"10", 0, 1}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		(void)unsetenv("WATCHDOG_USEC");
		(void)unsetenv("WATCHDOG_PID");
		if (cases[i].usec)
			(void)setenv("WATCHDOG_USEC", cases[i].usec, 1);
		if (cases[i].pid)
			(void)setenv("WATCHDOG_PID", cases[i].pid > 0 ? own : "1", 1);
		ck_assert_int_eq(notify_watchdog_ms(), cases[i].want);
	}
}
END_TEST

UNIT_MAIN("proc/notify", each_message_is_one_datagram, a_path_is_an_address_too,
	without_a_manager_nothing_is_sent, the_watchdog_interval)
