#include "run/edit.h"

#include "ledger/edits.h"
#include "ledger/statements.h"
#include "run/terms.h"
#include "util/mem.h"

/* Whoever corrects a sentence keeps half of its words; with one alone in common, it is another. */
#define SHARED_PERCENT_MIN 50
#define SHARED_MIN         2

/* A statement of the reading at hand that may stand in the place of one. */
struct fresh {
	const struct statement *said;
	int64_t id;
	struct terms terms;
	bool taken;
};
struct fresh_list {
	struct fresh *items;
	size_t n;
};

static void fresh_release(struct fresh_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		terms_release(&list->items[i].terms);
	free(list->items);
}

/* Those that the reading before did not have. */
static void fresh_find(const struct edit_readings *r, struct fresh_list *out)
{
	out->items = xcalloc(r->said->n, sizeof(*out->items));
	for (size_t i = 0; i < r->said->n; i++) {
		if (ids_has(r->before, r->ids[i]))
			continue;
		struct fresh *f = &out->items[out->n++];
		f->said = &r->said->items[i];
		f->id = r->ids[i];
		terms_of(f->said->text, &f->terms);
	}
}

/* How many of a hundred words the two share, of the longer one's; 0 when that is chance. */
static size_t shared_percent(const struct terms *a, const struct terms *b)
{
	size_t shared = 0, longer = a->n > b->n ? a->n : b->n;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			shared += strcmp(a->items[i], b->items[k]) == 0;
	return shared < SHARED_MIN ? 0 : shared * 100 / longer;
}

static bool same_speaker(const struct statement *a, const struct statement *b)
{
	const char *x = a->speaker.id, *y = b->speaker.id;
	return x && y ? strcmp(x, y) == 0 : x == y;
}

/* What stands in the place of a statement that is gone; NULL: nothing. */
static struct fresh *replacement(const struct statement *gone, struct fresh_list *fresh)
{
	struct terms terms CLEANUP(terms_release) = {0};
	struct fresh *best = NULL;
	size_t most = SHARED_PERCENT_MIN - 1;
	terms_of(gone->text, &terms);
	for (size_t i = 0; i < fresh->n; i++) {
		struct fresh *f = &fresh->items[i];
		if (f->taken || !same_speaker(gone, f->said))
			continue;
		size_t shared = shared_percent(&terms, &f->terms);
		if (shared > most) {
			best = f;
			most = shared;
		}
	}
	return best;
}

static size_t add(struct ledger *ledger, const struct edit_readings *r,
	const struct ledger_statement *was, const struct statement *is, int64_t id)
{
	/* The same words of another day: the page was dated anew. */
	if (is && strcmp(is->text, was->statement.text) == 0)
		return 0;
	return ledger_edit_add(ledger, &(struct ledger_new_edit){
					       .article_id = r->article_id,
					       .statement_id = was->id,
					       .now_text = is ? is->text : NULL,
					       .now_id = id,
					       .seen = r->now,
					       .before_hash = r->before_hash,
					       .after_hash = r->after_hash,
				       });
}

/* A statement that is still there in substance; in other words than it had here, it was changed. Of
 * one that another article brought, this one's words are not known. */
static size_t record_kept(
	struct ledger *ledger, const struct edit_readings *r, const struct ledger_statement *was)
{
	const struct statement *is = NULL;
	if (was->article_id != r->article_id)
		return 0;
	for (size_t i = r->said->n; i-- > 0;) {
		const struct statement *said = &r->said->items[i];
		char fingerprint[FINGERPRINT_SIZE];
		if (r->ids[i] != was->id)
			continue;
		ledger_fingerprint(said, was->url, fingerprint);
		if (strcmp(said->text, was->statement.text) == 0 ||
			strcmp(fingerprint, was->fingerprint) == 0)
			return 0;
		is = said;
	}
	return is ? add(ledger, r, was, is, was->id) : 0;
}

size_t edit_record(struct ledger *ledger, const struct edit_readings *readings)
{
	const struct edit_readings *r = readings;
	struct fresh_list fresh CLEANUP(fresh_release) = {0};
	size_t n = 0;
	fresh_find(r, &fresh);
	for (size_t i = 0; i < r->before->n; i++) {
		struct ledger_statement *was CLEANUP(ledger_statement_free) = ledger_statement_load(
			ledger, r->before->items[i]);
		if (!was)
			continue;
		if (!ids_has(r->dropped, was->id)) {
			n += record_kept(ledger, r, was);
			continue;
		}
		struct fresh *f = replacement(&was->statement, &fresh);
		if (f)
			f->taken = true;
		n += add(ledger, r, was, f ? f->said : NULL, f ? f->id : 0);
	}
	return n;
}
