#include "run/format.h"

#include "run/alert.h"
#include "run/format_private.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

/* Where an event comes from, for CloudEvents, and what it is. */
#define EVENT_SOURCE "/gainsay"
#define EVENT_PREFIX "gainsay."
#define TYPE_ALERT   "alert.raised"
#define TYPE_DIGEST  "alerts.digest"
/* Enough for an alert with a sentence a side; past it a digest is no reading for people. */
#define DIGEST_CHAT  5
#define DIGEST_EVENT 50
#define HEADER_MAX   KIB(4)

const char *const format_words[] = {"gainsay", "cloudevents", "cloudevents-binary", "slack",
	"discord", "teams", "ntfy", "matrix", NULL};

enum format format_from_word(const char *word)
{
	for (size_t i = 0; word && format_words[i]; i++)
		if (strcmp(format_words[i], word) == 0)
			return (enum format)i;
	return FORMAT_GAINSAY;
}

static bool is_chat(enum format format)
{
	return format >= FORMAT_SLACK;
}

size_t format_digest_max(enum format format)
{
	return is_chat(format) ? DIGEST_CHAT : DIGEST_EVENT;
}

size_t format_limit(enum format format)
{
	switch (format) {
	case FORMAT_TEAMS:
		return KIB(28);
	case FORMAT_NTFY:
	case FORMAT_DISCORD:
	case FORMAT_SLACK:
		return KIB(32); /* their own limits are on parts */
	case FORMAT_MATRIX:
		return KIB(60); /* an event has 64 KiB, its frame included */
	case FORMAT_GAINSAY:
	case FORMAT_CLOUDEVENTS:
	case FORMAT_CLOUDEVENTS_BINARY:
		break;
	}
	return MIB(4);
}

/* The alert itself, or an object around those of a digest. New reference. */
static json_t *data_of(const struct format_event *event)
{
	if (event->n == 1)
		return json_deep_copy(event->alerts[0]);
	json_t *list = json_array();
	for (size_t i = 0; i < event->n; i++)
		(void)json_array_append_new(list, json_deep_copy(event->alerts[i]));
	char time[DATE_TEXT_SIZE];
	date_format(event->happened, time);
	return json_pack("{s:i,s:o,s:s,s:s,s:o}", "v", ALERT_VERSION, "id", json_text(event->id),
		"type", TYPE_DIGEST, "timestamp", time, "alerts", list);
}

/* For CloudEvents; the caller frees it. */
static char *type_of(const struct format_event *event)
{
	const char *type = event->n == 1 ? json_get_text(event->alerts[0], "type") : TYPE_DIGEST;
	return xasprintf(EVENT_PREFIX "%s", type ? type : TYPE_ALERT);
}

static const char *subject_of(const struct format_event *event)
{
	return event->n == 1 ? json_get_text(event->alerts[0], "issue") : NULL;
}

static json_t *cloud_event(const struct format_event *event)
{
	char time[DATE_TEXT_SIZE];
	date_format(event->happened, time);
	const char *subject = subject_of(event);
	AUTOFREE char *type = type_of(event);
	json_t *json = json_pack("{s:s,s:o,s:s,s:s,s:s}", "specversion", "1.0", "id",
		json_text(event->id), "source", EVENT_SOURCE, "type", type, "time", time);
	if (subject)
		(void)json_object_set_new(json, "subject", json_text(subject));
	(void)json_object_set_new(json, "datacontenttype", json_string("application/json"));
	(void)json_object_set_new(json, "data", data_of(event));
	return json;
}

static void add_header(struct format_message *out, const char *name, const char *value)
{
	size_t n = 0;
	while (out->headers[n])
		n++;
	struct buf line CLEANUP(buf_release) = BUF_INIT(HEADER_MAX);
	(void)buf_printf(&line, "%s: ", name);
	/* As CloudEvents has it: what is no printable ASCII, and %, is percent-encoded. */
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7F || *p == '"' ||
			*p == '%')
			(void)buf_printf(&line, "%%%02X", (unsigned)(unsigned char)*p);
		else
			(void)buf_putc(&line, *p);
	if (n + 1 < ARRAY_SIZE(out->headers))
		out->headers[n] = buf_take(&line);
}

static void add_cloud_headers(const struct format_event *event, struct format_message *out)
{
	char time[DATE_TEXT_SIZE];
	date_format(event->happened, time);
	AUTOFREE char *type = type_of(event);
	add_header(out, "ce-specversion", "1.0");
	add_header(out, "ce-id", event->id);
	add_header(out, "ce-source", EVENT_SOURCE);
	add_header(out, "ce-type", type);
	add_header(out, "ce-time", time);
	if (subject_of(event))
		add_header(out, "ce-subject", subject_of(event));
}

/* The longest texts that fit. */
static json_t *chat_that_fits(const struct format_target *target, const struct format_event *event)
{
	static const size_t caps[] = {
		KIB(16), KIB(8), KIB(4), 2800, 2000, 1400, 1000, 700, 500, 350, 250, 160, 100, 60};
	for (size_t i = 0;; i++) {
		json_t *body = format_chat(target, event, caps[i]);
		if (i + 1 == ARRAY_SIZE(caps) || format_chat_fits(target->format, body))
			return body;
		json_decref(body);
	}
}

/* A path segment: everything but letters, digits and "-._~" is percent-encoded. */
static char *segment(const char *text)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(HEADER_MAX);
	for (const char *p = text; *p; p++)
		if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			(*p >= '0' && *p <= '9') || strchr("-._~", *p))
			(void)buf_putc(&out, *p);
		else
			(void)buf_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
	return buf_take(&out);
}

static char *matrix_url(const struct format_target *target, const char *id)
{
	size_t n = strlen(target->url);
	while (n > 0 && target->url[n - 1] == '/')
		n--;
	AUTOFREE char *room = segment(target->room ? target->room : "");
	AUTOFREE char *transaction = segment(id);
	return xasprintf("%.*s/_matrix/client/v3/rooms/%s/send/m.room.message/%s", (int)n,
		target->url, room, transaction);
}

void format_message(const struct format_target *target, const struct format_event *event,
	struct format_message *out)
{
	*out = (struct format_message){.method = "POST"};
	AUTOJSON json_t *json = NULL;
	const char *type = "Content-Type: application/json";
	if (is_chat(target->format)) {
		json = chat_that_fits(target, event);
	} else if (target->format == FORMAT_CLOUDEVENTS) {
		json = cloud_event(event);
		type = "Content-Type: application/cloudevents+json; charset=UTF-8";
	} else {
		json = data_of(event);
	}
	out->headers[0] = xstrdup(type);
	if (target->format == FORMAT_CLOUDEVENTS_BINARY)
		add_cloud_headers(event, out);
	out->body = json_compact(json);
	out->len = strlen(out->body);
	if (target->format == FORMAT_MATRIX) {
		out->method = "PUT";
		out->url = matrix_url(target, event->id);
	} else {
		out->url = xstrdup(target->url);
	}
}

void format_message_release(struct format_message *message)
{
	free(message->url);
	free(message->body);
	for (size_t i = 0; message->headers[i]; i++)
		free(message->headers[i]);
	*message = (struct format_message){0};
}
