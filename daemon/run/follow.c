#include "run/follow.h"

#include <stdbool.h>

#include "run/alert.h"
#include "run/intake.h"
#include "run/route.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/url.h"

void follow_release(struct follow *follow)
{
	ids_release(&follow->reported);
	ids_release(&follow->dropped);
	ids_release(&follow->raised);
}

void follow_reported(struct follow *follow, struct ledger *ledger, int64_t statement_id)
{
	ledger_alerts_with(ledger, statement_id, &follow->reported);
}

void follow_dropped(struct follow *follow, struct ledger *ledger, int64_t statement_id)
{
	ledger_alerts_with(ledger, statement_id, &follow->dropped);
}

size_t follow_endpoints(const struct intake_endpoint *endpoints, size_t n, const json_t *alert,
	enum event_type type, const char **out)
{
	size_t taken = 0;
	for (size_t i = 0; i < n; i++) {
		const struct route *route = endpoints[i].route;
		if (!route || (route_wants(route, type) && route_takes(route, alert)))
			out[taken++] = endpoints[i].name;
	}
	return taken;
}

/* What an event comes of, in a sentence. */
static char *reason_for(const struct follow *follow, const struct follow_context *context,
	int64_t seq, enum event_type type)
{
	AUTOFREE char *url = context->url ? url_redacted(context->url) : xstrdup("an article");
	if (type == EVENT_WITHDRAWN) {
		bool earlier = ledger_alert_side_stands(context->ledger, seq, "earlier");
		return xasprintf("%s no longer reports the %s statement, and nobody else does", url,
			earlier ? "later" : "earlier");
	}
	return ids_has(&follow->reported, seq) ? xasprintf("%s reports it, too", url)
					       : xasprintf("%s no longer reports it", url);
}

static bool tell(const struct follow *follow, const struct follow_context *context, int64_t seq)
{
	struct ledger_event last CLEANUP(ledger_event_release) = {0};
	AUTOFREE char *body = alert_body_now(context->ledger, seq);
	if (!body || ledger_event_last(context->ledger, seq, &last) != 1)
		return false;
	bool stands = ledger_alert_side_stands(context->ledger, seq, "earlier") &&
		      ledger_alert_side_stands(context->ledger, seq, "later");
	bool stood = last.type != EVENT_WITHDRAWN;
	/* An alert that was withdrawn is told again once it stands again. */
	if (stands == stood &&
		(!stands || last.number > FOLLOW_UPDATES_MAX || strcmp(body, last.body) == 0))
		return false;
	enum event_type type = stands ? EVENT_UPDATED : EVENT_WITHDRAWN;
	char id[EVENT_ID_SIZE];
	ledger_event_id(&last, type, body, id);
	AUTOFREE char *reason = reason_for(follow, context, seq, type);
	AUTOJSON json_t *json = json_parse(body, strlen(body), NULL);
	const char **endpoints CLEANUP(mem_free_ptr) = xcalloc(
		context->n_endpoints, sizeof(const char *));
	size_t n = follow_endpoints(
		context->endpoints, context->n_endpoints, json, type, endpoints);
	ledger_event_add(context->ledger, &(struct ledger_new_event){.alert_seq = seq,
						  .happened = context->now,
						  .type = type,
						  .id = id,
						  .reason = reason,
						  .body = body,
						  .endpoints = endpoints,
						  .n_endpoints = n});
	return true;
}

size_t follow_tell(const struct follow *follow, const struct follow_context *context)
{
	size_t n = 0;
	struct ids all CLEANUP(ids_release) = {0};
	for (size_t i = 0; i < follow->reported.n; i++)
		ids_add(&all, follow->reported.items[i]);
	for (size_t i = 0; i < follow->dropped.n; i++)
		ids_add(&all, follow->dropped.items[i]);
	for (size_t i = 0; i < all.n; i++)
		n += !ids_has(&follow->raised, all.items[i]) && tell(follow, context, all.items[i]);
	return n;
}
