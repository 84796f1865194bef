#include "text/token.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

/* The tokens as "form/stem" with signs: + joined, - hyphenated, ^ capital, # number. */
static char *shown(const char *text)
{
	struct tokens t CLEANUP(tokens_release);
	tokens_scan(text, strlen(text), NULL, &t);
	struct buf out = BUF_INIT(4096);
	for (size_t i = 0; i < t.n; i++) {
		const struct token *k = &t.items[i];
		(void)buf_printf(&out, "%s%s%s%s%s", i ? " " : "", k->hyphenated ? "-" : "",
			k->capital ? "^" : "", k->kind == TOKEN_NUMBER ? "#" : "", k->form);
		if (strcmp(k->form, k->stem) != 0)
			(void)buf_printf(&out, "/%s", k->stem);
	}
	return buf_take(&out);
}

START_TEST(test_words)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"Zelensky’s adviser won’t agree.",
			"^zelensky/zelenski 's adviser/advis won't agree/agre ."},
		{"The U.S. and U.N said at 5 a.m.", "^the ^u.s. and ^u.n. said at #5 a.m."},
		{"they took it, it was begun", "they took/take it , it was begun/begin"},
		{"a 28-point plan", "a #28 -point plan"},
		{"25,000 troops, 3.5% on the 6th", "#25,000 troops/troop , #3.5 % on the #6th"},
		{"$90bn", "$ #90 bn"},
		{"“No,” he said—twice", "“ ^no , ” he said — twice"},
		{"Київ не погодився", "^київ не погодився"},
		{"", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = shown(cases[i].text);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

START_TEST(test_spans_cover)
{
	static const char text[] = "One “two” – 3,5 km.\n\nFour’s U.S. end";
	struct tokens t CLEANUP(tokens_release);
	tokens_scan(text, sizeof(text) - 1, "en", &t);
	size_t last = 0;
	for (size_t i = 0; i < t.n; i++) {
		ck_assert_uint_ge(t.items[i].begin, last);
		ck_assert_uint_gt(t.items[i].end, t.items[i].begin);
		last = t.items[i].end;
	}
	ck_assert_uint_eq(last, sizeof(text) - 1);
	ck_assert_uint_eq(t.items[t.n - 1].paragraph, 1);
	ck_assert_uint_eq(tokens_at(&t, 0), 0);
	ck_assert_uint_eq(tokens_at(&t, last), t.n);
	ck_assert_str_eq(t.items[tokens_at(&t, 4)].form, "“");
}
END_TEST

UNIT_MAIN("token", test_words, test_spans_cover)
