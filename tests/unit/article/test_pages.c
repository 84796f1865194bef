#include <dirent.h>
#include <stdio.h>

#include "article/article.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"

/*
 * Small pages, a case for each rule, in pages/NAME.txt:
 *
 *   # what the rule is; begins a case
 *   : each WORD | WORD          the case is run once for each, in the place of {each}; may be
 * repeated : url ADDRESS               instead of PAGE_URL <div>{AB}<p>{each}</p></div> = text {AB}
 * what must come out: a field and its value
 *
 * {ABX} stands for paragraphs A, B and X of the table below: with <p> in the page, parted by a
 * blank line in the text, where "¶" is that blank line too. A small letter, {a}, is the sentence
 * alone. {head} begins a page with a title, links to sections and a headline.
 */

#define PAGE_URL "https://www.post.example/2025/11/24/leave"
#define HEAD                                                                             \
	"<html><head><title>They leave</title></head><body><ul><li><a href=/a>World</a>" \
	"<li><a href=/b>Sport</a></ul><h1>They leave</h1>"
#define FIELDS_MAX 12
#define EACH_MAX   400

/* A to D are an article; X must mostly not be in it. */
static const struct {
	char letter;
	const char *text;
} sentences[] = {
	{'A', "The two delegations left the city on Monday without a date, officials on both sides "
	      "said."},
	{'B', "“We agreed on nothing that we did not bring with us,” the deputy minister told "
	      "reporters."},
	{'C', "The text has nineteen points, of which six were read out, according to a diplomat "
	      "in "
	      "the room."},
	{'D', "Neither side would say when the rest will be discussed, and the hosts declined to "
	      "guess."},
	{'X', "The harbour master was said to have promised that nothing of the kind would happen "
	      "again."},
	{'Y', "A ferry that had been late for two days came in at noon, and nobody was there to "
	      "see "
	      "it."},
};

struct field {
	char *name, *want; /* owned */
};

struct page_case {
	char *name, *url; /* owned */
	struct buf html;
	struct field fields[FIELDS_MAX];
	size_t n_fields;
	char *each[EACH_MAX]; /* owned */
	size_t n_each;
};

static const char *sentence(char letter)
{
	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++)
		if (sentences[i].letter == letter)
			return sentences[i].text;
	ck_abort_msg("no paragraph %c", letter);
}

/* Writes one {...}; in_text: as it must come out. */
static void put_name(const char *name, size_t n, bool in_text, struct buf *out)
{
	if (n == 4 && memcmp(name, "head", n) == 0) {
		(void)buf_puts(out, HEAD);
	} else if (n == 1 && name[0] >= 'a' && name[0] <= 'z') {
		(void)buf_puts(out, sentence((char)(name[0] - 'a' + 'A')));
	} else {
		for (size_t i = 0; i < n; i++)
			(void)buf_printf(out, in_text ? "%s%s" : "%s<p>%s</p>",
				in_text && i ? "\n\n" : "", sentence(name[i]));
	}
}

static void put_each(const char *s, const char *each, struct buf *out)
{
	for (const char *at; (at = strstr(s, "{each}")) != NULL; s = at + 6) {
		(void)buf_add(out, s, (size_t)(at - s));
		(void)buf_puts(out, each);
	}
	(void)buf_puts(out, s);
}

static void expand(const char *from, const char *each, bool in_text, struct buf *out)
{
	static const char pilcrow[] = " ¶ ";
	size_t n = sizeof(pilcrow) - 1;
	struct buf whole CLEANUP(buf_release) = BUF_INIT(MIB(1));
	put_each(from, each, &whole);
	for (const char *s = buf_str(&whole); *s;) {
		const char *end = s[0] == '{' ? strchr(s, '}') : NULL;
		/* JSON has braces too; what stands in ours are letters. */
		if (end && end > s + 1 &&
			strspn(s + 1, "ABCDXYabcdxyeh") == (size_t)(end - s - 1)) {
			put_name(s + 1, (size_t)(end - s - 1), in_text, out);
			s = end + 1;
		} else if (in_text && strncmp(s, pilcrow, n) == 0) {
			(void)buf_puts(out, "\n\n");
			s += n;
		} else {
			(void)buf_putc(out, *s++);
		}
	}
}

static char *date_text(int64_t time)
{
	char text[DATE_TEXT_SIZE];
	date_format(time, text);
	return xstrdup(text);
}

static char *authors_of(const struct article *article)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(KIB(4));
	for (size_t i = 0; i < article->n_authors; i++)
		(void)buf_printf(&out, "%s%s", i ? "; " : "", article->authors[i]);
	return xstrdup(buf_str(&out));
}

/* "time title: text; ...", what is unknown left out. */
static char *posts_of(const struct article *article)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(KIB(16));
	for (size_t i = 0; i < article->n_posts; i++) {
		const struct article_post *post = &article->posts[i];
		AUTOFREE char *time = date_text(post->published);
		(void)buf_printf(&out, "%s%s %s: %.*s", i ? " + " : "", time[0] ? time : "-",
			post->title ? post->title : "-", (int)(post->end - post->begin),
			article->text + post->begin);
	}
	return xstrdup(buf_str(&out));
}

