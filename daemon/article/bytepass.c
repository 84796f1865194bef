#include "article/bytepass.h"

#include <stdbool.h>
#include <stdint.h>
#include <strings.h>

#include "article/tags.h"
#include "util/hash.h"
#include "util/limits.h"
#include "util/mem.h"

/* How far up an end tag looks for its start: bounds the walk over hostile nesting. */
#define SCOPE_MAX 512
/* Formatting elements of one name open at once; HTML 5 keeps three alike. */
#define FORMAT_MAX 16
/* An attribute value is a class list, an address or a date; a description goes up to 4 KiB. */
#define VALUE_MAX KIB(16)

struct open_tag {
	enum tag tag;
	uint64_t name; /* hash of the lower-case name */
	size_t at, len; /* the name in the input */
};

struct walk {
	const char *s;
	size_t len, i;
	struct bytepass *out;
	struct open_tag stack[DOM_DEPTH_MAX];
	size_t depth;
	size_t unwritten; /* start tags past the depth limit, still to be ended */
	unsigned int open[TAG_COUNT]; /* elements of a tag on the stack */
	unsigned int spilled[TAG_COUNT]; /* formatting start tags past FORMAT_MAX */
	bool endless[TAG_COUNT]; /* no end tag of this name is ahead */
	bool endless_comment; /* no end of a comment is ahead */
	bool html, body;
};

