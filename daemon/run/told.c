#include <unigbrk.h>

#include "run/format_private.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* Longer addresses are trackers'; a chat would cut them and break the link. */
#define LINK_BYTES_MAX 500
#define LINE_BYTES_MAX KIB(64)
#define HEAD_BYTES     120
/* Names and titles get less room than what was said. */
#define NAME_BYTES_MAX  100
#define TITLE_BYTES_MAX 200
#define DATE_DIGITS     10
#define UTF8_BYTES      4
/* What may join the character at a cut. */
#define MARKS_BYTES_MAX 16

static bool is_hidden(unsigned int cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x200E || cp == 0x200F ||
	       (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Where to cut so that no grapheme is split and at most cap bytes stay. One grapheme may be of any
 * length: that is cut within. */
static size_t cut_at(const char *text, size_t len, size_t cap)
{
	/* What begins after cap plays no part; it is looked at for what may join it. */
	size_t n = len < cap + 1 + UTF8_BYTES ? len : cap + 1 + UTF8_BYTES;
	AUTOFREE char *breaks = xcalloc(n, 1);
	u8_grapheme_breaks((const uint8_t *)text, utf8_floor(text, n), breaks);
	size_t at = cap;
	while (at > 0 && !breaks[at])
		at--;
	return at ? at : utf8_floor(text, cap);
}

char *told_line(const char *text, size_t cap)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(LINE_BYTES_MAX);
	size_t len = text ? strlen(text) : 0;
	/* What follows the cut is not worth a look. */
	for (size_t i = 0; i < len && out.len <= cap + MARKS_BYTES_MAX;) {
		unsigned int cp = 0;
		i += utf8_decode(text + i, len - i, &cp);
		if (utf8_is_space(cp))
			cp = ' ';
		bool again = cp == ' ' && (out.len == 0 || out.data[out.len - 1] == ' ');
		if (!again && !is_hidden(cp) && buf_put_utf8(&out, cp) < 0)
			break;
	}
	AUTOFREE char *line = utf8_squeeze(buf_str(&out), out.len);
	size_t n = strlen(line);
	if (n <= cap)
		return xstrdup(line);
	line[cut_at(line, n, cap)] = '\0';
	size_t kept = strlen(line);
	while (kept > 0 && line[kept - 1] == ' ')
		line[--kept] = '\0';
	return xasprintf("%s…", line);
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void side_init(struct told_side *out, const json_t *side, size_t cap)
{
	const json_t *speaker = json_object_get(side, "speaker");
	const json_t *article = json_object_get(side, "article");
	const char *name = json_get_text(speaker, "name"), *of = json_get_text(speaker, "side");
	const char *date = json_get_text(side, "date"), *url = json_get_text(article, "url");
	const char *title = json_get_text(article, "title");
	AUTOFREE char *who = told_line(name ? name : "?", smaller(cap, NAME_BYTES_MAX));
	AUTOFREE char *whose = told_line(of, smaller(cap, NAME_BYTES_MAX));
	AUTOFREE char *day = told_line(date, DATE_DIGITS);
	if (date && strlen(date) > DATE_DIGITS)
		day[DATE_DIGITS] = '\0'; /* without its ellipsis */
	out->who = xasprintf("%s%s%s%s%s%s", who, *whose ? " (" : "", whose, *whose ? ")" : "",
		*day ? ", " : "", day);
	AUTOFREE char *text = told_line(json_get_text(side, "text"), cap);
	/* A quotation often brings its own marks. */
	out->said = strncmp(text, "“", strlen("“")) == 0 || *text == '"' ? xstrdup(text)
									 : xasprintf("“%s”", text);
	AUTOFREE char *site = told_line(
		json_get_text(article, "site"), smaller(cap, NAME_BYTES_MAX));
	AUTOFREE char *head = told_line(title, smaller(cap, TITLE_BYTES_MAX));
	out->source = xasprintf("%s%s%s", site, *site && *head ? ": " : "", head);
	if (!*out->source) {
		free(out->source);
		out->source = xstrdup("source");
	}
	out->url = url && url_is_http(url) && strlen(url) <= LINK_BYTES_MAX
			   ? told_line(url, LINK_BYTES_MAX)
			   : NULL;
}

void told_init(struct told *told, const json_t *alert, size_t cap)
{
	const char *kind = json_get_text(alert, "kind"), *issue = json_get_text(alert, "issue");
	AUTOFREE char *what = told_line(kind ? kind : "contradiction", HEAD_BYTES / 4);
	AUTOFREE char *of = told_line(issue, HEAD_BYTES / 2);
	if (*what >= 'a' && *what <= 'z')
		*what = (char)(*what - 'a' + 'A');
	const char *type = json_get_text(alert, "type"), *reason = json_get_text(alert, "reason");
	bool withdrawn = type && strcmp(type, "alert.withdrawn") == 0;
	told->head = xasprintf("%s%s%s%s (%.2f)",
		withdrawn ? "Withdrawn: "
		: reason  ? "Updated: "
			  : "",
		what, *of ? " on " : "", of, json_get_number(alert, "score", 0));
	AUTOFREE char *why = reason ? xasprintf("%s. %s", reason, json_get_text(alert, "why"))
				    : xstrdup_null(json_get_text(alert, "why"));
	told->why = told_line(why, cap);
	side_init(&told->earlier, json_object_get(alert, "earlier"), cap);
	side_init(&told->later, json_object_get(alert, "later"), cap);
}

static void side_release(struct told_side *side)
{
	free(side->who);
	free(side->said);
	free(side->source);
	free(side->url);
}

void told_release(struct told *told)
{
	free(told->head);
	free(told->why);
	side_release(&told->earlier);
	side_release(&told->later);
}
