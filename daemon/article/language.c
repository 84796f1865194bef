#include "article/language.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

#define SAMPLE_BYTES KIB(16)
/* Frequent words that must be seen before they overrule what the page declares. */
#define HITS_MIN 12

/* Words that are frequent in one language and rare in the others of the table. */
static const struct {
	const char *code;
	const char *words; /* each between blanks */
} frequent[] = {
	{"en", " the of and to that for with was is by his are have this from which were they "},
	{"uk", " та що від як це який також після був або які він вона бути щоб цього його але "},
	{"ru", " и что как это его также после был или которые он она быть чтобы этого но их "},
	{"de", " der die und das nicht mit sich von dem auf ist ein eine auch für wird den "},
	{"fr", " le les des une est dans que pour qui du sur pas au avec ce par aux "},
	{"pl", " się nie jest na że do jak oraz który przez ale jego są dla był po "},
	{"tr", " ve bir bu için ile olarak olan daha da de çok gibi ise ancak "},
	{"es", " el los las una con para por que del como más pero su fue al "},
	{"it", " il di che della per non una con sono dei nel gli anche alla è "},
	{"nl", " het een van dat niet zijn voor met ook wordt naar bij aan maar "},
	{"pt", " os uma não com para mais por dos da em ao foi como são "},
	{"cs", " se na že je který jako ale byl podle jsou také není by pro "},
	{"sv", " och att det som en är på för med av den inte till har "},
	{"be", " і што гэта як яго таксама пасля быў або якія ён яна каб але у "},
};

struct letters {
	size_t latin, cyrillic, greek, arabic, hebrew, kana, han, hangul;
	size_t ukrainian, russian; /* letters that the other does not have */
};

static void count_letters(const char *text, size_t len, struct letters *n)
{
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		i += utf8_decode(text + i, len - i, &cp);
		if (cp < 0x250)
			n->latin += utf8_is_word(cp) && !utf8_is_digit(cp);
		else if (cp >= 0x370 && cp < 0x400)
			n->greek++;
		else if (cp >= 0x400 && cp < 0x530)
			n->cyrillic++;
		else if (cp >= 0x590 && cp < 0x600)
			n->hebrew++;
		else if (cp >= 0x600 && cp < 0x780)
			n->arabic++;
		else if (cp >= 0x3040 && cp < 0x3100)
			n->kana++;
		else if (cp >= 0x4E00 && cp < 0xA000)
			n->han++;
		else if (cp >= 0xAC00 && cp < 0xD7B0)
			n->hangul++;
		/* і ї є ґ against ы э ъ ё */
		n->ukrainian += cp == 0x456 || cp == 0x457 || cp == 0x454 || cp == 0x491;
		n->russian += cp == 0x44B || cp == 0x44D || cp == 0x44A || cp == 0x451;
	}
}

static size_t hits_of(const char *list, const char *word, size_t len)
{
	char padded[40];
	if (len + 3 > sizeof(padded))
		return 0;
	padded[0] = ' ';
	memcpy(padded + 1, word, len);
	padded[len + 1] = ' ';
	padded[len + 2] = '\0';
	return strstr(list, padded) != NULL;
}

static void count_frequent(const char *text, size_t len, size_t *hits)
{
	char word[32];
	size_t n = 0;
	for (size_t i = 0; i <= len;) {
		unsigned int cp = ' ';
		i += i < len ? utf8_decode(text + i, len - i, &cp) : 1;
		if (utf8_is_word(cp)) {
			if (n + 4 <= sizeof(word))
				n += utf8_encode(utf8_lower(cp), word + n);
			continue;
		}
		for (size_t k = 0; n > 0 && k < ARRAY_SIZE(frequent); k++)
			hits[k] += hits_of(frequent[k].words, word, n);
		n = 0;
	}
}

/* What the letters alone tell; NULL for scripts that many languages share. */
static const char *by_script(const struct letters *n)
{
	size_t all = n->latin + n->cyrillic + n->greek + n->arabic + n->hebrew + n->kana + n->han +
		     n->hangul;
	if (n->kana * 10 > all)
		return "ja";
	if (n->han * 2 > all)
		return "zh";
	if (n->hangul * 2 > all)
		return "ko";
	if (n->greek * 2 > all)
		return "el";
	if (n->hebrew * 2 > all)
		return "he";
	return NULL;
}

static bool fits_script(const char *code, const struct letters *n)
{
	static const char cyrillic[] = " uk ru be bg sr mk kk ky tg mn uz ";
	static const char arabic[] = " ar fa ur ps ku ug ";
	bool is_cyrillic = hits_of(cyrillic, code, strlen(code)) > 0;
	if (n->cyrillic > n->latin)
		return is_cyrillic;
	if (n->arabic > n->latin)
		return hits_of(arabic, code, strlen(code)) > 0;
	return !is_cyrillic || strcmp(code, "sr") == 0 || strcmp(code, "uz") == 0 || n->latin < 40;
}

static void primary_subtag(const char *declared, char out[4])
{
	size_t n = 0;
	while (declared && n < 3 && isalpha((unsigned char)declared[n])) {
		out[n] = (char)tolower((unsigned char)declared[n]);
		n++;
	}
	bool more = declared && isalpha((unsigned char)declared[n]);
	out[more || n < 2 ? 0 : n] = '\0';
	/* The country's code is often written for the language's. */
	if (strcmp(out, "ua") == 0)
		memcpy(out, "uk", 3);
}

char *language_choose(const char *declared, const char *text)
{
	char code[4];
	primary_subtag(declared, code);
	size_t len = text ? strnlen(text, SAMPLE_BYTES) : 0;
	if (text && text[len])
		len = utf8_floor(text, len);
	struct letters letters = {0};
	size_t hits[ARRAY_SIZE(frequent)] = {0};
	count_letters(text ? text : "", len, &letters);
	const char *script = by_script(&letters);
	if (script && strcmp(script, code) != 0 && !(strcmp(code, "yue") == 0))
		return xstrdup(script);
	count_frequent(text ? text : "", len, hits);
	size_t best = 0, own = 0;
	for (size_t k = 0; k < ARRAY_SIZE(frequent); k++) {
		if (hits[k] > hits[best])
			best = k;
		if (strcmp(frequent[k].code, code) == 0)
			own = hits[k];
	}
	if (letters.cyrillic > letters.latin && letters.ukrainian + letters.russian > 20 &&
		(strcmp(frequent[best].code, "uk") == 0 || strcmp(frequent[best].code, "ru") == 0))
		best = letters.ukrainian > letters.russian ? 1 : 2;
	bool clear = hits[best] >= HITS_MIN && hits[best] > own * 3;
	if (code[0] && !clear && (fits_script(code, &letters) || len == 0))
		return xstrdup(code);
	if (hits[best] >= HITS_MIN / 3 && fits_script(frequent[best].code, &letters))
		return xstrdup(frequent[best].code);
	return code[0] ? xstrdup(code) : NULL;
}
