#include "claims/noun.h"

#include <string.h>

#include "util/banned.h"

const char *const noun_officials[] = {"adviser", "advisor", "aide", "ambassador", "assistant",
	"authority", "commander", "delegate", "diplomat", "envoy", "functionary", "insider",
	"mediator", "minister", "negotiator", "officer", "official", "representative", "source",
	"spokesman", "spokesperson", "spokeswoman", NULL};
const char *const noun_others[] = {"activist", "ally", "analyst", "author", "blogger", "candidate",
	"capital", "child", "citizen", "civilian", "critic", "director", "doctor", "driver",
	"economist", "executive", "expert", "family", "historian", "journalist", "lawyer", "leader",
	"man", "mediator", "mother", "nominee", "observer", "outlet", "parent", "people", "person",
	"pilot", "politician", "president", "prisoner", "professor", "protester", "reporter",
	"researcher", "resident", "sailor", "scholar", "scientist", "soldier", "survivor",
	"teacher", "thinktank", "voter", "witness", "woman", "worker", NULL};
const char *const noun_indefinite[] = {"a", "an", "another", "one", "two", "three", "four",
	"several", "some", "many", "multiple", "various", "unnamed", "anonymous", "unidentified",
	NULL};
const char *const noun_institutions[] = {"ministry", "office", "agency", "embassy", "service",
	"command", "commission", "department", "committee", "council", "delegation", "company",
	"operator", "bank", "body", "organisation", "organization", "headquarters", "staff",
	"mission", "government", "administration", "party", "watchdog", "secretariat", NULL};

const char *const noun_private[] = {"company", "firm", "operator", "producer", "bank", "party",
	"club", "union", "group", "newspaper", "channel", "website", "institute", "university",
	"poll", "media", "press", "lawmaker", NULL};
const char *const noun_documents[] = {"agreement", "audio", "communique", "deal", "document",
	"declaration", "draft", "footage", "image", "letter", "map", "memo", "memorandum", "paper",
	"plan", "poll", "proposal", "questionnaire", "recording", "report", "study", "survey",
	"text", "transcript", "treaty", "video", NULL};

bool noun_among(const char *form, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (strcmp(form, words[i]) == 0)
			return true;
	return false;
}

bool noun_is(const char *form, const char *const *nouns, bool *plural)
{
	size_t len = strlen(form);
	*plural = false;
	if (noun_among(form, nouns)) {
		*plural = strcmp(form, "people") == 0;
		return true;
	}
	char single[32];
	if (len < 4 || len >= sizeof(single))
		return false;
	memcpy(single, form, len + 1);
	if (strcmp(form + len - 3, "men") == 0)
		single[len - 2] = 'a'; /* spokesmen */
	else if (strcmp(form + len - 3, "ies") == 0)
		memcpy(single + len - 3, "y", 2);
	else if (strcmp(form + len - 6 * (len > 6), "people") == 0 && len > 6)
		memcpy(single + len - 6, "person", 7);
	else if (form[len - 1] == 's')
		single[len - 1] = '\0';
	else
		return false;
	*plural = noun_among(single, nouns);
	return *plural;
}

static bool ends_in_any(const char *form, const char *const *ends)
{
	size_t n = strlen(form);
	for (size_t i = 0; ends[i]; i++) {
		size_t m = strlen(ends[i]);
		if (n > m && strcmp(form + n - m, ends[i]) == 0)
			return true;
	}
	return false;
}

bool noun_of_crowd(const char *form)
{
	static const char *const words[] = {"police", "others", "members", "people", "some", NULL};
	static const char *const ends[] = {
		"ers", "ors", "ents", "ants", "ists", "ians", "ees", "men", "women", NULL};
	return noun_among(form, words) || ends_in_any(form, ends);
}

bool noun_of_person(const char *form)
{
	static const char *const things[] = {"paper", "newspaper", "letter", "computer", "centre",
		"center", "order", "power", "theatre", "theater", "river", "tower", "sector",
		"factor", "monitor", "document", "agreement", "statement", "department",
		"parliament", "government", "establishment", "settlement", "amendment",
		"restaurant", "plant", "tenant", "observer", "register", "carrier", "insurer",
		"broadcaster", "publisher", "tracker", "chapter", "charter", "number", NULL};
	static const char *const ends[] = {"er", "or", "ist", "ian", "ant", "ent", "ee", "man",
		"woman", "person", "mat", "mayor", NULL};
	static const char *const words[] = {"chief", "head", "general", "premier", "chair", "boss",
		"aide", "guest", "host", "cleric", "hierarch", "cardinal", "bishop", "archbishop",
		"patriarch", "pope", "pontiff", "admiral", "colonel", "captain", "marshal",
		"deputy", "magnate", "tycoon", "billionaire", "republican", "democrat",
		"conservative", "veteran", "native", "ombudsperson", "father", "mother", "son",
		"daughter", "king", "queen", "prince", "judge", "nominee", "politician",
		"executive", "host", "analyst", "expert", "spokesperson", "envoy", "ally", "critic",
		NULL};
	bool plural;
	if (noun_among(form, things))
		return false;
	return noun_among(form, words) || ends_in_any(form, ends) ||
	       (noun_is(form, noun_officials, &plural) && !plural) ||
	       (noun_is(form, noun_others, &plural) && !plural);
}
