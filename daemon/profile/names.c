#include "profile/names.h"

#include "util/mem.h"
#include "util/utf8.h"

/* Letters that no decomposition makes plain, and Cyrillic by the classes of the key below. */
static const struct {
	unsigned int cp;
	const char *latin;
} letters[] = {
	{0x142, "l"},
	{0xF8, "o"},
	{0x111, "d"},
	{0xF0, "d"},
	{0xDF, "ss"},
	{0xE6, "ae"},
	{0x153, "oe"},
	{0x131, "i"},
	{0xFE, "th"},
	{0x430, "a"},
	{0x431, "b"},
	{0x432, "v"},
	{0x433, "g"},
	{0x491, "g"},
	{0x434, "d"},
	{0x435, "e"},
	{0x451, "e"},
	{0x454, "e"},
	{0x436, "zh"},
	{0x437, "z"},
	{0x438, "i"},
	{0x456, "i"},
	{0x457, "i"},
	{0x439, "i"},
	{0x43A, "k"},
	{0x43B, "l"},
	{0x43C, "m"},
	{0x43D, "n"},
	{0x43E, "o"},
	{0x43F, "p"},
	{0x440, "r"},
	{0x441, "s"},
	{0x442, "t"},
	{0x443, "u"},
	{0x45E, "u"},
	{0x444, "f"},
	{0x445, "kh"},
	{0x446, "ts"},
	{0x447, "ch"},
	{0x448, "sh"},
	{0x449, "shch"},
	{0x44A, ""},
	{0x44B, "y"},
	{0x44C, ""},
	{0x44D, "e"},
	{0x44E, "yu"},
	{0x44F, "ya"},
};

/* Spellings of one sound, longest first; what stands on the right is the class. */
static const struct {
	const char *from, *to;
} sounds[] = {
	{"shch", "s"},
	{"sch", "s"},
	{"tch", "c"},
	{"iye", "e"},
	{"ije", "e"},
	{"iya", "ia"},
	{"ija", "ia"},
	{"iyu", "iu"},
	{"sh", "s"},
	{"sz", "s"},
	{"ch", "c"},
	{"cz", "c"},
	{"ts", "c"},
	{"tz", "c"},
	{"zh", "z"},
	{"kh", "g"},
	{"gh", "g"},
	{"th", "t"},
	{"ph", "f"},
	{"ck", "k"},
	{"qu", "kv"},
	{"ie", "e"},
	{"ye", "e"},
	{"je", "e"},
	{"yo", "e"},
	{"ya", "ia"},
	{"ja", "ia"},
	{"yu", "iu"},
	{"ju", "iu"},
	{"ou", "u"},
	{"h", "g"},
	{"x", "ks"},
	{"q", "k"},
	{"w", "v"},
	{"y", "i"},
	{"j", "i"},
};

/* Endings that one name has in two languages; never those that tell women from men. */
static const struct {
	const char *from, *to;
} endings[] = {{"skaia", "ska"}, {"enka", "enko"}};

static const char *const particles[] = {"von", "van", "der", "den", "de", "del", "della", "da",
	"di", "du", "dos", "la", "le", "al", "el", "bin", "ibn", "zu", "af", NULL};

static const struct {
	const char *word;
	char gender;
} honorifics[] = {{"mr", 'm'}, {"mrs", 'f'}, {"ms", 'f'}, {"miss", 'f'}, {"mx", 0}, {"dr", 0},
	{"sir", 'm'}, {"dame", 'f'}, {"lord", 'm'}, {"lady", 'f'}, {"baroness", 'f'}, {"gen", 0},
	{"lt", 0}, {"maj", 0}, {"col", 0}, {"capt", 0}, {"adm", 0}, {"sen", 0}, {"rep", 0},
	{"prof", 0}, {"gov", 0}, {"rev", 0}, {"sgt", 0}, {"sheikh", 'm'}, {"madame", 'f'},
	{"monsieur", 'm'}, {"herr", 'm'}, {"frau", 'f'}, {"pan", 'm'}, {"pani", 'f'}};

