#include "proc/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/clock.h"
#include "util/mem.h"

/* A status line is for people; the manager shows the start of it. */
#define NOTIFY_STATUS_MAX 1024

/* The address in NOTIFY_SOCKET: a path, or "@name" in the abstract namespace. 0 if there is none.
 */
static socklen_t manager_address(struct sockaddr_un *address)
{
	const char *path = getenv("NOTIFY_SOCKET");
	if (!path || (path[0] != '/' && path[0] != '@') || path[1] == '\0')
		return 0;
	size_t len = strlen(path);
	if (len >= sizeof(address->sun_path))
		return 0;
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(address->sun_path, path, len);
	if (path[0] == '@') {
		address->sun_path[0] = '\0';
		return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	}
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len + 1);
}

bool notify_send(const char *lines)
{
	struct sockaddr_un address;
	socklen_t len = manager_address(&address);
	if (len == 0)
		return false;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	size_t n = strlen(lines);
	bool sent = sendto(fd, lines, n, MSG_NOSIGNAL, (const struct sockaddr *)&address, len) ==
		    (ssize_t)n;
	(void)close(fd);
	return sent;
}

static void add_status(struct buf *out, const char *status)
{
	(void)buf_puts(out, "\nSTATUS=");
	for (; *status; status++)
		(void)buf_putc(out, (unsigned char)*status < ' ' ? ' ' : *status);
}

static bool send_with_status(const char *line, const char *status)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(NOTIFY_STATUS_MAX);
	(void)buf_puts(&out, line);
	if (status)
		add_status(&out, status);
	return notify_send(buf_str(&out));
}

bool notify_ready(const char *status)
{
	return send_with_status("READY=1", status);
}

bool notify_status(const char *status)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(NOTIFY_STATUS_MAX);
	add_status(&out, status);
	return notify_send(buf_str(&out) + 1);
}

bool notify_reloading(void)
{
	AUTOFREE char *lines = xasprintf(
		"RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_mono_ms() * 1000);
	return notify_send(lines);
}

bool notify_stopping(const char *status)
{
	return send_with_status("STOPPING=1", status);
}

bool notify_watchdog(void)
{
	return notify_send("WATCHDOG=1");
}

bool notify_extend(int64_t usecs)
{
	AUTOFREE char *line = xasprintf("EXTEND_TIMEOUT_USEC=%lld", (long long)usecs);
	return notify_send(line);
}

/* A positive decimal number in a variable, or -1. */
static int64_t env_number(const char *name)
{
	const char *text = getenv(name);
	if (!text || text[0] < '0' || text[0] > '9')
		return -1;
	char *end;
	long long value = strtoll(text, &end, 10);
	return *end == '\0' ? value : -1;
}

int64_t notify_watchdog_ms(void)
{
	int64_t usecs = env_number("WATCHDOG_USEC");
	if (usecs <= 0)
		return 0;
	if (getenv("WATCHDOG_PID") && env_number("WATCHDOG_PID") != (int64_t)getpid())
		return 0;
	return usecs < 1000 ? 1 : usecs / 1000;
}
