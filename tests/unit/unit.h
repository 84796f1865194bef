#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

/* UNIT_MAIN(name, case...): a main() that runs the test cases of one file, without forking. */
#define UNIT_MAIN(name, ...)                                                  \
	int main(void)                                                        \
	{                                                                     \
		TCase *tcase = tcase_create(name);                            \
		const TTest *const tests[] = {__VA_ARGS__};                   \
		tcase_set_timeout(tcase, 0);                                  \
		for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) \
			tcase_add_test(tcase, tests[i]);                      \
		Suite *suite = suite_create(name);                            \
		suite_add_tcase(suite, tcase);                                \
		SRunner *runner = srunner_create(suite);                      \
		srunner_set_fork_status(runner, CK_NOFORK);                   \
		srunner_run_all(runner, CK_NORMAL);                           \
		int failed = srunner_ntests_failed(runner);                   \
		srunner_free(runner);                                         \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                  \
	}

#endif
