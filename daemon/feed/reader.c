#include "feed/reader.h"

#include <stdio.h>
#include <strings.h>

#include "feed/atom.h"
#include "feed/fields.h"
#include "feed/html.h"
#include "feed/rss.h"
#include "feed/text_value.h"
#include "feed/xml.h"
#include "text/date.h"
#include "util/limits.h"
#include "util/mem.h"

/* Bytes of links made absolute in one document. A feed of 10 MB with 100,000 relative links needs
 * half of it; a hostile one would multiply its size. */
#define RESOLVE_BUDGET MIB(16)
/* A base longer than this is an attack, and would be copied for each link. */
#define BASE_MAX KIB(2)
/* A name and an address; longer texts in an author element are something else. */
#define PERSON_MAX KIB(1)

void reader_init(
	struct reader *reader, struct feed *feed, struct feed_notes *notes, const char *url)
{
	*reader = (struct reader){
		.feed = feed, .notes = notes, .url = url, .budget = RESOLVE_BUDGET, .frequency = 1};
	buf_init(&reader->text, 2 * FEED_BYTES_MAX);
	buf_init(&reader->person_text, PERSON_MAX);
	feed->ttl_secs = -1;
}

static void clear_attributes(struct reader *r)
{
	free(r->rel);
	free(r->type);
	free(r->value);
	free(r->length);
	r->rel = r->type = r->value = r->length = NULL;
}

void reader_release(struct reader *reader)
{
	for (size_t i = 0; i < reader->depth; i++)
		free(reader->frames[i].base);
	free(reader->drafts);
	free(reader->person.name);
	free(reader->person.email);
	free(reader->person.uri);
	free(reader->root_uri);
	free(reader->root_prefix);
	buf_release(&reader->text);
	buf_release(&reader->person_text);
	clear_attributes(reader);
}

void reader_fault(struct reader *reader, int line, const char *text)
{
	if (reader->faults++ < FAULTS_TOLD)
		notes_add(reader->notes, "line %d: %.*s", line, (int)strcspn(text, "\n"), text);
}

static struct frame *top(struct reader *r)
{
	return r->depth ? &r->frames[r->depth - 1] : NULL;
}

struct feed_entry *reader_entry(struct reader *reader)
{
	struct frame *f = top(reader);
	return f && f->entry != ENTRY_NONE ? &reader->feed->entries[f->entry] : NULL;
}

struct draft *reader_draft(struct reader *reader)
{
	struct frame *f = top(reader);
	return f && f->entry != ENTRY_NONE ? &reader->drafts[f->entry] : &reader->draft;
}

const char *reader_base(const struct reader *reader)
{
	for (size_t i = reader->depth; i > 0; i--)
		if (reader->frames[i - 1].base)
			return reader->frames[i - 1].base;
	return reader->url;
}

char *reader_resolve(struct reader *reader, const char *ref, size_t len)
{
	char *full = html_resolve(reader->budget ? reader_base(reader) : NULL, ref, len);
	size_t added = strlen(full);
	reader->budget -= added < reader->budget ? added : reader->budget;
	return full;
}

void reader_set(char **field, unsigned char *rank, unsigned char new_rank, bool last, char *value)
{
	if (!value)
		return;
	if (*field && (new_rank < *rank || (new_rank == *rank && !last))) {
		free(value);
		return;
	}
	free(*field);
	*field = value;
	*rank = new_rank;
}

char *reader_value(const struct reader *reader)
{
	char *value = html_resolve(NULL, buf_str(&reader->text), reader->text.len);
	if (*value)
		return value;
	free(value);
	return NULL;
}

/* Base64, C1 controls and the like put right, whatever the text is. */
static void mend_text(struct reader *r)
{
	if (r->kind == TEXT_BASE64) {
		text_value_base64(&r->text);
		r->kind = TEXT_HTML;
	}
	if (text_value_mend(&r->text))
		notes_add(r->notes, "text: characters of a wrong encoding were put right");
}

