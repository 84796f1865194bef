#ifndef UTIL_BUF_H
#define UTIL_BUF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A growing byte string that is given its largest size at birth (as curl's dynbuf): what does not
 * fit is left out and `cut` is set, so that no stranger's input can grow it without end. data is
 * always NUL-terminated (the NUL is not counted in len) and NULL only before the first append.
 */
struct buf {
	char *data; /* owned by the buf */
	size_t len, cap, max;
	bool cut; /* something was left out */
};

#define BUF_INIT(maximum)                                                        \
	{                                                                        \
		.data = NULL, .len = 0, .cap = 0, .max = (maximum), .cut = false \
	}

void buf_init(struct buf *buf, size_t max);
void buf_release(struct buf *buf);
/* Empties it and keeps the memory. */
void buf_reset(struct buf *buf);
/* Gives the string to the caller, who frees it ("" if nothing was added); the buf is empty again.
 */
char *buf_take(struct buf *buf);

/* Each returns 0, or -1 when something had to be left out. */
int buf_add(struct buf *buf, const void *bytes, size_t len);
int buf_puts(struct buf *buf, const char *s);
int buf_putc(struct buf *buf, char c);
int buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Appends a code point as UTF-8. */
int buf_put_utf8(struct buf *buf, unsigned int cp);

/* The string, never NULL; borrowed until the next call that changes the buf. */
const char *buf_str(const struct buf *buf);

#endif
