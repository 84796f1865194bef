#ifndef PROC_WIRE_H
#define PROC_WIRE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * The lines that processes exchange: one JSON object a line, at most WIRE_LINE_MAX bytes.
 *
 *   > {"hello":{"protocol":[1],...}}             < {"hello":{"protocol":1,"max_in_flight":1}}
 *   > {"id":"7","op":"article",...}              < {"id":"7","statement":{...}}  any number
 *                                                < {"id":"7","result":"ok",...}  or retry,
 *                                                  reject, fail with "why"
 */
#define WIRE_PROTOCOL 1

/* Cuts a stream into lines. */
struct wire_lines {
	struct buf bytes;
	size_t line_max;
	size_t start; /* of the first line not yet taken */
	size_t searched; /* no line break before this */
};
void wire_lines_init(struct wire_lines *lines, size_t line_max);
void wire_lines_release(struct wire_lines *lines);
/* Adds at most WIRE_CHUNK bytes from the stream: 0, or ERR_REJECT when a line outgrew the maximum
 * (nothing more can be made of the stream). Take all lines before the next call. */
#define WIRE_CHUNK 65536
int wire_lines_add(struct wire_lines *lines, const void *bytes, size_t len);
/* The next whole line without its break, borrowed until the next wire_lines_add; NULL: none. */
const char *wire_lines_next(struct wire_lines *lines, size_t *len);

enum wire_kind { WIRE_HELLO, WIRE_PARTIAL, WIRE_RESULT };

/* What a child may answer. */
struct wire_answer {
	enum wire_kind kind;
	uint64_t id; /* not of WIRE_HELLO */
	enum err_code code; /* of WIRE_RESULT */
	const char *why; /* of a WIRE_RESULT that is not ok, or NULL; owned by json */
	size_t max_in_flight; /* of WIRE_HELLO; 0: not said */
	json_t *json; /* the whole line; owned: release it */
};
/* Reads one line from a child. 0, or ERR_REJECT with what is wrong with it. */
int wire_answer_parse(const char *line, size_t len, struct wire_answer *answer, struct err *err);
void wire_answer_release(struct wire_answer *answer);

#endif
