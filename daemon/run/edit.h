#ifndef RUN_EDIT_H
#define RUN_EDIT_H

#include <stddef.h>
#include <stdint.h>

struct ids;
struct ledger;
struct statements;

/*
 * What changed between two readings of an article: a statement that it no longer has, in its own
 * words, was changed into one of the same speaker in much the same words, or removed.
 */
struct edit_readings {
	int64_t article_id, now;
	const char *before_hash, *after_hash; /* of its text; NULL: there is none */
	const struct ids *before; /* the statements it had */
	const struct ids *dropped; /* those of them that it is held to have no more */
	const struct statements *said; /* those it has */
	const int64_t *ids; /* and for each which of the ledger's it is, or repeats; 0: none */
};
/* Records each edit in the ledger, within the caller's transaction; returns how many. */
size_t edit_record(struct ledger *ledger, const struct edit_readings *readings);

#endif
