#include "util/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* The two pieces of static state this program allows itself besides the clock: the log's. */
static enum log_level max_level = LOG_NOTE;
static void (*capture_fn)(enum log_level level, const char *line, void *arg);
static void *capture_arg;

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

void log_line(enum log_level level, const char *sentence, ...)
{
	if (level > max_level)
		return;
	struct buf line CLEANUP(buf_release) = BUF_INIT(LOG_LINE_MAX);
	if (!capture_fn && getenv("JOURNAL_STREAM"))
		(void)buf_printf(&line, "<%d>", (int)level);
	(void)buf_puts(&line, sentence);
	va_list ap;
	va_start(ap, sentence);
	for (;;) {
		const char *key = va_arg(ap, const char *);
		if (!key)
			break;
		const char *value = va_arg(ap, const char *);
		(void)buf_printf(&line, " %s=", key);
		add_value(&line, value ? value : "-");
	}
	va_end(ap);
	if (capture_fn) {
		capture_fn(level, buf_str(&line), capture_arg);
		return;
	}
	(void)buf_putc(&line, '\n');
	/* One write: lines of several processes must not mix. A full pipe loses the line only. */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		return;
}
