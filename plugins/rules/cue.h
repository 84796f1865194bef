#ifndef RULES_CUE_H
#define RULES_CUE_H

#include "lexicon.h"
#include "view.h"

/* A reporting word found in a sentence. Ranges are elements of the view. */
struct cue {
	const struct gainsay_verb *verb; /* borrowed from the lexicon */
	uint32_t forms; /* of enum form: which it can be here */
	struct range words; /* with its auxiliaries: "has not said" */
	size_t group; /* where the words end that stand between subject and cue */
	size_t core; /* the element of the verb itself */
	size_t tail; /* of a phrase with a gap, where its second part begins; else NOWHERE */
	enum gainsay_modality modality;
	bool plain; /* a verb without auxiliary */
	struct range subject; /* empty: none found */
	size_t after; /* where what is said may begin: past "by" and its phrase */
	bool passive; /* the subject is behind "by"; what it is done to stands before */
	struct range relayer; /* who quotes the subject; empty: nobody */
	bool inverted; /* the subject follows */
	bool shares; /* it has the subject of the cue before it ("and added") */
};

struct cues {
	struct cue *items; /* owned; reused from sentence to sentence */
	size_t n, cap;
};

/* Finds the cues outside quotations, in order, with the subjects to their left. */
void cues_find(const struct lexicon *lexicon, const struct view *view, struct cues *out);
void cues_release(struct cues *cues);

/* The subject of an inverted cue ("..., said Peskov"), its end bounded; empty if there is none. */
struct range cue_subject_right(const struct view *view, const struct cue *cue, size_t end);

#endif
