#ifndef RUN_FORMAT_PRIVATE_H
#define RUN_FORMAT_PRIVATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "run/format.h"

/* One statement of an alert in words for people, cut; all texts owned, none NULL. */
struct told_side {
	char *who; /* "Donald Trump (us), 2025-10-16" */
	char *said; /* in quotation marks */
	char *source; /* "Meridian Wire: title" */
	char *url; /* NULL: none that may be linked */
};
struct told {
	char *head; /* "Reversal on meetings (0.97)", "Withdrawn: Split (0.80)" */
	char *why; /* after what became of it, if anything */
	struct told_side earlier, later;
};
/* No text but head is longer than about cap bytes. */
void told_init(struct told *told, const json_t *alert, size_t cap);
void told_release(struct told *told);

/* A copy for one line: control and direction characters out, white space folded, cut at a grapheme
 * border to at most cap bytes and an ellipsis. The caller frees it. */
char *told_line(const char *text, size_t cap);

/* Builds the body for chats with texts of at most cap bytes; format_fits says whether it is small
 * enough. New reference. */
json_t *format_chat(
	const struct format_target *target, const struct format_event *event, size_t cap);
bool format_chat_fits(enum format format, const json_t *body);

#endif