struct one_tag {
	enum tag tag;
	uint64_t name;
	size_t at, len; /* of the name */
	struct {
		size_t at, len;
		bool given;
	} attrs[ATTR_COUNT];
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static uint64_t name_hash(const char *s, size_t len)
{
	char low[64];
	size_t n = len < sizeof(low) ? len : sizeof(low);
	for (size_t i = 0; i < n; i++)
		low[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];
	return hash_fnv(low, n, HASH_FNV_SEED);
}

/* Copies text with NUL and other control bytes as blanks, and "&" that begins no reference escaped.
 */
static void put_text(struct walk *w, const char *s, size_t len)
{
	size_t start = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		bool lone = c == '&' && !(i + 1 < len && (is_letter(s[i + 1]) || s[i + 1] == '#'));
		if (((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t' || c == '\r') && !lone)
			continue;
		(void)buf_add(&w->out->html, s + start, i - start);
		(void)buf_puts(&w->out->html, lone ? "&amp;" : " ");
		start = i + 1;
	}
	(void)buf_add(&w->out->html, s + start, len - start);
}

static void put_value(struct walk *w, const char *s, size_t len)
{
	size_t start = 0;
	if (len > VALUE_MAX)
		len = VALUE_MAX;
	for (size_t i = 0; i < len; i++) {
		if (s[i] != '"' && s[i] != '<')
			continue;
		put_text(w, s + start, i - start);
		(void)buf_puts(&w->out->html, s[i] == '"' ? "&quot;" : "&lt;");
		start = i + 1;
	}
	put_text(w, s + start, len - start);
}

static void put_name(struct walk *w, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = s[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		else if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-')
			c = '-';
		(void)buf_putc(&w->out->html, c);
	}
}

static void put_start(struct walk *w, const struct one_tag *tag)
{
	struct buf *html = &w->out->html;
	(void)buf_putc(html, '<');
	put_name(w, w->s + tag->at, tag->len);
	for (size_t i = 0; i < ATTR_COUNT; i++) {
		if (!tag->attrs[i].given)
			continue;
		(void)buf_printf(html, " %s=\"", attr_name((enum attr)i));
		put_value(w, w->s + tag->attrs[i].at, tag->attrs[i].len);
		(void)buf_putc(html, '"');
	}
	(void)buf_puts(html, tag_flags(tag->tag) & TAG_VOID ? "/>" : ">");
	w->out->n_elements++;
}

/* Writes the end tags of all above `keep` elements. */
static void pop_to(struct walk *w, size_t keep)
{
	while (w->depth > keep) {
		const struct open_tag *top = &w->stack[--w->depth];
		(void)buf_puts(&w->out->html, "</");
		put_name(w, w->s + top->at, top->len);
		(void)buf_putc(&w->out->html, '>');
		w->open[top->tag]--;
	}
}

/* Elements out of which no end tag inside reaches. */
static bool is_wall(enum tag tag)
{
	return tag == TAG_TD || tag == TAG_TH || tag == TAG_TABLE || tag == TAG_CAPTION ||
	       tag == TAG_OBJECT;
}

static bool is_cell(enum tag tag)
{
	return tag == TAG_TD || tag == TAG_TH;
}

static bool is_heading(enum tag tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

static bool is_group(enum tag tag)
{
	return tag == TAG_TBODY || tag == TAG_THEAD || tag == TAG_TFOOT;
}

/* Ends an open element of this tag that no wall hides; false if there is none. */
static bool close_in_scope(struct walk *w, enum tag tag)
{
	if (w->open[tag] == 0)
		return false;
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		if (w->stack[k].tag == tag) {
			pop_to(w, k);
			return true;
		}
		/* A button hides open paragraphs alone: one that was never ended ends with what is
		 * around it. */
		if (is_wall(w->stack[k].tag) || (tag == TAG_P && w->stack[k].tag == TAG_BUTTON))
			return false;
	}
	return false;
}

/* li, dd, dt: ends the one before, unless another block was opened inside it. */
static void close_item(struct walk *w, enum tag a, enum tag b)
{
	if (w->open[a] == 0 && w->open[b] == 0)
		return;
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		enum tag at = w->stack[k].tag;
		if (at == a || at == b) {
			pop_to(w, k);
			return;
		}
		if (tag_flags(at) & TAG_BLOCK && at != TAG_P && at != TAG_DIV && at != TAG_ADDRESS)
			return;
	}
}

/* Table parts end those before them, up to the nearest table. */
static void close_table_part(struct walk *w, enum tag tag)
{
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		enum tag at = w->stack[k].tag;
		if (at == TAG_TABLE)
			return;
		bool ends = is_cell(tag)    ? is_cell(at)
			    : tag == TAG_TR ? at == TAG_TR
					    : is_group(at) || at == TAG_CAPTION;
		if (ends) {
			pop_to(w, k);
			return;
		}
		if (is_cell(tag) && at == TAG_TR)
			return;
		if (tag == TAG_TR && is_group(at))
			return;
	}
}

/* An a inside an a ends the outer one, where only formatting stands between. */
static void close_link(struct walk *w)
{
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		if (w->stack[k].tag == TAG_A) {
			pop_to(w, k);
			return;
		}
		if (!(tag_flags(w->stack[k].tag) & TAG_FORMAT))
			return;
	}
}

static void imply_ends(struct walk *w, enum tag tag)
{
	if (tag_flags(tag) & TAG_CLOSES_P)
		(void)close_in_scope(w, TAG_P);
	if (tag == TAG_LI)
		close_item(w, TAG_LI, TAG_LI);
	else if (tag == TAG_DD || tag == TAG_DT)
		close_item(w, TAG_DD, TAG_DT);
	else if ((is_cell(tag) || tag == TAG_TR || is_group(tag)) && w->open[TAG_TABLE] > 0)
		close_table_part(w, tag);
	else if (tag == TAG_A && w->open[TAG_A] > 0)
		close_link(w);
	else if (tag == TAG_BUTTON)
		(void)close_in_scope(w, TAG_BUTTON);
	else if (is_heading(tag) && w->depth > 0 && is_heading(w->stack[w->depth - 1].tag))
		pop_to(w, w->depth - 1);
}

