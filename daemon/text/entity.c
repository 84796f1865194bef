#include "text/entity.h"

#include <stdbool.h>

#include "text/entity_names.h"
#include "util/buf.h"
#include "util/mem.h"

/* "CounterClockwiseContourIntegral" has 31 letters. */
#define NAME_MAX_LEN 31

struct wanted {
	const char *name;
	size_t len;
};

static int compare(const void *key, const void *row)
{
	const struct wanted *w = key;
	const struct entity_name *e = row;
	int order = strncmp(w->name, e->name, w->len);
	return order ? order : -(int)(e->name[w->len] != '\0');
}

size_t entity_lookup(const char *name, size_t len, unsigned int cp[2])
{
	if (len == 0 || len > NAME_MAX_LEN)
		return 0;
	struct wanted w = {name, len};
	const struct entity_name *e = bsearch(
		&w, entity_names, entity_names_count, sizeof(*e), compare);
	if (!e)
		return 0;
	cp[0] = e->first;
	cp[1] = e->second;
	return e->second ? 2 : 1;
}

unsigned int entity_cp1252(unsigned int byte)
{
	static const unsigned short points[] = {0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020,
		0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018,
		0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153,
		0x9D, 0x17E, 0x178};
	return byte >= 0x80 && byte <= 0x9F ? points[byte - 0x80] : byte;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int digit_of(char c, unsigned int base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (base == 16 && c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (base == 16 && c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* "#233;" or "#xE9;" at s; returns its length without the &, 0 if it is none. */
static size_t number(const char *s, size_t len, unsigned int *cp, bool *closed)
{
	size_t i = 1;
	unsigned int base = 10;
	if (len < 2 || s[0] != '#')
		return 0;
	if (s[1] == 'x' || s[1] == 'X') {
		base = 16;
		i++;
	}
	size_t start = i;
	*cp = 0;
	for (; i < len && digit_of(s[i], base) >= 0; i++)
		if (*cp <= 0x10FFFF)
			*cp = *cp * base + (unsigned int)digit_of(s[i], base);
	if (i == start)
		return 0;
	*closed = i < len && s[i] == ';';
	return i + *closed;
}

static bool is_character(unsigned int cp)
{
	if (cp < 0x20)
		return cp == '\t' || cp == '\n' || cp == '\r';
	return cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF) && (cp & 0xFFFE) != 0xFFFE;
}

static size_t decode_number(const char *s, size_t len, struct buf *out, int *odd)
{
	unsigned int cp, low;
	bool closed, low_closed;
	size_t n = number(s, len, &cp, &closed);
	if (n == 0)
		return 0;
	bool repaired = !closed;
	if (cp >= 0x80 && cp <= 0x9F) {
		cp = entity_cp1252(cp);
		repaired = true;
	} else if (cp >= 0xD800 && cp <= 0xDBFF && n + 1 < len && s[n] == '&') {
		size_t more = number(s + n + 1, len - n - 1, &low, &low_closed);
		if (more > 0 && low >= 0xDC00 && low <= 0xDFFF) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			n += 1 + more;
			repaired = true;
		}
	}
	if (is_character(cp))
		(void)buf_put_utf8(out, cp);
	else
		repaired = true;
	if (repaired && odd)
		*odd = 1;
	return n;
}

size_t entity_decode(const char *s, size_t len, struct buf *out, int *odd)
{
	static const char *const open_names[] = {"amp", "lt", "gt", "quot", "nbsp"};
	if (len < 2)
		return 0;
	if (s[1] == '#') {
		size_t n = decode_number(s + 1, len - 1, out, odd);
		return n ? n + 1 : 0;
	}
	size_t n = 1;
	while (n < len && n <= NAME_MAX_LEN + 1 && is_alnum(s[n]))
		n++;
	unsigned int cp[2];
	size_t points = 0;
	if (n < len && s[n] == ';') {
		points = entity_lookup(s + 1, n - 1, cp);
		n++;
	} else if (n == len || s[n] != '=') { /* "?a=1&lt=2" is an address */
		for (size_t i = 0; i < ARRAY_SIZE(open_names); i++)
			if (strlen(open_names[i]) == n - 1 &&
				memcmp(open_names[i], s + 1, n - 1) == 0)
				points = entity_lookup(s + 1, n - 1, cp);
		if (points && odd)
			*odd = 1;
	}
	for (size_t i = 0; i < points; i++)
		(void)buf_put_utf8(out, cp[i]);
	return points ? n : 0;
}
