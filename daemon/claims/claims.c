#include "claims/claims.h"

#include "claims/denies.h"
#include "claims/lead.h"
#include "claims/plugin.h"
#include "claims/proposition.h"
#include "claims/speaker.h"
#include "claims/when.h"
#include "text/date.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Speakers of one joint statement; a leaders' meeting issues some in the name of a dozen. */
#define JOINT_MAX 6
/* Bytes before and after a statement that its sentence may lend to its context. */
#define CONTEXT_REACH KIB(1)

static struct span hull(const struct raw_statement *raw)
{
	return (struct span){raw->spans[0].begin, raw->spans[raw->n_spans - 1].end};
}

static int by_place(const void *a, const void *b)
{
	const struct raw_statement *x = *(const struct raw_statement *const *)a;
	const struct raw_statement *y = *(const struct raw_statement *const *)b;
	struct span p = hull(x), q = hull(y);
	if (p.begin != q.begin)
		return p.begin < q.begin ? -1 : 1;
	if (p.end != q.end) /* the one around comes before the one inside */
		return p.end > q.end ? -1 : 1;
	return x < y ? -1 : x > y; /* one array: the plugin asked first */
}

/* Whether two plugins told the same words: nine tenths of both hulls in common. */
static int same_place(const struct raw_statement *a, const struct raw_statement *b)
{
	struct span p = hull(a), q = hull(b);
	size_t begin = p.begin > q.begin ? p.begin : q.begin;
	size_t end = p.end < q.end ? p.end : q.end;
	size_t longer = p.end - p.begin > q.end - q.begin ? p.end - p.begin : q.end - q.begin;
	return end > begin && (end - begin) * 10 >= longer * 9;
}

/* The spans joined by a blank, squeezed and cut. The caller frees it. */
static char *join_spans(const struct claims_source *source, const struct raw_statement *raw)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(STATEMENT_TEXT_MAX);
	for (size_t i = 0; i < raw->n_spans && !text.cut; i++) {
		const struct span *s = &raw->spans[i];
		size_t room = STATEMENT_TEXT_MAX - text.len;
		if (i > 0)
			(void)buf_putc(&text, ' ');
		/* a whole speech may be long: squeezing works on what can be kept */
		size_t end = s->end - s->begin > 2 * room
				     ? utf8_floor(source->text, s->begin + 2 * room)
				     : s->end;
		AUTOFREE char *piece = utf8_squeeze(source->text + s->begin, end - s->begin);
		size_t len = strlen(piece);
		room = text.len < STATEMENT_TEXT_MAX ? STATEMENT_TEXT_MAX - text.len : 0;
		(void)buf_add(&text, piece, len > room ? utf8_floor(piece, room) : len);
	}
	return buf_take(&text);
}

/* The text of one source, read once for all its statements. */
struct reading {
	const struct claims_source *source;
	struct tokens tokens;
	struct quotes quotes;
	struct sentences sentences;
};

static void reading_init(struct reading *r, const struct claims_source *source)
{
	r->source = source;
	tokens_scan(source->text, source->len, source->language, &r->tokens);
	quotes_find(&r->tokens, &r->quotes);
	sentences_find(&r->tokens, &r->quotes, &r->sentences);
}

static void reading_release(struct reading *r)
{
	sentences_release(&r->sentences);
	quotes_release(&r->quotes);
	tokens_release(&r->tokens);
}