/* Where "</name" next stands at or after i (any case), or len. */
static size_t find_end_tag(const struct walk *w, size_t i, const char *name, size_t n)
{
	while (i + n + 2 <= w->len) {
		const char *p = memchr(w->s + i, '<', w->len - i);
		if (!p)
			break;
		i = (size_t)(p - w->s);
		if (i + 2 + n <= w->len && p[1] == '/' && strncasecmp(p + 2, name, n) == 0 &&
			(i + 2 + n == w->len || !is_letter(p[2 + n])))
			return i;
		i++;
	}
	return w->len;
}

/* Past the next ">" at or after i. */
static size_t past_gt(const struct walk *w, size_t i)
{
	const char *p = i < w->len ? memchr(w->s + i, '>', w->len - i) : NULL;
	return p ? (size_t)(p - w->s) + 1 : w->len;
}

/* The end of an element that may hold others of its name: past its end tag, or 0 if it has none. */
static size_t skip_nested(const struct walk *w, size_t i, const char *name, size_t n)
{
	size_t open = 1;
	while (i < w->len) {
		const char *p = memchr(w->s + i, '<', w->len - i);
		if (!p)
			return 0;
		i = (size_t)(p - w->s) + 1;
		bool end = i < w->len && w->s[i] == '/';
		size_t at = i + end;
		if (at + n > w->len || strncasecmp(w->s + at, name, n) != 0 ||
			(at + n < w->len && is_letter(w->s[at + n])))
			continue;
		size_t gt = past_gt(w, at);
		if (end && --open == 0)
			return gt;
		if (!end && !(gt >= 2 && w->s[gt - 2] == '/'))
			open++;
		i = gt;
	}
	return 0;
}

static bool says_json_ld(const struct walk *w, const struct one_tag *tag)
{
	static const char type[] = "ld+json";
	if (!tag->attrs[ATTR_TYPE].given)
		return false;
	return memmem(w->s + tag->attrs[ATTR_TYPE].at, tag->attrs[ATTR_TYPE].len, type,
		       sizeof(type) - 1) != NULL;
}

/* Skips what no browser shows; title keeps its text. Returns false when the tag has no end and
 * must be treated as empty. */
static void skip_content(struct walk *w, const struct one_tag *tag)
{
	const char *name = w->s + tag->at;
	if (w->endless[tag->tag])
		return;
	if (!(tag_flags(tag->tag) & TAG_RAW)) {
		size_t end = skip_nested(w, w->i, name, tag->len);
		w->endless[tag->tag] = end == 0;
		if (end)
			w->i = end;
		return;
	}
	size_t end = find_end_tag(w, w->i, name, tag->len);
	w->endless[tag->tag] = end == w->len;
	if (end == w->len && tag->tag != TAG_SCRIPT && tag->tag != TAG_STYLE &&
		tag->tag != TAG_TITLE)
		return;
	if (tag->tag == TAG_SCRIPT && says_json_ld(w, tag) &&
		w->out->n_scripts < BYTEPASS_SCRIPTS_MAX) {
		w->out->scripts[w->out->n_scripts].bytes = w->s + w->i;
		w->out->scripts[w->out->n_scripts++].len = end - w->i;
	}
	if (tag->tag == TAG_TITLE && end < w->len) {
		put_start(w, tag);
		for (size_t i = w->i; i < end;) {
			const char *lt = memchr(w->s + i, '<', end - i);
			size_t to = lt ? (size_t)(lt - w->s) : end;
			put_text(w, w->s + i, to - i);
			if (lt)
				(void)buf_puts(&w->out->html, "&lt;");
			i = to + (lt != NULL);
		}
		(void)buf_puts(&w->out->html, "</title>");
	}
	w->i = tag->tag == TAG_TITLE && end == w->len ? w->i : past_gt(w, end);
}

