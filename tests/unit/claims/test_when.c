#include "claims/when.h"

#include "text/date.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/token.h"
#include "unit.h"
#include "util/mem.h"

START_TEST(test_said)
{
	/* The article is of Sunday, 23 November 2025, 10:00. ^ marks the cue, [ ] the content. */
	static const struct {
		const char *text, *want; /* NULL: the article's */
	} cases[] = {
		{"Peskov ^said on Friday [that it was over].", "2025-11-21T12:00:00Z"},
		{"Peskov ^said Sunday [it was over].", "2025-11-23T10:00:00Z"},
		{"On Monday, Peskov ^said [it was over].", "2025-11-17T12:00:00Z"},
		{"Peskov ^said last Sunday [it was over].", "2025-11-16T12:00:00Z"},
		{"Peskov ^said [it ended on Friday].", NULL},
		{"Peskov ^said yesterday [it was over].", "2025-11-22T12:00:00Z"},
		{"Peskov ^said earlier this week [it was over].", "2025-11-21T12:00:00Z"},
		{"Peskov ^said three days ago [it was over].", "2025-11-20T12:00:00Z"},
		{"Peskov ^said on Nov. 18 [it was over].", "2025-11-18T12:00:00Z"},
		{"Peskov ^said on 18 November 2024 [it was over].", "2024-11-18T12:00:00Z"},
		{"Peskov ^said on Dec 2 [it was over].", "2024-12-02T12:00:00Z"},
		{"In February Peskov ^said [it was over].", "2025-02-15T12:00:00Z"},
		{"May ^said [it was over].", NULL},
		{"In Geneva Peskov ^said in Mariupol [it was over].", NULL},
		{"Peskov ^said to Friedrich Merz on board in Monaco [it was over].", NULL},
		{"He left on Friday. Peskov ^said [it was over].", NULL},
		{"Peskov ^said [it was over] before talks on Friday.", NULL},
		{"Peskov ^said [it was over].", NULL},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		AUTOFREE char *text = xstrdup(cases[i].text);
		struct span content = {0, 0}, cue = {0, 0};
		size_t n = 0;
		for (const char *p = cases[i].text; *p; p++) {
			if (*p == '[')
				content.begin = n;
			else if (*p == ']')
				content.end = n;
			else if (*p == '^')
				cue = (struct span){n, n + 4};
			else
				text[n++] = *p;
		}
		text[n] = '\0';
		struct tokens tokens CLEANUP(tokens_release);
		struct quotes quotes CLEANUP(quotes_release);
		struct sentences sentences CLEANUP(sentences_release);
		tokens_scan(text, n, "en", &tokens);
		quotes_find(&tokens, &quotes);
		sentences_find(&tokens, &quotes, &sentences);
		struct claims_source source = {.text = text,
			.len = n,
			.published = date_parse("2025-11-23T10:00:00Z", NULL)};
		struct raw_statement raw = {.spans = &content, .n_spans = 1, .cue = cue};
		int told = -1;
		char got[DATE_TEXT_SIZE];
		date_format(when_said(&source, &raw, &tokens, &sentences, &told), got);
		ck_assert_msg(
			strcmp(got, cases[i].want ? cases[i].want : "2025-11-23T10:00:00Z") == 0,
			"%s: %s", text, got);
		ck_assert_msg(told == (cases[i].want != NULL), "%s", text);
	}
}
END_TEST

START_TEST(test_unknown)
{
	struct span content = {5, 7};
	struct claims_source source = {.text = "said it", .len = 7, .published = DATE_UNKNOWN};
	struct tokens tokens CLEANUP(tokens_release);
	struct sentences sentences CLEANUP(sentences_release);
	tokens_scan(source.text, source.len, "en", &tokens);
	sentences_find(&tokens, NULL, &sentences);
	struct raw_statement raw = {.spans = &content, .n_spans = 1, .cue = {0, 4}};
	int told = -1;
	ck_assert_int_eq(when_said(&source, &raw, &tokens, &sentences, &told), DATE_UNKNOWN);
	ck_assert_int_eq(told, 0);
	char date[] = "2025-02-01T00:00:00Z";
	raw.date = date;
	ck_assert_int_eq(
		when_said(&source, &raw, &tokens, &sentences, &told), date_parse(date, NULL));
	ck_assert_int_eq(told, 1);
}
END_TEST

START_TEST(test_dateline)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"MOSCOW, Dec 2, 2025 (Reuters) - Russia said", "2025-12-02T12:00:00Z"},
		{"KYIV, 2 December 2025 — Ukraine said", "2025-12-02T12:00:00Z"},
		{"MOSCOW, Dec 2 (Reuters) - Russia said", ""},
		{"Russia said on Dec 2, 2025 that it", ""},
		{"", ""},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens tokens CLEANUP(tokens_release);
		char got[DATE_TEXT_SIZE];
		tokens_scan(cases[i].text, strlen(cases[i].text), "en", &tokens);
		date_format(when_dateline(&tokens), got);
		ck_assert_str_eq(got, cases[i].want);
	}
}
END_TEST

UNIT_MAIN("when", test_said, test_unknown, test_dateline)
