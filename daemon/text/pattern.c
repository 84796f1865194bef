#include "text/pattern.h"

#include <ctype.h>
#include <stdbool.h>

#include "text/token.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/strmap.h"

/* Attempts to place elements while one pattern is tried at one token. */
#define STEPS_MAX 2000
/* Alternatives at one place and parts of an "&". */
#define ALTERNATIVES_MAX 32
#define PARTS_MAX        3

enum symbol_kind { SYMBOL_STEM, SYMBOL_FORM, SYMBOL_CLASS };

struct symbol {
	uint32_t number; /* of a stem, a form or a class */
	uint8_t kind;
	bool caps;
};

struct element {
	struct symbol *symbols; /* owned */
	size_t n;
	uint32_t gap; /* tokens that may be skipped before it */
	bool optional;
};

struct pattern {
	struct element elements[PATTERN_ELEMENTS];
	size_t n;
	uint32_t target; /* id, or class */
	bool is_class;
};

/* Patterns that can begin with one symbol. */
struct starts {
	uint32_t *items; /* owned */
	size_t n, cap;
};

struct patterns {
	struct strmap stems, forms, classes, light;
	size_t n_stems, n_forms, n_classes;
	struct strmap seen_ids, seen_classes; /* canonical text to target */
	struct pattern *items;
	size_t n, cap;
	struct starts *by[3]; /* per kind of symbol, by number */
	size_t n_by[3];
};

struct patterns *patterns_new(void)
{
	return xcalloc(1, sizeof(struct patterns));
}

static void pattern_release(struct pattern *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->elements[i].symbols);
}

void patterns_free(struct patterns *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++)
		pattern_release(&set->items[i]);
	free(set->items);
	for (size_t k = 0; k < ARRAY_SIZE(set->by); k++) {
		for (size_t i = 0; i < set->n_by[k]; i++)
			free(set->by[k][i].items);
		free(set->by[k]);
	}
	strmap_release(&set->stems);
	strmap_release(&set->forms);
	strmap_release(&set->classes);
	strmap_release(&set->light);
	strmap_release(&set->seen_ids);
	strmap_release(&set->seen_classes);
	free(set);
}

static uint32_t intern(struct strmap *map, size_t *n, const char *text)
{
	uint32_t number = strmap_add(map, text, strlen(text), (uint32_t)*n);
	if (number == *n)
		(*n)++;
	return number;
}

void patterns_light(struct patterns *set, const char *form)
{
	(void)strmap_add(&set->light, form, strlen(form), 1);
}

uint32_t patterns_class(struct patterns *set, const char *name)
{
	return intern(&set->classes, &set->n_classes, name);
}

uint32_t patterns_class_find(const struct patterns *set, const char *name)
{
	return strmap_get(&set->classes, name, strlen(name));
}

size_t patterns_classes(const struct patterns *set)
{
	return set->n_classes;
}

/* Reading. */

static bool all_caps(const char *text)
{
	size_t letters = 0;
	for (; *text; text++) {
		if (islower((unsigned char)*text))
			return false;
		letters += isupper((unsigned char)*text) != 0;
	}
	return letters > 1;
}

/* Adds the words of one alternative ("cease-fire" is two tokens): a plain word gives one symbol. */
static int read_symbol(
	struct patterns *set, char *text, bool in_class, struct symbol *symbol, struct err *err)
{
	size_t len = strlen(text);
	if (text[0] == '{') {
		if (in_class)
			return err_set(err, ERR_CONFIG, "a class holds words, not \"%s\"", text);
		if (len < 3 || text[len - 1] != '}')
			return err_set(err, ERR_CONFIG, "\"%s\" is no {class}", text);
		text[len - 1] = '\0';
		uint32_t cls = patterns_class_find(set, text + 1);
		if (cls == PATTERN_NONE)
			return err_set(err, ERR_CONFIG, "there is no class {%s}", text + 1);
		*symbol = (struct symbol){.number = cls, .kind = SYMBOL_CLASS};
		return 0;
	}
	bool exact = text[0] == '=';
	text += exact;
	struct tokens tokens CLEANUP(tokens_release) = {0};
	tokens_scan(text, strlen(text), NULL, &tokens);
	if (tokens.n != 1)
		return err_set(err, ERR_CONFIG, "\"%s\" is not one word", text);
	const struct token *t = &tokens.items[0];
	*symbol = (struct symbol){
		.number = exact ? intern(&set->forms, &set->n_forms, t->form)
				: intern(&set->stems, &set->n_stems, t->stem),
		.kind = exact ? SYMBOL_FORM : SYMBOL_STEM,
		.caps = t->kind == TOKEN_WORD && all_caps(text),
	};
	return 0;
}

