#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "cmd/alert_text.h"
#include "cmd/args.h"
#include "cmd/cmd.h"
#include "run/config.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

const char cmd_tail_help[] =
	"Prints the newest alerts of the JSONL log and then each as it comes, over rotations of "
	"the\n"
	"file. Without FILE it is the log of the configuration.\n\n"
	"  --lines N          begin with so many (default 10)\n"
	"  --no-follow        end there\n"
	"  --json             the lines as they are\n"
	"  --config FILE      the configuration ($GAINSAY_CONFIG, else "
	"/etc/gainsay/gainsay.yaml)\n";

#define LINES "10"
#define CHUNK KIB(64)

struct tail {
	const struct command *self;
	char *path;
	int fd; /* -1: the file is not there (yet) */
	ino_t inode;
	off_t at; /* bytes read */
	struct buf line; /* the part of a line read so far */
	struct paper paper;
	bool json;
	/* Before following: the newest lines only. */
	char **last;
	size_t keep, n_last;
	bool following;
	size_t shown;
};

static void show(struct tail *tail, const char *line)
{
	AUTOJSON json_t *json = tail->json ? NULL : json_parse(line, strlen(line), NULL);
	if (tail->json)
		(void)printf("%s\n", line);
	else if (json_is_object(json))
		alert_print(&tail->paper, json, ++tail->shown);
	else
		(void)fprintf(stderr, "gainsay tail: %s: a line that is no alert was passed over\n",
			tail->path);
	(void)fflush(stdout);
}

static void take_line(struct tail *tail)
{
	if (tail->following) {
		show(tail, buf_str(&tail->line));
	} else if (tail->keep) {
		if (tail->n_last == tail->keep) {
			free(tail->last[0]);
			memmove(tail->last, tail->last + 1, (tail->keep - 1) * sizeof(*tail->last));
			tail->n_last--;
		}
		tail->last[tail->n_last++] = xstrdup(buf_str(&tail->line));
	}
	buf_reset(&tail->line);
}

static void take_bytes(struct tail *tail, const char *bytes, size_t n)
{
	const char *end = bytes + n;
	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		(void)buf_add(&tail->line, bytes, (size_t)((newline ? newline : end) - bytes));
		if (!newline)
			return;
		if (tail->line.len)
			take_line(tail);
		bytes = newline + 1;
	}
}

static void read_rest(struct tail *tail)
{
	AUTOFREE char *chunk = xmalloc(CHUNK);
	struct stat st;
	if (tail->fd < 0)
		return;
	/* Cut short in place: begin again. */
	if (fstat(tail->fd, &st) == 0 && st.st_size < tail->at) {
		tail->at = lseek(tail->fd, 0, SEEK_SET);
		buf_reset(&tail->line);
	}
	for (;;) {
		ssize_t n = read(tail->fd, chunk, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		tail->at += n;
		take_bytes(tail, chunk, (size_t)n);
	}
}

/* Opens the file that has the name now, if it is another than the one read; the old one is read to
 * its end first. */
static void follow_name(struct tail *tail)
{
	struct stat st;
	read_rest(tail);
	if (stat(tail->path, &st) < 0 || (tail->fd >= 0 && st.st_ino == tail->inode))
		return;
	int fd = open(tail->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return;
	if (tail->fd >= 0)
		(void)close(tail->fd);
	tail->fd = fd;
	tail->inode = st.st_ino;
	tail->at = 0;
	buf_reset(&tail->line);
	read_rest(tail);
}

/* Whether the log can be read, or may yet come: says what is wrong, if not. */
static int look(const struct tail *tail, bool no_follow)
{
	struct stat st;
	if (tail->fd >= 0 && fstat(tail->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		(void)fprintf(stderr, "gainsay tail: %s is a directory\n", tail->path);
		return EX_NOINPUT;
	}
	if (tail->fd >= 0)
		return EX_OK;
	bool may_come = !no_follow && access(tail->path, F_OK) < 0 && errno == ENOENT;
	(void)access(tail->path, R_OK); /* for errno */
	(void)fprintf(stderr, "gainsay tail: cannot open %s: %s%s\n", tail->path, strerror(errno),
		may_come ? "; waiting for it" : "");
	return may_come ? EX_OK : EX_NOINPUT;
}

static int watch(struct tail *tail)
{
	AUTOFREE char *dir = xstrdup(tail->path);
	char *slash = strrchr(dir, '/');
	if (slash)
		slash[slash == dir] = '\0';
	int in = inotify_init1(IN_CLOEXEC);
	if (in < 0 || inotify_add_watch(in, slash ? dir : ".",
			      IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM) < 0) {
		(void)fprintf(stderr, "gainsay tail: cannot watch %s: %s\n", slash ? dir : ".",
			strerror(errno));
		if (in >= 0)
			(void)close(in);
		return EX_NOINPUT;
	}
	char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	/* What came between the first reading and the watch. */
	follow_name(tail);
	while (!ferror(stdout)) {
		ssize_t n = read(in, events, sizeof(events));
		if (n < 0 && errno != EINTR)
			break;
		follow_name(tail);
	}
	(void)close(in);
	return ferror(stdout) ? EX_IOERR : EX_OSERR;
}

static int find_path(const struct command *self, const char *config_file, char **path)
{
	AUTOFREE char *file = config_find(config_file);
	struct faults faults CLEANUP(faults_release) = {0};
	struct config *config = config_load(file, &faults);
	if (!config) {
		cmd_faults(&faults);
		(void)cmd_usage(self, "name the log, or a configuration");
		return EX_CONFIG;
	}
	*path = xstrdup(config->alert_log);
	config_free(config);
	return EX_OK;
}

static void tail_release(struct tail *tail)
{
	for (size_t i = 0; i < tail->n_last; i++)
		free(tail->last[i]);
	free(tail->last);
	if (tail->fd >= 0)
		(void)close(tail->fd);
	buf_release(&tail->line);
	free(tail->path);
}

int cmd_tail(const struct command *self, int argc, char **argv)
{
	struct tail tail CLEANUP(tail_release) = {
		.self = self, .fd = -1, .line = BUF_INIT(WIRE_LINE_MAX)};
	const char *config = NULL, *lines = LINES, *file = NULL;
	bool no_follow = false;
	const struct arg options[] = {{"--config", &config, NULL}, {"--lines", &lines, NULL},
		{"--no-follow", NULL, &no_follow}, {"--json", NULL, &tail.json}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), &file, 1);
	if (status != EX_OK)
		return status;
	char *end = NULL;
	long keep = strtol(lines, &end, 10);
	if (end == lines || *end || keep < 0 || keep > 1000000)
		return cmd_usage(self, "--lines takes a number, not \"%s\"", lines);
	if (file)
		tail.path = xstrdup(file);
	else
		status = find_path(self, config, &tail.path);
	if (status != EX_OK)
		return status;
	tail.keep = (size_t)keep;
	tail.last = xcalloc(tail.keep, sizeof(*tail.last));
	paper_init(&tail.paper, stdout);
	follow_name(&tail);
	status = look(&tail, no_follow);
	if (status != EX_OK)
		return status;
	tail.following = true;
	for (size_t i = 0; i < tail.n_last; i++)
		show(&tail, tail.last[i]);
	return no_follow ? EX_OK : watch(&tail);
}
