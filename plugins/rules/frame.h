#ifndef RULES_FRAME_H
#define RULES_FRAME_H

#include "cue.h"

/* Pieces of one content: around its cue, and the quotations that follow it. */
#define PIECES_MAX 8

/* One statement found; spans are bytes of the text. */
struct found {
	struct gainsay_span pieces[PIECES_MAX];
	size_t n;
	struct gainsay_span speaker, cue, relayed_by;
	const char *cue_class;
	enum gainsay_modality modality;
	double confidence;
	size_t words, quoted_words;
	size_t paragraph;
	const char *speaker_name; /* where no mention tells; borrowed until reported; or NULL */
	bool nested; /* inside another's content */
	bool silent; /* known to be no statement, so that nothing else takes it for one */
};
struct found_list {
	struct found *items; /* owned */
	size_t n, cap;
};
void found_release(struct found_list *list);

/*
 * Appends the statements that the cues of one sentence tell. introduces is set when the sentence
 * ends in a colon after a cue, so that a quotation in the next paragraph is its content.
 */
void frames_read(
	const struct view *view, const struct cues *cues, struct found_list *out, bool *introduces);

#endif
