#include "run/admin.h"

#include "compare/compare.h"
#include "ledger/articles.h"
#include "ledger/deliveries.h"
#include "ledger/feeds.h"
#include "ledger/silences.h"
#include "run/asked_poll.h"
#include "run/config.h"
#include "run/endpoint.h"
#include "run/outbox.h"
#include "run/schedule.h"
#include "text/date.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"

json_t *admin_refuse(const char *why)
{
	return json_pack("{s:b,s:o}", "ok", 0, "why", json_text(why));
}

json_t *admin_refuse_err(const struct err *err)
{
	return json_pack(
		"{s:b,s:o,s:s}", "ok", 0, "why", json_text(err->text), "code", err_word(err->code));
}

static json_t *agree(void)
{
	return json_pack("{s:b}", "ok", 1);
}

static json_t *time_json(int64_t secs)
{
	char text[DATE_TEXT_SIZE];
	if (secs <= 0)
		return json_null();
	date_format(secs, text);
	return json_text(text);
}

static json_t *endpoint_json(const struct admin *admin, const char *name)
{
	struct ledger_delivery_counts counts;
	ledger_delivery_count(admin->ledger, name, &counts);
	return json_pack("{s:o,s:I,s:I,s:I,s:o}", "endpoint", json_text(name), "waiting",
		(json_int_t)counts.waiting, "failed", (json_int_t)counts.failed, "done",
		(json_int_t)counts.done, "oldest", time_json(counts.oldest));
}

static void add_running(const struct endpoint *endpoint, json_t *out)
{
	struct endpoint_state state;
	endpoint_state(endpoint, &state);
	(void)json_object_set_new(out, "format", json_text(state.format));
	(void)json_object_set_new(out, "state",
		json_text(
			state.disabled ? "disabled" : breaker_word(state.breaker, clock_now_ms())));
	(void)json_object_set_new(out, "last_success", time_json(state.last_success));
	(void)json_object_set_new(out, "last_failure", time_json(state.last_failure));
	(void)json_object_set_new(
		out, "last_reason", json_text(*state.last_reason ? state.last_reason : NULL));
}

static void add_result(const char *result, int64_t n, void *arg)
{
	(void)json_object_set_new(arg, result, json_integer((json_int_t)n));
}

static json_t *do_status(const struct admin *admin, const json_t *request)
{
	(void)request;
	const struct config *c = admin->config;
	json_t *endpoints = json_array(), *log = endpoint_json(admin, OUTBOX_LOG);
	if (admin->outbox)
		(void)json_object_set_new(log, "state",
			json_text(outbox_log_broken(admin->outbox) ? "broken" : "ok"));
	(void)json_array_append_new(endpoints, log);
	for (size_t i = 0; i < c->n_webhooks; i++) {
		AUTOFREE char *name = xasprintf("webhook:%s", c->webhooks[i].name);
		json_t *one = endpoint_json(admin, name);
		if (admin->outbox)
			add_running(outbox_endpoint(admin->outbox, i), one);
		(void)json_array_append_new(endpoints, one);
	}
	json_t *results = json_object();
	ledger_articles_results_each(admin->ledger, add_result, results);
	return json_pack("{s:b,s:b,s:s,s:o,s:I,s:I,s:o,s:o}", "ok", 1, "running",
		admin->outbox != NULL, "version", GAINSAY_VERSION, "config", json_text(c->file),
		"feeds", (json_int_t)c->n_feeds, "articles_waiting",
		(json_int_t)ledger_articles_waiting(admin->ledger), "articles", results,
		"endpoints", endpoints);
}

static json_t *do_replay(const struct admin *admin, const json_t *request)
{
	struct err err = ERR_INIT;
	const struct ledger_delivery_filter filter = {
		.endpoint = json_get_text(request, "endpoint"),
		.alert_id = json_get_text(request, "alert"),
		.since = json_get_int(request, "since", INT64_MIN),
	};
	int64_t n = ledger_deliveries_replay(
		admin->ledger, &filter, json_get_flag(request, "done"), &err);
	if (n < 0)
		return admin_refuse_err(&err);
	if (admin->outbox)
		outbox_wake(admin->outbox);
	return json_pack("{s:b,s:I}", "ok", 1, "n", (json_int_t)n);
}

