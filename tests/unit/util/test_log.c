#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/log.h"
#include "util/mem.h"

static char last[LOG_LINE_MAX + 1];
static int lines;

static void keep(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)arg;
	(void)snprintf(last, sizeof(last), "%s", line);
	lines++;
}

START_TEST(test_fields)
{
	log_capture(keep, NULL);
	static const struct {
		const char *value, *want;
	} cases[] = {
		{"plain", "it happened feed=plain"},
		{"two words", "it happened feed=\"two words\""},
		{"a\nfeed=forged", "it happened feed=\"a\\nfeed=forged\""},
		{"say \"x\"\\", "it happened feed=\"say \\\"x\\\"\\\\\""},
		{"\x1b[31m", "it happened feed=\"\\u001b[31m\""},
		{"\xE2\x80\xAE", "it happened feed=\"\\u202e\""},
		{"", "it happened feed=\"\""},
		{NULL, "it happened feed=-"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		log_line(LOG_ERROR, "it happened", "feed", cases[i].value, NULL);
		ck_assert_str_eq(last, cases[i].want);
	}
	log_capture(NULL, NULL);
}
END_TEST

/* A journal of our own: a socket at a path, and stderr said to be its stream. */
struct journal {
	char dir[64], path[96];
	int fd, saved_stderr, pipe[2];
};

static void journal_begin(struct journal *j)
{
	(void)snprintf(j->dir, sizeof(j->dir), "/tmp/gainsay-journal-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(j->dir));
	(void)snprintf(j->path, sizeof(j->path), "%s/socket", j->dir);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", j->path);
	j->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	ck_assert_int_eq(bind(j->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	struct stat st;
	ck_assert_int_eq(pipe2(j->pipe, O_NONBLOCK), 0);
	j->saved_stderr = dup(STDERR_FILENO);
	ck_assert_int_ge(dup2(j->pipe[1], STDERR_FILENO), 0);
	ck_assert_int_eq(fstat(STDERR_FILENO, &st), 0);
	AUTOFREE char *stream = xasprintf(
		"%llu:%llu", (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	ck_assert_int_eq(setenv("JOURNAL_STREAM", stream, 1), 0);
}

static void journal_end(struct journal *j)
{
	log_to_journal(NULL);
	ck_assert_int_eq(unsetenv("JOURNAL_STREAM"), 0);
	ck_assert_int_ge(dup2(j->saved_stderr, STDERR_FILENO), 0);
	(void)close(j->saved_stderr);
	(void)close(j->pipe[0]);
	(void)close(j->pipe[1]);
	(void)close(j->fd);
	(void)unlink(j->path);
	ck_assert_int_eq(rmdir(j->dir), 0);
}

/* What came, "" if nothing; with NULs it is longer than its text. */
static size_t came(int fd, char out[4096])
{
	ssize_t n = read(fd, out, 4095);
	n = n < 0 ? 0 : n;
	out[n] = '\0';
	return (size_t)n;
}

START_TEST(test_journal_fields)
{
	struct journal j;
	char got[4096];
	journal_begin(&j);
	log_to_journal(j.path);
	log_line(LOG_WARN, "it happened", "feed", "a b", "http-status", "503", "none", NULL, NULL);
	(void)came(j.fd, got);
	ck_assert_str_eq(got, "GAINSAY_SENTENCE=it happened\nGAINSAY_FEED=a b\n"
			      "GAINSAY_HTTP_STATUS=503\nPRIORITY=4\nSYSLOG_IDENTIFIER=gainsay\n"
			      "MESSAGE=it happened feed=\"a b\" http-status=503 none=-\n");
	/* A stranger's line break makes no field: its length is told. */
	log_line(LOG_ERROR, "it happened", "feed", "a\nPRIORITY=0", NULL);
	size_t n = came(j.fd, got);
	static const char want[] = "GAINSAY_FEED\n\x0C\0\0\0\0\0\0\0a\nPRIORITY=0\nPRIORITY=3\n";
	const char *at = memmem(got, n, want, sizeof(want) - 1);
	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(came(j.pipe[0], got), 0); /* none of it on stderr */
	journal_end(&j);
}
END_TEST

START_TEST(test_no_journal)
{
	struct journal j;
	char got[4096];
	journal_begin(&j);
	log_to_journal(j.path);
	/* Nobody listens: the line goes where it went before there was a socket. */
	(void)close(j.fd);
	log_line(LOG_WARN, "it happened", "feed", "a", NULL);
	(void)came(j.pipe[0], got);
	ck_assert_str_eq(got, "<4>it happened feed=a\n");
	/* Somebody does again, at a socket of that name. */
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", j.path);
	ck_assert_int_eq(unlink(j.path), 0);
	j.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	ck_assert_int_eq(bind(j.fd, (struct sockaddr *)&address, sizeof(address)), 0);
	log_line(LOG_WARN, "it happened again", NULL);
	(void)came(j.fd, got);
	ck_assert_ptr_nonnull(strstr(got, "MESSAGE=it happened again\n"));
	/* Where stderr is a file or a pipe of somebody's, the journal is not asked. */
	ck_assert_int_eq(setenv("JOURNAL_STREAM", "1:1", 1), 0);
	log_to_journal(j.path);
	log_line(LOG_WARN, "elsewhere", NULL);
	ck_assert_uint_eq(came(j.fd, got), 0);
	(void)came(j.pipe[0], got);
	ck_assert_ptr_nonnull(strstr(got, "elsewhere\n"));
	journal_end(&j);
}
END_TEST

START_TEST(test_cut_and_level)
{
	log_capture(keep, NULL);
	char big[LOG_VALUE_MAX + 2];
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	log_line(LOG_ERROR, "s", "v", big, NULL);
	ck_assert_uint_lt(strlen(last), sizeof(big) + 8);
	int before = lines;
	log_set_level(LOG_ERROR);
	log_line(LOG_WARN, "dropped", NULL);
	ck_assert_int_eq(lines, before);
	log_set_level(LOG_NOTE);
	ck_assert_int_eq(log_level_from_word("info"), LOG_INFO_);
	ck_assert_int_eq(log_level_from_word("loud"), -1);
	log_capture(NULL, NULL);
}
END_TEST

START_TEST(test_err)
{
	struct err err = ERR_INIT;
	ck_assert_int_eq(err_set(&err, ERR_RETRY, "no answer from %s", "x.example"), ERR_RETRY);
	ck_assert_int_eq(err_prefix(&err, "feed %d", 3), ERR_RETRY);
	ck_assert_str_eq(err.text, "feed 3: no answer from x.example");
	ck_assert_int_eq(err_set(NULL, ERR_CONFIG, "x"), ERR_CONFIG);
	static const enum err_code codes[] = {
		ERR_NONE, ERR_RETRY, ERR_REJECT, ERR_FAIL, ERR_CONFIG};
	static const int status[] = {0, 75, 65, 70, 78};
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
		ck_assert_int_eq(err_from_word(err_word(codes[i])), codes[i]);
		ck_assert_int_eq(err_exit_status(codes[i]), status[i]);
	}
	ck_assert_int_eq(err_from_word("gibberish"), ERR_FAIL);
}
END_TEST

UNIT_MAIN("log", test_fields, test_journal_fields, test_no_journal, test_cut_and_level, test_err)
