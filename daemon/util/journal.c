#include "util/journal.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/buf.h"

/* "DEVICE:INODE" in decimal digits. */
#define STREAM_NAME_SIZE 48

bool journal_is_stream(const char *name, int fd)
{
	struct stat st;
	char own[STREAM_NAME_SIZE];
	if (!name || fstat(fd, &st) < 0)
		return false;
	(void)snprintf(own, sizeof(own), "%llu:%llu", (unsigned long long)st.st_dev,
		(unsigned long long)st.st_ino);
	return strcmp(name, own) == 0;
}

int journal_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	int error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

static void put_name(struct buf *out, const char *name)
{
	for (const char *p = name; *p; p++) {
		if (*p >= 'a' && *p <= 'z')
			(void)buf_putc(out, (char)(*p - 'a' + 'A'));
		else if ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'))
			(void)buf_putc(out, *p);
		else
			(void)buf_putc(out, '_');
	}
}

void journal_field(struct buf *out, const char *name, const char *value, size_t len)
{
	put_name(out, name);
	/* Only a value of one line may follow "="; any other comes with its length (64 bits, the
	 * least significant byte first), so that no text of a stranger makes a field. */
	if (memchr(value, '\n', len)) {
		(void)buf_putc(out, '\n');
		for (unsigned i = 0; i < 8; i++)
			(void)buf_putc(out, (char)((uint64_t)len >> 8 * i & 0xFF));
	} else {
		(void)buf_putc(out, '=');
	}
	(void)buf_add(out, value, len);
	(void)buf_putc(out, '\n');
}

bool journal_send(int fd, const struct buf *entry)
{
	return send(fd, entry->data, entry->len, MSG_NOSIGNAL) == (ssize_t)entry->len;
}
