#include "util/json.h"

#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

void json_cleanup(json_t **json)
{
	json_decref(*json);
	*json = NULL;
}

json_t *json_text_n(const char *s, size_t len)
{
	if (!s)
		return json_null();
	if (utf8_valid(s, len)) /* jansson looks at each character, which takes longer */
		return json_stringn_nocheck(s, len);
	struct buf fixed CLEANUP(buf_release) = BUF_INIT(len * 3 + 1);
	(void)utf8_repair(s, len, &fixed);
	json_t *json = json_stringn(buf_str(&fixed), fixed.len);
	return json ? json : json_null();
}

json_t *json_text(const char *s)
{
	return json_text_n(s, s ? strlen(s) : 0);
}

const char *json_get_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

double json_get_number(const json_t *object, const char *key, double fallback)
{
	const json_t *v = json_object_get(object, key);
	return json_is_number(v) ? json_number_value(v) : fallback;
}

int64_t json_get_int(const json_t *object, const char *key, int64_t fallback)
{
	const json_t *v = json_object_get(object, key);
	return json_is_integer(v) ? json_integer_value(v) : fallback;
}

int json_get_flag(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

/* The bytes that are escaped, and those that hidden characters begin with: controls, C1 controls,
 * U+061C, U+200E to U+2069. */
static const unsigned char looked_at[256] = {
	[0x00 ... 0x1F] = 1,
	['"'] = 1,
	['\\'] = 1,
	[0x7F] = 1,
	[0xC2] = 1,
	[0xD8] = 1,
	[0xE2] = 1,
};

/* A string with its escapes: jansson leaves U+2028 and U+2029 raw, and readers that split lines by
 * Unicode would break there; so it does with C1 and bidirectional controls, which a terminal that
 * shows the line obeys; and it looks at each character twice, which for feeds is most of the time
 * it takes to print them. */
static void put_string(const char *s, size_t len, struct buf *out)
{
	static const char letters[] = "btn\0fr"; /* of U+0008 to U+000D */
	size_t start = 0;
	(void)buf_putc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (!looked_at[c])
			continue;
		unsigned int cp = c;
		size_t n = 1;
		if (c != '"' && c != '\\') {
			n = utf8_decode(s + i, len - i, &cp);
			if (!utf8_is_hidden(cp))
				continue;
		}
		(void)buf_add(out, s + start, i - start);
		if (c >= 8 && c <= 13 && letters[c - 8])
			(void)buf_add(out, (char[]){'\\', letters[c - 8]}, 2);
		else if (c == '"' || c == '\\')
			(void)buf_add(out, (char[]){'\\', (char)c}, 2);
		else
			(void)buf_printf(out, "\\u%04x", cp);
		i += n - 1;
		start = i + 1;
	}
	(void)buf_add(out, s + start, len - start);
	(void)buf_putc(out, '"');
}

/* The recursion goes as deep as the value, which jansson's reader bounds at 2048. */
static void put_value(const json_t *json, struct buf *out)
{
	const char *mark = "";
	if (json_is_string(json)) {
		put_string(json_string_value(json), json_string_length(json), out);
	} else if (json_is_array(json)) {
		(void)buf_putc(out, '[');
		for (size_t i = 0; i < json_array_size(json); i++, mark = ",") {
			(void)buf_puts(out, mark);
			put_value(json_array_get(json, i), out);
		}
		(void)buf_putc(out, ']');
	} else if (json_is_object(json)) {
		(void)buf_putc(out, '{');
		json_t *object = (json_t *)(size_t)json; /* the iterator only reads */
		for (void *at = json_object_iter(object); at;
			at = json_object_iter_next(object, at), mark = ",") {
			const char *key = json_object_iter_key(at);
			(void)buf_puts(out, mark);
			put_string(key, strlen(key), out);
			(void)buf_putc(out, ':');
			put_value(json_object_iter_value(at), out);
		}
		(void)buf_putc(out, '}');
	} else {
		/* 15 digits print 0.85 as 0.85; 17 would show the binary remainder. */
		char text[64];
		size_t len = json_dumpb(
			json, text, sizeof(text), JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
		(void)buf_add(out, text, len < sizeof(text) ? len : 0);
	}
}

static int dump(const json_t *json, struct buf *out)
{
	put_value(json, out);
	return out->cut ? -1 : 0;
}

int json_line(const json_t *json, struct buf *out)
{
	if (dump(json, out) < 0)
		return -1;
	return buf_putc(out, '\n');
}

char *json_compact(const json_t *json)
{
	struct buf out = BUF_INIT(WIRE_LINE_MAX);
	(void)dump(json, &out);
	return buf_take(&out);
}

json_t *json_parse(const char *text, size_t len, struct err *err)
{
	json_error_t why;
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (!json)
		(void)err_set(err, ERR_REJECT, "not JSON at line %d, column %d: %s", why.line,
			why.column, why.text);
	return json;
}