char *reader_html(struct reader *reader)
{
	mend_text(reader);
	size_t len = reader->text.len;
	const char *text = buf_str(&reader->text);
	while (len > 0 && (unsigned char)text[len - 1] <= ' ')
		len--;
	while (len > 0 && (unsigned char)*text <= ' ') {
		text++;
		len--;
	}
	if (len == 0)
		return NULL;
	if (reader->kind == TEXT_MARKUP) { /* links were resolved as they came by */
		if (strcmp(reader->feed->format, "atom10") == 0)
			text = text_value_unwrap(text, &len);
		return xstrndup(text, len);
	}
	struct buf out = BUF_INIT(len + reader->budget + URL_BYTES_MAX);
	if (reader->kind == TEXT_PLAIN || reader->kind == TEXT_SIMPLE) {
		buf_init(&out, len * 5);
		html_escape(text, len, false, &out);
	} else {
		const char *base = reader_base(reader);
		if (!base && memchr(text, '<', len) == NULL)
			return xstrndup(text, len);
		html_resolve_links(text, len, base, &reader->budget, &out);
	}
	return buf_take(&out);
}

char *reader_plain(struct reader *reader, bool rss)
{
	mend_text(reader);
	const char *text = buf_str(&reader->text);
	char *plain;
	if (reader->kind == TEXT_PLAIN || reader->kind == TEXT_SIMPLE)
		plain = html_squeeze(text, reader->text.len);
	else
		plain = html_to_text(text, reader->text.len, rss && reader->kind == TEXT_HTML);
	if (*plain)
		return plain;
	free(plain);
	return NULL;
}

/* ---- elements */

static bool same(const char *a, const char *b)
{
	return a ? b && strcmp(a, b) == 0 : !b;
}

/* The space of an element: the root's own namespace is the core, whatever its URI; so is that of
 * the channel in an RDF document. */
static enum feed_space space_of(
	struct reader *r, const char *local, const char *prefix, const char *uri)
{
	enum feed_space space = names_space(uri, prefix);
	if (!r->rooted) {
		r->rooted = true;
		r->root_uri = xstrdup_null(uri);
		r->root_prefix = xstrdup_null(prefix);
		if (strcasecmp(local, "rdf") == 0)
			return SPACE_RDF;
		return space == SPACE_ATOM ? SPACE_ATOM : SPACE_CORE;
	}
	if (space != SPACE_OTHER)
		return space;
	if (r->family == FAMILY_RDF && r->depth == 1 &&
		(strcmp(local, "channel") == 0 || strcmp(local, "item") == 0)) {
		free(r->root_uri);
		free(r->root_prefix);
		r->root_uri = xstrdup_null(uri);
		r->root_prefix = xstrdup_null(prefix);
	}
	if (uri ? same(uri, r->root_uri) : same(prefix, r->root_prefix))
		return SPACE_CORE;
	return SPACE_OTHER;
}

static void push(struct reader *r, enum feed_key key, const struct xml_attributes *atts)
{
	struct frame *below = top(r);
	struct frame f = {.key = key, .entry = below ? below->entry : ENTRY_NONE};
	for (size_t i = 0; i < atts->n; i++) {
		struct xml_attribute a = xml_attribute(atts, i);
		if (a.prefix && strcmp(a.prefix, "xml") == 0 && strcmp(a.local, "base") == 0 &&
			a.value_len < BASE_MAX)
			f.base = reader_resolve(r, a.value, a.value_len);
	}
	r->frames[r->depth++] = f;
}

/* Whether the innermost open element holds fields. */
static bool is_container(const struct reader *r)
{
	if (r->depth == 0)
		return true;
	switch (r->frames[r->depth - 1].key) {
	case KEY_RSS:
	case KEY_RDF:
	case KEY_FEED:
	case KEY_CHANNEL:
	case KEY_ENTRY:
	case KEY_MEDIA_GROUP:
	case KEY_MEDIA_CONTENT:
	case KEY_SKIP_HOURS:
	case KEY_SKIP_DAYS:
		return true;
	default:
		return false;
	}
}

static void start_entry(struct reader *r, const struct xml_attributes *atts)
{
	struct feed *feed = r->feed;
	if (feed->n_entries >= FEED_ENTRIES_MAX) {
		if (!r->full)
			notes_add(r->notes, "more than %d entries: the rest is left out",
				FEED_ENTRIES_MAX);
		r->full = true;
		r->frames[r->depth - 1].key = KEY_OTHER;
		return;
	}
	MEM_ROOM(feed->entries, feed->n_entries, r->entries_cap);
	MEM_ROOM(r->drafts, feed->n_entries, r->drafts_cap);
	feed->entries[feed->n_entries] = (struct feed_entry){
		.published = DATE_UNKNOWN, .updated = DATE_UNKNOWN};
	r->drafts[feed->n_entries] = (struct draft){0};
	r->frames[r->depth - 1].entry = feed->n_entries++;
	rss_entry_start(r, atts);
}

