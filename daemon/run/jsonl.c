#include "run/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"

/* An alert carries two statements and the articles that repeat them. */
#define JSONL_LINE_MAX MIB(4)

struct jsonl {
	char *path;
	int fd; /* -1: to be opened */
	dev_t device;
	ino_t inode;
	off_t size; /* of whole lines */
	size_t torn;
	struct strmap ids; /* of the newest lines */
	int64_t last_seq; /* the largest of them */
};

/* Reads up to max bytes before end into out. 0, or -1 with errno. */
static int read_tail(int fd, off_t end, size_t max, struct buf *out)
{
	off_t at = end > (off_t)max ? end - (off_t)max : 0;
	char chunk[65536];
	while (at < end) {
		size_t want = (size_t)(end - at) < sizeof(chunk) ? (size_t)(end - at)
								 : sizeof(chunk);
		ssize_t n = pread(fd, chunk, want, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		(void)buf_add(out, chunk, (size_t)n);
		at += n;
	}
	return 0;
}

static void learn(struct jsonl *log, const char *line, size_t len)
{
	AUTOJSON json_t *json = json_parse(line, len, NULL);
	const char *id = json_get_text(json, "id");
	if (id)
		(void)strmap_add(&log->ids, id, strlen(id), 1);
	int64_t seq = json_get_int(json, "seq", 0);
	if (seq > log->last_seq)
		log->last_seq = seq;
}

/* Learns the ids of the lines in tail; what stands before the first line break may be half a line
 * and is left out unless the tail is the whole file. */
static void learn_tail(struct jsonl *log, const struct buf *tail, bool whole)
{
	const char *p = buf_str(tail), *end = p + tail->len;
	if (!whole) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		p = eol ? eol + 1 : end;
	}
	while (p < end) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		if (!eol)
			break;
		learn(log, p, (size_t)(eol - p));
		p = eol + 1;
	}
}

/* Where the last whole line of the tail ends: behind its line break, and it is a JSON object (a
 * power cut leaves NUL bytes, too). */
static size_t whole_lines(const struct buf *tail)
{
	const char *bytes = buf_str(tail);
	size_t end = tail->len;
	while (end > 0 && bytes[end - 1] != '\n')
		end--;
	while (end > 0) {
		size_t start = end - 1;
		while (start > 0 && bytes[start - 1] != '\n')
			start--;
		AUTOJSON json_t *json = json_parse(bytes + start, end - 1 - start, NULL);
		/* A line that begins before the tail cannot be judged, and is whole but for its
		 * beginning: only lines at the very end are ever torn. */
		if (json_is_object(json) || start == 0)
			break;
		end = start;
	}
	return end;
}

