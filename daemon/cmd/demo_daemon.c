#include "cmd/demo_daemon.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"

/* How much of the daemon's log is read for its last words. */
#define LOG_MAX    MIB(8)
#define LAST_WORDS 360
/* Descriptors nftw may hold at once. */
#define WALK_DEPTH 16

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st;
	(void)type;
	(void)walk;
	(void)remove(path);
	return 0;
}

static int is_empty(const char *path)
{
	DIR *dir = opendir(path);
	if (!dir)
		return 0;
	int n = 0;
	while (n <= 2 && readdir(dir))
		n++;
	(void)closedir(dir);
	return n <= 2;
}

static int make_dir(struct demo_daemon *daemon, const char *dir, struct err *err)
{
	if (dir) {
		int rc = file_make_dirs(dir, err);
		if (rc < 0)
			return rc;
		if (!is_empty(dir))
			return err_set(err, ERR_CONFIG,
				"%s is not an empty directory; the demo starts with a fresh ledger",
				dir);
		char full[PATH_MAX];
		daemon->dir = xstrdup(realpath(dir, full) ? full : dir);
		daemon->keep = true;
		return 0;
	}
	const char *tmp = getenv("TMPDIR");
	daemon->dir = xasprintf("%s/gainsay-demo-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(daemon->dir))
		return 0;
	int code = err_set(err, ERR_FAIL, "cannot make a temporary directory %s: %s", daemon->dir,
		strerror(errno));
	free(daemon->dir);
	daemon->dir = NULL;
	return code;
}

static void write_config(struct buf *out, const struct demo_daemon *daemon,
	const struct demo_scenario *scenario, int port)
{
	(void)buf_printf(out,
		"# Written by gainsay demo. The proxy plays every site of the scenario.\n"
		"state_dir: %s/state\n"
		"alert_log: %s/alerts.jsonl\n"
		"log_level: info\n"
		"user_agent: \"gainsay-demo (operator@localhost)\"\n"
		"proxy: http://127.0.0.1:%d\n"
		"allow_private: yes\n"
		"# Faster than any real site should be asked.\n"
		"poll_interval_secs: 1\n"
		"quiet_interval_secs: 1\n"
		"poll_jitter_percent: 0\n"
		"host_delay_ms: 0\n"
		"# What a feed holds when it is first polled is news here, no baseline.\n"
		"backfill: 100\n"
		"feeds:\n",
		daemon->dir, daemon->dir, port);
	for (size_t i = 0; i < scenario->n_outlets; i++)
		(void)buf_printf(out, "  - url: http://%s%s\n    name: %s\n",
			scenario->outlets[i].host, scenario->outlets[i].feed_path,
			scenario->outlets[i].name);
	(void)buf_printf(out,
		"webhooks:\n"
		"  - name: demo\n"
		"    url: http://127.0.0.1:%d/hook\n"
		"    allow_private: yes\n"
		"    secret: [\"file:webhook.secret\"]\n",
		port);
}

static int write_file(const char *path, const struct buf *text, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || file_write_all(fd, text->data, text->len) < 0 || close(fd) < 0)
		return err_set(err, ERR_FAIL, "cannot write %s: %s", path, strerror(errno));
	return 0;
}

int demo_daemon_prepare(struct demo_daemon *daemon, const char *dir,
	const struct demo_scenario *scenario, int port, const char *secret, struct err *err)
{
	int rc = make_dir(daemon, dir, err);
	if (rc < 0)
		return rc;
	daemon->config = xasprintf("%s/gainsay.yaml", daemon->dir);
	daemon->log = xasprintf("%s/daemon.log", daemon->dir);
	daemon->ledger = xasprintf("%s/state/ledger.sqlite", daemon->dir);
	AUTOFREE char *state = xasprintf("%s/state", daemon->dir);
	rc = file_make_dirs(state, err);
	if (rc < 0)
		return rc;
	CLEANUP(buf_release) struct buf key = BUF_INIT(KIB(1));
	(void)buf_printf(&key, "%s\n", secret);
	AUTOFREE char *secret_file = xasprintf("%s/webhook.secret", daemon->dir);
	rc = write_file(secret_file, &key, err);
	if (rc < 0)
		return rc;
	CLEANUP(buf_release) struct buf config = BUF_INIT(CONFIG_BYTES_MAX);
	write_config(&config, daemon, scenario, port);
	return write_file(daemon->config, &config, err);
}

int demo_daemon_start(struct demo_daemon *daemon, struct err *err)
{
	int log = open(daemon->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0)
		return err_set(err, ERR_FAIL, "cannot write %s: %s", daemon->log, strerror(errno));
	pid_t pid = fork();
	if (pid == 0) {
		sigset_t none;
		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
		(void)setpgid(0, 0); /* a ^C is for the demo, which then stops the daemon */
		if (dup2(log, STDOUT_FILENO) >= 0 && dup2(log, STDERR_FILENO) >= 0)
			(void)execl("/proc/self/exe", "gainsay", "run", "--config", daemon->config,
				(char *)NULL);
		_exit(127);
	}
	int error = errno;
	(void)close(log);
	if (pid < 0)
		return err_set(err, ERR_FAIL, "cannot start the daemon: %s", strerror(error));
	daemon->pid = pid;
	return 0;
}

/* The last lines of the log, on one line; the caller frees it. */
static char *last_words(const struct demo_daemon *daemon)
{
	CLEANUP(buf_release) struct buf log = BUF_INIT(LOG_MAX);
	if (file_read(daemon->log, &log, NULL) < 0 || log.len == 0)
		return xstrdup("it said nothing");
	size_t from = log.len > LAST_WORDS ? log.len - LAST_WORDS : 0;
	while (from > 0 && from < log.len && log.data[from - 1] != '\n')
		from++;
	if (from == log.len)
		from = log.len > LAST_WORDS ? log.len - LAST_WORDS : 0;
	return xasprintf("its last words: %s", log.data + from);
}

bool demo_daemon_alive(struct demo_daemon *daemon, struct err *err)
{
	int status = 0;
	if (daemon->pid == 0)
		return false;
	if (waitpid(daemon->pid, &status, WNOHANG) != daemon->pid)
		return true;
	daemon->pid = 0;
	AUTOFREE char *words = last_words(daemon);
	err->code = ERR_NONE;
	if (WIFSIGNALED(status))
		(void)err_set(err, ERR_FAIL, "the daemon was ended by signal %d; %s",
			WTERMSIG(status), words);
	else if (WEXITSTATUS(status) != 0 || !daemon->stopping)
		(void)err_set(err, ERR_FAIL, "the daemon ended with status %d; %s",
			WEXITSTATUS(status), words);
	return false;
}

void demo_daemon_stop(struct demo_daemon *daemon)
{
	daemon->stopping = true;
	if (daemon->pid > 0)
		(void)kill(daemon->pid, SIGTERM);
}

void demo_daemon_release(struct demo_daemon *daemon)
{
	if (daemon->pid > 0) {
		(void)kill(daemon->pid, SIGKILL);
		(void)kill(-daemon->pid, SIGKILL);
		(void)waitpid(daemon->pid, NULL, 0);
	}
	if (daemon->dir && !daemon->keep)
		(void)nftw(daemon->dir, remove_entry, WALK_DEPTH, FTW_DEPTH | FTW_PHYS);
	free(daemon->dir);
	free(daemon->config);
	free(daemon->log);
	free(daemon->ledger);
	*daemon = (struct demo_daemon){0};
}
