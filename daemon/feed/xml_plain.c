#include "feed/xml_plain.h"

#include <stdint.h>
#include <strings.h>

#include "feed/reader.h"
#include "feed/xml.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/utf8.h"

/* Beyond these libxml2 has limits of its own, to be told by it. */
#define TEXT_MAX       MIB(8)
#define DEPTH_MAX      200
#define ATTRIBUTES_MAX 100
#define NAME_LEN_MAX   200
/* Feeds with every extension have about 100 names; ten times that is no plain feed. */
#define NAMES_MAX 1000

#define XML_URI   "http://www.w3.org/XML/1998/namespace"
#define XMLNS_URI "http://www.w3.org/2000/xmlns/"

/* What a byte may be. */
enum {
	NAME_START = 1,
	NAME = 2,
	SPACE = 4,
	URI = 8, /* needs no escape in a namespace's name */
	BAD = 16, /* no character of XML, or the first byte of one (U+FFFE), or to be made another
		   */
	MARKUP = 32, /* in text: not what it stands for */
	VALUE = 64, /* in an attribute's value: the same */
};
static const unsigned char kinds[256] = {
	[0x00 ... 0x08] = BAD,
	['\t'] = SPACE | VALUE,
	['\n'] = SPACE | VALUE,
	[0x0B ... 0x0C] = BAD,
	['\r'] = SPACE | BAD,
	[0x0E ... 0x1F] = BAD,
	[' '] = SPACE,
	['#'] = URI,
	['&'] = URI | MARKUP | VALUE,
	['+'] = URI,
	['-' ... '.'] = NAME | URI,
	['/'] = URI,
	['0' ... '9'] = NAME | URI,
	[':'] = URI,
	['<'] = MARKUP | VALUE,
	['='] = URI,
	['?'] = URI,
	['A' ... 'Z'] = NAME_START | NAME | URI,
	[']'] = MARKUP,
	['_'] = NAME_START | NAME | URI,
	['a' ... 'z'] = NAME_START | NAME | URI,
	['~'] = URI,
	[0xEF] = BAD,
};

struct binding {
	const char *prefix; /* NULL: none; interned, as the next */
	const char *uri;
};

struct open_element {
	const char *name; /* in the text: where its start tag has it */
	size_t len;
	size_t n_bindings; /* in force outside of it */
};

struct name {
	const char *prefix, *local; /* interned; prefix may be NULL */
};

struct plain {
	const char *at, *end;
	size_t size; /* of the document */
	struct reader *reader;
	struct strmap map; /* of what is interned */
	char **interned;
	size_t n_interned, interned_cap;
	struct binding bindings[DEPTH_MAX + ATTRIBUTES_MAX];
	size_t n_bindings;
	struct open_element open[DEPTH_MAX];
	size_t depth;
	const char *xml; /* the prefix and the namespace that need no declaration */
	const char *xml_uri;
	/* one tag's: */
	struct name names[ATTRIBUTES_MAX];
	const unsigned char *raw[ATTRIBUTES_MAX * 5];
	const unsigned char *declared[ATTRIBUTES_MAX * 2];
	/* Its values that are not written as they are meant. Reading makes none longer, so that
	 * what holds the document holds those of any tag; NULL: there was none yet. */
	char *values;
	size_t values_len;
};

static bool is(char c, unsigned char kind)
{
	return kinds[(unsigned char)c] & kind;
}

static bool looking_at(const struct plain *p, const char *s)
{
	size_t len = strlen(s);
	return (size_t)(p->end - p->at) >= len && memcmp(p->at, s, len) == 0;
}

static bool skip(struct plain *p, const char *s)
{
	if (!looking_at(p, s))
		return false;
	p->at += strlen(s);
	return true;
}

static bool skip_space(struct plain *p)
{
	const char *from = p->at;
	while (p->at < p->end && is(*p->at, SPACE))
		p->at++;
	return p->at > from;
}

