#include <stdio.h>

#include "claims/speaker.h"

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "text/date.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile profile; /* speakers alone, of the source tree */

static void load(void)
{
	struct faults faults = {0};
	AUTOFREE char *dir = xasprintf("%s/etc/profiles/ukraine", getenv("GAINSAY_SOURCE"));
	profile.speakers = speakers_load(dir, &faults);
	ck_assert_uint_eq(faults.n, 0);
	faults_release(&faults);
}

static void unload(void)
{
	speakers_free(profile.speakers);
	profile.speakers = NULL;
}

static const char *or_dash(const char *s)
{
	return s ? s : "-";
}

/* Resolves each part of the text between [ and ], in order; fills ids. */
static size_t ask_marked(const char *marked, int64_t date, struct speaker_ref *refs, size_t max)
{
	AUTOFREE char *text = xmalloc(strlen(marked) + 1);
	struct span spans[8];
	size_t n = 0, len = 0;
	for (const char *p = marked; *p; p++) {
		if (*p == '[')
			spans[n].begin = len;
		else if (*p == ']')
			spans[n++].end = len;
		else
			text[len++] = *p;
	}
	text[len] = '\0';
	ck_assert_uint_le(n, max);
	const struct claims_source source = {.text = text, .len = len, .language = "en"};
	struct speaker_scan *scan = speaker_scan_new(&profile, &source);
	for (size_t i = 0; i < n; i++) {
		const struct raw_statement raw = {.speaker = spans[i]};
		struct speaker_ref relayed;
		speaker_resolve(scan, &raw, date, &refs[i], &relayed);
		ck_assert_ptr_null(relayed.id);
		speaker_ref_release(&relayed);
	}
	speaker_scan_free(scan);
	return n;
}

struct marked {
	const char *text, *ids; /* ids with a blank between */
};

static void check_marked(const struct marked *cases, size_t n_cases)
{
	load();
	int64_t date = date_parse("2025-08-20", NULL);
	for (size_t i = 0; i < n_cases; i++) {
		struct speaker_ref refs[8] = {0};
		size_t n = ask_marked(cases[i].text, date, refs, ARRAY_SIZE(refs));
		char got[512] = "";
		for (size_t k = 0; k < n; k++) {
			size_t at = strlen(got);
			(void)snprintf(got + at, sizeof(got) - at, "%s%s", k ? " " : "",
				or_dash(refs[k].id));
			speaker_ref_release(&refs[k]);
		}
		ck_assert_msg(strcmp(got, cases[i].ids) == 0, "%s: %s", cases[i].text, got);
	}
	unload();
}

