#include "feed/sniff.h"

#include <stdbool.h>
#include <strings.h>

#include "util/mem.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == ':' || c == '_' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

static bool one_of(const char *name, size_t len, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && strncasecmp(name, words[i], len) == 0)
			return true;
	return false;
}

/* Past the end mark, or to the end of the text. */
static size_t skip_to(const char *text, size_t len, size_t at, const char *mark)
{
	const char *end = memmem(text + at, len - at, mark, strlen(mark));
	return end ? (size_t)(end - text) + strlen(mark) : len;
}

/* Past a DOCTYPE and its internal subset, whose brackets and quotes may hold '>'. */
static size_t skip_doctype(const char *text, size_t len, size_t at)
{
	int depth = 0;
	char quote = '\0';
	for (; at < len; at++) {
		char c = text[at];
		if (quote) {
			if (c == quote)
				quote = '\0';
		} else if (depth > 0 &&
			   strncmp(text + at, "<!--", len - at < 4 ? len - at : 4) == 0) {
			at = skip_to(text, len, at, "-->") - 1;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '[') {
			depth++;
		} else if (c == ']') {
			depth--;
		} else if (c == '>' && depth <= 0) {
			return at + 1;
		}
	}
	return len;
}

/* Whether the tag declares Atom's namespace: an entry may be a document of its own. */
static bool is_atom(const char *tag, size_t left)
{
	static const char uri[] = "http://www.w3.org/2005/Atom";
	const char *end = memchr(tag, '>', left);
	return end && memmem(tag, (size_t)(end - tag), uri, sizeof(uri) - 1);
}

/* Whether entries come after `at`: what tells a feed without its root (documents of other kinds
 * have a <channel>, too) or inside a page from something else. */
static bool has_entries(const char *text, size_t len, size_t at)
{
	return memmem(text + at, len - at, "<item", 5) || memmem(text + at, len - at, "<entry", 6);
}

/* Whether nothing but blanks lies between two places. */
static bool is_blank(const char *text, size_t from, size_t to)
{
	while (from < to && is_space(text[from]))
		from++;
	return from >= to;
}

/* The object of a JSON Feed behind text that does not belong to it; SNIFF_NOTHING if none. */
static enum sniff_kind find_json(const char *text, size_t len, size_t *root)
{
	static const char version[] = "jsonfeed.org/version/";
	const char *open = memchr(text, '{', len);
	if (!open || !memmem(open, len - (size_t)(open - text), version, sizeof(version) - 1))
		return SNIFF_NOTHING;
	*root = (size_t)(open - text);
	return SNIFF_JSON;
}

enum element { ELEMENT_OTHER, ELEMENT_ROOT, ELEMENT_PAGE };

/* What the tag at `at` begins: a feed, a web page or neither. *name_end: past its name. */
static enum element element_at(const char *text, size_t len, size_t at, size_t *name_end)
{
	static const char *const roots[] = {"rss", "feed", "rdf"};
	static const char *const page[] = {"html", "head", "body"};
	const char *name = text + at + 1;
	size_t left = len - at - 1, n = 0;
	while (n < left && is_name(name[n]))
		n++;
	*name_end = at + 1 + n;
	const char *colon = memrchr(name, ':', n);
	const char *local = colon ? colon + 1 : name;
	size_t local_len = (size_t)(name + n - local);
	if (one_of(local, local_len, roots, ARRAY_SIZE(roots)))
		return ELEMENT_ROOT;
	if (local_len == 7 && memcmp(local, "channel", 7) == 0 && has_entries(text, len, at))
		return ELEMENT_ROOT;
	if (local_len == 5 && memcmp(local, "entry", 5) == 0 && is_atom(name, left))
		return ELEMENT_ROOT;
	return one_of(local, local_len, page, ARRAY_SIZE(page)) ? ELEMENT_PAGE : ELEMENT_OTHER;
}

enum sniff_kind sniff_text(const char *text, size_t len, size_t *root)
{
	/* A page that begins and goes straight on with a feed wraps it; with anything else in
	 * between it is a page. */
	size_t at = 0, page_end = 0; /* past the last that may come before the feed; 0: no page */
	while (at < len && (is_space(text[at]) || text[at] == '\0'))
		at++;
	if (at == len)
		return SNIFF_EMPTY;
	*root = at;
	if (text[at] == '{')
		return SNIFF_JSON;
	while (at < len) {
		const char *open = memchr(text + at, '<', len - at);
		if (!open)
			break;
		at = (size_t)(open - text);
		if (page_end && !is_blank(text, page_end, at))
			return SNIFF_HTML;
		size_t left = len - at, past = 0;
		if (left >= 4 && memcmp(open, "<!--", 4) == 0)
			past = skip_to(text, len, at + 4, "-->");
		else if (left >= 2 && open[1] == '?')
			past = skip_to(text, len, at, ">");
		if (past) {
			at = past;
			page_end = page_end ? past : 0;
			continue;
		}
		if (left >= 9 && strncasecmp(open, "<!doctype", 9) == 0) {
			size_t end = skip_doctype(text, len, at);
			at = end == len ? at + 9 : end;
			page_end = page_end ? at : 0;
			continue;
		}
		enum element element = element_at(text, len, at, &at);
		if (element == ELEMENT_ROOT && page_end && !has_entries(text, len, at))
			return SNIFF_HTML;
		if (element == ELEMENT_ROOT) {
			*root = (size_t)(open - text);
			return SNIFF_XML;
		}
		if (page_end && element != ELEMENT_PAGE)
			return SNIFF_HTML;
		if (element == ELEMENT_PAGE)
			page_end = skip_to(text, len, at, ">");
	}
	return page_end ? SNIFF_HTML : find_json(text, len, root);
}
