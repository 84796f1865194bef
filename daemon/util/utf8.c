#include "util/utf8.h"

#include <stdint.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "util/buf.h"
#include "util/late.h"
#include "util/mem.h"

size_t utf8_decode(const char *s, size_t len, unsigned int *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned int c = p[0];
	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	size_t n = 0;
	unsigned int low = 0;
	if (c >= 0xC2 && c <= 0xDF) {
		n = 2;
		low = 0x80;
		c &= 0x1F;
	} else if (c >= 0xE0 && c <= 0xEF) {
		n = 3;
		low = 0x800;
		c &= 0x0F;
	} else if (c >= 0xF0 && c <= 0xF4) {
		n = 4;
		low = 0x10000;
		c &= 0x07;
	}
	*cp = UTF8_REPLACEMENT;
	if (n == 0 || n > len)
		return 1;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 1;
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < low || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return 1;
	*cp = c;
	return n;
}

size_t utf8_encode(unsigned int cp, char out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

/* Whether the 1 byte consumed as U+FFFD was malformed and not a real U+FFFD (3 bytes). */
static bool malformed(size_t taken, unsigned int cp)
{
	return cp == UTF8_REPLACEMENT && taken == 1;
}

/* How many bytes from s on are ASCII; may stop a little early. */
static size_t ascii_run(const char *s, size_t len)
{
	size_t i = 0;
	for (uint64_t eight; len - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, s + i, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	return i;
}

bool utf8_valid(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		if ((unsigned char)s[i] < 0x80) {
			size_t n = ascii_run(s + i, len - i);
			i += n ? n : 1;
			continue;
		}
		unsigned int cp;
		size_t n = utf8_decode(s + i, len - i, &cp);
		if (malformed(n, cp))
			return false;
		i += n;
	}
	return true;
}

size_t utf8_repair(const char *s, size_t len, struct buf *out)
{
	size_t repairs = 0, start = 0;
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(s + i, len - i, &cp);
		if (malformed(n, cp)) {
			(void)buf_add(out, s + start, i - start);
			(void)buf_put_utf8(out, UTF8_REPLACEMENT);
			repairs++;
			start = i + n;
		}
		i += n;
	}
	(void)buf_add(out, s + start, len - start);
	return repairs;
}

size_t utf8_floor(const char *s, size_t at)
{
	while (at > 0 && !utf8_is_start(s[at]))
		at--;
	return at;
}

bool utf8_is_space(unsigned int cp)
{
	if (cp < 0x80)
		return cp == ' ' || (cp >= '\t' && cp <= '\r');
	return cp == 0x200B || cp == 0xFEFF || uc_is_property_white_space(cp);
}

bool utf8_is_word(unsigned int cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
		       (cp >= 'a' && cp <= 'z');
	return uc_is_general_category_withtable(
		cp, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Nd);
}

bool utf8_is_upper(unsigned int cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z';
	return uc_is_general_category_withtable(cp, UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Lt);
}

bool utf8_is_digit(unsigned int cp)
{
	return cp >= '0' && cp <= '9';
}

unsigned int utf8_lower(unsigned int cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
	return uc_tolower(cp);
}

/* Letters of their own in Cyrillic that NFKD would take for a letter with a mark. */
static bool keeps_mark(unsigned int cp)
{
	return cp == 0x439 || cp == 0x419 || cp == 0x457 || cp == 0x407 || cp == 0x451 ||
	       cp == 0x401;
}

char *utf8_fold(const char *s, size_t len)
{
	struct buf out = BUF_INIT(len * 18 + 4); /* NFKD expands a code point at most 18 times */
	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)s[i];
		if (c < 0x80) {
			(void)buf_putc(&out, (char)utf8_lower(c));
			i++;
			continue;
		}
		unsigned int cp;
		i += utf8_decode(s + i, len - i, &cp);
		if (keeps_mark(cp)) {
			(void)buf_put_utf8(&out, utf8_lower(cp));
			continue;
		}
		ucs4_t parts[32];
		size_t n = ARRAY_SIZE(parts);
		ucs4_t one = cp;
		if (!u32_normalize(late_nfkd(), &one, 1, parts, &n)) {
			(void)buf_put_utf8(&out, utf8_lower(cp));
			continue;
		}
		for (size_t k = 0; k < n; k++)
			if (!uc_is_general_category_withtable(parts[k], UC_CATEGORY_MASK_M))
				(void)buf_put_utf8(&out, utf8_lower(parts[k]));
	}
	return buf_take(&out);
}

bool utf8_is_hidden(unsigned int cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C ||
	       (cp >= 0x200E && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
	       (cp >= 0x2066 && cp <= 0x2069);
}

char *utf8_visible(const char *s)
{
	size_t len = strlen(s);
	/* An escape has six bytes for at least one. */
	struct buf out = BUF_INIT(len * 6);
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		i += utf8_decode(s + i, len - i, &cp);
		if (utf8_is_hidden(cp))
			(void)buf_printf(&out, "\\u%04x", cp);
		else
			(void)buf_put_utf8(&out, cp);
	}
	return buf_take(&out);
}

char *utf8_squeeze(const char *s, size_t len)
{
	struct buf out = BUF_INIT(len);
	bool pending = false;
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(s + i, len - i, &cp);
		if (utf8_is_space(cp)) {
			pending = out.len > 0;
		} else {
			if (pending)
				(void)buf_putc(&out, ' ');
			pending = false;
			(void)buf_add(&out, s + i, n);
		}
		i += n;
	}
	return buf_take(&out);
}
