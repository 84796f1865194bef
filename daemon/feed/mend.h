#ifndef FEED_MEND_H
#define FEED_MEND_H

#include <stddef.h>

struct buf;
struct feed_notes;

/*
 * Rewrites a broken feed as well-formed XML, so that libxml2 reads it as its author meant it:
 * what precedes the root and DOCTYPE, comments and processing instructions go; entities become
 * characters; bare ampersands and less-than signs are escaped; characters XML forbids go; tags
 * and attributes are written properly; what was left open is closed, and an entry cut off in the
 * middle of a field goes, since half an address is worse than none. Each kind of repair is noted
 * once, with its count. Tags nest at most MEND_DEPTH_MAX deep; deeper ones are left out and their
 * text stays.
 *
 * text is UTF-8 without faults, root as sniff_text gives it. out's maximum bounds the result.
 */
#define MEND_DEPTH_MAX 250
void mend_xml(const char *text, size_t len, size_t root, struct buf *out, struct feed_notes *notes);

#endif
