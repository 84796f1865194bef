#include "text/quote.h"

#include "text/token.h"
#include "util/mem.h"

/*
 * How far a closing mark is looked for: a paragraph that was once found unbalanced, and single
 * marks, which are mostly apostrophes, are not searched to their end again and again.
 */
#define SEARCH_BALANCED 100000
#define SEARCH_BROKEN   64
#define SEARCH_SINGLE   300
#define SEARCH_WRONG    300

enum mark { MARK_NONE, MARK_OPEN, MARK_CLOSE, MARK_LOW, MARK_STRAIGHT, MARK_LEFT, MARK_RIGHT };

/* A quotation mark at a token: MARK_LEFT and MARK_RIGHT are single curly ones, and single says that
 * a straight one is single. width is the number of tokens it takes: '' and `` take two. */
struct mark_at {
	enum mark mark;
	unsigned int cp;
	size_t width;
	bool single;
};

static struct mark_at mark_at(const struct tokens *t, size_t i)
{
	struct mark_at m = {.mark = MARK_NONE, .width = 1};
	m.cp = token_mark(&t->items[i]);
	bool twice = i + 1 < t->n && t->items[i + 1].joined && token_mark(&t->items[i + 1]) == m.cp;
	switch (m.cp) {
	case 0x201C: /* “ */
	case 0x00AB: /* « */
	case 0x201F:
		m.mark = MARK_OPEN;
		break;
	case 0x201D: /* ” */
	case 0x00BB: /* » */
		m.mark = MARK_CLOSE;
		break;
	case 0x201E: /* „ */
		m.mark = MARK_LOW;
		break;
	case '"':
	case 0xFF02:
		m.mark = MARK_STRAIGHT;
		break;
	case '`':
		m.mark = twice ? MARK_OPEN : MARK_NONE;
		m.width = twice ? 2 : 1;
		break;
	case '\'':
		m.mark = MARK_STRAIGHT;
		m.single = !twice;
		m.width = twice ? 2 : 1;
		break;
	case 0x2018: /* ‘ */
		m.mark = twice ? MARK_OPEN : MARK_LEFT;
		m.width = twice ? 2 : 1;
		m.single = !twice;
		break;
	case 0x2019: /* ’ */
		m.mark = twice ? MARK_CLOSE : MARK_RIGHT;
		m.width = twice ? 2 : 1;
		m.single = !twice;
		break;
	default:
		break;
	}
	return m;
}

static bool opens_here(const struct tokens *t, size_t i, size_t width)
{
	if (i + width >= t->n || t->items[i + width].paragraph != t->items[i].paragraph)
		return false;
	if (!t->items[i + width].joined)
		return false;
	if (i == 0 || !t->items[i].joined || t->items[i - 1].paragraph != t->items[i].paragraph)
		return true;
	/* after a bracket, a dash or another opening mark */
	switch (token_mark(&t->items[i - 1])) {
	case '(':
	case '[':
	case 0x2014:
	case 0x2013:
	case 0x2026:
	case ':':
		return true;
	default:
		return false;
	}
}

/* A closing mark stands right after a word or a point, and no letter follows it at once. */
static bool closes_here(const struct tokens *t, size_t i, size_t width)
{
	if (!t->items[i].joined)
		return false;
	return i + width >= t->n || !t->items[i + width].joined ||
	       t->items[i + width].kind == TOKEN_MARK;
}

/* ”We will not go,” he said: a closing mark that opens, where another closes it. */
static bool opens_as_closing(const struct tokens *t, size_t i)
{
	bool first = i == 0 || t->items[i - 1].paragraph != t->items[i].paragraph;
	if (token_mark(&t->items[i]) != 0x201D ||
		!(first || (!t->items[i].joined && opens_here(t, i, 1))))
		return false;
	for (size_t k = i + 1;
		k < t->n && t->items[k].paragraph == t->items[i].paragraph && k - i < SEARCH_WRONG;
		k++) {
		enum mark next = mark_at(t, k).mark;
		if (next == MARK_OPEN)
			return false;
		if (next == MARK_CLOSE)
			return true;
	}
	return false;
}

static bool ends_in_s(const struct token *token)
{
	size_t n = strlen(token->form);
	return token->kind == TOKEN_WORD && n > 0 && token->form[n - 1] == 's';
}

/* Whether the mark at i closes a quotation opened by `open`. */
static bool closes(
	const struct tokens *t, const struct mark_at *open, size_t i, const struct mark_at *m)
{
	if (open->single) {
		if (!m->single || (m->mark != MARK_RIGHT && m->mark != MARK_STRAIGHT))
			return false;
		return closes_here(t, i, m->width);
	}
	if (m->single)
		return false;
	switch (open->mark) {
	case MARK_LOW:
		return m->mark == MARK_CLOSE || m->cp == 0x201C;
	case MARK_OPEN:
		if (open->cp == 0x00AB)
			return m->cp == 0x00BB;
		return (m->mark == MARK_CLOSE && m->cp != 0x00BB) ||
		       (m->mark == MARK_STRAIGHT && closes_here(t, i, m->width));
	default:
		if (m->mark == MARK_STRAIGHT)
			return m->cp == open->cp &&
			       (t->items[i].joined || !opens_here(t, i, m->width));
		return m->mark == MARK_CLOSE;
	}
}

