#ifndef UTIL_JOURNAL_H
#define UTIL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* journald's native protocol: an entry is one datagram of fields. log.h is what speaks it. */

/* Where journald listens. */
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/* Whether a descriptor is the journal's end of a stream, as its name ("DEVICE:INODE" in
 * $JOURNAL_STREAM; may be NULL) says: it is not once it has been sent elsewhere. */
bool journal_is_stream(const char *name, int fd);

/* A connected socket, or -1 with errno. */
int journal_connect(const char *path);

/* Appends a field. The name is made one that journald takes: upper case, and "_" for what is no
 * letter, digit or "_". A value may hold anything. */
void journal_field(struct buf *out, const char *name, const char *value, size_t len);

/* Sends the entry; false with errno when it was not taken. Never waits. */
bool journal_send(int fd, const struct buf *entry);

#endif
