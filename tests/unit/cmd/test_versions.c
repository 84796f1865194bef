#include "cmd/versions.h"

#include "unit.h"
#include "util/mem.h"

START_TEST(versions_go_by_number)
{
	static const struct {
		const char *have, *least;
		bool older;
	} table[] = {{"2.9.14", "2.9.14", false}, {"2.9.4", "2.9.14", true},
		{"2.15.0", "2.9.14", false}, {"2.1.12-stable", "2.1.12", false},
		{"2.1.8-stable", "2.1.12", true}, {"3", "3.0", false}, {"3", "3.0.1", true},
		{"3.0.15", "3.0.0", false}, {"7.88.1-DEV", "7.88.1", false}, {"", "1", true},
		{"10", "9.9", false}};
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		ck_assert_msg(version_older(table[i].have, table[i].least) == table[i].older,
			"%s and %s", table[i].have, table[i].least);
}
END_TEST

START_TEST(the_libraries_here_will_do)
{
	size_t n;
	const struct version *all = versions_all(&n);
	ck_assert_uint_ge(n, 7);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(!version_older(all[i].have, all[i].least), "%s %s", all[i].library,
			all[i].have);
}
END_TEST

UNIT_MAIN("cmd/versions", versions_go_by_number, the_libraries_here_will_do)
