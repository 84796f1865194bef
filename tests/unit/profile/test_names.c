#include "profile/names.h"
#include "unit.h"
#include "util/mem.h"

START_TEST(test_key)
{
	static const struct {
		const char *a, *b;
		int alike;
	} cases[] = {
		{"Zelensky", "Zelenskyy", 1},
		{"Zelensky", "Zelenskiy", 1},
		{"Zelensky", "Zelenskyi", 1},
		{"Zelensky", "Зеленський", 1},
		{"Zelensky", "Зеленский", 1},
		{"Zelensky", "Zelenska", 0},
		{"Zelenska", "Zelenskaya", 1},
		{"Zelenska", "Зеленська", 1},
		{"Dmitriev", "Dmitriyev", 1},
		{"Dmitriev", "Дмитриев", 1},
		{"Yermak", "Ermak", 1},
		{"Yermak", "Єрмак", 1},
		{"Sybiha", "Sibiga", 1},
		{"Sybiha", "Сибіга", 1},
		{"Syrskyi", "Sirsky", 1},
		{"Syrskyi", "Сирський", 1},
		{"Shmyhal", "Shmygal", 1},
		{"Kyslytsya", "Kislitsa", 0},
		{"Kyslytsya", "Kyslytsia", 1},
		{"Medinsky", "Мединский", 1},
		{"Zaluzhnyi", "Zaluzhny", 1},
		{"Fedorov", "Fyodorov", 1},
		{"Fedorov", "Фёдоров", 1},
		{"Lukashenko", "Lukashenka", 1},
		{"Umerov", "Умєров", 1},
		{"Peskov", "Patrushev", 0},
		{"Kuleba", "Kuliba", 0},
		{"Erdogan", "Erdoğan", 1},
		{"Orban", "Orbán", 1},
		{"Sikorski", "Sikorsky", 1},
		{"Rinkevics", "Rinkēvičs", 1},
		{"Kalin", "Kalın", 1},
		{"Lavrov", "Лавров", 1},
		{"Хи", "Ши", 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char a[NAME_KEY_SIZE], b[NAME_KEY_SIZE];
		size_t n = name_word_key(cases[i].a, strlen(cases[i].a), a);
		ck_assert_uint_eq(n, strlen(a));
		(void)name_word_key(cases[i].b, strlen(cases[i].b), b);
		ck_assert_msg((strcmp(a, b) == 0) == cases[i].alike, "%s: %s, %s: %s", cases[i].a,
			a, cases[i].b, b);
	}
}
END_TEST

START_TEST(test_key_bounds)
{
	char word[400], key[NAME_KEY_SIZE];
	memset(word, 'x', sizeof(word));
	ck_assert_uint_lt(name_word_key(word, sizeof(word), key), NAME_KEY_SIZE);
	for (size_t i = 0; i < sizeof(word); i++)
		word[i] = "abc\xd0\xb9"[i % 5];
	ck_assert_uint_eq(name_word_key(word, sizeof(word), key), NAME_KEY_SIZE - 1);
	ck_assert_uint_eq(name_word_key("'’.-", strlen("'’.-"), key), 0);
	ck_assert_uint_eq(name_word_key("", 0, key), 0);
}
END_TEST

START_TEST(test_fold)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"U.S.", "us"},
		{"O’Sullivan", "osullivan"},
		{"Støre", "store"},
		{"Władysław", "wladyslaw"},
		{"Київ", "київ"},
		{"Élysée", "elysee"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char out[NAME_KEY_SIZE];
		(void)name_word_fold(cases[i].in, strlen(cases[i].in), out);
		ck_assert_str_eq(out, cases[i].out);
	}
}
END_TEST

START_TEST(test_words)
{
	ck_assert(name_is_particle("von"));
	ck_assert(!name_is_particle("tusk"));
	ck_assert(name_is_honorific("mr"));
	ck_assert(!name_is_honorific("president"));
	ck_assert_int_eq(name_honorific_gender("mrs"), 'f');
	ck_assert_int_eq(name_honorific_gender("gen"), 0);
}
END_TEST

UNIT_MAIN("names", test_key, test_key_bounds, test_fold, test_words)
