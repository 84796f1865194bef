#ifndef LEDGER_COPIES_H
#define LEDGER_COPIES_H

#include <stdbool.h>
#include <stdint.h>

struct ids;
struct ledger;
struct minhash;

/*
 * Syndication: the report of one agency on many sites. The first that is read is signed, and the
 * others are known by it: by the address they name as theirs or as their source, else by their
 * text. All of it within transaction 2.
 */

struct ledger_copy_query {
	int64_t id; /* the row of the article at hand */
	const char *canonical_url, *original_url; /* may be NULL */
	const struct minhash *signature; /* NULL: too short to tell */
	int64_t published; /* DATE_UNKNOWN: compared with all */
};
/* The row of the article that this one is a copy of; 0: of none. */
int64_t ledger_copy_find(struct ledger *ledger, const struct ledger_copy_query *query);

/* The signature of an article as it was last read, or of what it is a copy of; false: none. */
bool ledger_copy_signature(struct ledger *ledger, int64_t id, struct minhash *out);

/* Makes an article findable for later copies; what was signed before is forgotten. */
void ledger_copy_sign(struct ledger *ledger, const struct ledger_copy_query *article);
/* Notes what an article is a copy of; 0: of none. */
void ledger_copy_note(struct ledger *ledger, int64_t id, int64_t copy_of);

/* Row ids of the statements that an article (still) reports, in order. */
void ledger_statements_of(struct ledger *ledger, int64_t article_id, struct ids *out);

#endif
