#include "feed/decode.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "feed/notes.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

#define CHARSET_SIZE 40
/* The declaration stands at the start; some documents have comments before it. */
#define DECLARATION_WITHIN KIB(4)
/* What the detector is given: enough of any page, little enough to be quick. */
#define DETECT_BYTES KIB(256)
/* Where a document of wide characters must show it: its declaration has a zero in each. */
#define NARROW_WITHIN 64
/* UTF-8 sequences that must be sound for each broken one before the document counts as UTF-8 with
 * faults and not as another encoding: Windows-1251 text gives one in about 30 by chance. */
#define SOUND_PER_BROKEN 4

/* Labels that documents use for a narrower encoding than they are in, or that iconv does not
 * know (the wider ones are those of the WHATWG Encoding Standard). */
static const char *const wider[][2] = {
	{"iso88591", "WINDOWS-1252"},
	{"latin1", "WINDOWS-1252"},
	{"ascii", "WINDOWS-1252"},
	{"usascii", "WINDOWS-1252"},
	{"iso88599", "WINDOWS-1254"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"euccn", "GB18030"},
	{"shiftjis", "CP932"},
	{"sjis", "CP932"},
	{"xsjis", "CP932"},
	{"euckr", "CP949"},
	{"ksc56011987", "CP949"},
	{"big5", "BIG5-HKSCS"},
	{"tis620", "CP874"},
	{"iso885911", "CP874"},
	{"win1251", "WINDOWS-1251"},
	{"1251", "WINDOWS-1251"},
	{"xcp1251", "WINDOWS-1251"},
	{"xmaccyrillic", "MAC-CYRILLIC"},
	{"koi8", "KOI8-R"},
};

/* The label without case and punctuation. */
static void plain_label(const char *label, char out[CHARSET_SIZE])
{
	size_t n = 0;
	for (; *label && n + 1 < CHARSET_SIZE; label++)
		if (isalnum((unsigned char)*label))
			out[n++] = (char)tolower((unsigned char)*label);
	out[n] = '\0';
}

static bool names_utf8(const char *label)
{
	char plain[CHARSET_SIZE];
	plain_label(label, plain);
	return strcmp(plain, "utf8") == 0 || strcmp(plain, "unicode11utf8") == 0;
}

static iconv_t open_charset(const char *label)
{
	char plain[CHARSET_SIZE];
	plain_label(label, plain);
	for (size_t i = 0; i < ARRAY_SIZE(wider); i++)
		if (strcmp(plain, wider[i][0]) == 0)
			return iconv_open("UTF-8", wider[i][1]);
	/* "//IGNORE" and the like are iconv's own language, not a document's */
	if (!*label || strchr(label, '/'))
		return (iconv_t)-1;
	return iconv_open("UTF-8", label);
}

/* Converts all of it; unreadable bytes become U+FFFD. Returns how many, or -1 when iconv does not
 * know the encoding. */
static long convert(const char *label, const char *bytes, size_t len, struct buf *out)
{
	iconv_t cd = open_charset(label);
	if (cd == (iconv_t)-1)
		return -1;
	char chunk[16384];
	long bad = 0;
	char *in = (char *)(size_t)bytes; /* iconv does not write to its input */
	while (len > 0 && !out->cut) {
		char *to = chunk;
		size_t room = sizeof(chunk);
		size_t result = iconv(cd, &in, &len, &to, &room);
		(void)buf_add(out, chunk, sizeof(chunk) - room);
		if (result == (size_t)-1 && errno != E2BIG) {
			(void)buf_put_utf8(out, UTF8_REPLACEMENT);
			bad++;
			if (errno == EINVAL) /* cut off inside a character */
				break;
			in++;
			len--;
		}
	}
	(void)iconv_close(cd);
	return bad;
}

/* How many sequences of several bytes are sound UTF-8, and how many bytes are none. */
static void weigh_utf8(const char *bytes, size_t len, size_t *sound, size_t *broken)
{
	*sound = *broken = 0;
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t n = utf8_decode(bytes + i, len - i, &cp);
		if (n > 1)
			++*sound;
		else if (cp == UTF8_REPLACEMENT)
			++*broken;
		i += n;
	}
}

