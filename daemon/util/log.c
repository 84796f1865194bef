#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/journal.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Before the names of our fields, so that they are told from the journal's own. */
#define FIELD_PREFIX "GAINSAY_"
#define IDENTIFIER   "gainsay"

/* The static state this program allows itself besides the clock: the log's. */
static enum log_level max_level = LOG_NOTE;
static void (*capture_fn)(enum log_level level, const char *line, void *arg);
static void *capture_arg;
static const char *journal_path; /* NULL: lines go to stderr */
static int journal_fd = -1;

void log_set_level(enum log_level level)
{
	max_level = level;
}

enum log_level log_get_level(void)
{
	return max_level;
}

int log_level_from_word(const char *word)
{
	static const char *const words[] = {"error", "warning", "notice", "info", "debug"};
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(word, words[i]) == 0)
			return (int)(LOG_ERROR + i);
	return -1;
}

void log_capture(void (*fn)(enum log_level level, const char *line, void *arg), void *arg)
{
	capture_fn = fn;
	capture_arg = arg;
}

static void add_value(struct buf *out, const char *value)
{
	size_t len = strlen(value);
	bool cut = len > LOG_VALUE_MAX;
	if (cut)
		len = utf8_floor(value, LOG_VALUE_MAX);
	bool plain = len > 0;
	for (size_t i = 0; i < len && plain; i++)
		plain = value[i] > ' ' && value[i] < 0x7F && value[i] != '"' && value[i] != '\\';
	if (plain) {
		(void)buf_add(out, value, len);
		return;
	}
	(void)buf_putc(out, '"');
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(value + i, len - i, &cp);
		if (cp == '"' || cp == '\\')
			(void)buf_printf(out, "\\%c", (char)cp);
		else if (cp == '\n')
			(void)buf_puts(out, "\\n");
		else if (utf8_is_hidden(cp))
			(void)buf_printf(out, "\\u%04x", cp);
		else
			(void)buf_put_utf8(out, cp);
		i += n;
	}
	(void)buf_puts(out, cut ? "\"..." : "\"");
}

void log_to_journal(const char *path)
{
	if (journal_fd >= 0)
		(void)close(journal_fd);
	journal_fd = -1;
	journal_path = path && journal_is_stream(getenv("JOURNAL_STREAM"), STDERR_FILENO) ? path
											  : NULL;
}

/* Adds the field GAINSAY_KEY. */
static void add_field(struct buf *entry, const char *key, const char *value)
{
	AUTOFREE char *name = xasprintf(FIELD_PREFIX "%s", key);
	size_t len = strlen(value);
	journal_field(
		entry, name, value, len > LOG_VALUE_MAX ? utf8_floor(value, LOG_VALUE_MAX) : len);
}

/* Whether the journal took it. journald may have been restarted: then it has another socket. */
static bool send_to_journal(struct buf *entry, enum log_level level, const struct buf *line)
{
	if (!journal_path)
		return false;
	char priority = (char)('0' + (int)level);
	journal_field(entry, "PRIORITY", &priority, 1);
	journal_field(entry, "SYSLOG_IDENTIFIER", IDENTIFIER, strlen(IDENTIFIER));
	journal_field(entry, "MESSAGE", buf_str(line), line->len);
	if (journal_fd >= 0 && journal_send(journal_fd, entry))
		return true;
	if (journal_fd >= 0)
		(void)close(journal_fd);
	journal_fd = journal_connect(journal_path);
	return journal_fd >= 0 && journal_send(journal_fd, entry);
}

static void send_to_stderr(enum log_level level, const struct buf *line)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(LOG_LINE_MAX + 8);
	if (getenv("JOURNAL_STREAM"))
		(void)buf_printf(&out, "<%d>", (int)level);
	(void)buf_add(&out, buf_str(line), line->len);
	(void)buf_putc(&out, '\n');
	/* One write: lines of several processes must not mix. A full pipe loses the line only. */
	if (write(STDERR_FILENO, out.data, out.len) < 0)
		return;
}

void log_line(enum log_level level, const char *sentence, ...)
{
	if (level > max_level)
		return;
	struct buf line CLEANUP(buf_release) = BUF_INIT(LOG_LINE_MAX);
	struct buf entry CLEANUP(buf_release) = BUF_INIT(2 * LOG_LINE_MAX);
	(void)buf_puts(&line, sentence);
	if (journal_path)
		add_field(&entry, "SENTENCE", sentence);
	va_list ap;
	va_start(ap, sentence);
	for (;;) {
		const char *key = va_arg(ap, const char *);
		if (!key)
			break;
		const char *value = va_arg(ap, const char *);
		(void)buf_printf(&line, " %s=", key);
		add_value(&line, value ? value : "-");
		if (journal_path && value)
			add_field(&entry, key, value);
	}
	va_end(ap);
	if (capture_fn) {
		capture_fn(level, buf_str(&line), capture_arg);
		return;
	}
	if (!send_to_journal(&entry, level, &line))
		send_to_stderr(level, &line);
}
