#include "run/jsonl.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/mem.h"

static char dir[64];
static char path[96];

static char *beside(const char *suffix)
{
	return xasprintf("%s%s", path, suffix);
}

static void remove_all(void)
{
	static const char *const suffixes[] = {"", ".torn", ".1"};
	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		AUTOFREE char *p = beside(suffixes[i]);
		(void)unlink(p);
	}
}

static void begin(void)
{
	if (!dir[0]) {
		(void)snprintf(dir, sizeof(dir), "/tmp/gainsay-jsonl-XXXXXX");
		ck_assert_ptr_nonnull(mkdtemp(dir));
		(void)snprintf(path, sizeof(path), "%s/alerts.jsonl", dir);
	}
	remove_all();
}

static void put(const char *suffix, const char *bytes, size_t len)
{
	AUTOFREE char *p = beside(suffix);
	int fd = open(p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_all(fd, bytes, len), 0);
	(void)close(fd);
}

static void expect(const char *suffix, const char *want)
{
	AUTOFREE char *p = beside(suffix);
	struct buf got CLEANUP(buf_release) = BUF_INIT(1 << 20);
	if (file_read(p, &got, NULL) < 0)
		(void)buf_puts(&got, "(none)");
	ck_assert_str_eq(buf_str(&got), want);
}

static struct jsonl *must_open(void)
{
	struct err err = ERR_INIT;
	struct jsonl *log = jsonl_open(path, &err);
	ck_assert_msg(log != NULL, "%s", err.text);
	return log;
}

static int append(struct jsonl *log, const char *line)
{
	return jsonl_append(log, line, strlen(line), NULL);
}

START_TEST(lines_are_appended)
{
	begin();
	struct jsonl *log = must_open();
	struct stat st;
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777 & ~0640, 0);
	ck_assert_int_eq(append(log, "{\"id\":\"a\"}"), 0);
	ck_assert(jsonl_has(log, "a"));
	ck_assert(!jsonl_has(log, "b"));
	jsonl_free(log);
	log = must_open();
	ck_assert(jsonl_has(log, "a"));
	ck_assert_uint_eq(jsonl_torn(log), 0);
	ck_assert_int_eq(append(log, "{\"id\":\"b\"}"), 0);
	expect("", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
	jsonl_free(log);
}
END_TEST

START_TEST(only_single_lines_are_taken)
{
	static const char *const wrong[] = {"", "{}\n", "{\"a\":1}\n{}", "[]", "text"};
	begin();
	struct jsonl *log = must_open();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ck_assert_int_eq(append(log, wrong[i]), ERR_REJECT);
	expect("", "");
	jsonl_free(log);
}
END_TEST

