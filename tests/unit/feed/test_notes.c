#include "feed/notes.h"
#include "unit.h"
#include "util/mem.h"
#include "util/utf8.h"

START_TEST(test_limit)
{
	struct feed_notes notes CLEANUP(notes_release) = {0};
	for (int i = 0; i < NOTES_MAX + 7; i++)
		notes_add(&notes, "note %d", i);
	size_t n;
	char **items = notes_take(&notes, &n);
	ck_assert_uint_eq(n, NOTES_MAX + 1);
	ck_assert_str_eq(items[0], "note 0");
	ck_assert_str_eq(items[NOTES_MAX], "7 more warnings");
	for (size_t i = 0; i < n; i++)
		free(items[i]);
	free(items);
	ck_assert_uint_eq(notes.n, 0);
}
END_TEST

START_TEST(test_text)
{
	struct feed_notes notes CLEANUP(notes_release) = {0};
	char text[1001];
	for (size_t i = 0; i < 1000; i += 2)
		memcpy(text + i, "\xD0\xBC", 2);
	text[1000] = '\0';
	notes_add(&notes, "x%s", text); /* cut, and not inside a letter */
	notes_add(&notes, "bad \xFF byte");
	ck_assert_uint_le(strlen(notes.items[0]), 300);
	for (size_t i = 0; i < 2; i++)
		ck_assert(utf8_valid(notes.items[i], strlen(notes.items[i])));
}
END_TEST

UNIT_MAIN("notes", test_limit, test_text)
