#include "run/intake.h"

#include <stdbool.h>

#include "claims/claims.h"
#include "compare/compare.h"
#include "ledger/alerts.h"
#include "ledger/articles.h"
#include "ledger/copies.h"
#include "ledger/ledger.h"
#include "ledger/statements.h"
#include "run/alert.h"
#include "run/edit.h"
#include "run/follow.h"
#include "run/terms.h"
#include "text/date.h"
#include "text/minhash.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/hash.h"
#include "util/json.h"
#include "util/mem.h"

#define DAY_SECS 86400
/* A re-report may carry the day after, or before, of the first: zones and late pages. */
#define SAME_WITHIN_SECS (DAY_SECS * 3 / 2)
/* A spokesman is quoted some dozens of times a day at most. */
#define SAME_CANDIDATES_MAX 64
/* Besides the first and newest of each stance: those said last before, and first after, on a slot.
 */
#define STANCE_RECENT_MAX   12
#define TERM_CANDIDATES_MAX 48
/* What a speaker says within days carries on with pronouns and shares no word: all of it is met. */
#define OWN_WITHIN_SECS    (7 * DAY_SECS)
#define OWN_CANDIDATES_MAX 24
/* Reports of one event and its denials come in over days; the same clash later is another. */
#define STORY_WITHIN_SECS (10 * DAY_SECS)
/* A text that shares half of its shingles with what it was is that text with changes; one that
 * shares fewer is another text at the same address: a page that shows its newest news, a teaser. */
#define EDITED_ALIKE 0.5
/* Statements kept parsed: those of some weeks, at a few KiB each. */
#define CACHE_SLOTS 2048

struct intake {
	struct ledger *ledger;
	const struct profile *profile;
	double min_score;
	const struct intake_endpoint *endpoints;
	size_t n_endpoints;
	struct ledger_statement *cache[CACHE_SLOTS]; /* by id modulo the slots */
};

/* One contradiction found for the statement at hand. */
struct clash {
	struct ledger_statement *other; /* owned by the list */
	bool other_earlier;
	struct comparison comparison;
};
struct clashes {
	struct clash *items;
	size_t n, cap;
};

/* An article that is being taken in. */
struct taking {
	const struct intake_article *article;
	int64_t now;
	struct ids before; /* statements that it reported when it was read before */
	bool edited; /* it was read before, and this is that text with changes */
	struct ids reported; /* statements that it reports now */
	struct ids dropped; /* of those before the ones that it no longer reports */
	struct follow follow;
	struct intake_outcome outcome;
};

static void clashes_release(struct clashes *list)
{
	for (size_t i = 0; i < list->n; i++)
		comparison_release(&list->items[i].comparison);
	free(list->items);
	*list = (struct clashes){0};
}

struct intake *intake_new(const struct intake_options *options)
{
	struct intake *intake = xcalloc(1, sizeof(*intake));
	intake->ledger = options->ledger;
	intake->profile = options->profile;
	intake->min_score = options->min_score;
	intake->endpoints = options->endpoints;
	intake->n_endpoints = options->n_endpoints;
	return intake;
}

static void cache_clear(struct intake *intake)
{
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		ledger_statement_free(&intake->cache[i]);
}

void intake_free(struct intake *intake)
{
	if (!intake)
		return;
	cache_clear(intake);
	free(intake);
}

void intake_outcome_release(struct intake_outcome *outcome)
{
	json_decref(outcome->alerts);
	*outcome = (struct intake_outcome){0};
}

/* A statement of the ledger, parsed; borrowed until the next call with another id that falls on
 * its slot. NULL if it cannot be read. */
static struct ledger_statement *known(struct intake *intake, int64_t id)
{
	struct ledger_statement **slot = &intake->cache[(uint64_t)id % CACHE_SLOTS];
	if (*slot && (*slot)->id == id)
		return *slot;
	ledger_statement_free(slot);
	*slot = ledger_statement_load(intake->ledger, id);
	return *slot;
}

