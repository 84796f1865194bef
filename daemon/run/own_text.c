#include "run/own_text.h"

#include <strings.h>

#include "feed/feed.h"
#include "feed/feed_json.h"
#include "feed/html.h"
#include "util/json.h"
#include "util/mem.h"

/* A text shorter than this is a teaser, not an article. */
#define OWN_TEXT_MIN 200
/* Teasers were seen with up to 1,000 characters; news of this length are whole reports. */
#define FULL_TEXT_MIN 1500
/* The words that lead on to the page stand at the very end, before a line on the feed's plugin. */
#define END_LOOKED_AT 200

/* Whether a text ends before the article does. */
static bool is_cut(const char *text, size_t len)
{
	static const char *const leads[] = {"read more", "continue reading", "read the full",
		"read full", "full story", "[…]", "[...]", "[&hellip;]"};
	const char *end = text + (len > END_LOOKED_AT ? len - END_LOOKED_AT : 0);
	for (size_t i = 0; i < ARRAY_SIZE(leads); i++)
		if (strcasestr(end, leads[i]))
			return true;
	return (len >= 3 && strcmp(text + len - 3, "...") == 0) ||
	       (len >= strlen("…") && strcmp(text + len - strlen("…"), "…") == 0);
}

struct own_text own_text(const char *entry)
{
	AUTOJSON json_t *json = entry ? json_parse(entry, strlen(entry), NULL) : NULL;
	struct feed feed CLEANUP(feed_release) = {0};
	if (!json || feed_from_json(json, &feed, NULL) < 0 || feed.n_entries == 0)
		return (struct own_text){0};
	const struct feed_entry *e = &feed.entries[0];
	const char *html = e->content ? e->content : e->summary;
	if (!html || strlen(html) < OWN_TEXT_MIN)
		return (struct own_text){0};
	bool full = false;
	if (e->content) {
		AUTOFREE char *text = html_to_text(html, strlen(html), false);
		size_t len = strlen(text);
		full = len >= FULL_TEXT_MIN && !is_cut(text, len);
	}
	return (struct own_text){.html = xstrdup(html), .full = full};
}
