#ifndef CLAIMS_DENIES_H
#define CLAIMS_DENIES_H

#include "claims/statement.h"

struct sentences;
struct speaker_scan;

/*
 * Inside claims/ only: whose words a statement denies, as its text tells: "denied Zelensky's claim
 * that", "rejected Kyiv's account", "contrary to what Witkoff said"; or, for a denial without an
 * owner ("denied it", "denied that it had agreed"), whoever of another side said so just before,
 * which is the last of the n statements before. The id, which the caller frees; NULL: nobody.
 */
char *denies_find(struct speaker_scan *scan, const struct sentences *sentences,
	const struct statement *statement, const struct statement *before, size_t n);

#endif
