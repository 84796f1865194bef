/* Who said it, when and how, in sentences of many styles: attribution/README.md tells how the cases
 * are written. One line a failing case; "N of M" tells the rate. */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>

#include "claims/claims.h"

#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "util/yaml.h"

#define EXPECTED_MAX 16
#define FIELDS_MAX   8
#define FILES_MAX    64
#define DEFAULT_DATE "2025-11-26T12:00:00Z"

struct expected {
	char kind; /* '=', '?' or '!' */
	char *id; /* "-": none, "*": any */
	char *fields[FIELDS_MAX]; /* "mod=expected" */
	size_t n_fields;
	char *words;
	bool met;
};

struct sentence_case {
	char *text, *date, *why; /* why: known not to hold */
	struct expected expected[EXPECTED_MAX];
	size_t n;
};

struct tally {
	size_t n, held, weak, wrong; /* wrong: as the file does not say */
};

/* Words */

/* " word word ", letters folded. */
static void fold_words(const char *text, struct buf *out)
{
	AUTOFREE char *folded = utf8_fold(text, strlen(text));
	size_t len = strlen(folded);
	bool word = false;
	(void)buf_putc(out, ' ');
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(folded + i, len - i, &cp);
		if (utf8_is_word(cp))
			(void)buf_add(out, folded + i, n);
		else if (word)
			(void)buf_putc(out, ' ');
		word = utf8_is_word(cp);
		i += n;
	}
	if (word)
		(void)buf_putc(out, ' ');
	(void)buf_putc(out, '\0');
}

static size_t count_words(const char *words)
{
	size_t n = 0;
	for (; *words; words++)
		n += *words == ' ';
	return n ? n - 1 : 0;
}

/* Words of a that b has as well; each counts once. */
static size_t common_words(const char *a, const char *b)
{
	size_t n = 0;
	AUTOFREE char *left = xstrdup(b);
	for (const char *p = a; *p && p[1]; p = strchr(p + 1, ' ')) {
		size_t len = strcspn(p + 1, " ") + 2;
		AUTOFREE char *word = xstrndup(p, len);
		char *at = strstr(left, word);
		if (!at)
			continue;
		n++;
		memset(at + 1, '\1', len - 2);
	}
	return n;
}

static bool same_words(const char *a, const char *b)
{
	struct buf x CLEANUP(buf_release) = BUF_INIT(1 << 16);
	struct buf y CLEANUP(buf_release) = BUF_INIT(1 << 16);
	fold_words(a, &x);
	fold_words(b, &y);
	size_t n = count_words(x.data), m = count_words(y.data);
	size_t common = common_words(x.data, y.data);
	return common > 0 && common * 3 >= 2 * n && common * 3 >= 2 * m;
}

/* Reading */

static void case_release(struct sentence_case *c)
{
	free(c->text);
	free(c->date);
	free(c->why);
	for (size_t i = 0; i < c->n; i++) {
		free(c->expected[i].id);
		free(c->expected[i].words);
		for (size_t k = 0; k < c->expected[i].n_fields; k++)
			free(c->expected[i].fields[k]);
	}
	*c = (struct sentence_case){0};
}

static void read_expected(struct sentence_case *c, const char *line)
{
	ck_assert_uint_lt(c->n, EXPECTED_MAX);
	struct expected *e = &c->expected[c->n++];
	e->kind = line[0];
	const char *bar = strstr(line, " | ");
	if (line[0] == '!') {
		e->words = xstrdup(line + 2);
		return;
	}
	ck_assert_msg(bar != NULL, "%s", line);
	e->words = xstrdup(bar + 3);
	for (const char *p = line + 2; p < bar;) {
		size_t n = strcspn(p, " ");
		if (!e->id) {
			e->id = xstrndup(p, n);
		} else {
			ck_assert_uint_lt(e->n_fields, FIELDS_MAX);
			e->fields[e->n_fields++] = xstrndup(p, n);
		}
		p += n + 1;
	}
}

/* Checking */

static bool same(const char *got, const char *want)
{
	return strcmp(got ? got : "-", want) == 0;
}

static bool has_date(const struct statement *s, const char *day)
{
	char text[DATE_TEXT_SIZE];
	date_format(s->date, text);
	return strncmp(text, day, 10) == 0;
}

/* "" if the statement has all that is expected, else what it has not. */
static const char *differs(
	const struct sentence_case *c, const struct expected *e, const struct statement *s)
{
	bool mod = false, date = false;
	if (strcmp(e->id, "*") != 0 && !same(s->speaker.id, e->id))
		return "speaker";
	for (size_t i = 0; i < e->n_fields; i++) {
		const char *f = e->fields[i], *value = strchr(f, '=') + 1;
		bool ok;
		if (strncmp(f, "by=", 3) == 0) {
			ok = same(s->relayed_by.id, value);
		} else if (strncmp(f, "mod=", 4) == 0) {
			ok = same(modality_word(s->modality), value);
			mod = true;
		} else if (strncmp(f, "class=", 6) == 0) {
			ok = same(s->cue_class, value);
		} else if (strncmp(f, "date=", 5) == 0) {
			ok = has_date(s, value);
			date = true;
		} else if (strncmp(f, "denies=", 7) == 0) {
			ok = same(s->denies, value);
		} else if (strncmp(f, "side=", 5) == 0) {
			ok = same(s->speaker.side, value);
		} else if (strncmp(f, "name=", 5) == 0) {
			AUTOFREE char *name = xstrdup(value);
			for (char *p = name; *p; p++)
				*p = *p == '_' ? ' ' : *p;
			ok = same(s->speaker.name, name);
		} else {
			ck_assert_msg(strncmp(f, "q=", 2) == 0, "%s", f);
			ok = s->quoted == (value[0] == '1');
		}
		if (!ok)
			return f;
	}
	if (!mod && s->modality != MODALITY_ASSERTED)
		return "modality";
	if (!date && !has_date(s, c->date ? c->date : DEFAULT_DATE))
		return "date";
	return "";
}