/* The string with a NUL after it, the same pointer for the same bytes; NULL: too many. */
static const char *intern(struct plain *p, const char *s, size_t len)
{
	uint32_t known = strmap_get(&p->map, s, len);
	if (known != STRMAP_NONE)
		return p->interned[known];
	if (p->n_interned == NAMES_MAX)
		return NULL;
	MEM_ROOM(p->interned, p->n_interned, p->interned_cap);
	(void)strmap_add(&p->map, s, len, (uint32_t)p->n_interned);
	return p->interned[p->n_interned++] = xstrndup(s, len);
}

/* Moves over a byte that is BAD, and what follows of its character; tells the reader what is meant
 * if asked to. False: it is no character of XML. */
static bool odd_character(struct plain *p, bool tell)
{
	const char *from = p->at++;
	if (*from == '\r') { /* alone or before a newline it is one */
		if (tell && (p->at == p->end || *p->at != '\n'))
			reader_text(p->reader, "\n", 1);
		return true;
	}
	if ((unsigned char)*from != 0xEF || p->end - from < 3 ||
		((unsigned char)from[1] == 0xBF && (unsigned char)from[2] >= 0xBE))
		return false;
	p->at += 2; /* the text is UTF-8 without faults */
	if (tell)
		reader_text(p->reader, from, 3);
	return true;
}

/* ---- references */

static bool is_char(unsigned int cp)
{
	return cp == '\t' || cp == '\n' || cp == '\r' || (cp >= 0x20 && cp <= 0xD7FF) ||
	       (cp >= 0xE000 && cp <= 0xFFFD) || (cp >= 0x10000 && cp <= 0x10FFFF);
}

static bool number(struct plain *p, unsigned int *cp)
{
	unsigned int base = skip(p, "x") ? 16 : 10;
	const char *from = p->at;
	*cp = 0;
	for (; p->at < p->end && *cp <= 0x10FFFF; p->at++) {
		unsigned int c = (unsigned char)*p->at, digit = base;
		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if (base == 16 && is(*p->at, NAME_START) && (c | 0x20) <= 'f')
			digit = (c | 0x20) - 'a' + 10;
		if (digit == base)
			break;
		*cp = *cp * base + digit;
	}
	return p->at > from && is_char(*cp) && skip(p, ";");
}

/* A reference, to the end of its semicolon, as UTF-8 into 4 bytes; returns how many are used, 0 for
 * one that only a DTD knows. */
