#include "link.h"

#include <stdbool.h>

#include "tag_features.h"
#include "util/mem.h"

enum role { ROLE_CONTENT, ROLE_SOURCE, ROLE_CUE };

/* A run of tokens with one role. */
struct piece {
	enum role role;
	size_t first, last; /* tokens, both inside */
	uint32_t sentence, paragraph;
	size_t owner; /* of a content: the cue it belongs to; of a cue: its source */
};

#define NOBODY SIZE_MAX

/* What stands between two pieces makes them strangers to each other, in tokens of distance. */
#define COST_SENTENCE   12
#define COST_PARAGRAPH  40
#define COST_CUE        8
#define COST_CONTENT    6
#define COST_WRONG_SIDE 1
#define COST_SHARED     4
#define COST_MAX        38
#define COST_SOURCE_MAX 30

struct pieces {
	struct piece *items;
	size_t n, cap;
};

static bool ends_sentence(const struct token *t)
{
	unsigned int m = token_mark(t);
	return m == '.' || m == '!' || m == '?' || m == 0x2026;
}

static bool closes_quote(const struct token *t)
{
	unsigned int m = token_mark(t);
	return m == '"' || m == 0x201D || m == 0xBB || m == ')';
}

static void collect(const struct tokens *tokens, const uint8_t *tags, struct pieces *out)
{
	uint32_t sentence = 0;
	bool ended = false;
	for (size_t i = 0; i < tokens->n; i++) {
		const struct token *t = &tokens->items[i];
		bool next_paragraph = i > 0 && t->paragraph != tokens->items[i - 1].paragraph;
		if (next_paragraph || (ended && !closes_quote(t)))
			sentence++;
		ended = ends_sentence(t) || (ended && closes_quote(t) && !next_paragraph);
		if (tags[i] == TAG_NONE)
			continue;
		enum role role = (enum role)((tags[i] - 1) / 2);
		struct piece *last = out->n ? &out->items[out->n - 1] : NULL;
		bool begins = (tags[i] - 1) % 2 == 0;
		if (last && !begins && last->role == role && last->last + 1 == i) {
			last->last = i;
			continue;
		}
		MEM_ROOM(out->items, out->n, out->cap);
		out->items[out->n++] = (struct piece){
			.role = role,
			.first = i,
			.last = i,
			.sentence = sentence,
			.paragraph = t->paragraph,
			.owner = NOBODY,
		};
	}
}

/* Tokens between two pieces, with what lies between weighed. */
static int distance(const struct pieces *p, size_t a, size_t b)
{
	size_t low = a < b ? a : b, high = a < b ? b : a;
	const struct piece *x = &p->items[low], *y = &p->items[high];
	size_t gap = y->first - x->last - 1;
	int cost = gap > 1000 ? 1000 : (int)gap;
	for (size_t k = low + 1; k < high && cost < 1000; k++) {
		const struct piece *z = &p->items[k];
		cost -= (int)(z->last - z->first + 1);
		cost += z->role == ROLE_CUE ? COST_CUE : z->role == ROLE_CONTENT ? COST_CONTENT : 0;
	}
	cost += (int)(y->sentence - x->sentence > 3 ? 3 : y->sentence - x->sentence) *
		COST_SENTENCE;
	if (x->paragraph != y->paragraph)
		cost += COST_PARAGRAPH;
	return cost;
}

/* How many neighbours a search looks at on each side: beyond them the cost is too high anyway. */
#define SEARCH_PIECES 12

static size_t best_near(
	const struct pieces *p, size_t i, enum role role, int max, const bool *taken)
{
	size_t best = NOBODY;
	int least = max + 1;
	for (size_t step = 1; step <= SEARCH_PIECES; step++) {
		for (int side = 0; side < 2; side++) {
			size_t k = side ? i + step : i - step;
			if (k >= p->n || p->items[k].role != role)
				continue;
			int cost = distance(p, i, k);
			/* a source stands before its cue, a content after: by far the most common
			 */
			bool wrong = k > i;
			cost += wrong ? COST_WRONG_SIDE : 0;
			if (taken && taken[k])
				cost += COST_SHARED;
			if (cost < least) {
				least = cost;
				best = k;
			}
		}
	}
	return best;
}

static struct gainsay_span bytes(const struct tokens *tokens, const struct piece *piece)
{
	return (struct gainsay_span){
		tokens->items[piece->first].begin, tokens->items[piece->last].end};
}

/* A content that no cue claims goes on with what was said just before it. */
static void continue_contents(struct pieces *p)
{
	size_t last = NOBODY, last_content = NOBODY;
	for (size_t i = 0; i < p->n; i++) {
		struct piece *piece = &p->items[i];
		if (piece->role != ROLE_CONTENT)
			continue;
		if (piece->owner == NOBODY && last != NOBODY &&
			piece->paragraph - p->items[last_content].paragraph <= 1 &&
			piece->sentence - p->items[last_content].sentence <= 1)
			piece->owner = last;
		last = piece->owner;
		last_content = i;
	}
}

static void emit(
	const struct tokens *tokens, const struct pieces *p, struct links *out, size_t *link_of)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct piece *piece = &p->items[i];
		if (piece->role != ROLE_CONTENT)
			continue;
		size_t owner = piece->owner;
		if (owner != NOBODY && link_of[owner] != NOBODY) {
			struct link *link = &out->items[link_of[owner]];
			if (link->n_pieces < LINK_PIECES_MAX)
				link->pieces[link->n_pieces++] = bytes(tokens, piece);
			continue;
		}
		MEM_ROOM(out->items, out->n, out->cap);
		struct link *link = &out->items[out->n];
		*link = (struct link){.n_pieces = 1};
		link->pieces[0] = bytes(tokens, piece);
		if (owner != NOBODY) {
			link_of[owner] = out->n;
			link->cue = bytes(tokens, &p->items[owner]);
			if (p->items[owner].owner != NOBODY)
				link->source = bytes(tokens, &p->items[p->items[owner].owner]);
		}
		out->n++;
	}
}

void links_make(const struct tokens *tokens, const uint8_t *tags, struct links *out)
{
	*out = (struct links){0};
	struct pieces p = {0};
	collect(tokens, tags, &p);
	bool *taken = xcalloc(p.n, sizeof(*taken));
	size_t *link_of = xcalloc(p.n, sizeof(*link_of));
	for (size_t i = 0; i < p.n; i++) {
		link_of[i] = NOBODY;
		if (p.items[i].role != ROLE_CUE)
			continue;
		p.items[i].owner = best_near(&p, i, ROLE_SOURCE, COST_SOURCE_MAX, taken);
		if (p.items[i].owner != NOBODY)
			taken[p.items[i].owner] = true;
	}
	for (size_t i = 0; i < p.n; i++)
		if (p.items[i].role == ROLE_CONTENT)
			p.items[i].owner = best_near(&p, i, ROLE_CUE, COST_MAX, NULL);
	continue_contents(&p);
	emit(tokens, &p, out, link_of);
	free(taken);
	free(link_of);
	free(p.items);
}

void links_release(struct links *links)
{
	free(links->items);
	*links = (struct links){0};
}