/* Sets what is no whole line aside and cuts it off. */
static int cut_torn(struct jsonl *log, int fd, const char *bytes, size_t len, struct err *err)
{
	AUTOFREE char *aside = xasprintf("%s.torn", log->path);
	int out = open(aside, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
	bool kept = out >= 0 && file_write_all(out, bytes, len) == 0 &&
		    file_write_all(out, "\n", 1) == 0 && fdatasync(out) == 0;
	int error = errno;
	if (out >= 0)
		(void)close(out);
	if (!kept)
		return err_set(err, ERR_RETRY, "cannot keep the torn line in %s: %s", aside,
			strerror(error));
	if (ftruncate(fd, log->size) < 0 || fdatasync(fd) < 0)
		return err_set(err, ERR_RETRY, "cannot cut the torn line off %s: %s", log->path,
			strerror(errno));
	return 0;
}

/* What the log was renamed to by the last rotation may hold the lines in question. */
static void learn_rotated(struct jsonl *log)
{
	AUTOFREE char *path = xasprintf("%s.1", log->path);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	if (fd < 0)
		return;
	struct buf tail CLEANUP(buf_release) = BUF_INIT(JSONL_TAIL_BYTES);
	if (fstat(fd, &st) == 0 && read_tail(fd, st.st_size, JSONL_TAIL_BYTES, &tail) == 0)
		learn_tail(log, &tail, st.st_size <= (off_t)JSONL_TAIL_BYTES);
	(void)close(fd);
}

static int repair(struct jsonl *log, int fd, const struct stat *st, struct err *err)
{
	struct buf tail CLEANUP(buf_release) = BUF_INIT(JSONL_TAIL_BYTES);
	if (read_tail(fd, st->st_size, JSONL_TAIL_BYTES, &tail) < 0)
		return err_set(err, ERR_RETRY, "cannot read %s: %s", log->path, strerror(errno));
	bool all = st->st_size <= (off_t)JSONL_TAIL_BYTES;
	size_t good = whole_lines(&tail);
	/* The first line of a whole file is judged like any other. */
	if (all && good > 0 && !memchr(buf_str(&tail), '\n', good - 1)) {
		AUTOJSON json_t *first = json_parse(buf_str(&tail), good - 1, NULL);
		if (!json_is_object(first))
			good = 0;
	}
	log->torn = tail.len - good;
	log->size = st->st_size - (off_t)log->torn;
	if (log->torn > 0 && cut_torn(log, fd, buf_str(&tail) + good, log->torn, err) < 0)
		return ERR_RETRY;
	tail.len = good;
	learn_tail(log, &tail, all);
	return 0;
}

static int open_log(struct jsonl *log, struct err *err)
{
	int fd = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return err_set(err, ERR_RETRY, "cannot open %s: %s", log->path, strerror(errno));
	struct stat st;
	int rc = 0;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		rc = err_set(err, ERR_CONFIG, "%s is no regular file", log->path);
	else if (st.st_size == 0 && file_sync_dir_of(log->path) < 0)
		rc = err_set(err, ERR_RETRY, "cannot sync the directory of %s: %s", log->path,
			strerror(errno));
	else
		rc = repair(log, fd, &st, err);
	if (rc < 0) {
		(void)close(fd);
		return rc;
	}
	if (log->fd >= 0)
		(void)close(log->fd);
	log->fd = fd;
	log->device = st.st_dev;
	log->inode = st.st_ino;
	return 0;
}

struct jsonl *jsonl_open(const char *path, struct err *err)
{
	struct jsonl *log = xcalloc(1, sizeof(*log));
	log->path = xstrdup(path);
	log->fd = -1;
	learn_rotated(log);
	if (open_log(log, err) < 0) {
		jsonl_free(log);
		return NULL;
	}
	return log;
}

void jsonl_free(struct jsonl *log)
{
	if (!log)
		return;
	if (log->fd >= 0)
		(void)close(log->fd);
	strmap_release(&log->ids);
	free(log->path);
	free(log);
}

int jsonl_reopen(struct jsonl *log, struct err *err)
{
	return open_log(log, err);
}

/* Whether the path still names the file that is open, at the size we left it. */
static bool is_current(const struct jsonl *log)
{
	struct stat st;
	return log->fd >= 0 && stat(log->path, &st) == 0 && st.st_dev == log->device &&
	       st.st_ino == log->inode && st.st_size == log->size;
}

int jsonl_append(struct jsonl *log, const char *line, size_t len, struct err *err)
{
	if (len == 0 || len > JSONL_LINE_MAX || memchr(line, '\n', len) || line[0] != '{')
		return err_set(err, ERR_REJECT, "no single JSON object of at most %zu bytes",
			JSONL_LINE_MAX);
	if (!is_current(log) && open_log(log, err) < 0)
		return ERR_RETRY;
	struct buf out CLEANUP(buf_release) = BUF_INIT(JSONL_LINE_MAX + 1);
	(void)buf_add(&out, line, len);
	(void)buf_putc(&out, '\n');
	if (file_write_all(log->fd, out.data, out.len) == 0 && fdatasync(log->fd) == 0) {
		log->size += (off_t)out.len;
		learn(log, line, len);
		return 0;
	}
	int error = errno;
	/* Neither half a line nor one that may or may not be on the disk is left behind: it will
	 * be asked for again. If even that fails, the next opening repairs it. */
	if (ftruncate(log->fd, log->size) == 0)
		(void)fdatasync(log->fd);
	(void)close(log->fd);
	log->fd = -1;
	return err_set(err, ERR_RETRY, "cannot write %s: %s", log->path, strerror(error));
}

bool jsonl_has(const struct jsonl *log, const char *id)
{
	return strmap_get(&log->ids, id, strlen(id)) != STRMAP_NONE;
}

int64_t jsonl_last_seq(const struct jsonl *log)
{
	return log->last_seq;
}

size_t jsonl_torn(const struct jsonl *log)
{
	return log->torn;
}