static int read_element(struct patterns *set, char *text, bool in_class, uint32_t gap,
	struct pattern *p, struct err *err)
{
	size_t len = strlen(text);
	bool optional = len > 1 && text[len - 1] == '?';
	if (optional)
		text[len - 1] = '\0';
	if (p->n == PATTERN_ELEMENTS)
		return err_set(err, ERR_CONFIG, "more than %d elements", PATTERN_ELEMENTS);
	struct symbol symbols[ALTERNATIVES_MAX];
	size_t n = 0;
	char *save = NULL;
	for (char *s = strtok_r(text, "/", &save); s; s = strtok_r(NULL, "/", &save)) {
		if (n == ALTERNATIVES_MAX)
			return err_set(
				err, ERR_CONFIG, "more than %d alternatives", ALTERNATIVES_MAX);
		int result = read_symbol(set, s, in_class, &symbols[n], err);
		if (result < 0)
			return result;
		n++;
	}
	if (n == 0)
		return err_set(err, ERR_CONFIG, "an element without a word");
	struct element *e = &p->elements[p->n++];
	*e = (struct element){.n = n, .gap = gap, .optional = optional};
	e->symbols = xmalloc(n * sizeof(*symbols));
	memcpy(e->symbols, symbols, n * sizeof(*symbols));
	return 0;
}

/* Reads elements of one part; gap is what may stand before its first. */
static int read_part(struct patterns *set, const char *text, bool in_class, uint32_t gap,
	struct pattern *p, struct err *err)
{
	AUTOFREE char *copy = xstrdup(text);
	char *save = NULL;
	bool any = false, dangling = false;
	for (char *s = strtok_r(copy, " \t\n", &save); s; s = strtok_r(NULL, " \t\n", &save)) {
		if (s[0] == '.' && s[1] == '.') {
			char *end = NULL;
			unsigned long wide = s[2] ? strtoul(s + 2, &end, 10) : PATTERN_GAP;
			if ((end && *end) || wide == 0 || wide >= PATTERN_REACH || !any || dangling)
				return err_set(err, ERR_CONFIG, "\"%s\" is no gap here", s);
			gap = (uint32_t)wide;
			dangling = true;
			continue;
		}
		int result = read_element(set, s, in_class, gap, p, err);
		if (result < 0)
			return result;
		gap = 0;
		any = true;
		dangling = false;
	}
	if (!any || dangling)
		return err_set(err, ERR_CONFIG, any ? "it ends in a gap" : "it is empty");
	return 0;
}

static void start_add(struct patterns *set, const struct symbol *symbol, uint32_t index)
{
	struct starts **by = &set->by[symbol->kind];
	size_t *n = &set->n_by[symbol->kind];
	if (symbol->number >= *n) {
		size_t wide = symbol->number + 64;
		*by = xrealloc(*by, wide * sizeof(**by));
		memset(*by + *n, 0, (wide - *n) * sizeof(**by));
		*n = wide;
	}
	struct starts *s = &(*by)[symbol->number];
	if (s->n > 0 && s->items[s->n - 1] == index)
		return;
	MEM_ROOM(s->items, s->n, s->cap);
	s->items[s->n++] = index;
}