static void note(struct buf *why, const char *what, const struct statement *s, const char *words)
{
	char date[DATE_TEXT_SIZE] = "";
	if (s)
		date_format(s->date, date);
	AUTOFREE char *line = xasprintf("    %s: %s%s%s%s%s%s%s%s\n", what,
		s && s->speaker.id ? s->speaker.id : "", s ? "|" : "",
		s ? modality_word(s->modality) : "", s ? "|" : "", date, s ? "|" : "", words,
		s && s->relayed_by.id ? " (relayed)" : "");
	(void)buf_puts(why, line);
}

static bool inside(const struct expected *e, const struct statement *s)
{
	return same_words(e->words, s->text);
}

static void check(struct plugin_set *set, const struct profile *profile, struct sentence_case *c,
	struct buf *why)
{
	struct claims_source source = {.text = c->text,
		.len = strlen(c->text),
		.published = date_parse(c->date ? c->date : DEFAULT_DATE, NULL)};
	struct statements list CLEANUP(statements_release) = {0};
	ck_assert_int_eq(claims_extract(set, profile, &source, &list, NULL), 0);
	AUTOFREE bool *known = xcalloc(list.n + 1, sizeof(*known));
	for (size_t i = 0; i < c->n; i++) {
		struct expected *e = &c->expected[i];
		const char *nearest = "not found";
		const struct statement *near = NULL;
		for (size_t k = 0; k < list.n && !e->met; k++) {
			const struct statement *s = &list.items[k];
			if (!inside(e, s))
				continue;
			if (e->kind == '!') {
				note(why, "is none", s, s->text);
				known[k] = true;
				continue;
			}
			if (known[k])
				continue;
			const char *d = differs(c, e, s);
			if (!*d) {
				e->met = known[k] = true;
			} else {
				nearest = d;
				near = s;
			}
		}
		if (e->kind == '=' && !e->met)
			note(why, nearest, near, e->words);
	}
	for (size_t k = 0; k < list.n; k++)
		if (!known[k] && !list.items[k].relayed_by.id && !list.items[k].relayed_by.name)
			note(why, "one too many", &list.items[k], list.items[k].text);
}

static void close_case(struct plugin_set *set, const struct profile *profile,
	struct sentence_case *c, struct tally *tally)
{
	if (!c->text) {
		case_release(c);
		return;
	}
	struct buf why CLEANUP(buf_release) = BUF_INIT(1 << 16);
	check(set, profile, c, &why);
	bool holds = why.len == 0;
	(void)buf_putc(&why, '\0');
	tally->n++;
	tally->held += holds;
	tally->weak += c->why != NULL;
	if (holds == (c->why != NULL)) {
		tally->wrong++;
		printf("%s%s\n%s", holds ? "holds now: " : "", c->text, why.data);
	}
	case_release(c);
}

static void read_file(
	struct plugin_set *set, const struct profile *profile, char *text, struct tally *tally)
{
	struct sentence_case c = {0};
	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		switch (line[0]) {
		case '>': {
			char *more = c.text ? xasprintf("%s\n\n%s", c.text, line + 2)
					    : xstrdup(line + 2);
			free(c.text);
			c.text = more;
			break;
		}
		case '@':
			c.date = xstrdup(line + 2);
			break;
		case '~':
			c.why = xstrdup(line + 2);
			break;
		case '=':
		case '?':
		case '!':
			read_expected(&c, line);
			break;
		case '\0':
			close_case(set, profile, &c, tally);
			break;
		default:
			ck_assert_msg(line[0] == '#', "%s", line);
		}
	}
	close_case(set, profile, &c, tally);
}

static int is_cases(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && strcmp(dot, ".txt") == 0;
}

START_TEST(test_attribution)
{
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	struct profile *profile = profile_load(path, &faults);
	ck_assert_ptr_nonnull(profile);
	struct plugin_set *set = plugin_set_default(profile, NULL, NULL, NULL);
	AUTOFREE char *dir = xasprintf(
		"%s/tests/unit/claims/attribution", getenv("GAINSAY_SOURCE"));
	struct dirent **entries;
	int n = scandir(dir, &entries, is_cases, alphasort);
	ck_assert_int_gt(n, 0);
	struct tally all = {0};
	for (int i = 0; i < n; i++) {
		struct tally tally = {0};
		AUTOFREE char *file = xasprintf("%s/%s", dir, entries[i]->d_name);
		struct buf text CLEANUP(buf_release) = BUF_INIT(1 << 20);
		ck_assert_int_eq(file_read(file, &text, NULL), 0);
		(void)buf_putc(&text, '\0');
		read_file(set, profile, text.data, &tally);
		printf("%s: %zu of %zu cases hold, %zu are known not to\n", entries[i]->d_name,
			tally.held, tally.n, tally.weak);
		all.n += tally.n;
		all.held += tally.held;
		all.weak += tally.weak;
		all.wrong += tally.wrong;
		free(entries[i]);
	}
	free(entries);
	printf("%zu of %zu cases hold, %zu are known not to\n", all.held, all.n, all.weak);
	plugin_set_free(set);
	profile_free(profile);
	ck_assert_uint_eq(all.wrong, 0);
}
END_TEST

UNIT_MAIN("attribution", test_attribution)
