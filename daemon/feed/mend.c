#include "feed/mend.h"

#include <stdbool.h>
#include <strings.h>

#include "feed/html.h"
#include "feed/mend_entity.h"
#include "feed/notes.h"
#include "util/buf.h"
#include "util/mem.h"

/* Attributes of one tag; real ones have a dozen. */
#define ATTRIBUTES_MAX 100
/* Where the end of a quoted value is looked for before the quote counts as never closed. */
#define VALUE_MAX ((size_t)64 << 10)

struct open_tag {
	const char *name; /* in the document, borrowed */
	size_t len;
	size_t out_at; /* where it begins in the output */
};

struct mender {
	const char *s;
	size_t len, at;
	struct buf *out;
	struct mend_entities entities;
	struct open_tag open[MEND_DEPTH_MAX];
	size_t depth;
	size_t skipped; /* tags left out because they would lie too deep */
	size_t html, odd, bare, signs, characters, unclosed, stray, attributes;
	bool ends_entries; /* the document has end tags of entries */
	bool no_cdata_end; /* no "]]>" lies ahead */
	bool none_ahead; /* nor a start tag of an entry */
	bool cut; /* ended inside a tag, a comment or the like */
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name_start(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	       (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9') || c == ':' || c == '-' || c == '.';
}

/* Characters XML 1.0 forbids, as UTF-8 bytes at s: how many bytes, 0 if it is fine. */
static size_t forbidden(const char *s, size_t left)
{
	unsigned char c = (unsigned char)s[0];
	if (c < 0x20)
		return c != '\t' && c != '\n' && c != '\r';
	if (c == 0xEF && left >= 3 && (unsigned char)s[1] == 0xBF && (unsigned char)s[2] >= 0xBE)
		return 3; /* U+FFFE, U+FFFF */
	return 0;
}

/* The name without its prefix. */
static const char *local_name(const struct open_tag *t, size_t *len)
{
	const char *colon = memrchr(t->name, ':', t->len);
	const char *local = colon ? colon + 1 : t->name;
	*len = t->len - (size_t)(local - t->name);
	return local;
}

static bool named(const struct open_tag *t, const char *const *words, size_t n, bool any_prefix)
{
	size_t len = t->len;
	const char *name = any_prefix ? local_name(t, &len) : t->name;
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && strncasecmp(words[i], name, len) == 0)
			return true;
	return false;
}

static bool is_entry(const struct open_tag *t)
{
	static const char *const words[] = {"item", "entry"};
	return named(t, words, ARRAY_SIZE(words), true);
}

static bool is_structure(const struct open_tag *t)
{
	static const char *const words[] = {"rss", "rdf", "feed", "channel"};
	return is_entry(t) || named(t, words, ARRAY_SIZE(words), true);
}

/* Children of channel and item, feed and entry that hold none of each other: a sibling's start
 * ends them. */
static bool is_leaf(const struct open_tag *t)
{
	static const char *const words[] = {"title", "link", "description", "guid", "pubDate",
		"comments", "category", "dc:creator", "dc:date", "dc:subject", "content:encoded",
		"summary", "content", "id", "updated", "published", "issued", "modified"};
	return named(t, words, ARRAY_SIZE(words), false);
}

static bool same_name(const struct open_tag *t, const char *name, size_t len, bool any_case)
{
	return t->len == len &&
	       (any_case ? strncasecmp(t->name, name, len) == 0 : memcmp(t->name, name, len) == 0);
}

static void close_one(struct mender *m)
{
	struct open_tag *t = &m->open[--m->depth];
	(void)buf_puts(m->out, "</");
	(void)buf_add(m->out, t->name, t->len);
	(void)buf_putc(m->out, '>');
}

/* Closes down to `depth` open tags. */
static void close_to(struct mender *m, size_t depth)
{
	while (m->depth > depth) {
		close_one(m);
		m->unclosed++;
	}
}

/* What a start tag ends: an entry before the next, a field before its sibling. */
static void close_before(struct mender *m, const struct open_tag *next)
{
	if (is_entry(next)) {
		for (size_t i = m->depth; i > 0; i--) {
			if (is_entry(&m->open[i - 1])) {
				close_to(m, i - 1);
				return;
			}
		}
	}
	if (!is_entry(next) && !is_leaf(next))
		return;
	for (size_t i = m->depth; i > 1; i--) {
		if (is_structure(&m->open[i - 1]))
			return;
		if (is_leaf(&m->open[i - 1]) && is_structure(&m->open[i - 2])) {
			close_to(m, i - 1);
			return;
		}
	}
}

static void put_reference(struct mender *m, const char *s, size_t left, size_t *used)
{
	switch (mend_reference(&m->entities, s, left, used, m->out)) {
	case REFERENCE_HTML:
		m->html++;
		break;
	case REFERENCE_ODD:
		m->odd++;
		break;
	case REFERENCE_NONE:
		m->bare++;
		break;
	default:
		break;
	}
}

/* Text or an attribute's value, without markup of its own. */
static void put_text(struct mender *m, const char *s, size_t len, bool attribute)
{
	size_t start = 0;
	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)s[i];
		size_t n = 1;
		const char *instead = NULL;
		if (c == '&')
			instead = "";
		else if (c == '<')
			instead = "&lt;";
		else if (c == '>')
			instead = "&gt;";
		else if (attribute && c == '"')
			instead = "&quot;";
		else if ((c < 0x20 || c == 0xEF) && (n = forbidden(s + i, len - i)) > 0)
			instead = "";
		if (!instead) {
			i++;
			continue;
		}
		(void)buf_add(m->out, s + start, i - start);
		if (c == '&')
			put_reference(m, s + i, len - i, &n);
		else if (*instead)
			(void)buf_puts(m->out, instead);
		else
			m->characters++;
		i += n;
		start = i;
	}
	(void)buf_add(m->out, s + start, len - start);
}

