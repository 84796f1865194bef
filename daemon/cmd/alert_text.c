#include "cmd/alert_text.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <uniwidth.h>

#include "text/date.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

#define WIDTH_MIN     50
#define WIDTH_MAX     100
#define WIDTH_DEFAULT 80
/* An alert's longest field is a statement; what is longer is cut for people. */
#define SHOWN_MAX KIB(4)
/* Other reports are counted beyond so many. */
#define ALSO_SHOWN 4

static const char *const codes[] = {
	[INK_PLAIN] = "\033[0m",
	[INK_STRONG] = "\033[1m",
	[INK_FAINT] = "\033[2m",
	[INK_RED] = "\033[1;31m",
	[INK_YELLOW] = "\033[1;33m",
	[INK_BLUE] = "\033[1;34m",
	[INK_GREEN] = "\033[1;32m",
};

void paper_init(struct paper *paper, FILE *out)
{
	const char *term = getenv("TERM");
	const char *no_color = getenv("NO_COLOR");
	bool tty = isatty(fileno(out)) == 1;
	struct winsize size;
	paper->out = out;
	paper->width = WIDTH_DEFAULT;
	if (tty && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		paper->width = size.ws_col;
	if (paper->width < WIDTH_MIN)
		paper->width = WIDTH_MIN;
	if (paper->width > WIDTH_MAX)
		paper->width = WIDTH_MAX;
	paper->colour = tty && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
}

void paper_ink(const struct paper *paper, enum ink ink)
{
	if (paper->colour)
		(void)fputs(codes[ink], paper->out);
}

/* A copy that a terminal can show: control characters out (C1 and bidirectional overrides too),
 * white space folded. */
static char *presentable(const char *text)
{
	CLEANUP(buf_release) struct buf out = BUF_INIT(SHOWN_MAX);
	size_t len = strlen(text);
	for (size_t i = 0; i < len;) {
		unsigned int cp = 0;
		i += utf8_decode(text + i, len - i, &cp);
		if (utf8_is_space(cp))
			cp = ' ';
		if (utf8_is_hidden(cp))
			continue;
		if (buf_put_utf8(&out, cp) < 0)
			break;
	}
	return utf8_squeeze(buf_str(&out), out.len);
}

static int columns(const char *s, size_t len)
{
	int width = u8_width((const uint8_t *)s, len, "UTF-8");
	return width < 0 ? 0 : width;
}

void paper_text(const struct paper *paper, const char *first, enum ink ink, const char *text)
{
	AUTOFREE char *clean = presentable(text);
	int indent = columns(first, strlen(first));
	int at = indent;
	(void)fputs(first, paper->out);
	paper_ink(paper, ink);
	for (const char *p = clean; *p;) {
		size_t word = strcspn(p, " ");
		int width = columns(p, word);
		if (at > indent && at + 1 + width > paper->width) {
			(void)fprintf(paper->out, "\n%*s", indent, "");
			at = indent;
		} else if (at > indent) {
			(void)fputc(' ', paper->out);
			at++;
		}
		(void)fwrite(p, 1, word, paper->out);
		at += width;
		p += word;
		p += strspn(p, " ");
	}
	paper_ink(paper, INK_PLAIN);
	(void)fputc('\n', paper->out);
}

void paper_rule(const struct paper *paper, enum ink ink, const char *title)
{
	paper_ink(paper, ink);
	(void)fputs("── ", paper->out);
	(void)fputs(title, paper->out);
	(void)fputc(' ', paper->out);
	for (int at = 4 + columns(title, strlen(title)); at < paper->width; at++)
		(void)fputs("─", paper->out);
	paper_ink(paper, INK_PLAIN);
	(void)fputc('\n', paper->out);
}

/* "22 October 2025"; "date unknown". The result is borrowed until the next call with this out. */
static const char *day_of(const char *rfc3339, char out[32])
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};
	int64_t when = rfc3339 ? date_parse(rfc3339, NULL) : DATE_UNKNOWN;
	if (when == DATE_UNKNOWN)
		return "date unknown";
	int64_t day = when / 86400;
	if (when % 86400 < 0)
		day--;
	int year = 0;
	int month = 0;
	int mday = 0;
	date_civil_from_days(day, &year, &month, &mday);
	(void)snprintf(out, 32, "%d %s %d", mday, months[month - 1], year);
	return out;
}

