#include "claims/proposition.h"

#include <stdio.h>
#include <unistd.h>

#include "claims/statement.h"
#include "profile/profile.h"
#include "text/date.h"
#include "unit.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile *profile;

static struct statement saying(const char *text, const char *cue_class)
{
	struct statement s = {
		.text = xstrdup(text), .cue_class = xstrdup_null(cue_class), .date = DATE_UNKNOWN};
	s.spans = xcalloc(1, sizeof(*s.spans));
	s.spans[0] = s.span = (struct span){0, strlen(text)};
	s.n_spans = 1;
	propositions_find(profile, &s);
	return s;
}

static const struct proposition *on_slot(const struct statement *s, const char *slot)
{
	for (size_t i = 0; i < s->n_propositions; i++)
		if (s->propositions[i].slot && strcmp(s->propositions[i].slot, slot) == 0)
			return &s->propositions[i];
	return NULL;
}

static int has(char *const *items, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i], word) == 0)
			return 1;
	return 0;
}

START_TEST(test_answers)
{
	static const struct {
		const char *text, *cue_class, *slot, *value;
	} cases[] = {
		{"European soldiers will be deployed in Ukraine", NULL, "troops.foreign", "in"},
		{"No European soldiers will be deployed in Ukraine", NULL, "troops.foreign",
			"none"},
		{"We rule out sending troops to Ukraine", NULL, "troops.foreign", "none"},
		{"We do not rule out sending troops to Ukraine", NULL, "troops.foreign", "in"},
		{"sending troops to Ukraine", "exclusion", "troops.foreign", "none"},
		{"The sanctions will be lifted", NULL, "sanctions.lift", "lift"},
		{"The sanctions will not be lifted", NULL, "sanctions.lift", "keep"},
		{"Ukrainian forces must leave Donbas", NULL, "territory.donbas", "leave"},
		{"Ukrainian forces will never leave Donbas", NULL, "territory.donbas", "stay"},
		{"Ukraine launched drones at the residence", NULL, "attacks.residence", "happened"},
		{"that Ukraine launched drones at the residence", "denial", "attacks.residence",
			"no"},
		{"There was no attack on the residence, it is a fabrication", NULL,
			"attacks.residence", "no"},
		{"the attack allegations, casting them as a fabrication", "denial", "attacks.any",
			"denied"},
		{"The security guarantees have been agreed", NULL, "guarantees.agreed", "agreed"},
		{"There will be security guarantees. How they are built is what we have to work "
		 "through",
			NULL, "guarantees.agreed", "open"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(
			cases[i].text, cases[i].cue_class);
		const struct proposition *p = on_slot(&s, cases[i].slot);
		ck_assert_msg(p != NULL, "no %s in \"%s\"", cases[i].slot, cases[i].text);
		ck_assert_msg(strcmp(p->value, cases[i].value) == 0, "\"%s\" says %s of %s",
			cases[i].text, p->value, p->slot);
		ck_assert_uint_le(p->span.end, strlen(cases[i].text));
		ck_assert_uint_lt(p->span.begin, p->span.end);
	}
}
END_TEST

START_TEST(test_polarity)
{
	static const struct {
		const char *text;
		int negated;
	} cases[] = {
		{"Poland supports the plan", 0},
		{"Poland does not support the plan", 1},
		{"Poland opposes the plan", 1},
		{"Poland does not oppose the plan", 0},
		{"No ally disputes the plan", 0},
		{"Poland gave no arms and nothing else", 1},
		{"Poland never gave anybody any arms", 1},
		{"The loan is not unlawful", 0},
		{"Not only Poland supports the plan", 0},
		{"Poland doesn't support the plan", 1},
		{"That Poland supports the plan is a lie", 1},
		{"The list of the badly wounded is not complete", 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		const struct proposition *p = NULL;
		for (size_t k = 0; k < s.n_propositions && !p; k++)
			if (!s.propositions[k].slot)
				p = &s.propositions[k];
		ck_assert_msg(p != NULL, "\"%s\" says nothing", cases[i].text);
		ck_assert_msg(p->negated == cases[i].negated, "\"%s\"", cases[i].text);
	}
}
END_TEST

/* Predicates with the sign that all that turns them around leaves. */
START_TEST(test_predicates)
{
	static const struct {
		const char *text, *predicate;
	} cases[] = {
		{"Poland did not stop the train", "go+"},
		{"Poland stopped the train", "go-"},
		{"Turkey refused to open the strait", "open-"},
		{"Turkey opened the strait", "open+"},
		{"The bridge was damaged", "intact-"}, /* a local pole turns nothing else around */
		{"The United States sent no units", "give-"},
		{"That Kyiv accepted the plan is a lie", "accept-"},
		{"The minister ruled the Vatican out", "accept-"},
		{"The truce ends tonight", "go-"},
		{"Kupiansk is wholly in Russian hands", "win+"},
		{"A charge was set by those who opened the prison", "open+"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		bool found = false;
		for (size_t k = 0; k < s.n_propositions; k++)
			found |= has(s.propositions[k].predicates, s.propositions[k].n_predicates,
				cases[i].predicate);
		ck_assert_msg(found, "no %s in \"%s\"", cases[i].predicate, cases[i].text);
	}
}
END_TEST

/* Words of one meaning are one argument, and a clause without a subject has that of the one before.
 */
START_TEST(test_arguments)
{
	static const struct {
		const char *text, *argument;
		int where; /* which clause */
	} cases[] = {
		{"The freighter was searched in Varna", "%ship", 0},
		{"A vessel was searched in Varna", "%ship", 0},
		{"The museum had received the paintings, and had never asked for them", "%museum",
			1},
		{"We left with a text on guarantees that had been initialled", "#guarantee", 1},
		{"The truce was agreed that day by phone", "#callphone", 0},
		{"Before any talks the Ukrainians must sign the memorandum", "#memorandum", 0},
		{"As long as the war goes on no purchaser at all would get the licence", "%licence",
			0},
		{"The silence at the table was broken by Witkoff", "@witkoff", 0},
		{"Before Geneva he had not read the paper", "#plan", 0},
		{"The 90 billion euros will be gone", "9e+10", 0},
		{"The bridge, wrote Aksyonov, suffered no damage", "#reparations", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		int clause = 0;
		const struct proposition *p = NULL;
		for (size_t k = 0; k < s.n_propositions; k++)
			if (!s.propositions[k].slot && clause++ == cases[i].where)
				p = &s.propositions[k];
		ck_assert_msg(p && has(p->arguments, p->n_arguments, cases[i].argument),
			"no %s in clause %d of \"%s\"", cases[i].argument, cases[i].where,
			cases[i].text);
	}
}
END_TEST

/* The days that a clause tells of, from the day it was said: Wednesday, 26 November 2025. */
START_TEST(test_days)
{
	static const struct {
		const char *text, *from, *to; /* NULL: none */
	} cases[] = {
		{"Kharkiv was hit last night", "2025-11-25", "2025-11-26"},
		{"Kharkiv was hit overnight", "2025-11-25", "2025-11-26"},
		{"The talks were held on Monday", "2025-11-24", "2025-11-24"},
		{"The talks will be held on Monday", "2025-12-01", "2025-12-01"},
		{"The train left this morning", "2025-11-26", "2025-11-26"},
		{"The vote was held in May", "2025-05-01", "2025-05-31"},
		{"Work was under way on a vote in February", "2026-02-01", "2026-02-28"},
		{"The treaty was signed on August 14, 2024", "2024-08-14", "2024-08-14"},
		{"Kharkiv was hit", NULL, NULL},
	};
	int64_t said = date_days_from_civil(2025, 11, 26) * 86400 + 43200;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = {
			.text = xstrdup(cases[i].text), .date = said};
		propositions_find(profile, &s);
		const struct proposition *p = NULL;
		for (size_t k = 0; k < s.n_propositions && !p; k++)
			if (!s.propositions[k].slot)
				p = &s.propositions[k];
		ck_assert_msg(p != NULL, "\"%s\" says nothing", cases[i].text);
		if (!cases[i].from) {
			ck_assert_msg(p->event_from == DATE_UNKNOWN, "\"%s\"", cases[i].text);
			continue;
		}
		char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
		date_format(p->event_from, from);
		date_format(p->event_to, to);
		ck_assert_msg(
			strncmp(from, cases[i].from, 10) == 0 && strncmp(to, cases[i].to, 10) == 0,
			"\"%s\": %.10s to %.10s", cases[i].text, from, to);
	}
}
END_TEST

/* What others say, what is asked and what is only supposed commits nobody. */
START_TEST(test_commitment)
{
	struct statement s CLEANUP(statement_release) = saying(
		"Moscow will again tell the world that Ukraine rejects a ceasefire", NULL);
	ck_assert_ptr_null(on_slot(&s, "ceasefire.general"));
	struct statement q CLEANUP(statement_release) = saying(
		"Will European soldiers be deployed in Ukraine?", NULL);
	ck_assert_ptr_nonnull(on_slot(&q, "troops.foreign"));
	ck_assert_int_eq(on_slot(&q, "troops.foreign")->modality, MODALITY_QUESTION);
	struct statement i CLEANUP(statement_release) = saying(
		"European soldiers will be deployed in Ukraine if a ceasefire is reached", NULL);
	const struct proposition *p = on_slot(&i, "troops.foreign");
	ck_assert_ptr_nonnull(p);
	ck_assert_pstr_eq(p->condition, "if a ceasefire is reached");
	ck_assert(has(p->marks, p->n_marks, "cond:if"));
}
END_TEST

/* An opponent's words after his name are his; the speaker's own name is none of an opponent. */
START_TEST(test_quoting)
{
	static const struct {
		const char *speaker, *side;
		int told;
	} cases[] = {{"peskov", "russia", 0}, {"zelensky", "ukraine", 1}, {NULL, NULL, 1}};
	const char *text = "Zelensky says the sanctions will be lifted";
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = {.text = xstrdup(text),
			.speaker = {.id = xstrdup_null(cases[i].speaker),
				.side = xstrdup_null(cases[i].side)},
			.date = DATE_UNKNOWN};
		propositions_find(profile, &s);
		ck_assert_int_eq(on_slot(&s, "sanctions.lift") != NULL, cases[i].told);
	}
}
END_TEST

/* A copy of the profile in which one word list of polarity.yaml begins with one more word. */
static struct profile *profile_with(const char *list, const char *word)
{
	static const char *const kept[] = {"concepts.yaml", "issues.yaml", "relevance.yaml",
		"sides.yaml", "speakers.yaml", "verbs.yaml", "weights.yaml"};
	char dir[] = "/tmp/gainsay-words-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	AUTOFREE char *from = profile_find(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		AUTOFREE char *target = xasprintf("%s/%s", from, kept[i]);
		AUTOFREE char *path = xasprintf("%s/%s", dir, kept[i]);
		ck_assert_int_eq(symlink(target, path), 0);
	}
	AUTOFREE char *polarity = xasprintf("%s/polarity.yaml", from);
	AUTOFREE char *path = xasprintf("%s/polarity.yaml", dir);
	struct err err = {0};
	struct buf text CLEANUP(buf_release) = BUF_INIT(PROFILE_BYTES_MAX);
	ck_assert_int_eq(file_read(polarity, &text, &err), 0);
	AUTOFREE char *key = xasprintf("\n  %s: [", list);
	char *at = strstr(text.data, key);
	ck_assert_ptr_nonnull(at);
	at += strlen(key);
	FILE *f = fopen(path, "we");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fprintf(f, "%.*s=%s, %s", (int)(at - text.data), text.data, word, at), 0);
	ck_assert_int_eq(fclose(f), 0);
	struct faults faults CLEANUP(faults_release) = {0};
	struct profile *copy = profile_load(dir, &faults);
	(void)unlink(path);
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++) {
		AUTOFREE char *link = xasprintf("%s/%s", dir, kept[i]);
		(void)unlink(link);
	}
	(void)rmdir(dir);
	return copy;
}

