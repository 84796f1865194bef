#include "run/route.h"

#include "ledger/silences.h"
#include "unit.h"
#include "util/json.h"
#include "util/mem.h"

static char nothing[] = "nothing";

/* Invented. */
static const char ALERT[] =
	"{\"kind\":\"split\",\"score\":0.71,\"issue\":\"ceasefire\","
	"\"earlier\":{\"speaker\":{\"id\":\"lavrov\",\"side\":\"russia\"},"
	"\"article\":{\"url\":\"https://www.news.example/a\",\"site\":\"The News\"}},"
	"\"later\":{\"speaker\":{\"id\":null,\"side\":\"russia\"},"
	"\"article\":{\"url\":\"https://fakenews.example/b\",\"site\":null}}}";

START_TEST(words_that_fit)
{
	static const struct {
		const char *kind, *side, *speaker, *issue, *site;
		int64_t min;
		bool takes;
	} cases[] = {
		{.takes = true},
		{.kind = "split", .takes = true},
		{.kind = "dispute"},
		{.side = "russia", .takes = true},
		{.side = "ukraine"},
		{.speaker = "lavrov", .takes = true},
		{.speaker = "Lavrov"},
		{.issue = "ceasefire", .takes = true},
		{.issue = "territory"},
		{.site = "the news", .takes = true},
		{.site = "news.example", .takes = true},
		{.site = "NEWS.example", .takes = true},
		{.site = "example", .takes = true},
		{.site = "ews.example"},
		{.site = ""},
		{.site = "fakenews.example", .takes = true},
		{.min = 71, .takes = true},
		{.min = 72},
		{.kind = "split", .side = "us"},
		{.kind = "split", .side = "russia", .issue = "ceasefire", .min = 50, .takes = true},
	};
	AUTOJSON json_t *alert = json_parse(ALERT, strlen(ALERT), NULL);
	ck_assert_ptr_nonnull(alert);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *words[] = {cases[i].kind, cases[i].side, cases[i].speaker,
			cases[i].issue, cases[i].site};
		struct route route = {.min_score_percent = cases[i].min};
		struct option_list *lists[] = {
			&route.kinds, &route.sides, &route.speakers, &route.issues, &route.sites};
		char *items[ARRAY_SIZE(words)][2];
		for (size_t j = 0; j < ARRAY_SIZE(words); j++) {
			/* Any of a list will do. */
			items[j][0] = nothing;
			items[j][1] = (char *)(uintptr_t)words[j];
			if (words[j])
				*lists[j] = (struct option_list){.items = items[j], .n = 2};
		}
		ck_assert_msg(route_takes(&route, alert) == cases[i].takes, "case %zu", i);
		struct ledger_silence silence = {.kind = cases[i].kind,
			.side = cases[i].side,
			.speaker = cases[i].speaker,
			.issue = cases[i].issue,
			.site = cases[i].site};
		bool any = words[0] || words[1] || words[2] || words[3] || words[4];
		if (any)
			ck_assert_msg(route_silenced(&silence, alert) == cases[i].takes,
				"silence %zu", i);
	}
	/* A silence of nothing in particular silences nothing. */
	ck_assert(!route_silenced(&(struct ledger_silence){0}, alert));
}
END_TEST

START_TEST(alerts_of_another_shape)
{
	struct route route = {0};
	struct ledger_silence silence = {.site = "news.example"};
	AUTOJSON json_t *empty = json_object();
	AUTOJSON json_t *list = json_array();
	ck_assert(route_takes(&route, empty));
	ck_assert(!route_silenced(&silence, empty));
	ck_assert(!route_silenced(&silence, list));
	ck_assert(!route_silenced(&silence, NULL));
}
END_TEST

START_TEST(events_that_are_wanted)
{
	struct route route = {0};
	/* Another report of what is known is told only to those that ask. */
	ck_assert(route_wants(&route, EVENT_RAISED) && route_wants(&route, EVENT_WITHDRAWN));
	ck_assert(!route_wants(&route, EVENT_UPDATED));
	char updated[] = "updated", *items[] = {updated};
	route.events = (struct option_list){.items = items, .n = 1};
	ck_assert(route_wants(&route, EVENT_UPDATED));
	ck_assert(!route_wants(&route, EVENT_RAISED) && !route_wants(&route, EVENT_WITHDRAWN));
}
END_TEST

UNIT_MAIN("run/route", words_that_fit, events_that_are_wanted, alerts_of_another_shape)
