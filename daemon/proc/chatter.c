#include "proc/chatter.h"

#include <errno.h>
#include <unistd.h>

#include "util/clock.h"

/* As long as a log line is worth; and lines a child may cause in one window. */
#define CHATTER_LINE_MAX  4096
#define CHATTER_LINES     200
#define CHATTER_WINDOW_MS 60000

void chatter_init(struct chatter *chatter)
{
	*chatter = (struct chatter){.cut = false};
	wire_lines_init(&chatter->lines, CHATTER_LINE_MAX);
}

void chatter_release(struct chatter *chatter)
{
	wire_lines_release(&chatter->lines);
	chatter->cut = false;
}

static void show(struct chatter *chatter, const char *text,
	void (*line)(const char *text, void *arg), void *arg)
{
	int64_t now = clock_mono_ms();
	if (now - chatter->window_start >= CHATTER_WINDOW_MS || now < chatter->window_start) {
		chatter->window_start = now;
		chatter->window_lines = 0;
	}
	chatter->window_lines++;
	if (chatter->window_lines <= CHATTER_LINES)
		line(text, arg);
	else if (chatter->window_lines == CHATTER_LINES + 1)
		line("(too many lines: the next ones are dropped)", arg);
}

int chatter_read(
	struct chatter *chatter, int fd, void (*line)(const char *text, void *arg), void *arg)
{
	char chunk[CHATTER_LINE_MAX];
	ssize_t n = read(fd, chunk, sizeof(chunk));
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	if (n == 0)
		return -1;
	if (wire_lines_add(&chatter->lines, chunk, (size_t)n) < 0) {
		if (!chatter->cut)
			show(chatter, buf_str(&chatter->lines.bytes), line, arg);
		chatter_release(chatter);
		chatter->cut = true;
		return 1;
	}
	size_t len;
	for (const char *text = wire_lines_next(&chatter->lines, &len); text;
		text = wire_lines_next(&chatter->lines, &len)) {
		if (!chatter->cut)
			show(chatter, text, line, arg);
		chatter->cut = false;
	}
	return 1;
}
