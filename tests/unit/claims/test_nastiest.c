/* The hardest ways of telling who said what. Each case names statements that must be found, and
 * what must not be taken for one; more may be found besides. */
#include <stdio.h>

#include "claims/claims.h"

#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

#define WANTED_MAX 4

struct wanted {
	const char *spans; /* what was said, to the byte; | between the pieces */
	const char *speaker, *relayed_by; /* ids, or NULL */
	enum modality modality;
	const char *date; /* NULL: the article's */
};

struct nasty {
	const char *text;
	struct wanted wanted[WANTED_MAX];
	const char *no[WANTED_MAX]; /* what no statement may consist of */
};

static const struct nasty cases[] = {
	/* somebody tells what another told a third */
	{"Peskov said Putin had told Witkoff that Moscow was ready for talks.",
		{{"Putin had told Witkoff that Moscow was ready for talks", "peskov", NULL,
			 MODALITY_ASSERTED, NULL},
			{"that Moscow was ready for talks", "putin", "peskov", MODALITY_ASSERTED,
				NULL}},
		{NULL}},
	/* a leader on another's position, which that one denies */
	{"Trump said Zelensky had agreed to a ceasefire.\n\nKyiv denied it had agreed.",
		{{"Zelensky had agreed to a ceasefire", "trump", NULL, MODALITY_ASSERTED, NULL},
			{"a ceasefire", "zelensky", "trump", MODALITY_ASSERTED, NULL},
			{"it had agreed", "ukraine", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	/* a cue within the quotation */
	{"“He told me he would sign the deal,” Trump said.",
		{{"“He told me he would sign the deal,”", "trump", NULL, MODALITY_ASSERTED, NULL}},
		{"he would sign the deal"}},
	/* two whom the pronoun may mean */
	{"After meeting Putin, Witkoff left. “I am ready to fly to Kyiv,” he said.",
		{{"“I am ready to fly to Kyiv,”", "witkoff", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	{"Zelensky spoke to Trump on Monday. He said the front was stable.",
		{{"the front was stable", "zelensky", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	/* whom an aide serves does not speak */
	{"An aide to Lavrov said the meeting was off.",
		{{"the meeting was off", "anonymous:russia", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	{"Andriy Yermak, who led the delegation in Geneva, said the text was not final.",
		{{"the text was not final", "yermak", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	/* inverted, late, unnamed, and going on */
	{"“The plan is dead,” said a senior U.S. official who spoke on condition of anonymity "
	 "because the talks were private, adding that a new draft would follow.",
		{{"“The plan is dead,”", "anonymous:us", NULL, MODALITY_ASSERTED, NULL},
			{"that a new draft would follow", "anonymous:us", NULL, MODALITY_ASSERTED,
				NULL}},
		{NULL}},
	/* cut in the middle, not closed, closed by a mark of another style, of typewriters */
	{"“We,” Zelensky said, “will not give up our land.”",
		{{"“We,”|“will not give up our land.”", "zelensky", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	{"“We will not give up our land, Zelensky said.\n\nLavrov said the offer stood.",
		{{"We will not give up our land", "zelensky", NULL, MODALITY_ASSERTED, NULL},
			{"the offer stood", "lavrov", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	{"“We will not go,\" Peskov said.",
		{{"“We will not go,\"", "peskov", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	{"''We will not go,'' Peskov said.",
		{{"''We will not go,''", "peskov", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	/* a quotation that runs on over paragraphs */
	{"“We have seen such offers before,” Lavrov said. “They came to nothing.\n\n"
	 "“We will see this one too.\n\n“Then we will answer.”\n\nKyiv was silent.",
		{{"“We have seen such offers before,”|“They came to nothing.", "lavrov", NULL,
			 MODALITY_ASSERTED, NULL},
			{"“We will see this one too.", "lavrov", NULL, MODALITY_ASSERTED, NULL},
			{"“Then we will answer.”", "lavrov", NULL, MODALITY_ASSERTED, NULL}},
		{"Kyiv was silent"}},
	/* what follows without a cue is not his for sure */
	{"Peskov said the talks were useful. No date had been set.",
		{{"the talks were useful", "peskov", NULL, MODALITY_ASSERTED, NULL}},
		{"No date had been set", "No date had been set."}},
	/* two speakers, one content: the first is named */
	{"Macron and Starmer said in a joint statement that Europe would send troops.",
		{{"that Europe would send troops", "macron", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	/* not yet said, said under a condition, answered */
	{"Zelensky is expected to say that he will not resign.",
		{{"that he will not resign", "zelensky", NULL, MODALITY_EXPECTED, NULL}}, {NULL}},
	{"Russia would accept a ceasefire if Ukraine withdrew, Peskov said.",
		{{"Russia would accept a ceasefire if Ukraine withdrew", "peskov", NULL,
			 MODALITY_ASSERTED, NULL},
			{"a ceasefire if Ukraine withdrew", "russia", "peskov",
				MODALITY_CONDITIONAL, NULL}},
		{NULL}},
	{"Asked whether he would sign the deal, Zelensky said no.",
		{{"he would sign the deal", "zelensky", NULL, MODALITY_ASSERTED, NULL}}, {"no"}},
	/* a date within */
	{"Zelensky said on Tuesday that in March he had told Trump that the deal was fair.",
		{{"that in March he had told Trump that the deal was fair", "zelensky", NULL,
			 MODALITY_ASSERTED, "2025-11-25T12:00:00Z"},
			{"that the deal was fair", "zelensky", "zelensky", MODALITY_ASSERTED,
				"2025-03-15T12:00:00Z"}},
		{NULL}},
	/* a dateline and a place are nobody */
	{"MOSCOW, Nov 20 (Reuters) - Russia said the talks would go on.",
		{{"the talks would go on", "russia", NULL, MODALITY_ASSERTED,
			"2025-11-20T12:00:00Z"}},
		{NULL}},
	{"Residents of Moscow said the drones were loud.",
		{{"the drones were loud", NULL, NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	/* one name after another */
	{"The Kremlin's chief negotiator told state TV that the talks had failed.",
		{{"that the talks had failed", "medinsky", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	{"A source in the Ukrainian delegation told Suspilne that no deal was near.",
		{{"that no deal was near", "anonymous:ukraine", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	/* words held at a distance, and titles */
	{"The so-called “buffer zone” would be wide. Zelensky's “Victory Plan” was read in Paris.",
		{{NULL}}, {"“buffer zone”", "“Victory Plan”"}},
	/* headlines */
	{"Kyiv denies drone claim", {{"drone claim", "ukraine", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	{"Kremlin: no deal without Donbas",
		{{"no deal without Donbas", "kremlin", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	{"Will Putin sign the deal?", {{NULL}}, {"Will Putin sign the deal?", "sign the deal"}},
	/* a post; to pass one on or to like it is no statement */
	{"“Great progress was made on peace today!” Trump wrote on Truth Social. He reposted a "
	 "video and liked a comment.",
		{{"“Great progress was made on peace today!”", "trump", NULL, MODALITY_ASSERTED,
			NULL}},
		{"a video", "a comment"}},
	/* labels of an interview */
	{"LAVROV: We will not leave Donbas.\n\nQ: Is there a deal?",
		{{"We will not leave Donbas.", "lavrov", NULL, MODALITY_ASSERTED, NULL}},
		{"Is there a deal?"}},
	/* what a translator put in */
	{"“We [Russia] will keep them (the territories),” Lavrov said.",
		{{"“We [Russia] will keep them (the territories),”", "lavrov", NULL,
			MODALITY_ASSERTED, NULL}},
		{NULL}},
	/* a document speaks, and is nobody */
	{"The draft, seen by Axios, says Ukraine will never join NATO.",
		{{"Ukraine will never join NATO", NULL, NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	/* nouns that stand for who was told of, and what cannot be known */
	{"The Russian Defence Ministry named the town. The ministry said it had hit a depot.",
		{{"it had hit a depot", "russian-defence-ministry", NULL, MODALITY_ASSERTED, NULL}},
		{NULL}},
	{"The Ukrainian side was calm. The side said it would sign.",
		{{"it would sign", "ukraine", NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
	{"Rubio met Lavrov in Geneva. Both said the talks were useful.",
		{{"the talks were useful", NULL, NULL, MODALITY_ASSERTED, NULL}}, {NULL}},
};

/* The spans as they stand in the text, | between. The caller frees it. */
static char *spans_of(const char *text, const struct statement *s)
{
	char *all = xstrdup("");
	for (size_t i = 0; i < s->n_spans; i++) {
		char *more = xasprintf("%s%s%.*s", all, i ? "|" : "",
			(int)(s->spans[i].end - s->spans[i].begin), text + s->spans[i].begin);
		free(all);
		all = more;
	}
	return all;
}

static void check_wanted(
	const struct nasty *c, const struct wanted *w, const struct statements *list)
{
	char date[DATE_TEXT_SIZE];
	for (size_t i = 0; i < list->n; i++) {
		const struct statement *s = &list->items[i];
		AUTOFREE char *spans = spans_of(c->text, s);
		if (strcmp(spans, w->spans) != 0)
			continue;
		ck_assert_pstr_eq(s->speaker.id, w->speaker);
		ck_assert_pstr_eq(s->relayed_by.id, w->relayed_by);
		ck_assert_str_eq(modality_word(s->modality), modality_word(w->modality));
		date_format(s->date, date);
		ck_assert_str_eq(date, w->date ? w->date : "2025-11-26T12:00:00Z");
		return;
	}
	ck_abort_msg("%s: no statement \"%s\"", c->text, w->spans);
}

START_TEST(test_nastiest)
{
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	struct profile *profile = profile_load(path, &faults);
	ck_assert_ptr_nonnull(profile);
	struct plugin_set *set = plugin_set_default(profile, NULL, NULL, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct nasty *c = &cases[i];
		struct claims_source source = {.text = c->text,
			.len = strlen(c->text),
			.published = date_parse("2025-11-26T12:00:00Z", NULL)};
		struct statements list CLEANUP(statements_release) = {0};
		ck_assert_int_eq(claims_extract(set, profile, &source, &list, NULL), 0);
		for (size_t k = 0; k < WANTED_MAX && c->wanted[k].spans; k++)
			check_wanted(c, &c->wanted[k], &list);
		for (size_t s = 0; s < list.n; s++) {
			AUTOFREE char *spans = spans_of(c->text, &list.items[s]);
			for (size_t k = 0; k < WANTED_MAX && c->no[k]; k++)
				ck_assert_str_ne(spans, c->no[k]);
		}
	}
	plugin_set_free(set);
	profile_free(profile);
}
END_TEST

UNIT_MAIN("nastiest", test_nastiest)
