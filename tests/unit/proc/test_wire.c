#include "proc/wire.h"

#include <string.h>

#include "unit.h"
#include "util/limits.h"
#include "util/mem.h"

START_TEST(what_a_child_may_answer)
{
	static const struct {
		const char *line;
		int rc;
		enum wire_kind kind;
		uint64_t id;
		enum err_code code;
		const char *why;
	} cases[] = {
		{"{\"hello\":{\"protocol\":1}}", 0, WIRE_HELLO, 0, 0, NULL},
		{"{\"hello\":{\"protocol\":2}}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"hello\":{\"protocol\":[1]}}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"hello\":1}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"7\",\"statement\":{}}", 0, WIRE_PARTIAL, 7, 0, NULL},
		{"{\"id\":\"7\",\"result\":\"ok\"}", 0, WIRE_RESULT, 7, ERR_NONE, NULL},
		{"{\"id\":\"7\",\"result\":\"ok\",\"why\":\"x\"}", 0, WIRE_RESULT, 7, ERR_NONE,
			NULL},
		{"{\"id\":\"12345678901\",\"result\":\"retry\",\"why\":\"x\"}", 0, WIRE_RESULT,
			12345678901, ERR_RETRY, "x"},
		{"{\"id\":\"1\",\"result\":\"reject\"}", 0, WIRE_RESULT, 1, ERR_REJECT, NULL},
		{"{\"id\":\"1\",\"result\":\"fail\",\"why\":7}", 0, WIRE_RESULT, 1, ERR_FAIL, NULL},
		{"{\"id\":\"1\",\"result\":\"no\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"1\",\"result\":null}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"1\",\"result\":{}}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":1,\"result\":\"ok\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"01\",\"result\":\"ok\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"-1\",\"result\":\"ok\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"\",\"result\":\"ok\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"99999999999999999999\",\"result\":\"ok\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"1\",\"id\":\"2\",\"result\":\"ok\"}", ERR_REJECT, 0, 0, 0, NULL},
		{"{}", ERR_REJECT, 0, 0, 0, NULL},
		{"[]", ERR_REJECT, 0, 0, 0, NULL},
		{"", ERR_REJECT, 0, 0, 0, NULL},
		{"{\"id\":\"1\"", ERR_REJECT, 0, 0, 0, NULL},
		{"\"\xFF\"", ERR_REJECT, 0, 0, 0, NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct wire_answer answer = {.json = NULL};
		struct err err = ERR_INIT;
		int rc = wire_answer_parse(cases[i].line, strlen(cases[i].line), &answer, &err);
		ck_assert_msg(rc == cases[i].rc, "%s: %d %s", cases[i].line, rc, err.text);
		if (rc == 0) {
			ck_assert_int_eq(answer.kind, cases[i].kind);
			ck_assert_uint_eq(answer.id, cases[i].id);
			ck_assert_int_eq(answer.code, cases[i].code);
			ck_assert_pstr_eq(answer.why, cases[i].why);
			wire_answer_release(&answer);
		} else {
			ck_assert_str_ne(err.text, "");
		}
	}
}
END_TEST

/* The same lines come out however the stream was cut. */
START_TEST(lines_in_any_pieces)
{
	static const char stream[] = "one\n\ntwo three\nfour";
	for (size_t piece = 1; piece <= strlen(stream); piece++) {
		struct wire_lines lines CLEANUP(wire_lines_release);
		wire_lines_init(&lines, 100);
		char got[64] = "";
		for (size_t at = 0; at < strlen(stream); at += piece) {
			size_t n = strlen(stream) - at < piece ? strlen(stream) - at : piece;
			ck_assert_int_eq(wire_lines_add(&lines, stream + at, n), 0);
			size_t len;
			for (const char *l = wire_lines_next(&lines, &len); l;
				l = wire_lines_next(&lines, &len)) {
				ck_assert_uint_eq(len, strlen(l));
				size_t used = strlen(got);
				(void)snprintf(got + used, sizeof(got) - used, "[%s]", l);
			}
		}
		ck_assert_str_eq(got, "[one][][two three]");
	}
}
END_TEST

START_TEST(a_line_has_a_maximum)
{
	struct wire_lines lines CLEANUP(wire_lines_release);
	wire_lines_init(&lines, 10);
	size_t len;
	ck_assert_int_eq(wire_lines_add(&lines, "0123456789", 10), 0);
	ck_assert_ptr_null(wire_lines_next(&lines, &len));
	ck_assert_int_eq(wire_lines_add(&lines, "\nabc", 4), 0);
	ck_assert_str_eq(wire_lines_next(&lines, &len), "0123456789");
	ck_assert_ptr_null(wire_lines_next(&lines, &len));
	ck_assert_int_eq(wire_lines_add(&lines, "defghij", 7), 0);
	ck_assert_int_eq(wire_lines_add(&lines, "k", 1), ERR_REJECT);
}
END_TEST

START_TEST(room_for_a_huge_line_is_given_back)
{
	struct wire_lines lines CLEANUP(wire_lines_release);
	wire_lines_init(&lines, MIB(4));
	char chunk[WIRE_CHUNK];
	memset(chunk, 'x', sizeof(chunk));
	for (int i = 0; i < 48; i++)
		ck_assert_int_eq(wire_lines_add(&lines, chunk, sizeof(chunk)), 0);
	size_t len;
	ck_assert_int_eq(wire_lines_add(&lines, "\n", 1), 0);
	ck_assert_ptr_nonnull(wire_lines_next(&lines, &len));
	ck_assert_uint_eq(len, 48 * sizeof(chunk));
	ck_assert_int_eq(wire_lines_add(&lines, "a\n", 2), 0);
	ck_assert_str_eq(wire_lines_next(&lines, &len), "a");
	ck_assert_uint_le(lines.bytes.cap, MIB(1));
}
END_TEST

UNIT_MAIN("proc/wire", what_a_child_may_answer, lines_in_any_pieces, a_line_has_a_maximum,
	room_for_a_huge_line_is_given_back)
