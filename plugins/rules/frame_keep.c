#include "frame_private.h"

#include <string.h>

#include "util/mem.h"

void found_release(struct found_list *list)
{
	free(list->items);
	*list = (struct found_list){0};
}

const struct cue *frames_cue(const struct frames *f)
{
	return &f->place.cues->items[f->place.index];
}

void frames_add(struct found *found, const struct view *view, size_t begin, size_t end)
{
	if (begin >= end || found->n >= PIECES_MAX)
		return;
	struct gainsay_span span = view_span(view, (struct range){begin, end});
	if (span.begin == span.end)
		return;
	size_t quoted;
	found->words += view_words(view, (struct range){begin, end}, &quoted);
	found->quoted_words += quoted;
	found->pieces[found->n++] = span;
}

struct found frames_start(const struct frames *f, struct range subject)
{
	const struct view *view = f->place.view;
	const struct cue *cue = frames_cue(f);
	struct found found = {
		.cue = view_span(view, cue->words),
		.cue_class = cue->verb->cue_class,
		.modality = cue->modality,
		.confidence = SURE,
		.paragraph = view->tokens->items[view->items[0].first].paragraph,
	};
	if (subject.begin < subject.end)
		found.speaker = view_span(view, subject);
	else if (cue->shares)
		found.speaker = f->subject;
	if (cue->relayer.begin < cue->relayer.end)
		found.relayed_by = view_span(view, cue->relayer);
	if (strcmp(found.cue_class, "question") == 0)
		found.modality = GAINSAY_QUESTION;
	return found;
}

/* Whether a negated cue tells no statement at all: "did not say", "has not confirmed". */
static bool tells_nothing(const struct found *found)
{
	static const char *const classes[] = {"neutral", "factive", "distancing", "belief", "hint",
		"relay", "decree", "question"};
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (found->modality == GAINSAY_NEGATED && strcmp(found->cue_class, classes[i]) == 0)
			return true;
	return false;
}

void frames_hush(struct frames *f, size_t until)
{
	struct found found = frames_start(f, frames_cue(f)->subject);
	frames_add(&found, f->place.view, frames_cue(f)->after, until);
	found.silent = true;
	MEM_ROOM(f->out->items, f->out->n, f->out->cap);
	f->out->items[f->out->n++] = found;
}

void frames_keep(struct frames *f, const struct found *found, size_t content_until)
{
	if (found->n == 0 || found->words == 0)
		return;
	size_t index = NOWHERE;
	if (tells_nothing(found)) {
		MEM_ROOM(f->out->items, f->out->n, f->out->cap);
		f->out->items[f->out->n] = *found;
		f->out->items[f->out->n++].silent = true;
	} else {
		MEM_ROOM(f->out->items, f->out->n, f->out->cap);
		struct found *kept = &f->out->items[f->out->n];
		*kept = *found;
		if (f->outer != NOWHERE) {
			const struct found *outer = &f->out->items[f->outer];
			const struct gainsay_span *last = &outer->pieces[outer->n - 1];
			if (kept->pieces[0].begin >= outer->pieces[0].begin &&
				kept->pieces[kept->n - 1].end <= last->end &&
				kept->cue.begin < last->end) {
				kept->nested = true;
				kept->relayed_by = outer->speaker;
				kept->confidence = POSSIBLE;
			}
		}
		index = f->out->n++;
		if (kept->speaker.begin < kept->speaker.end && !kept->nested)
			f->subject = kept->speaker;
	}
	if (content_until > f->place.begin && !f->inside) {
		f->place.begin = content_until;
		f->outer = index;
	}
}
