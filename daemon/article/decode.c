#include "article/decode.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>
#include <uchardet.h>

#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* HTML asks for 1 KiB; pages with long scripts first declare later, and browsers find it. */
#define META_BYTES   KIB(64)
#define CHARSET_SIZE 40
#define GUESS_BYTES  KIB(64)
#define SNIFF_BYTES  KIB(4)
/* A share of control bytes (in percent) that no text has. */
#define BINARY_PERCENT 5

/* Labels that mean another charset on the web (WHATWG Encoding, its table of labels). */
static const struct {
	const char *label, *charset;
} aliases[] = {
	{"ascii", "windows-1252"},
	{"us-ascii", "windows-1252"},
	{"iso-8859-1", "windows-1252"},
	{"iso8859-1", "windows-1252"},
	{"iso_8859-1", "windows-1252"},
	{"latin1", "windows-1252"},
	{"latin-1", "windows-1252"},
	{"l1", "windows-1252"},
	{"cp1252", "windows-1252"},
	{"cp1251", "windows-1251"},
	{"win-1251", "windows-1251"},
	{"x-cp1251", "windows-1251"},
	{"cp1250", "windows-1250"},
	{"x-cp1250", "windows-1250"},
	{"iso-8859-9", "windows-1254"},
	{"latin5", "windows-1254"},
	{"koi8-r", "koi8-u"},
	{"koi8", "koi8-u"},
	{"koi", "koi8-u"},
	{"gb2312", "gb18030"},
	{"gbk", "gb18030"},
	{"gb_2312-80", "gb18030"},
	{"x-gbk", "gb18030"},
	{"shift_jis", "cp932"},
	{"shift-jis", "cp932"},
	{"sjis", "cp932"},
	{"x-sjis", "cp932"},
	{"euc-kr", "cp949"},
	{"ks_c_5601-1987", "cp949"},
	{"big5", "big5-hkscs"},
	{"x-x-big5", "big5-hkscs"},
	{"tis-620", "cp874"},
	{"windows-874", "cp874"},
	{"iso-8859-11", "cp874"},
	{"utf8", "utf-8"},
	{"unicode-1-1-utf-8", "utf-8"},
	{"x-user-defined", "windows-1252"},
	{"macintosh", "macintosh"},
	{"x-mac-cyrillic", "mac-cyrillic"},
};

struct charset {
	char name[CHARSET_SIZE]; /* "" for none */
};

static bool starts(const char *bytes, size_t len, const char *magic, size_t n)
{
	return len >= n && memcmp(bytes, magic, n) == 0;
}

static void set_charset(struct charset *charset, const char *label, size_t len)
{
	size_t n = 0;
	for (size_t i = 0; i < len && n + 1 < sizeof(charset->name); i++)
		if (isgraph((unsigned char)label[i]))
			charset->name[n++] = (char)tolower((unsigned char)label[i]);
	charset->name[n] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(aliases); i++)
		if (strcmp(charset->name, aliases[i].label) == 0)
			(void)snprintf(
				charset->name, sizeof(charset->name), "%s", aliases[i].charset);
}

/* The value after "charset=" in s, as in HTTP's Content-Type and HTML's meta. */
static bool charset_value(const char *s, size_t len, struct charset *charset)
{
	size_t i = 0;
	for (; i + 7 <= len; i++) {
		if (strncasecmp(s + i, "charset", 7) != 0)
			continue;
		size_t at = i + 7;
		while (at < len && isspace((unsigned char)s[at]))
			at++;
		if (at == len || s[at] != '=')
			continue;
		at++;
		while (at < len && (isspace((unsigned char)s[at]) || s[at] == '"' || s[at] == '\''))
			at++;
		size_t end = at;
		while (end < len && !isspace((unsigned char)s[end]) && !strchr("\"';>/", s[end]))
			end++;
		if (end > at) {
			set_charset(charset, s + at, end - at);
			return true;
		}
	}
	return false;
}

