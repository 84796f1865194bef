#include "claims/plugin.h"

#include <sys/stat.h>

#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile *profile;
static char *dir;
static char last_log[200];

static void remember(enum gainsay_log level, const char *plugin, const char *text)
{
	(void)level;
	(void)snprintf(last_log, sizeof(last_log), "%s: %s", plugin, text);
}

static void setup(void)
{
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	profile = profile_load(path, &faults);
	ck_assert_ptr_nonnull(profile);
	dir = xasprintf("%s/tests/unit/claims/plugins", getenv("GAINSAY_BUILD"));
}

/* Loads a fixture with settings as JSON text ("{}"); what is wrong goes to err. */
static int load(struct plugin_set *set, const char *name, const char *settings, struct err *err)
{
	AUTOJSON json_t *json = json_parse(settings, strlen(settings), NULL);
	return plugin_set_load(set, name, NULL, json, err);
}

START_TEST(test_refused)
{
	static const struct {
		const char *name, *settings, *why;
	} cases[] = {
		{"absent", "{}", "No such file"},
		{"../fixture", "{}", "a name, not a path"},
		{"old", "{}", "made for interface 0, this is 1"},
		{"misnamed", "{}", "calls itself \"fixture\", not \"misnamed\""},
		{"hidden", "{}", "exports no gainsay_plugin_entry"},
		{"fixture", "{\"flag\": true}", "its open failed"},
		{"fixture", "{\"flga\": true}", "unknown setting \"flga\""},
		{"fixture", "{\"answer\": 4}", "\"4\" is no whole number from 0 to 3"},
		{"fixture", "{\"answer\": \"x\", \"flag\": \"maybe\"}",
			"flag: \"maybe\" is no truth value; answer: \"x\" is no whole"},
		{"fixture", "{\"who\": []}", "who: not a text, number or truth value"},
	};
	struct plugin_set *set = plugin_set_new(profile, dir, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct err err = ERR_INIT;
		ck_assert_int_lt(load(set, cases[i].name, cases[i].settings, &err), 0);
		ck_assert_msg(
			strstr(err.text, cases[i].why) != NULL, "%s: %s", cases[i].name, err.text);
		ck_assert_msg(strstr(err.text, cases[i].name) != NULL, "%s", err.text);
	}
	ck_assert_uint_eq(plugin_set_size(set), 0);
	plugin_set_free(set);
}
END_TEST

START_TEST(test_owner)
{
	AUTOFREE char *own = xasprintf("%s/loose", dir);
	AUTOFREE char *copy = xasprintf("%s/fixture.so", own);
	AUTOFREE char *from = xasprintf("%s/fixture.so", dir);
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(MIB(16));
	struct err err = ERR_INIT;
	(void)mkdir(own, 0755);
	ck_assert_int_eq(chmod(own, 0755), 0);
	ck_assert_int_eq(file_read(from, &bytes, NULL), 0);
	FILE *f = fopen(copy, "we");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes.data, 1, bytes.len, f), bytes.len);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(chmod(copy, 0664), 0);
	struct plugin_set *set = plugin_set_new(profile, own, NULL);
	ck_assert_int_eq(load(set, "fixture", "{}", &err), ERR_CONFIG);
	ck_assert_msg(strstr(err.text, "others may write it (mode 0664)") != NULL, "%s", err.text);
	ck_assert_int_eq(chmod(copy, 0644), 0);
	ck_assert_int_eq(chmod(own, 0777), 0);
	ck_assert_int_eq(load(set, "fixture", "{}", &err), ERR_CONFIG);
	ck_assert_msg(strstr(err.text, "others may write it (mode 0777)") != NULL, "%s", err.text);
	ck_assert_int_eq(chmod(own, 0755), 0);
	ck_assert_int_eq(load(set, "fixture", "{}", &err), 0);
	plugin_set_free(set);
}
END_TEST

START_TEST(test_extract)
{
	static const struct {
		const char *settings, *log;
		int rc;
		size_t n;
	} cases[] = {
		{"{\"begin\": 0, \"end\": 5}", "fixture: taken", 0, 1},
		{"{\"begin\": 0, \"end\": 6}", "fixture: refused", 0, 0}, /* splits é */
		{"{\"begin\": 3, \"end\": 3}", "fixture: refused", 0, 0},
		{"{\"begin\": 5, \"end\": 9}", "fixture: refused", 0, 0},
		{"{\"begin\": 5, \"end\": 4}", "fixture: refused", 0, 0},
		{"{\"answer\": 1}", "fixture: taken", ERR_RETRY, 1},
		{"{\"answer\": 2}", "fixture: taken", ERR_REJECT, 1},
		{"{\"answer\": \"3\"}", "fixture: taken", ERR_FAIL, 1},
	};
	struct claims_source source = {.text = "abcdeé", .len = 7, .published = DATE_UNKNOWN};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct plugin_set *set = plugin_set_new(profile, dir, remember);
		struct raw_statements raw CLEANUP(raw_statements_release) = {0};
		struct err err = ERR_INIT;
		last_log[0] = '\0';
		ck_assert_int_eq(load(set, "fixture", cases[i].settings, &err), 0);
		ck_assert_str_eq(plugin_set_name(set, 0), "fixture");
		ck_assert_int_eq(plugin_set_extract(set, 0, &source, &raw, &err), cases[i].rc);
		ck_assert_str_eq(last_log, cases[i].log);
		ck_assert_uint_eq(raw.n, cases[i].n);
		plugin_set_free(set);
	}
}
END_TEST

START_TEST(test_two_instances)
{
	struct claims_source source = {.text = "abcdef", .len = 6, .published = DATE_UNKNOWN};
	struct plugin_set *set = plugin_set_new(profile, dir, NULL);
	struct raw_statements raw CLEANUP(raw_statements_release) = {0};
	ck_assert_int_eq(load(set, "fixture", "{\"begin\": 1, \"end\": 2}", NULL), 0);
	ck_assert_int_eq(
		load(set, "fixture", "{\"begin\": 3, \"end\": 4, \"who\": \"KREMLIN\"}", NULL), 0);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(plugin_set_extract(set, i, &source, &raw, NULL), 0);
	ck_assert_uint_eq(raw.n, 2);
	ck_assert_uint_eq(raw.items[0].spans[0].begin, 1);
	ck_assert_ptr_null(raw.items[0].speaker_name);
	ck_assert_uint_eq(raw.items[1].spans[0].begin, 3);
	ck_assert_str_eq(raw.items[1].speaker_name, "kremlin");
	plugin_set_free(set);
	profile_free(profile);
	free(dir);
}
END_TEST

START_TEST(test_begin)
{
	setup();
}
END_TEST

UNIT_MAIN("plugin", test_begin, test_refused, test_owner, test_extract, test_two_instances)
