#include "feed/html.h"

#include <strings.h>

#include "text/entity.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* An address longer than this is no base for others: it would be copied into each of them. */
#define BASE_MAX 2048
/* No element or attribute of HTML has a longer name ("blockquote", "longdesc"). */
#define TAG_SIZE 16

static const char *const elements[] = {"a", "abbr", "acronym", "address", "applet", "area",
	"article", "aside", "audio", "b", "base", "bdo", "big", "blink", "blockquote", "body", "br",
	"button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del",
	"details", "dfn", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption",
	"figure", "font", "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
	"head", "header", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label",
	"legend", "li", "link", "main", "map", "mark", "marquee", "meta", "nav", "nobr", "noscript",
	"object", "ol", "option", "p", "param", "picture", "pre", "q", "rp", "rt", "ruby", "s",
	"samp", "script", "section", "select", "small", "source", "span", "strike", "strong",
	"style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "textarea", "tfoot", "th",
	"thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr"};

static const char *const voids[] = {"area", "base", "br", "col", "embed", "frame", "hr", "img",
	"input", "link", "meta", "param", "source", "track", "wbr"};

/* Elements that break a line: what stands on both sides are two words. */
static const char *const breaks[] = {"blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4",
	"h5", "h6", "hr", "li", "p", "td", "th", "tr"};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_alnum(char c)
{
	return is_alpha(c) || (c >= '0' && c <= '9');
}

struct key {
	const char *name;
	size_t len;
};

static int compare(const void *key, const void *row)
{
	const struct key *k = key;
	const char *word = *(const char *const *)row;
	int order = strncasecmp(k->name, word, k->len);
	return order ? order : -(int)(word[k->len] != '\0');
}

static bool listed(const char *name, size_t len, const char *const *words, size_t n)
{
	struct key k = {name, len};
	return len > 0 && bsearch(&k, words, n, sizeof(*words), compare) != NULL;
}

bool html_is_element(const char *name, size_t len)
{
	return listed(name, len, elements, ARRAY_SIZE(elements));
}

bool html_is_void(const char *name, size_t len)
{
	return listed(name, len, voids, ARRAY_SIZE(voids));
}

char *html_squeeze(const char *text, size_t len)
{
	struct buf out = BUF_INIT(len);
	for (size_t i = 0; i < len;) {
		size_t start = i;
		while (i < len && !is_space(text[i]))
			i++;
		if (i > start) {
			if (out.len > 0)
				(void)buf_putc(&out, ' ');
			(void)buf_add(&out, text + start, i - start);
		}
		while (i < len && is_space(text[i]))
			i++;
	}
	return buf_take(&out);
}

void html_escape(const char *text, size_t len, bool attribute, struct buf *out)
{
	size_t start = 0;
	for (size_t i = 0; i < len; i++) {
		const char *ref = NULL;
		if (text[i] == '&')
			ref = "&amp;";
		else if (text[i] == '<')
			ref = "&lt;";
		else if (text[i] == '>')
			ref = "&gt;";
		else if (attribute && text[i] == '"')
			ref = "&quot;";
		if (ref) {
			(void)buf_add(out, text + start, i - start);
			(void)buf_puts(out, ref);
			start = i + 1;
		}
	}
	(void)buf_add(out, text + start, len - start);
}

/* The end of the tag that begins at s[at] ('<'): past its '>', over quoted values; 0 if it has
 * none. */
static size_t tag_end(const char *s, size_t len, size_t at)
{
	char quote = '\0';
	for (size_t i = at + 1; i < len; i++) {
		if (quote) {
			if (s[i] == quote)
				quote = '\0';
		} else if ((s[i] == '"' || s[i] == '\'') && s[i - 1] == '=') {
			quote = s[i];
		} else if (s[i] == '>') {
			return i + 1;
		}
	}
	/* a quote never closed: the next '>' will have to do */
	const char *end = memchr(s + at, '>', len - at);
	return end ? (size_t)(end - s) + 1 : 0;
}

static size_t name_length(const char *s, size_t len)
{
	size_t n = 0;
	while (n < len && is_alnum(s[n]))
		n++;
	return n;
}

/* What is known not to come any more, so that it is not looked for again and again. */
struct ahead {
	bool no_comment_end, no_tag_end;
};

/* Past the comment at s[at], 0 if it never ends. */
static size_t skip_comment(const char *s, size_t len, size_t at, struct ahead *ahead)
{
	const char *end = NULL;
	if (!ahead->no_comment_end)
		end = memmem(s + at + 4, len - at - 4, "-->", 3);
	ahead->no_comment_end = !end;
	return end ? (size_t)(end - s) + 3 : 0;
}

