#include "article/meta.h"

#include <ctype.h>
#include <strings.h>

#include "article/article.h"
#include "article/block.h"
#include "article/language.h"
#include "article/meta_private.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/utf8.h"

void meta_collect(
	const struct dom *dom, const struct jsonld *ld, const char *url, struct meta *meta)
{
	memset(meta, 0, sizeof(*meta));
	meta->dom = dom;
	meta->ld = ld;
	meta->url = url;
	for (uint32_t i = 1; i < dom->n; i++) {
		enum tag tag = dom_tag(dom, i);
		if (tag == TAG_META && meta->n < META_ELEMENTS_MAX) {
			const char *content = dom_attr(dom, i, ATTR_CONTENT);
			const char *name = dom_attr(dom, i, ATTR_PROPERTY);
			if (!name)
				name = dom_attr(dom, i, ATTR_NAME);
			if (!name)
				name = dom_attr(dom, i, ATTR_ITEMPROP);
			if (name && content && content[strspn(content, " \t\r\n")])
				meta->pairs[meta->n++] = (struct meta_pair){
					.name = name, .content = content};
		} else if (tag == TAG_LINK && !meta->canonical) {
			const char *rel = dom_attr(dom, i, ATTR_REL);
			if (rel && strcasecmp(rel, "canonical") == 0)
				meta->canonical = dom_attr(dom, i, ATTR_HREF);
		} else if (tag == TAG_H1 && !meta->h1 && !block_is_hidden(dom, i)) {
			AUTOFREE char *text = dom_text_of(dom, i, KIB(1));
			if (text[0])
				meta->h1 = i;
		}
	}
}

const char *meta_get(const struct meta *meta, const char *name)
{
	for (size_t i = 0; i < meta->n; i++)
		if (strcasecmp(meta->pairs[i].name, name) == 0)
			return meta->pairs[i].content;
	return NULL;
}

char *meta_find_site(const struct meta *meta)
{
	static const char *const names[] = {"og:site_name", "application-name",
		"apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher", "publisher"};
	const char *found = meta_get(meta, names[0]);
	if (!found)
		found = meta->ld->publisher;
	if (!found)
		found = meta->ld->site;
	for (size_t i = 1; i < ARRAY_SIZE(names) && !found; i++)
		found = meta_get(meta, names[i]);
	if (found)
		return utf8_squeeze(found, strlen(found));
	return meta_site_of_title(meta);
}

/* Whether an address names a page and not a whole site. */
static bool has_path(const char *url)
{
	const char *p = strstr(url, "://");
	p = p ? strchr(p + 3, '/') : NULL;
	return p && (p[1] != '\0');
}

/* The part of a host that its owner registered, as far as it can be told without a list. */
static const char *owner_part(const char *host)
{
	const char *last = strrchr(host, '.');
	if (!last)
		return host;
	const char *p = last;
	size_t labels = 0;
	while (p > host) {
		const char *q = p;
		while (q > host && q[-1] != '.')
			q--;
		labels++;
		/* "co.uk", "com.ua": a short label before a country code belongs to it. */
		if (labels >= 1 && !(p - q <= 3 && strlen(last) == 3 && labels == 1))
			return q;
		p = q > host ? q - 1 : host;
	}
	return host;
}

char *meta_find_canonical(const struct meta *meta)
{
	const char *const sources[] = {meta->canonical, meta_get(meta, "og:url"), meta->ld->url};
	AUTOFREE char *page_host = meta->url ? url_host(meta->url) : NULL;
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		if (!sources[i] || strlen(sources[i]) > URL_BYTES_MAX)
			continue;
		char *url = url_resolve(meta->url, sources[i]);
		AUTOFREE char *host = url && url_is_http(url) ? url_host(url) : NULL;
		bool sane = host != NULL;
		/* A home page, or a foreign host, is a mistake of the page's template. */
		if (sane && !has_path(url) && !(meta->url && !has_path(meta->url)))
			sane = false;
		if (sane && page_host && strcasecmp(owner_part(host), owner_part(page_host)) != 0)
			sane = false;
		if (sane)
			return url;
		free(url);
	}
	return NULL;
}

char *meta_find_original(const struct meta *meta)
{
	const char *const sources[] = {meta_get(meta, "syndication-source"),
		meta_get(meta, "original-source"), meta->canonical};
	AUTOFREE char *page_host = meta->url ? url_host(meta->url) : NULL;
	for (size_t i = 0; page_host && i < ARRAY_SIZE(sources); i++) {
		if (!sources[i] || strlen(sources[i]) > URL_BYTES_MAX)
			continue;
		char *url = url_resolve(meta->url, sources[i]);
		AUTOFREE char *host = url && url_is_http(url) ? url_host(url) : NULL;
		if (host && has_path(url) &&
			strcasecmp(owner_part(host), owner_part(page_host)) != 0)
			return url;
		free(url);
	}
	return NULL;
}

char *meta_title(const struct dom *dom, const struct jsonld *ld, char **description)
{
	struct meta *meta = xmalloc(sizeof(*meta));
	meta_collect(dom, ld, NULL, meta);
	AUTOFREE char *site = meta_find_site(meta);
	char *title = meta_find_title(meta, site);
	const char *summary = meta_get(meta, "og:description");
	if (!summary)
		summary = meta_get(meta, "description");
	*description = summary ? utf8_squeeze(summary, strlen(summary)) : NULL;
	free(meta);
	return title;
}

static const char *declared_language(const struct meta *meta)
{
	const struct dom *dom = meta->dom;
	for (uint32_t i = 1; i < dom->n && i < 50; i++)
		if (dom_tag(dom, i) == TAG_HTML || dom_tag(dom, i) == TAG_BODY) {
			const char *lang = dom_attr(dom, i, ATTR_LANG);
			if (lang && isalpha((unsigned char)lang[0]))
				return lang;
		}
	if (meta->ld->language)
		return meta->ld->language;
	const char *lang = meta_get(meta, "og:locale");
	if (!lang)
		lang = meta_get(meta, "content-language");
	return lang ? lang : meta_get(meta, "inLanguage");
}

void meta_read(
	const struct dom *dom, const struct jsonld *ld, uint32_t container, struct article *article)
{
	struct meta *meta = xmalloc(sizeof(*meta));
	char *authors[AUTHORS_MAX];
	meta_collect(dom, ld, article->url, meta);
	article->site = meta_find_site(meta);
	article->title = meta_find_title(meta, article->site);
	article->canonical_url = meta_find_canonical(meta);
	article->original_url = meta_find_original(meta);
	article->n_authors = meta_find_authors(
		meta, article->site, container, authors, AUTHORS_MAX);
	if (article->n_authors) {
		article->authors = xcalloc(article->n_authors, sizeof(*article->authors));
		memcpy(article->authors, authors, article->n_authors * sizeof(*authors));
	}
	article->published = meta_find_published(meta, container);
	article->modified = meta_find_modified(meta);
	article->language = language_choose(declared_language(meta), article->text);
	const char *reserved = meta_get(meta, "tdm-reservation");
	article->tdm_reserved = reserved && strcmp(reserved, "1") == 0;
	free(meta);
}
