#ifndef UTIL_CURL_LOAD_H
#define UTIL_CURL_LOAD_H

/*
 * libcurl, loaded at its first use: with what it needs it is thirty libraries, two thirds of the
 * time a command takes to start, and most commands never ask for it. curl_load.c defines the
 * functions of libcurl that the daemon calls; they are called as if libcurl were linked.
 */

/* Loads it now: for whoever will not be allowed to open files later. */
void curl_load(void);

#endif
