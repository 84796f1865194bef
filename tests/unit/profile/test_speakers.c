#include <stdio.h>

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "text/date.h"
#include "text/token.h"
#include "unit.h"
#include "util/mem.h"
#include "util/yaml.h"

static struct profile profile; /* speakers alone, of the source tree */

static void load(void)
{
	struct faults faults = {0};
	AUTOFREE char *dir = xasprintf("%s/etc/profiles/ukraine", getenv("GAINSAY_SOURCE"));
	profile.speakers = speakers_load(dir, &faults);
	for (size_t i = 0; i < faults.n; i++)
		(void)fprintf(stderr, "%s:%d:%d: %s\n", faults.items[i].file, faults.items[i].line,
			faults.items[i].col, faults.items[i].text);
	ck_assert_uint_eq(faults.n, 0);
	faults_release(&faults);
}

static void unload(void)
{
	speakers_free(profile.speakers);
	profile.speakers = NULL;
}

static const char *id_of(const struct profile_speaker *speaker)
{
	return speaker ? speaker->id : "-";
}

START_TEST(test_size)
{
	load();
	const struct profile_speaker *speakers;
	const struct profile_side *sides;
	ck_assert_uint_ge(profile_speakers(&profile, &speakers), 1000);
	ck_assert_uint_ge(profile_sides(&profile, &sides), 40);
	ck_assert_str_eq(profile_speaker(&profile, "peskov")->side->id, "russia");
	ck_assert_ptr_eq(
		profile_speaker(&profile, "peskov")->side, profile_side(&profile, "russia"));
	ck_assert_ptr_null(profile_speaker(&profile, "nobody"));
	ck_assert_ptr_null(profile_side(&profile, "atlantis"));
	unload();
}
END_TEST

