#include "run/config_edit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/discover.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/yaml.h"

#define HEAD "state_dir: .\nuser_agent: \"x (a@b.example)\"\n"
#define ADDED(indent) \
	indent "- url: \"https://n.example/f?a=1\"\n" indent "  name: \"N \\\"n\\\" \\\\\"\n"

static struct found_feed items[] = {
	{.url = (char[]){"https://n.example/f?a=1"}, .title = (char[]){"N \"n\" \\"}}};
static const struct found_feeds one = {.items = items, .n = 1};

/* Writes a file, adds to it, and reads it again; the caller frees it. */
static char *edited(const char *text, int *rc)
{
	char path[] = "/tmp/gainsay-edit-XXXXXX";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(file_write_all(fd, text, strlen(text)), 0);
	ck_assert_int_eq(fchmod(fd, 0640), 0);
	(void)close(fd);
	struct faults faults CLEANUP(faults_release) = {0};
	struct err err = ERR_INIT;
	struct buf after = BUF_INIT(100000);
	struct stat st;
	*rc = config_add_feeds(path, &one, &faults, &err);
	ck_assert_int_eq(file_read(path, &after, NULL), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0640);
	AUTOFREE char *beside = xasprintf("%s.new", path);
	ck_assert_int_ne(access(beside, F_OK), 0);
	(void)unlink(path);
	return buf_take(&after);
}

START_TEST(test_places)
{
	static const struct {
		const char *before, *after; /* what follows HEAD */
	} cases[] = {{"", "feeds:\n" ADDED("  ")}, {"feeds:\n", "feeds:\n" ADDED("  ")},
		{"feeds:\n  - url: http://a.example/f\n    name: A\n",
			"feeds:\n  - url: http://a.example/f\n    name: A\n" ADDED("  ")},
		/* what comes after stays after, remarks where they were, and no newline at the end
		 */
		{"feeds:\n- url: http://a.example/f\n  # of A\n  name: A\n# end\n\nlog_level: info",
			"feeds:\n- url: http://a.example/f\n  # of A\n  name: A\n" ADDED(
				"") "# end\n\nlog_level: info"},
		{"feeds:\n    - {url: 'http://a.example/f'}",
			"feeds:\n    - {url: 'http://a.example/f'}\n" ADDED("    ")}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *before = xasprintf("%s%s", HEAD, cases[i].before);
		AUTOFREE char *want = xasprintf("%s%s", HEAD, cases[i].after);
		int rc;
		AUTOFREE char *got = edited(before, &rc);
		ck_assert_msg(rc == 0 && strcmp(got, want) == 0, "case %zu: %d\n%s", i, rc, got);
	}
}
END_TEST

/* The file stays as it was. */
START_TEST(test_refusals)
{
	static const char *const cases[] = {"feeds: [{url: 'http://a.example/f'}]\n",
		"feeds: none\n", "feeds:\n  - url: https://n.example/f?a=1\n", /* there already */
		"feeds:\n  - url: nothing\n", "nonsense: 1\n", "feeds:\n - url: x\n  - y\n"};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *before = xasprintf("%s%s", HEAD, cases[i]);
		int rc;
		AUTOFREE char *got = edited(before, &rc);
		ck_assert_msg(rc == ERR_CONFIG && strcmp(got, before) == 0, "case %zu: %d\n%s", i,
			rc, got);
	}
}
END_TEST

UNIT_MAIN("config_edit", test_places, test_refusals)
