#include <ctype.h>
#include <strings.h>

#include "article/entities.h"
#include "article/meta_private.h"
#include "article/words.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

/* Who wrote the article: JSON-LD, meta elements, microdata, then bylines that a reader sees. */

#define BYLINE_MAX     KIB(1)
#define NAME_WORDS_MAX 6
#define NAME_BYTES_MAX 120
/* Bounds on hostile pages: elements that may name authors, and what is looked at above each. */
#define CANDIDATES_MAX 100
#define ANCESTORS_MAX  64
/* "By Oda Lind and Marek Zych, our correspondents in the harbour city" */
#define LINE_MAX_BYTES 80
/* How far from the headline and the beginning of the text a line is looked for, in nodes. */
#define LINES_AFTER  120
#define LINES_BEFORE 60
/* Links of two authors of one article stand this near to each other, in nodes. */
#define LINKS_APART 8

struct names {
	char **items; /* the caller's array; texts owned by it */
	size_t n, max;
	const char *site;
	uint32_t container; /* the element of the text; 0: unknown */
};

/* Words before a name; lower case, each followed by a blank in the text. */
static const char *const before[] = {"by ", "by: ", "von ", "par ", "por ", "autor ", "autorin ",
	"autoren ", "author ", "autor: ", "autorin: ", "autoren: ", "author: ", "автор ",
	"автор: ", "автори: ", "written by ", "reported by ", "reporting by ", "story by ",
	"text: ", "text von ", "words by ", "opracował ", "opracowała ", "di ", "door ", "af ",
	"av ", "yazan: ", "posted by ", "από "};
/* What parts two names. */
static const char *const between[] = {",", ";", " and ", " & ", " und ", " et ", " y ", " e ",
	" і ", " та ", " и ", " oraz ", " i ", " ve ", " | ", " - ", " – ", " — ", " / ", " with ",
	" mit ", " · ", " • ", " och ", " en "};

/* The same in the middle: "View all posts by", "Veröffentlicht von", "3 May 2025 by". */
static const char *const inside[] = {"articles of ", "beiträge von ", "artikel von ",
	"veröffentlicht von ", "publié par ", "articles de ", " by ", "automatisch von ",
	"eingestellt von ", "erstellt von ", "kommentar von "};

/* The bytes of s that are a lower-case word in either case; 0 if it begins otherwise. */
static size_t begins_with(const char *s, const char *word)
{
	size_t i = 0, k = 0, len = strlen(s), n = strlen(word);
	while (k < n && i < len) {
		unsigned int a, b;
		i += utf8_decode(s + i, len - i, &a);
		k += utf8_decode(word + k, n - k, &b);
		if (utf8_lower(a) != b)
			return 0;
	}
	return k == n ? i : 0;
}

