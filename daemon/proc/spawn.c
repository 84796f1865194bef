#include "proc/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/err.h"
#include "util/mem.h"

#define EXIT_NO_EXEC 127 /* as a shell says it */

extern char **environ;

/* The manager's channels are ours alone: a child that could write READY=1 or read a credential
 * would have more than it needs. */
static bool is_private(const char *variable)
{
	static const char *const names[] = {"NOTIFY_SOCKET=", "WATCHDOG_USEC=", "WATCHDOG_PID=",
		"LISTEN_FDS=", "LISTEN_PID=", "LISTEN_FDNAMES=", "CREDENTIALS_DIRECTORY="};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strncmp(variable, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* The environment for children: the array is the caller's, the strings are borrowed. */
static char **child_environment(void)
{
	size_t n = 0;
	while (environ && environ[n])
		n++;
	char **out = xcalloc(n + 1, sizeof(*out));
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (!is_private(environ[i]))
			out[kept++] = environ[i];
	return out;
}

static void limit(__rlimit_resource_t what, int64_t value)
{
	struct rlimit l = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
	if (value > 0)
		(void)setrlimit(what, &l);
}

/* In the child, between fork and exec: only calls that are safe after a signal. */
__attribute__((noreturn)) static void become(const struct spawn_spec *spec, char *const *argv,
	char *const *env, const int ends[3], pid_t parent)
{
	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before we asked to be told */
		_exit(EXIT_NO_EXEC);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (int s = 1; s < NSIG; s++)
		(void)signal(s, SIG_DFL);
	for (int i = 0; i < 3; i++)
		if (dup2(ends[i], i) < 0)
			_exit(EXIT_NO_EXEC);
	(void)close_range(3, ~0U, 0);
	limit(RLIMIT_CPU, spec->cpu_secs);
	limit(RLIMIT_NOFILE, spec->max_files);
#if !defined(__SANITIZE_ADDRESS__)
	limit(RLIMIT_AS, spec->memory_bytes);
#endif
	(void)execve(argv[0], argv, env);
	static const char text[] = "cannot be executed\n";
	ssize_t ignored = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)ignored;
	_exit(EXIT_NO_EXEC);
}

static void close_both(const int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			(void)close(fds[i]);
}

/* A pipe whose ends lie above the standard streams, so that dup2 in the child never meets one. */
static int high_pipe(int fds[2])
{
	int raw[2];
	if (pipe2(raw, O_CLOEXEC) < 0)
		return -1;
	for (int i = 0; i < 2; i++)
		fds[i] = fcntl(raw[i], F_DUPFD_CLOEXEC, 3);
	close_both(raw);
	if (fds[0] >= 0 && fds[1] >= 0)
		return 0;
	close_both(fds);
	fds[0] = fds[1] = -1;
	return -1;
}

static void unblock(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags >= 0)
		(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int spawn(const struct spawn_spec *spec, struct spawned *out, struct err *err)
{
	int in[2] = {-1, -1}, answers[2] = {-1, -1}, errors[2] = {-1, -1};
	AUTOFREE char **env = child_environment();
	int rc = ERR_NONE;
	int pid_fd = -1;
	pid_t pid = -1;
	/* exec takes pointers to char for history's sake; it changes nothing. */
	union {
		const char *const *in;
		char *const *out;
	} argv = {.in = spec->argv};
	if (high_pipe(in) < 0 || high_pipe(answers) < 0 || high_pipe(errors) < 0) {
		rc = err_set(err, ERR_RETRY, "cannot make a pipe: %s", strerror(errno));
		goto out;
	}
	pid_t parent = getpid();
	pid = fork();
	if (pid < 0) {
		rc = err_set(err, ERR_RETRY, "cannot make a process: %s", strerror(errno));
		goto out;
	}
	if (pid == 0)
		become(spec, argv.out, env, (const int[3]){in[0], answers[1], errors[1]}, parent);
	/* Both sides set it: whoever is first, a kill of the group finds it. */
	(void)setpgid(pid, pid);
	pid_fd = pidfd_open(pid, 0);
	if (pid_fd < 0) {
		rc = err_set(err, ERR_RETRY, "cannot watch a process: %s", strerror(errno));
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		goto out;
	}
	(void)fcntl(pid_fd, F_SETFD, FD_CLOEXEC);
	*out = (struct spawned){
		.pid = pid, .pid_fd = pid_fd, .in = in[1], .out = answers[0], .err = errors[0]};
	in[1] = answers[0] = errors[0] = -1;
	unblock(out->in);
	unblock(out->out);
	unblock(out->err);
out:
	close_both(in);
	close_both(answers);
	close_both(errors);
	return rc;
}

char *spawn_status_text(int status)
{
	if (WIFSIGNALED(status))
		return xasprintf("signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_EXEC)
		return xasprintf("exit status %d: cannot be executed", WEXITSTATUS(status));
	return xasprintf("exit status %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}