/* Past the mark, or NULL; the rest of the document is then cut off. */
static const char *find(const struct mender *m, size_t from, const char *mark)
{
	return from < m->len ? memmem(m->s + from, m->len - from, mark, strlen(mark)) : NULL;
}

/* Where the end tag of the innermost element stands between two places; NULL if nowhere. */
static const char *find_own_end(const struct mender *m, size_t from, size_t to)
{
	if (m->depth == 0)
		return NULL;
	const struct open_tag *t = &m->open[m->depth - 1];
	AUTOFREE char *mark = xasprintf("</%.*s>", (int)t->len, t->name);
	return memmem(m->s + from, to - from, mark, strlen(mark));
}

static void mend_cdata(struct mender *m)
{
	size_t start = m->at + 9; /* within: the caller saw the mark */
	const char *end = m->no_cdata_end ? NULL : find(m, start, "]]>");
	m->no_cdata_end = !end; /* none from here on: not looked for again */
	size_t stop = end ? (size_t)(end - m->s) : m->len;
	size_t next = end ? stop + 3 : m->len;
	/* never closed, or by the end of another: it ends where its element does */
	if (!end || memmem(m->s + start, stop - start, "<![CDATA[", 9)) {
		const char *own = find_own_end(m, start, stop);
		if (own) {
			stop = next = (size_t)(own - m->s);
			m->unclosed++;
		} else if (!end) {
			m->cut = true;
		}
	}
	(void)buf_puts(m->out, "<![CDATA[");
	size_t done = start;
	for (size_t i = start; i < stop;) {
		size_t n = forbidden(m->s + i, stop - i);
		if (n > 0) {
			(void)buf_add(m->out, m->s + done, i - done);
			m->characters++;
			done = i + n;
		}
		i += n ? n : 1;
	}
	(void)buf_add(m->out, m->s + done, stop - done);
	(void)buf_puts(m->out, "]]>");
	m->at = next;
}

/* A declaration, comment or instruction: gone. Past it, or past its first character. */
static void mend_skip(struct mender *m, size_t from, const char *mark)
{
	const char *end = find(m, from, mark);
	if (end) {
		m->at = (size_t)(end - m->s) + strlen(mark);
		return;
	}
	m->cut = true;
	m->at = m->len;
}

/* Whether entries follow the place reached, as where a generator ends its feed too early. */
static bool entries_ahead(struct mender *m)
{
	static const char *const marks[] = {"<item>", "<item ", "<entry>", "<entry "};
	for (size_t i = 0; i < ARRAY_SIZE(marks) && !m->none_ahead; i++)
		if (find(m, m->at, marks[i]))
			return true;
	m->none_ahead = true;
	return false;
}