static size_t cut_before(const char *s)
{
	size_t cut = 0;
	for (size_t i = 0; i < ARRAY_SIZE(inside); i++) {
		const char *p = strcasestr(s, inside[i]);
		if (p && (size_t)(p - s) + strlen(inside[i]) > cut)
			cut = (size_t)(p - s) + strlen(inside[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(before) && cut == 0; i++)
		cut = begins_with(s, before[i]);
	return cut;
}

/* Names are like the beginnings of many of these ("Marta", "Monika"), so only whole words count. */
static const char months[] =
	" jan january feb february mar march apr april may jun june jul july aug august sep sept "
	"september oct october nov november dec december januar februar märz mai juni juli "
	"oktober dezember ";
static const char weekdays[] =
	" mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday sun sunday "
	"montag dienstag mittwoch donnerstag freitag samstag sonntag ";
/* Words that lead to a date. */
static const char leads[] =
	" on at am um last published updated posted publiziert veröffentlicht erstellt ";

/* Whether a word, but for marks after it, is one of a list's. */
static bool is_one_of(const char *list, const char *s, size_t len)
{
	char word[20] = " ";
	while (len > 0 && strchr(".,:", s[len - 1]))
		len--;
	if (len == 0 || len + 3 > sizeof(word))
		return false;
	for (size_t i = 0; i < len; i++)
		word[i + 1] = (char)tolower((unsigned char)s[i]);
	word[len + 1] = ' ';
	return strstr(list, word) != NULL;
}

/* Whether the first word of a text is a month's name: "24 November", "24th of May". */
static bool month_follows(const char *s, size_t len)
{
	size_t i = 0;
	while (i < len && (isdigit((unsigned char)s[i]) || s[i] == '.' || s[i] == ' '))
		i++;
	size_t end = i;
	while (end < len && s[end] != ' ')
		end++;
	return is_one_of(months, s + i, end - i);
}

static bool is_name(const char *s, size_t len)
{
	size_t words = 1, digits = 0;
	if (is_one_of(months, s, len) || is_one_of(weekdays, s, len) || is_one_of(leads, s, len) ||
		(len > 0 && isdigit((unsigned char)s[0])))
		return false;
	if (len < 2 || len > NAME_BYTES_MAX || memchr(s, '@', len) || memmem(s, len, "://", 3) ||
		memmem(s, len, "www.", 4))
		return false;
	for (size_t i = 0; i < len; i++) {
		words += s[i] == ' ';
		digits += isdigit((unsigned char)s[i]) != 0;
	}
	return words <= NAME_WORDS_MAX && digits * 4 < len;
}

/* Labels of forms and templates that stand where names do. */
static bool is_no_name(const char *s, size_t len)
{
	static const char *const words[] = {"name", "author", "autor", "admin", "no author",
		"email", "e-mail", "staff", "editor", "by", "share", "comments", "anonymous",
		"unknown", "wordpressadmin", "guest", "gesponserte inhalte", "follow"};
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && strncasecmp(s, words[i], len) == 0)
			return true;
	return memchr(s, '*', len) || memmem(s, len, "(", 1);
}

/* The length of a name without what follows it from the first figure on, a date or an address, and
 * without the words that lead to that: "Oda Lind on Monday, November 24". */
static size_t cut_date(const char *s, size_t len)
{
	size_t figure = 0;
	while (figure < len && !isdigit((unsigned char)s[figure]))
		figure++;
	bool cut = figure > 0 && figure < len && s[figure - 1] == ' ';
	/* "Theresa May 24 November" */
	bool month = cut && !month_follows(s + figure, len - figure);
	if (cut)
		len = figure;
	for (;;) {
		size_t end = len;
		while (end > 0 && s[end - 1] == ' ')
			end--;
		size_t word = end;
		while (word > 0 && s[word - 1] != ' ')
			word--;
		bool drops = is_one_of(weekdays, s + word, end - word) ||
			     (month && is_one_of(months, s + word, end - word)) ||
			     (cut && is_one_of(leads, s + word, end - word));
		if (!drops)
			return end;
		len = word;
	}
}

static void add_name(struct names *names, const char *s, size_t len)
{
	while (len && (s[0] == ' ' || s[0] == '-' || s[0] == ':' || s[0] == '|')) {
		s++;
		len--;
	}
	while (len && strchr(" .:|-,/", s[len - 1]) &&
		!(s[len - 1] == '.' && len > 2 && isupper((unsigned char)s[len - 2])))
		len--;
	len = cut_date(s, len);
	if (!is_name(s, len) || names->n == names->max || is_no_name(s, len))
		return;
	char *copy = xstrndup(s, len);
	for (size_t i = 0; i < names->n; i++)
		if (strcasecmp(names->items[i], copy) == 0) {
			free(copy);
			return;
		}
	names->items[names->n++] = copy;
}

/* Adds the names in one text: "By A. Smith, B. Jones and C. Brown". */
static void add_text(struct names *names, const char *text)
{
	AUTOFREE char *plain = entities_decode(text, strnlen(text, BYLINE_MAX));
	AUTOFREE char *clean = utf8_squeeze(plain, strlen(plain));
	const char *s = clean + cut_before(clean);
	size_t start = 0, len = strlen(s);
	for (size_t i = 0; i < len;) {
		size_t n = 0;
		for (size_t k = 0; k < ARRAY_SIZE(between) && !n; k++) {
			size_t m = strlen(between[k]);
			if (len - i >= m && strncasecmp(s + i, between[k], m) == 0)
				n = m;
		}
		if (!n) {
			i++;
			continue;
		}
		add_name(names, s + start, i - start);
		i += n;
		start = i;
	}
	add_name(names, s + start, len - start);
}

static bool is_author_row(const char *name)
{
	static const char *const rows[] = {"author", "article:author", "byl", "dc.creator",
		"dcterms.creator", "parsely-author", "sailthru.author", "article:author_name",
		"article.author", "citation_author", "creator", "twitter:data1x", "authors",
		"og:article:author", "cxenseparse:author", "shareaholic:article_author_name"};
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcasecmp(name, rows[i]) == 0)
			return true;
	return false;
}

static void from_meta(struct names *names, const struct meta *meta)
{
	for (size_t i = 0; i < meta->n; i++)
		if (is_author_row(meta->pairs[i].name))
			add_text(names, meta->pairs[i].content);
}

/* Whether an element belongs to a form or to readers' comments. */
static bool is_reader(const struct dom *dom, uint32_t node)
{
	for (int up = 0; node && up < ANCESTORS_MAX; up++, node = dom->nodes[node].parent)
		if (dom_tag(dom, node) == TAG_FORM || dom_tag(dom, node) == TAG_NAV ||
			(dom_tag(dom, node) != TAG_BODY && dom_tag(dom, node) != TAG_HTML &&
				words_kinds(dom, node) & KIND_COMMENT))
			return true;
	return false;
}

