#include "cmd/demo_web.h"
#include "unit.h"
#include "util/mem.h"

/* The example of the Standard Webhooks specification. */
static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static const char id[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
static const char body[] = "{\"test\": 2432232314}";
static const char right[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

START_TEST(test_signature)
{
	AUTOFREE char *second = xasprintf("v1,AAAA %s", right);
	AUTOFREE char *longer = xasprintf("%sA", right);
	const struct {
		const char *secret, *id, *timestamp, *header;
		int ok;
	} cases[] = {
		{secret, id, "1614265330", right, 1},
		{secret, id, "1614265330", second, 1},
		{secret, id, "1614265331", right, 0},
		{secret, "msg_other", "1614265330", right, 0},
		{secret, id, "1614265330", longer, 0},
		{secret, id, "1614265330", "", 0},
		{secret, id, "1614265330", "v1,", 0},
		{"whsec_AAAA", id, "1614265330", right, 0},
		{"whsec_", id, "1614265330", right, 0},
		{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id, "1614265330", right, 0},
		{"whsec_not base64!", id, "1614265330", right, 0},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		ck_assert_msg(demo_signature_ok(cases[i].secret, cases[i].id, cases[i].timestamp,
				      body, strlen(body), cases[i].header) == cases[i].ok,
			"case %zu", i);
}
END_TEST

UNIT_MAIN("demo_web", test_signature)
