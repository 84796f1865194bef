#ifndef CLAIMS_WHEN_H
#define CLAIMS_WHEN_H

#include <stdint.h>

#include "claims/claims.h"

struct sentences;
struct tokens;

/*
 * When a statement was said, as the words around its cue tell ("on Friday", "earlier this week",
 * "in February", "on Nov. 21"), reckoned back from the article's date; words inside what was said
 * are not looked at. *told is set to 1 if the text (or the extractor) tells it, else to 0 and the
 * article's date is returned, which may be DATE_UNKNOWN. A day is its noon (UTC), so that it is the
 * same day in most zones; the article's own day keeps the article's time.
 */
int64_t when_said(const struct claims_source *source, const struct raw_statement *raw,
	const struct tokens *tokens, const struct sentences *sentences, int *told);

/*
 * The article's own date where its metadata has none: that of a dateline with a year ("MOSCOW, Dec
 * 2, 2025 (Reuters) -"); DATE_UNKNOWN without one.
 */
int64_t when_dateline(const struct tokens *tokens);

#endif