/* An element inside a text: part of it if the text may have markup. */
static void start_markup(struct reader *r, const char *local, const char *prefix, const char *uri,
	const struct xml_attributes *atts)
{
	if (r->kind == TEXT_PLAIN) { /* it was markup all along */
		struct buf escaped = BUF_INIT(r->text.max);
		html_escape(buf_str(&r->text), r->text.len, false, &escaped);
		buf_release(&r->text);
		r->text = escaped;
		r->kind = TEXT_MARKUP;
	}
	r->escape = r->kind != TEXT_HTML_ONLY;
	struct frame *f = top(r);
	f->markup = true;
	bool foreign = prefix && names_space(uri, prefix) != SPACE_XHTML &&
		       names_space(uri, prefix) != SPACE_CORE &&
		       names_space(uri, prefix) != SPACE_ATOM;
	f->tag = (char *)(size_t)local;
	(void)buf_putc(&r->text, '<');
	if (foreign)
		(void)buf_printf(&r->text, "%s:", prefix);
	(void)buf_puts(&r->text, local);
	for (size_t i = 0; i < atts->n; i++) {
		struct xml_attribute a = xml_attribute(atts, i);
		if (a.prefix && strcmp(a.prefix, "xml") == 0)
			continue;
		(void)buf_putc(&r->text, ' ');
		if (a.prefix)
			(void)buf_printf(&r->text, "%s:", a.prefix);
		(void)buf_puts(&r->text, a.local);
		(void)buf_puts(&r->text, "=\"");
		if (!a.prefix && html_is_link(local, a.local)) {
			AUTOFREE char *full = reader_resolve(r, a.value, a.value_len);
			html_escape(full, strlen(full), true, &r->text);
		} else {
			html_escape(a.value, a.value_len, true, &r->text);
		}
		(void)buf_putc(&r->text, '"');
	}
	(void)buf_puts(&r->text, html_is_void(local, strlen(local)) ? " />" : ">");
}

static void end_markup(struct reader *r, const struct frame *f)
{
	if (!html_is_void(f->tag, strlen(f->tag)))
		(void)buf_printf(&r->text, "</%s>", f->tag);
	if (r->depth == r->capture) /* back in the element itself */
		r->escape = r->kind == TEXT_MARKUP;
}

static void start_capture(struct reader *r, enum text_kind kind, const struct xml_attributes *atts)
{
	r->capture = r->depth;
	r->kind = kind;
	r->escape = kind == TEXT_MARKUP;
	buf_reset(&r->text);
	clear_attributes(r);
	for (size_t i = 0; i < atts->n; i++) {
		struct xml_attribute a = xml_attribute(atts, i);
		char **to = NULL;
		if (strcmp(a.local, "rel") == 0)
			to = &r->rel;
		else if (strcmp(a.local, "type") == 0)
			to = &r->type;
		else if (strcmp(a.local, "href") == 0 || strcmp(a.local, "url") == 0 ||
			 strcmp(a.local, "term") == 0 || strcasecmp(a.local, "isPermaLink") == 0)
			to = &r->value;
		else if (strcmp(a.local, "length") == 0)
			to = &r->length;
		if (to && !*to)
			*to = xstrndup(a.value, a.value_len);
	}
}

static void start_root(
	struct reader *r, enum feed_key key, const char *uri, const struct xml_attributes *atts)
{
	bool atom = key == KEY_FEED || key == KEY_ENTRY;
	if (!atom && key != KEY_RSS && key != KEY_RDF && key != KEY_CHANNEL)
		return; /* not a feed's: the format stays unset */
	r->family = atom ? FAMILY_ATOM : key == KEY_RDF ? FAMILY_RDF : FAMILY_RSS;
	AUTOFREE char *version = xml_get(atts, "version");
	if (r->family == FAMILY_ATOM)
		atom_format(r->feed, uri, version);
	else
		rss_format(r->feed, key, version);
	if (r->family == FAMILY_RDF)
		for (size_t i = 0; i < atts->n_namespaces; i++)
			rss_rdf_format(r->feed, (const char *)atts->namespaces[2 * i + 1]);
	for (size_t i = 0; i < atts->n; i++) {
		struct xml_attribute a = xml_attribute(atts, i);
		if (!a.prefix || strcmp(a.prefix, "xml") != 0 || strcmp(a.local, "lang") != 0 ||
			a.value_len == 0)
			continue;
		free(r->feed->language);
		r->feed->language = xstrndup(a.value, a.value_len);
		for (char *p = r->feed->language; *p; p++)
			if (*p == '_')
				*p = '-';
	}
}

