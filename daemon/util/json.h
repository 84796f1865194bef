#ifndef UTIL_JSON_H
#define UTIL_JSON_H

#include <jansson.h>
#include <stddef.h>

struct buf;
struct err;

/* For CLEANUP: drops the reference. */
void json_cleanup(json_t **json);
#define AUTOJSON CLEANUP(json_cleanup)

/* A string, or JSON null for NULL. Bytes that are no UTF-8 become U+FFFD. New reference. */
json_t *json_text(const char *s);
json_t *json_text_n(const char *s, size_t len);

/* Member access that never fails on hostile shapes. Borrowed results. */
const char *json_get_text(const json_t *object, const char *key); /* NULL unless a string */
double json_get_number(const json_t *object, const char *key, double fallback);
int64_t json_get_int(const json_t *object, const char *key, int64_t fallback);
int json_get_flag(const json_t *object, const char *key); /* 1 only for true */

/*
 * Appends the value as one line with '\n', keys in insertion order, with what could
 * disguise a line (utf8_is_hidden) escaped. 0, or -1 if it did not fit.
 */
int json_line(const json_t *json, struct buf *out);

/* As json_line without the newline, given to the caller. */
char *json_compact(const json_t *json);

/* Parses one JSON text; duplicate keys are refused. NULL and ERR_REJECT with the place in err. */
json_t *json_parse(const char *text, size_t len, struct err *err);

#endif
