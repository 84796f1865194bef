#include "text/quote.h"

#include "text/sentence.h"
#include "text/token.h"
#include "unit.h"
#include "util/buf.h"
#include "util/mem.h"

/* The quotations of a text, each in brackets, "~" for one not closed and ">" for a running one. */
static char *quoted(const char *text)
{
	struct tokens t CLEANUP(tokens_release);
	struct quotes q CLEANUP(quotes_release);
	struct buf out = BUF_INIT(4096);
	tokens_scan(text, strlen(text), NULL, &t);
	quotes_find(&t, &q);
	for (size_t i = 0; i < q.n; i++) {
		size_t b = t.items[q.items[i].inner].begin,
		       e = t.items[q.items[i].inner_end - 1].end;
		(void)buf_putc(&out, '[');
		(void)buf_add(&out, text + b, e - b);
		(void)buf_puts(&out, q.items[i].closed ? "]" : q.items[i].running ? ">]" : "~]");
	}
	return buf_take(&out);
}

START_TEST(test_marks)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"“No,” he said. \"Never.\"", "[No,][Never.]"},
		{"«Нет», сказал он; „ja“ und ``so'' and ''too''", "[Нет][ja][so][too]"},
		{"He said: ‘We don’t know the workers’ plan’ today",
			"[We don’t know the workers’ plan]"},
		{"the workers' plan and John's 'no' to it", "[no]"},
		{"“The ‘deal’ is off,\" he said", "[The ‘deal’ is off,]"},
		{"“One “two” three”", "[One “two” three]"},
		{"“Open to the end\n\n“Next,” he said", "[Open to the end>][Next,]"},
		{"He was “lost. Then he left.\n\nNext “one”", "[lost.~][one]"},
		{"5\" pipe", ""},
		{"“", ""},
		{"”“ “", ""},
		{"”We will go,” he said. ”Soon.”", "[We will go,][Soon.]"},
		{"”No “yes” here", "[yes]"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = quoted(cases[i].text);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

/* The sentences of a text with "|" after each, "?|" after a doubtful one. */
static char *sentences(const char *text)
{
	struct tokens t CLEANUP(tokens_release);
	struct quotes q CLEANUP(quotes_release);
	struct sentences s CLEANUP(sentences_release);
	struct buf out = BUF_INIT(4096);
	tokens_scan(text, strlen(text), NULL, &t);
	quotes_find(&t, &q);
	sentences_find(&t, &q, &s);
	for (size_t i = 0; i < s.n; i++) {
		size_t b = t.items[s.items[i].begin].begin, e = t.items[s.items[i].end - 1].end;
		(void)buf_add(&out, text + b, e - b);
		(void)buf_puts(&out, s.items[i].doubtful ? "?|" : "|");
	}
	return buf_take(&out);
}

START_TEST(test_sentences)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"Mr. Peskov spoke on Nov. 3. He left.", "Mr. Peskov spoke on Nov. 3.|He left.|"},
		{"“No. Never,” he said. “Go.” She went.", "“No. Never,” he said.|“Go.”|She went.|"},
		{"“No!” Peskov said. It grew 3.5 percent.",
			"“No!”?|Peskov said.|It grew 3.5 percent.|"},
		{"The U.S. President left the U.S. He flew.",
			"The U.S. President left the U.S.|He flew.|"},
		{"J. D. Vance left. Was it so? (It was.) Yes",
			"J. D. Vance left.|Was it so?|(It was.)|Yes|"},
		{"One\n\ntwo", "One|two|"},
		{"Wait... what? no", "Wait... what? no|"},
		{"", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *got = sentences(cases[i].text);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

UNIT_MAIN("quote", test_marks, test_sentences)
