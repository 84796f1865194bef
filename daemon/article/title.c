#include <strings.h>

#include "article/entities.h"
#include "article/meta_private.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Which of a page's headlines is the article's: the answer that most sources give. */

#define CANDIDATES_MAX 8
#define TITLE_MAX      KIB(2)
#define SITE_MAX       60

struct candidate {
	char *text, *folded; /* owned */
	double weight;
};

struct candidates {
	struct candidate items[CANDIDATES_MAX];
	size_t n;
};

/* Marks that part a headline from the site's name. */
static size_t separator(const char *s, size_t len)
{
	static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ",
		" / ", " ‹ ", " « ", " › ", "｜", "|"};
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		size_t n = strlen(marks[i]);
		if (len >= n && memcmp(s, marks[i], n) == 0)
			return n;
	}
	return 0;
}

static bool mentions(const char *part, size_t len, const char *site)
{
	AUTOFREE char *a = utf8_fold(part, len);
	AUTOFREE char *b = utf8_fold(site, strlen(site));
	if (!a[0] || !b[0])
		return false;
	/* "The Kyiv Ledger" is "Kyiv Ledger" and "KyivLedger.com". */
	return strstr(a, b) || (strlen(a) >= 3 && strstr(b, a));
}

/* Cuts the site's name off either end of a title. */
static void strip_site(char *title, const char *site)
{
	size_t len = strlen(title);
	if (!site)
		return;
	for (int rounds = 0; rounds < 3; rounds++) {
		size_t first = 0, first_n = 0, last = 0, last_n = 0;
		for (size_t i = 1; i < len; i++) {
			size_t n = separator(title + i, len - i);
			if (!n)
				continue;
			if (!first_n) {
				first = i;
				first_n = n;
			}
			last = i;
			last_n = n;
			i += n - 1;
		}
		if (last_n && mentions(title + last + last_n, len - last - last_n, site)) {
			title[last] = '\0';
		} else if (first_n && mentions(title, first, site)) {
			memmove(title, title + first + first_n, len - first - first_n + 1);
		} else {
			return;
		}
		len = strlen(title);
	}
}

/* The longer part of a title that has a separator, for pages that name no site. */
static void longest_part(char *title)
{
	size_t len = strlen(title), last = 0, n = 0;
	for (size_t i = 1; i < len; i++) {
		size_t step = separator(title + i, len - i);
		if (step && title[i] == '|' + 0)
			last = i, n = step;
		else if (step)
			last = i, n = step;
	}
	if (n && last > len - last - n)
		title[last] = '\0';
}

static void add(struct candidates *all, const char *text, double weight, const char *site)
{
	if (!text || all->n == CANDIDATES_MAX)
		return;
	AUTOFREE char *plain = entities_decode(text, strnlen(text, TITLE_MAX));
	char *clean = utf8_squeeze(plain, strlen(plain));
	strip_site(clean, site);
	char *folded = utf8_fold(clean, strlen(clean));
	if (!folded[0] || (site && strcasecmp(clean, site) == 0)) {
		free(clean);
		free(folded);
		return;
	}
	all->items[all->n++] = (struct candidate){
		.text = clean, .folded = folded, .weight = weight};
}

/* Whether one candidate is another one with a shorter part before or after a mark: the part is a
 * section or a name of the site's that it does not give as such. */
static bool extends(const struct candidate *longer, const struct candidate *shorter)
{
	const char *text = longer->text;
	size_t len = strlen(text), n = strlen(shorter->text);
	if (n * 2 <= len || n >= len)
		return false;
	size_t step = separator(text + n, len - n);
	if (step && strncasecmp(text, shorter->text, n) == 0)
		return true;
	for (size_t i = 1; i < len - n; i++) {
		step = separator(text + i, len - i);
		if (step && i + step == len - n)
			return strcasecmp(text + len - n, shorter->text) == 0;
	}
	return false;
}

static size_t best_of(const struct candidates *all)
{
	size_t best = 0;
	double best_weight = 0;
	for (size_t i = 0; i < all->n; i++) {
		double weight = 0;
		for (size_t k = 0; k < all->n; k++)
			if (strcmp(all->items[i].folded, all->items[k].folded) == 0 ||
				extends(&all->items[k], &all->items[i]))
				weight += all->items[k].weight;
		if (weight > best_weight) {
			best_weight = weight;
			best = i;
		}
	}
	return best;
}

/* The text of a microdata headline. */
static char *microdata_headline(const struct meta *meta)
{
	const struct dom *dom = meta->dom;
	for (uint32_t i = 1; i < dom->n; i++) {
		const char *prop = dom_tag(dom, i) != TAG_TEXT ? dom_attr(dom, i, ATTR_ITEMPROP)
							       : NULL;
		if (prop && dom_tag(dom, i) != TAG_META && strcasecmp(prop, "headline") == 0)
			return dom_text_of(dom, i, TITLE_MAX);
	}
	return NULL;
}

char *meta_site_of_title(const struct meta *meta)
{
	uint32_t t = dom_find(meta->dom, 0, 0, TAG_TITLE);
	AUTOFREE char *h1 = meta->h1 ? dom_text_of(meta->dom, meta->h1, TITLE_MAX) : NULL;
	AUTOFREE char *title = t ? dom_text_of(meta->dom, t, TITLE_MAX) : NULL;
	const char *og = meta_get(meta, "og:title");
	const char *const heads[] = {h1, meta->ld->headline, og};
	for (size_t i = 0; title && i < ARRAY_SIZE(heads); i++) {
		size_t n = heads[i] ? strlen(heads[i]) : 0;
		if (n == 0 || strncmp(title, heads[i], n) != 0)
			continue;
		size_t step = separator(title + n, strlen(title + n));
		const char *rest = title + n + step;
		if (step && rest[0] && strlen(rest) <= SITE_MAX)
			return xstrdup(rest);
	}
	return NULL;
}

char *meta_find_title(const struct meta *meta, const char *site)
{
	struct candidates all = {.n = 0};
	AUTOFREE char *h1 = meta->h1 ? dom_text_of(meta->dom, meta->h1, TITLE_MAX) : NULL;
	AUTOFREE char *micro = microdata_headline(meta);
	uint32_t t = dom_find(meta->dom, 0, 0, TAG_TITLE);
	AUTOFREE char *title = t ? dom_text_of(meta->dom, t, TITLE_MAX) : NULL;
	add(&all, h1, 1.0, site);
	add(&all, meta->ld->headline, 1.05, site);
	add(&all, meta_get(meta, "og:title"), 0.95, site);
	add(&all, micro, 0.6, site);
	add(&all, meta_get(meta, "twitter:title"), 0.45, site);
	if (title && !site)
		longest_part(title);
	add(&all, title, 0.5, site);
	size_t best = best_of(&all);
	char *out = all.n ? all.items[best].text : NULL;
	for (size_t i = 0; i < all.n; i++) {
		free(all.items[i].folded);
		if (all.items[i].text != out)
			free(all.items[i].text);
	}
	return out;
}
