#include "profile/relevance.h"

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "text/token.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/utf8.h"
#include "util/yaml.h"

/* A phrase of more words says too much to be met again. */
#define TERM_WORDS_MAX 8
/* Prefixes are looked up by each length that occurs; longer ones gain nothing. */
#define PREFIX_MAX 31

struct word {
	char *form; /* owned; folded, without the asterisk */
	size_t len;
	bool prefix;
};

struct term {
	enum profile_term sort;
	struct word words[TERM_WORDS_MAX];
	size_t n;
	uint32_t next; /* term with the same first word; STRMAP_NONE ends */
};

struct relevance {
	struct term *terms;
	size_t n, cap;
	struct strmap exact, prefix; /* first word to the first of its terms */
	uint32_t lengths; /* bit n: there is a prefix of n bytes */
};

static const char *const sections[] = {"parties", "matters", "decisive", "elsewhere", NULL};

struct load {
	struct relevance *r;
	const char *file;
	struct faults *faults;
};

static void term_release(struct term *term)
{
	for (size_t i = 0; i < term->n; i++)
		free(term->words[i].form);
}

/* Splits where a text is split: at blanks and hyphens and before 's. */
static bool term_read(const char *text, struct term *term)
{
	AUTOFREE char *folded = utf8_fold(text, strlen(text));
	for (const char *p = folded; *p;) {
		size_t len = strcspn(p, " -");
		const char *possessive = memmem(p, len, "'s", 2);
		if (possessive > p && possessive + 2 == p + len)
			len -= 2;
		if (len > 0) {
			if (term->n == TERM_WORDS_MAX)
				return false;
			struct word *w = &term->words[term->n];
			w->prefix = p[len - 1] == '*';
			w->len = len - w->prefix;
			if (w->len == 0 || memchr(p, '*', w->len) ||
				(w->prefix && w->len > PREFIX_MAX))
				return false;
			w->form = xstrndup(p, w->len);
			term->n++;
		}
		p += len + (p[len] == ' ' || p[len] == '-');
	}
	return term->n > 0;
}

static bool same_term(const struct term *a, const struct term *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->words[i].prefix != b->words[i].prefix ||
			strcmp(a->words[i].form, b->words[i].form) != 0)
			return false;
	return true;
}

static void term_add(struct load *l, const struct yaml_node *node, enum profile_term sort)
{
	struct relevance *r = l->r;
	struct term term = {.sort = sort, .next = STRMAP_NONE};
	if (node->kind != YAML_TEXT || !term_read(node->text, &term)) {
		faults_add(l->faults, l->file, node->line, node->col,
			"%s: \"%s\" is no term: words, each with at most one * at its end",
			sections[sort], node->kind == YAML_TEXT ? node->text : "...");
		term_release(&term);
		return;
	}
	const struct word *first = &term.words[0];
	struct strmap *map = first->prefix ? &r->prefix : &r->exact;
	uint32_t head = strmap_get(map, first->form, first->len);
	for (uint32_t i = head; i != STRMAP_NONE; i = r->terms[i].next) {
		if (!same_term(&r->terms[i], &term))
			continue;
		if (r->terms[i].sort != sort)
			faults_add(l->faults, l->file, node->line, node->col,
				"\"%s\" stands in %s and in %s", node->text,
				sections[r->terms[i].sort], sections[sort]);
		term_release(&term);
		return;
	}
	if (first->prefix)
		r->lengths |= 1u << first->len;
	term.next = head;
	strmap_put(map, first->form, first->len, (uint32_t)r->n);
	MEM_ROOM(r->terms, r->n, r->cap);
	r->terms[r->n++] = term;
}