/* The statement it repeats, or 0. */
static int64_t find_same(
	struct intake *intake, const struct statement *statement, const char *fingerprint)
{
	int64_t id = ledger_statement_by_fingerprint(intake->ledger, fingerprint);
	if (id || !statement->speaker.id)
		return id;
	struct ids near CLEANUP(ids_release) = {0};
	ledger_statements_near(intake->ledger, statement->speaker.id, statement->date,
		SAME_WITHIN_SECS, SAME_CANDIDATES_MAX, &near);
	for (size_t i = 0; i < near.n; i++) {
		const struct ledger_statement *other = known(intake, near.items[i]);
		if (other && compare_same(intake->profile, &other->statement, statement))
			return other->id;
	}
	return 0;
}

/* Whether b comes after a: by when it was said, then by when it was published, then by arrival. */
static bool in_order(const struct ledger_statement *a, const struct ledger_statement *b)
{
	if (a->statement.date != b->statement.date)
		return a->statement.date < b->statement.date;
	if (a->published != b->published && a->published != DATE_UNKNOWN &&
		b->published != DATE_UNKNOWN)
		return a->published < b->published;
	return a->id < b->id;
}

/* Pairs that one article cannot mean: a speaker against himself at one time is a page misread, and
 * one stretch of text attributed twice is one speaker reporting the other. */
static bool same_breath(const struct ledger_statement *a, const struct ledger_statement *b)
{
	const struct statement *x = &a->statement, *y = &b->statement;
	if (!a->url || !b->url || strcmp(a->url, b->url) != 0)
		return false;
	if (x->span.begin < y->span.end && y->span.begin < x->span.end)
		return true;
	return x->speaker.id && y->speaker.id && strcmp(x->speaker.id, y->speaker.id) == 0 &&
	       x->date == y->date;
}

static void try_pair(struct intake *intake, const struct ledger_statement *fresh,
	struct ledger_statement *other, struct clashes *out)
{
	if (same_breath(fresh, other))
		return;
	struct clash clash = {.other = other, .other_earlier = in_order(other, fresh)};
	compare_pair(intake->profile, clash.other_earlier ? &other->statement : &fresh->statement,
		clash.other_earlier ? &fresh->statement : &other->statement, &clash.comparison);
	/* Contradictions are rare in a stream: an alert goes by how sure it is there. */
	clash.comparison.score = clash.comparison.alert;
	if (clash.comparison.verdict != VERDICT_CONTRADICTION ||
		clash.comparison.score < intake->min_score ||
		!ledger_statement_stands(intake->ledger, other->id)) {
		comparison_release(&clash.comparison);
		return;
	}
	MEM_ROOM(out->items, out->n, out->cap);
	out->items[out->n++] = clash;
}

/* The surest first; among equals the one nearest in time, then the older row. */
static int by_score(const void *a, const void *b)
{
	const struct clash *x = a, *y = b;
	if (x->comparison.score != y->comparison.score)
		return x->comparison.score > y->comparison.score ? -1 : 1;
	int64_t dx = x->other->statement.date, dy = y->other->statement.date;
	if (dx != dy)
		return dx > dy ? -1 : 1;
	return x->other->id < y->other->id ? -1 : 1;
}

/* The same contradiction was told: both statements join it, each on its party's side. */
static void join_alert(struct intake *intake, struct taking *taking, const struct alert_pair *pair,
	int64_t told, int64_t told_earlier_id)
{
	const struct ledger_statement *first = known(intake, told_earlier_id);
	bool swapped = pair->comparison->kind != KIND_REVERSAL && first &&
		       !alert_same_party(pair->comparison->kind, pair->earlier, first);
	ledger_alert_join(intake->ledger, told, pair->earlier->id, swapped ? "later" : "earlier");
	ledger_alert_join(intake->ledger, told, pair->later->id, swapped ? "earlier" : "later");
	ids_add(&taking->follow.reported, told);
}

