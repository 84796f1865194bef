#ifndef FEED_FIELDS_H
#define FEED_FIELDS_H

#include "feed/names.h"

struct feed_enclosure;
struct feed_person;
struct reader;

/* What the element just closed, innermost still, gives its entry or its feed. */
void field_end(struct reader *reader, enum feed_key key);

/* Each takes what it is given. The limits of one entry are noted once passed. */
void field_add_enclosure(struct reader *reader, struct feed_enclosure enclosure);
void field_add_category(struct reader *reader, char *category);
void field_add_author(struct reader *reader, struct feed_person person);

/* After the last element: what entries get from one field for want of another. */
void field_finish(struct reader *reader);

#endif
