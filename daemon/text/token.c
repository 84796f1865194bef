#include "text/token.h"

#include <libstemmer.h>

#include "util/mem.h"
#include "util/utf8.h"

/* Strings of one scan live and die together; blocks double from this size. */
#define ARENA_BLOCK 4096

struct token_arena {
	struct token_arena *next;
	size_t used, size;
	char bytes[];
};

static char *arena_room(struct tokens *t, size_t len)
{
	if (!t->arena || t->arena->size - t->arena->used < len) {
		size_t size = t->arena ? t->arena->size * 2 : ARENA_BLOCK;
		if (size < len)
			size = len;
		struct token_arena *block = xmalloc(sizeof(*block) + size);
		*block = (struct token_arena){.next = t->arena, .size = size};
		t->arena = block;
	}
	char *at = t->arena->bytes + t->arena->used;
	t->arena->used += len;
	return at;
}

static const char *arena_copy(struct tokens *t, const char *s, size_t len)
{
	char *copy = arena_room(t, len + 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

struct scan {
	const char *text;
	size_t len, at;
	struct tokens *out;
	struct sb_stemmer *stemmer; /* NULL: none for the language */
	bool english;
	uint32_t paragraph;
	bool joined, hyphenated;
};

static unsigned int peek(const struct scan *s, size_t at, size_t *size)
{
	unsigned int cp = 0;
	*size = 0;
	if (at < s->len)
		*size = utf8_decode(s->text + at, s->len - at, &cp);
	return cp;
}

static bool is_apostrophe(unsigned int cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x02BC;
}

static bool is_hyphen(unsigned int cp)
{
	return cp == '-' || cp == 0x2010 || cp == 0x2011;
}

static bool is_letter(unsigned int cp)
{
	return utf8_is_word(cp) && !utf8_is_digit(cp);
}

static const char *fold(struct scan *s, size_t begin, size_t end)
{
	const char *p = s->text + begin;
	size_t len = end - begin;
	char *out = arena_room(s->out, len + 1);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)p[i] >= 0x80) {
			/* The slow road: fold, with the typographic apostrophe made straight. */
			AUTOFREE char *slow = utf8_fold(p, len);
			char *w = slow;
			for (const char *r = slow; *r;) {
				unsigned int cp;
				size_t n = utf8_decode(r, strlen(r), &cp);
				if (is_apostrophe(cp))
					*w++ = '\'';
				else if (cp != 0xAD)
					for (size_t k = 0; k < n; k++)
						*w++ = r[k];
				r += n;
			}
			return arena_copy(s->out, slow, (size_t)(w - slow));
		}
		out[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + ('a' - 'A')) : p[i];
	}
	out[len] = '\0';
	return out;
}

/* Past forms that no rule of spelling leads back from and that are no other word; sorted. */
static const char *const irregular[][2] = {
	{"became", "become"},
	{"began", "begin"},
	{"begun", "begin"},
	{"bought", "buy"},
	{"broke", "break"},
	{"broken", "break"},
	{"brought", "bring"},
	{"built", "build"},
	{"burnt", "burn"},
	{"chose", "choose"},
	{"chosen", "choose"},
	{"drawn", "draw"},
	{"drew", "draw"},
	{"driven", "drive"},
	{"drove", "drive"},
	{"flew", "fly"},
	{"flown", "fly"},
	{"forbade", "forbid"},
	{"forbidden", "forbid"},
	{"forgot", "forget"},
	{"forgotten", "forget"},
	{"fought", "fight"},
	{"gave", "give"},
	{"given", "give"},
	{"grew", "grow"},
	{"grown", "grow"},
	{"hid", "hide"},
	{"hidden", "hide"},
	{"kept", "keep"},
	{"knew", "know"},
	{"known", "know"},
	{"lent", "lend"},
	{"lost", "lose"},
	{"met", "meet"},
	{"paid", "pay"},
	{"sank", "sink"},
	{"sent", "send"},
	{"shaken", "shake"},
	{"shook", "shake"},
	{"shot", "shoot"},
	{"sold", "sell"},
	{"sought", "seek"},
	{"spent", "spend"},
	{"spoke", "speak"},
	{"spoken", "speak"},
	{"stole", "steal"},
	{"stolen", "steal"},
	{"struck", "strike"},
	{"sunk", "sink"},
	{"taken", "take"},
	{"threw", "throw"},
	{"thrown", "throw"},
	{"took", "take"},
	{"withdrawn", "withdraw"},
	{"withdrew", "withdraw"},
	{"written", "write"},
	{"wrote", "write"},
};

