#include "run/alert.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "ledger/alerts.h"
#include "ledger/events.h"
#include "ledger/statements.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"

#define STORY_BYTES_MAX KIB(4)
/* Between the two answers of a piece of evidence (compare.h). */
#define AGAINST " against "

static const char *text_or(const char *text, const char *other)
{
	return text && *text ? text : other;
}

/* Who the story is about: the sides of a dispute, since a second spokesman of a side brings no new
 * contradiction; the speakers of a split or a reversal. */
static const char *party(const struct ledger_statement *s, enum kind kind)
{
	const struct speaker_ref *speaker = &s->statement.speaker;
	if (kind == KIND_DISPUTE && speaker->side)
		return speaker->side;
	return text_or(speaker->id, text_or(speaker->name, "?"));
}

int alert_same_party(
	enum kind kind, const struct ledger_statement *a, const struct ledger_statement *b)
{
	return strcmp(party(a, kind), party(b, kind)) == 0;
}

/* Puts "a against b" of "slot S: a against b" in a fixed order: a dispute is the same from both
 * ends. */
static void add_clash(struct buf *out, const char *what, int symmetric)
{
	const char *colon = strstr(what, ": ");
	const char *times = colon ? strstr(colon, AGAINST) : NULL;
	if (!times || !symmetric) {
		(void)buf_puts(out, what);
		return;
	}
	AUTOFREE char *left = xstrndup(colon + 2, (size_t)(times - colon - 2));
	const char *right = times + strlen(AGAINST);
	int swap = strcmp(left, right) > 0;
	(void)buf_add(out, what, (size_t)(colon - what));
	(void)buf_printf(out, ": %s" AGAINST "%s", swap ? right : left, swap ? left : right);
}

char *alert_story(const struct alert_pair *pair, int *specific)
{
	const struct comparison *c = pair->comparison;
	int symmetric = c->kind != KIND_REVERSAL;
	const char *a = party(pair->earlier, c->kind), *b = party(pair->later, c->kind);
	int swap = symmetric && strcmp(a, b) > 0;
	const char *kind = kind_word(c->kind);
	struct buf out = BUF_INIT(STORY_BYTES_MAX);
	(void)buf_printf(&out, "%s|%s|%s|%s|", kind ? kind : "", swap ? b : a, swap ? a : b,
		text_or(c->issue, ""));
	const char *slot = NULL;
	for (size_t i = 0; i < c->n_evidence && !slot; i++)
		if (strncmp(c->evidence[i].what, "slot ", 5) == 0)
			slot = c->evidence[i].what;
	*specific = slot != NULL;
	if (slot)
		add_clash(&out, slot, symmetric);
	else if (c->n_evidence)
		(void)buf_puts(&out, c->evidence[0].what);
	return buf_take(&out);
}

static json_t *date_json(int64_t date)
{
	char text[DATE_TEXT_SIZE];
	date_format(date, text);
	return *text ? json_string(text) : json_null();
}

static json_t *article_json(const struct ledger_report *report)
{
	AUTOFREE char *host = report->url && !report->site ? url_host(report->url) : NULL;
	return json_pack("{s:o,s:o,s:o,s:o}", "url", json_text(report->url), "title",
		json_text(report->title), "site", json_text(report->site ? report->site : host),
		"published", date_json(report->published));
}

static void add_url(const struct ledger_report *report, void *arg)
{
	json_t *list = arg;
	size_t i;
	json_t *known;
	json_array_foreach(
		list, i, known) if (strcmp(json_string_value(known), report->url) == 0) return;
	(void)json_array_append_new(list, json_text(report->url));
}

static json_t *side_json(struct ledger *ledger, const struct ledger_statement *s)
{
	const struct speaker_ref *who = &s->statement.speaker;
	json_t *also = json_array();
	ledger_reports_each(ledger, s->id, s->url, add_url, also);
	return json_pack("{s:{s:o,s:o,s:o},s:o,s:b,s:o,s:o,s:o,s:o}", "speaker", "id",
		json_text(who->id), "name", json_text(who->name), "side", json_text(who->side),
		"text", json_text(s->statement.text), "quoted", s->statement.quoted, "cue_class",
		json_text(s->statement.cue_class), "date", date_json(s->statement.date), "article",
		article_json(&(struct ledger_report){.url = s->url,
			.title = s->title,
			.site = s->site,
			.published = s->published}),
		"also_reported_by", also);
}