/* The value after "name=" in text, quoted or not. */
static bool find_value(const char *text, size_t len, const char *name, char out[CHARSET_SIZE])
{
	size_t name_len = strlen(name);
	for (size_t i = 0; i + name_len < len; i++) {
		if (strncasecmp(text + i, name, name_len) != 0)
			continue;
		size_t at = i + name_len;
		while (at < len && text[at] == ' ')
			at++;
		if (at == len || text[at] != '=')
			continue;
		at++;
		while (at < len && (text[at] == ' ' || text[at] == '"' || text[at] == '\''))
			at++;
		size_t n = 0;
		while (at < len && n + 1 < CHARSET_SIZE &&
			(isalnum((unsigned char)text[at]) || strchr("-_:.", text[at])) && text[at])
			out[n++] = text[at++];
		out[n] = '\0';
		return n > 0;
	}
	return false;
}

static bool declared_charset(const char *bytes, size_t len, char out[CHARSET_SIZE])
{
	size_t within = len < DECLARATION_WITHIN ? len : DECLARATION_WITHIN;
	const char *start = memmem(bytes, within, "<?xml", 5);
	if (!start)
		return false;
	within -= (size_t)(start - bytes);
	const char *end = memmem(start, within, "?>", 2);
	return end && find_value(start, (size_t)(end - start), "encoding", out);
}

static bool detected_charset(const char *bytes, size_t len, char out[CHARSET_SIZE])
{
	uchardet_t detector = uchardet_new();
	bool found = false;
	if (uchardet_handle_data(detector, bytes, len < DETECT_BYTES ? len : DETECT_BYTES) == 0) {
		uchardet_data_end(detector);
		int n = snprintf(out, CHARSET_SIZE, "%s", uchardet_get_charset(detector));
		found = n > 0 && n < CHARSET_SIZE;
	}
	uchardet_delete(detector);
	return found;
}

struct mark {
	const char *bytes;
	size_t len; /* of the pattern */
	size_t skip; /* how much of it is a byte order mark */
	const char *charset;
};

/* Byte order marks, and how '<' or '{' begins a document of wide characters without one. */
static const struct mark marks[] = {
	{"\xEF\xBB\xBF", 3, 3, "UTF-8"},
	{"\x00\x00\xFE\xFF", 4, 4, "UTF-32BE"},
	{"\xFF\xFE\x00\x00", 4, 4, "UTF-32LE"},
	{"\xFE\xFF", 2, 2, "UTF-16BE"},
	{"\xFF\xFE", 2, 2, "UTF-16LE"},
	{"\x00\x00\x00<", 4, 0, "UTF-32BE"},
	{"<\x00\x00\x00", 4, 0, "UTF-32LE"},
	{"\x00<\x00", 3, 0, "UTF-16BE"},
	{"<\x00", 2, 0, "UTF-16LE"},
	{"\x00{\x00", 3, 0, "UTF-16BE"},
	{"{\x00", 2, 0, "UTF-16LE"},
};

/* Whether a document behind a mark of wide characters has none: markup without one zero byte. */
static bool is_narrow(const char *bytes, size_t len)
{
	size_t within = len < NARROW_WITHIN ? len : NARROW_WITHIN;
	return within > 1 && bytes[0] == '<' && !memchr(bytes, '\0', within);
}

static const char *taken(struct buf *out, size_t *len)
{
	*len = out->len;
	return buf_str(out);
}

static const char *repaired(
	const char *bytes, size_t *len, struct buf *out, struct feed_notes *notes)
{
	size_t n = utf8_repair(bytes, *len, out);
	if (n > 0)
		notes_add(notes, "encoding: %zu bytes are no UTF-8 and were replaced", n);
	return taken(out, len);
}

/* Tries one label; false when iconv does not know it or most of the text would be lost. */
static bool try_charset(const char *label, const char *source, const char *bytes, size_t len,
	struct buf *out, struct feed_notes *notes)
{
	buf_reset(out);
	long bad = convert(label, bytes, len, out);
	if (bad < 0) {
		notes_add(notes, "encoding: unknown encoding \"%s\" in the %s", label, source);
		return false;
	}
	if ((size_t)bad > 16 + len / 64) {
		notes_add(notes, "encoding: the bytes are not %s as the %s says", label, source);
		return false;
	}
	if (bad > 0)
		notes_add(notes, "encoding: %ld bytes are no %s and were replaced", bad, label);
	return true;
}

/* Whether the label is one that stands for the Latin letters of Western Europe. */
static bool is_western(const char *label)
{
	static const char *const labels[] = {
		"iso88591", "latin1", "ascii", "usascii", "windows1252", "cp1252", "iso885915"};
	char plain[CHARSET_SIZE];
	plain_label(label, plain);
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
		if (strcmp(plain, labels[i]) == 0)
			return true;
	return false;
}

/* Whether most bytes above ASCII stand in rows of three and more: words of another alphabet, where
 * Western Europe has a letter with an accent here and there. */
