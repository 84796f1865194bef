#ifndef RULES_FRAME_PRIVATE_H
#define RULES_FRAME_PRIVATE_H

#include "content.h"
#include "frame.h"

/* Inside the frames only: the reading of one sentence, and what its readers share. */

/* How much to trust a reading: below SURE are frames the rules half know. */
#define SURE     1.0
#define LIKELY   0.8
#define POSSIBLE 0.6

/* The reading of one sentence. */
struct frames {
	struct place place; /* of the cue at work; begin: what is before belongs to contents told */
	struct found_list *out;
	size_t outer; /* index in out of the content that reaches to place.begin, or NOWHERE */
	struct gainsay_span subject; /* of the cue before */
	bool inside; /* reading cues inside the content of `outer` */
};

const struct cue *frames_cue(const struct frames *f); /* the cue at work */
/* A statement of the cue at work, with nothing said yet. */
struct found frames_start(const struct frames *f, struct range subject);
void frames_add(struct found *found, const struct view *view, size_t begin, size_t end);
/* Reports the statement; content_until: where what it says ends. */
void frames_keep(struct frames *f, const struct found *found, size_t content_until);
/* Notes that the cue at work tells no statement, so that nobody takes it for one. */
void frames_hush(struct frames *f, size_t until);

/* "According to X, p"; "X's claim that p"; "p was rejected by X". */
void frames_read_source(struct frames *f);
void frames_read_noun(struct frames *f);
void frames_read_passive(struct frames *f);

#endif
