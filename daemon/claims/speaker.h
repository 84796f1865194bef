#ifndef CLAIMS_SPEAKER_H
#define CLAIMS_SPEAKER_H

#include <stdint.h>

#include "claims/claims.h"
#include "claims/statement.h"

struct profile;
struct quotes;
struct sentences;
struct speaker_scan;
struct tokens;

/*
 * Whom a mention stands for. One scan serves one text: it notes every name and role in it once, so
 * that a bare surname, a role or a pronoun beside a cue can be traced to the full name before it.
 * profile and source are borrowed until speaker_scan_free.
 */
struct speaker_scan *speaker_scan_new(
	const struct profile *profile, const struct claims_source *source);
/* The same over what was read already, all of it borrowed until speaker_scan_free. */
struct speaker_scan *speaker_scan_read(const struct profile *profile, const char *text,
	const struct tokens *tokens, const struct quotes *quotes,
	const struct sentences *sentences);
void speaker_scan_free(struct speaker_scan *scan); /* accepts NULL */

/*
 * Names the speaker of a raw statement (its mention raw->speaker, or raw->speaker_name where the
 * extractor knows better) and, where raw->relayed_by is a mention, who reports the speaker's words.
 * date (Unix seconds or DATE_UNKNOWN) is when it was said and picks the holder of an office. Both
 * are set, an id of NULL saying that nobody could be named; the caller releases both. Statements
 * are best asked about in order of place: "he" is first sought among the speakers before.
 *
 * Ids: the profile's; "person:GIVEN-FAMILY" of the name's key for persons it does not know, so that
 * all spellings and articles meet; "person:OFFICE-of-SIDE" for the unknown holder of an office;
 * "anonymous:SIDE" for officials without a name, who keep the words as name. Of several speakers
 * the first is named (see speaker_parts).
 */
void speaker_resolve(struct speaker_scan *scan, const struct raw_statement *raw, int64_t date,
	struct speaker_ref *speaker, struct speaker_ref *relayed_by);

/*
 * Several who speak together ("Merz, Macron and Starmer"): the mention of each, at most max, if all
 * of them are named; returns how many. 1: it is one speaker, or some cannot be told apart, and
 * parts is left alone.
 */
size_t speaker_parts(
	struct speaker_scan *scan, const struct span *mention, struct span *parts, size_t max);

/* As speaker_resolve for a bare name, as sites spell it: a person, an office, an institution. The
 * caller releases out. */
void speaker_from_name(
	const struct profile *profile, const char *name, int64_t date, struct speaker_ref *out);

#endif
