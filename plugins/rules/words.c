#include "words.h"

#include "util/mem.h"

#define WORD_MAX 32

static const struct {
	uint32_t set;
	const char *words;
} lists[] = {
	{WORD_BE | WORD_FINITE,
		"is are was were am isn't aren't wasn't weren't he's she's it's they're "
		"we're i'm"},
	{WORD_BE, "be been being"},
	{WORD_HAVE | WORD_FINITE, "has have had hasn't haven't hadn't i've we've they've"},
	{WORD_HAVE, "having"},
	{WORD_DO | WORD_FINITE, "does do did doesn't don't didn't"},
	{WORD_MODAL | WORD_FINITE,
		"will would could can may might shall should must won't wouldn't "
		"couldn't can't shouldn't cannot he'll they'll it'll we'll i'd he'd"},
	{WORD_NEGATION,
		"not never isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't "
		"won't wouldn't couldn't can't shouldn't cannot nor neither n't"},
	{WORD_ADVERB,
		"also later again then still once twice now never not even just only further soon "
		"often always meanwhile however instead ever yet already too itself himself "
		"herself themselves nonetheless nevertheless therefore thus earlier "
		"afterward afterwards elsewhere perhaps today yesterday tonight flatly rather "
		"recently subsequently finally previously "
		"so aloud outright simply"},
	{WORD_DETERMINER,
		"the a an this that these those his her its their our my your some any no "
		"every each another several many few both most such one two three four five "
		"other all more 's"},
	{WORD_POSSESSIVE, "his her its their our my your 's"},
	{WORD_PREPOSITION,
		"in on at by for from with about of to into over under after before during "
		"through between against among around near within without across behind "
		"beyond despite toward towards upon via amid alongside outside inside since "
		"until following regarding concerning including per as than like versus"},
	{WORD_CONJUNCTION,
		"and but or nor yet so while although though because since unless if when "
		"where whereas whether that as before after until once what why how than "
		"lest whenever wherever"},
	{WORD_COORDINATOR, "and but or then yet"},
	{WORD_CONTRAST, "while although though whereas but and as"},
	{WORD_PRONOUN,
		"i he she it they we you there who everyone everybody nobody somebody someone"},
	{WORD_FIRST, "i we my our me us i'm we're i've we've i'll we'll i'd we'd"},
	{WORD_RELATIVE, "who which whose whom"},
	{WORD_TIME,
		"monday tuesday wednesday thursday friday saturday sunday today yesterday tonight "
		"overnight tomorrow"},
	{WORD_MONTH, "january february march april may june july august september october november "
		     "december jan feb mar apr jun jul aug sept sep oct nov dec"},
	{WORD_HALF_TIME, "last this late early earlier later next same mid"},
	{WORD_UNIT,
		"week month year morning afternoon evening night day weekend spring summer autumn "
		"fall winter days weeks months years hours hour minute minutes moment"},
	{WORD_FINITE,
		"said says went came made took gave got became began met wants seems appears"},
};

void words_init(struct strmap *map)
{
	*map = (struct strmap)STRMAP_INIT;
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		for (const char *p = lists[i].words; *p;) {
			size_t n = strcspn(p, " ");
			uint32_t known = strmap_get(map, p, n);
			strmap_put(map, p, n, (known == STRMAP_NONE ? 0 : known) | lists[i].set);
			p += n + (p[n] == ' ');
		}
}

void words_release(struct strmap *map)
{
	strmap_release(map);
}

uint32_t words_of(const struct strmap *map, const char *form)
{
	size_t n = strlen(form);
	if (n > WORD_MAX)
		return 0;
	uint32_t set = strmap_get(map, form, n);
	if (set == STRMAP_NONE)
		set = 0;
	static const char *const no_adverbs[] = {"family", "assembly", "july", "italy", "ally",
		"rally", "reply", "supply", "apply", "only", "daily", "weekly", "monthly", "early",
		"likely", "friendly", "fly", "tally", "anomaly", "monopoly", "reilly", "o'reilly",
		"bully", "belly", "billy", "kelly", "molly", "sally"};
	if (set == 0 && n > 3 && form[n - 1] == 'y' && form[n - 2] == 'l') {
		for (size_t i = 0; i < ARRAY_SIZE(no_adverbs); i++)
			if (strcmp(form, no_adverbs[i]) == 0)
				return 0;
		set = WORD_ADVERB;
	}
	return set;
}
