#include "run/config.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

static char dir[256];

static void make_dir(void)
{
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(dir, sizeof(dir), "%s/gainsay-config-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static char *write_file(const char *name, const char *text, mode_t mode)
{
	char *path = xasprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	ck_assert_int_eq(file_write_all(fd, text, strlen(text)), 0);
	(void)close(fd);
	return path;
}

static void remove_file(char *path)
{
	(void)unlink(path);
	free(path);
}

/* Every fault as "line:col: text", a line each. */
static char *faults_text(const struct faults *faults)
{
	struct buf out = BUF_INIT(KIB(64));
	for (size_t i = 0; i < faults->n; i++)
		(void)buf_printf(&out, "%s%d:%d: %s\n", faults->items[i].warning ? "w " : "",
			faults->items[i].line, faults->items[i].col, faults->items[i].text);
	return buf_take(&out);
}

#define HEAD "user_agent: t (t@t.example)\nstate_dir: /s\n"

START_TEST(test_faults)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"", "1:1: the file is empty"},
		{"user_agnet: x\n", "1:1: configuration: unknown key \"user_agnet\" (did you mean "
				    "\"user_agent\"?)"},
		{HEAD "poll_interval_secs: soon\n",
			"3:21: configuration: poll_interval_secs must be a whole number"},
		{HEAD "poll_interval_secs: 0\n", "3:21: configuration: poll_interval_secs must be "
						 "from 1"},
		{HEAD "log_level: loud\n", "3:12: configuration: log_level cannot be \"loud\""},
		{HEAD "feeds: yes\n", "3:8: feeds takes a list"},
		{HEAD "feeds:\n  - name: x\n", "4:5: feeds[1]: url is missing"},
		{HEAD "feeds:\n  - url: ftp://a.example/\n",
			"4:10: feeds[1]: url is no http or https address: ftp://a.example/"},
		{HEAD "feeds:\n  - url: https://a.example/f\n  - url: http://www.a.example/f/\n",
			"5:10: feeds[2]: the address is that of item 1 already"},
		{HEAD "feeds:\n  - url: https://a.example/f\n    intervall: 3\n",
			"5:5: feeds[1]: unknown key \"intervall\""},
		{HEAD "webhooks:\n  - name: a\n    url: https://h.example/\n    secret: "
		      "env:GONE_\n",
			"6:13: webhooks[1]: secret: the environment has no GONE_"},
		{HEAD "webhooks:\n  - name: a\n    url: https://h.example/\n    secret: abc\n",
			"6:13: webhooks[1]: secret: "},
		{HEAD "webhooks:\n  - name: a\n    url: https://h.example/\n",
			"w 4:5: webhooks[1]: without a secret"},
		{HEAD "plugins:\n  - name: a\n    path: gone.so\n",
			"5:11: plugins[1]: cannot read "},
		{HEAD "plugins:\n  - name: a\n    command: [gone]\n",
			"5:14: plugins[1]: cannot run "},
		{HEAD "plugins:\n  - name: a\n    settings: 3\n",
			"5:15: plugins[1]: settings takes a section"},
		{HEAD "profile: gone\n", "3:10: profile: there is no directory "},
		{"state_dir: /s\nuser_agent: nobody\n", "w 2:13: user_agent has no contact"},
		{HEAD "feeds: []\npoll_interval_secs: 5\n", "w 4:21: polling more often"},
	};
	make_dir();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct faults faults CLEANUP(faults_release) = {0};
		char *path = write_file("c.yaml", cases[i].text, 0600);
		struct config *config = config_load(path, &faults);
		AUTOFREE char *got = faults_text(&faults);
		ck_assert_msg(strstr(got, cases[i].want) != NULL, "case %zu: %s\n%s", i,
			cases[i].text, got);
		ck_assert_msg((config == NULL) == (cases[i].want[0] != 'w'), "case %zu", i);
		config_free(config);
		remove_file(path);
	}
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(test_all_at_once)
{
	make_dir();
	char *path = write_file("c.yaml",
		"poll_jitter_percent: 99\nnonsense: 1\nfeeds:\n  - nmae: x\n  - url: gopher://x\n",
		0600);
	struct faults faults CLEANUP(faults_release) = {0};
	ck_assert_ptr_null(config_load(path, &faults));
	ck_assert_uint_eq(faults_errors(&faults), 5); /* nmae, and its url is missing */
	ck_assert_str_eq(faults.items[0].file, path);
	remove_file(path);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(test_values)
{
	make_dir();
	char *open_secret = write_file("open", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0644);
	char *secret = write_file("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0600);
	static const char head[] = HEAD
		"max_feed_bytes: 1M\nalert_log: a.jsonl\nfeeds:\n"
		"  - {url: https://a.example/f, backfill: 3}\n"
		"plugins:\n  - {name: rules, settings: {deep: {x: 1}, list: [a, b]}}\n"
		"webhooks:\n  - {name: desk, url: https://h.example/, secret: file:";
	AUTOFREE char *good = xasprintf("%ssecret}\n", head);
	AUTOFREE char *bad = xasprintf("%sopen}\n", head);
	char *path = write_file("c.yaml", good, 0600);
	struct faults faults CLEANUP(faults_release) = {0};
	struct config *config = config_load(path, &faults);
	AUTOFREE char *said = faults_text(&faults);
	ck_assert_msg(config != NULL, "%s", said);
	ck_assert_uint_eq(faults.n, 0);
	ck_assert_int_eq(config->max_feed_bytes, 1 << 20);
	ck_assert_int_eq(config->poll_interval_secs, 900);
	ck_assert_str_eq(config->feeds[0].name, "a.example");
	ck_assert_int_eq(config->feeds[0].backfill, 3);
	ck_assert_str_eq(config->webhooks[0].secrets[0], "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
	AUTOFREE char *settings = json_dumps(config->plugins[0].settings, JSON_COMPACT);
	ck_assert_str_eq(settings, "{\"deep\":{\"x\":\"1\"},\"list\":[\"a\",\"b\"]}");
	/* Relative paths go by the file's place, not by where we were started. */
	AUTOFREE char *log = xasprintf("%s/a.jsonl", dir);
	ck_assert_str_eq(config->alert_log, log);
	AUTOFREE char *ledger = config_ledger_path(config);
	ck_assert_str_eq(ledger, "/s/ledger.sqlite");
	config_free(config);
	remove_file(path);
	path = write_file("c.yaml", bad, 0600);
	ck_assert_ptr_null(config_load(path, &faults));
	ck_assert_ptr_nonnull(strstr(faults.items[faults.n - 1].text, "may be read by others"));
	remove_file(path);
	remove_file(secret);
	remove_file(open_secret);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

/* The example with every setting in it taken into use: "#" away from all lines but remarks. */
static char *uncommented(const struct buf *example)
{
	struct buf out = BUF_INIT(CONFIG_BYTES_MAX);
	for (const char *line = buf_str(example); *line;) {
		size_t len = strcspn(line, "\n");
		bool remark = line[0] == '#' && (len == 1 || (line[1] == ' ' && line[2] != ' '));
		size_t from = line[0] == '#' && !remark;
		if (!remark)
			(void)buf_add(&out, line + from, len - from);
		(void)buf_putc(&out, '\n');
		line += len + (line[len] == '\n');
	}
	return buf_take(&out);
}

static bool has_key(const struct yaml_node *root, const char *table, const char *key)
{
	if (!*table)
		return yaml_get(root, key) != NULL;
	const struct yaml_node *list = yaml_get(root, table);
	for (size_t i = 0; list && i < list->n; i++)
		if (yaml_get(list->items[i], key))
			return true;
	return false;
}

START_TEST(test_example_has_every_key)
{
	AUTOFREE char *path = xasprintf("%s/etc/gainsay.yaml", getenv("GAINSAY_SOURCE"));
	struct faults faults CLEANUP(faults_release) = {0};
	struct config *config = config_load(path, &faults);
	AUTOFREE char *said = faults_text(&faults);
	ck_assert_msg(config && !faults.n, "%s", said);
	ck_assert_uint_ge(config->n_feeds, 25);
	config_free(config);
	struct buf example CLEANUP(buf_release) = BUF_INIT(CONFIG_BYTES_MAX);
	ck_assert_int_eq(file_read(path, &example, NULL), 0);
	AUTOFREE char *all = uncommented(&example);
	struct yaml_doc *doc = yaml_load("example", all, strlen(all), &faults);
	ck_assert_msg(doc != NULL, "%s", faults.n ? faults.items[0].text : "");
	for (const struct config_table *t = config_tables; t->name; t++)
		for (const struct option *row = t->rows; row->name; row++)
			ck_assert_msg(has_key(yaml_root(doc), t->name, row->name),
				"etc/gainsay.yaml lacks %s %s", t->name, row->name);
	yaml_doc_free(doc);
	/* And nothing in it is unknown. */
	make_dir();
	char *copy = write_file("all.yaml", all, 0600);
	config_free(config_load(copy, &faults));
	for (size_t i = 0; i < faults.n; i++)
		ck_assert_msg(
			!strstr(faults.items[i].text, "unknown key"), "%s", faults.items[i].text);
	remove_file(copy);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

/* Fallbacks in the remarks of the example are those of the tables. */
START_TEST(test_example_shows_the_defaults)
{
	AUTOFREE char *path = xasprintf("%s/etc/gainsay.yaml", getenv("GAINSAY_SOURCE"));
	struct buf example CLEANUP(buf_release) = BUF_INIT(CONFIG_BYTES_MAX);
	ck_assert_int_eq(file_read(path, &example, NULL), 0);
	for (const struct option *row = config_tables[0].rows; row->name; row++) {
		AUTOFREE char *key = xasprintf("\n#%s: ", row->name);
		const char *at = strstr(buf_str(&example), key);
		if (!at || !row->fallback)
			continue;
		at += strlen(key);
		ck_assert_msg(strncmp(at, row->fallback, strlen(row->fallback)) == 0 &&
				      at[strlen(row->fallback)] == '\n',
			"%s: the example does not show its default %s", row->name, row->fallback);
	}
}
END_TEST

UNIT_MAIN("config", test_faults, test_all_at_once, test_values, test_example_has_every_key,
	test_example_shows_the_defaults)