static bool is_comment(const char *s, size_t left)
{
	return left >= 4 && memcmp(s, "<!--", 4) == 0;
}

/* Past the tag or comment at s[at], 0 if it is none. *name and *name_len say which element. */
static size_t skip_tag(const char *s, size_t len, size_t at, bool careful, struct ahead *ahead,
	const char **name, size_t *name_len)
{
	*name_len = 0;
	if (is_comment(s + at, len - at))
		return skip_comment(s, len, at, ahead);
	size_t start = at + 1;
	if (start < len && s[start] == '/')
		start++;
	if (start >= len || !is_alpha(s[start]) || ahead->no_tag_end)
		return 0;
	*name = s + start;
	*name_len = name_length(s + start, len - start);
	if (careful && !html_is_element(*name, *name_len))
		return 0;
	size_t end = tag_end(s, len, at);
	ahead->no_tag_end = end == 0;
	return end;
}

char *html_to_text(const char *html, size_t len, bool careful)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(len * 2 + 16);
	struct ahead ahead = {false, false};
	for (size_t i = 0; i < len;) {
		size_t n = strcspn(html + i, "<&");
		if (n > len - i)
			n = len - i;
		(void)buf_add(&out, html + i, n);
		i += n;
		if (i >= len)
			break;
		if (html[i] == '&') {
			n = entity_decode(html + i, len - i, &out, NULL);
			if (n == 0) {
				(void)buf_putc(&out, '&');
				n = 1;
			}
			i += n;
			continue;
		}
		const char *name = NULL;
		size_t name_len;
		n = html[i] == '<' ? skip_tag(html, len, i, careful, &ahead, &name, &name_len) : 0;
		if (n == 0) { /* also a NUL byte, at which strcspn stops */
			(void)buf_putc(&out, html[i] ? html[i] : ' ');
			i++;
			continue;
		}
		if (listed(name, name_len, breaks, ARRAY_SIZE(breaks)))
			(void)buf_putc(&out, ' ');
		i = n;
	}
	return html_squeeze(buf_str(&out), out.len);
}

bool html_is_link(const char *element, const char *attribute)
{
	static const char *const pairs[][2] = {
		{"a", "href"},
		{"area", "href"},
		{"audio", "src"},
		{"blockquote", "cite"},
		{"body", "background"},
		{"del", "cite"},
		{"embed", "src"},
		{"form", "action"},
		{"frame", "longdesc"},
		{"frame", "src"},
		{"iframe", "longdesc"},
		{"iframe", "src"},
		{"img", "longdesc"},
		{"img", "src"},
		{"img", "usemap"},
		{"input", "src"},
		{"input", "usemap"},
		{"ins", "cite"},
		{"link", "href"},
		{"object", "codebase"},
		{"object", "data"},
		{"q", "cite"},
		{"script", "src"},
		{"source", "src"},
		{"track", "src"},
		{"video", "poster"},
		{"video", "src"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (strcmp(element, pairs[i][0]) == 0 && strcmp(attribute, pairs[i][1]) == 0)
			return true;
	return false;
}

/* "http:", "mailto:", "tag:": RFC 3986, 3.1. */
static bool has_scheme(const char *ref, size_t len)
{
	if (len == 0 || !is_alpha(ref[0]))
		return false;
	for (size_t i = 1; i < len; i++) {
		if (ref[i] == ':')
			return true;
		if (!is_alnum(ref[i]) && ref[i] != '+' && ref[i] != '.' && ref[i] != '-')
			return false;
	}
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* libcurl escapes letters beyond ASCII, in lower case: as the document wrote them again. */
static void keep_letters(char **url)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(strlen(*url));
	for (const char *p = *url; *p;) {
		int high = p[0] == '%' && p[1] ? hex_digit(p[1]) : -1;
		int low = high >= 8 ? hex_digit(p[2]) : -1;
		if (low >= 0) {
			(void)buf_putc(&out, (char)(high * 16 + low));
			p += 3;
		} else {
			(void)buf_putc(&out, *p++);
		}
	}
	if (!utf8_valid(buf_str(&out), out.len))
		return;
	free(*url);
	*url = buf_take(&out);
}

/* A path from the root, the commonest reference by far, needs no parsing: the base's scheme and
 * host before it. NULL where it is not as simple as that. */
static char *join_root(const char *base, const char *ref, size_t len)
{
	if (len == 0 || ref[0] != '/' || (len > 1 && ref[1] == '/') || strstr(ref, "/."))
		return NULL;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)ref[i] <= ' ' || strchr("\"<>\\\x7F", ref[i]))
			return NULL;
	size_t host = strncmp(base, "https://", 8) == 0  ? 8
		      : strncmp(base, "http://", 7) == 0 ? 7
							 : 0;
	size_t origin = host + strcspn(base + host, "/?#\\ ");
	if (host == 0 || origin == host)
		return NULL;
	return xasprintf("%.*s%s", (int)origin, base, ref);
}

