#include "net/transfer.h"

#include "unit.h"
#include "util/mem.h"

START_TEST(retry_after_in_both_forms)
{
	/* 2015-10-21 07:28:00 UTC */
	const int64_t then = 1445412480;
	static const struct {
		const char *value;
		int64_t want;
	} cases[] = {{"120", 120}, {" 0 ", 0}, {"5\t", 5}, {"-1", -1}, {"", -1}, {" ", -1},
		{"soon", -1}, {"12 apples", -1}, {"1.5", -1},
		{"Wed, 21 Oct 2015 07:30:00 GMT", 120}, {"Wed, 21 Oct 2015 07:28:00 GMT", 0},
		{"Wed, 21 Oct 2015 07:00:00 GMT", 0}, {"Wednesday, 21-Oct-15 07:29:00 GMT", 60},
		{"99999999999999999999999", INT64_C(9999999999)}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int64_t got = transfer_retry_after(cases[i].value, then);
		ck_assert_msg(got == cases[i].want, "%s: %lld", cases[i].value, (long long)got);
	}
}
END_TEST

START_TEST(what_can_never_be_asked_for)
{
	static const struct {
		const char *url;
		int want;
	} cases[] = {{"http://a.example/", 0}, {"https://a.example:8443/x?y=z#f", 0},
		{"HTTP://A.EXAMPLE", 0}, {"http://a.example/a b", 0},
		{"ftp://a.example/", ERR_REJECT}, {"file:///etc/passwd", ERR_REJECT},
		{"gopher://a.example/", ERR_REJECT}, {"javascript:alert(1)", ERR_REJECT},
		{"data:text/html,x", ERR_REJECT}, {"/relative", ERR_REJECT}, {"", ERR_REJECT},
		{"http://", ERR_REJECT}, {"a.example", ERR_REJECT}};
	struct fetch_options options = {.user_agent = NULL};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fetch_request request = {.url = cases[i].url, .method = "GET"};
		struct transfer t;
		struct err err = ERR_INIT;
		transfer_init(&t, &options, &request);
		int got = transfer_check(&t, &err);
		ck_assert_msg(got == cases[i].want, "%s: %d", cases[i].url, got);
		transfer_release(&t);
	}
}
END_TEST

START_TEST(secrets_of_a_url_are_not_told)
{
	struct fetch_options options = {.user_agent = NULL};
	struct fetch_request request = {.url = "ftp://user:hunter2@a.example/?api_key=hunter2"};
	struct transfer t;
	struct err err = ERR_INIT;
	transfer_init(&t, &options, &request);
	ck_assert_int_eq(transfer_check(&t, &err), ERR_REJECT);
	ck_assert_ptr_null(strstr(err.text, "hunter2"));
	transfer_release(&t);
}
END_TEST

UNIT_MAIN("net/transfer", retry_after_in_both_forms, what_can_never_be_asked_for,
	secrets_of_a_url_are_not_told)
