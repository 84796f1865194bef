#include "unit.h"
#include "util/mem.h"
#include "util/options.h"
#include "util/yaml.h"

struct settings {
	int flag;
	int64_t size;
	char *word;
	struct option_list names;
};

static const char *const colours[] = {"red", "green", NULL};
static const struct option rows[] = {
	{.name = "flag",
		.type = OPTION_BOOL,
		.offset = offsetof(struct settings, flag),
		.fallback = "true"},
	{.name = "size_bytes",
		.type = OPTION_INT,
		.offset = offsetof(struct settings, size),
		.fallback = "2M",
		.min = 1,
		.max = 8 << 20},
	{.name = "word",
		.type = OPTION_TEXT,
		.offset = offsetof(struct settings, word),
		.fallback = "red",
		.words = colours},
	{.name = "names", .type = OPTION_LIST, .offset = offsetof(struct settings, names)},
	OPTION_END,
};

START_TEST(test_options)
{
	static const struct {
		const char *yaml;
		size_t faults;
		const char *text; /* of the first fault */
		int line, col;
	} cases[] = {
		{"flag: no\nsize_bytes: 3k\nnames: [a, b]\n", 0, NULL, 0, 0},
		{"", 0, NULL, 0, 0},
		{"flagg: no\n", 1, "top: unknown key \"flagg\" (did you mean \"flag\"?)", 1, 1},
		{"flag: 3\n\nsize_bytes: 9M\n", 2, "top: flag must be true or false, not \"3\"", 1,
			7},
		{"word: greem\n", 1,
			"top: word cannot be \"greem\" (did you mean \"green\"?): one of red, "
			"green",
			1, 7},
		{"names: {a: b}\n", 1, "top: names takes a list of values", 1, 8},
		{"flag: yes\nflag: no\n", 1, "the key \"flag\" stands here twice", 2, 1},
		{"a: &x 1\nb: *x\n", 1, "anchors (&name) are not used here", 1, 4},
		{"a: [1\n", 1, NULL, 2, 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct faults faults = {0};
		struct settings s = {0};
		option_defaults(rows, &s);
		struct yaml_doc *doc = yaml_load(
			"t", cases[i].yaml, strlen(cases[i].yaml), &faults);
		if (doc && yaml_root(doc))
			(void)option_read(rows, yaml_root(doc), "t", "top", &s, &faults);
		ck_assert_msg(faults.n == cases[i].faults, "case %zu: %zu faults", i, faults.n);
		if (cases[i].text)
			ck_assert_str_eq(faults.items[0].text, cases[i].text);
		if (cases[i].line) {
			ck_assert_int_eq(faults.items[0].line, cases[i].line);
			ck_assert_int_eq(faults.items[0].col, cases[i].col);
		}
		if (i == 0) {
			ck_assert_int_eq(s.flag, 0);
			ck_assert_int_eq(s.size, 3072);
			ck_assert_uint_eq(s.names.n, 2);
			ck_assert_str_eq(s.word, "red");
		}
		option_release(rows, &s);
		yaml_doc_free(doc);
		faults_release(&faults);
	}
}
END_TEST

START_TEST(test_depth)
{
	char deep[200];
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	struct faults faults = {0};
	ck_assert_ptr_null(yaml_load("t", deep, sizeof(deep), &faults));
	ck_assert_str_eq(faults.items[0].text, "nested too deeply");
	faults_release(&faults);
}
END_TEST

UNIT_MAIN("yaml", test_options, test_depth)
