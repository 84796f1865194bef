/*
 * Preloaded into the daemon it bends the world outside: the wall clock, names and the network.
 * WORLD names a file of three 64-bit numbers, which the test changes while the daemon runs:
 *
 *   by how many milliseconds the wall clock is off
 *   not 0: no name can be resolved; else names under "test" are this machine
 *   1: the network is unreachable; more: that port of it
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { CLOCK, NAMES, NETWORK, NUMBERS };
static const volatile int64_t *world;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("WORLD");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	void *map = mmap(NULL, NUMBERS * sizeof(*world), PROT_READ, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED)
		world = map;
	(void)close(fd);
}

int clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = (int)syscall(SYS_clock_gettime, id, ts);
	if (rc < 0 || id != CLOCK_REALTIME || !world)
		return rc;
	int64_t ns = ts->tv_nsec + world[CLOCK] % 1000 * 1000000;
	ts->tv_sec += world[CLOCK] / 1000 + ns / 1000000000 - (ns < 0);
	ts->tv_nsec = ns % 1000000000 + (ns < 0 ? 1000000000 : 0);
	return 0;
}

int getaddrinfo(
	const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	size_t len = name ? strlen(name) : 0;
	if (len < 5 || strcmp(name + len - 5, ".test") != 0)
		return real(name, service, hints, out);
	return world && world[NAMES] ? EAI_AGAIN : real("127.0.0.1", service, hints, out);
}

int connect(int fd, const struct sockaddr *address, socklen_t len)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
	if (world && world[NETWORK] && address->sa_family == AF_INET &&
		(world[NETWORK] == 1 || world[NETWORK] == ntohs(in->sin_port))) {
		errno = ENETUNREACH;
		return -1;
	}
	return (int)syscall(SYS_connect, fd, address, len);
}
