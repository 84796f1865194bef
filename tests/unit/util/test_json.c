#include <stdio.h>
#include <unistd.h>

#include "unit.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/file.h"
#include "util/hash.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/utf8.h"

START_TEST(test_line)
{
	AUTOJSON json_t *o = json_object();
	json_object_set_new(o, "z",
		json_text("a\xE2\x80\xA8"
			  "b\xE2\x80\xA9\n"));
	json_object_set_new(o, "a", json_text("bad \xFF"));
	json_object_set_new(o, "n", json_text(NULL));
	struct buf out CLEANUP(buf_release) = BUF_INIT(200);
	ck_assert_int_eq(json_line(o, &out), 0);
	ck_assert_str_eq(buf_str(&out),
		"{\"z\":\"a\\u2028b\\u2029\\n\",\"a\":\"bad \xEF\xBF\xBD\",\"n\":null}\n");
	struct buf small CLEANUP(buf_release) = BUF_INIT(10);
	ck_assert_int_eq(json_line(o, &small), -1);
}
END_TEST

START_TEST(test_parse)
{
	struct err err = ERR_INIT;
	static const char *const bad[] = {"{\"a\":1,\"a\":2}", "{", "", "[1,]"};
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ck_assert_ptr_null(json_parse(bad[i], strlen(bad[i]), &err));
		ck_assert_int_eq(err.code, ERR_REJECT);
	}
	static const char good[] = "{\"t\":\"x\",\"n\":2.5,\"i\":7,\"f\":true}";
	AUTOJSON json_t *o = json_parse(good, sizeof(good) - 1, &err);
	ck_assert_ptr_nonnull(o);
	ck_assert_str_eq(json_get_text(o, "t"), "x");
	ck_assert_ptr_null(json_get_text(o, "n"));
	ck_assert(json_get_number(o, "n", 0) > 2.4);
	ck_assert_int_eq(json_get_int(o, "i", 0), 7);
	ck_assert_int_eq(json_get_int(o, "t", -1), -1);
	ck_assert_int_eq(json_get_flag(o, "f"), 1);
	ck_assert_int_eq(json_get_flag(o, "i"), 0);
}
END_TEST

START_TEST(test_strmap)
{
	struct strmap map CLEANUP(strmap_release) = STRMAP_INIT;
	ck_assert_uint_eq(strmap_get(&map, "a", 1), STRMAP_NONE);
	char key[16];
	for (uint32_t i = 0; i < 1000; i++) {
		int n = snprintf(key, sizeof(key), "k%u", i);
		ck_assert_uint_eq(strmap_add(&map, key, (size_t)n, i), i);
		ck_assert_uint_eq(strmap_add(&map, key, (size_t)n, i + 1), i);
	}
	ck_assert_uint_eq(map.count, 1000);
	strmap_put(&map, "k7", 2, 99);
	ck_assert_uint_eq(strmap_get(&map, "k7", 2), 99);
	ck_assert_uint_eq(strmap_get(&map, "k8", 2), 8);
	ck_assert_uint_eq(strmap_get(&map, "k", 1), STRMAP_NONE);
	ck_assert_uint_eq(strmap_add(&map, "", 0, 5), 5);
}
END_TEST

START_TEST(test_file)
{
	char dir[] = "/tmp/gainsay-test-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	AUTOFREE char *deep = xasprintf("%s/a/b", dir);
	AUTOFREE char *up = xasprintf("%s/a", dir);
	AUTOFREE char *path = xasprintf("%s/f", deep);
	struct err err = ERR_INIT;
	ck_assert_int_eq(file_make_dirs(deep, &err), 0);
	ck_assert_int_eq(file_make_dirs(deep, &err), 0);
	FILE *f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	(void)fputs("12345678", f);
	(void)fclose(f);
	struct buf whole CLEANUP(buf_release) = BUF_INIT(8);
	ck_assert_int_eq(file_read(path, &whole, &err), 0);
	ck_assert_str_eq(buf_str(&whole), "12345678");
	struct buf small CLEANUP(buf_release) = BUF_INIT(7);
	ck_assert_int_eq(file_read(path, &small, &err), ERR_REJECT);
	ck_assert_int_eq(file_sync_dir_of(path), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(file_read(path, &whole, &err), ERR_FAIL);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_int_eq(rmdir(deep), 0);
	ck_assert_int_eq(rmdir(up), 0);
	ck_assert_int_eq(rmdir(dir), 0);
}
END_TEST

START_TEST(test_hash_and_clock)
{
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex("abc", 3, hex); /* FIPS 180-4, appendix of examples */
	ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	clock_fake(1500);
	ck_assert_int_eq(clock_now_ms(), 1500);
	ck_assert_int_eq(clock_mono_ms(), 1500);
	clock_fake(-1);
	ck_assert_int_gt(clock_now_ms(), 1500);
	clock_seed(1);
	uint64_t first = clock_random();
	clock_seed(1);
	ck_assert_uint_eq(clock_random(), first);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_lt(clock_random_below(7), 7);
}
END_TEST

/* Whatever is written is read back as the same, one line long. */
START_TEST(test_line_round_trip)
{
	AUTOJSON json_t *list = json_array();
	for (unsigned int cp = 1; cp < 0x3000; cp += cp < 0x100 ? 1 : 7) {
		struct buf text CLEANUP(buf_release) = BUF_INIT(16);
		(void)buf_putc(&text, 'a');
		(void)buf_put_utf8(&text, cp);
		(void)buf_putc(&text, 'b');
		(void)json_array_append_new(list, json_text(buf_str(&text)));
	}
	(void)json_array_append_new(list, json_text("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA"));
	(void)json_array_append_new(list, json_real(0.85));
	(void)json_array_append_new(list, json_integer(-7));
	(void)json_array_append_new(list, json_true());
	(void)json_array_append_new(list, json_null());
	(void)json_array_append_new(list, json_pack("{s:[],s:{},s:[i,i]}", "k\"", "", "l", 1, 2));
	struct buf out CLEANUP(buf_release) = BUF_INIT(1 << 20);
	ck_assert_int_eq(json_line(list, &out), 0);
	for (size_t i = 0; i + 1 < out.len;) {
		unsigned int cp;
		i += utf8_decode(out.data + i, out.len - i, &cp);
		ck_assert(!utf8_is_hidden(cp));
	}
	AUTOJSON json_t *again = json_parse(buf_str(&out), out.len, NULL);
	ck_assert(json_equal(list, again));
}
END_TEST

UNIT_MAIN("json", test_line_round_trip, test_line, test_parse, test_strmap, test_file,
	test_hash_and_clock)