static void from_microdata(struct names *names, const struct meta *meta)
{
	const struct dom *dom = meta->dom;
	int candidates = 0;
	for (uint32_t i = 1; i < dom->n; i++) {
		enum tag tag = dom_tag(dom, i);
		if (tag == TAG_TEXT || tag == TAG_META || tag == TAG_LINK)
			continue;
		const char *prop = dom_attr(dom, i, ATTR_ITEMPROP);
		const char *rel = dom_attr(dom, i, ATTR_REL);
		if (!(prop && strcasecmp(prop, "author") == 0) &&
			!(rel && strcasecmp(rel, "author") == 0))
			continue;
		if (candidates++ > CANDIDATES_MAX)
			return;
		if (is_reader(dom, i))
			continue;
		uint32_t at = i;
		for (uint32_t k = i + 1; k < dom->nodes[i].end; k++) {
			const char *inner = dom_tag(dom, k) != TAG_TEXT
						    ? dom_attr(dom, k, ATTR_ITEMPROP)
						    : NULL;
			if (inner && strcasecmp(inner, "name") == 0) {
				at = k;
				break;
			}
		}
		AUTOFREE char *text = dom_tag(dom, at) == TAG_META
					      ? xstrdup_null(dom_attr(dom, at, ATTR_CONTENT))
					      : dom_text_of(dom, at, BYLINE_MAX);
		if (text)
			add_text(names, text);
	}
}

/* The first byline near the headline or the text. */
static void find_byline(struct names *names, const struct meta *meta, uint32_t start)
{
	uint32_t container = names->container;
	const struct dom *dom = meta->dom;
	int candidates = 0;
	for (uint32_t i = 1; i < dom->n && names->n == 0; i++) {
		if (dom_tag(dom, i) == TAG_TEXT || dom->nodes[i].len == 0 ||
			(i < start && !dom_holds(dom, i, start)) || dom_holds(dom, i, container))
			continue;
		if (!(words_kinds(dom, i) & KIND_BYLINE) || dom->nodes[i].end - i > 60)
			continue;
		if (candidates++ > CANDIDATES_MAX)
			return;
		if (is_reader(dom, i))
			continue;
		AUTOFREE char *text = dom_parts_of(dom, i, BYLINE_MAX);
		if (strlen(text) < 200)
			add_text(names, text);
		if (container && i > dom->nodes[container].end)
			break;
	}
}

static void from_bylines(struct names *names, const struct meta *meta)
{
	find_byline(names, meta, meta->h1);
	/* Some stand above the headline. */
	if (names->n == 0 && meta->h1 > LINES_BEFORE)
		find_byline(names, meta, meta->h1 - LINES_BEFORE);
}

/* Two to four words, the first and the last with a capital: "Anna van der Berg". */
static bool is_person(const char *name)
{
	size_t words = 0, capitals = 0;
	bool last = false, begins = true;
	for (size_t i = 0, len = strlen(name); i < len;) {
		unsigned int cp;
		i += utf8_decode(name + i, len - i, &cp);
		if (begins) {
			words++;
			last = utf8_is_upper(cp);
			capitals += last;
		}
		begins = cp == ' ';
		if (utf8_is_digit(cp) || cp == ':' || cp == '/')
			return false;
	}
	return words >= 2 && words <= 4 && capitals >= 2 && last;
}

/* Leaves only those that are named as persons are. */
static void keep_persons(struct names *names)
{
	for (size_t k = 0; k < names->n;)
		if (is_person(names->items[k])) {
			k++;
		} else {
			free(names->items[k]);
			memmove(names->items + k, names->items + k + 1,
				(--names->n - k) * sizeof(*names->items));
		}
}

/* Whether a short line is "By" and names of persons; if so they are added. */
static void read_line(struct names *names, const char *line)
{
	bool led = false;
	for (size_t i = 0; i < ARRAY_SIZE(before) && !led; i++)
		led = begins_with(line, before[i]) > 0;
	if (!led || strlen(line) > LINE_MAX_BYTES)
		return;
	add_text(names, line);
	keep_persons(names);
}