static void start_field(struct reader *r, enum feed_key key, enum feed_space space,
	const struct xml_attributes *atts)
{
	bool atom = space == SPACE_ATOM || (r->family == FAMILY_ATOM && space == SPACE_CORE);
	switch (key) {
	case KEY_OTHER:
	case KEY_RSS:
	case KEY_RDF:
	case KEY_CHANNEL:
	case KEY_MEDIA_GROUP:
	case KEY_SKIP_HOURS:
	case KEY_SKIP_DAYS:
		return;
	case KEY_MEDIA_CONTENT:
		rss_media_content(r, atts);
		return;
	case KEY_AUTHOR: /* its children are the fields, or its text is all there is */
		buf_reset(&r->person_text);
		return;
	case KEY_TITLE:
	case KEY_DESCRIPTION:
	case KEY_SUMMARY:
	case KEY_SUMMARY_SPARE:
	case KEY_TITLE_SPARE:
	case KEY_CONTENT:
	case KEY_ENCODED:
	case KEY_BODY:
	case KEY_FULLTEXT:
		start_capture(r, atom_text_kind(atts, key, space, atom), atts);
		return;
	default:
		start_capture(r, TEXT_SIMPLE, atts);
	}
}

void reader_start(struct reader *reader, const char *local, const char *prefix, const char *uri,
	const struct xml_attributes *atts)
{
	struct reader *r = reader;
	if (r->depth == READER_DEPTH_MAX || r->too_deep) {
		r->too_deep++;
		return;
	}
	if (r->capture) {
		enum text_kind kind = r->kind;
		push(r, KEY_OTHER, atts);
		if (kind != TEXT_SIMPLE && kind != TEXT_BASE64)
			start_markup(r, local, prefix, uri, atts);
		return;
	}
	bool root = !r->rooted;
	enum feed_space space = space_of(r, local, prefix, uri);
	enum feed_key key = names_key(space, local);
	bool in_person = r->depth && r->frames[r->depth - 1].key == KEY_AUTHOR;
	bool person_field = key == KEY_NAME || key == KEY_EMAIL || key == KEY_URI;
	if (key == KEY_ENTRY ? space != SPACE_CORE && space != SPACE_ATOM
			     : (person_field ? !in_person : !is_container(r)))
		key = KEY_OTHER;
	push(r, key, atts);
	if (root)
		start_root(r, key, uri, atts);
	if (key == KEY_ENTRY)
		start_entry(r, atts);
	else if (!root && key != KEY_OTHER && r->family == FAMILY_RDF)
		rss_rdf_format(r->feed, uri);
	if (key != KEY_ENTRY && key != KEY_FEED)
		start_field(r, key, space, atts);
}

void reader_text(struct reader *reader, const char *text, size_t len)
{
	if (!reader->capture) {
		if (reader->depth && reader->frames[reader->depth - 1].key == KEY_AUTHOR)
			(void)buf_add(&reader->person_text, text, len);
		return;
	}
	bool inside = reader->depth > reader->capture;
	if (inside && (reader->kind == TEXT_SIMPLE || reader->kind == TEXT_BASE64))
		return;
	if (reader->escape)
		html_escape(text, len, false, &reader->text);
	else
		(void)buf_add(&reader->text, text, len);
}

void reader_end(struct reader *reader)
{
	struct reader *r = reader;
	if (r->too_deep) {
		r->too_deep--;
		return;
	}
	if (r->depth == 0)
		return;
	bool captured = r->capture == r->depth;
	struct frame f = r->frames[r->depth - 1];
	if (f.markup) {
		r->depth--;
		end_markup(r, &f);
	} else {
		/* the element's own base holds for its text; its entry is its parent's */
		if (captured || f.key == KEY_AUTHOR)
			field_end(r, f.key);
		if (captured)
			r->capture = 0;
		r->depth--;
	}
	free(f.base);
}
