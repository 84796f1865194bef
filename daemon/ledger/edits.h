#ifndef LEDGER_EDITS_H
#define LEDGER_EDITS_H

#include <stdbool.h>
#include <stdint.h>

struct ledger;

/*
 * Edits: what the latest reading of an article no longer has of what an earlier one had. A
 * statement is never taken out of the ledger; the edit says when the article was found to say
 * something else instead, or nothing.
 */

struct ledger_new_edit {
	int64_t article_id, statement_id;
	/* What stands in its place, and the statement that this is, or repeats; NULL and 0: nothing
	 * does. */
	const char *now_text;
	int64_t now_id;
	int64_t seen; /* when the article was read again, Unix seconds */
	/* SHA-256 of the article's text then and now; NULL: there is none. */
	const char *before_hash, *after_hash;
};
/* Part of transaction 2. Told once: the same edit as the last of the article and
 * statement is passed over. Returns whether it was not. */
bool ledger_edit_add(struct ledger *ledger, const struct ledger_new_edit *edit);
/* An edit as it is read back; borrowed during the call. */
struct ledger_edit {
	const char *url; /* of the article; may be NULL */
	int64_t seen;
	const char *before_hash, *after_hash;
	const char *now_fingerprint, *now_text; /* NULL: nothing stands in its place */
};
/* Calls back for every edit of a statement, in order. */
void ledger_edits_each(struct ledger *ledger, int64_t statement_id,
	void (*each)(const struct ledger_edit *edit, void *arg), void *arg);

#endif
