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
	"draft", "footage", "image", "letter", "map", "memo", "memorandum", "paper", "plan", "poll",
	"proposal", "questionnaire", "recording", "report", "study", "survey", "text", "transcript",
	"treaty", "video", NULL};

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