START_TEST(a_torn_tail_is_set_aside)
{
#define L1 "{\"id\":\"a\"}\n"
#define L2 "{\"id\":\"b\"}\n"
	static const struct {
		const char *before;
		const char *after, *torn;
	} cases[] = {
		{L1 L2, L1 L2, "(none)"},
		{L1 "{\"id\":\"b", L1, "{\"id\":\"b\n"},
		{L1 "{\"id\":\"b\"}", L1, "{\"id\":\"b\"}\n"},
		{"{\"id\":", "", "{\"id\":\n"},
		{"\n", "", "\n\n"},
		{L1 "{\"id\"\n", L1, "{\"id\"\n\n"},
		{L1 "7\n", L1, "7\n\n"},
		{"rubbish\n", "", "rubbish\n\n"},
		{"rubbish\n" L1, "rubbish\n" L1, "(none)"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin();
		put("", cases[i].before, strlen(cases[i].before));
		struct jsonl *log = must_open();
		expect("", cases[i].after);
		expect(".torn", cases[i].torn);
		ck_assert_uint_eq(
			jsonl_torn(log), strlen(cases[i].before) - strlen(cases[i].after));
		ck_assert_int_eq(append(log, "{\"id\":\"c\"}"), 0);
		jsonl_free(log);
		AUTOFREE char *want = xasprintf("%s{\"id\":\"c\"}\n", cases[i].after);
		expect("", want);
	}
}
END_TEST

/* What a power cut leaves of a file system that had not written the blocks yet. */
START_TEST(nul_bytes_at_the_end)
{
	begin();
	char bytes[200] = L1;
	put("", bytes, sizeof(bytes));
	struct jsonl *log = must_open();
	expect("", L1);
	ck_assert_uint_eq(jsonl_torn(log), sizeof(bytes) - strlen(L1));
	jsonl_free(log);
}
END_TEST

START_TEST(a_long_log_is_read_from_its_end)
{
	begin();
	const size_t size = JSONL_TAIL_BYTES + 100000;
	AUTOFREE char *bytes = xmalloc(size + 64);
	size_t used = 0;
	for (int i = 0; used < size; i++)
		used += (size_t)snprintf(bytes + used, 64, "{\"id\":\"%09d\"}\n", i);
	put("", bytes, used);
	struct jsonl *log = must_open();
	ck_assert_uint_eq(jsonl_torn(log), 0);
	ck_assert(!jsonl_has(log, "000000000"));
	AUTOFREE char *last = xstrndup(bytes + used - 12, 9);
	ck_assert_msg(jsonl_has(log, last), "%s", last);
	jsonl_free(log);
	put("", bytes, used - 5);
	log = must_open();
	ck_assert_uint_eq(jsonl_torn(log), 19 - 5);
	ck_assert(!jsonl_has(log, last));
	jsonl_free(log);
}
END_TEST

START_TEST(rotation_by_renaming)
{
	begin();
	struct jsonl *log = must_open();
	ck_assert_int_eq(append(log, "{\"id\":\"a\"}"), 0);
	AUTOFREE char *old = beside(".1");
	ck_assert_int_eq(rename(path, old), 0);
	/* Nobody has told us: the next line goes to the new file all the same. */
	ck_assert_int_eq(append(log, "{\"id\":\"b\"}"), 0);
	expect("", L2);
	expect(".1", L1);
	/* Another made the new one, as logrotate does. */
	ck_assert_int_eq(rename(path, old), 0);
	put("", "", 0);
	ck_assert_int_eq(jsonl_reopen(log, NULL), 0);
	ck_assert_int_eq(append(log, "{\"id\":\"c\"}"), 0);
	expect("", "{\"id\":\"c\"}\n");
	jsonl_free(log);
	/* At the next start, what went into the renamed file is known as well. */
	log = must_open();
	ck_assert(jsonl_has(log, "b"));
	ck_assert(jsonl_has(log, "c"));
	jsonl_free(log);
}
END_TEST

START_TEST(a_full_disk_leaves_no_half_line)
{
	begin();
	struct jsonl *log = must_open();
	ck_assert_int_eq(append(log, "{\"id\":\"a\"}"), 0);
	/* A limit of the file's size is a disk that is full in the middle of a line. */
	struct rlimit old, small;
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 16;
	(void)signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	struct err err = ERR_INIT;
	const char *line = "{\"id\":\"b\"}";
	int rc = jsonl_append(log, line, strlen(line), &err);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	ck_assert_int_eq(rc, ERR_RETRY);
	ck_assert_msg(strstr(err.text, path), "%s", err.text);
	ck_assert(!jsonl_has(log, "b"));
	expect("", L1);
	ck_assert_int_eq(append(log, line), 0);
	expect("", L1 L2);
	jsonl_free(log);
}
END_TEST

START_TEST(what_cannot_be_opened)
{
	begin();
	struct err err = ERR_INIT;
	ck_assert_ptr_null(jsonl_open("/nonexistent/alerts.jsonl", &err));
	ck_assert_msg(strstr(err.text, "/nonexistent/alerts.jsonl"), "%s", err.text);
	ck_assert_ptr_null(jsonl_open("/dev/null", &err));
	ck_assert_int_eq(err.code, ERR_CONFIG);
	AUTOFREE char *target = beside(".1");
	ck_assert_int_eq(symlink(target, path), 0);
	ck_assert_ptr_null(jsonl_open(path, &err));
	/* One that vanishes with its directory is asked for again later. */
	(void)unlink(path);
	struct jsonl *log = must_open();
	remove_all();
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(append(log, "{\"id\":\"a\"}"), ERR_RETRY);
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(append(log, "{\"id\":\"a\"}"), 0);
	expect("", L1);
	jsonl_free(log);
	remove_all();
	(void)rmdir(dir);
	dir[0] = '\0';
}
END_TEST

UNIT_MAIN("run/jsonl", lines_are_appended, only_single_lines_are_taken, a_torn_tail_is_set_aside,
	nul_bytes_at_the_end, a_long_log_is_read_from_its_end, rotation_by_renaming,
	a_full_disk_leaves_no_half_line, what_cannot_be_opened)
