#ifndef RUN_CONFIG_EDIT_H
#define RUN_CONFIG_EDIT_H

#include <stddef.h>

struct err;
struct faults;
struct found_feeds;

/*
 * Writes feeds behind those that a configuration file lists, as a person would: everything else in
 * the file, remarks included, stays byte for byte. The new file is checked as the daemon checks it
 * and then takes the old one's place at once, mode and owner kept. 0; ERR_CONFIG with faults (or
 * err alone) when the list is written in a way that no line can be put behind, or something else is
 * wrong with the file, which then stays as it was; ERR_FAIL when it cannot be written.
 */
int config_add_feeds(
	const char *path, const struct found_feeds *feeds, struct faults *faults, struct err *err);

#endif
