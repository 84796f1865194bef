/* What the rules find, case by case: "speaker|class|content" a statement, pieces joined by " / ", a
 * star before quoted ones, the modality after the class where it is not asserted, "<" and who
 * relays it after the speaker. */
#include "claims/claims.h"
#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile *profile;
static struct plugin_set *set;

static void put_span(struct buf *out, const char *text, struct span span)
{
	(void)buf_add(out, text + span.begin, span.end - span.begin);
}

static char *found(const char *text)
{
	struct claims_source source = {
		.text = text, .len = strlen(text), .published = DATE_UNKNOWN};
	struct raw_statements raw CLEANUP(raw_statements_release) = {0};
	ck_assert_int_eq(plugin_set_extract(set, 0, &source, &raw, NULL), 0);
	struct buf out CLEANUP(buf_release) = BUF_INIT(4096);
	for (size_t i = 0; i < raw.n; i++) {
		const struct raw_statement *r = &raw.items[i];
		put_span(&out, text, r->speaker);
		if (r->relayed_by.end > r->relayed_by.begin) {
			(void)buf_putc(&out, '<');
			put_span(&out, text, r->relayed_by);
		}
		(void)buf_printf(&out, "|%s", r->cue_class);
		if (r->modality != MODALITY_ASSERTED)
			(void)buf_printf(&out, " %s", modality_word(r->modality));
		(void)buf_puts(&out, r->quoted ? "|*" : "|");
		for (size_t k = 0; k < r->n_spans; k++) {
			(void)buf_puts(&out, k ? " / " : "");
			put_span(&out, text, r->spans[k]);
		}
		(void)buf_putc(&out, '\n');
	}
	return buf_take(&out);
}

struct example {
	const char *text, *want;
};

static void check(const struct example *cases, size_t n)
{
	size_t wrong = 0;
	for (size_t i = 0; i < n; i++) {
		AUTOFREE char *got = found(cases[i].text);
		if (strcmp(got, cases[i].want) == 0)
			continue;
		(void)fprintf(
			stderr, "%s\ngives\n%sand not\n%s\n", cases[i].text, got, cases[i].want);
		wrong++;
	}
	ck_assert_uint_eq(wrong, 0);
}

START_TEST(test_begin)
{
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	profile = profile_load(path, &faults);
	ck_assert_ptr_nonnull(profile);
	/* the rules alone, whether the tagger's table lies beside them or not */
	AUTOJSON json_t *settings = json_pack("{s:b}", "tagger", 0);
	struct err err = ERR_INIT;
	set = plugin_set_new(profile, NULL, NULL);
	ck_assert_msg(plugin_set_load(set, "rules", NULL, settings, &err) == 0, "%s", err.text);
	ck_assert_ptr_nonnull(set);
}
END_TEST

