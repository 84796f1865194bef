#include <unistr.h>

#include "run/format_private.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* What the chats take: characters are counted as UTF-16 units, which is never less than they
 * count. */
#define SLACK_SECTION_CHARS 3000
#define SLACK_HEADER_CHARS  150
#define SLACK_TEXT_CHARS    40000
#define DISCORD_NAME_CHARS  256
#define DISCORD_VALUE_CHARS 1024
#define DISCORD_DESCR_CHARS 4096
#define DISCORD_ALL_CHARS   6000
#define NTFY_BYTES          4096
#define NTFY_TITLE_BYTES    250
#define TEXT_BYTES_MAX      MIB(1)

typedef void (*escape_fn)(const char *text, struct buf *out);

static void escape_none(const char *text, struct buf *out)
{
	(void)buf_puts(out, text);
}

/* Slack's control characters; nothing else is understood in "verbatim" text but emphasis. */
static void escape_slack(const char *text, struct buf *out)
{
	for (const char *p = text; *p; p++) {
		if (*p == '&')
			(void)buf_puts(out, "&amp;");
		else if (*p == '<')
			(void)buf_puts(out, "&lt;");
		else if (*p == '>')
			(void)buf_puts(out, "&gt;");
		else
			(void)buf_putc(out, *p);
	}
}

static void escape_html(const char *text, struct buf *out)
{
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			(void)buf_puts(out, "&quot;");
		else if (*p == '\'')
			(void)buf_puts(out, "&#39;");
		else
			escape_slack((char[]){*p, '\0'}, out);
	}
}

static void escape_markdown(const char *text, struct buf *out)
{
	for (const char *p = text; *p; p++) {
		if (strchr("\\`*_~|>#-+=[](){}<!:@", *p))
			(void)buf_putc(out, '\\');
		(void)buf_putc(out, *p);
	}
}

/* An address inside a link: what would end it early is percent-encoded. */
static void put_url(const char *url, struct buf *out)
{
	for (const char *p = url; *p; p++)
		if (strchr("<>()|\"'`\\ ", *p))
			(void)buf_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
		else
			(void)buf_putc(out, *p);
}

static json_t *escaped(const char *text, escape_fn escape)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
	escape(text, &out);
	return json_text(buf_str(&out));
}

static void put_lines(const struct told *told, escape_fn escape, struct buf *out)
{
	const struct {
		const char *word;
		const struct told_side *side;
	} parts[] = {{"then", &told->earlier}, {"now", &told->later}};
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		(void)buf_printf(out, "%s: ", parts[i].word);
		escape(parts[i].side->who, out);
		(void)buf_puts(out, ": ");
		escape(parts[i].side->said, out);
		(void)buf_putc(out, '\n');
	}
	escape(told->why, out);
}

/* All of it as plain lines, escaped. */
static json_t *plain_lines(const struct told *told, size_t n, escape_fn escape)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
	for (size_t i = 0; i < n; i++) {
		(void)buf_puts(&out, i ? "\n\n" : "");
		escape(told[i].head, &out);
		(void)buf_putc(&out, '\n');
		put_lines(&told[i], escape, &out);
	}
	return json_text(buf_str(&out));
}

static json_t *slack_section(struct buf *text)
{
	json_t *section = json_pack("{s:s,s:{s:s,s:o,s:b}}", "type", "section", "text", "type",
		"mrkdwn", "text", json_text(buf_str(text)), "verbatim", 1);
	buf_reset(text);
	return section;
}

static void slack_side(json_t *blocks, const char *word, const struct told_side *side)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
	(void)buf_printf(&text, "*%s* ", word);
	escape_slack(side->who, &text);
	if (side->url) {
		(void)buf_puts(&text, " · <");
		put_url(side->url, &text);
		(void)buf_putc(&text, '|');
		escape_slack(side->source, &text);
		(void)buf_putc(&text, '>');
	} else {
		(void)buf_puts(&text, " · ");
		escape_slack(side->source, &text);
	}
	(void)json_array_append_new(blocks, slack_section(&text));
	escape_slack(side->said, &text);
	(void)json_array_append_new(blocks, slack_section(&text));
}

static json_t *slack(const struct told *told, size_t n)
{
	json_t *blocks = json_array();
	for (size_t i = 0; i < n; i++) {
		(void)json_array_append_new(
			blocks, json_pack("{s:s,s:{s:s,s:o,s:b}}", "type", "header", "text", "type",
					"plain_text", "text", escaped(told[i].head, escape_slack),
					"emoji", 0));
		slack_side(blocks, "then", &told[i].earlier);
		slack_side(blocks, "now", &told[i].later);
		struct buf why CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
		escape_slack(*told[i].why ? told[i].why : "-", &why);
		(void)json_array_append_new(blocks, slack_section(&why));
	}
	return json_pack("{s:o,s:o,s:b,s:b}", "text", plain_lines(told, n, escape_slack), "blocks",
		blocks, "unfurl_links", 0, "unfurl_media", 0);
}