static bool has_foreign_words(const char *bytes, size_t len)
{
	size_t high = 0, in_rows = 0;
	for (size_t i = 0; i < len;) {
		size_t row = 0;
		while (i + row < len && (unsigned char)bytes[i + row] >= 0x80)
			row++;
		high += row;
		in_rows += row >= 3 ? row : 0;
		i += row + 1;
	}
	return high > 0 && in_rows > high / 2;
}

/* Cyrillic that is declared as Western, as servers do by default: true when read as what it is. */
static bool read_cyrillic(const char *bytes, size_t len, const char *declared, struct buf *out,
	struct feed_notes *notes)
{
	static const char *const cyrillic[] = {
		"WINDOWS-1251", "KOI8-R", "ISO-8859-5", "MAC-CYRILLIC", "IBM866", "IBM855"};
	char label[CHARSET_SIZE];
	if (!is_western(declared) || !has_foreign_words(bytes, len) ||
		!detected_charset(bytes, len, label))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(cyrillic); i++)
		if (strcasecmp(label, cyrillic[i]) == 0 &&
			try_charset(label, "detector", bytes, len, out, notes)) {
			notes_add(notes, "encoding: declared as %s, read as %s", declared, label);
			return true;
		}
	return false;
}

static const char *guess(const char *bytes, size_t *len, const char *declared,
	const char *content_type, struct buf *out, struct feed_notes *notes)
{
	char label[CHARSET_SIZE];
	size_t sound, broken;
	weigh_utf8(bytes, *len, &sound, &broken);
	if (sound >= SOUND_PER_BROKEN * broken)
		return repaired(bytes, len, out, notes);
	if (declared[0] && read_cyrillic(bytes, *len, declared, out, notes))
		return taken(out, len);
	if (declared[0] && !names_utf8(declared) &&
		try_charset(declared, "XML declaration", bytes, *len, out, notes))
		return taken(out, len);
	if (content_type && find_value(content_type, strlen(content_type), "charset", label) &&
		read_cyrillic(bytes, *len, label, out, notes))
		return taken(out, len);
	if (content_type && find_value(content_type, strlen(content_type), "charset", label) &&
		!names_utf8(label) && try_charset(label, "HTTP header", bytes, *len, out, notes)) {
		notes_add(notes, "encoding: read as %s, as the HTTP header says", label);
		return taken(out, len);
	}
	if (detected_charset(bytes, *len, label) && !names_utf8(label) &&
		try_charset(label, "detector", bytes, *len, out, notes)) {
		notes_add(notes, "encoding: undeclared or wrong, read as %s", label);
		return taken(out, len);
	}
	if (sound == 0 && try_charset("windows-1252", "fallback", bytes, *len, out, notes)) {
		notes_add(notes, "encoding: undeclared or wrong, read as windows-1252");
		return taken(out, len);
	}
	buf_reset(out);
	return repaired(bytes, len, out, notes);
}

const char *decode_text(const char *bytes, size_t *len, const char *content_type, struct buf *out,
	struct feed_notes *notes)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const struct mark *m = &marks[i];
		if (*len < m->len || memcmp(bytes, m->bytes, m->len) != 0)
			continue;
		bytes += m->skip;
		*len -= m->skip;
		if (strcmp(m->charset, "UTF-8") == 0)
			break;
		if (m->skip && is_narrow(bytes, *len)) {
			notes_add(notes, "encoding: the byte order mark is not the document's");
			break;
		}
		long bad = convert(m->charset, bytes, *len, out);
		if (bad != 0)
			notes_add(notes, "encoding: %ld bytes are no %s and were replaced", bad,
				m->charset);
		return taken(out, len);
	}
	char declared[CHARSET_SIZE] = "";
	bool escapes = memchr(bytes, 0x1B, *len) != NULL;
	if (utf8_valid(bytes, *len)) {
		/* the seven-bit encodings with shift sequences are valid UTF-8, too */
		if (escapes && declared_charset(bytes, *len, declared) &&
			strncasecmp(declared, "iso-2022", 8) == 0 &&
			try_charset(declared, "XML declaration", bytes, *len, out, notes))
			return taken(out, len);
		char plain[CHARSET_SIZE];
		if (declared_charset(bytes, *len, declared) && !names_utf8(declared)) {
			iconv_t cd = open_charset(declared);
			plain_label(declared, plain);
			if (cd == (iconv_t)-1)
				notes_add(notes, "encoding: unknown encoding \"%s\"", declared);
			else
				(void)iconv_close(cd);
		}
		return bytes;
	}
	(void)declared_charset(bytes, *len, declared);
	return guess(bytes, len, declared, content_type, out, notes);
}