/* The token of the closing mark, or n. A plural's apostrophe ("workers' rights") closes a single
 * quotation only if no later mark does. */
static size_t closing(const struct tokens *t, size_t from, size_t limit, const struct mark_at *open,
	size_t *width)
{
	uint32_t paragraph = t->items[from].paragraph;
	size_t depth = 1, maybe = t->n;
	size_t end = t->n - from > limit ? from + limit : t->n;
	for (size_t i = from; i < end && t->items[i].paragraph == paragraph; i++) {
		struct mark_at m = mark_at(t, i);
		if (m.mark == MARK_NONE)
			continue;
		if (closes(t, open, i, &m)) {
			*width = m.width;
			if (open->single && i > 0 && ends_in_s(&t->items[i - 1]) && i + 1 < t->n &&
				t->items[i + 1].kind == TOKEN_WORD) {
				maybe = maybe == t->n ? i : maybe;
				continue;
			}
			if (--depth == 0)
				return i;
		} else if (open->mark == MARK_OPEN && m.mark == MARK_OPEN && m.cp == open->cp) {
			depth++;
		}
		i += m.width - 1;
	}
	return maybe;
}

/* Where a quotation without a closing mark ends: with its sentence, before the next opening. */
static size_t broken_end(const struct tokens *t, size_t from)
{
	uint32_t paragraph = t->items[from].paragraph;
	size_t i = from;
	for (; i < t->n && t->items[i].paragraph == paragraph; i++) {
		unsigned int cp = token_mark(&t->items[i]);
		if (mark_at(t, i).mark == MARK_OPEN)
			return i;
		if ((cp == '.' || cp == '!' || cp == '?') &&
			(i + 1 >= t->n || !t->items[i + 1].joined))
			return i + 1;
	}
	return i;
}

static size_t paragraph_end(const struct tokens *t, size_t i)
{
	uint32_t paragraph = t->items[i].paragraph;
	while (i < t->n && t->items[i].paragraph == paragraph)
		i++;
	return i;
}

static bool opens_paragraph(const struct tokens *t, size_t i)
{
	if (i >= t->n)
		return false;
	struct mark_at m = mark_at(t, i);
	return !m.single && (m.mark == MARK_OPEN || m.mark == MARK_LOW || m.mark == MARK_STRAIGHT);
}

void quotes_find(const struct tokens *t, struct quotes *out)
{
	*out = (struct quotes){0};
	size_t broken_until = 0; /* the paragraph up to this token has lost a mark */
	for (size_t i = 0; i < t->n; i++) {
		struct mark_at m = mark_at(t, i);
		if (opens_as_closing(t, i))
			m = (struct mark_at){.mark = MARK_OPEN, .cp = 0x201C, .width = 1};
		bool opening = m.mark == MARK_OPEN || m.mark == MARK_LOW ||
			       ((m.mark == MARK_LEFT || m.mark == MARK_STRAIGHT) &&
				       opens_here(t, i, m.width));
		size_t inner = i + m.width;
		if (!opening || inner >= t->n || t->items[inner].paragraph != t->items[i].paragraph)
			continue;
		size_t limit = i < broken_until ? SEARCH_BROKEN : SEARCH_BALANCED;
		if (m.single && limit > SEARCH_SINGLE)
			limit = SEARCH_SINGLE;
		struct quote q = {.begin = i, .inner = inner, .single = m.single};
		size_t width = 1, close = closing(t, inner, limit, &m, &width);
		if (close < t->n) {
			q.inner_end = close;
			q.end = close + width;
			q.closed = true;
		} else if (m.single) {
			continue;
		} else {
			size_t end = i < broken_until ? broken_until : paragraph_end(t, i);
			broken_until = end;
			bool first = i == 0 || t->items[i - 1].paragraph != t->items[i].paragraph;
			bool goes_on = out->n > 0 && out->items[out->n - 1].running &&
				       out->items[out->n - 1].end == i;
			q.running = opens_paragraph(t, end) || (first && goes_on);
			q.end = q.inner_end = q.running || first ? end : broken_end(t, inner);
		}
		i = q.end - 1;
		if (q.inner == q.inner_end)
			continue;
		MEM_ROOM(out->items, out->n, out->cap);
		out->items[out->n++] = q;
	}
}

void quotes_release(struct quotes *quotes)
{
	free(quotes->items);
	*quotes = (struct quotes){0};
}
