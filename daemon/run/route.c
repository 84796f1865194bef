#include "run/route.h"

#include <strings.h>

#include "ledger/silences.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/url.h"

static const char *const sides[] = {"earlier", "later"};

/* Whether host is domain or lies under it. */
static bool lies_under(const char *host, const char *domain)
{
	size_t n = strlen(host), m = strlen(domain);
	return m > 0 && n >= m && strcasecmp(host + n - m, domain) == 0 &&
	       (n == m || host[n - m - 1] == '.');
}

static bool site_fits(const json_t *side, const char *word)
{
	const json_t *article = json_object_get(side, "article");
	const char *site = json_get_text(article, "site"), *url = json_get_text(article, "url");
	if (site && strcasecmp(site, word) == 0)
		return true;
	AUTOFREE char *host = url ? url_host(url) : NULL;
	return host && lies_under(host, word);
}

static bool speaker_fits(const json_t *side, const char *key, const char *word)
{
	const char *value = json_get_text(json_object_get(side, "speaker"), key);
	return value && strcmp(value, word) == 0;
}

enum part { PART_KIND, PART_ISSUE, PART_SIDE, PART_SPEAKER, PART_SITE };

static bool part_fits(const json_t *alert, enum part part, const char *word)
{
	if (part == PART_KIND || part == PART_ISSUE) {
		const char *value = json_get_text(alert, part == PART_KIND ? "kind" : "issue");
		return value && strcmp(value, word) == 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(sides); i++) {
		const json_t *side = json_object_get(alert, sides[i]);
		if (part == PART_SITE ? site_fits(side, word)
				      : speaker_fits(side, part == PART_SIDE ? "side" : "id", word))
			return true;
	}
	return false;
}

static bool list_fits(const json_t *alert, enum part part, const struct option_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (part_fits(alert, part, list->items[i]))
			return true;
	return list->n == 0;
}

bool route_takes(const struct route *route, const json_t *alert)
{
	return json_get_number(alert, "score", 0) * 100 >= (double)route->min_score_percent &&
	       list_fits(alert, PART_KIND, &route->kinds) &&
	       list_fits(alert, PART_ISSUE, &route->issues) &&
	       list_fits(alert, PART_SIDE, &route->sides) &&
	       list_fits(alert, PART_SPEAKER, &route->speakers) &&
	       list_fits(alert, PART_SITE, &route->sites);
}

bool route_wants(const struct route *route, enum event_type type)
{
	for (size_t i = 0; i < route->events.n; i++)
		if (strcmp(route->events.items[i], event_type_word(type)) == 0)
			return true;
	/* Another outlet's report of what is known is no news to most. */
	return route->events.n == 0 && type != EVENT_UPDATED;
}

bool route_silenced(const struct ledger_silence *silence, const json_t *alert)
{
	const struct {
		const char *word;
		enum part part;
	} parts[] = {{silence->kind, PART_KIND}, {silence->issue, PART_ISSUE},
		{silence->side, PART_SIDE}, {silence->speaker, PART_SPEAKER},
		{silence->site, PART_SITE}};
	bool any = false;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!parts[i].word)
			continue;
		if (!part_fits(alert, parts[i].part, parts[i].word))
			return false;
		any = true;
	}
	return any;
}