static json_t *discord_field(const char *word, const struct told_side *side)
{
	struct buf name CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
	struct buf value CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
	(void)buf_printf(&name, "%s: ", word);
	escape_markdown(side->who, &name);
	escape_markdown(side->said, &value);
	(void)buf_putc(&value, '\n');
	if (side->url) {
		(void)buf_putc(&value, '[');
		escape_markdown(side->source, &value);
		(void)buf_puts(&value, "](");
		put_url(side->url, &value);
		(void)buf_putc(&value, ')');
	} else {
		escape_markdown(side->source, &value);
	}
	return json_pack("{s:o,s:o}", "name", json_text(buf_str(&name)), "value",
		json_text(buf_str(&value)));
}

static json_t *discord(const struct told *told, size_t n)
{
	json_t *embeds = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *embed = json_pack("{s:o,s:o,s:[o,o]}", "title",
			escaped(told[i].head, escape_markdown), "description",
			escaped(told[i].why, escape_markdown), "fields",
			discord_field("then", &told[i].earlier),
			discord_field("now", &told[i].later));
		(void)json_array_append_new(embeds, embed);
	}
	return json_pack(
		"{s:s,s:o,s:{s:[]}}", "content", "", "embeds", embeds, "allowed_mentions", "parse");
}

/* Text runs know no markup, so that nothing needs an escape. */
static json_t *teams_run(const char *text, bool strong, const char *url)
{
	json_t *run = json_pack("{s:s,s:o}", "type", "TextRun", "text", json_text(text));
	if (strong)
		(void)json_object_set_new(run, "weight", json_string("Bolder"));
	if (url)
		(void)json_object_set_new(run, "selectAction",
			json_pack("{s:s,s:o}", "type", "Action.OpenUrl", "url", json_text(url)));
	return json_pack("{s:s,s:[o]}", "type", "RichTextBlock", "inlines", run);
}

static void teams_side(json_t *body, const char *word, const struct told_side *side)
{
	AUTOFREE char *who = xasprintf("%s: %s", word, side->who);
	(void)json_array_append_new(body, teams_run(who, true, NULL));
	(void)json_array_append_new(body, teams_run(side->said, false, NULL));
	(void)json_array_append_new(body, teams_run(side->source, false, side->url));
}

static json_t *teams(const struct told *told, size_t n)
{
	json_t *body = json_array();
	for (size_t i = 0; i < n; i++) {
		(void)json_array_append_new(body, teams_run(told[i].head, true, NULL));
		teams_side(body, "then", &told[i].earlier);
		teams_side(body, "now", &told[i].later);
		(void)json_array_append_new(body, teams_run(told[i].why, false, NULL));
	}
	return json_pack("{s:s,s:[{s:s,s:n,s:{s:s,s:s,s:s,s:o}}]}", "type", "message",
		"attachments", "contentType", "application/vnd.microsoft.card.adaptive",
		"contentUrl", "content", "$schema",
		"http://adaptivecards.io/schemas/adaptive-card.json", "type", "AdaptiveCard",
		"version", "1.4", "body", body);
}

static void ntfy_link(json_t *actions, const char *label, const char *url)
{
	if (url)
		(void)json_array_append_new(actions,
			json_pack("{s:s,s:s,s:s}", "action", "view", "label", label, "url", url));
}

static json_t *ntfy(const struct format_target *target, const struct told *told, size_t n)
{
	json_t *actions = json_array();
	AUTOFREE char *title = n == 1 ? xstrdup(told->head) : xasprintf("%zu contradictions", n);
	if (n == 1) {
		ntfy_link(actions, "then", told->earlier.url);
		ntfy_link(actions, "now", told->later.url);
	}
	json_t *body = json_pack("{s:o,s:s,s:o,s:o}", "topic", json_text(target->topic), "title",
		title, "message", plain_lines(told, n, escape_none), "actions", actions);
	if (told->later.url)
		(void)json_object_set_new(body, "click", json_text(told->later.url));
	return body;
}

