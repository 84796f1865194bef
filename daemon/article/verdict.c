#include "article/body_private.h"

/*
 * What kind of page it is, judged by what was kept and what was left: a list of other articles and
 * a wall that asks for consent hold no article, a teaser is less than one.
 */

/* Teasers on an index page, and the share of kept paragraphs that are their summaries. */
#define INDEX_TEASERS_MIN 4
#define INDEX_SHARE       0.5
/* A summary in a list of articles. */
#define SUMMARY_WORDS_MAX 60
/* Beside this share of consent text, fewer words are no article. */
#define CONSENT_SHARE     0.5
#define CONSENT_WORDS_MAX 200
/* A text this long with a marker of a paywall is shown whole. */
#define TEASER_WORDS_MAX 250
/* How far below the text a paywall stands, in blocks. */
#define PAYWALL_REACH 12

/* Whether the block before is a headline that links elsewhere. */
static bool under_linked_headline(const struct page *page, size_t i)
{
	if (i == 0 || page->blocks.items[i].words > SUMMARY_WORDS_MAX)
		return false;
	const struct block *before = &page->blocks.items[i - 1];
	return before->link_words >= 3 && before->link_words * 10 >= before->words * 9 &&
	       page->judged[i - 1].phrase == 0;
}

bool verdict_is_index(const struct page *page)
{
	size_t kept = 0, summaries = 0;
	for (size_t i = 0; i < page->blocks.n; i++) {
		if (page->judged[i].fate != FATE_KEEP || !page->judged[i].prose)
			continue;
		kept++;
		summaries += under_linked_headline(page, i);
	}
	return summaries >= INDEX_TEASERS_MIN && (double)summaries >= (double)kept * INDEX_SHARE;
}

bool verdict_has_teasers(const struct page *page)
{
	size_t teasers = 0;
	for (size_t i = 0; i < page->blocks.n; i++)
		teasers += page->blocks.items[i].link_words >= 3 &&
			   page->judged[i].fate != FATE_KEEP;
	return teasers >= INDEX_TEASERS_MIN;
}

bool verdict_is_consent(const struct page *page, size_t kept_words)
{
	size_t consent = 0, all = 0;
	bool asks = false;
	for (size_t i = 0; i < page->blocks.n; i++) {
		const struct judged *j = &page->judged[i];
		if (!j->prose)
			continue;
		all += page->blocks.items[i].words;
		asks = asks || j->phrase & KIND_CONSENT;
		if ((j->kinds | j->phrase) & KIND_CONSENT)
			consent += page->blocks.items[i].words;
	}
	return asks && kept_words < CONSENT_WORDS_MAX && all > 0 &&
	       page_share(consent, all) >= CONSENT_SHARE;
}

bool verdict_is_teaser(const struct page *page, size_t kept_words)
{
	size_t last = 0;
	if (kept_words == 0 || kept_words > TEASER_WORDS_MAX)
		return false;
	for (size_t i = 0; i < page->blocks.n; i++)
		if (page->judged[i].fate == FATE_KEEP)
			last = i;
	for (size_t i = last + 1; i < page->blocks.n && i <= last + PAYWALL_REACH; i++)
		if (page->judged[i].phrase & KIND_PAYWALL ||
			(page->judged[i].kinds & KIND_PAYWALL && page->judged[i].drop))
			return true;
	return false;
}