static void raise_alert(struct intake *intake, struct taking *taking,
	const struct ledger_statement *fresh, const struct clash *clash)
{
	struct alert_pair pair = {
		.earlier = clash->other_earlier ? clash->other : fresh,
		.later = clash->other_earlier ? fresh : clash->other,
		.comparison = &clash->comparison,
	};
	int specific = 0;
	AUTOFREE char *story = alert_story(&pair, &specific);
	int64_t told_earlier_id = 0;
	int64_t told = ledger_alert_like(intake->ledger,
		&(struct ledger_story){
			.story = story,
			.earlier_id = pair.earlier->id,
			.later_id = pair.later->id,
			.earlier_said = pair.earlier->statement.date,
			.later_said = pair.later->statement.date,
			.within = specific ? STORY_WITHIN_SECS : -1,
		},
		&told_earlier_id);
	if (told) {
		join_alert(intake, taking, &pair, told, told_earlier_id);
		return;
	}
	char id[ALERT_ID_SIZE];
	ledger_alert_id(
		clash->comparison.kind, pair.earlier->fingerprint, pair.later->fingerprint, id);
	AUTOJSON json_t *json = alert_json(intake->ledger, &pair, id);
	AUTOFREE char *body = json_compact(json);
	const char **endpoints CLEANUP(mem_free_ptr) = xcalloc(
		intake->n_endpoints, sizeof(const char *));
	size_t n_endpoints = follow_endpoints(
		intake->endpoints, intake->n_endpoints, json, EVENT_RAISED, endpoints);
	int64_t seq = ledger_alert_add(
		intake->ledger, &(struct ledger_new_alert){
					.id = id,
					.kind = kind_word(clash->comparison.kind),
					.issue = clash->comparison.issue,
					.why = clash->comparison.why,
					.story = story,
					.body = body,
					.score = clash->comparison.score,
					.earlier_id = pair.earlier->id,
					.later_id = pair.later->id,
					.raised = taking->now,
					.endpoints = endpoints,
					.n_endpoints = n_endpoints,
				});
	if (!seq)
		return;
	ids_add(&taking->follow.raised, seq);
	(void)json_array_append(taking->outcome.alerts, json);
}

static void compare_with_ledger(struct intake *intake, struct taking *taking,
	const struct ledger_statement *fresh, const struct terms *terms)
{
	struct ids candidates CLEANUP(ids_release) = {0};
	ledger_stance_candidates(intake->ledger, &fresh->statement, STANCE_RECENT_MAX, &candidates);
	ledger_term_candidates(intake->ledger, (const char *const *)terms->items, terms->n,
		TERM_CANDIDATES_MAX, &candidates);
	ledger_statements_near(intake->ledger, fresh->statement.speaker.id, fresh->statement.date,
		OWN_WITHIN_SECS, OWN_CANDIDATES_MAX, &candidates);
	struct clashes clashes CLEANUP(clashes_release) = {0};
	struct ledger_statement **kept CLEANUP(mem_free_ptr) = xcalloc(
		candidates.n, sizeof(struct ledger_statement *));
	size_t n_kept = 0;
	for (size_t i = 0; i < candidates.n; i++) {
		if (candidates.items[i] == fresh->id)
			continue;
		struct ledger_statement *other = known(intake, candidates.items[i]);
		if (!other || !other->statement.speaker.id)
			continue;
		size_t before = clashes.n;
		try_pair(intake, fresh, other, &clashes);
		taking->outcome.compared++;
		if (clashes.n == before)
			continue;
		/* A clash outlives the next look-up: take the statement out of the cache. */
		intake->cache[(uint64_t)other->id % CACHE_SLOTS] = NULL;
		kept[n_kept++] = other;
	}
	if (clashes.n > 1)
		qsort(clashes.items, clashes.n, sizeof(*clashes.items), by_score);
	for (size_t i = 0; i < clashes.n; i++)
		raise_alert(intake, taking, fresh, &clashes.items[i]);
	for (size_t i = 0; i < n_kept; i++)
		ledger_statement_free(&kept[i]);
}

/* A quotation of somebody known in an article on the topic bears on it even where its own words
 * name nothing of it ("I never gave them a date"). */
static bool is_relevant(const struct intake *intake, const struct statement *statement)
{
	return (statement->quoted && statement->speaker.id) ||
	       claims_relevant_statement(intake->profile, statement);
}

/* The article reports a statement that is known. */
static void report_known(struct intake *intake, struct taking *taking, int64_t id)
{
	ledger_report_add(intake->ledger, id, taking->article->id);
	ids_add(&taking->reported, id);
	follow_reported(&taking->follow, intake->ledger, id);
	taking->outcome.merged++;
}

