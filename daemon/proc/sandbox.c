#include "proc/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/err.h"
#include "util/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Every right of the first version of Landlock; with all of them handled and only reading granted,
 * nothing can be written, made, removed or executed. */
#define LANDLOCK_V1                                                              \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |            \
		LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |     \
		LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |     \
		LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |     \
		LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |   \
		LANDLOCK_ACCESS_FS_MAKE_SYM)

#if defined(__x86_64__)
#define SANDBOX_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SANDBOX_ARCH AUDIT_ARCH_AARCH64
#endif

static int set_limit(__rlimit_resource_t what, int64_t value, const char *name, struct err *err)
{
	struct rlimit old;
	if (getrlimit(what, &old) < 0)
		return err_set(err, ERR_FAIL, "cannot read %s: %s", name, strerror(errno));
	rlim_t want = (rlim_t)value;
	if (old.rlim_max != RLIM_INFINITY && want > old.rlim_max)
		want = old.rlim_max;
	struct rlimit limit = {.rlim_cur = want, .rlim_max = want};
	if (setrlimit(what, &limit) < 0)
		return err_set(err, ERR_FAIL, "cannot set %s: %s", name, strerror(errno));
	return 0;
}

static int grant_read(int ruleset, const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return 0;
	struct stat st;
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = fd,
	};
	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
	long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	(void)close(fd);
	return (int)rc;
}

static bool close_files(const char *const *read_paths)
{
	/* libc loads character set converters when they are first asked for; the sanitizers read
	 * their own maps. */
	static const char *const always[] = {"/usr/lib", "/usr/lib64", "/lib", "/lib64",
		"/usr/share/locale", "/usr/share/zoneinfo", "/etc/ld.so.cache",
		SANITIZED ? "/proc" : "/etc/localtime"};
	struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_V1};
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0)
		return false;
	int rc = 0;
	for (size_t i = 0; i < ARRAY_SIZE(always) && rc == 0; i++)
		rc = grant_read(ruleset, always[i]);
	for (size_t i = 0; read_paths && read_paths[i] && rc == 0; i++)
		rc = grant_read(ruleset, read_paths[i]);
	if (rc == 0)
		rc = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
	(void)close(ruleset);
	return rc == 0;
}

#ifdef SANDBOX_ARCH
#define REFUSE(name)                                           \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/*
 * Refused with EPERM rather than death, so that a library which tries (a resolver, say) takes its
 * error path. Threads and the tracing of oneself stay open only to the sanitizers' leak check.
 */
static bool close_network(void)
{
	static const struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SANDBOX_ARCH, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
		/* The x32 numbers are a second door to every call. */
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#endif
		REFUSE(socket),
		REFUSE(socketpair),
		REFUSE(connect),
		REFUSE(bind),
		REFUSE(listen),
		REFUSE(accept),
		REFUSE(accept4),
		REFUSE(sendto),
		REFUSE(sendmsg),
		REFUSE(execve),
		REFUSE(execveat),
		REFUSE(io_uring_setup),
		REFUSE(bpf),
		REFUSE(perf_event_open),
		REFUSE(userfaultfd),
		REFUSE(keyctl),
		REFUSE(add_key),
		REFUSE(request_key),
		REFUSE(mount),
		REFUSE(unshare),
		REFUSE(setns),
		REFUSE(chroot),
		REFUSE(process_vm_readv),
		REFUSE(process_vm_writev),
#if !SANITIZED
		REFUSE(ptrace),
		REFUSE(clone),
		REFUSE(clone3),
#if defined(__x86_64__)
		REFUSE(fork),
		REFUSE(vfork),
#endif
#endif
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	/* The kernel does not write through the pointer; its type alone is not const. */
	struct sock_filter copy[ARRAY_SIZE(code)];
	memcpy(copy, code, sizeof(code));
	struct sock_fprog program = {.len = ARRAY_SIZE(copy), .filter = copy};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
static bool close_network(void)
{
	return false;
}
#endif

int sandbox_enter(const struct sandbox_spec *spec, struct sandbox_report *report, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(err, ERR_FAIL, "cannot give up new privileges: %s", strerror(errno));
	/* The leak check traces its own process, which an undumpable one refuses. */
	if (!SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(err, ERR_FAIL, "cannot forbid tracing: %s", strerror(errno));
	int rc = set_limit(RLIMIT_CORE, 0, "the core size limit", err);
	/* AddressSanitizer maps terabytes of shadow. */
	if (rc == 0 && spec->memory_bytes > 0 && !SANITIZED)
		rc = set_limit(RLIMIT_AS, spec->memory_bytes, "the memory limit", err);
	if (rc == 0 && spec->max_files > 0)
		rc = set_limit(RLIMIT_NOFILE, spec->max_files, "the limit of files", err);
	if (rc < 0)
		return rc;
	report->landlock = close_files(spec->read_paths);
	report->seccomp = close_network();
	return 0;
}

int sandbox_allow_cpu(int64_t secs)
{
	struct rusage used;
	struct rlimit limit;
	if (getrusage(RUSAGE_SELF, &used) < 0 || getrlimit(RLIMIT_CPU, &limit) < 0)
		return -1;
	rlim_t want = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + secs + 1);
	if (limit.rlim_max != RLIM_INFINITY && want > limit.rlim_max)
		want = limit.rlim_max;
	limit.rlim_cur = want;
	return setrlimit(RLIMIT_CPU, &limit);
}
