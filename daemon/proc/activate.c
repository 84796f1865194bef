#include "proc/activate.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/mem.h"

/* The first descriptor that is handed over. */
#define ACTIVATE_FIRST 3
/* More sockets than this is a mistake: the unit has one. */
#define ACTIVATE_MAX 64

/* A positive decimal number in a variable, or -1. */
static long env_number(const char *name)
{
	const char *text = getenv(name);
	if (!text || text[0] < '0' || text[0] > '9')
		return -1;
	char *end;
	long value = strtol(text, &end, 10);
	return *end == '\0' ? value : -1;
}

static bool is_listening(int fd)
{
	int kind = 0, listening = 0;
	socklen_t len = sizeof(kind);
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &kind, &len) < 0 || kind != SOCK_STREAM)
		return false;
	len = sizeof(listening);
	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening;
}

int activate_socket(void)
{
	long pid = env_number("LISTEN_PID"), n = env_number("LISTEN_FDS");
	int found = -1;
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (pid != (long)getpid() || n <= 0 || n > ACTIVATE_MAX)
		return -1;
	for (int fd = ACTIVATE_FIRST; fd < ACTIVATE_FIRST + (int)n; fd++) {
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
		if (found < 0 && is_listening(fd))
			found = fd;
	}
	return found;
}
