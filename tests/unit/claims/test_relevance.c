#include "claims/claims.h"
#include "profile/profile.h"
#include "profile/profile_private.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile profile; /* speakers and relevance, of the source tree */

static void load(void)
{
	struct faults faults = {0};
	AUTOFREE char *dir = xasprintf("%s/etc/profiles/ukraine", getenv("GAINSAY_SOURCE"));
	profile.speakers = speakers_load(dir, &faults);
	profile.relevance = relevance_load(dir, &faults);
	ck_assert_uint_eq(faults.n, 0);
	faults_release(&faults);
}

static void unload(void)
{
	speakers_free(profile.speakers);
	relevance_free(profile.relevance);
}

START_TEST(test_entry)
{
	static const struct {
		const char *title, *summary;
		int relevant;
	} cases[] = {
		{"Kyiv and Moscow trade blame over truce", NULL, 1},
		{"Rubio sees progress in the talks", "", 1},
		{"Commission wants member states to guarantee the loan", NULL, 1},
		{"Leaders to meet", "They will discuss guarantees for Ukraine.", 1},
		{"Київ готовий до переговорів", NULL, 1},
		{"Кремль не исключил встречи", NULL, 1},
		{"Moskau lehnt Waffenruhe ab", NULL, 1},
		{"Moscou rejette le cessez-le-feu", NULL, 1},
		{"Rosja odrzuca rozejm", NULL, 1},
		{"Striker scores twice as league leaders win", NULL, 0},
		{"Netanyahu says Gaza ceasefire talks stall", NULL, 0},
		{"Bakery opens third branch", NULL, 0},
		{"", NULL, 0},
		{NULL, NULL, 0},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(claims_relevant_entry(&profile, cases[i].title, cases[i].summary) ==
				      cases[i].relevant,
			"%s", cases[i].title);
	unload();
}
END_TEST

START_TEST(test_text)
{
	static const struct {
		const char *title, *text;
		int relevant;
	} cases[] = {
		{"Talks end without a deal",
			"Ukraine and Russia ended a day of talks. No truce was agreed, Kyiv "
			"said.\n\n"
			"The delegations will meet again.",
			1},
		/* a party in passing does not make it the topic */
		{"Coach praises side",
			"The league champions met a club from Kyiv. The coach praised his team.\n\n"
			"The return match of the tournament is next week. The goalkeeper is "
			"hurt.\n\n"
			"Tickets are sold out. The stadium opens at six. The striker will play.\n\n"
			"The club said its bus was late. Its captain apologised to the fans.",
			0},
		{"Truce in Gaza holds",
			"The ceasefire in Gaza held for a second day. Israel said troops "
			"withdrew.\n\n"
			"Hamas said talks would go on. Mediators met in Cairo. A deal on prisoners "
			"is near.\n\nRussia welcomed the truce. Lebanon was calm. Iran was "
			"silent.\n\n"
			"Israel said aid would enter. Hamas said it was too little.",
			0},
		{"Town fair opens", "The fair opened on Friday. Children had a free ride.", 0},
		{NULL, "", 0},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(claims_relevant_text(&profile, cases[i].title, cases[i].text,
				      strlen(cases[i].text)) == cases[i].relevant,
			"%s", cases[i].title);
	unload();
}
END_TEST

START_TEST(test_statement)
{
	static char slot[] = "ceasefire.precondition";
	static const struct {
		const char *text, *context;
		bool slot;
		int relevant;
	} cases[] = {
		{"Russia is ready for talks", NULL, false, 1},
		{"no date has been set", "Peskov said of the talks with Kyiv", false, 1},
		{"the talks were useful", NULL, false, 1},
		{"we will not do that", NULL, true, 1},
		{"Hamas had not accepted the ceasefire", NULL, true, 0},
		{"the striker is fit", NULL, false, 0},
		{"much work remains", NULL, false, 1},
		{"much work remains", "Netanyahu said of Gaza", false, 0},
		{"much work remains", "Putin said of Iran and Ukraine", false, 1},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct proposition p = {.slot = slot};
		const struct statement s = {
			.text = (char *)(uintptr_t)cases[i].text,
			.context = (char *)(uintptr_t)cases[i].context,
			.propositions = &p,
			.n_propositions = cases[i].slot,
		};
		ck_assert_msg(claims_relevant_statement(&profile, &s) == cases[i].relevant, "%s",
			cases[i].text);
	}
	unload();
}
END_TEST

UNIT_MAIN("relevance", test_entry, test_text, test_statement)