/* What came out for a field. The caller frees it. */
static char *value_of(const struct article *article, const char *field)
{
	const struct {
		const char *name, *value;
	} texts[] = {{"text", article->text}, {"title", article->title}, {"site", article->site},
		{"language", article->language}, {"reason", article->reason},
		{"canonical", article->canonical_url}, {"original", article->original_url},
		{"paywalled", article->paywalled ? "yes" : ""}};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (strcmp(texts[i].name, field) == 0)
			return xstrdup(texts[i].value ? texts[i].value : "");
	if (strcmp(field, "published") == 0)
		return date_text(article->published);
	if (strcmp(field, "modified") == 0)
		return date_text(article->modified);
	if (strcmp(field, "authors") == 0)
		return authors_of(article);
	ck_assert_msg(strcmp(field, "posts") == 0, "no field %s", field);
	return posts_of(article);
}

static void run_each(const struct page_case *page, const char *each, struct buf *faults)
{
	struct buf html CLEANUP(buf_release) = BUF_INIT(MIB(1));
	struct article article;
	struct err err = ERR_INIT;
	expand(buf_str(&page->html), each, false, &html);
	struct buf url CLEANUP(buf_release) = BUF_INIT(KIB(1));
	put_each(page->url ? page->url : PAGE_URL, each, &url);
	struct article_source source = {
		.bytes = buf_str(&html), .len = html.len, .url = buf_str(&url)};
	ck_assert_int_eq(article_extract(&source, &article, &err), 0);
	for (size_t i = 0; i < page->n_fields; i++) {
		struct buf want CLEANUP(buf_release) = BUF_INIT(MIB(1));
		expand(page->fields[i].want, each, true, &want);
		AUTOFREE char *got = value_of(&article, page->fields[i].name);
		if (strcmp(got, buf_str(&want)) != 0)
			(void)buf_printf(faults, "%s [%s]: %s is\n%s\nand not\n%s\n\n", page->name,
				each, page->fields[i].name, got, buf_str(&want));
	}
	article_release(&article);
}

static void run_case(const struct page_case *page, struct buf *faults)
{
	if (!page->name)
		return;
	ck_assert_msg(page->n_fields > 0, "%s: nothing is expected", page->name);
	for (size_t i = 0; i < page->n_each; i++)
		run_each(page, page->each[i], faults);
	if (page->n_each == 0)
		run_each(page, "", faults);
}

static void clear_case(struct page_case *page)
{
	for (size_t i = 0; i < page->n_fields; i++) {
		free(page->fields[i].name);
		free(page->fields[i].want);
	}
	for (size_t i = 0; i < page->n_each; i++)
		free(page->each[i]);
	free(page->name);
	free(page->url);
	page->name = page->url = NULL;
	page->n_fields = page->n_each = 0;
	buf_reset(&page->html);
}

/* "word | word" */
static void add_each(struct page_case *page, const char *s)
{
	for (;;) {
		const char *end = strstr(s, " | ");
		ck_assert_msg(page->n_each < EACH_MAX, "%s: too many words", page->name);
		page->each[page->n_each++] = end ? xstrndup(s, (size_t)(end - s)) : xstrdup(s);
		if (!end)
			return;
		s = end + 3;
	}
}

static void add_line(struct page_case *page, const char *line)
{
	if (strncmp(line, ": each ", 7) == 0) {
		add_each(page, line + 7);
	} else if (strncmp(line, ": url ", 6) == 0) {
		page->url = xstrdup(line + 6);
	} else if (strncmp(line, "= ", 2) == 0) {
		size_t n = strcspn(line + 2, " ");
		const char *want = line + 2 + n + (line[2 + n] == ' ');
		ck_assert_msg(page->n_fields < FIELDS_MAX, "%s: too many fields", page->name);
		page->fields[page->n_fields++] = (struct field){
			.name = xstrndup(line + 2, n), .want = xstrdup(want)};
	} else {
		(void)buf_puts(&page->html, line);
		(void)buf_putc(&page->html, '\n');
	}
}

static void run_file(const char *path, struct buf *faults)
{
	struct buf file CLEANUP(buf_release) = BUF_INIT(MIB(1));
	struct page_case page = {.html = BUF_INIT(MIB(1))};
	ck_assert_int_eq(file_read(path, &file, NULL), 0);
	for (char *line = file.data, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (strncmp(line, "# ", 2) == 0) {
			run_case(&page, faults);
			clear_case(&page);
			page.name = xstrdup(line + 2);
		} else {
			add_line(&page, line);
		}
	}
	run_case(&page, faults);
	clear_case(&page);
	buf_release(&page.html);
}

START_TEST(test_pages)
{
	AUTOFREE char *folder = file_find_data("tests/unit/article/pages", "");
	DIR *dir = folder ? opendir(folder) : NULL;
	size_t files = 0;
	struct buf faults CLEANUP(buf_release) = BUF_INIT(KIB(64));
	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		AUTOFREE char *path = xasprintf("%s/%s", folder, entry->d_name);
		run_file(path, &faults);
		files++;
	}
	(void)closedir(dir);
	ck_assert_uint_gt(files, 0);
	(void)fputs(buf_str(&faults), stderr);
	ck_assert_uint_eq(faults.len, 0);
}
END_TEST

UNIT_MAIN("pages", test_pages)
