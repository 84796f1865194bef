#include <stdio.h>
#include <sysexits.h>

#include "cmd/alert_text.h"
#include "cmd/cmd.h"
#include "cmd/listing.h"
#include "ledger/edits.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"

const char cmd_statements_help[] =
	"Lists the newest statements in the ledger, the oldest of them first.\n\n"
	"  --speaker ID       of this speaker\n"
	"  --side ID          of this side's speakers\n"
	"  --issue I          on this issue\n"
	"  --slot S           on this slot\n"
	"  --words W          with these words in it\n"
	"  --since DATE       said since\n"
	"  --until DATE       said until\n"
	"  --all              also those that bear on no issue\n"
	"  --edited           that an article has changed or removed since\n"
	"  --limit N          so many (default 50; 0 for all)\n" LISTING_HELP;

#define LIMIT 50

static void add_url(const struct ledger_report *report, void *arg)
{
	(void)json_array_append_new(arg, json_text(report->url));
}

static void add_edit(const struct ledger_edit *edit, void *arg)
{
	char seen[DATE_TEXT_SIZE];
	date_format(edit->seen, seen);
	json_t *now = edit->now_text ? json_pack("{s:o,s:o}", "fingerprint",
					       json_text(edit->now_fingerprint), "text",
					       json_text(edit->now_text))
				     : json_null();
	(void)json_array_append_new(
		arg, json_pack("{s:o,s:s,s:o,s:o,s:o}", "url", json_text(edit->url), "seen", seen,
			     "before_sha256", json_text(edit->before_hash), "after_sha256",
			     json_text(edit->after_hash), "now", now));
}

/* The statement as `claims` prints it, with where it comes from. */
static json_t *to_json(struct ledger *ledger, const struct ledger_statement *s)
{
	json_t *json = statement_to_json(&s->statement);
	char published[DATE_TEXT_SIZE];
	date_format(s->published, published);
	AUTOFREE char *host = s->url && !s->site ? url_host(s->url) : NULL;
	json_t *also = json_array();
	json_t *edits = json_array();
	ledger_reports_each(ledger, s->id, s->url, add_url, also);
	ledger_edits_each(ledger, s->id, add_edit, edits);
	(void)json_object_set_new(json, "fingerprint", json_text(s->fingerprint));
	(void)json_object_set_new(json, "article",
		json_pack("{s:o,s:o,s:o,s:o}", "url", json_text(s->url), "title",
			json_text(s->title), "site", json_text(s->site ? s->site : host),
			"published", json_text(*published ? published : NULL)));
	(void)json_object_set_new(json, "also_reported_by", also);
	(void)json_object_set_new(json, "edits", edits);
	return json;
}

static int print_json(struct ledger *ledger, const struct ledger_statement *s)
{
	AUTOJSON json_t *json = to_json(ledger, s);
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	(void)json_line(json, &line);
	return fwrite(line.data, 1, line.len, stdout) == line.len ? 0 : -1;
}

static void count_url(const struct ledger_report *report, void *arg)
{
	(void)report;
	++*(size_t *)arg;
}

static void print_edit(const struct ledger_edit *edit, void *arg)
{
	char seen[DATE_TEXT_SIZE];
	date_format(edit->seen, seen);
	AUTOFREE char *line = edit->now_text ? xasprintf("changed by %s: %s (%s)",
						       edit->url ? edit->url : "its article",
						       edit->now_text, seen)
					     : xasprintf("removed from %s (%s)",
						       edit->url ? edit->url : "its article", seen);
	paper_text(arg, "  ", INK_STRONG, line);
}

static void print_text(struct ledger *ledger, struct paper *paper, const struct ledger_statement *s)
{
	const struct speaker_ref *who = &s->statement.speaker;
	char said[DATE_TEXT_SIZE];
	date_format(s->statement.date, said);
	size_t others = 0;
	ledger_reports_each(ledger, s->id, s->url, count_url, &others);
	AUTOFREE char *more = others ? xasprintf(" and %zu more", others) : xstrdup("");
	AUTOFREE char *head = xasprintf("%s  %s%s%s%s", *said ? said : "undated",
		who->name ? who->name : "nobody named", who->side ? " (" : "",
		who->side ? who->side : "", who->side ? ")" : "");
	paper_text(paper, "", INK_STRONG, head);
	AUTOFREE char *text = s->statement.quoted ? xasprintf("“%s”", s->statement.text)
						  : xstrdup(s->statement.text);
	paper_text(paper, "  ", INK_PLAIN, text);
	AUTOFREE char *where = xasprintf("%s%s", s->url ? s->url : "", more);
	paper_text(paper, "  ", INK_FAINT, where);
	for (size_t i = 0; i < s->statement.n_propositions; i++) {
		const struct proposition *p = &s->statement.propositions[i];
		if (!p->slot)
			continue;
		const char *status = status_word(p->status);
		AUTOFREE char *line = xasprintf("%s: %s%s%s%s", p->slot, p->negated ? "not " : "",
			p->value, *status ? ", " : "", status);
		paper_text(paper, "  ", INK_BLUE, line);
	}
	ledger_edits_each(ledger, s->id, print_edit, paper);
}

int cmd_statements(const struct command *self, int argc, char **argv)
{
	struct listing listing CLEANUP(listing_release) = {0};
	const struct arg options[] = {LISTING_OPTIONS(&listing),
		{"--slot", &listing.filter.slot, NULL}, {"--all", NULL, &listing.filter.all},
		{"--edited", NULL, &listing.filter.edited}};
	int status = args_parse(self, argc, argv, options, ARRAY_SIZE(options), NULL, 0);
	if (status == EX_OK)
		status = listing_open(self, &listing, LIMIT);
	if (status != EX_OK)
		return status;
	struct ids found CLEANUP(ids_release) = {0};
	ledger_statements_list(listing.ledger, &listing.filter, &found);
	struct paper paper;
	paper_init(&paper, stdout);
	for (size_t i = found.n; i-- > 0;) {
		struct ledger_statement *s CLEANUP(ledger_statement_free) = ledger_statement_load(
			listing.ledger, found.items[i]);
		if (!s)
			continue;
		if (!listing.json)
			print_text(listing.ledger, &paper, s);
		else if (print_json(listing.ledger, s) < 0)
			return EX_IOERR;
	}
	if (!found.n && !listing.json)
		(void)fputs("No statement matches.\n", stdout);
	return listing_status(self, &listing);
}
