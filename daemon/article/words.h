#ifndef ARTICLE_WORDS_H
#define ARTICLE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct dom;

/* What names in class, id, itemprop and the like say of an element: a set of these. */
#define KIND_BODY       1u /* the article's text */
#define KIND_DROP       2u /* no part of it: navigation, related, share, promotion */
#define KIND_COMMENT    4u /* readers' comments */
#define KIND_CAPTION    8u /* caption or credit of a picture */
#define KIND_META       16u /* byline, date, tags */
#define KIND_WEAK       32u /* often no part of it: trusted for short text only */
#define KIND_DEK        64u /* the summary under the headline */
#define KIND_CORRECTION 128u /* corrections and clarifications are text */
#define KIND_PAYWALL    256u
#define KIND_BYLINE     512u /* names of authors */
#define KIND_CONSENT    1024u /* cookies, privacy */
#define KIND_SECTION    4096u /* of a phrase: as a heading it heads side matters */
#define KIND_PLACE      2048u /* with KIND_DROP: a place beside or below the text */

/* The kinds that the names of one element give. */
unsigned int words_kinds(const struct dom *dom, unsigned int node);

/* The rows of the table of names that one element's names meet. */
#define WORDS_NAMES_MAX 24
struct words_names {
	unsigned short rows[WORDS_NAMES_MAX];
	size_t n;
};
void words_names(const struct dom *dom, unsigned int node, struct words_names *names);
size_t words_names_count(void);
unsigned int words_row_kinds(size_t row);

/* Whether a lower-case word is among the most frequent of a language we know. */
bool words_is_stop(const char *word, size_t len);

/* What a block's own words say: KIND_DROP for "Read also: ..." and its like, KIND_CORRECTION,
 * KIND_CONSENT, KIND_PAYWALL, KIND_CAPTION for credits, KIND_META; 0 mostly. */
unsigned int words_phrase(const char *text, size_t len);

#endif