static int by_form(const void *form, const void *entry)
{
	const char *const *pair = entry;
	return strcmp(form, pair[0]);
}

static const char *stem_of(struct scan *s, const char *form)
{
	size_t len = strlen(form);
	if (!s->stemmer || len < 3)
		return form;
	if (s->english) {
		const char *const *pair = bsearch(
			form, irregular, ARRAY_SIZE(irregular), sizeof(irregular[0]), by_form);
		form = pair ? pair[1] : form;
		len = strlen(form);
	}
	const sb_symbol *stem = sb_stemmer_stem(s->stemmer, (const sb_symbol *)form, (int)len);
	size_t n = (size_t)sb_stemmer_length(s->stemmer);
	if (!stem || (n == len && memcmp(stem, form, len) == 0))
		return form;
	return arena_copy(s->out, (const char *)stem, n);
}

static struct token *push(struct scan *s, enum token_kind kind, size_t begin, size_t end)
{
	struct tokens *t = s->out;
	MEM_ROOM(t->items, t->n, t->cap);
	struct token *token = &t->items[t->n++];
	*token = (struct token){
		.begin = (uint32_t)begin,
		.end = (uint32_t)end,
		.paragraph = s->paragraph,
		.kind = kind,
		.joined = s->joined,
		.hyphenated = s->hyphenated,
	};
	s->joined = true;
	s->hyphenated = false;
	s->at = end;
	return token;
}

/* Blanks; a line end followed by another begins a paragraph. Returns whether there were any. */
static bool skip_space(struct scan *s)
{
	size_t begin = s->at;
	int lines = 0;
	for (;;) {
		size_t n;
		unsigned int cp = peek(s, s->at, &n);
		if (n == 0 || !(utf8_is_space(cp) || cp == 0))
			break;
		lines += cp == '\n' || cp == 0x2029;
		s->at += n;
	}
	if (lines >= 2 && s->out->n > 0)
		s->paragraph++;
	return s->at > begin;
}

/* A number at `at`: digits, with , . ' or a no-break space only between digits. */
static size_t number_end(const struct scan *s, size_t at)
{
	for (;;) {
		size_t n, m;
		unsigned int cp = peek(s, at, &n);
		if (utf8_is_digit(cp)) {
			at += n;
			continue;
		}
		unsigned int next = peek(s, at + n, &m);
		if ((cp == ',' || cp == '.' || cp == 0x202F || cp == 0xA0) && utf8_is_digit(next)) {
			/* "in 2024, 30" has a blank; "12,5" and "1 000" (no-break) have none */
			at += n + m;
			continue;
		}
		return at;
	}
}

static void scan_number(struct scan *s)
{
	size_t begin = s->at, end = number_end(s, begin), n;
	size_t word = end;
	while (is_letter(peek(s, word, &n)))
		word += n;
	if (word - end == 2) {
		const char *p = s->text + end;
		if (memcmp(p, "st", 2) == 0 || memcmp(p, "nd", 2) == 0 || memcmp(p, "rd", 2) == 0 ||
			memcmp(p, "th", 2) == 0)
			end = word;
	}
	struct token *token = push(s, TOKEN_NUMBER, begin, end);
	token->form = token->stem = fold(s, begin, end);
}

/* "U.S.", "U.N", "a.m.": single letters with points between; 0 if it is no such word. */
static size_t initials_end(const struct scan *s, size_t at)
{
	int letters = 0;
	for (;;) {
		size_t n, m, k;
		unsigned int cp = peek(s, at, &n);
		unsigned int point = peek(s, at + n, &m);
		if (!is_letter(cp))
			break;
		if (point != '.') {
			/* a last letter without its point closes "U.S", a longer word does not
			 * belong */
			if (letters && !is_letter(point) && !utf8_is_digit(point)) {
				letters++;
				at += n;
			}
			break;
		}
		(void)peek(s, at + n + m, &k);
		letters++;
		at += n + m;
	}
	return letters >= 2 ? at : 0;
}