/* Returns the row of the statement, or of the one it repeats; 0 on a sticking error. */
static int64_t store_statement(
	struct intake *intake, struct taking *taking, const struct statement *statement)
{
	const struct intake_article *article = taking->article;
	bool relevant = is_relevant(intake, statement);
	char fingerprint[FINGERPRINT_SIZE];
	ledger_fingerprint(statement, article->url, fingerprint);
	int64_t same = relevant ? find_same(intake, statement, fingerprint)
				: ledger_statement_by_fingerprint(intake->ledger, fingerprint);
	if (same) {
		report_known(intake, taking, same);
		return same;
	}
	struct terms terms CLEANUP(terms_release) = {0};
	if (relevant) {
		terms_of(statement->text, &terms);
		terms_of_propositions(statement, &terms);
	}
	int64_t id = ledger_statement_add(
		intake->ledger, &(struct ledger_new_statement){
					.statement = statement,
					.fingerprint = fingerprint,
					.article_id = article->id,
					.relevant = relevant,
					.terms = (const char *const *)terms.items,
					.n_terms = terms.n,
				});
	ids_add(&taking->reported, id);
	taking->outcome.added++;
	taking->outcome.off_topic += !relevant;
	/* A contradiction needs somebody to hold it against. */
	if (!id || !relevant || !statement->speaker.id)
		return id;
	struct ledger_statement fresh = {
		.id = id,
		.fingerprint = fingerprint,
		.statement = *statement,
		.url = (char *)(uintptr_t)article->url,
		.title = (char *)(uintptr_t)article->title,
		.site = (char *)(uintptr_t)article->site,
		.published = article->published,
	};
	compare_with_ledger(intake, taking, &fresh, &terms);
	return id;
}

/* Whether one of the statements of the article that is copied says it in the same words. */
static int64_t find_in_copied(
	struct intake *intake, const struct ids *copied, const struct statement *statement)
{
	for (size_t i = 0; i < copied->n; i++) {
		const struct ledger_statement *other = known(intake, copied->items[i]);
		if (!other || strcmp(other->statement.text, statement->text) != 0)
			continue;
		const char *a = other->statement.speaker.id, *b = statement->speaker.id;
		if (a && b ? strcmp(a, b) == 0 : a == b)
			return other->id;
	}
	return 0;
}

/* Looks for what the article is a copy of, and fills in its statements; else signs it, so that its
 * copies are found. What a copy has beyond is read like any article's. */
static int64_t find_copied(
	struct intake *intake, const struct intake_article *article, struct ids *copied)
{
	struct minhash signature;
	bool signed_text = article->text &&
			   minhash_of(article->text, strlen(article->text), &signature);
	const struct ledger_copy_query query = {
		.id = article->id,
		.canonical_url = article->canonical_url,
		.original_url = article->original_url,
		.signature = signed_text ? &signature : NULL,
		.published = article->published,
	};
	int64_t of = ledger_copy_find(intake->ledger, &query);
	ledger_copy_note(intake->ledger, article->id, of);
	if (of)
		ledger_statements_of(intake->ledger, of, copied);
	else
		ledger_copy_sign(intake->ledger, &query);
	return of;
}

/* Whether the article is the text that was read before, with changes. */
static bool was_edited(struct intake *intake, const struct intake_article *article)
{
	struct minhash before, now;
	return article->whole && article->text &&
	       ledger_copy_signature(intake->ledger, article->id, &before) &&
	       minhash_of(article->text, strlen(article->text), &now) &&
	       minhash_alike(&before, &now) >= EDITED_ALIKE;
}

/* Whether an article still has the words, and nobody else is said to have spoken them. A plugin may
 * fail to see a statement whose surroundings have changed. */
static bool words_stay(const struct intake_article *article, const struct statements *statements,
	const struct ledger_statement *before)
{
	const char *words = before->statement.text;
	if (!strstr(article->text, words))
		return false;
	for (size_t i = 0; i < statements->n; i++)
		if (strcmp(statements->items[i].text, words) == 0)
			return false;
	return true;
}