START_TEST(test_names)
{
	static const struct marked cases[] = {
		{"[Zelenskiy] said no.", "zelensky"},
		{"[Mr Zelensky] said no.", "zelensky"},
		{"Olena Zelenska spoke. [Zelenska] said no.", "zelenska"},
		{"[Kremlin spokesman Dmitry Peskov] said no.", "peskov"},
		{"[The Kremlin spokesman, Dmitry Peskov,] said no.", "peskov"},
		{"[Ukrainian Foreign Minister Andrii Sybiha] said no.", "sybiha"},
		{"[Zelensky's adviser Mykhailo Podolyak] said no.", "podolyak"},
		{"[Zelensky’s chief of staff, Andriy Yermak,] said no.", "yermak"},
		{"[Zelensky's office] said no.", "ukrainian-president-office"},
		{"[Andriy Yermak, the head of Zelensky's office,] said no.", "yermak"},
		{"[U.S. President Donald Trump] said no.", "trump"},
		{"[Donald Trump Jr.] said no.", "trump-jr"},
		{"[Yermak, who led the delegation in Geneva with Rubio,] said no.", "yermak"},
		{"[Macron and Starmer] said no.", "macron"},
		{"[Ursula von der Leyen] and [Von der Leyen] said no.",
			"von-der-leyen von-der-leyen"},
		{"[Trump envoy Steve Witkoff] said no.", "witkoff"},
		{"[Special envoy Kirill Dmitriyev] said no.", "dmitriev"},
		{"[Gen. Oleksandr Syrsky] said no.", "syrskyi"},
		{"Ursula von der Leyen spoke. “No,” [von der Leyen] said.", "von-der-leyen"},
		{"Sir Keir Starmer spoke. [Sir Keir] said no.", "starmer"},
		{"[The chief of its forces, Major General Alexander Romanenkov,] said no.",
			"romanenkov"},
		{"[Governor of the Novgorod Region Alexander Dronov] said no.", "dronov"},
		{"[Maria Lvova-Belova] said no. [Lvova-Belova] went on.",
			"lvova-belova lvova-belova"},
	};
	check_marked(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_unknown_persons)
{
	static const struct marked cases[] = {
		{"[Finnish Agriculture Secretary Matti Virtanen] came. [Virtanen] said no.",
			"person:mati-virtanen person:mati-virtanen"},
		{"[Pavlo Horenko], a lawmaker, said no. [Horenko] said yes. [Horenko's aide] left.",
			"person:pavlo-gorenko person:pavlo-gorenko -"},
		{"Oleksii Kuleba spoke first. [Kuleba] said no.", "kuleba-oleksii"},
		{"Dmytro Kuleba spoke first. [Kuleba] said no.", "kuleba"},
		{"Ted Doe came. Doe smiled. His wife, Ann Doe, left. [Doe] said no.",
			"person:ted-doe"},
		{"[Andriy Zelensky, no relation,] said no.", "person:andri-zelenski"},
		{"[Kowalczyk] said no.", "person:kovalcik"},
	};
	check_marked(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_roles)
{
	static const struct marked cases[] = {
		{"[The Kremlin spokesman] said no.", "peskov"},
		{"[Ukraine's president] said no.", "zelensky"},
		{"[The Ukrainian leader] said no.", "zelensky"},
		{"Zelensky met Lavrov. [The minister] said no.", "lavrov"},
		{"Lavrov met Zelensky in March. [The president] said no.", "zelensky"},
		{"Finnish President Jaana Korpi came. [The Finnish president] said no.",
			"person:iana-korpi"},
		{"[The Estonian interior minister] said no.",
			"person:interior-minister-of-estonia"},
		{"[The State Department] said no.", "state-department"},
		{"[A State Department spokesperson] said no.", "state-department"},
		{"[A spokesman for the Kremlin] said no.", "kremlin"},
		{"[The Russian Defense Ministry] spoke. [The ministry] said no.",
			"russian-defence-ministry russian-defence-ministry"},
		{"[Moscow] said no.", "russia"},
		{"[The Ukrainian side] said no.", "ukraine"},
		{"[The alliance] said no.", "nato"},
		{"[TASS] said so.", "tass"},
		{"[NATO's secretary general] said no.", "rutte"},
		{"[The head of the Kremlin] said no.", "putin"},
		{"[The Foreign Ministry in Moscow] said no.", "russian-foreign-ministry"},
		{"[Peskov] spoke. [The Defence Ministry] said no.",
			"peskov russian-defence-ministry"},
		{"[The prime minister] spoke, and Starmer laughed.", "starmer"},
		{"[Merz] came. [His spokesman] said no.", "merz kornelius"},
		{"[Macron's spokesman] said no.", "anonymous:france"},
	};
	check_marked(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_anonymous)
{
	static const struct marked cases[] = {
		{"[A senior U.S. official] said no.", "anonymous:us"},
		{"[Two Ukrainian officials] said no.", "anonymous:ukraine"},
		{"[Ukrainian officials] said no.", "anonymous:ukraine"},
		{"[A Kremlin source] said no.", "anonymous:russia"},
		{"[A source in the Ukrainian delegation] said no.", "anonymous:ukraine"},
		{"[An aide to Lavrov] said no.", "anonymous:russia"},
		{"[A Macron aide] said no.", "anonymous:france"},
		{"[a senior official who spoke on condition of anonymity] said no.", "-"},
		{"[Residents of Moscow] said no.", "-"},
		{"[A military analyst] said no.", "-"},
		{"[A former Biden official] said no.", "-"},
		{"[Ukrainian and European leaders] said no.", "-"},
		{"[Two people familiar with the plan] said no.", "-"},
		{"[A senior U.S. official] came. [The official] said no.",
			"anonymous:us anonymous:us"},
		{"[A hospital director in Kharkiv] said no.", "-"},
		{"[an SBU official] said no.", "anonymous:ukraine"},
		{"[Officials in Kyiv] said no.", "anonymous:ukraine"},
		{"[A Western diplomat in Moscow] said no.", "-"},
		{"[A Ukrainian official] came. Lavrov left. [The official] said no.",
			"anonymous:ukraine anonymous:ukraine"},
		{"[Two U.S. officials] came. [One of the officials] said no.",
			"anonymous:us anonymous:us"},
		{"[Ukraine's biggest energy company] said no.", "-"},
		{"[Ukraine's negotiating team] said no.", "anonymous:ukraine"},
		{"[Meloni] came. [Her office] said no.", "meloni palazzo-chigi"},
		{"[The draft, seen by Axios,] said no.", "-"},
		{"[Macron] spoke. [The draft] said no.", "macron -"},
		{"The Ukrainian side was calm. [The side] said no.", "ukraine"},
		{"The Ukrainian side met the Russian side. [The side] said no.", "-"},
		{"[Merz's government] said no.", "germany"},
		{"[Umerov] came. [His office] said no.", "umerov anonymous:ukraine"},
	};
	check_marked(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_pronouns)
{
	static const struct marked cases[] = {
		{"[Peskov] said yes. “No,” [he] added.", "peskov peskov"},
		{"[Zakharova] met Lavrov. “No,” [she] said.", "zakharova zakharova"},
		{"[Peskov] said yes.\n\nLavrov met Rubio on Monday. “No,” [he] said.",
			"peskov lavrov"},
		{"[Peskov] said yes.\n\n“Trump knows,” [he] said.", "peskov peskov"},
		{"After a call with Kallas, Macron spoke. [He] said no.", "macron"},
		{"[Kaja Kallas] spoke to Peskov. “No,” [she] said.", "kallas kallas"},
		{"[The Foreign Ministry of Ukraine] wrote no. [It] added yes.",
			"ukrainian-foreign-ministry ukrainian-foreign-ministry"},
		{"[He] said no.", "-"},
		{"[Lavrov] spoke.\n\nKremlin spokesman Dmitry Peskov met them. “No,” [he] said.",
			"lavrov peskov"},
		{"[Lavrov] spoke.\n\nIn Kyiv, President Zelensky met Umerov. “No,” [he] said.",
			"lavrov zelensky"},
		{"[Trump] spoke.\n\nIt is near Putin's home. [The president] said no.",
			"trump trump"},
		{"[Trump] spoke.\n\nThe date for Zelensky and Putin is set, [he] said.",
			"trump trump"},
		{"[Trump] spoke.\n\nRonald Reagan was once asked how it would end. [He] said no.",
			"trump person:ronald-reagan"},
		{"[Peskov] spoke.\n\nIn a statement issued on Tuesday, presidential nominee "
		 "Hillary "
		 "Doe was more careful. Though [she] said no.",
			"peskov person:gilari-doe"},
		{"[Lavrov] spoke.\n\nAfter meeting Putin, Steve Witkoff left. “No,” [he] said.",
			"lavrov witkoff"},
		{"[Zelensky] gave a number. [A year ago he] gave another.", "zelensky zelensky"},
		{"[Starmer] said no.\n\nKemi Badenoch was angry.\n\n“No,” [he] said.",
			"starmer starmer"},
		/* a row of pronouns keeps its subject over others named on the way */
		{"[Kallas] said no.\n\nShe has faced questions, above all from Giorgia Meloni. She "
		 "stays calm.\n\n[She] said yes.",
			"kallas kallas"},
		{"[Lavrov] said no.\n\nZakharova left. She met Peskov. “No,” [he] said.",
			"lavrov lavrov"},
		/* nobody but the pronoun tells that the name is a person's */
		{"Rakeyia Dunmore could be heard. “No,” [she] said.", "person:rakeia-dunmore"},
		{"Bilateral Council met Anna Bauer. “No,” [she] said.", "person:ana-bauer"},
		{"The Security Council met. [She] said no.", "-"},
		{"THE BORROWING Back when [he] wrote, Oscar Dunmore was poor.",
			"person:oscar-dunmore"},
		/* the name comes later */
		{"After [he] spoke to the press, Orban left.", "orban"},
		{"[a 9/11 widow Anna Bauer] said no. [She] left.",
			"person:ana-bauer person:ana-bauer"},
	};
	check_marked(cases, ARRAY_SIZE(cases));
}
END_TEST

START_TEST(test_from_name)
{
	static const struct {
		const char *name, *date, *id, *shown, *side;
	} cases[] = {
		{"Volodymyr Zelenskyy", "2025-01-01", "zelensky", "Volodymyr Zelensky", "ukraine"},
		{"Zelensky", "2025-01-01", "zelensky", "Volodymyr Zelensky", "ukraine"},
		{"Peskov", "2025-01-01", "peskov", "Dmitry Peskov", "russia"},
		{"the Kremlin", "2025-01-01", "kremlin", "Kremlin", "russia"},
		{"Russian Defence Ministry", "2025-01-01", "russian-defence-ministry",
			"Russian Defence Ministry", "russia"},
		{"Ukraine's foreign minister", "2023-01-01", "kuleba", "Dmytro Kuleba", "ukraine"},
		{"Ukraine's foreign minister", "2025-01-01", "sybiha", "Andrii Sybiha", "ukraine"},
		{"a senior U.S. official", "2025-01-01", "anonymous:us", "a senior U.S. official",
			"us"},
		{"a White House official", "2025-01-01", "anonymous:us", "a White House official",
			"us"},
		{"a French presidential adviser", "2025-01-01", "anonymous:france",
			"a French presidential adviser", "france"},
		{"Georgiy Tykhy", "2025-01-01", "tykhyi", "Heorhii Tykhyi", "ukraine"},
		{"Sergiy Kyslytsya", "2025-01-01", "kyslytsya", "Serhiy Kyslytsya", "ukraine"},
		{"Jane Doe", "2025-01-01", "person:iane-doe", "Jane Doe", NULL},
		{"Dutch minister Jan Smit", "2025-01-01", "person:ian-smit", "Jan Smit",
			"netherlands"},
		{"", "2025-01-01", NULL, NULL, NULL},
		{"???", "2025-01-01", NULL, "???", NULL},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct speaker_ref ref;
		speaker_from_name(&profile, cases[i].name, date_parse(cases[i].date, NULL), &ref);
		ck_assert_msg(strcmp(or_dash(ref.id), or_dash(cases[i].id)) == 0, "%s: %s",
			cases[i].name, or_dash(ref.id));
		ck_assert_str_eq(or_dash(ref.name), or_dash(cases[i].shown));
		ck_assert_str_eq(or_dash(ref.side), or_dash(cases[i].side));
		speaker_ref_release(&ref);
	}
	unload();
}
END_TEST

/* Who is named in what was said is told of, and does not speak. */
START_TEST(test_said)
{
	static const char text[] = "Trump left.\n\nZelensky would have to sign, he said.";
	const struct claims_source source = {.text = text, .len = strlen(text)};
	const char *said = strstr(text, "Zelensky"), *he = strstr(text, "he said");
	struct span content = {(size_t)(said - text), (size_t)(he - text) - 2};
	const struct raw_statement raw = {.spans = &content,
		.n_spans = 1,
		.speaker = {(size_t)(he - text), (size_t)(he - text) + 2}};
	struct speaker_ref speaker, relayed;
	load();
	struct speaker_scan *scan = speaker_scan_new(&profile, &source);
	speaker_resolve(scan, &raw, DATE_UNKNOWN, &speaker, &relayed);
	ck_assert_str_eq(speaker.id, "trump");
	speaker_ref_release(&speaker);
	speaker_ref_release(&relayed);
	speaker_scan_free(scan);
	unload();
}
END_TEST

/* Nor does he become the subject of what follows. */
START_TEST(test_said_before)
{
	static const char text[] =
		"Trump joked that, among voters, Putin ranks fourth. “No,” he said.";
	const struct claims_source source = {.text = text, .len = strlen(text)};
	struct span content[] = {{12, 50}, {52, 61}};
	const struct raw_statement raw[] = {
		{.spans = &content[0], .n_spans = 1, .speaker = {0, 5}, .cue = {6, 11}},
		{.spans = &content[1], .n_spans = 1, .speaker = {62, 64}},
	};
	load();
	struct speaker_scan *scan = speaker_scan_new(&profile, &source);
	for (size_t i = 0; i < ARRAY_SIZE(raw); i++) {
		struct speaker_ref speaker, relayed;
		speaker_resolve(scan, &raw[i], DATE_UNKNOWN, &speaker, &relayed);
		ck_assert_str_eq(speaker.id, "trump");
		speaker_ref_release(&speaker);
		speaker_ref_release(&relayed);
	}
	speaker_scan_free(scan);
	unload();
}
END_TEST

START_TEST(test_relayed)
{
	static const char text[] = "Peskov said so, Interfax reported.";
	const struct claims_source source = {.text = text, .len = strlen(text)};
	const struct raw_statement raw = {.speaker = {0, 6}, .relayed_by = {16, 24}};
	struct speaker_ref speaker, relayed;
	load();
	struct speaker_scan *scan = speaker_scan_new(&profile, &source);
	speaker_resolve(scan, &raw, DATE_UNKNOWN, &speaker, &relayed);
	ck_assert_str_eq(speaker.id, "peskov");
	ck_assert_str_eq(relayed.id, "interfax");
	speaker_ref_release(&speaker);
	speaker_ref_release(&relayed);
	speaker_scan_free(scan);
	unload();
}
END_TEST

UNIT_MAIN("speaker", test_names, test_unknown_persons, test_roles, test_anonymous, test_pronouns,
	test_from_name, test_said, test_said_before, test_relayed)