/* Whether a text is a link to a page about an author. */
static bool is_author_link(const struct dom *dom, uint32_t text)
{
	static const char *const paths[] = {"/author/", "/authors/", "/autor/", "/autoren/",
		"/auteur/", "/auteurs/", "/staff/", "/reporter/", "/journalist/", "/by/"};
	uint32_t at = dom->nodes[text].parent;
	for (int up = 0; up < 3 && at && dom_tag(dom, at) != TAG_A; up++)
		at = dom->nodes[at].parent;
	const char *href = at && dom_tag(dom, at) == TAG_A ? dom_attr(dom, at, ATTR_HREF) : NULL;
	for (size_t i = 0; href && i < ARRAY_SIZE(paths); i++)
		if (strstr(href, paths[i]))
			return true;
	return false;
}

struct place {
	uint32_t begin, end; /* nodes */
};

#define PLACES 3

/* Where authors stand: after the headline, before it, at the beginning of the text. */
static void find_places(const struct meta *meta, uint32_t text, struct place places[PLACES])
{
	uint32_t n = (uint32_t)meta->dom->n, h1 = meta->h1;
	uint32_t after = h1 ? meta->dom->nodes[h1].end : n;
	places[0] = (struct place){after, after + LINES_AFTER};
	places[1] = (struct place){h1 > LINES_BEFORE ? h1 - LINES_BEFORE : 1, h1};
	places[2] = (struct place){text ? text : n, text + LINES_BEFORE};
	for (size_t k = 0; k < PLACES; k++)
		if (places[k].end > n)
			places[k].end = n;
}

/* Links to pages about authors, those after the first as long as they follow closely. */
static void from_links(struct names *names, const struct meta *meta)
{
	const struct dom *dom = meta->dom;
	struct place places[PLACES];
	find_places(meta, names->container, places);
	for (size_t k = 0; k < PLACES && names->n == 0; k++) {
		uint32_t end = places[k].end;
		for (uint32_t i = places[k].begin; i < end; i++) {
			if (dom_tag(dom, i) != TAG_TEXT || !is_author_link(dom, i) ||
				is_reader(dom, i))
				continue;
			AUTOFREE char *name = dom_text_of(dom, i, LINE_MAX_BYTES);
			add_text(names, name);
			keep_persons(names);
			if (names->n > 0 && i + LINKS_APART < end)
				end = i + LINKS_APART;
		}
	}
}

/* Lines that nothing names as bylines. */
static void from_lines(struct names *names, const struct meta *meta)
{
	const struct dom *dom = meta->dom;
	struct place places[PLACES];
	find_places(meta, names->container, places);
	for (size_t k = 0; k < PLACES; k++)
		for (uint32_t i = places[k].begin; i < places[k].end; i++) {
			uint32_t at = dom->nodes[i].parent;
			if (dom_tag(dom, i) != TAG_TEXT || is_reader(dom, i))
				continue;
			/* "By" and the name may stand in elements of their own. */
			for (int up = 0; up < 2 && at; up++, at = dom->nodes[at].parent) {
				AUTOFREE char *line = dom_parts_of(dom, at, LINE_MAX_BYTES + 2);
				read_line(names, line);
				if (names->n > 0)
					return;
			}
		}
}

static bool same_name(const char *a, const char *b)
{
	AUTOFREE char *x = utf8_fold(a, strlen(a));
	AUTOFREE char *y = utf8_fold(b, strlen(b));
	return x[0] && y[0] && (strstr(x, y) || strstr(y, x));
}

/* Whether the only name is the site's own: a person in the byline says more. */
static bool is_site_only(const struct names *names, const struct meta *meta)
{
	AUTOFREE char *host = meta->url ? url_host(meta->url) : NULL;
	if (names->n != 1)
		return false;
	const char *publisher = meta->ld->publisher;
	return (names->site && same_name(names->items[0], names->site)) ||
	       (publisher && same_name(names->items[0], publisher)) ||
	       (host && same_name(host, names->items[0]));
}

size_t meta_find_authors(
	const struct meta *meta, const char *site, uint32_t container, char **authors, size_t max)
{
	void (*const sources[])(struct names *, const struct meta *) = {
		from_meta, from_microdata, from_bylines, from_links, from_lines};
	struct names names = {.items = authors, .max = max, .site = site, .container = container};
	for (size_t i = 0; i < meta->ld->n_authors; i++)
		add_text(&names, meta->ld->authors[i]);
	char *own = NULL; /* the site's name, kept in case nobody is named */
	for (size_t i = 0; i <= ARRAY_SIZE(sources); i++) {
		if (is_site_only(&names, meta)) {
			if (own)
				free(names.items[0]);
			else
				own = names.items[0];
			names.n = 0;
		}
		if (names.n > 0 || i == ARRAY_SIZE(sources))
			break;
		sources[i](&names, meta);
		/* Against the site's own name only persons count. */
		if (own && !is_site_only(&names, meta))
			keep_persons(&names);
	}
	if (names.n == 0 && own)
		names.items[names.n++] = own;
	else
		free(own);
	return names.n;
}