static json_t *do_enable(const struct admin *admin, const json_t *request)
{
	struct err err = ERR_INIT;
	const char *name = json_get_text(request, "endpoint");
	if (!name)
		return admin_refuse("no endpoint is named");
	int rc = admin->outbox ? outbox_enable(admin->outbox, name, &err)
			       : ledger_endpoint_enable(admin->ledger, name, &err);
	if (rc < 0)
		return admin_refuse_err(&err);
	return rc ? agree() : admin_refuse("this endpoint is not disabled");
}

static json_t *do_silence(const struct admin *admin, const json_t *request)
{
	struct err err = ERR_INIT;
	int64_t now = clock_now_ms() / 1000, secs = json_get_int(request, "secs", 0);
	const struct ledger_silence silence = {
		.kind = json_get_text(request, "kind"),
		.side = json_get_text(request, "side"),
		.speaker = json_get_text(request, "speaker"),
		.issue = json_get_text(request, "issue"),
		.site = json_get_text(request, "site"),
		.comment = json_get_text(request, "comment"),
		.created = now,
		.expires = now + secs,
	};
	if (!silence.kind && !silence.side && !silence.speaker && !silence.issue && !silence.site)
		return admin_refuse(
			"a silence needs a kind, a side, a speaker, an issue or a site");
	if (silence.kind && kind_from_word(silence.kind) == KIND_NONE)
		return admin_refuse("kinds are reversal, split and dispute");
	if (secs <= 0 || secs > ADMIN_SILENCE_MAX_SECS)
		return admin_refuse("a silence lasts a second to 400 days");
	if (!silence.comment || !*silence.comment)
		return admin_refuse("a silence needs a comment: why, and who asked for it");
	int64_t id = ledger_silence_add(admin->ledger, &silence, &err);
	return id < 0 ? admin_refuse_err(&err)
		      : json_pack("{s:b,s:I}", "ok", 1, "id", (json_int_t)id);
}

static json_t *do_speak(const struct admin *admin, const json_t *request)
{
	struct err err = ERR_INIT;
	int rc = ledger_silence_end(
		admin->ledger, json_get_int(request, "id", 0), clock_now_ms() / 1000, &err);
	if (rc < 0)
		return admin_refuse_err(&err);
	return rc ? agree() : admin_refuse("no silence of this number is in force");
}

/* Without a daemon: due at its next start. */
static int ask_in_ledger(struct ledger *ledger, const char *which, struct err *err)
{
	struct ledger_feeds feeds CLEANUP(ledger_feeds_release) = {0};
	const struct ledger_feed *found = NULL;
	ledger_feeds_list(ledger, false, &feeds);
	for (size_t i = 0; i < feeds.n; i++) {
		const struct ledger_feed *feed = &feeds.items[i];
		if (!feed->active || !asked_poll_names(feed->name, feed->url, which))
			continue;
		if (found)
			return err_set(err, ERR_REJECT,
				"several feeds are called that: say which by its address");
		found = feed;
	}
	if (!found)
		return err_set(err, ERR_REJECT, "no such feed is in the ledger");
	int64_t polled_ms = found->polled == DATE_UNKNOWN ? 0 : found->polled * 1000;
	int rc = asked_poll_allowed(polled_ms, found->lore.held_ms, err);
	return rc < 0 ? rc : ledger_feed_ask(ledger, found->id, err);
}

static json_t *do_poll(const struct admin *admin, const json_t *request)
{
	struct err err = ERR_INIT;
	const char *which = json_get_text(request, "feed");
	if (!which)
		return admin_refuse("no feed is named");
	int rc = admin->schedule ? schedule_poll(admin->schedule, which, &err)
				 : ask_in_ledger(admin->ledger, which, &err);
	return rc < 0 ? admin_refuse_err(&err) : agree();
}

json_t *admin_do(const struct admin *admin, const json_t *request)
{
	static const struct {
		const char *word;
		json_t *(*run)(const struct admin *admin, const json_t *request);
	} table[] = {{"status", do_status}, {"replay", do_replay}, {"enable", do_enable},
		{"silence", do_silence}, {"speak", do_speak}, {"poll", do_poll}};
	const char *word = json_get_text(request, "do");
	for (size_t i = 0; word && i < ARRAY_SIZE(table); i++)
		if (strcmp(table[i].word, word) == 0)
			return table[i].run(admin, request);
	return admin_refuse("nothing of this name can be done");
}