static const char *plain_letter(unsigned int cp)
{
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
		if (letters[i].cp == cp)
			return letters[i].latin;
	return NULL;
}

static size_t put(char *out, size_t at, const char *s, size_t len)
{
	for (size_t i = 0; i < len && at + 1 < NAME_KEY_SIZE; i++)
		out[at++] = s[i];
	return at;
}

/* Whether the word is ASCII lower case already, as most are. */
static bool is_plain(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80 || (s[i] >= 'A' && s[i] <= 'Z'))
			return false;
	return true;
}

/* Folds; letters without decomposition become plain ones, of Cyrillic only when `cyrillic`. */
static size_t latin(const char *word, size_t len, bool cyrillic, char out[NAME_KEY_SIZE])
{
	AUTOFREE char *slow = NULL;
	if (!is_plain(word, len)) {
		slow = utf8_fold(word, len);
		word = slow;
		len = strlen(slow);
	}
	size_t n = 0;
	for (size_t i = 0; i < len;) {
		unsigned int cp;
		size_t size = utf8_decode(word + i, len - i, &cp);
		const char *plain = cp < 0x80 ? NULL : plain_letter(cp);
		if (cp >= 0x400 && !cyrillic)
			plain = NULL;
		if (plain)
			n = put(out, n, plain, strlen(plain));
		else if (utf8_is_word(cp))
			n = put(out, n, word + i, size);
		i += size;
	}
	out[n] = '\0';
	return n;
}

size_t name_word_fold(const char *word, size_t len, char out[NAME_KEY_SIZE])
{
	return latin(word, len, false, out);
}

static size_t sound_at(const char *s, size_t left, size_t *from)
{
	for (size_t k = 0; k < ARRAY_SIZE(sounds); k++) {
		*from = strlen(sounds[k].from);
		if (*from <= left && memcmp(s, sounds[k].from, *from) == 0)
			return k;
	}
	return ARRAY_SIZE(sounds);
}

/* Appends, leaving out what would double the letter before. */
static size_t put_single(char *out, size_t at, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at == 0 || out[at - 1] != s[i] || (unsigned char)s[i] >= 0x80)
			at = put(out, at, s + i, 1);
	return at;
}

size_t name_word_key(const char *word, size_t len, char key[NAME_KEY_SIZE])
{
	char plain[NAME_KEY_SIZE];
	size_t n = latin(word, len, true, plain), at = 0;
	for (size_t i = 0; i < n;) {
		size_t from, k = sound_at(plain + i, n - i, &from);
		if (k < ARRAY_SIZE(sounds)) {
			at = put_single(key, at, sounds[k].to, strlen(sounds[k].to));
			i += from;
		} else {
			at = put_single(key, at, plain + i, 1);
			i++;
		}
	}
	key[at] = '\0';
	for (size_t k = 0; k < ARRAY_SIZE(endings); k++) {
		size_t from = strlen(endings[k].from);
		if (at > from && memcmp(key + at - from, endings[k].from, from) == 0) {
			at = put(key, at - from, endings[k].to, strlen(endings[k].to));
			key[at] = '\0';
			break;
		}
	}
	return at;
}

bool name_is_particle(const char *word)
{
	for (size_t i = 0; particles[i]; i++)
		if (strcmp(particles[i], word) == 0)
			return true;
	return false;
}

static size_t honorific(const char *word)
{
	size_t i = 0;
	while (i < ARRAY_SIZE(honorifics) && strcmp(honorifics[i].word, word) != 0)
		i++;
	return i;
}

bool name_is_honorific(const char *word)
{
	return honorific(word) < ARRAY_SIZE(honorifics);
}

char name_honorific_gender(const char *word)
{
	size_t i = honorific(word);
	return i < ARRAY_SIZE(honorifics) ? honorifics[i].gender : 0;
}
