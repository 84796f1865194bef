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

enum sniff_kind sniff_text(const char *text, size_t len, size_t *root)
{
	static const char *const roots[] = {"rss", "feed", "rdf"};
	static const char *const page[] = {"html", "head", "body"};
	size_t at = 0;
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
		size_t left = len - at;
		if (left >= 4 && memcmp(open, "<!--", 4) == 0) {
			at = skip_to(text, len, at + 4, "-->");
		} else if (left >= 9 && strncasecmp(open, "<!doctype", 9) == 0) {
			size_t end = skip_doctype(text, len, at);
			at = end == len ? at + 9 : end;
		} else if (left >= 2 && open[1] == '?') {
			at = skip_to(text, len, at, ">");
		} else {
			size_t n = 1;
			while (n < left && is_name(open[n]))
				n++;
			const char *name = open + 1;
			const char *colon = memrchr(name, ':', n - 1);
			const char *local = colon ? colon + 1 : name;
			size_t local_len = (size_t)(open + n - local);
			if (one_of(local, local_len, roots, ARRAY_SIZE(roots)) ||
				(local_len == 7 && memcmp(local, "channel", 7) == 0) ||
				(local_len == 5 && memcmp(local, "entry", 5) == 0 &&
					is_atom(open, left))) {
				*root = at;
				return SNIFF_XML;
			}
			if (one_of(local, local_len, page, ARRAY_SIZE(page)))
				return SNIFF_HTML;
			at += n;
		}
	}
	return SNIFF_NOTHING;
}
