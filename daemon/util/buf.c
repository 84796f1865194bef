#include "util/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "util/mem.h"
#include "util/utf8.h"

void buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf)BUF_INIT(max);
}

void buf_release(struct buf *buf)
{
	if (!buf)
		return;
	free(buf->data);
	buf_init(buf, buf->max);
}

void buf_reset(struct buf *buf)
{
	buf->len = 0;
	buf->cut = false;
	if (buf->data)
		buf->data[0] = '\0';
}

char *buf_take(struct buf *buf)
{
	char *data = buf->data ? buf->data : xstrdup("");
	buf_init(buf, buf->max);
	return data;
}

int buf_add(struct buf *buf, const void *bytes, size_t len)
{
	int result = 0;
	if (len > buf->max - buf->len) {
		len = buf->max - buf->len;
		buf->cut = true;
		result = -1;
	}
	if (buf->len + len + 1 > buf->cap) {
		size_t want = buf->cap * 2;
		if (want < buf->len + len + 1)
			want = buf->len + len + 1;
		if (want < 64)
			want = 64;
		buf->data = xrealloc(buf->data, want);
		buf->cap = want;
	}
	if (len)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
	return result;
}

int buf_puts(struct buf *buf, const char *s)
{
	return buf_add(buf, s, strlen(s));
}

int buf_putc(struct buf *buf, char c)
{
	return buf_add(buf, &c, 1);
}

int buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char small[256];
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	int result = -1;
	if (n >= 0 && (size_t)n < sizeof(small)) {
		result = buf_add(buf, small, (size_t)n);
	} else if (n >= 0) {
		AUTOFREE char *big = xmalloc((size_t)n + 1);
		(void)vsnprintf(big, (size_t)n + 1, fmt, again);
		result = buf_add(buf, big, (size_t)n);
	}
	va_end(again);
	return result;
}

int buf_put_utf8(struct buf *buf, unsigned int cp)
{
	char bytes[4];
	return buf_add(buf, bytes, utf8_encode(cp, bytes));
}

const char *buf_str(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}
