#include "article/entities.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>

#include "article/tags.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* The longest name in HTML 4 is "thetasym". */
#define NAME_MAX_LEN 10
/* "&", the name and ";" */
#define REFERENCE_MAX (NAME_MAX_LEN + 2)
#define TAG_LETTERS   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static unsigned int numeric(const char *s, size_t len)
{
	unsigned int cp = 0;
	size_t i = 0;
	bool hex = len > 0 && (s[0] == 'x' || s[0] == 'X');
	for (i = hex; i < len && cp < 0x110000; i++) {
		char c = s[i];
		if (c >= '0' && c <= '9')
			cp = cp * (hex ? 16 : 10) + (unsigned int)(c - '0');
		else if (hex && ((c | 32) >= 'a' && (c | 32) <= 'f'))
			cp = cp * 16 + (unsigned int)((c | 32) - 'a') + 10;
		else
			return 0;
	}
	return i == len && i > hex && cp >= 0x20 ? cp : 0;
}

static unsigned int named(const char *s, size_t len)
{
	char name[NAME_MAX_LEN + 1];
	if (len == 0 || len > NAME_MAX_LEN)
		return 0;
	memcpy(name, s, len);
	name[len] = '\0';
	const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)name);
	return entity ? entity->value : 0;
}

char *entities_decode(const char *s, size_t len)
{
	/* A reference is never shorter than what it stands for. */
	struct buf out = BUF_INIT(len + 1);
	for (size_t i = 0; i < len; i++) {
		size_t reach = len - i < REFERENCE_MAX ? len - i : REFERENCE_MAX;
		const char *end = s[i] == '&' ? memchr(s + i, ';', reach) : NULL;
		size_t n = end ? (size_t)(end - s) - i - 1 : 0;
		unsigned int cp = 0;
		if (n > 1 && s[i + 1] == '#')
			cp = n < NAME_MAX_LEN ? numeric(s + i + 2, n - 1) : 0;
		else if (n > 0)
			cp = named(s + i + 1, n);
		if (cp) {
			(void)buf_put_utf8(&out, cp);
			i += n + 1;
		} else {
			(void)buf_putc(&out, s[i]);
		}
	}
	return buf_take(&out);
}

/* Writes tags as what they do to a line: those of blocks and breaks end it. */
static void put_without_tags(const char *s, struct buf *out)
{
	const char *end = s; /* the next ">", once looked for; NULL: none is ahead */
	while (*s) {
		const char *name = s[0] == '<' ? s + 1 + (s[1] == '/') : NULL;
		bool tags = name && isalpha((unsigned char)*name);
		if (tags && end && end < name)
			end = strchr(name, '>');
		if (!tags || !end) {
			(void)buf_putc(out, *s++);
			continue;
		}
		enum tag tag = tag_find(name, strspn(name, TAG_LETTERS));
		if (tag == TAG_BR || tag_flags(tag) & TAG_BLOCK)
			(void)buf_putc(out, '\n');
		s = end + 1;
	}
}

char *entities_paragraphs(const char *s)
{
	struct buf out CLEANUP(buf_release) = BUF_INIT(ARTICLE_TEXT_MAX);
	struct buf plain CLEANUP(buf_release) = BUF_INIT(ARTICLE_TEXT_MAX);
	AUTOFREE char *decoded = entities_decode(s, strnlen(s, ARTICLE_TEXT_MAX));
	put_without_tags(decoded, &plain);
	for (const char *p = buf_str(&plain); *p;) {
		size_t n = strcspn(p, "\n");
		AUTOFREE char *line = utf8_squeeze(p, n);
		if (line[0]) {
			if (out.len)
				(void)buf_puts(&out, "\n\n");
			(void)buf_puts(&out, line);
		}
		p += n + (p[n] == '\n');
	}
	return buf_take(&out);
}
