#ifndef CMD_DEMO_SCENARIO_H
#define CMD_DEMO_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/*
 * The bundled scenario: sites with their feeds and the articles they publish, step by step. Plain
 * data, owned by the scenario; etc/demo/SOURCES.md tells what is real in it.
 */
struct demo_outlet {
	char *id, *name, *host;
	char *feed_format; /* "rss20", "atom10" or "json11" */
	char *feed_path, *feed_title;
};

struct demo_article {
	size_t outlet; /* index */
	int step; /* when it appears, from 1 */
	char *path; /* of its URL */
	char *title, *summary;
	int64_t published;
	char *html;
	size_t html_len;
};

struct demo_scenario {
	struct demo_outlet *outlets;
	size_t n_outlets;
	struct demo_article *articles; /* in order of publication */
	size_t n_articles;
	int steps;
};

/* Loads DIR/scenario.json and the pages it names. 0 or negative with err naming the fault. */
int demo_scenario_load(const char *dir, struct demo_scenario *scenario, struct err *err);
void demo_scenario_release(struct demo_scenario *scenario);

/* Entries an outlet's feed has at a step. */
size_t demo_entries(const struct demo_scenario *scenario, size_t outlet, int step);
/* Writes the outlet's feed as it is at a step: the newest entry first. Returns its media type. */
const char *demo_feed_write(
	const struct demo_scenario *scenario, size_t outlet, int step, struct buf *out);

#endif
