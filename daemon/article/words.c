#include "article/words.h"

#include <ctype.h>
#include <stdint.h>

#include "article/dom.h"
#include "article/words_tables.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Class lists of real pages stay under a few hundred bytes; longer ones are generated noise. */
#define NAMES_MAX    512
#define NAME_MAX_LEN 48
/* A phrase decides over a block only near its beginning. */
#define PHRASE_BYTES 64
/* "In this Dec. 12, 2006, file photo, ..." is longer than other captions. */
#define CAPTION_BYTES 600

/* The kinds that the letters of a row stand for. */
static unsigned int row_kinds(const char *row)
{
	static const struct {
		char letter;
		unsigned int kind;
	} kinds[] = {{'B', KIND_BODY}, {'C', KIND_COMMENT}, {'D', KIND_DROP}, {'K', KIND_DEK},
		{'L', KIND_PLACE}, {'M', KIND_META}, {'N', KIND_BYLINE}, {'P', KIND_CAPTION},
		{'R', KIND_CORRECTION}, {'S', KIND_CONSENT}, {'T', KIND_SECTION}, {'W', KIND_WEAK},
		{'Y', KIND_PAYWALL}};
	unsigned int found = 0;
	for (const char *p = row + strcspn(row, "="); *p; p++)
		for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
			if (kinds[i].letter == *p)
				found |= kinds[i].kind;
	return found;
}

/* Order of a word and a row's word. */
static int order(const char *s, size_t len, const char *row)
{
	size_t n = strcspn(row, "=");
	int by = memcmp(s, row, len < n ? len : n);
	return by != 0 ? by : (len > n) - (len < n);
}

/* The row of a word, or n. */
static size_t find_row(const char *const *rows, size_t n, const char *s, size_t len)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int by = order(s, len, rows[mid]);
		if (by == 0)
			return mid;
		if (by < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return n;
}

static void find_name(const char *s, size_t len, struct words_names *out)
{
	size_t row = find_row(words_name_rows, words_n_name_rows, s, len);
	if (row < words_n_name_rows && out->n < WORDS_NAMES_MAX)
		out->rows[out->n++] = (unsigned short)row;
}

bool words_is_stop(const char *word, size_t len)
{
	return find_row(words_stop_rows, words_n_stop_rows, word, len) < words_n_stop_rows;
}

/* "has-comments", "no-sidebar": the element has or lacks such a part, it is none. */
static bool is_prefix(const char *s, size_t len)
{
	static const char *const prefixes[] = {"has", "no", "not", "with", "without", "js", "tag",
		"category", "type", "status", "hide", "enable", "disable", "col", "grid"};
	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strlen(prefixes[i]) == len && memcmp(s, prefixes[i], len) == 0)
			return true;
	return false;
}

/* One name of a class list, cut at hyphens, underscores, digits and changes to upper case. */
static void one_name(const char *s, size_t len, struct words_names *out)
{
	char low[NAME_MAX_LEN * 2];
	size_t starts[24], n = 0, used = 0;
	for (size_t i = 0; i < len && used + 1 < sizeof(low) && n < ARRAY_SIZE(starts); i++) {
		unsigned char c = (unsigned char)s[i];
		if (!isalpha(c))
			continue;
		bool begins = i == 0 || !isalpha((unsigned char)s[i - 1]) ||
			      (isupper(c) && islower((unsigned char)s[i - 1]));
		if (begins)
			starts[n++] = used;
		low[used++] = (char)tolower(c);
	}
	for (size_t k = 0; k < n; k++) {
		size_t end = k + 1 < n ? starts[k + 1] : used;
		if (k == 0 && n > 1 && is_prefix(low, end))
			return;
		find_name(low + starts[k], end - starts[k], out);
		if (k + 1 < n) {
			end = k + 2 < n ? starts[k + 2] : used;
			find_name(low + starts[k], end - starts[k], out);
		}
	}
}

void words_names(const struct dom *dom, unsigned int node, struct words_names *out)
{
	static const enum attr attrs[] = {ATTR_CLASS, ATTR_ID, ATTR_ITEMPROP, ATTR_DATA_COMPONENT,
		ATTR_DATA_QA, ATTR_DATA_TESTID, ATTR_DATA_TYPE};
	out->n = 0;
	for (size_t k = 0; k < ARRAY_SIZE(attrs); k++) {
		const char *s = dom_attr(dom, node, attrs[k]);
		size_t len = s ? strnlen(s, NAMES_MAX) : 0;
		for (size_t i = 0; i < len;) {
			size_t end = i;
			while (end < len && !isspace((unsigned char)s[end]))
				end++;
			if (end > i)
				one_name(s + i, end - i, out);
			i = end + 1;
		}
	}
}

size_t words_names_count(void)
{
	return words_n_name_rows;
}

unsigned int words_row_kinds(size_t row)
{
	return row_kinds(words_name_rows[row]);
}

unsigned int words_kinds(const struct dom *dom, unsigned int node)
{
	struct words_names found;
	words_names(dom, node, &found);
	unsigned int kinds = 0;
	for (size_t i = 0; i < found.n; i++)
		kinds |= words_row_kinds(found.rows[i]);
	return kinds;
}

unsigned int words_phrase(const char *text, size_t len)
{
	char low[PHRASE_BYTES + 8];
	size_t n = 0;
	for (size_t i = 0; i < len && n < PHRASE_BYTES;) {
		unsigned int cp;
		i += utf8_decode(text + i, len - i, &cp);
		if (cp == 0x2019 || cp == 0x02BC)
			cp = '\'';
		/* Arrows, dots and the like before the words. */
		if (n == 0 && !utf8_is_word(cp) && cp != 0xA9 && cp != '@')
			continue;
		n += utf8_encode(utf8_lower(cp), low + n);
	}
	if (len < CAPTION_BYTES && memmem(text, len, "file photo", 10))
		return KIND_CAPTION;
	/* The longest row that begins the text is found by trying each shorter beginning. */
	for (size_t end = n; end > 0; end--) {
		if (end < n && !utf8_is_start(low[end]))
			continue;
		if (end < n && low[end - 1] != ':' && low[end - 1] != ' ' && low[end - 1] != '@' &&
			low[end] != ' ' && low[end] != ':' && low[end] != ',' && low[end] != '.' &&
			low[end] != '!' && low[end] != '?' && low[end] != '\n')
			continue;
		size_t row = find_row(words_phrase_rows, words_n_phrase_rows, low, end);
		if (row < words_n_phrase_rows)
			return row_kinds(words_phrase_rows[row]);
	}
	return 0;
}