static void meta_charset(const char *bytes, size_t len, struct charset *charset)
{
	if (len > META_BYTES)
		len = META_BYTES;
	for (size_t i = 0; i + 5 < len; i++) {
		const char *lt = memchr(bytes + i, '<', len - i);
		if (!lt)
			return;
		i = (size_t)(lt - bytes);
		if (starts(lt, len - i, "<!--", 4)) {
			const char *end = memmem(lt + 4, len - i - 4, "-->", 3);
			if (!end)
				return;
			i = (size_t)(end - bytes) + 2;
			continue;
		}
		if (i + 6 > len || strncasecmp(lt, "<meta", 5) != 0 ||
			isalpha((unsigned char)lt[5]))
			continue;
		const char *gt = memchr(lt, '>', len - i);
		size_t n = gt ? (size_t)(gt - lt) : len - i;
		if (charset_value(lt + 5, n - 5, charset)) {
			/* A page read as bytes cannot be UTF-16. */
			if (strncmp(charset->name, "utf-16", 6) == 0)
				set_charset(charset, "utf-8", 5);
			return;
		}
	}
}

struct utf8_counts {
	size_t good, bad; /* sequences beyond ASCII */
};

static struct utf8_counts count_utf8(const char *bytes, size_t len)
{
	struct utf8_counts counts = {0};
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		if ((unsigned char)bytes[i] < 0x80) {
			i++;
			continue;
		}
		size_t n = utf8_decode(bytes + i, len - i, &cp);
		if (n == 1)
			counts.bad++;
		else
			counts.good++;
		i += n;
	}
	return counts;
}

/*
 * Cyrillic in one byte a letter, told by runs of letters in the upper half: small letters, the
 * bulk of any text, are 0xE0..0xFF in windows-1251 and 0xC0..0xDF in KOI8.
 */
static const char *cyrillic_charset(const char *bytes, size_t len)
{
	size_t run = 0, in_runs = 0, upper = 0, low_half = 0, high_half = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c >= 0x80)
			upper++;
		if (c < 0xC0) {
			run = 0;
			continue;
		}
		if (++run < 3)
			continue;
		in_runs++;
		if (c < 0xE0)
			low_half++;
		else
			high_half++;
	}
	if (in_runs < 20 || in_runs * 3 < upper)
		return NULL;
	return low_half > high_half ? "koi8-u" : "windows-1251";
}

static bool is_cyrillic(const struct charset *charset)
{
	return strcmp(charset->name, "windows-1251") == 0 || strcmp(charset->name, "koi8-u") == 0;
}

static bool is_western(const struct charset *charset)
{
	return strcmp(charset->name, "windows-1252") == 0;
}

static bool is_multibyte(const struct charset *charset)
{
	static const char *const names[] = {
		"gb18030", "cp932", "cp949", "big5-hkscs", "euc-jp", "iso-2022-jp", "euc-tw"};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(charset->name, names[i]) == 0)
			return true;
	return false;
}

static void guess_charset(const char *bytes, size_t len, struct charset *charset)
{
	charset->name[0] = '\0';
	uchardet_t guess = uchardet_new();
	if (guess) {
		(void)uchardet_handle_data(guess, bytes, len < GUESS_BYTES ? len : GUESS_BYTES);
		uchardet_data_end(guess);
		const char *name = uchardet_get_charset(guess);
		set_charset(charset, name, strlen(name));
		uchardet_delete(guess);
	}
	if (!charset->name[0] || strcmp(charset->name, "utf-8") == 0)
		set_charset(charset, "windows-1252", 12);
}

/* Converts as far as it goes, each byte without a meaning as U+FFFD; false: no such charset. */
static bool convert(const char *charset, const char *bytes, size_t len, struct buf *out)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	if (cd == (iconv_t)-1)
		return false;
	char chunk[16384];
	char *in = (char *)(uintptr_t)bytes;
	while (len > 0) {
		char *to = chunk;
		size_t room = sizeof(chunk);
		size_t n = iconv(cd, &in, &len, &to, &room);
		(void)buf_add(out, chunk, sizeof(chunk) - room);
		if (n != (size_t)-1 || errno == E2BIG)
			continue;
		if (buf_put_utf8(out, UTF8_REPLACEMENT) < 0)
			break;
		in++;
		len--;
	}
	(void)iconv_close(cd);
	return true;
}

static const char *utf16_charset(const char *bytes, size_t len)
{
	if (starts(bytes, len, "\xFF\xFE", 2))
		return "UTF-16LE";
	if (starts(bytes, len, "\xFE\xFF", 2))
		return "UTF-16BE";
	if (len >= 4 && bytes[0] == '<' && bytes[1] == '\0' && bytes[3] == '\0')
		return "UTF-16LE";
	if (len >= 4 && bytes[0] == '\0' && bytes[1] == '<' && bytes[2] == '\0')
		return "UTF-16BE";
	return NULL;
}