/* Takes the pattern's memory. */
static int pattern_store(struct patterns *set, struct pattern *p, struct err *err)
{
	size_t first = 0;
	while (first < p->n && p->elements[first].optional)
		first++;
	if (first == p->n) {
		pattern_release(p);
		return err_set(err, ERR_CONFIG, "every element may be absent");
	}
	MEM_ROOM(set->items, set->n, set->cap);
	set->items[set->n] = *p;
	for (size_t i = 0; i <= first; i++)
		for (size_t k = 0; k < p->elements[i].n; k++)
			start_add(set, &p->elements[i].symbols[k], (uint32_t)set->n);
	set->n++;
	return 0;
}

static int add_order(struct patterns *set, char *const *parts, const size_t *order, size_t n,
	uint32_t target, bool is_class, struct err *err)
{
	struct pattern p = {.target = target, .is_class = is_class};
	for (size_t i = 0; i < n; i++) {
		int result = read_part(
			set, parts[order[i]], is_class, i ? PATTERN_WINDOW : 0, &p, err);
		if (result < 0) {
			pattern_release(&p);
			return result;
		}
	}
	return pattern_store(set, &p, err);
}

static int add(struct patterns *set, const char *text, uint32_t target, bool is_class,
	uint32_t *before, struct err *err)
{
	static const size_t orders[][PARTS_MAX] = {
		{0, 1, 2}, {1, 0, 2}, {0, 2, 1}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	static const size_t n_orders[] = {0, 1, 2, 6};
	struct strmap *seen = is_class ? &set->seen_classes : &set->seen_ids;
	uint32_t known = strmap_get(seen, text, strlen(text));
	if (before)
		*before = known;
	if (is_class && known == target)
		return 0;
	(void)strmap_add(seen, text, strlen(text), target);
	AUTOFREE char *copy = xstrdup(text);
	for (char *s = copy; *s; s++) /* "cease-fire" is two tokens */
		if (*s == '-' && isalnum((unsigned char)s[1]))
			*s = ' ';
	char *parts[PARTS_MAX], *save = NULL;
	size_t n = 0;
	for (char *s = strtok_r(copy, "&", &save); s; s = strtok_r(NULL, "&", &save)) {
		if (n == PARTS_MAX || (is_class && n == 1))
			return err_set(err, ERR_CONFIG, "too many parts joined by &");
		parts[n++] = s;
	}
	if (n == 0)
		return err_set(err, ERR_CONFIG, "it is empty");
	for (size_t i = 0; i < n_orders[n]; i++) {
		int result = add_order(set, parts, orders[i], n, target, is_class, err);
		if (result < 0)
			return result;
	}
	return 0;
}

int patterns_add_word(
	struct patterns *set, uint32_t cls, const char *text, uint32_t *before, struct err *err)
{
	return add(set, text, cls, true, before, err);
}

int patterns_add(
	struct patterns *set, uint32_t id, const char *text, uint32_t *before, struct err *err)
{
	return add(set, text, id, false, before, err);
}

/* Matching. */

struct spot {
	uint32_t stem, form; /* numbers, or STRMAP_NONE */
	bool light, caps;
	uint32_t first_class, n_classes; /* in classes of the run, those that begin here */
};

struct run {
	const struct patterns *set;
	struct spot *spots; /* of tokens from..to */
	size_t n;
	const struct pattern_hits *classes; /* by place; NULL while classes are looked for */
	size_t base; /* from */
	size_t steps;
	size_t end; /* of the match */
	uint64_t used;
};

/* Whether the symbol stands at place i; its end in *end. Classes give the longest. */
static bool symbol_at(const struct run *r, const struct symbol *symbol, size_t i, size_t *end)
{
	const struct spot *spot = &r->spots[i];
	*end = i + 1;
	if (symbol->kind == SYMBOL_STEM)
		return spot->stem == symbol->number && (!symbol->caps || spot->caps);
	if (symbol->kind == SYMBOL_FORM)
		return spot->form == symbol->number && (!symbol->caps || spot->caps);
	bool found = false;
	for (uint32_t c = 0; r->classes && c < spot->n_classes; c++) {
		const struct pattern_hit *hit = &r->classes->items[spot->first_class + c];
		if (hit->id == symbol->number && (!found || hit->end - r->base > *end)) {
			*end = hit->end - r->base;
			found = true;
		}
	}
	return found;
}

/* Places elements k.. from place i on; depth is bounded by PATTERN_ELEMENTS, work by STEPS_MAX. */
static bool place(struct run *r, const struct pattern *p, size_t k, size_t i, size_t begin)
{
	if (k == p->n) {
		r->end = i;
		return true;
	}
	const struct element *e = &p->elements[k];
	size_t left = e->gap;
	for (size_t at = i; at < r->n && at - begin < PATTERN_REACH; at++) {
		if (++r->steps > STEPS_MAX)
			return false;
		for (size_t s = 0; s < e->n; s++) {
			size_t end = 0;
			if (!symbol_at(r, &e->symbols[s], at, &end) || end - begin > PATTERN_REACH)
				continue;
			uint64_t before = r->used;
			for (size_t u = at; u < end; u++)
				r->used |= UINT64_C(1) << (u - begin);
			if (place(r, p, k + 1, end, begin))
				return true;
			r->used = before;
		}
		if (at == begin)
			break;
		if (r->spots[at].light)
			continue;
		if (left == 0)
			break;
		left--;
	}
	return e->optional && place(r, p, k + 1, i, begin);
}

static void try_starts(struct run *r, int kind, uint32_t number, size_t i, bool want_class,
	struct pattern_hits *out)
{
	const struct patterns *set = r->set;
	if (number >= set->n_by[kind])
		return;
	const struct starts *s = &set->by[kind][number];
	for (size_t k = 0; k < s->n; k++) {
		const struct pattern *p = &set->items[s->items[k]];
		if (p->is_class != want_class)
			continue;
		r->steps = 0;
		r->used = 0;
		if (!place(r, p, 0, i, i) || r->end == i)
			continue;
		struct pattern_hit hit = {.id = p->target,
			.begin = (uint32_t)(r->base + i),
			.end = (uint32_t)(r->base + r->end),
			.used = r->used};
		bool twice = false;
		for (size_t h = out->n; h > 0 && out->items[h - 1].begin == hit.begin; h--)
			twice |= out->items[h - 1].id == hit.id && out->items[h - 1].end == hit.end;
		if (twice)
			continue;
		MEM_ROOM(out->items, out->n, out->cap);
		out->items[out->n++] = hit;
	}
}

void patterns_find(const struct patterns *set, const struct tokens *tokens, size_t from, size_t to,
	struct pattern_hits *classes, struct pattern_hits *hits)
{
	classes->n = 0;
	hits->n = 0;
	if (from >= to)
		return;
	AUTOFREE struct spot *spots = xcalloc(to - from, sizeof(*spots));
	for (size_t i = 0; i < to - from; i++) {
		const struct token *t = &tokens->items[from + i];
		spots[i] = (struct spot){
			.stem = strmap_get(&set->stems, t->stem, strlen(t->stem)),
			.form = strmap_get(&set->forms, t->form, strlen(t->form)),
			.light = strmap_get(&set->light, t->form, strlen(t->form)) != STRMAP_NONE,
			.caps = t->caps,
		};
	}
	struct run run = {.set = set, .spots = spots, .n = to - from, .base = from};
	for (size_t i = 0; i < run.n; i++) {
		spots[i].first_class = (uint32_t)classes->n;
		try_starts(&run, SYMBOL_STEM, spots[i].stem, i, true, classes);
		try_starts(&run, SYMBOL_FORM, spots[i].form, i, true, classes);
		spots[i].n_classes = (uint32_t)classes->n - spots[i].first_class;
	}
	run.classes = classes;
	for (size_t i = 0; i < run.n; i++) {
		try_starts(&run, SYMBOL_STEM, spots[i].stem, i, false, hits);
		try_starts(&run, SYMBOL_FORM, spots[i].form, i, false, hits);
		for (uint32_t c = 0; c < spots[i].n_classes; c++)
			try_starts(&run, SYMBOL_CLASS, classes->items[spots[i].first_class + c].id,
				i, false, hits);
	}
}

void pattern_hits_release(struct pattern_hits *hits)
{
	free(hits->items);
	*hits = (struct pattern_hits){0};
}