/* Reads name and attributes from w->i (at the name) past the ">"; false at the end of input. */
static bool read_tag(struct walk *w, struct one_tag *tag)
{
	const char *s = w->s;
	size_t i = w->i;
	memset(tag, 0, sizeof(*tag));
	tag->at = i;
	while (i < w->len && !is_blank(s[i]) && s[i] != '>' && s[i] != '/')
		i++;
	tag->len = i - tag->at;
	tag->tag = tag_find(s + tag->at, tag->len);
	tag->name = tag->tag == TAG_OTHER ? name_hash(s + tag->at, tag->len) : 0;
	for (;;) {
		while (i < w->len && (is_blank(s[i]) || s[i] == '/'))
			i++;
		if (i >= w->len)
			return false;
		if (s[i] == '>')
			break;
		size_t name = i++;
		while (i < w->len && !is_blank(s[i]) && s[i] != '=' && s[i] != '>' && s[i] != '/')
			i++;
		size_t name_len = i - name, at = i, len = 0;
		while (i < w->len && is_blank(s[i]))
			i++;
		if (i < w->len && s[i] == '=') {
			i++;
			while (i < w->len && is_blank(s[i]))
				i++;
			if (i < w->len && (s[i] == '"' || s[i] == '\'')) {
				const char *q = memchr(s + i + 1, s[i], w->len - i - 1);
				if (!q)
					return false;
				at = i + 1;
				len = (size_t)(q - s) - at;
				i = at + len + 1;
			} else {
				at = i;
				while (i < w->len && !is_blank(s[i]) && s[i] != '>')
					i++;
				len = i - at;
			}
		}
		enum attr attr = attr_find(s + name, name_len);
		if (attr != ATTR_COUNT && !tag->attrs[attr].given) {
			tag->attrs[attr].given = true;
			tag->attrs[attr].at = at;
			tag->attrs[attr].len = len;
		}
	}
	w->i = i + 1;
	return true;
}

static void start_tag(struct walk *w)
{
	struct one_tag tag;
	if (!read_tag(w, &tag)) {
		w->i = w->len;
		return;
	}
	unsigned int flags = tag_flags(tag.tag);
	if (flags & (TAG_RAW | TAG_UNSEEN)) {
		skip_content(w, &tag);
		return;
	}
	if (tag.tag == TAG_HEAD || (tag.tag == TAG_HTML && w->html) ||
		(tag.tag == TAG_BODY && w->body))
		return;
	if (tag.tag == TAG_HTML || tag.tag == TAG_BODY) {
		/* Both end with the input, whatever their end tags say. */
		if (w->depth > (tag.tag == TAG_BODY && w->html ? 1u : 0u))
			return;
		*(tag.tag == TAG_HTML ? &w->html : &w->body) = true;
	}
	imply_ends(w, tag.tag);
	if (w->out->n_elements >= DOM_NODES_MAX)
		return;
	if (flags & TAG_VOID) {
		put_start(w, &tag);
		return;
	}
	if (flags & TAG_FORMAT && w->open[tag.tag] >= FORMAT_MAX) {
		w->spilled[tag.tag]++;
		return;
	}
	if (w->depth == DOM_DEPTH_MAX) {
		w->unwritten++;
		return;
	}
	put_start(w, &tag);
	w->stack[w->depth++] = (struct open_tag){
		.tag = tag.tag, .name = tag.name, .at = tag.at, .len = tag.len};
	w->open[tag.tag]++;
}

static void end_format(struct walk *w, enum tag tag)
{
	if (w->spilled[tag] > 0) {
		w->spilled[tag]--;
		return;
	}
	if (w->open[tag] == 0)
		return;
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		if (w->stack[k].tag == tag) {
			pop_to(w, k);
			return;
		}
		if (tag_flags(w->stack[k].tag) & TAG_BLOCK)
			return;
	}
}

static void end_other(struct walk *w, uint64_t name)
{
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		if (w->stack[k].tag == TAG_OTHER && w->stack[k].name == name) {
			pop_to(w, k);
			return;
		}
		if (is_wall(w->stack[k].tag))
			return;
	}
}

