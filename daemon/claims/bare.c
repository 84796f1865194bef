/* Statements from bare words: claims_from_text of claims.h. */
#include "claims/claims.h"

#include "claims/plugin.h"
#include "claims/proposition.h"
#include "claims/speaker.h"
#include "profile/profile.h"
#include "text/date.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

static int same_text(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* Whether the words found to speak are the speaker's own ("We agreed to leave"): no frame then. */
static int first_person(const struct claims_source *source, const struct span *at)
{
	static const char *const words[] = {"i", "we", "i've", "we've", "i'm", "we're"};
	struct tokens t CLEANUP(tokens_release);
	tokens_scan(source->text + at->begin, at->end - at->begin, "en", &t);
	for (size_t i = 0; t.n > 0 && i < ARRAY_SIZE(words); i++)
		if (token_is(&t.items[0], words[i]))
			return 1;
	return 0;
}

/* Whether a mention holds the last word of one of a speaker's names. */
static int is_named(const struct claims_source *source, const struct span *at,
	const struct profile_speaker *speaker)
{
	AUTOFREE char *mention = utf8_fold(source->text + at->begin, at->end - at->begin);
	for (const char *const *alias = speaker->aliases; alias && *alias; alias++) {
		const char *blank = strrchr(*alias, ' ');
		const char *last = blank ? blank + 1 : *alias;
		AUTOFREE char *name = utf8_fold(last, strlen(last));
		if (*name && strstr(mention, name))
			return 1;
	}
	return 0;
}

/* Whether a statement found in the words tells what the given speaker said, not somebody else. */
static int is_frame(const struct profile *profile, const struct claims_source *source,
	const struct statement *s, const struct speaker_ref *given)
{
	if (s->relayed_by.id || s->speaker_span.begin == s->speaker_span.end ||
		first_person(source, &s->speaker_span))
		return 0;
	if (!given->id || !s->speaker.id || same_text(s->speaker.id, given->id))
		return 1;
	/* another known speaker, and by name ("the minister" may well be the given one): the given
	 * one tells of him */
	const struct profile_speaker *found = profile_speaker(profile, s->speaker.id);
	if (!found || !is_named(source, &s->speaker_span, found))
		return 1;
	/* an office, a ministry and its people speak for one another in such lines */
	const struct profile_speaker *own = profile_speaker(profile, given->id);
	int persons = found->sort == SPEAKER_PERSON && (!own || own->sort == SPEAKER_PERSON);
	return !persons && same_text(s->speaker.side, given->side);
}

static void add_span(struct statement *out, size_t *cap, size_t begin, size_t end)
{
	if (begin >= end || (out->n_spans > 0 && begin < out->spans[out->n_spans - 1].end))
		return;
	MEM_ROOM(out->spans, out->n_spans, *cap);
	out->spans[out->n_spans++] = (struct span){begin, end};
}

/* What is said: of a sentence with a frame the frame's words, of another all of it. */
static void gather(const struct claims_source *source, const struct statements *found,
	const char *frame, struct statement *out)
{
	struct tokens t CLEANUP(tokens_release);
	struct quotes q CLEANUP(quotes_release);
	struct sentences list CLEANUP(sentences_release);
	tokens_scan(source->text, source->len, "en", &t);
	quotes_find(&t, &q);
	sentences_find(&t, &q, &list);
	size_t cap = 0;
	for (size_t i = 0; i < list.n; i++) {
		size_t begin = t.items[list.items[i].begin].begin;
		size_t end = t.items[list.items[i].end - 1].end;
		int framed = 0;
		for (size_t k = 0; k < found->n; k++) {
			const struct statement *s = &found->items[k];
			if (!frame[k])
				continue;
			for (size_t j = 0; j < s->n_spans; j++)
				if (s->spans[j].begin < end && s->spans[j].end > begin) {
					add_span(out, &cap, s->spans[j].begin, s->spans[j].end);
					framed = 1;
				}
			framed |= s->cue_span.begin < end && s->cue_span.end > begin;
		}
		if (!framed)
			add_span(out, &cap, begin, end);
	}
	if (out->n_spans == 0) {
		MEM_ROOM(out->spans, out->n_spans, cap);
		out->spans[out->n_spans++] = (struct span){0, source->len};
	}
}

static char *joined(const struct claims_source *source, const struct statement *s)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(STATEMENT_TEXT_MAX);
	for (size_t i = 0; i < s->n_spans; i++) {
		AUTOFREE char *piece = utf8_squeeze(
			source->text + s->spans[i].begin, s->spans[i].end - s->spans[i].begin);
		size_t room = STATEMENT_TEXT_MAX - text.len, len = strlen(piece);
		if (i > 0 && room > 0 && buf_putc(&text, ' ') == 0)
			room--;
		(void)buf_add(&text, piece, len > room ? utf8_floor(piece, room) : len);
	}
	return buf_take(&text);
}