START_TEST(test_direct)
{
	static const struct example cases[] = {
		{"“We will not go,” Ivan Orlov said.", "Ivan Orlov|neutral|*“We will not go,”\n"},
		{"“We will not go”, said Ivan Orlov, the minister.",
			"Ivan Orlov, the minister|neutral|*“We will not go”\n"},
		{"\"We,\" he said, \"will not go.\" \"Never.\"",
			"he|neutral|*\"We,\" / \"will not go.\" / \"Never.\"\n"},
		{"He said: «We will not go».", "He|neutral|*«We will not go»\n"},
		{"``We will not go,'' the minister added Tuesday.",
			"the minister|neutral|*``We will not go,''\n"},
		{"‘We won’t go,’ she told reporters in Kyiv.", "she|neutral|*‘We won’t go,’\n"},
		{"“Is it over?” Orlov asked.", "Orlov|question question|*“Is it over?”\n"},
		{"Orlov said it was over.\n\n“We won. They lost.”\n\n“That is all.”",
			"Orlov|neutral|it was over\nOrlov|neutral|*“We won. They lost.”\n"
			"Orlov|neutral|*“That is all.”\n"},
		{"“We begin here, Orlov wrote, and go on.\n\nAnna Bauer said it was over.",
			"Orlov|neutral|We begin here / and go on\n"
			"Anna Bauer|neutral|it was over\n"},
		{"Merz wrote on X:\n\n“Europe stands firm.”",
			"Merz|neutral|*“Europe stands firm.”\n"},
		{"“They won,” Orlov told CNN’s “State of the Union.”",
			"Orlov|neutral|*“They won,”\n"},
		{"Asked if Bauer promised to go, Orlov answered: “She did.”",
			"Bauer|commitment|to go\nOrlov|neutral|*“She did.”\n"},
		{"LAVROV: We will not go. We told them so.\n\nNote: it was over.",
			"LAVROV|neutral|*We will not go. We told them so.\n"},
		{"The so-called “buffer zone” is a film called “Victory Plan”.", ""},
	};
	check(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_reported)
{
	static const struct example cases[] = {
		{"Orlov said on Friday that it was over.", "Orlov|neutral|that it was over\n"},
		{"Orlov said on Friday there were contacts.",
			"Orlov|neutral|there were contacts\n"},
		{"Orlov told reporters in Kyiv that it was over.",
			"Orlov|neutral|that it was over\n"},
		{"It was over, Orlov said.", "Orlov|neutral|It was over\n"},
		{"The war, Orlov said, was over.", "Orlov|neutral|The war / was over\n"},
		{"The two sides had agreed on a truce, said Anna Bauer, who led the talks.",
			"Anna Bauer, who led the talks|neutral|The two sides had agreed on a "
			"truce\n"
			"The two sides<Anna Bauer, who led the talks|agreement|a truce\n"},
		{"Kyiv agreed to a truce, said Anna Bauer.",
			"Anna Bauer|neutral|Kyiv agreed to a truce\n"
			"Kyiv<Anna Bauer|agreement|a truce\n"},
		{"For a plan to work, both have to be on board, said Anna Bauer.",
			"Anna Bauer|neutral|For a plan to work, both have to be on board\n"},
		{"Orlov said it was over and added that nobody had won.",
			"Orlov|neutral|it was over\nOrlov|neutral|that nobody had won\n"},
		{"Orlov said it was over, adding that nobody had won.",
			"Orlov|neutral|it was over\nOrlov|neutral|that nobody had won\n"},
		{"Orlov said it was over, while Bauer insisted it went on.",
			"Orlov|neutral|it was over\nBauer|distancing|it went on\n"},
		{"According to the ministry, two people died.",
			"the ministry|relay|two people died\n"},
		{"Two people died, according to officials in Kyiv.",
			"officials in Kyiv|relay|Two people died\n"},
		{"Orlov, who led the delegation in Geneva, said it was over.",
			"Orlov, who led the delegation in Geneva|neutral|it was over\n"},
		{"Ivan Orlov, 57, the spokesman, said it was over.",
			"Ivan Orlov, 57, the spokesman|neutral|it was over\n"},
		{"On Monday Ukrainian President Anna Bauer said it was over.",
			"Ukrainian President Anna Bauer|neutral|it was over\n"},
		{"Orlov and Bauer said it was over.", "Orlov and Bauer|neutral|it was over\n"},
		{"Officials who met Orlov said it was over.",
			"Officials who met Orlov|neutral|it was over\n"},
		{"The army said Orlov “signed off on it” and left.",
			"The army|neutral|Orlov “signed off on it” and left\n"},
		{"Orlov said Bauer had told the envoy that it was over.",
			"Orlov|neutral|Bauer had told the envoy that it was over\n"
			"Bauer<Orlov|neutral|that it was over\n"},
		{"Orlov's claim that Bauer broke the truce is wrong.",
			"Orlov|distancing|that Bauer broke the truce is wrong\n"},
		{"Kyiv rejected the plan, the minister, Ivan Orlov, said on Friday.",
			"the minister, Ivan Orlov|neutral|Kyiv rejected the plan\n"
			"Kyiv<the minister, Ivan Orlov|denial|the plan\n"},
		{"Orlov was ready, he said, if it held.",
			"he|neutral|Orlov was ready / if it held\n"},
		{"“They won,” Orlov said, and those who lost would be tried.",
			"Orlov|neutral|“They won,” / and those who lost would be tried\n"},
		{"“They won,” Orlov said in a talk with Bauer that was aired on Monday.",
			"Orlov|neutral|*“They won,”\n"},
		{"“They won,” Orlov said when asked about it.", "Orlov|neutral|*“They won,”\n"},
		{"KYIV, Dec 29 (Newswire) - Ukraine said it was over.",
			"Ukraine|neutral|it was over\n"},
		{"Ivan Orlov (D) of the party, who lost, said it was over.",
			"Ivan Orlov (D) of the party, who lost|neutral|it was over\n"},
		{"Orlov thanked them and said it was over.", "Orlov|neutral|it was over\n"},
		{"Orlov said it could replace the pact, which Bauer has ruled out.",
			"Orlov|neutral|it could replace the pact\n"},
		{"In his words, it was over.", "his|relay|it was over\n"},
		{"A year ago he said it was over.", "he|neutral|it was over\n"},
		{"Bauer was quoted as saying that it was over.",
			"Bauer|neutral|that it was over\n"},
	};
	check(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_stance)
{
	static const struct example cases[] = {
		{"Kyiv denied it.", "Kyiv|denial|it\n"},
		{"Orlov rejected the plan and said the army would stay.",
			"Orlov|denial|the plan\nOrlov|neutral|the army would stay\n"},
		{"Orlov ruled out a ceasefire.", "Orlov|exclusion|a ceasefire\n"},
		{"Orlov has not ruled out a ceasefire.", "Orlov|exclusion negated|a ceasefire\n"},
		{"Orlov promised to leave.", "Orlov|commitment|to leave\n"},
		{"Bauer urged Russia to agree to a ceasefire.",
			"Bauer|demand|Russia to agree to a ceasefire\n"},
		{"Orlov accused Kyiv of attacking the residence.",
			"Orlov|accusation|Kyiv of attacking the residence\n"},
		{"Orlov agreed to a ceasefire.", "Orlov|agreement|a ceasefire\n"},
		{"Orlov is expected to announce a ceasefire.",
			"Orlov|decree expected|a ceasefire\n"},
		{"Kyiv would accept a truce if Moscow did.",
			"Kyiv|agreement conditional|a truce if Moscow did\n"},
		{"Orlov put the losses at 55,000.", "Orlov|neutral|the losses at 55,000\n"},
		{"Orlov asked whether it was over.",
			"Orlov|question question|whether it was over\n"},
		{"Orlov declined to comment on the plan.", ""},
		{"Orlov did not say that it was over.", ""},
		{"Orlov wondered aloud whether it had a point.",
			"Orlov|question question|whether it had a point\n"},
		{"They agreed in the small hours of Friday to borrow more.",
			"They|agreement|to borrow more\n"},
		{"A counter-proposal would allow it.", ""},
		{"Orlov says nothing of numbers.", ""},
		{"Asked whether he had signed it, Orlov said no.",
			"Orlov|denial|he had signed it\n"},
		{"Orlov said not all was lost.", "Orlov|neutral|not all was lost\n"},
		{"Orlov said of the plan that it was over.", "Orlov|neutral|that it was over\n"},
		{"Orlov said about a fifth was lost.", "Orlov|neutral|about a fifth was lost\n"},
		{"Kyiv stays free, Orlov said.", "Orlov|neutral|Kyiv stays free\n"},
		{"The United States holds 300 pledged delegates.", ""},
		{"The plan agreed by both sides was published.", ""},
		{"It was the plan of the state, a claim to land.", ""},
	};
	check(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_end)
{
	plugin_set_free(set);
	profile_free(profile);
}
END_TEST

UNIT_MAIN("rules", test_begin, test_direct, test_reported, test_stance, test_end)