json_t *alert_json(struct ledger *ledger, const struct alert_pair *pair, const char *id)
{
	const struct comparison *c = pair->comparison;
	/* Three digits: the model knows no more. */
	return json_pack("{s:s,s:s,s:f,s:o,s:o,s:o,s:o}", "id", id, "kind", kind_word(c->kind),
		"score", round(c->score * 1000) / 1000, "issue", json_text(c->issue), "why",
		json_text(c->why), "earlier", side_json(ledger, pair->earlier), "later",
		side_json(ledger, pair->later));
}

json_t *alert_wire(const struct ledger_event *event)
{
	AUTOJSON json_t *json = json_parse(event->body, strlen(event->body), NULL);
	if (!json_is_object(json))
		return NULL;
	AUTOFREE char *type = xasprintf("alert.%s", event_type_word(event->type));
	json_t *out = json_pack("{s:i,s:I,s:o,s:s,s:o,s:o,s:o}", "v", ALERT_VERSION, "seq",
		(json_int_t)event->seq, "id", json_text(event->id), "type", type, "timestamp",
		date_json(event->happened), "alert", json_text(event->alert_id), "reason",
		json_text(event->reason));
	(void)json_object_update_missing(out, json);
	return out;
}

char *alert_wire_text(const struct ledger_event *event)
{
	AUTOJSON json_t *json = alert_wire(event);
	return json_compact(json);
}

/* The articles that report a side now. */
struct reports {
	json_t *urls;
	const char *own; /* address of the article that stands for the side */
	bool has_own;
	json_t *first; /* as article_json makes it; NULL: none */
};

static void add_report(const struct ledger_report *report, void *arg)
{
	struct reports *reports = arg;
	if (!reports->first)
		reports->first = article_json(report);
	if (reports->own && strcmp(reports->own, report->url) == 0)
		reports->has_own = true;
	else
		add_url(report, reports->urls);
}

/* Tells a side of a stored alert by the articles that report it now. One that says so no more
 * stands for the side only while no other does. */
static void renew_side(struct ledger *ledger, json_t *side, const struct ids *statements)
{
	struct reports reports = {.urls = json_array(),
		.own = json_get_text(json_object_get(side, "article"), "url")};
	for (size_t i = 0; i < statements->n; i++)
		ledger_reports_each(ledger, statements->items[i], NULL, add_report, &reports);
	if (reports.own && !reports.has_own && reports.first) {
		(void)json_object_set(side, "article", reports.first);
		(void)json_array_remove(reports.urls, 0);
	}
	(void)json_object_set_new(side, "also_reported_by", reports.urls);
	json_decref(reports.first);
}

char *alert_body_now(struct ledger *ledger, int64_t seq)
{
	struct ledger_alert alert CLEANUP(ledger_alert_release) = {0};
	if (ledger_alert_get(ledger, seq, &alert) != 1 || !alert.body)
		return NULL;
	AUTOJSON json_t *json = json_parse(alert.body, strlen(alert.body), NULL);
	json_t *earlier = json_object_get(json, "earlier"), *later = json_object_get(json, "later");
	if (!json_is_object(earlier) || !json_is_object(later))
		return NULL;
	renew_side(ledger, earlier, &alert.earlier);
	renew_side(ledger, later, &alert.later);
	return json_compact(json);
}

json_t *alert_json_now(struct ledger *ledger, int64_t seq)
{
	struct ledger_event event CLEANUP(ledger_event_release) = {0};
	AUTOFREE char *body = alert_body_now(ledger, seq);
	if (!body || ledger_event_last(ledger, seq, &event) != 1)
		return NULL;
	/* What became of it is told of the alert itself. */
	struct ledger_event alert = event;
	alert.seq = seq;
	alert.id = event.alert_id;
	alert.body = body;
	return alert_wire(&alert);
}
