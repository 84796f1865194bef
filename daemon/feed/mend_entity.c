#include "feed/mend_entity.h"

#include <stdbool.h>

#include "feed/html.h"
#include "text/entity.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"

/* A document's own entities abbreviate an address or a name; more or longer ones are an attack. */
#define ENTITIES_MAX     64
#define ENTITY_NAME_MAX  64
#define ENTITY_VALUE_MAX KIB(1)
/* What all of them may bring into one document: a thousand references to the longest. */
#define ENTITIES_SPENT_MAX MIB(1)

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

/* One declaration, past "<!ENTITY". */
static void read_one(struct mend_entities *e, const char *s, size_t len)
{
	size_t i = 0;
	while (i < len && is_space(s[i]))
		i++;
	size_t name = i;
	while (i < len && is_name(s[i]))
		i++;
	size_t name_len = i - name;
	while (i < len && is_space(s[i]))
		i++;
	if (name_len == 0 || name_len > ENTITY_NAME_MAX || i >= len ||
		(s[i] != '"' && s[i] != '\''))
		return;
	char quote = s[i++];
	const char *end = memchr(s + i, quote, len - i);
	if (!end)
		return;
	size_t value_len = (size_t)(end - s) - i;
	if (value_len > ENTITY_VALUE_MAX || e->n == ENTITIES_MAX)
		return;
	struct buf value CLEANUP(buf_release) = BUF_INIT(ENTITY_VALUE_MAX);
	for (size_t k = 0; k < value_len;) {
		size_t n = 0;
		if (s[i + k] == '&') {
			if (k + 1 == value_len || s[i + k + 1] != '#')
				return;
			n = entity_decode(s + i + k, value_len - k, &value, NULL);
			if (n == 0)
				return;
		} else {
			(void)buf_putc(&value, s[i + k]);
			n = 1;
		}
		k += n;
	}
	MEM_ROOM(e->items, e->n, e->cap);
	e->items[e->n++] = (struct mend_entity){
		.name = xstrndup(s + name, name_len), .value = buf_take(&value)};
}

void mend_entities_read(struct mend_entities *entities, const char *text, size_t len)
{
	static const char mark[] = "<!ENTITY";
	for (size_t i = 0; i < len && entities->n < ENTITIES_MAX;) {
		const char *at = memmem(text + i, len - i, mark, sizeof(mark) - 1);
		if (!at)
			return;
		i = (size_t)(at - text) + sizeof(mark) - 1;
		read_one(entities, text + i, len - i);
	}
}

void mend_entities_release(struct mend_entities *entities)
{
	for (size_t i = 0; i < entities->n; i++) {
		free(entities->items[i].name);
		free(entities->items[i].value);
	}
	free(entities->items);
	*entities = (struct mend_entities){0};
}

static const char *declared(const struct mend_entities *e, const char *name, size_t len)
{
	for (size_t i = 0; i < e->n; i++)
		if (strlen(e->items[i].name) == len && memcmp(e->items[i].name, name, len) == 0)
			return e->items[i].value;
	return NULL;
}

enum mend_reference mend_reference(
	struct mend_entities *entities, const char *s, size_t len, size_t *used, struct buf *out)
{
	static const char *const five[] = {"amp;", "lt;", "gt;", "quot;", "apos;"};
	for (size_t i = 0; i < ARRAY_SIZE(five); i++) {
		size_t n = strlen(five[i]);
		if (len > n && memcmp(s + 1, five[i], n) == 0) {
			*used = n + 1;
			(void)buf_add(out, s, n + 1);
			return REFERENCE_KEPT;
		}
	}
	size_t n = 1;
	while (n < len && n <= ENTITY_NAME_MAX && is_name(s[n]))
		n++;
	const char *value = NULL;
	if (n > 1 && n < len && s[n] == ';')
		value = declared(entities, s + 1, n - 1);
	if (value) {
		*used = n + 1;
		size_t value_len = strlen(value);
		if (entities->spent + value_len <= ENTITIES_SPENT_MAX) {
			html_escape(value, value_len, true, out);
			entities->spent += value_len;
		}
		return REFERENCE_DECLARED;
	}
	struct buf plain CLEANUP(buf_release) = BUF_INIT(8);
	int odd = 0;
	n = entity_decode(s, len, &plain, &odd);
	if (n == 0) {
		*used = 1;
		(void)buf_puts(out, "&amp;");
		return REFERENCE_NONE;
	}
	*used = n;
	/* what is no character here may be half of one: text_value.h */
	unsigned int number = 0;
	for (size_t i = 2; s[1] == '#' && i < n && i < 5 && s[i] >= '0' && s[i] <= '9'; i++)
		number = number * 10 + (unsigned int)(s[i] - '0');
	if (number >= 0x80 && number <= 0x9F) {
		(void)buf_put_utf8(out, number);
		return REFERENCE_KEPT;
	}
	html_escape(buf_str(&plain), plain.len, true, out);
	if (odd)
		return REFERENCE_ODD;
	return s[1] == '#' ? REFERENCE_KEPT : REFERENCE_HTML;
}