START_TEST(test_named)
{
	static const struct {
		const char *name, *id;
	} cases[] = {
		{"Dmitry Peskov", "peskov"},
		{"dmitry peskov", "peskov"},
		{"the Kremlin", "kremlin"},
		{"Kremlin", "kremlin"},
		{"Washington", "us"},
		{"the U.S.", "us"},
		{"US", "us"},
		{"Kiev", "ukraine"},
		{"the alliance", "nato"},
		{"the bloc", "eu"},
		{"Россия", "russia"},
		{"Péter Szijjártó", "szijjarto"},
		{"Jonas Gahr Støre", "store"},
		{"J.D. Vance", "vance"},
		{"Zelenskyy's office", "ukrainian-president-office"},
		{"Zelenskyy’s office", "ukrainian-president-office"},
		{"Peter", "-"},
		{"", "-"},
		{"the", "-"},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_str_eq(id_of(profile_speaker_named(
					 &profile, cases[i].name, strlen(cases[i].name))),
			cases[i].id);
	unload();
}
END_TEST

START_TEST(test_alike)
{
	static const struct {
		const char *name;
		size_t n;
		const char *id;
	} cases[] = {
		{"Zelenskyi", 1, "zelensky"},
		{"Vladimir Zelenskiy", 1, "zelensky"},
		{"V. Zelensky", 1, "zelensky"},
		{"Olena Zelenska", 1, "zelenska"},
		{"Andriy Zelensky", 0, NULL},
		{"Mr. Zelensky", 1, "zelensky"},
		{"Ms. Zelensky", 0, NULL},
		{"Andrii Sibiga", 1, "sybiha"},
		{"Sergey Lavrov", 1, "lavrov"},
		{"Kirill Dmitriyev", 1, "dmitriev"},
		{"Kuleba", 2, NULL},
		{"Dmitry Kuleba", 1, "kuleba"},
		{"Von der Leyen", 1, "von-der-leyen"},
		{"De Wever", 1, "de-wever"},
		{"Rafael Mariano Grossi", 1, "grossi"},
		{"Vladimir V. Putin", 1, "putin"},
		{"Xi", 0, NULL},
		{"Nobody", 0, NULL},
		{"Donald Trump Jr.", 1, "trump-jr"},
		{"Trump", 1, "trump"},
		{"Ben Wallace", 1, "wallace"},
		{"Lee Jae-myung", 1, "lee-jae-myung"},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct profile_name_key key;
		const struct profile_speaker *found[4];
		profile_name_key(&profile, cases[i].name, strlen(cases[i].name), &key);
		size_t n = profile_speakers_alike(&profile, &key, found, 4);
		ck_assert_msg(n == cases[i].n, "%s: %zu", cases[i].name, n);
		if (cases[i].id)
			ck_assert_str_eq(found[0]->id, cases[i].id);
	}
	unload();
}
END_TEST

/* How German, French, Polish and English papers spell one name. */
START_TEST(test_spellings)
{
	static const struct {
		const char *name, *id;
	} cases[] = {
		{"Wladimir Putin", "putin"},
		{"Vladimir Poutine", "putin"},
		{"Władimir Putin", "putin"},
		{"Wolodymyr Selenskyj", "zelensky"},
		{"Wolodymyr Zełenski", "zelensky"},
		{"Wołodymyr Zełenski", "zelensky"},
		{"Sergej Lawrow", "lavrov"},
		{"Sergueï Lavrov", "lavrov"},
		{"Siergiej Ławrow", "lavrov"},
		{"Dmitrij Peskow", "peskov"},
		{"Dmitri Peskov", "peskov"},
		{"Dmitrij Pieskow", "peskov"},
		{"Dmitrij Medwedew", "medvedev"},
		{"Dmitri Medvedev", "medvedev"},
		{"Dmitrij Miedwiediew", "medvedev"},
		{"Marija Sacharowa", "zakharova"},
		{"Maria Zakharova", "zakharova"},
		{"Maria Zacharowa", "zakharova"},
		{"Juri Uschakow", "ushakov"},
		{"Iouri Ouchakov", "ushakov"},
		{"Jurij Uszakow", "ushakov"},
		{"Wladimir Medinski", "medinsky"},
		{"Vladimir Medinski", "medinsky"},
		{"Władimir Miedinski", "medinsky"},
		{"Kirill Dmitrijew", "dmitriev"},
		{"Kirill Dmitriev", "dmitriev"},
		{"Kiriłł Dmitrijew", "dmitriev"},
		{"Sergej Schoigu", "shoigu"},
		{"Sergueï Choïgou", "shoigu"},
		{"Siergiej Szojgu", "shoigu"},
		{"Andrej Beloussow", "belousov"},
		{"Andreï Belooussov", "belousov"},
		{"Andriej Biełousow", "belousov"},
		{"Waleri Gerassimow", "gerasimov"},
		{"Valeri Guerassimov", "gerasimov"},
		{"Walerij Gierasimow", "gerasimov"},
		{"Sergej Naryschkin", "naryshkin"},
		{"Sergueï Narychkine", "naryshkin"},
		{"Siergiej Naryszkin", "naryshkin"},
		{"Alexander Bortnikow", "bortnikov"},
		{"Alexandre Bortnikov", "bortnikov"},
		{"Aleksandr Bortnikow", "bortnikov"},
		{"Nikolai Patruschew", "patrushev"},
		{"Nikolaï Patrouchev", "patrushev"},
		{"Nikołaj Patruszew", "patrushev"},
		{"Igor Kostjukow", "kostyukov"},
		{"Igor Kostioukov", "kostyukov"},
		{"Igor Kostiukow", "kostyukov"},
		{"Michail Galusin", "galuzin"},
		{"Mikhaïl Galouzine", "galuzin"},
		{"Michaił Gałuzin", "galuzin"},
		{"Wassili Nebensja", "nebenzya"},
		{"Vassili Nebenzia", "nebenzya"},
		{"Wasilij Niebienzia", "nebenzya"},
		{"Sergej Rjabkow", "ryabkov"},
		{"Sergueï Riabkov", "ryabkov"},
		{"Siergiej Riabkow", "ryabkov"},
		{"Ramsan Kadyrow", "kadyrov"},
		{"Ramzan Kadyrov", "kadyrov"},
		{"Andrij Jermak", "yermak"},
		{"Andriy Iermak", "yermak"},
		{"Andrii Yermak", "yermak"},
		{"Rustem Umjerow", "umerov"},
		{"Roustem Oumerov", "umerov"},
		{"Rustem Umierow", "umerov"},
		{"Andrij Sybiha", "sybiha"},
		{"Andrii Sybiga", "sybiha"},
		{"Dmytro Kuleba", "kuleba"},
		{"Dmytro Kouleba", "kuleba"},
		{"Dmitri Kuleba", "kuleba"},
		{"Denys Schmyhal", "shmyhal"},
		{"Denys Chmyhal", "shmyhal"},
		{"Denys Szmyhal", "shmyhal"},
		{"Julija Swyrydenko", "svyrydenko"},
		{"Ioulia Svyrydenko", "svyrydenko"},
		{"Julia Swyrydenko", "svyrydenko"},
		{"Kyrylo Budanow", "budanov"},
		{"Kyrylo Boudanov", "budanov"},
		{"Kyryło Budanow", "budanov"},
		{"Olexander Syrskyj", "syrskyi"},
		{"Oleksandr Syrsky", "syrskyi"},
		{"Ołeksandr Syrski", "syrskyi"},
		{"Walerij Saluschnyj", "zaluzhnyi"},
		{"Valeri Zaloujny", "zaluzhnyi"},
		{"Wałerij Załużny", "zaluzhnyi"},
		{"Mychajlo Podoljak", "podolyak"},
		{"Mykhaïlo Podoliak", "podolyak"},
		{"Mychajło Podolak", "podolyak"},
		{"Serhij Kyslyzja", "kyslytsya"},
		{"Sergiy Kyslytsya", "kyslytsya"},
		{"Serhij Kysłycia", "kyslytsya"},
		{"Dmytro Lubinez", "lubinets"},
		{"Dmytro Loubinets", "lubinets"},
		{"Dmytro Łubineć", "lubinets"},
		{"Dawyd Arachamija", "arakhamia"},
		{"David Arakhamia", "arakhamia"},
		{"Dawyd Arachamia", "arakhamia"},
		{"Julia Tymoschenko", "tymoshenko"},
		{"Ioulia Timochenko", "tymoshenko"},
		{"Julia Tymoszenko", "tymoshenko"},
		{"Petro Poroschenko", "poroshenko"},
		{"Petro Porochenko", "poroshenko"},
		{"Petro Poroszenko", "poroshenko"},
		{"Witali Klitschko", "klitschko"},
		{"Vitali Klitschko", "klitschko"},
		{"Witalij Kliczko", "klitschko"},
		{"Alexander Lukaschenko", "lukashenko"},
		{"Alexandre Loukachenko", "lukashenko"},
		{"Alaksandr Łukaszenka", "lukashenko"},
		{"Kaja Kallas", "kallas"},
		{"Recep Tayyip Erdoğan", "erdogan"},
		{"Rodion Miroschnik", "miroshnik"},
		{"Rodion Mirochnik", "miroshnik"},
		{"Rodion Miroshnik", "miroshnik"},
		{"Tatjana Moskalkowa", "moskalkova"},
		{"Tatiana Moskalkova", "moskalkova"},
		{"Marija Lwowa-Belowa", "lvova-belova"},
		{"Maria Lvova-Belova", "lvova-belova"},
		{"Maria Lwowa-Biełowa", "lvova-belova"},
		{"Alexej Lichatschow", "likhachev"},
		{"Alexeï Likhatchev", "likhachev"},
		{"Aleksiej Lichaczow", "likhachev"},
		{"Denis Puschilin", "pushilin"},
		{"Denis Pouchiline", "pushilin"},
		{"Denis Puszylin", "pushilin"},
		{"Wladimir Saldo", "saldo"},
		{"Volodymyr Saldo", "saldo"},
		{"Wjatscheslaw Wolodin", "volodin"},
		{"Viatcheslav Volodine", "volodin"},
		{"Wiaczesław Wołodin", "volodin"},
		{"Michail Mischustin", "mishustin"},
		{"Mikhaïl Michoustine", "mishustin"},
		{"Michaił Miszustin", "mishustin"},
		{"Jewgeni Prigoschin", "prigozhin"},
		{"Evgueni Prigojine", "prigozhin"},
		{"Jewgienij Prigożyn", "prigozhin"},
		{"Ruslan Stefantschuk", "stefanchuk"},
		{"Rouslan Stefantchouk", "stefanchuk"},
		{"Rusłan Stefanczuk", "stefanchuk"},
		{"Petro Kotin", "kotin"},
		{"Mychajlo Fedorow", "fedorov"},
		{"Mykhaïlo Fedorov", "fedorov"},
		{"Wassyl Maljuk", "malyuk"},
		{"Vassyl Maliouk", "malyuk"},
		{"Wasyl Maluk", "malyuk"},
		{"Switlana Hryntschuk", "hrynchuk"},
		{"Svitlana Gryntchouk", "hrynchuk"},
		{"Heorhij Tychyj", "tykhyi"},
		{"Heorhii Tykhy", "tykhyi"},
		{"Xi Jinping", "xi"},
		{"Bankova", "ukrainian-president-office"},
		{"Foggy Bottom", "state-department"},
		{"Langley", "cia"},
		{"Capitol Hill", "us-congress"},
		{"Quai d'Orsay", "french-foreign-ministry"},
		{"Smolenskaya Square", "russian-foreign-ministry"},
		{"Farnesina", "italian-foreign-ministry"},
		{"Berlaymont", "european-commission"},
		{"Itamaraty", "brazilian-foreign-ministry"},
		{"Akorda", "akorda"},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct profile_name_key key;
		const struct profile_speaker *found[2];
		const char *name = cases[i].name;
		const struct profile_speaker *speaker = profile_speaker_named(
			&profile, name, strlen(name));
		profile_name_key(&profile, name, strlen(name), &key);
		if (!speaker && profile_speakers_alike(&profile, &key, found, 2) == 1)
			speaker = found[0];
		ck_assert_msg(
			strcmp(id_of(speaker), cases[i].id) == 0, "%s: %s", name, id_of(speaker));
	}
	unload();
}
END_TEST

/* Every name of the data leads back to its speaker and to nobody else. */
START_TEST(test_data)
{
	load();
	const struct profile_speaker *speakers;
	size_t n = profile_speakers(&profile, &speakers);
	for (size_t i = 0; i < n; i++) {
		for (const char *const *a = speakers[i].aliases; *a; a++)
			ck_assert_str_eq(id_of(profile_speaker_named(&profile, *a, strlen(*a))),
				speakers[i].id);
		struct profile_name_key key;
		const struct profile_speaker *found[2];
		if (speakers[i].sort != SPEAKER_PERSON)
			continue;
		profile_name_key(&profile, speakers[i].name, strlen(speakers[i].name), &key);
		ck_assert_msg(profile_speakers_alike(&profile, &key, found, 2) == 1, "%s",
			speakers[i].name);
		ck_assert_str_eq(found[0]->id, speakers[i].id);
	}
	unload();
}
END_TEST

START_TEST(test_role)
{
	static const struct {
		const char *phrase, *date, *holder, *side;
	} cases[] = {
		{"the Kremlin spokesman", "2025-08-01", "peskov", "russia"},
		{"Kremlin press secretary", "2025-08-01", "peskov", "russia"},
		{"Ukraine's president", "2025-08-01", "zelensky", "ukraine"},
		{"the Ukrainian leader", "2025-08-01", "zelensky", "ukraine"},
		{"the U.S. secretary of state", "2025-08-01", "rubio", "us"},
		{"US Secretary of State", "2023-08-01", "blinken", "us"},
		{"NATO secretary general", "2025-08-01", "rutte", "nato"},
		{"NATO Secretary-General", "2023-08-01", "stoltenberg", "nato"},
		{"NATO chief", "2025-08-01", "rutte", "nato"},
		{"Ukraine's foreign minister", "2023-08-01", "kuleba", "ukraine"},
		{"Ukraine’s foreign minister", "2025-08-01", "sybiha", "ukraine"},
		{"the minister of foreign affairs of Ukraine", "2025-08-01", "sybiha", "ukraine"},
		{"the former Ukrainian foreign minister", "2025-08-01", "-", "ukraine"},
		{"a Ukrainian deputy foreign minister", "2025-08-01", "-", "ukraine"},
		{"the Ukrainian president's adviser", "2020-01-01", "podolyak", "ukraine"},
		{"the White House press secretary", "2025-08-01", "leavitt", "us"},
		{"spokesman for Ukraine's foreign ministry", "2025-08-01", "tykhyi", "ukraine"},
		{"Russian Foreign Ministry spokeswoman", "2025-08-01", "zakharova", "russia"},
		{"the head of Rosatom", "2025-08-01", "likhachev", "russia"},
		{"the US special envoy for Ukraine", "2025-08-01", "kellogg", "us"},
		{"Estonian Prime Minister", "2023-08-01", "kallas", "estonia"},
		{"Dutch prime minister", "2023-08-01", "rutte", "netherlands"},
		{"the head of the Donetsk People's Republic", "2025-08-01", "pushilin", "russia"},
		{"the head of the Kherson Regional Military Administration", "2025-08-01",
			"prokudin", "ukraine"},
		{"the Irish foreign minister", "2023-08-01", "martin-micheal", "ireland"},
		{"the Swiss president", "2023-08-01", "berset", "switzerland"},
		{"the MI6 chief", "2025-11-01", "metreweli", "uk"},
		{"the president of Energoatom", "2025-08-01", "-", "ukraine"},
		{"the Kremlin leader", "2025-08-01", "putin", "russia"},
		{"White House national security adviser", "2025-02-01", "waltz", "us"},
		{"the German chancellor", "2025-08-01", "merz", "germany"},
		{"the German leader", "2024-08-01", "scholz", "germany"},
		{"the EU's foreign policy chief", "2025-08-01", "kallas", "eu"},
		{"European Commission President", "2025-08-01", "von-der-leyen", "eu"},
		{"the UN secretary-general", "2022-08-01", "guterres", "un"},
		{"a senior U.S. official", "2025-08-01", "-", "us"},
		{"the president", "2025-08-01", "-", "-"},
		{"the Ukrainian defence minister", "2025-07-16", "umerov", "ukraine"},
		{"the Ukrainian defence minister", "2025-07-17", "shmyhal", "ukraine"},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens t = {0};
		struct profile_role_found found;
		tokens_scan(cases[i].phrase, strlen(cases[i].phrase), "en", &t);
		profile_role_find(&profile, t.items, t.n, date_parse(cases[i].date, NULL), &found);
		ck_assert_msg(strcmp(id_of(found.holder), cases[i].holder) == 0, "%s: %s",
			cases[i].phrase, id_of(found.holder));
		ck_assert_str_eq(found.side ? found.side->id : "-", cases[i].side);
		tokens_release(&t);
	}
	unload();
}
END_TEST

START_TEST(test_institution_by_side)
{
	static const struct {
		const char *phrase, *body;
	} cases[] = {
		{"the Ukrainian Foreign Ministry", "ukrainian-foreign-ministry"},
		{"Ukraine's foreign ministry", "ukrainian-foreign-ministry"},
		{"Russia's Defense Ministry", "russian-defence-ministry"},
		{"the Ministry of Defence of Russia", "russian-defence-ministry"},
		{"the Ukrainian Air Force", "ukrainian-air-force"},
		{"Turkey's defence ministry", "turkish-defence-ministry"},
		{"the Italian prime minister's office", "palazzo-chigi"},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens t = {0};
		struct profile_role_found found;
		tokens_scan(cases[i].phrase, strlen(cases[i].phrase), "en", &t);
		profile_role_find(&profile, t.items, t.n, DATE_UNKNOWN, &found);
		ck_assert_msg(strcmp(id_of(found.body), cases[i].body) == 0, "%s: %s",
			cases[i].phrase, id_of(found.body));
		tokens_release(&t);
	}
	unload();
}
END_TEST

START_TEST(test_phrase_case)
{
	static const struct {
		const char *text, *id;
	} cases[] = {
		{"US said", "us"},
		{"us said", "-"},
		{"Us said", "-"},
		{"the alliance", "-"},
		{"alliance said", "nato"},
		{"Nato said", "nato"},
		{"white house said", "-"},
		{"White House said", "white-house"},
		{"St. Petersburg", "-"},
	};
	load();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct tokens t = {0};
		struct profile_phrase p;
		tokens_scan(cases[i].text, strlen(cases[i].text), "en", &t);
		bool found = profile_phrase_at(&profile, t.items, t.n, true, &p);
		ck_assert_str_eq(found ? id_of(p.speaker) : "-", cases[i].id);
		tokens_release(&t);
	}
	unload();
}
END_TEST

