#ifndef RUN_FORMAT_H
#define RUN_FORMAT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What an endpoint is sent: the alert object itself, a CloudEvent around it, or a message for
 * people in a chat's own form. Strangers' text is escaped as the target wants it and cut at its
 * limits, at grapheme borders; both statements are always there, each with who said it and when.
 */
enum format {
	FORMAT_GAINSAY, /* the alert object */
	FORMAT_CLOUDEVENTS, /* CloudEvents 1.0, structured */
	FORMAT_CLOUDEVENTS_BINARY, /* CloudEvents 1.0, attributes in headers */
	FORMAT_SLACK, /* an incoming webhook */
	FORMAT_DISCORD, /* a webhook */
	FORMAT_TEAMS, /* a workflow that takes an adaptive card */
	FORMAT_NTFY, /* a server's address and a topic */
	FORMAT_MATRIX, /* a homeserver's address and a room; the event's id keeps it from doubling
			*/
};
/* The words of the configuration in the order of the enum; ends with NULL. */
extern const char *const format_words[];
/* For a word of format_words; FORMAT_GAINSAY for any other. */
enum format format_from_word(const char *word);

/* Alerts that fit into one digest. */
size_t format_digest_max(enum format format);

struct format_target {
	enum format format;
	const char *url;
	const char *topic; /* ntfy */
	const char *room; /* Matrix */
};

/* What is told; borrowed. */
struct format_event {
	const char *id; /* of the delivery; holds no "." */
	const json_t *const *alerts; /* as alert_wire makes them */
	size_t n; /* more than one: a digest */
	int64_t happened; /* when, in seconds */
};

/* A request; all of it owned. */
struct format_message {
	const char *method; /* static */
	char *url;
	char *headers[8]; /* "Name: value"; ends with NULL */
	char *body;
	size_t len;
};
void format_message(const struct format_target *target, const struct format_event *event,
	struct format_message *out);
void format_message_release(struct format_message *message);

/* The largest message a target takes, as format_size counts it. */
size_t format_limit(enum format format);

#endif
