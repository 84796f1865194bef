#ifndef PROC_SANDBOX_H
#define PROC_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * What a process that parses strangers' bytes gives up, for good, before it reads the first one:
 * new privileges, being traced or dumped, files outside a few folders, writing any file, network,
 * starting programs, memory beyond a limit. Each layer that the kernel does not offer is left out
 * and reported: the others still hold.
 */
struct sandbox_spec {
	const char *const *read_paths; /* files and folders that may be read; ends with NULL; NULL
					  items before the end are not allowed, absent paths are
					  ignored */
	int64_t memory_bytes; /* RLIMIT_AS; 0: none; under AddressSanitizer never set */
	int64_t max_files; /* RLIMIT_NOFILE; 0: as it is */
};

struct sandbox_report {
	bool landlock; /* files are closed */
	bool seccomp; /* network and programs are closed */
};

/* 0, or ERR_FAIL when even what every kernel has could not be set. */
int sandbox_enter(const struct sandbox_spec *spec, struct sandbox_report *report, struct err *err);

/* Sets RLIMIT_CPU so that the process is killed after so many more seconds of processor time, to
 * be called before each piece of work. 0 or -1. */
int sandbox_allow_cpu(int64_t secs);

#endif