/* What the article said when it was read before and says no more. */
static void drop_statements(
	struct intake *intake, struct taking *taking, const struct statements *statements)
{
	const struct intake_article *article = taking->article;
	for (size_t i = 0; i < taking->before.n; i++) {
		int64_t id = taking->before.items[i];
		const struct ledger_statement *before = known(intake, id);
		if (ids_has(&taking->reported, id) || !before ||
			(!article->removed && words_stay(article, statements, before)))
			continue;
		ids_add(&taking->dropped, id);
		ledger_report_gone(intake->ledger, id, article->id, taking->now);
		follow_dropped(&taking->follow, intake->ledger, id);
	}
}

static void taking_release(struct taking *taking)
{
	ids_release(&taking->before);
	ids_release(&taking->reported);
	ids_release(&taking->dropped);
	follow_release(&taking->follow);
	intake_outcome_release(&taking->outcome);
}

int intake_store(struct intake *intake, const struct intake_article *article,
	struct statements *statements, struct intake_outcome *outcome, struct err *err)
{
	int64_t now = clock_now_ms() / 1000;
	struct taking taking CLEANUP(taking_release) = {
		.article = article, .now = now, .outcome = {.alerts = json_array()}};
	struct intake_outcome *done = &taking.outcome;
	int rc = ledger_begin(intake->ledger, err);
	if (rc < 0)
		return rc;
	char hash[HASH_HEX_SIZE] = "";
	if (article->text && article->text[0])
		hash_sha256_hex(article->text, strlen(article->text), hash);
	AUTOFREE char *before_hash = ledger_article_text_hash(intake->ledger, article->id);
	AUTOFREE int64_t *ids = xcalloc(statements->n, sizeof(*ids));
	done->unchanged = hash[0] && before_hash && strcmp(hash, before_hash) == 0;
	struct ids copied CLEANUP(ids_release) = {0};
	ledger_statements_of(intake->ledger, article->id, &taking.before);
	taking.edited = taking.before.n > 0 && !done->unchanged && was_edited(intake, article);
	if (!article->result && !done->unchanged && !article->removed)
		done->copy = find_copied(intake, article, &copied) != 0;
	const char *result = article->result ? article->result : done->copy ? "copy" : "statements";
	bool keep_result = done->unchanged || article->removed;
	/* The row first: the statements' article is read back from it. */
	ledger_article_done(intake->ledger, &(struct ledger_article_end){
						    .id = article->id,
						    .now = now,
						    .result = keep_result ? NULL : result,
						    .text_hash = hash[0] ? hash : NULL,
						    .title = article->title,
						    .site = article->site,
						    .url = article->url,
						    .published = article->published,
					    });
	for (size_t i = 0; i < statements->n && !done->unchanged; i++) {
		struct statement *s = &statements->items[i];
		if (s->date == DATE_UNKNOWN)
			s->date = article->published != DATE_UNKNOWN ? article->published : now;
		ids[i] = done->copy ? find_in_copied(intake, &copied, s) : 0;
		if (ids[i])
			report_known(intake, &taking, ids[i]);
		else
			ids[i] = store_statement(intake, &taking, s);
	}
	if (taking.edited || article->removed) {
		drop_statements(intake, &taking, statements);
		done->edited = edit_record(
			intake->ledger, &(struct edit_readings){.article_id = article->id,
						.now = now,
						.before_hash = before_hash,
						.after_hash = hash[0] ? hash : NULL,
						.before = &taking.before,
						.dropped = &taking.dropped,
						.said = statements,
						.ids = ids});
	}
	done->events = follow_tell(
		&taking.follow, &(struct follow_context){.ledger = intake->ledger,
					.endpoints = intake->endpoints,
					.n_endpoints = intake->n_endpoints,
					.url = article->url,
					.now = now});
	rc = ledger_commit(intake->ledger, err);
	if (rc < 0) {
		/* Row numbers of what was rolled back will be given again. */
		cache_clear(intake);
		return rc;
	}
	*outcome = taking.outcome;
	taking.outcome = (struct intake_outcome){0};
	return 0;
}