/* The first sentence whose end is past the token. */
static size_t sentence_at(const struct reading *r, size_t token)
{
	size_t lo = 0, hi = r->sentences.n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (r->sentences.items[mid].end <= token)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The sentences that hold the statement and its cue. The caller frees it; NULL without any. */
static char *context_of(const struct reading *r, const struct raw_statement *raw)
{
	struct span all = hull(raw);
	/* a cue pages away (a running quotation) is no context */
	if (raw->cue.end > raw->cue.begin) {
		if (raw->cue.begin < all.begin && all.begin - raw->cue.begin < 1000)
			all.begin = raw->cue.begin;
		if (raw->cue.end > all.end && raw->cue.end - all.end < 1000)
			all.end = raw->cue.end;
	}
	size_t first = sentence_at(r, tokens_at(&r->tokens, all.begin));
	size_t last = sentence_at(r, tokens_at(&r->tokens, all.end - 1));
	if (first >= r->sentences.n)
		return NULL;
	if (last >= r->sentences.n)
		last = r->sentences.n - 1;
	size_t begin = r->tokens.items[r->sentences.items[first].begin].begin;
	size_t end = r->tokens.items[r->sentences.items[last].end - 1].end;
	/* a sentence without end is no context beyond the words around */
	if (all.begin - begin > CONTEXT_REACH)
		begin = utf8_floor(r->source->text, all.begin - CONTEXT_REACH);
	if (end > all.end && end - all.end > CONTEXT_REACH)
		end = utf8_floor(r->source->text, all.end + CONTEXT_REACH);
	if (end - begin > STATEMENT_TEXT_MAX)
		end = utf8_floor(r->source->text, begin + STATEMENT_TEXT_MAX);
	return utf8_squeeze(r->source->text + begin, end - begin);
}

static void understand(const struct profile *profile, const struct reading *r,
	struct speaker_scan *scan, const struct raw_statement *raw, struct statement *s)
{
	*s = (struct statement){
		.speaker_span = raw->speaker,
		.cue_span = raw->cue,
		.span = hull(raw),
		.spans = xcalloc(raw->n_spans, sizeof(*s->spans)),
		.n_spans = raw->n_spans,
		.quoted = raw->quoted,
		.cue_class = xstrdup_null(raw->cue_class),
		.modality = raw->modality,
		.confidence = raw->confidence,
	};
	memcpy(s->spans, raw->spans, raw->n_spans * sizeof(*s->spans));
	s->text = join_spans(r->source, raw);
	s->context = context_of(r, raw);
	s->date = when_said(r->source, raw, &r->tokens, &r->sentences, &s->date_told);
	speaker_resolve(scan, raw, s->date, &s->speaker, &s->relayed_by);
	propositions_find(profile, s);
}

/* One statement, or one of each who speak together. */
static void understand_all(const struct profile *profile, const struct reading *r,
	struct speaker_scan *scan, const struct raw_statement *raw, struct statements *out)
{
	struct span parts[JOINT_MAX];
	size_t n = raw->speaker.end > raw->speaker.begin
			   ? speaker_parts(scan, &raw->speaker, parts, JOINT_MAX)
			   : 1;
	struct raw_statement one = *raw; /* borrows all of it */
	for (size_t i = 0; i < n && out->n < STATEMENTS_MAX; i++) {
		one.speaker = n > 1 ? parts[i] : raw->speaker;
		MEM_ROOM(out->items, out->n, out->cap);
		struct statement *s = &out->items[out->n];
		understand(profile, r, scan, &one, s);
		s->denies = denies_find(scan, &r->sentences, s, out->items, out->n);
		out->n++;
	}
}

static void understand_part(const struct profile *profile, const struct claims_source *given,
	const struct raw_statements *raw, struct statements *out)
{
	if (raw->n == 0)
		return;
	struct reading r CLEANUP(reading_release) = {0};
	struct claims_source source = *given;
	reading_init(&r, &source);
	if (source.published == DATE_UNKNOWN)
		source.published = when_dateline(&r.tokens);
	struct speaker_scan *scan = speaker_scan_read(
		profile, source.text, &r.tokens, &r.quotes, &r.sentences);
	AUTOFREE const struct raw_statement **order = xcalloc(raw->n, sizeof(*order));
	for (size_t i = 0; i < raw->n; i++)
		order[i] = &raw->items[i];
	qsort(order, raw->n, sizeof(*order), by_place);
	for (size_t i = 0; i < raw->n && out->n < STATEMENTS_MAX; i++)
		understand_all(profile, &r, scan, order[i], out);
	lead_identify(profile, source.text, &r.tokens, out);
	speaker_scan_free(scan);
}

/* Leaves out of `more` what `list` has already at the same place, and moves the rest to it. */
static void merge(struct raw_statements *list, struct raw_statements *more)
{
	size_t before = list->n;
	for (size_t i = 0; i < more->n; i++) {
		int known = 0;
		for (size_t k = 0; k < before && !known; k++)
			known = same_place(&list->items[k], &more->items[i]);
		if (known) {
			raw_statement_release(&more->items[i]);
			continue;
		}
		MEM_ROOM(list->items, list->n, list->cap);
		list->items[list->n++] = more->items[i];
	}
	free(more->items);
	*more = (struct raw_statements){0};
}

static int extract_part(struct plugin_set *plugins, const struct profile *profile,
	const struct claims_source *source, struct statements *out, struct err *err)
{
	struct raw_statements all CLEANUP(raw_statements_release) = {0};
	size_t rejected = 0;
	for (size_t i = 0; i < plugin_set_size(plugins); i++) {
		struct raw_statements one CLEANUP(raw_statements_release) = {0};
		int rc = plugin_set_extract(plugins, i, source, &one, err);
		if (rc == ERR_REJECT) {
			rejected++;
			continue;
		}
		if (rc < 0)
			return rc;
		merge(&all, &one);
	}
	if (rejected > 0 && rejected == plugin_set_size(plugins))
		return err_set(err, ERR_REJECT, "no extractor reads it (its language is \"%s\")",
			source->language ? source->language : "unknown");
	understand_part(profile, source, &all, out);
	return 0;
}

/* One part of a text with posts, as a text of its own. */
struct part {
	struct claims_source source;
	char *text; /* owned */
	size_t begin, end; /* of the whole */
};

static void part_release(struct part *part)
{
	free(part->text);
	part->text = NULL;
}

/* The next part after *at: what stands before the next post, or that post. False at the end. */
static bool next_part(
	const struct claims_source *whole, size_t *at, size_t *post, struct part *part)
{
	part_release(part);
	while (*at < whole->len && whole->text[*at] == '\n')
		(*at)++;
	if (*at >= whole->len)
		return false;
	bool left = *post < whole->n_posts;
	size_t stop = left ? whole->posts[*post].span.begin : whole->len;
	part->source = *whole;
	part->source.posts = NULL;
	part->source.n_posts = 0;
	part->begin = *at;
	if (left && stop <= *at) {
		stop = whole->posts[*post].span.end;
		if (whole->posts[*post].published != DATE_UNKNOWN)
			part->source.published = whole->posts[*post].published;
		(*post)++;
	}
	part->end = *at = stop;
	part->source.len = part->end - part->begin;
	part->text = xstrndup(whole->text + part->begin, part->source.len);
	part->source.text = part->text;
	return true;
}

static void shift(struct span *span, size_t by)
{
	if (span->begin == span->end)
		return;
	span->begin += by;
	span->end += by;
}

/* Moves a part's statements to where they stand in the whole. */
static void shift_statements(struct statements *list, size_t from, size_t by)
{
	for (size_t i = from; i < list->n; i++) {
		struct statement *s = &list->items[i];
		shift(&s->speaker_span, by);
		shift(&s->cue_span, by);
		shift(&s->span, by);
		for (size_t k = 0; k < s->n_spans; k++)
			shift(&s->spans[k], by);
	}
}

int claims_reads(struct plugin_set *plugins, const struct claims_source *source)
{
	struct claims_source empty = *source;
	empty.text = "";
	empty.len = 0;
	empty.n_posts = 0;
	for (size_t i = 0; i < plugin_set_size(plugins); i++) {
		struct raw_statements none CLEANUP(raw_statements_release) = {0};
		if (plugin_set_extract(plugins, i, &empty, &none, NULL) != ERR_REJECT)
			return 1;
	}
	return plugin_set_size(plugins) == 0;
}

int claims_extract(struct plugin_set *plugins, const struct profile *profile,
	const struct claims_source *source, struct statements *out, struct err *err)
{
	struct part part CLEANUP(part_release) = {.text = NULL};
	size_t at = 0, post = 0;
	if (source->n_posts == 0)
		return extract_part(plugins, profile, source, out, err);
	while (next_part(source, &at, &post, &part)) {
		size_t before = out->n;
		int rc = extract_part(plugins, profile, &part.source, out, err);
		if (rc < 0)
			return rc;
		shift_statements(out, before, part.begin);
	}
	return 0;
}

/* A mention inside the part, in its own bytes; one outside is absent. */
static struct span within(const struct part *part, const struct span *span)
{
	if (span->begin < part->begin || span->end > part->end)
		return (struct span){0, 0};
	return (struct span){span->begin - part->begin, span->end - part->begin};
}

/* Understands what was found in one part. What reaches over its end is left out: nobody goes on
 * speaking from one post to the next. */
static void understand_in(const struct profile *profile, const struct part *part,
	const struct raw_statements *raw, struct statements *out)
{
	struct raw_statements mine = {0};
	for (size_t i = 0; i < raw->n; i++) {
		struct span all = hull(&raw->items[i]);
		if (all.begin < part->begin || all.end > part->end)
			continue;
		MEM_ROOM(mine.items, mine.n, mine.cap);
		struct raw_statement *copy = &mine.items[mine.n++];
		*copy = raw->items[i]; /* borrows all but the spans */
		copy->spans = xcalloc(copy->n_spans, sizeof(*copy->spans));
		for (size_t k = 0; k < copy->n_spans; k++)
			copy->spans[k] = within(part, &raw->items[i].spans[k]);
		copy->speaker = within(part, &copy->speaker);
		copy->cue = within(part, &copy->cue);
		copy->relayed_by = within(part, &copy->relayed_by);
	}
	size_t before = out->n;
	understand_part(profile, &part->source, &mine, out);
	shift_statements(out, before, part->begin);
	for (size_t i = 0; i < mine.n; i++)
		free(mine.items[i].spans);
	free(mine.items);
}

void claims_understand(const struct profile *profile, const struct claims_source *source,
	const struct raw_statements *raw, struct statements *out)
{
	struct part part CLEANUP(part_release) = {.text = NULL};
	size_t at = 0, post = 0;
	if (source->n_posts == 0) {
		understand_part(profile, source, raw, out);
		return;
	}
	while (raw->n && next_part(source, &at, &post, &part))
		understand_in(profile, &part, raw, out);
}