static size_t word_end(const struct scan *s, size_t at)
{
	for (;;) {
		size_t n, m;
		unsigned int cp = peek(s, at, &n);
		if (utf8_is_word(cp) || cp == 0xAD) {
			at += n;
			continue;
		}
		unsigned int next = peek(s, at + n, &m);
		if (!is_apostrophe(cp) || !is_letter(next))
			return at;
		/* "Zelensky's": the possessive stands alone; "won't", "O'Brien", "п'ять" do not */
		size_t k;
		unsigned int after = peek(s, at + n + m, &k);
		if ((next == 's' || next == 'S') && !is_letter(after))
			return at;
		at += n + m;
	}
}

static void scan_word(struct scan *s)
{
	size_t begin = s->at;
	size_t end = initials_end(s, begin);
	bool initials = end > 0;
	if (!end)
		end = word_end(s, begin);
	struct token *token = push(s, TOKEN_WORD, begin, end);
	size_t letters = 0, upper = 0, n;
	for (size_t i = begin; i < end; i += n) {
		unsigned int cp = peek(s, i, &n);
		bool up = utf8_is_upper(cp);
		if (i == begin)
			token->capital = up;
		letters += is_letter(cp);
		upper += up;
	}
	token->caps = letters >= 2 && upper == letters;
	token->form = fold(s, begin, end);
	if (initials && token->form[strlen(token->form) - 1] != '.') {
		size_t len = strlen(token->form);
		char *with_point = arena_room(s->out, len + 2);
		memcpy(with_point, token->form, len);
		memcpy(with_point + len, ".", 2);
		token->form = with_point;
	}
	token->stem = initials ? token->form : stem_of(s, token->form);
}

/* 's after a word or a quotation mark. */
static bool scan_possessive(struct scan *s)
{
	size_t n, m, k;
	unsigned int cp = peek(s, s->at, &n);
	unsigned int next = peek(s, s->at + n, &m);
	if (!s->joined || s->out->n == 0 || !is_apostrophe(cp) || (next != 's' && next != 'S') ||
		utf8_is_word(peek(s, s->at + n + m, &k)))
		return false;
	struct token *token = push(s, TOKEN_WORD, s->at, s->at + n + m);
	token->form = token->stem = "'s";
	return true;
}

static void scan_one(struct scan *s)
{
	size_t n, m;
	unsigned int cp = peek(s, s->at, &n);
	if (scan_possessive(s))
		return;
	if (utf8_is_digit(cp)) {
		scan_number(s);
		return;
	}
	if (is_letter(cp)) {
		scan_word(s);
		return;
	}
	bool after_word = s->joined && s->out->n > 0 &&
			  s->out->items[s->out->n - 1].kind != TOKEN_MARK &&
			  s->out->items[s->out->n - 1].end == s->at;
	if (is_hyphen(cp) && after_word && utf8_is_word(peek(s, s->at + n, &m))) {
		s->at += n;
		s->hyphenated = true;
		return;
	}
	struct token *token = push(s, TOKEN_MARK, s->at, s->at + n);
	token->form = token->stem = arena_copy(s->out, s->text + token->begin, n);
}

static struct sb_stemmer *stemmer_for(const char *language)
{
	if (!language || !*language)
		language = "en";
	char code[3] = {language[0], language[1], '\0'};
	return code[1] ? sb_stemmer_new(code, NULL) : NULL;
}

void tokens_scan(const char *text, size_t len, const char *language, struct tokens *out)
{
	*out = (struct tokens){0};
	if (len > UINT32_MAX)
		len = utf8_floor(text, UINT32_MAX);
	struct scan s = {
		.text = text,
		.len = len,
		.out = out,
		.stemmer = stemmer_for(language),
		.english = !language || !*language || strncmp(language, "en", 2) == 0,
	};
	while (s.at < len) {
		if (skip_space(&s))
			s.joined = false;
		if (s.at < len)
			scan_one(&s);
	}
	if (s.stemmer)
		sb_stemmer_delete(s.stemmer);
}

void tokens_release(struct tokens *tokens)
{
	while (tokens->arena) {
		struct token_arena *next = tokens->arena->next;
		free(tokens->arena);
		tokens->arena = next;
	}
	free(tokens->items);
	*tokens = (struct tokens){0};
}

size_t tokens_at(const struct tokens *tokens, size_t byte)
{
	size_t low = 0, high = tokens->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (tokens->items[mid].end > byte)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

bool token_is(const struct token *token, const char *form)
{
	return strcmp(token->form, form) == 0;
}

unsigned int token_mark(const struct token *token)
{
	unsigned int cp = 0;
	if (token->kind == TOKEN_MARK)
		(void)utf8_decode(token->form, strlen(token->form), &cp);
	return cp;
}
