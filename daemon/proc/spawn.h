#ifndef PROC_SPAWN_H
#define PROC_SPAWN_H

#include <stdint.h>
#include <sys/types.h>

struct err;

/* What a new program is given; everything is borrowed for the call. */
struct spawn_spec {
	const char *const *argv; /* ends with NULL; argv[0] is a path */
	int64_t memory_bytes, cpu_secs, max_files; /* as struct child_spec has them; 0: none */
};

/* A program started; the descriptors are the caller's, close-on-exec and non-blocking. */
struct spawned {
	pid_t pid; /* also the id of its process group */
	int pid_fd; /* readable when it has ended */
	int in, out, err; /* our ends of its standard streams */
};

/*
 * Starts a program in a process group of its own, with no descriptors but the standard three, the
 * default signals, no way to new privileges, the limits asked for, and the environment without the
 * service manager's variables and credentials. It is killed when this process dies. A program that
 * cannot be executed ends with status 127. 0, or ERR_RETRY when no process could be made.
 */
int spawn(const struct spawn_spec *spec, struct spawned *out, struct err *err);

/* What a status of waitpid says, for people: "exit status 1", "signal 11 (Segmentation fault)". The
 * caller frees it. */
char *spawn_status_text(int status);

#endif
