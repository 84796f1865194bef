#ifndef PROC_NOTIFY_H
#define PROC_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The service manager's notification protocol (sd_notify(3)): one datagram of NAME=value lines to
 * the socket in NOTIFY_SOCKET. Without that variable every call does nothing. Nothing here blocks.
 */

/* Sends lines as they are ("READY=1\nSTATUS=..."). True when it was sent; false when there is no
 * manager or it could not be told, which is no reason to stop. */
bool notify_send(const char *lines);

/* "READY=1" with a status line. Untrusted bytes in status are harmless: line breaks become blanks.
 */
bool notify_ready(const char *status);
bool notify_status(const char *status);
/* Before a reload; it ends with notify_ready. */
bool notify_reloading(void);
bool notify_stopping(const char *status);
/* The daemon is alive: to be sent from the event loop, after work got done. */
bool notify_watchdog(void);
/* More time for a start or a stop that takes long (a migration), from now. */
bool notify_extend(int64_t usecs);

/* How often the manager wants notify_watchdog at the latest, in milliseconds; 0: no watchdog, or
 * one meant for another process. Send at half of it. */
int64_t notify_watchdog_ms(void);

#endif
