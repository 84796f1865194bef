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
	json_t *json = json_stringn(s, len);
	if (json)
		return json;
	struct buf fixed CLEANUP(buf_release) = BUF_INIT(len * 3 + 1);
	(void)utf8_repair(s, len, &fixed);
	json = json_stringn(buf_str(&fixed), fixed.len);
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

/* jansson leaves U+2028 and U+2029 raw; readers that split lines by Unicode would break there. */
static int add_chunk(const char *bytes, size_t len, void *arg)
{
	struct buf *out = arg;
	size_t start = 0;
	for (size_t i = 0; i + 2 < len; i++) {
		if ((unsigned char)bytes[i] != 0xE2 || (unsigned char)bytes[i + 1] != 0x80 ||
			((unsigned char)bytes[i + 2] & 0xFE) != 0xA8)
			continue;
		if (buf_add(out, bytes + start, i - start) < 0 ||
			buf_puts(out, (unsigned char)bytes[i + 2] == 0xA8 ? "\\u2028" : "\\u2029") <
				0)
			return -1;
		start = i + 3;
	}
	return buf_add(out, bytes + start, len - start);
}

static int dump(const json_t *json, struct buf *out)
{
	/* 15 digits print 0.85 as 0.85; 17 would show the binary remainder. */
	return json_dump_callback(json, add_chunk, out,
		JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
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
