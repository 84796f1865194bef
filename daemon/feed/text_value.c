#include "feed/text_value.h"

#include <stdint.h>

#include "text/entity.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/utf8.h"

static int sextet(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

void text_value_base64(struct buf *text)
{
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(text->len);
	unsigned int bits = 0;
	int n_bits = 0;
	const char *s = buf_str(text);
	for (size_t i = 0; i < text->len && s[i] != '='; i++) {
		if ((unsigned char)s[i] <= ' ')
			continue;
		int v = sextet(s[i]);
		if (v < 0)
			return;
		bits = (bits << 6 | (unsigned int)v) & 0xFFFFFF;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			(void)buf_putc(&bytes, (char)(bits >> n_bits & 0xFF));
		}
	}
	struct buf out = BUF_INIT(text->max);
	(void)utf8_repair(buf_str(&bytes), bytes.len, &out);
	buf_release(text);
	*text = out;
}

static bool is_c1(const char *s, size_t left)
{
	return left >= 2 && (unsigned char)s[0] == 0xC2 && (unsigned char)s[1] >= 0x80 &&
	       (unsigned char)s[1] <= 0x9F;
}

/* UTF-8 that was taken for Latin-1 at s: the code point it was, and the bytes it takes now; 0 if
 * it is none, or none that a C1 control among its parts proves. */
static size_t twice_encoded(const char *s, size_t left, unsigned int *cp)
{
	char bytes[4];
	size_t used = 0, n = 0;
	bool proof = false;
	unsigned int c;
	size_t want = 1;
	while (n < want && used < left) {
		used += utf8_decode(s + used, left - used, &c);
		if (c < 0x80 || c > 0xFF)
			return 0;
		bytes[n++] = (char)c;
		if (n == 1)
			want = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
		else if (c < 0xA0)
			proof = true;
	}
	if (n < 2 || n != want || !proof || utf8_decode(bytes, n, cp) != n)
		return 0;
	return used;
}

bool text_value_mend(struct buf *text)
{
	const char *s = text->data;
	size_t len = text->len, first = 0;
	while (first < len) {
		const char *at = memchr(s + first, 0xC2, len - first);
		if (!at)
			return false;
		first = (size_t)(at - s);
		if (is_c1(at, len - first))
			break;
		first++;
	}
	if (first >= len)
		return false;
	struct buf out = BUF_INIT(text->max);
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = (unsigned char)s[i] >= 0xC2 ? twice_encoded(s + i, len - i, &cp) : 0;
		if (n > 0) {
			(void)buf_put_utf8(&out, cp);
		} else if (is_c1(s + i, len - i)) {
			(void)buf_put_utf8(&out, entity_cp1252((unsigned char)s[i + 1]));
			n = 2;
		} else {
			(void)buf_putc(&out, s[i]);
			n = 1;
		}
		i += n;
	}
	buf_release(text);
	*text = out;
	return true;
}

const char *text_value_unwrap(const char *text, size_t *len)
{
	static const char close[] = "</div>";
	size_t n = *len;
	if (n < 11 || strncmp(text, "<div", 4) != 0 || (text[4] != '>' && text[4] != ' ') ||
		memcmp(text + n - 6, close, 6) != 0)
		return text;
	int depth = 0;
	for (size_t i = 0; i < n - 6;) { /* the first must be open until the last closes it */
		const char *at = memchr(text + i, '<', n - 6 - i);
		if (!at)
			break;
		i = (size_t)(at - text);
		if (strncmp(at, "<div", 4) == 0 && (at[4] == '>' || at[4] == ' '))
			depth++;
		else if (strncmp(at, close, 6) == 0 && --depth == 0)
			return text;
		i++;
	}
	const char *start = memchr(text, '>', n);
	if (!start || depth != 1)
		return text;
	start++;
	*len = (size_t)(text + n - 6 - start);
	return start;
}
