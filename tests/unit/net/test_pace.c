#include "net/pace.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "util/mem.h"

struct waiter {
	struct pace_item item;
	char name;
};

static char next(struct pace *pace, int64_t now, int64_t *wait_ms)
{
	struct pace_item *item = pace_next(pace, now, wait_ms);
	return item ? ((struct waiter *)(void *)item)->name : '-';
}

START_TEST(hosts_take_turns)
{
	struct pace pace;
	pace_init(&pace, &(struct pace_limits){100, 2, 0, 0});
	struct waiter w[6] = {{.name = 'a'}, {.name = 'b'}, {.name = 'c'}, {.name = 'd'},
		{.name = 'e'}, {.name = 'f'}};
	for (int i = 0; i < 4; i++)
		pace_add(&pace, &w[i].item, "one.example");
	pace_add(&pace, &w[4].item, "two.example");
	pace_add(&pace, &w[5].item, "three.example");
	int64_t wait;
	char got[8] = "";
	for (int i = 0; i < 5; i++)
		got[i] = next(&pace, 0, &wait);
	/* a, then each other host, then the first again, whose share is two at once. */
	ck_assert_str_eq(got, "aefb-");
	ck_assert_int_eq(wait, -1);
	ck_assert_uint_eq(pace.active, 4);
	pace_remove(&pace, &w[0].item);
	ck_assert_int_eq(next(&pace, 0, &wait), 'c');
	pace_remove(&pace, &w[3].item); /* never started */
	pace_remove(&pace, &w[1].item);
	ck_assert_int_eq(next(&pace, 0, &wait), '-');
	pace_remove(&pace, &w[2].item);
	pace_remove(&pace, &w[4].item);
	pace_remove(&pace, &w[5].item);
	ck_assert_uint_eq(pace.active, 0);
	pace_release(&pace);
}
END_TEST

START_TEST(a_host_is_spaced_out)
{
	struct pace pace;
	pace_init(&pace, &(struct pace_limits){100, 4, 0, 500});
	struct waiter w[4] = {{.name = 'a'}, {.name = 'b'}, {.name = 'c'}, {.name = 'd'}};
	pace_add(&pace, &w[0].item, "one.example");
	pace_add(&pace, &w[1].item, "one.example");
	int64_t wait;
	ck_assert_int_eq(next(&pace, 1000, &wait), 'a');
	ck_assert_int_eq(next(&pace, 1000, &wait), '-');
	ck_assert_int_eq(wait, 500);
	ck_assert_int_eq(next(&pace, 1499, &wait), '-');
	ck_assert_int_eq(wait, 1);
	ck_assert_int_eq(next(&pace, 1500, &wait), 'b');
	pace_remove(&pace, &w[0].item);
	pace_remove(&pace, &w[1].item);
	/* The delay outlives the work: a host without any is not forgotten before. */
	pace_add(&pace, &w[2].item, "one.example");
	ck_assert_int_eq(next(&pace, 1600, &wait), '-');
	ck_assert_int_eq(wait, 400);
	pace_add(&pace, &w[3].item, "two.example");
	ck_assert_int_eq(next(&pace, 1600, &wait), 'd');
	ck_assert_int_eq(next(&pace, 2000, &wait), 'c');
	pace_remove(&pace, &w[2].item);
	pace_remove(&pace, &w[3].item);
	ck_assert_int_eq(next(&pace, 9000, &wait), '-');
	ck_assert(TAILQ_EMPTY(&pace.resting)); /* now they are forgotten */
	pace_release(&pace);
}
END_TEST

START_TEST(all_together_have_a_limit)
{
	struct pace pace;
	pace_init(&pace, &(struct pace_limits){2, 1, 0, 0});
	struct waiter w[3] = {{.name = 'a'}, {.name = 'b'}, {.name = 'c'}};
	for (int i = 0; i < 3; i++) {
		char host[16];
		(void)snprintf(host, sizeof(host), "h%d.example", i);
		pace_add(&pace, &w[i].item, host);
	}
	int64_t wait;
	ck_assert_int_eq(next(&pace, 0, &wait), 'a');
	ck_assert_int_eq(next(&pace, 0, &wait), 'b');
	ck_assert_int_eq(next(&pace, 0, &wait), '-');
	ck_assert_int_eq(wait, -1);
	pace_remove(&pace, &w[1].item);
	ck_assert_int_eq(next(&pace, 0, &wait), 'c');
	pace_remove(&pace, &w[0].item);
	pace_remove(&pace, &w[2].item);
	pace_release(&pace);
}
END_TEST

START_TEST(an_address_has_a_limit)
{
	static const char *const hosts[] = {"a.example", "b.example", "c.example", "d.example"};
	struct pace pace;
	pace_init(&pace, &(struct pace_limits){100, 2, 2, 0});
	struct waiter w[6] = {{.name = 'a'}, {.name = 'b'}, {.name = 'c'}, {.name = 'd'},
		{.name = 'e'}, {.name = 'f'}};
	int64_t wait;
	for (int i = 0; i < 4; i++)
		pace_add(&pace, &w[i].item, hosts[i]);
	/* Nobody knows yet that the first three are one machine. */
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(next(&pace, 0, &wait), "abcd"[i]);
	ck_assert(pace_enter(&pace, &w[0].item, "192.0.2.1"));
	ck_assert(pace_enter(&pace, &w[0].item, "192.0.2.1")); /* counts once */
	ck_assert(pace_enter(&pace, &w[1].item, "192.0.2.1"));
	ck_assert(!pace_enter(&pace, &w[2].item, "192.0.2.1"));
	ck_assert(pace_enter(&pace, &w[3].item, "192.0.2.2"));
	pace_remove(&pace, &w[2].item);
	pace_add(&pace, &w[2].item, hosts[2]);
	pace_add(&pace, &w[4].item, hosts[0]);
	ck_assert_int_eq(next(&pace, 0, &wait), '-');
	ck_assert_int_eq(wait, -1);
	pace_remove(&pace, &w[0].item);
	ck_assert_int_eq(next(&pace, 0, &wait), 'c');
	ck_assert_int_eq(next(&pace, 0, &wait), '-');
	/* One that has moved away no longer counts where it was. */
	ck_assert(pace_enter(&pace, &w[2].item, "192.0.2.3"));
	ck_assert_int_eq(next(&pace, 0, &wait), 'e');
	for (int i = 1; i < 5; i++)
		pace_remove(&pace, &w[i].item);
	/* What is known of a host outlives its work. */
	for (int i = 0; i < 6; i++)
		pace_add(&pace, &w[i].item, i < 3 ? hosts[1] : hosts[0]);
	ck_assert_int_eq(next(&pace, 0, &wait), 'a');
	ck_assert_int_eq(next(&pace, 0, &wait), 'd');
	ck_assert_int_eq(next(&pace, 0, &wait), '-');
	for (int i = 0; i < 6; i++)
		pace_remove(&pace, &w[i].item);
	pace_release(&pace);
}
END_TEST

UNIT_MAIN("net/pace", hosts_take_turns, a_host_is_spaced_out, all_together_have_a_limit,
	an_address_has_a_limit)
