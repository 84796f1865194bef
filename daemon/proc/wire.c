#include "proc/wire.h"

#include <stdbool.h>

#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

void wire_lines_init(struct wire_lines *lines, size_t line_max)
{
	*lines = (struct wire_lines){
		.bytes = BUF_INIT(line_max + WIRE_CHUNK), .line_max = line_max};
}

void wire_lines_release(struct wire_lines *lines)
{
	buf_release(&lines->bytes);
	lines->start = lines->searched = 0;
}

int wire_lines_add(struct wire_lines *lines, const void *bytes, size_t len)
{
	struct buf *b = &lines->bytes;
	if (lines->start > 0) {
		b->len -= lines->start;
		memmove(b->data, b->data + lines->start, b->len);
		lines->searched -= lines->start;
		lines->start = 0;
		/* One huge answer must not be kept room for until the child ends. */
		if (b->len == 0 && b->cap > MIB(1))
			buf_release(b);
	}
	if (buf_add(b, bytes, len) < 0)
		return ERR_REJECT;
	/* Only what has no end yet can be too long: whole lines are taken before more is added. */
	return b->len > lines->line_max &&
			       !memchr(b->data + lines->searched, '\n', b->len - lines->searched)
		       ? ERR_REJECT
		       : 0;
}

const char *wire_lines_next(struct wire_lines *lines, size_t *len)
{
	struct buf *b = &lines->bytes;
	if (lines->searched >= b->len)
		return NULL;
	char *eol = memchr(b->data + lines->searched, '\n', b->len - lines->searched);
	if (!eol) {
		lines->searched = b->len;
		return NULL;
	}
	const char *line = b->data + lines->start;
	*len = (size_t)(eol - line);
	*eol = '\0';
	lines->start = lines->searched = (size_t)(eol - b->data) + 1;
	return line;
}

/* Ids are decimal numbers without a sign or leading zero, so that each has one spelling. */
static bool read_id(const json_t *json, uint64_t *id)
{
	const char *s = json_get_text(json, "id");
	if (!s || s[0] < '1' || s[0] > '9')
		return false;
	uint64_t value = 0;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || value > (UINT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (uint64_t)(*s - '0');
	}
	*id = value;
	return true;
}

static int read_hello(const json_t *hello, struct wire_answer *out, struct err *err)
{
	if (json_get_int(hello, "protocol", -1) != WIRE_PROTOCOL)
		return err_set(err, ERR_REJECT, "does not speak protocol %d", WIRE_PROTOCOL);
	int64_t n = json_get_int(hello, "max_in_flight", 0);
	out->kind = WIRE_HELLO;
	out->max_in_flight = n > 0 ? (size_t)n : 0;
	return 0;
}

static int read_result(const json_t *json, struct wire_answer *out, struct err *err)
{
	if (!read_id(json, &out->id))
		return err_set(err, ERR_REJECT, "line has no \"id\" of a request");
	const json_t *result = json_object_get(json, "result");
	if (!result) {
		out->kind = WIRE_PARTIAL;
		return 0;
	}
	const char *word = json_string_value(result);
	out->kind = WIRE_RESULT;
	out->code = err_from_word(word);
	/* err_from_word takes strange words for "fail"; here they are a fault of the child's. */
	if (!word || strcmp(word, err_word(out->code)) != 0)
		return err_set(err, ERR_REJECT, "\"result\" is not ok, retry, reject or fail");
	if (out->code != ERR_NONE)
		out->why = json_get_text(json, "why");
	return 0;
}

int wire_answer_parse(const char *line, size_t len, struct wire_answer *answer, struct err *err)
{
	AUTOJSON json_t *json = json_parse(line, len, err);
	if (!json)
		return ERR_REJECT;
	if (!json_is_object(json))
		return err_set(err, ERR_REJECT, "line is no JSON object");
	struct wire_answer out = {0};
	const json_t *hello = json_object_get(json, "hello");
	int rc = hello ? read_hello(hello, &out, err) : read_result(json, &out, err);
	if (rc < 0)
		return rc;
	out.json = json_incref(json);
	*answer = out;
	return 0;
}

void wire_answer_release(struct wire_answer *answer)
{
	json_decref(answer->json);
	answer->json = NULL;
	answer->why = NULL;
}