static void matrix_side(struct buf *html, const char *word, const struct told_side *side)
{
	(void)buf_printf(html, "<p><strong>%s</strong> ", word);
	escape_html(side->who, html);
	(void)buf_puts(html, "<br>");
	escape_html(side->said, html);
	(void)buf_puts(html, "<br>");
	if (side->url) {
		(void)buf_puts(html, "<a href=\"");
		struct buf url CLEANUP(buf_release) = BUF_INIT(KIB(4));
		put_url(side->url, &url);
		escape_html(buf_str(&url), html);
		(void)buf_puts(html, "\">");
	}
	escape_html(side->source, html);
	(void)buf_puts(html, side->url ? "</a></p>" : "</p>");
}

static json_t *matrix(const struct told *told, size_t n)
{
	struct buf html CLEANUP(buf_release) = BUF_INIT(TEXT_BYTES_MAX);
	for (size_t i = 0; i < n; i++) {
		(void)buf_puts(&html, "<p><strong>");
		escape_html(told[i].head, &html);
		(void)buf_puts(&html, "</strong></p>");
		matrix_side(&html, "then", &told[i].earlier);
		matrix_side(&html, "now", &told[i].later);
		(void)buf_puts(&html, "<p>");
		escape_html(told[i].why, &html);
		(void)buf_puts(&html, "</p>");
	}
	return json_pack("{s:s,s:o,s:s,s:o,s:{}}", "msgtype", "m.notice", "body",
		plain_lines(told, n, escape_none), "format", "org.matrix.custom.html",
		"formatted_body", json_text(buf_str(&html)), "m.mentions");
}

json_t *format_chat(
	const struct format_target *target, const struct format_event *event, size_t cap)
{
	struct told *told = xcalloc(event->n, sizeof(*told));
	for (size_t i = 0; i < event->n; i++)
		told_init(&told[i], event->alerts[i], cap);
	json_t *body = NULL;
	switch (target->format) {
	case FORMAT_SLACK:
		body = slack(told, event->n);
		break;
	case FORMAT_DISCORD:
		body = discord(told, event->n);
		break;
	case FORMAT_TEAMS:
		body = teams(told, event->n);
		break;
	case FORMAT_NTFY:
		body = ntfy(target, told, event->n);
		break;
	case FORMAT_MATRIX:
		body = matrix(told, event->n);
		break;
	case FORMAT_GAINSAY:
	case FORMAT_CLOUDEVENTS:
	case FORMAT_CLOUDEVENTS_BINARY:
		break;
	}
	for (size_t i = 0; i < event->n; i++)
		told_release(&told[i]);
	free(told);
	return body;
}

/* UTF-16 units of a member that is text. */
static size_t units(const json_t *object, const char *key)
{
	const char *text = json_get_text(object, key);
	size_t n = 0, len = text ? strlen(text) : 0;
	for (size_t i = 0; i < len;) {
		unsigned int cp = 0;
		i += utf8_decode(text + i, len - i, &cp);
		n += cp > 0xFFFF ? 2 : 1;
	}
	return n;
}

static bool slack_fits(const json_t *body)
{
	size_t i;
	json_t *block;
	json_array_foreach(json_object_get(body, "blocks"), i, block)
	{
		const json_t *text = json_object_get(block, "text");
		const char *type = json_get_text(block, "type");
		size_t max = type && strcmp(type, "header") == 0 ? SLACK_HEADER_CHARS
								 : SLACK_SECTION_CHARS;
		if (units(text, "text") > max)
			return false;
	}
	return units(body, "text") <= SLACK_TEXT_CHARS;
}

static bool discord_fits(const json_t *body)
{
	size_t i, j, all = 0;
	json_t *embed, *field;
	json_array_foreach(json_object_get(body, "embeds"), i, embed)
	{
		size_t title = units(embed, "title"), text = units(embed, "description");
		if (title > DISCORD_NAME_CHARS || text > DISCORD_DESCR_CHARS)
			return false;
		all += title + text;
		json_array_foreach(json_object_get(embed, "fields"), j, field)
		{
			size_t name = units(field, "name"), value = units(field, "value");
			if (name > DISCORD_NAME_CHARS || value > DISCORD_VALUE_CHARS)
				return false;
			all += name + value;
		}
	}
	return all <= DISCORD_ALL_CHARS;
}

static size_t bytes(const json_t *body, const char *key)
{
	const char *text = json_get_text(body, key);
	return text ? strlen(text) : 0;
}

bool format_chat_fits(enum format format, const json_t *body)
{
	AUTOFREE char *text = json_compact(body);
	if (strlen(text) > format_limit(format))
		return false;
	if (format == FORMAT_SLACK)
		return slack_fits(body);
	if (format == FORMAT_DISCORD)
		return discord_fits(body);
	if (format == FORMAT_NTFY)
		return bytes(body, "message") <= NTFY_BYTES &&
		       bytes(body, "title") <= NTFY_TITLE_BYTES;
	return true;
}
