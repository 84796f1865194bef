#ifndef FEED_MEND_ENTITY_H
#define FEED_MEND_ENTITY_H

#include <stddef.h>

struct buf;

/* Entities that a document declares itself. Only plain values count: one that refers to others, or
 * to a file, is as good as undeclared, so that nothing can be multiplied or fetched. */
struct mend_entities {
	struct mend_entity {
		char *name, *value;
	} * items;
	size_t n, cap;
	size_t spent; /* bytes put in so far; past ENTITIES_SPENT_MAX they stand for nothing */
};

/* Reads the declarations out of what stands before the root. Zero-initialise entities. */
void mend_entities_read(struct mend_entities *entities, const char *text, size_t len);
void mend_entities_release(struct mend_entities *entities);

/* What happened to a reference. */
enum mend_reference {
	REFERENCE_KEPT, /* one of XML's five, or a number: as it was */
	REFERENCE_DECLARED, /* the document's own, put in */
	REFERENCE_HTML, /* one of HTML's, put in */
	REFERENCE_ODD, /* a number that is no character, or means Windows-1252 */
	REFERENCE_NONE, /* a bare ampersand */
};

/* Writes the reference at s (s[0] is '&') to out as XML text; *used says how long it was. */
enum mend_reference mend_reference(
	struct mend_entities *entities, const char *s, size_t len, size_t *used, struct buf *out);

#endif