void claims_from_text(struct plugin_set *plugins, const struct profile *profile,
	const char *speaker, int64_t date, const char *text, struct statement *out)
{
	struct claims_source source = {.text = text, .len = strlen(text), .published = date};
	if (source.len > CLAIMS_TEXT_MAX)
		source.len = utf8_floor(text, CLAIMS_TEXT_MAX);
	AUTOFREE char *sound = NULL;
	if (!utf8_valid(text, source.len)) {
		struct buf mended = BUF_INIT(CLAIMS_TEXT_MAX);
		(void)utf8_repair(text, source.len, &mended);
		source.len = mended.len;
		sound = buf_take(&mended);
		source.text = sound;
	}
	struct statements found CLEANUP(statements_release) = {0};
	/* a plugin that fails here leaves the words as they are */
	(void)claims_extract(plugins, profile, &source, &found, NULL);
	*out = (struct statement){.date = date, .confidence = 1.0, .modality = MODALITY_ASSERTED};
	char *name = xstrdup_null(speaker);
	struct span none = {0, 0};
	struct raw_statement as_given = {.spans = &none, .n_spans = 1, .speaker_name = name};
	struct speaker_scan *scan = speaker_scan_new(profile, &source);
	struct speaker_ref nobody = {0};
	if (name)
		speaker_resolve(scan, &as_given, date, &out->speaker, &nobody);
	speaker_ref_release(&nobody);
	speaker_scan_free(scan);
	free(name);
	AUTOFREE char *frame = xcalloc(found.n + 1, 1);
	const struct statement *first = NULL;
	int quoted = 1;
	for (size_t i = 0; i < found.n; i++) {
		frame[i] = (char)is_frame(profile, &source, &found.items[i], &out->speaker);
		if (!frame[i])
			continue;
		quoted &= found.items[i].quoted;
		first = first ? first : &found.items[i];
	}
	gather(&source, &found, frame, out);
	out->span = (struct span){out->spans[0].begin, out->spans[out->n_spans - 1].end};
	out->text = joined(&source, out);
	out->context = utf8_squeeze(source.text, source.len);
	if (first) {
		out->cue_class = xstrdup_null(first->cue_class);
		out->modality = first->modality;
		out->cue_span = first->cue_span;
		out->speaker_span = first->speaker_span;
		out->quoted = quoted;
		if (!out->speaker.id && (first->speaker.id || !out->speaker.name)) {
			/* it may hold a name without an id */
			speaker_ref_release(&out->speaker);
			speaker_ref_copy(&out->speaker, &first->speaker);
		}
		if (first->date_told) {
			out->date = first->date;
			out->date_told = 1;
		}
	} else {
		size_t n = strlen(out->text);
		unsigned int cp = 0;
		if (n > 0)
			(void)utf8_decode(out->text, n, &cp);
		out->quoted = cp == '"' || cp == 0x201C || cp == 0xAB || cp == 0x201E;
	}
	propositions_find(profile, out);
}