/* Faults, with their places */

static void write_file(const char *dir, const char *name, const char *text)
{
	AUTOFREE char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* A side whose name is there and empty is told, and is no side. */
START_TEST(test_nameless_side)
{
	char dir[] = "/tmp/gainsay-profile-XXXXXX";
	struct faults faults CLEANUP(faults_release) = {0};
	ck_assert_ptr_nonnull(mkdtemp(dir));
	write_file(dir, "sides.yaml", "sides:\n  russia: {name: }\n");
	write_file(dir, "speakers.yaml", "people: {}\n");
	struct speakers *s = speakers_load(dir, &faults);
	ck_assert_uint_ge(faults_errors(&faults), 1);
	speakers_free(s);
	static const char *const files[] = {"sides.yaml", "speakers.yaml"};
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		AUTOFREE char *path = xasprintf("%s/%s", dir, files[i]);
		ck_assert_int_eq(remove(path), 0);
	}
	ck_assert_int_eq(remove(dir), 0);
}
END_TEST

START_TEST(test_faults)
{
	static const char sides[] = "sides:\n"
				    "  russia: {name: Russia, aliases: [Moscow]}\n";
	static const struct {
		const char *yaml, *text;
		int line, col;
	} cases[] = {
		{"people:\n  a: {name: A B, side: rusia}\n",
			"no side \"rusia\" (did you mean \"russia\"?)", 2, 24},
		{"people:\n  a: {name: A B, sidee: russia}\n",
			"a: unknown key \"sidee\" (did you mean \"side\"?)", 2, 18},
		{"poeple: {}\n", "unknown key \"poeple\" (did you mean \"people\"?)", 1, 1},
		{"people:\n  a: {side: russia}\n", NULL, 2, 6},
		{"people:\n  a: {name: A B}\n  c: {name: C D, aliases: [A b]}\n",
			"c: \"A b\" names a already", 3, 28},
		{"people:\n  russia: {name: A B}\n",
			"the id \"russia\" stands for another speaker already", 2, 3},
		{"people:\n  a:\n    name: A B\n    roles:\n      - {office: x, from: "
		 "2020-13-01}\n",
			"from: \"2020-13-01\" is no date of the form YYYY-MM-DD", 5, 27},
		{"people:\n  a:\n    name: A B\n    roles:\n"
		 "      - {office: x, from: 2020-02-01, to: 2020-01-01}\n",
			"a: x ends before it begins", 5, 9},
		{"people:\n  a:\n    name: A B\n    roles: [{office: x, of: y}]\n",
			"a: \"y\" is the id of no institution", 4, 29},
		{"people:\n  a: {name: A B, gender: mail}\n",
			"a: gender cannot be \"mail\" (did you mean \"male\"?): one of unknown, "
			"male, female",
			2, 26},
		{"people: [a]\n", "people takes a map", 1, 9},
		{"people: {a: [b]}\n", "a: takes a map", 1, 13},
		{"people: {a: {name: \"...\"}}\n", "a: \"...\" has no letter", 1, 20},
		{"offices: {x: [y], z: [y]}\n", "offices: \"y\" is both \"x\" and \"z\"", 1, 23},
		{"given_names: {male: [{a: b}]}\n",
			"given_names: a name, or a list of spellings of one name", 1, 22},
		{"given_names: {mael: [a]}\n", "unknown key \"mael\" (did you mean \"male\"?)", 1,
			15},
	};
	char dir[] = "/tmp/gainsay-profile-XXXXXX";
	ck_assert_ptr_nonnull(mkdtemp(dir));
	write_file(dir, "sides.yaml", sides);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct faults faults = {0};
		write_file(dir, "speakers.yaml", cases[i].yaml);
		struct speakers *s = speakers_load(dir, &faults);
		ck_assert_msg(faults.n == 1, "case %zu: %zu faults", i, faults.n);
		if (cases[i].text)
			ck_assert_str_eq(faults.items[0].text, cases[i].text);
		ck_assert_int_eq(faults.items[0].line, cases[i].line);
		ck_assert_msg(faults.items[0].col == cases[i].col, "case %zu: col %d", i,
			faults.items[0].col);
		speakers_free(s);
		faults_release(&faults);
	}
	struct faults both = {0};
	write_file(dir, "speakers.yaml", "people:\n  a: {name: A B, side: x, gendr: male}\n");
	speakers_free(speakers_load(dir, &both));
	ck_assert_uint_eq(both.n, 2); /* a fault hides no other */
	faults_release(&both);
	static const char *const files[] = {"sides.yaml", "speakers.yaml"};
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		AUTOFREE char *path = xasprintf("%s/%s", dir, files[i]);
		ck_assert_int_eq(remove(path), 0);
	}
	struct faults faults = {0};
	speakers_free(speakers_load(dir, &faults));
	ck_assert_uint_eq(faults_errors(&faults), 2); /* both files are missing */
	faults_release(&faults);
	ck_assert_int_eq(remove(dir), 0);
}
END_TEST

UNIT_MAIN("speakers", test_size, test_named, test_alike, test_spellings, test_data, test_role,
	test_institution_by_side, test_phrase_case, test_nameless_side, test_faults)