/* Who is a crowd, whose words are not the speaker's, is told by the profile. */
START_TEST(test_crowd)
{
	const char *text = "Onlookers say the sanctions will be lifted";
	struct statement own CLEANUP(statement_release) = saying(text, NULL);
	ck_assert_ptr_nonnull(on_slot(&own, "sanctions.lift"));
	struct profile *before = profile;
	profile = profile_with("crowd", "onlookers");
	ck_assert_ptr_nonnull(profile);
	struct statement told CLEANUP(statement_release) = saying(text, NULL);
	ck_assert_ptr_null(on_slot(&told, "sanctions.lift"));
	profile_free(profile);
	profile = before;
}
END_TEST

static int denies(const struct statement *s)
{
	for (size_t i = 0; i < s->n_propositions; i++)
		if (has(s->propositions[i].marks, s->propositions[i].n_marks, "deny"))
			return 1;
	return 0;
}

/* A thing called false in passing is not denied, and a point in time is no condition. */
START_TEST(test_manner)
{
	struct statement a CLEANUP(statement_release) = saying(
		"Moscow was using a false pretext to close the port", NULL);
	struct statement b CLEANUP(statement_release) = saying(
		"It is a false pretext, and the port is open", NULL);
	ck_assert_int_eq(denies(&a), 0);
	ck_assert_int_eq(denies(&b), 1);
	static const struct {
		const char *text;
		int condition;
	} cases[] = {
		{"Until midnight on Sunday not one strike was carried out", 0},
		{"No port will be open before Feb. 8", 0},
		{"Not one strike will stop until the port is open", 1},
		{"No port will be open before Kyiv signs", 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		ck_assert_uint_gt(s.n_propositions, 0);
		ck_assert_msg((s.propositions[0].condition != NULL) == cases[i].condition, "\"%s\"",
			cases[i].text);
	}
}
END_TEST

/* "on Kyiv" is a place beside the government the name stands for. */
START_TEST(test_places)
{
	struct statement s CLEANUP(statement_release) = saying(
		"Drones burned a substation in Kyiv", NULL);
	ck_assert_uint_gt(s.n_propositions, 0);
	const struct proposition *p = &s.propositions[s.n_propositions - 1];
	ck_assert(has(p->arguments, p->n_arguments, "^@ukraine"));
	struct statement g CLEANUP(statement_release) = saying(
		"Kyiv burned the papers of a substation", NULL);
	p = &g.propositions[g.n_propositions - 1];
	ck_assert(!has(p->arguments, p->n_arguments, "^@ukraine"));
}
END_TEST

/* The mark of a statement's first clause that has it. */
static int any_mark(const struct statement *s, const char *mark)
{
	for (size_t i = 0; i < s->n_propositions; i++)
		if (has(s->propositions[i].marks, s->propositions[i].n_marks, mark))
			return 1;
	return 0;
}

/* What is left open or did not come about, names that nobody knows, and what others wish. */
START_TEST(test_marks)
{
	static const struct {
		const char *text, *mark;
		int told;
	} cases[] = {
		{"Nobody knows whether the sanctions will be lifted", "question", 1},
		{"The sanctions will be lifted whatever happens", "question", 0},
		{"The bridge at Dubossary was damaged", "name:dubossari", 1},
		{"Kremlin Denies That Gadgets Crossed Border", "name:gadget", 0},
		{"Moscow denies that Gadgets crossed the border", "name:gadget", 1},
		{"They want the sanctions lifted", "theirs", 1},
		{"We want the sanctions lifted", "theirs", 0},
		{"The bridge has to be closed", "past", 0},
		{"The bridge has been closed", "past", 1},
		{"The minister will be asked about the bridge", "past", 0},
		{"The minister was asked about the bridge", "past", 1},
		{"There will be a vote in May on the bridge", "may", 0},
		{"There may be a vote on the bridge", "may", 1},
		{"Denys Shmyhal spoke of the bridge", "truth-", 0},
		{"Shmyhal denied that the bridge was closed", "truth-", 1},
		{"The immobilised assets will go to the bridge", "neg", 0},
		{"Nothing of the assets will go to the bridge", "neg", 1},
		{"Patients lie in the hospital at the bridge", "deny", 0},
		{"That story of the bridge is a lie", "deny", 1},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		ck_assert_msg(any_mark(&s, cases[i].mark) == cases[i].told, "\"%s\": %s",
			cases[i].text, cases[i].mark);
	}
}
END_TEST

/* What others wish or think is theirs, though the speaker tells it. */
START_TEST(test_theirs)
{
	static const struct {
		const char *text;
		int theirs;
	} cases[] = {
		{"The Americans think that the bridge will be closed", 1},
		{"Peskov said the Americans want the bridge closed", 1},
		{"Moscow thinks that the bridge will be closed", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = {.text = xstrdup(cases[i].text),
			.speaker = {.id = xstrdup("peskov"), .side = xstrdup("russia")},
			.date = DATE_UNKNOWN};
		propositions_find(profile, &s);
		ck_assert_msg(any_mark(&s, "theirs") == cases[i].theirs, "\"%s\"", cases[i].text);
	}
}
END_TEST

/* A word in the gap of a pattern keeps its sense: "is not against". */
START_TEST(test_gaps)
{
	static const struct {
		const char *text;
		bool negated;
	} cases[] = {
		{"Moscow is against the sanctions", true},
		{"Moscow is not against the sanctions", false},
		{"The bridge will not last", true},
		{"The bridge will last", false},
		{"In lieu of a tunnel, a bridge will be built", false},
		{"Instead of a tunnel, a bridge will be built", false},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		ck_assert_uint_gt(s.n_propositions, 0);
		ck_assert_msg(s.propositions[s.n_propositions - 1].negated == cases[i].negated,
			"\"%s\"", cases[i].text);
	}
}
END_TEST

/* "Putin and I will meet" is said of both. */
START_TEST(test_joint_subject)
{
	struct statement s CLEANUP(statement_release) = saying(
		"President Putin and I will meet at the bridge", NULL);
	const struct proposition *p = &s.propositions[s.n_propositions - 1];
	ck_assert(has(p->arguments, p->n_arguments, "%bridge"));
	ck_assert(has(p->arguments, p->n_arguments, "@putin"));
	struct statement t CLEANUP(statement_release) = saying(
		"President Putin left and I will sit at the bridge", NULL);
	p = &t.propositions[t.n_propositions - 1];
	ck_assert(has(p->arguments, p->n_arguments, "%bridge"));
	ck_assert(!has(p->arguments, p->n_arguments, "@putin"));
}
END_TEST

/* "Would have signed" did not come about; "would have to sign" will. */
START_TEST(test_supposed)
{
	static const struct {
		const char *text;
		enum modality modality;
	} cases[] = {
		{"Kyiv would have signed the plan", MODALITY_CONDITIONAL},
		{"Kyiv would never have signed the plan", MODALITY_CONDITIONAL},
		{"Kyiv would have to sign the plan", MODALITY_ASSERTED},
		{"The plan would have no force for Russia", MODALITY_ASSERTED},
		{"The party would have the pipeline repaired", MODALITY_ASSERTED},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = saying(cases[i].text, NULL);
		ck_assert_uint_gt(s.n_propositions, 0);
		ck_assert_msg(
			s.propositions[0].modality == cases[i].modality, "\"%s\"", cases[i].text);
	}
}
END_TEST

/* Whose words they are: an opponent's are told, an accusation is the accuser's own. */
START_TEST(test_others)
{
	static const struct {
		const char *speaker, *side, *text;
		int told; /* whether the bridge is spoken of as his own words */
	} cases[] = {
		{"shoigu", "russia", "Shoigu accused Kyiv of having blown up the bridge", 1},
		{"orban", "hungary", "Hungary's premier alleged that Kyiv had blown up the bridge",
			1},
		{"peskov", "russia", "The Ukrainian president says the bridge was blown up", 0},
		{"zelensky", "ukraine", "The Ukrainian president says the bridge was blown up", 1},
		{"peskov", "russia", "According to the Danes, the bridge was blown up", 0},
		{"peskov", "russia", "\"The Danes say the bridge was blown up,\" Peskov said", 0},
		{"peskov", "russia", "They tell us the bridge was blown up", 0},
		{"orban", "hungary", "Putin assured me that the bridge was blown up", 1},
		{"peskov", "russia", "The blast on the bridge was announced by Kyiv", 1},
		{"lavrov", "russia", "Western capitals insist that the bridge was blown up", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct statement s CLEANUP(statement_release) = {.text = xstrdup(cases[i].text),
			.speaker = {.id = xstrdup(cases[i].speaker),
				.side = xstrdup(cases[i].side)},
			.date = DATE_UNKNOWN};
		propositions_find(profile, &s);
		int told = 0;
		for (size_t k = 0; k < s.n_propositions; k++)
			told |= has(s.propositions[k].arguments, s.propositions[k].n_arguments,
				"%bridge");
		ck_assert_msg(told == cases[i].told, "%s: \"%s\"", cases[i].speaker, cases[i].text);
	}
}
END_TEST

/* The reporting clause is no part of what is said, wherever it stands. */
START_TEST(test_frames)
{
	static const char *const texts[] = {
		"Peskov said the sanctions would be lifted.",
		"The sanctions would be lifted, Peskov told reporters in Moscow.",
		"The sanctions would be lifted, said Peskov, spokesman for the Kremlin.",
		"Medinsky, head of the delegation, said the sanctions would be lifted.",
		"According to Ushakov, the sanctions would be lifted.",
	};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct statement s CLEANUP(statement_release) = saying(texts[i], NULL);
		size_t general = 0;
		for (size_t k = 0; k < s.n_propositions; k++) {
			const struct proposition *p = &s.propositions[k];
			if (p->slot)
				continue;
			general++;
			ck_assert_msg(p->n_arguments == 2 && has(p->arguments, 2, "#sanction"),
				"\"%s\" has more than sanctions in it", texts[i]);
		}
		ck_assert_msg(general == 1, "\"%s\" has %zu clauses", texts[i], general);
	}
}
END_TEST

START_TEST(test_limits)
{
	char *text = xmalloc(200001);
	for (size_t i = 0; i < 20000; i++)
		memcpy(text + i * 10, "no troops ", 10);
	text[200000] = '\0';
	struct statement s CLEANUP(statement_release) = saying(text, NULL);
	ck_assert_uint_le(s.n_propositions, 64);
	free(text);
	struct statement empty CLEANUP(statement_release) = saying("", NULL);
	ck_assert_uint_eq(empty.n_propositions, 0);
}
END_TEST

static int setup(void)
{
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *dir = profile_find(NULL);
	profile = dir ? profile_load(dir, &faults) : NULL;
	return profile != NULL;
}

START_TEST(test_profile)
{
	ck_assert(setup());
}
END_TEST

START_TEST(test_release)
{
	profile_free(profile);
}
END_TEST

UNIT_MAIN("proposition", test_profile, test_answers, test_polarity, test_predicates, test_arguments,
	test_days, test_commitment, test_quoting, test_crowd, test_manner, test_places, test_frames,
	test_marks, test_theirs, test_gaps, test_joint_subject, test_supposed, test_others,
	test_limits, test_release)
