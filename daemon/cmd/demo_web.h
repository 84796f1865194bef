#ifndef CMD_DEMO_WEB_H
#define CMD_DEMO_WEB_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/demo_scenario.h"

struct err;
struct event_base;
struct demo_web;

/*
 * The demo's side of the wire, one HTTP server on 127.0.0.1: it plays a proxy before every site of
 * the scenario (so that addresses are the sites' own and nothing leaves the machine), and receives
 * the webhook at /hook, checking the signature as any receiver would.
 */
struct demo_web_spec {
	const struct demo_scenario *scenario; /* borrowed while the server lives */
	const char *secret; /* the webhook's "whsec_..."; borrowed likewise */
	/* An alert whose signature is right, at its first delivery; borrowed. */
	void (*on_alert)(const json_t *alert, void *arg);
	void *arg;
};

struct demo_web *demo_web_new(
	struct event_base *base, const struct demo_web_spec *spec, struct err *err);
/* Accepts NULL. */
void demo_web_free(struct demo_web *web);

int demo_web_port(const struct demo_web *web);
/* Shows the articles of all steps up to this one. */
void demo_web_show(struct demo_web *web, int step);
/* Whether every feed was asked for since the last demo_web_show. */
int demo_web_polled(const struct demo_web *web);

/* What was served so far. */
struct demo_web_counts {
	size_t polls, unchanged; /* feeds asked for; of these answered 304 */
	size_t pages;
	size_t hooks, repeats, refused; /* deliveries; known ids; wrong signatures or bodies */
	int64_t last_ms; /* monotonic time of the last feed with news, page, webhook or show */
};
const struct demo_web_counts *demo_web_counts(const struct demo_web *web);

/*
 * Whether a Standard Webhooks signature header ("v1,BASE64", several separated by blanks) is right
 * for these bytes under a "whsec_" secret. 1 or 0.
 */
int demo_signature_ok(const char *secret, const char *id, const char *timestamp, const void *body,
	size_t len, const char *header);

#endif
