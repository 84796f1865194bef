#include "run/config_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/discover.h"
#include "run/config.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

/* A YAML scalar that needs no thought: in double quotes, with what could end them escaped. */
static void add_quoted(struct buf *out, const char *text)
{
	(void)buf_putc(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			(void)buf_printf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7F)
			(void)buf_putc(out, ' ');
		else
			(void)buf_putc(out, (char)c);
	}
	(void)buf_putc(out, '"');
}

static void add_items(struct buf *out, const struct found_feeds *feeds, int indent)
{
	for (size_t i = 0; i < feeds->n; i++) {
		(void)buf_printf(out, "%*s- url: ", indent, "");
		add_quoted(out, feeds->items[i].url);
		(void)buf_putc(out, '\n');
		if (feeds->items[i].title && *feeds->items[i].title) {
			(void)buf_printf(out, "%*s  name: ", indent, "");
			add_quoted(out, feeds->items[i].title);
			(void)buf_putc(out, '\n');
		}
	}
}

/* The offset of a line, counted from 1; past the last one, the end. */
static size_t line_at(const struct buf *text, int line)
{
	size_t at = 0;
	for (int i = 1; i < line && at < text->len; i++) {
		const char *end = memchr(text->data + at, '\n', text->len - at);
		at = end ? (size_t)(end - text->data) + 1 : text->len;
	}
	return at;
}

/* Where the lines of the item that begins in this line end: past those that stand deeper than its
 * dash. */
static size_t end_of_item(const struct buf *text, int line, int dash)
{
	size_t end = line_at(text, line + 1);
	for (size_t at = end; at < text->len;) {
		size_t indent = strspn(text->data + at, " ");
		const char *newline = memchr(text->data + at, '\n', text->len - at);
		size_t next = newline ? (size_t)(newline - text->data) + 1 : text->len;
		char first = text->data[at + indent];
		if (first == '#' || first == '\n' || first == '\r') {
			at = next;
			continue;
		}
		if ((int)indent <= dash)
			break;
		end = at = next;
	}
	return end;
}

/* The column of the dash of the item in this line, from 0; -1: it has none of its own. */
static int dash_of(const struct buf *text, int line)
{
	size_t at = line_at(text, line), indent = strspn(text->data + at, " ");
	return text->data[at + indent] == '-' ? (int)indent : -1;
}

static int insert(const struct buf *old, const struct yaml_node *list, int list_line,
	const struct found_feeds *feeds, struct buf *out, struct err *err)
{
	size_t at = old->len;
	int indent = 2;
	if (list && list->kind == YAML_LIST && list->n) {
		int line = list->items[list->n - 1]->line;
		indent = dash_of(old, line);
		if (indent < 0)
			return err_set(err, ERR_CONFIG,
				"the list of feeds is not written with a line for each: add it by "
				"hand");
		at = end_of_item(old, line, indent);
	} else if (list_line) {
		/* "feeds:" and nothing behind it */
		if (list && (list->kind != YAML_TEXT || *list->text))
			return err_set(err, ERR_CONFIG, "feeds is no list: add it by hand");
		at = line_at(old, list_line + 1);
	}
	(void)buf_add(out, old->data, at);
	if (at && old->data[at - 1] != '\n')
		(void)buf_putc(out, '\n');
	if (!list_line)
		(void)buf_puts(out, "feeds:\n");
	add_items(out, feeds, indent);
	(void)buf_add(out, old->data + at, old->len - at);
	return out->cut ? err_set(err, ERR_CONFIG, "the file would be too large") : 0;
}

static void doc_cleanup(struct yaml_doc **doc)
{
	yaml_doc_free(*doc);
}

static int compose(const char *path, const struct found_feeds *feeds, struct buf *out,
	struct faults *faults, struct err *err)
{
	struct buf old CLEANUP(buf_release) = BUF_INIT(CONFIG_BYTES_MAX);
	int rc = file_read(path, &old, err);
	if (rc < 0)
		return rc;
	struct yaml_doc *doc CLEANUP(doc_cleanup) = yaml_load(path, buf_str(&old), old.len, faults);
	const struct yaml_node *root = doc ? yaml_root(doc) : NULL;
	if (!root || root->kind != YAML_MAP)
		return err_set(err, ERR_CONFIG, "%s is no configuration", path);
	int line = 0;
	for (size_t i = 0; i < root->n; i++)
		if (strcmp(root->keys[i]->text, "feeds") == 0)
			line = root->keys[i]->line;
	return insert(&old, yaml_get(root, "feeds"), line, feeds, out, err);
}

/* The bytes beside the file, as a file of the same mode and owner; the caller removes it. */
static int write_beside(
	const char *path, const char *beside, const struct buf *text, struct err *err)
{
	struct stat st;
	int fd = stat(path, &st) < 0 ? -1
				     : open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_FAIL, "cannot write %s: %s", beside, strerror(errno));
	bool good = file_write_all(fd, text->data, text->len) == 0 &&
		    fchmod(fd, st.st_mode & 07777) == 0 &&
		    (fchown(fd, st.st_uid, st.st_gid) == 0 || geteuid() != 0) && fsync(fd) == 0;
	int cause = errno;
	(void)close(fd);
	return good ? 0 : err_set(err, ERR_FAIL, "cannot write %s: %s", beside, strerror(cause));
}

int config_add_feeds(
	const char *path, const struct found_feeds *feeds, struct faults *faults, struct err *err)
{
	AUTOFREE char *real = realpath(path, NULL);
	if (!real)
		return err_set(err, ERR_CONFIG, "cannot read %s: %s", path, strerror(errno));
	struct buf text CLEANUP(buf_release) = BUF_INIT(CONFIG_BYTES_MAX);
	int rc = compose(real, feeds, &text, faults, err);
	if (rc < 0)
		return rc;
	AUTOFREE char *beside = xasprintf("%s.new", real);
	rc = write_beside(real, beside, &text, err);
	if (rc < 0)
		return rc;
	struct config *config = config_load(beside, faults);
	config_free(config);
	if (!config)
		rc = err_set(
			err, ERR_CONFIG, "%s would be faulty with it; it stays as it was", real);
	else if (rename(beside, real) < 0)
		rc = err_set(err, ERR_FAIL, "cannot replace %s: %s", real, strerror(errno));
	if (rc < 0)
		(void)unlink(beside);
	else
		(void)file_sync_dir_of(real);
	return rc;
}