/* Table parts may be ended from inside a cell: only a table hides them. */
static void end_table_part(struct walk *w, enum tag tag)
{
	for (size_t k = w->depth, steps = 0; k-- > 0 && steps < SCOPE_MAX; steps++) {
		if (w->stack[k].tag == tag) {
			pop_to(w, k);
			return;
		}
		if (w->stack[k].tag == TAG_TABLE)
			return;
	}
}

static void end_tag(struct walk *w)
{
	struct one_tag tag;
	if (!read_tag(w, &tag)) {
		w->i = w->len;
		return;
	}
	if (tag.tag == TAG_BR)
		(void)buf_puts(&w->out->html, "<br/>");
	if (tag.tag == TAG_HTML || tag.tag == TAG_BODY || tag.tag == TAG_HEAD ||
		tag_flags(tag.tag) & (TAG_VOID | TAG_RAW | TAG_UNSEEN))
		return;
	if (w->unwritten > 0) {
		w->unwritten--;
		return;
	}
	if (tag.tag == TAG_OTHER) {
		if (w->open[TAG_OTHER] > 0)
			end_other(w, tag.name);
	} else if (tag_flags(tag.tag) & TAG_FORMAT) {
		end_format(w, tag.tag);
	} else if (is_cell(tag.tag) || tag.tag == TAG_TR || is_group(tag.tag) ||
		   tag.tag == TAG_TABLE) {
		if (w->open[tag.tag] > 0)
			end_table_part(w, tag.tag);
	} else if (is_heading(tag.tag)) {
		/* Any heading's end tag ends the open one. */
		if (!close_in_scope(w, tag.tag) && w->depth > 0 &&
			is_heading(w->stack[w->depth - 1].tag))
			pop_to(w, w->depth - 1);
	} else {
		(void)close_in_scope(w, tag.tag);
	}
}

static void markup(struct walk *w)
{
	const char *s = w->s;
	size_t i = w->i, left = w->len - i;
	if (left >= 4 && memcmp(s + i, "<!--", 4) == 0) {
		const char *end = left > 4 && s[i + 4] == '>' ? s + i + 2 : NULL;
		if (!end && !w->endless_comment) {
			end = memmem(s + i + 4, left - 4, "-->", 3);
			w->endless_comment = !end;
		}
		/* A comment that never ends would hide the rest: end it with its tag. */
		w->i = end ? (size_t)(end - s) + 3 : past_gt(w, i);
	} else if (left >= 2 && (s[i + 1] == '!' || s[i + 1] == '?')) {
		w->i = past_gt(w, i);
	} else if (left >= 3 && s[i + 1] == '/' && is_letter(s[i + 2])) {
		w->i += 2;
		end_tag(w);
	} else if (left >= 3 && s[i + 1] == '/') {
		w->i = past_gt(w, i);
	} else if (left >= 2 && is_letter(s[i + 1])) {
		w->i++;
		start_tag(w);
	} else {
		(void)buf_puts(&w->out->html, "&lt;");
		w->i++;
	}
}

void bytepass_run(const char *bytes, size_t len, struct bytepass *out)
{
	memset(out, 0, sizeof(*out));
	/* End tags that were missing, escapes: real pages shrink to a third. */
	buf_init(&out->html, PAGE_BYTES_MAX * 2);
	struct walk *w = xcalloc(1, sizeof(*w));
	w->s = bytes;
	w->len = len;
	w->out = out;
	while (w->i < len) {
		const char *lt = memchr(bytes + w->i, '<', len - w->i);
		size_t end = lt ? (size_t)(lt - bytes) : len;
		put_text(w, bytes + w->i, end - w->i);
		w->i = end;
		if (lt)
			markup(w);
	}
	pop_to(w, 0);
	free(w);
}

void bytepass_release(struct bytepass *pass)
{
	buf_release(&pass->html);
}