static void mend_end_tag(struct mender *m)
{
	const char *name = m->s + m->at + 2;
	size_t left = m->len - m->at - 2, len = 0;
	while (len < left && is_name(name[len]))
		len++;
	const char *next = memchr(name + len, '<', left - len);
	size_t within = next ? (size_t)(next - name) : left;
	const char *end = memchr(name + len, '>', within - len);
	if (!end && next)
		end = next - 1; /* no '>' before the next tag */
	m->at = end ? (size_t)(end - m->s) + 1 : m->len;
	if (!end) {
		m->unclosed++;
		m->cut |= !next;
	}
	struct open_tag ended = {.name = name, .len = len};
	if (m->skipped > 0 && !is_leaf(&ended) && !is_structure(&ended)) {
		m->skipped--;
		return;
	}
	m->skipped = 0;
	for (int any_case = 0; any_case < 2; any_case++) {
		for (size_t i = m->depth; i > 0; i--) {
			if (!same_name(&m->open[i - 1], name, len, any_case))
				continue;
			if (i == 1 && entries_ahead(m))
				break; /* the root goes on */
			close_to(m, i);
			m->ends_entries |= is_entry(&m->open[i - 1]);
			close_one(m);
			if (any_case)
				m->stray++;
			return;
		}
	}
	m->stray++;
}

struct attribute {
	const char *name, *value;
	size_t name_len, value_len;
};

/* One attribute at *at; false at the end of the tag. */
static bool read_attribute(struct mender *m, size_t *at, struct attribute *a)
{
	size_t i = *at;
	while (i < m->len && !is_name_start(m->s[i]) && m->s[i] != '>' && m->s[i] != '<') {
		if (!is_space(m->s[i]) && m->s[i] != '/')
			m->attributes++;
		i++;
	}
	*at = i;
	if (i >= m->len || m->s[i] == '>' || m->s[i] == '<')
		return false;
	a->name = m->s + i;
	while (i < m->len && is_name(m->s[i]))
		i++;
	a->name_len = (size_t)(m->s + i - a->name);
	while (i < m->len && is_space(m->s[i]))
		i++;
	a->value = a->name;
	a->value_len = 0;
	if (i >= m->len || m->s[i] != '=') {
		m->attributes++;
		*at = i;
		return true;
	}
	i++;
	while (i < m->len && is_space(m->s[i]))
		i++;
	char quote = i < m->len && (m->s[i] == '"' || m->s[i] == '\'') ? m->s[i] : '\0';
	const char *end = NULL;
	if (quote) {
		i++;
		size_t left = m->len - i;
		end = memchr(m->s + i, quote, left < VALUE_MAX ? left : VALUE_MAX);
	}
	a->value = m->s + i;
	if (end) { /* a tag that ends before another begins has lost its quote */
		const char *tag = memchr(a->value, '<', (size_t)(end - a->value));
		if (tag && memchr(a->value, '>', (size_t)(tag - a->value)))
			end = NULL;
	}
	if (end) {
		a->value_len = (size_t)(end - a->value);
		*at = i + a->value_len + 1;
		return true;
	}
	m->attributes++;
	while (i < m->len && !is_space(m->s[i]) && m->s[i] != '>' && m->s[i] != '<')
		i++;
	a->value_len = (size_t)(m->s + i - a->value);
	if (a->value_len > 0 && a->value[a->value_len - 1] == '/' && i < m->len && m->s[i] == '>')
		a->value_len--;
	*at = i;
	return true;
}

static bool seen(const struct attribute *list, size_t n, const struct attribute *a)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].name_len == a->name_len &&
			memcmp(list[i].name, a->name, a->name_len) == 0)
			return true;
	return false;
}

static void mend_start_tag(struct mender *m)
{
	struct open_tag tag = {.name = m->s + m->at + 1};
	size_t at = m->at + 1;
	while (at < m->len && is_name(m->s[at]))
		at++;
	tag.len = (size_t)(m->s + at - tag.name);
	while (tag.len > 1 && tag.name[tag.len - 1] == ':')
		tag.len--;
	struct attribute list[ATTRIBUTES_MAX];
	size_t n = 0;
	while (n < ATTRIBUTES_MAX && read_attribute(m, &at, &list[n])) {
		if (seen(list, n, &list[n]))
			m->attributes++;
		else
			n++;
	}
	if (n == ATTRIBUTES_MAX)
		while (at < m->len && m->s[at] != '>')
			at++;
	bool closed = at < m->len && m->s[at] == '>';
	bool empty = closed && m->s[at - 1] == '/';
	if (at >= m->len)
		m->cut = true;
	else if (!closed)
		m->unclosed++;
	m->at = closed ? at + 1 : at;
	size_t depth = m->depth;
	close_before(m, &tag);
	if (m->depth < depth)
		m->skipped = 0;
	bool in_leaf = m->depth > 0 && !is_structure(&m->open[m->depth - 1]);
	if (in_leaf && !empty && html_is_void(tag.name, tag.len)) {
		empty = true;
		m->unclosed++;
	}
	if (!empty && (m->depth == MEND_DEPTH_MAX || m->skipped)) {
		m->skipped++;
		return;
	}
	tag.out_at = m->out->len;
	(void)buf_putc(m->out, '<');
	(void)buf_add(m->out, tag.name, tag.len);
	for (size_t i = 0; i < n; i++) {
		(void)buf_putc(m->out, ' ');
		(void)buf_add(m->out, list[i].name, list[i].name_len);
		(void)buf_puts(m->out, "=\"");
		put_text(m, list[i].value, list[i].value_len, true);
		(void)buf_putc(m->out, '"');
	}
	(void)buf_puts(m->out, empty ? "/>" : ">");
	if (!empty)
		m->open[m->depth++] = tag;
}