/* The charset of a page that is not clean UTF-8. */
static void choose_charset(
	const char *bytes, size_t len, const char *content_type, struct charset *charset)
{
	charset->name[0] = '\0';
	if (!content_type || !charset_value(content_type, strlen(content_type), charset))
		meta_charset(bytes, len, charset);
	const char *cyrillic = cyrillic_charset(bytes, len);
	if (cyrillic && (!charset->name[0] || is_cyrillic(charset) || is_western(charset) ||
				strcmp(charset->name, "utf-8") == 0)) {
		set_charset(charset, cyrillic, strlen(cyrillic));
		return;
	}
	struct utf8_counts counts = count_utf8(bytes, len);
	/* A few stray bytes do not make it another charset, and a wrong label no UTF-8. */
	if (counts.good > counts.bad * 4 && !is_multibyte(charset)) {
		set_charset(charset, "utf-8", 5);
		return;
	}
	if (!charset->name[0] || (strcmp(charset->name, "utf-8") == 0 && counts.bad > 4))
		guess_charset(bytes, len, charset);
}

void decode_page(const char *bytes, size_t len, const char *content_type, struct buf *out)
{
	const char *utf16 = utf16_charset(bytes, len);
	if (utf16) {
		size_t bom = bytes[0] == '<' || bytes[0] == '\0' ? 0 : 2;
		if (convert(utf16, bytes + bom, len - bom, out))
			return;
	}
	if (starts(bytes, len, "\xEF\xBB\xBF", 3)) {
		(void)utf8_repair(bytes + 3, len - 3, out);
		return;
	}
	struct charset charset = {""};
	if (utf8_valid(bytes, len)) {
		/* Escape-sequence charsets are ASCII to the eye. */
		if (memchr(bytes, '\x1B', len))
			choose_charset(bytes, len, content_type, &charset);
		if (strncmp(charset.name, "iso-2022", 8) != 0) {
			(void)buf_add(out, bytes, len);
			return;
		}
	} else {
		choose_charset(bytes, len, content_type, &charset);
	}
	if (strcmp(charset.name, "utf-8") == 0 || !convert(charset.name, bytes, len, out))
		(void)utf8_repair(bytes, len, out);
}

const char *decode_foreign(const char *bytes, size_t len, const char *content_type)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *what;
	} kinds[] = {
		{"%PDF-", 5, "a PDF document"},
		{"\x89PNG\r\n", 6, "an image"},
		{"GIF87a", 6, "an image"},
		{"GIF89a", 6, "an image"},
		{"\xFF\xD8\xFF", 3, "an image"},
		{"RIFF", 4, "a media file"},
		{"OggS", 4, "a media file"},
		{"ID3", 3, "a media file"},
		{"PK\x03\x04", 4, "a zip archive or office document"},
		{"\xD0\xCF\x11\xE0", 4, "an office document"},
		{"\x1F\x8B", 2, "compressed data"},
		{"BZh", 3, "compressed data"},
		{"\xFD"
		 "7zXZ",
			5, "compressed data"},
		{"\x28\xB5\x2F\xFD", 4, "compressed data"},
		{"\x7F"
		 "ELF",
			4, "a program"},
	};
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (starts(bytes, len, kinds[i].magic, kinds[i].len))
			return kinds[i].what;
	if (len >= 12 && memcmp(bytes + 4, "ftyp", 4) == 0)
		return "a media file";
	if (content_type && (strncasecmp(content_type, "image/", 6) == 0 ||
				    strncasecmp(content_type, "video/", 6) == 0 ||
				    strncasecmp(content_type, "audio/", 6) == 0))
		return "a media file";
	if (content_type && strncasecmp(content_type, "application/pdf", 15) == 0)
		return "a PDF document";
	return NULL;
}

bool decode_is_binary(const char *bytes, size_t len)
{
	if (utf16_charset(bytes, len))
		return false;
	size_t n = len < SNIFF_BYTES ? len : SNIFF_BYTES, control = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1B)
			control++;
	}
	return control * 100 > n * BINARY_PERCENT;
}