static void load_section(struct load *l, const struct yaml_node *node, enum profile_term sort)
{
	if (node->kind != YAML_MAP) {
		faults_add(l->faults, l->file, node->line, node->col,
			"%s takes a map from language to terms", sections[sort]);
		return;
	}
	for (size_t i = 0; i < node->n; i++) {
		const struct yaml_node *list = node->items[i];
		if (list->kind != YAML_LIST) {
			faults_add(l->faults, l->file, list->line, list->col,
				"%s: %s takes a list of terms", sections[sort],
				node->keys[i]->text);
			continue;
		}
		for (size_t k = 0; k < list->n; k++)
			term_add(l, list->items[k], sort);
	}
}

struct relevance *relevance_read(const struct yaml_doc *doc, struct faults *faults)
{
	struct relevance *r = xcalloc(1, sizeof(*r));
	struct load l = {r, yaml_file(doc), faults};
	const struct yaml_node *root = yaml_root(doc);
	if (!root || root->kind != YAML_MAP) {
		faults_add(faults, l.file, 0, 0, "takes a map");
		return r;
	}
	for (size_t i = 0; i < root->n; i++) {
		const struct yaml_node *key = root->keys[i];
		size_t sort = 0;
		while (sections[sort] && strcmp(sections[sort], key->text) != 0)
			sort++;
		if (sections[sort]) {
			load_section(&l, root->items[i], (enum profile_term)sort);
			continue;
		}
		const char *near = yaml_suggest(key->text, sections);
		if (near)
			faults_add(faults, l.file, key->line, key->col,
				"unknown key \"%s\" (did you mean \"%s\"?)", key->text, near);
		else
			faults_add(faults, l.file, key->line, key->col, "unknown key \"%s\"",
				key->text);
	}
	return r;
}

struct relevance *relevance_load(const char *dir, struct faults *faults)
{
	AUTOFREE char *path = xasprintf("%s/relevance.yaml", dir);
	struct yaml_doc *doc = yaml_load_file(path, PROFILE_BYTES_MAX, faults);
	struct relevance *r = doc ? relevance_read(doc, faults)
				  : xcalloc(1, sizeof(struct relevance));
	yaml_doc_free(doc);
	return r;
}

void relevance_free(struct relevance *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		term_release(&r->terms[i]);
	free(r->terms);
	strmap_release(&r->exact);
	strmap_release(&r->prefix);
	free(r);
}

static bool word_fits(const struct word *word, const char *form)
{
	return word->prefix ? strncmp(form, word->form, word->len) == 0
			    : strcmp(form, word->form) == 0;
}

/* The longest term of a list that stands here, if longer than *n tokens. */
static void try_terms(const struct relevance *r, uint32_t head, const struct token *tokens,
	size_t left, size_t *n, enum profile_term *sort)
{
	for (uint32_t i = head; i != STRMAP_NONE; i = r->terms[i].next) {
		const struct term *term = &r->terms[i];
		size_t at = 1;
		while (at < term->n && at < left && word_fits(&term->words[at], tokens[at].form))
			at++;
		if (at == term->n && term->n > *n) {
			*n = term->n;
			*sort = term->sort;
		}
	}
}

static size_t term_at(
	const struct relevance *r, const struct token *tokens, size_t left, enum profile_term *sort)
{
	const char *form = tokens[0].form;
	size_t len = strlen(form), n = 0;
	try_terms(r, strmap_get(&r->exact, form, len), tokens, left, &n, sort);
	for (size_t k = 1; k <= len && k <= PREFIX_MAX; k++)
		if (r->lengths & 1u << k)
			try_terms(r, strmap_get(&r->prefix, form, k), tokens, left, &n, sort);
	return n;
}

void profile_terms_count(const struct profile *profile, const struct token *tokens, size_t n_tokens,
	struct profile_terms *terms)
{
	*terms = (struct profile_terms){0};
	for (size_t i = 0; i < n_tokens;) {
		enum profile_term sort = TERM_MATTER;
		size_t n = tokens[i].kind == TOKEN_MARK
				   ? 0
				   : term_at(profile->relevance, tokens + i, n_tokens - i, &sort);
		if (n > 0)
			terms->n[sort]++;
		i += n ? n : 1;
	}
}