static void print_also(const struct paper *paper, const char *indent, const json_t *urls)
{
	size_t n = json_array_size(urls);
	if (n == 0)
		return;
	CLEANUP(buf_release) struct buf line = BUF_INIT(SHOWN_MAX);
	(void)buf_puts(&line, "also reported by ");
	for (size_t i = 0; i < n && i < ALSO_SHOWN; i++) {
		const char *url = json_string_value(json_array_get(urls, i));
		AUTOFREE char *host = url ? url_host(url) : NULL;
		(void)buf_printf(&line, "%s%s", i ? ", " : "", host ? host : "another site");
	}
	if (n > ALSO_SHOWN)
		(void)buf_printf(&line, " and %zu more", n - ALSO_SHOWN);
	paper_text(paper, indent, INK_FAINT, line.data);
}

/* What was said as a sentence tells it: a reported text is content alone ("that it was over"), so
 * the stance its cue took must be said; the caller frees it. */
static char *told(const json_t *said)
{
	static const struct {
		const char *cue_class, *told;
	} stances[] = {
		{"denial", "denies"},
		{"exclusion", "rejects"},
		{"agreement", "agrees"},
		{"commitment", "promises"},
		{"demand", "demands"},
		{"accusation", "accuses"},
		{"question", "asks"},
	};
	const char *text = json_get_text(said, "text");
	const char *cue_class = json_get_text(said, "cue_class");
	if (!text)
		return xstrdup("");
	bool that = strncmp(text, "that ", 5) == 0;
	for (size_t i = 0; cue_class && i < ARRAY_SIZE(stances); i++)
		if (!json_get_flag(said, "quoted") && strcmp(stances[i].cue_class, cue_class) == 0)
			return xasprintf("%s%s %s", stances[i].told, that ? "" : ":", text);
	return xstrdup(that ? text + 5 : text);
}

static void print_side(const struct paper *paper, const char *label, const json_t *said)
{
	const json_t *speaker = json_object_get(said, "speaker");
	const json_t *article = json_object_get(said, "article");
	const char *name = json_get_text(speaker, "name");
	const char *side = json_get_text(speaker, "side");
	const char *site = json_get_text(article, "site");
	const char *url = json_get_text(article, "url");
	const char *title = json_get_text(article, "title");
	char day[32];
	CLEANUP(buf_release) struct buf who = BUF_INIT(SHOWN_MAX);
	(void)buf_puts(&who, name ? name : "somebody unnamed");
	if (side)
		(void)buf_printf(&who, " (%s)", side);
	(void)buf_printf(&who, ", %s", day_of(json_get_text(said, "date"), day));
	AUTOFREE char *first = xasprintf("  %-5s ", label);
	static const char indent[] = "        ";
	paper_text(paper, first, INK_STRONG, who.data);
	AUTOFREE char *text = told(said);
	paper_text(paper, indent, INK_PLAIN, text);
	if (site || title) {
		AUTOFREE char *where = xasprintf(
			"%s%s%s", site ? site : "", site && title ? ": " : "", title ? title : "");
		paper_text(paper, indent, INK_FAINT, where);
	}
	if (url)
		paper_text(paper, indent, INK_FAINT, url);
	print_also(paper, indent, json_object_get(said, "also_reported_by"));
}

void alert_print(const struct paper *paper, const json_t *alert, size_t number)
{
	const char *kind = json_get_text(alert, "kind");
	const char *issue = json_get_text(alert, "issue");
	const char *why = json_get_text(alert, "why");
	if (!kind)
		kind = "contradiction";
	enum ink ink = strcmp(kind, "reversal") == 0 ? INK_YELLOW
		       : strcmp(kind, "split") == 0  ? INK_BLUE
						     : INK_RED;
	CLEANUP(buf_release) struct buf title = BUF_INIT(SHOWN_MAX);
	if (number > 0)
		(void)buf_printf(&title, "%zu  ", number);
	for (const char *p = kind; *p; p++)
		(void)buf_putc(&title, (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p));
	if (issue)
		(void)buf_printf(&title, "  %s", issue);
	(void)buf_printf(&title, "  %.2f", json_get_number(alert, "score", 0));
	const char *type = json_get_text(alert, "type"), *reason = json_get_text(alert, "reason");
	if (reason)
		(void)buf_puts(&title,
			type && strcmp(type, "alert.withdrawn") == 0 ? "  WITHDRAWN" : "  UPDATED");
	AUTOFREE char *clean = presentable(title.data);
	paper_rule(paper, ink, clean);
	print_side(paper, "then", json_object_get(alert, "earlier"));
	print_side(paper, "now", json_object_get(alert, "later"));
	paper_text(paper, "  why   ", INK_PLAIN, why ? why : "");
	if (reason)
		paper_text(paper, "  news  ", INK_PLAIN, reason);
	(void)fputc('\n', paper->out);
	(void)fflush(paper->out);
}