char *html_resolve(const char *base, const char *ref, size_t len)
{
	while (len > 0 && is_space(*ref)) {
		ref++;
		len--;
	}
	while (len > 0 && is_space(ref[len - 1]))
		len--;
	char *plain = xstrndup(ref, len);
	if (!base || strnlen(base, BASE_MAX) == BASE_MAX || has_scheme(ref, len))
		return plain;
	char *full = join_root(base, plain, len);
	if (!full)
		full = url_resolve(base, plain);
	if (!full)
		return plain;
	for (const char *p = plain; *p; p++) {
		if ((unsigned char)*p >= 0x80) {
			keep_letters(&full);
			break;
		}
	}
	free(plain);
	return full;
}

static size_t lower_name(const char *s, size_t n, char out[TAG_SIZE])
{
	if (n >= TAG_SIZE)
		n = 0;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(s[i] | 0x20); /* letters and digits alone: names have no others */
	out[n] = '\0';
	return n;
}

/* A link's value, made absolute if it is relative. */
static void put_value(
	const char *value, size_t len, const char *base, size_t *budget, struct buf *out)
{
	if (has_scheme(value, len) || len == 0 || *budget == 0) {
		(void)buf_add(out, value, len);
		return;
	}
	struct buf plain CLEANUP(buf_release) = BUF_INIT(len * 2);
	for (size_t i = 0; i < len;) {
		size_t n = value[i] == '&' ? entity_decode(value + i, len - i, &plain, NULL) : 0;
		if (n == 0) {
			(void)buf_putc(&plain, value[i]);
			n = 1;
		}
		i += n;
	}
	AUTOFREE char *full = html_resolve(base, buf_str(&plain), plain.len);
	size_t before = out->len;
	html_escape(full, strlen(full), true, out);
	size_t added = out->len - before;
	*budget -= added < *budget ? added : *budget;
}

/* The tag s[at..end) with its links made absolute. */
static void put_tag(
	const char *s, size_t at, size_t end, const char *base, size_t *budget, struct buf *out)
{
	char element[TAG_SIZE], attribute[TAG_SIZE];
	size_t i = at + 1;
	size_t n = name_length(s + i, end - i);
	(void)lower_name(s + i, n, element);
	i += n;
	size_t copied = at;
	while (i < end) {
		while (i < end && (is_space(s[i]) || s[i] == '/'))
			i++;
		size_t name = i;
		while (i < end && !is_space(s[i]) && s[i] != '=' && s[i] != '>' && s[i] != '/')
			i++;
		size_t name_len = i - name;
		while (i < end && is_space(s[i]))
			i++;
		if (i >= end || s[i] != '=') {
			if (name_len == 0)
				i++;
			continue;
		}
		i++;
		while (i < end && is_space(s[i]))
			i++;
		char quote = i < end && (s[i] == '"' || s[i] == '\'') ? s[i] : '\0';
		size_t value = quote ? ++i : i;
		while (i < end && (quote ? s[i] != quote : !is_space(s[i]) && s[i] != '>'))
			i++;
		if (i >= end)
			break;
		bool link = lower_name(s + name, name_len, attribute) > 0 &&
			    html_is_link(element, attribute);
		if (link) {
			(void)buf_add(out, s + copied, value - copied);
			if (!quote)
				(void)buf_putc(out, '"');
			put_value(s + value, i - value, base, budget, out);
			if (!quote)
				(void)buf_putc(out, '"');
			copied = i;
		}
		if (quote)
			i++;
	}
	(void)buf_add(out, s + copied, end - copied);
}

void html_resolve_links(
	const char *html, size_t len, const char *base, size_t *budget, struct buf *out)
{
	struct ahead ahead = {false, false};
	size_t done = 0;
	for (size_t i = 0; i < len;) {
		const char *open = memchr(html + i, '<', len - i);
		if (!open)
			break;
		i = (size_t)(open - html);
		size_t start = i + 1;
		if (is_comment(open, len - i)) {
			size_t end = skip_comment(html, len, i, &ahead);
			i = end ? end : i + 4;
			continue;
		}
		if (start >= len || !is_alpha(html[start])) {
			i++;
			continue;
		}
		size_t end = tag_end(html, len, i);
		if (end == 0)
			break;
		/* only these begin the names of elements with links */
		if (base && strchr("abdefilosqtvABDEFILOSQTV", html[start])) {
			(void)buf_add(out, html + done, i - done);
			put_tag(html, i, end, base, budget, out);
			done = end;
		}
		i = end;
	}
	(void)buf_add(out, html + done, len - done);
}
