#ifndef UTIL_LATE_H
#define UTIL_LATE_H

/*
 * Libraries loaded at their first use. With what they need in turn (libcurl alone brings thirty)
 * they take ten times as long to load as a command takes to read a feed, and no command but the
 * daemon's own asks for all of them. The files late_*.c define the functions that are called
 * anywhere, tests included, so that callers include a library's own headers and call it as if it
 * were linked. A library that is not there ends the process with EX_UNAVAILABLE.
 */

/* Loads all that parsers may ask for: for whoever will not be allowed to open files later. */
void late_load_parsers(void);

/* Variables of libraries, which cannot wait as functions can: the version of libxml2 as it writes
 * it, and libunistring's UNINORM_NFKD. */
const char *late_xml_version(void);
const void *late_nfkd(void);

#endif