static size_t reference(struct plain *p, char *out)
{
	static const struct {
		const char *text;
		char c;
	} five[] = {
		{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	unsigned int cp;
	for (size_t i = 0; i < ARRAY_SIZE(five); i++) {
		if (skip(p, five[i].text)) {
			*out = five[i].c;
			return 1;
		}
	}
	return skip(p, "&#") && number(p, &cp) ? utf8_encode(cp, out) : 0;
}

/* ---- text, CDATA, comments, instructions */

/* Up to the next tag. */
static bool text(struct plain *p)
{
	for (;;) {
		const char *from = p->at;
		char one[4];
		size_t n;
		while (p->at < p->end && !is(*p->at, MARKUP | BAD))
			p->at++;
		if (p->at > from)
			reader_text(p->reader, from, (size_t)(p->at - from));
		if (p->at == p->end || *p->at == '<')
			return true;
		if (*p->at == '&') {
			n = reference(p, one);
			if (!n)
				return false;
			reader_text(p->reader, one, n);
		} else if (*p->at == ']') {
			if (looking_at(p, "]]>"))
				return false;
			reader_text(p->reader, p->at++, 1);
		} else if (!odd_character(p, true)) {
			return false;
		}
	}
}

/* Plain text up to a place; told to the reader if asked to. */
static bool plain_text(struct plain *p, const char *close, bool tell)
{
	while (p->at < close) {
		const char *from = p->at;
		while (p->at < close && !is(*p->at, BAD))
			p->at++;
		if (tell && p->at > from)
			reader_text(p->reader, from, (size_t)(p->at - from));
		if (p->at < close && !odd_character(p, tell))
			return false;
	}
	return true;
}

/* The first of a mark of two or three bytes; NULL: there is none. */
static const char *find(const struct plain *p, const char *mark)
{
	return memmem(p->at, (size_t)(p->end - p->at), mark, strlen(mark));
}

/* After its "<![CDATA[". One that holds another was never closed. */
static bool cdata(struct plain *p)
{
	static const char begin[] = "<![CDATA[";
	const char *close = find(p, "]]>");
	return close && !memmem(p->at, (size_t)(close - p->at), begin, sizeof(begin) - 1) &&
	       plain_text(p, close, true) && skip(p, "]]>");
}

/* After its "<!--". */
static bool comment(struct plain *p)
{
	const char *close = find(p, "--");
	return close && plain_text(p, close, false) && skip(p, "-->");
}

/* After its "<?"; one named xml is misplaced. */
static bool instruction(struct plain *p)
{
	const char *from = p->at;
	if (p->at == p->end || !is(*p->at, NAME_START))
		return false;
	while (p->at < p->end && is(*p->at, NAME))
		p->at++;
	if (p->at - from == 3 && strncasecmp(from, "xml", 3) == 0)
		return false;
	const char *close = find(p, "?>");
	return close && (p->at == close || skip_space(p)) && plain_text(p, close, false) &&
	       skip(p, "?>");
}

/* White space, comments and instructions around the root element. */
static bool misc(struct plain *p)
{
	for (;;) {
		(void)skip_space(p);
		bool good = true;
		if (skip(p, "<!--"))
			good = comment(p);
		else if (skip(p, "<?"))
			good = instruction(p);
		else
			return true;
		if (!good)
			return false;
	}
}

/* A value in quotes that must be one of two. */
static bool quoted(struct plain *p, const char *a, const char *b)
{
	char quote = p->at < p->end ? *p->at : '\0';
	if (quote != '"' && quote != '\'')
		return false;
	p->at++;
	return (skip(p, a) || skip(p, b)) && p->at < p->end && *p->at++ == quote;
}

static bool encoding_name(struct plain *p)
{
	char quote = p->at < p->end ? *p->at++ : '\0';
	const char *from = p->at;
	if ((quote != '"' && quote != '\'') || p->at == p->end || !is(*p->at, NAME_START) ||
		*p->at == '_')
		return false;
	while (p->at < p->end && is(*p->at, NAME) && p->at - from < NAME_LEN_MAX)
		p->at++;
	return p->at < p->end && *p->at++ == quote;
}

static bool declaration(struct plain *p)
{
	if (!looking_at(p, "<?xml") || p->end - p->at < 6 || !is(p->at[5], SPACE))
		return true;
	p->at += 5;
	(void)skip_space(p);
	if (!skip(p, "version=") || !quoted(p, "1.0", "1.0"))
		return false;
	bool space = skip_space(p);
	if (space && skip(p, "encoding=")) {
		if (!encoding_name(p))
			return false;
		space = skip_space(p);
	}
	if (space && skip(p, "standalone=")) {
		if (!quoted(p, "yes", "no"))
			return false;
		(void)skip_space(p);
	}
	return skip(p, "?>");
}

/* ---- tags */

static bool qname(struct plain *p, struct name *out)
{
	const char *from = p->at, *colon = NULL;
	const char *first = from; /* of the part at hand */
	for (; p->at < p->end; p->at++) {
		if (*p->at == ':') {
			if (colon || p->at == from)
				return false;
			colon = p->at;
			first = colon + 1;
		} else if (!is(*p->at, p->at == first ? NAME_START : NAME)) {
			break;
		}
	}
	size_t len = (size_t)(p->at - from);
	if (len == 0 || len > NAME_LEN_MAX || first == p->at)
		return false;
	/* A byte beyond ASCII may be a part of the name. */
	if (p->at == p->end || (unsigned char)*p->at >= 0x80)
		return false;
	out->prefix = colon ? intern(p, from, (size_t)(colon - from)) : NULL;
	out->local = intern(p, first, (size_t)(p->at - first));
	return out->local && (!colon || out->prefix);
}

/* The rest of a value that is not written as it is meant, into p->values. */
static bool mended_value(struct plain *p, char quote)
{
	while (p->at < p->end && *p->at != quote) {
		char *to = p->values + p->values_len, c = *p->at;
		if (c == '&') {
			size_t n = reference(p, to);
			if (!n)
				return false;
			p->values_len += n;
		} else if (c == '<' || (is(c, BAD) && c != '\r')) {
			return false;
		} else {
			p->at++;
			if (c == '\r' && p->at < p->end && *p->at == '\n')
				p->at++;
			*to = is(c, SPACE) ? ' ' : c;
			p->values_len++;
		}
	}
	return p->at < p->end;
}

/* A value in its quotes; fills in where it begins and ends. */
static bool value(struct plain *p, const unsigned char **begin, const unsigned char **end)
{
	char quote = p->at < p->end ? *p->at : '\0';
	if (quote != '"' && quote != '\'')
		return false;
	const char *from = ++p->at;
	while (p->at < p->end && *p->at != quote && !is(*p->at, VALUE | BAD))
		p->at++;
	if (p->at == p->end)
		return false;
	if (*p->at == quote) {
		*begin = (const unsigned char *)from;
		*end = (const unsigned char *)p->at++;
		return true;
	}
	if (!p->values)
		p->values = xmalloc(p->size);
	char *start = p->values + p->values_len;
	memcpy(start, from, (size_t)(p->at - from));
	p->values_len += (size_t)(p->at - from);
	if (!mended_value(p, quote))
		return false;
	p->at++;
	*begin = (const unsigned char *)start;
	*end = (const unsigned char *)p->values + p->values_len;
	return true;
}

/* Whether libxml2 takes it for the name of a namespace without a word. */
static bool plain_uri(const char *s, size_t len)
{
	size_t at = 0, hashes = 0;
	while (at < len && is(s[at], NAME) && s[at] != '_')
		at++;
	if (at == 0 || at == len || s[at] != ':' || !is(s[0], NAME_START))
		return false;
	for (at++; at < len; at++) {
		hashes += s[at] == '#';
		if (!is(s[at], URI) || s[at] == ':' || hashes > 1)
			return false;
	}
	return true;
}

/* xmlns or xmlns:PREFIX. Empties the default alone. */
static bool declare(struct plain *p, const char *prefix, const unsigned char *begin,
	const unsigned char *end, size_t *n_declared)
{
	const char *s = (const char *)begin;
	size_t len = (size_t)(end - begin);
	if (len == 0 ? prefix != NULL : !plain_uri(s, len))
		return false;
	const char *uri = intern(p, s, len);
	if (!uri || uri == p->xml_uri || strcmp(uri, XMLNS_URI) == 0 || prefix == p->xml ||
		(prefix && strcmp(prefix, "xmlns") == 0) ||
		p->n_bindings == ARRAY_SIZE(p->bindings))
		return false;
	for (size_t i = 0; i < *n_declared; i++) /* twice in a tag */
		if ((const char *)p->declared[2 * i] == prefix)
			return false;
	p->declared[2 * *n_declared] = (const unsigned char *)prefix;
	p->declared[2 * *n_declared + 1] = (const unsigned char *)uri;
	++*n_declared;
	p->bindings[p->n_bindings++] = (struct binding){prefix, uri};
	return true;
}

/* The namespace of a prefix into *uri, NULL for none; false: the prefix was never declared. */
static bool resolve(const struct plain *p, const char *prefix, const char **uri)
{
	*uri = NULL;
	for (size_t i = p->n_bindings; i-- > 0;) {
		if (p->bindings[i].prefix != prefix)
			continue;
		*uri = *p->bindings[i].uri ? p->bindings[i].uri : NULL;
		return true;
	}
	if (prefix == p->xml)
		*uri = p->xml_uri;
	return !prefix || prefix == p->xml;
}

/* The attributes of a tag up to its end; declarations are taken out. */
static bool attributes(struct plain *p, struct xml_attributes *atts)
{
	static const char xmlns[] = "xmlns";
	size_t n_declared = 0;
	for (atts->n = 0;; atts->n++) {
		bool space = skip_space(p);
		if (p->at == p->end)
			return false;
		if (*p->at == '>' || *p->at == '/')
			break;
		struct name *name = &p->names[atts->n];
		const unsigned char **raw = p->raw + atts->n * 5;
		if (!space || atts->n == ATTRIBUTES_MAX - 1 || n_declared == ATTRIBUTES_MAX - 1 ||
			!qname(p, name))
			return false;
		(void)skip_space(p);
		if (!skip(p, "="))
			return false;
		(void)skip_space(p);
		if (!value(p, &raw[3], &raw[4]))
			return false;
		bool other = name->prefix && strcmp(name->prefix, xmlns) == 0;
		if (!other && (name->prefix || strcmp(name->local, xmlns) != 0))
			continue;
		if (!declare(p, other ? name->local : NULL, raw[3], raw[4], &n_declared))
			return false;
		atts->n--;
	}
	atts->raw = p->raw;
	atts->namespaces = p->declared;
	atts->n_namespaces = n_declared;
	for (size_t i = 0; i < atts->n; i++) {
		const char *uri = NULL;
		if (p->names[i].prefix && !resolve(p, p->names[i].prefix, &uri))
			return false;
		p->raw[i * 5] = (const unsigned char *)p->names[i].local;
		p->raw[i * 5 + 1] = (const unsigned char *)p->names[i].prefix;
		p->raw[i * 5 + 2] = (const unsigned char *)uri;
		for (size_t k = 0; k < i; k++) /* the same twice */
			if (p->raw[k * 5] == p->raw[i * 5] &&
				p->raw[k * 5 + 2] == p->raw[i * 5 + 2])
				return false;
	}
	return true;
}

static void close_element(struct plain *p)
{
	reader_end(p->reader);
	p->n_bindings = p->open[--p->depth].n_bindings;
}

/* After its "<". */
static bool start_tag(struct plain *p)
{
	struct open_element element = {.name = p->at, .n_bindings = p->n_bindings};
	struct xml_attributes atts = {0};
	struct name name;
	const char *uri;
	if (p->depth == DEPTH_MAX || !qname(p, &name))
		return false;
	element.len = (size_t)(p->at - element.name);
	p->values_len = 0;
	if (!attributes(p, &atts) || name.prefix == p->xml || !resolve(p, name.prefix, &uri))
		return false;
	p->open[p->depth++] = element;
	reader_start(p->reader, name.local, name.prefix, uri, &atts);
	if (skip(p, "/"))
		close_element(p);
	return skip(p, ">");
}

/* After its "</". */
static bool end_tag(struct plain *p)
{
	const struct open_element *element = &p->open[p->depth - 1];
	if ((size_t)(p->end - p->at) < element->len ||
		memcmp(p->at, element->name, element->len) != 0)
		return false;
	p->at += element->len;
	(void)skip_space(p);
	close_element(p);
	return skip(p, ">");
}

static bool document(struct plain *p)
{
	if (!declaration(p) || !misc(p) || !skip(p, "<") || !start_tag(p))
		return false;
	while (p->depth > 0) {
		bool good = text(p) && p->at < p->end;
		if (!good)
			return false;
		if (skip(p, "</"))
			good = end_tag(p);
		else if (skip(p, "<![CDATA["))
			good = cdata(p);
		else if (skip(p, "<!--"))
			good = comment(p);
		else if (skip(p, "<?"))
			good = instruction(p);
		else
			good = skip(p, "<") && start_tag(p);
		if (!good)
			return false;
	}
	return misc(p) && p->at == p->end;
}

bool xml_read_plain(const char *bytes, size_t len, struct reader *reader)
{
	struct plain *p = xcalloc(1, sizeof(*p));
	p->at = bytes;
	p->end = bytes + len;
	p->size = len;
	p->reader = reader;
	p->xml = intern(p, "xml", 3);
	p->xml_uri = intern(p, XML_URI, sizeof(XML_URI) - 1);
	bool read = len <= TEXT_MAX && document(p);
	for (size_t i = 0; i < p->n_interned; i++)
		free(p->interned[i]);
	free(p->interned);
	free(p->values);
	strmap_release(&p->map);
	free(p);
	return read;
}