static void mend_tag(struct mender *m)
{
	const char *s = m->s + m->at;
	size_t left = m->len - m->at;
	if (left >= 9 && memcmp(s, "<![CDATA[", 9) == 0) {
		mend_cdata(m);
	} else if (left >= 4 && memcmp(s, "<!--", 4) == 0) {
		mend_skip(m, m->at + 4, "-->");
	} else if (left >= 2 && s[1] == '?') {
		mend_skip(m, m->at + 2, ">");
	} else if (left >= 9 && strncasecmp(s, "<!doctype", 9) == 0) {
		mend_skip(m, m->at + 9, ">");
	} else if (left >= 3 && s[1] == '/' && is_name_start(s[2])) {
		mend_end_tag(m);
	} else if (left >= 2 && is_name_start(s[1])) {
		mend_start_tag(m);
	} else if (left < 9 && memcmp(s, "<![CDATA[", left) == 0) {
		m->cut = true; /* cut off inside the mark itself */
		m->at = m->len;
	} else {
		(void)buf_puts(m->out, "&lt;");
		m->signs++;
		m->at++;
	}
}

/* Whether the element reached has nothing in it so far. */
static bool is_hollow(const struct mender *m)
{
	return m->out->len > 0 && m->depth > 0 && is_entry(&m->open[m->depth - 1]) &&
	       !memchr(m->out->data + m->open[m->depth - 1].out_at + 1, '<',
		       m->out->len - m->open[m->depth - 1].out_at - 1);
}

/* The end of the document with tags still open. The last entry is whole only if it ends between
 * two fields, in a document that does not end its entries at all. */
static void finish(struct mender *m)
{
	bool in_field = m->depth > 0 && !is_structure(&m->open[m->depth - 1]);
	bool broken = m->cut || in_field || m->ends_entries || is_hollow(m);
	for (size_t i = m->depth; i > 0 && broken; i--) {
		if (!is_entry(&m->open[i - 1]))
			continue;
		m->out->len = m->open[i - 1].out_at;
		m->depth = i - 1;
		break;
	}
	close_to(m, 0);
}

static void note(struct feed_notes *notes, size_t n, const char *what)
{
	if (n > 0)
		notes_add(notes, "XML: %s: %zu", what, n);
}

void mend_xml(const char *text, size_t len, size_t root, struct buf *out, struct feed_notes *notes)
{
	struct mender m = {.s = text, .len = len, .at = root, .out = out};
	mend_entities_read(&m.entities, text, root);
	while (m.at < m.len && !out->cut) {
		const char *open = memchr(m.s + m.at, '<', m.len - m.at);
		size_t end = open ? (size_t)(open - m.s) : m.len;
		if (m.depth > 0)
			put_text(&m, m.s + m.at, end - m.at, false);
		m.at = end;
		if (open)
			mend_tag(&m);
		if (m.depth == 0 && out->len > 0)
			break; /* the root is closed: nothing after it counts */
	}
	bool cut = m.depth > 0 || m.cut;
	finish(&m);
	note(notes, m.html, "HTML entities put in without a DTD");
	note(notes, m.odd, "references to no character mended");
	note(notes, m.bare, "bare ampersands escaped");
	note(notes, m.signs, "bare less-than signs escaped");
	note(notes, m.characters, "characters that XML forbids left out");
	note(notes, m.unclosed, "tags closed that were left open");
	note(notes, m.stray, "end tags left out that closed nothing");
	note(notes, m.attributes, "faults in attributes mended");
	if (cut)
		notes_add(notes, "XML: the document is cut off");
	mend_entities_release(&m.entities);
}
